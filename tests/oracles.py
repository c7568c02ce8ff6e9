"""Each measure a second time, as one SQL statement written from its definition and from nothing of ours.

A share is asked for as (part, whole). `{epoch:x}`, `{shift:x:n}` and `{days:x:y}` stand for what the two databases
write differently: seconds since 1970, a day moved by days, and the days between two days.
"""

import re

from sqlalchemy import Connection, text

NEWEST = """
newest AS (
  SELECT * FROM (
    SELECT p.*, ROW_NUMBER() OVER (PARTITION BY order_id, line ORDER BY seq DESC) AS age FROM promise_log p
  ) aged WHERE age = 1 AND ordered > 0
),
due AS (
  SELECT * FROM newest
  WHERE requested_on >= :from_on AND requested_on <= :to_on AND (:partner = '' OR partner = :partner)
),
opening AS (
  SELECT s.order_id, s.line, s.shipped_on, SUM(s.quantity) AS quantity
  FROM shipped_line s
  JOIN (SELECT order_id, line, MIN(shipped_on) AS on_day FROM shipped_line GROUP BY order_id, line) f
    ON f.order_id = s.order_id AND f.line = s.line AND f.on_day = s.shipped_on
  GROUP BY s.order_id, s.line, s.shipped_on
),
ending AS (
  SELECT order_id FROM newest GROUP BY order_id
  HAVING MAX(requested_on) >= :from_on AND MAX(requested_on) <= :to_on
),
whole_orders AS (
  SELECT n.* FROM newest n JOIN ending e ON e.order_id = n.order_id WHERE :partner = '' OR n.partner = :partner
)"""
WINDOW = """
windowed AS (
  SELECT n.order_id, n.line, n.partner, n.sku, n.ordered, n.requested_on,
    COALESCE(SUM(CASE
      WHEN n.partner = 'acme' AND s.shipped_on BETWEEN {shift:n.requested_on:-2} AND {shift:n.requested_on:1}
        THEN s.quantity
      WHEN n.partner <> 'acme' AND s.shipped_on BETWEEN {shift:n.requested_on:-7} AND n.requested_on
        THEN s.quantity
      ELSE 0 END), 0) AS quantity
  FROM newest n LEFT JOIN shipped_line s ON s.order_id = n.order_id AND s.line = n.line
  GROUP BY n.order_id, n.line, n.partner, n.sku, n.ordered, n.requested_on
)"""
TIMES = """
acknowledgement AS (
  SELECT d.partner, {epoch:t.at} AS began, MIN({epoch:a.sent_at}) AS ended,
    CASE d.partner WHEN 'acme' THEN 86400 WHEN 'globex' THEN 7200 END AS most
  FROM document d JOIN transmission t ON t.id = d.transmission_id
  LEFT JOIN document a ON a.answers = d.interchange_id AND a.set_id = '997' AND a.direction = 'out'
  WHERE d.set_id = '850' AND d.direction = 'in' AND t.at >= :begin AND t.at < :ending
  GROUP BY d.id, d.partner, t.at
),
answer AS (
  SELECT o.partner, {epoch:o.received_at} AS began, MIN({epoch:a.sent_at}) AS ended,
    CASE o.partner WHEN 'acme' THEN 14400 WHEN 'globex' THEN 7200 END AS most
  FROM sales_order o LEFT JOIN document a ON a.order_id = o.id AND a.set_id = '855'
  WHERE o.received_at >= :begin AND o.received_at < :ending GROUP BY o.id, o.partner, o.received_at
),
ship_notice AS (
  SELECT s.partner, {epoch:s.shipped_at} AS began, MIN({epoch:a.sent_at}) AS ended,
    1800 AS most
  FROM shipment s LEFT JOIN document a ON a.order_id = s.order_id AND a.set_id = '856' AND a.reference = s.number
  WHERE s.shipped_at >= :begin AND s.shipped_at < :ending GROUP BY s.id, s.partner, s.shipped_at
)"""
KEPT = """
SELECT COALESCE(SUM(CASE WHEN left_by >= owed THEN 1 ELSE 0 END), 0), COUNT(*) FROM (
  SELECT p.order_id, p.line, {owes} AS owed,
    COALESCE(SUM(CASE WHEN s.shipped_on <= p.promised_on THEN s.quantity END), 0) AS left_by
  FROM promise_log p JOIN newest n ON n.order_id = p.order_id AND n.line = p.line
  LEFT JOIN shipped_line s ON s.order_id = p.order_id AND s.line = p.line
  WHERE {which} AND p.promised_on BETWEEN :from_on AND :to_on AND (:partner = '' OR p.partner = :partner)
  GROUP BY p.order_id, p.line, p.promised, n.ordered
) kept"""
FIRST = """p.seq = (
  SELECT MIN(f.seq) FROM promise_log f WHERE f.order_id = p.order_id AND f.line = p.line AND f.promised > 0
)"""
OWED = "CASE WHEN p.promised < n.ordered THEN p.promised ELSE n.ordered END"

ORACLES = {
    "line-fill": """WITH {newest}
SELECT COALESCE(SUM(CASE WHEN o.quantity >= d.ordered AND o.shipped_on <= d.requested_on THEN 1 ELSE 0 END), 0), COUNT(*)
FROM due d LEFT JOIN opening o ON o.order_id = d.order_id AND o.line = d.line""",
    "unit-fill": """WITH {newest}
SELECT COALESCE(SUM(CASE WHEN o.shipped_on > d.requested_on OR o.quantity IS NULL THEN 0
  WHEN o.quantity > d.ordered THEN d.ordered ELSE o.quantity END), 0), COALESCE(SUM(d.ordered), 0)
FROM due d LEFT JOIN opening o ON o.order_id = d.order_id AND o.line = d.line""",
    "order-fill": """WITH {newest}
SELECT COALESCE(SUM(filled), 0), COUNT(*) FROM (
  SELECT w.order_id, MIN(CASE WHEN o.quantity >= w.ordered AND o.shipped_on <= w.requested_on THEN 1 ELSE 0 END) AS filled
  FROM whole_orders w LEFT JOIN opening o ON o.order_id = w.order_id AND o.line = w.line GROUP BY w.order_id
) orders""",
    "on-time-request": """WITH {newest}
SELECT COALESCE(SUM(CASE WHEN quantity >= ordered THEN 1 ELSE 0 END), 0), COUNT(*) FROM (
  SELECT d.order_id, d.line, d.ordered, SUM(CASE WHEN s.shipped_on <= d.requested_on THEN s.quantity ELSE 0 END) AS quantity
  FROM due d LEFT JOIN shipped_line s ON s.order_id = d.order_id AND s.line = d.line
  GROUP BY d.order_id, d.line, d.ordered
) lines""",
    "on-time-first-promise": "WITH {newest} {first_kept}",
    "on-time-last-promise": "WITH {newest} {last_kept}",
    "otif": """WITH {newest}, {window}
SELECT COALESCE(SUM(CASE WHEN w.partner = 'acme' THEN CAST(got / COALESCE(i.pack, 1) AS BIGINT)
    ELSE got END), 0),
  COALESCE(SUM(CASE WHEN w.partner = 'acme' THEN CAST(w.ordered / COALESCE(i.pack, 1) AS BIGINT) ELSE w.ordered END), 0)
FROM (SELECT x.*, CASE WHEN x.quantity > x.ordered THEN x.ordered ELSE CAST(x.quantity AS BIGINT) END AS got FROM windowed x) w
JOIN due d ON d.order_id = w.order_id AND d.line = w.line LEFT JOIN item i ON i.sku = w.sku""",
    "perfect-order": """WITH {newest}, {window}
SELECT COALESCE(SUM(CASE WHEN missing = 0 AND notices > 0 AND invoices > 0 AND bad = 0 THEN 1 ELSE 0 END), 0), COUNT(*)
FROM (
  SELECT o.order_id,
    (SELECT COUNT(*) FROM windowed w WHERE w.order_id = o.order_id AND w.quantity < w.ordered) AS missing,
    (SELECT COUNT(*) FROM document d WHERE d.order_id = o.order_id AND d.set_id = '856' AND d.delivery <> 'abandoned') AS notices,
    (SELECT COUNT(*) FROM document d WHERE d.order_id = o.order_id AND d.set_id = '810' AND d.delivery <> 'abandoned') AS invoices,
    (SELECT COUNT(*) FROM document d WHERE d.order_id = o.order_id AND d.set_id IN ('856', '810')
      AND d.delivery <> 'abandoned' AND (d.acknowledgement IN ('awaited', 'overdue', 'rejected', 'accepted-with-errors')
      OR d.id IN (SELECT ref FROM event WHERE what = 'document.refused-by-partner'))) AS bad
  FROM (SELECT DISTINCT order_id FROM whole_orders) o
) orders""",
    "first-promise-error": """WITH {newest}
SELECT COALESCE(SUM(ABS({days:left_on:promised_on})), 0), COUNT(*) FROM (
  SELECT p.promised_on, MAX(s.shipped_on) AS left_on, SUM(s.quantity) AS quantity, {owed} AS owed
  FROM promise_log p JOIN newest n ON n.order_id = p.order_id AND n.line = p.line
  JOIN shipped_line s ON s.order_id = p.order_id AND s.line = p.line
  WHERE {first} AND p.promised_on BETWEEN :from_on AND :to_on AND (:partner = '' OR p.partner = :partner)
  GROUP BY p.order_id, p.line, p.promised_on, p.promised, n.ordered
) left_lines WHERE quantity >= owed""",
    "promise-steady": """WITH {newest}
SELECT COALESCE(SUM(CASE WHEN changes = 0 THEN 1 ELSE 0 END), 0), COUNT(*) FROM (
  SELECT p.order_id, p.line,
    (SELECT COUNT(*) FROM promise_log c WHERE c.order_id = p.order_id AND c.line = p.line AND c.seq > p.seq AND c.why <> 'changed') AS changes
  FROM promise_log p JOIN due d ON d.order_id = p.order_id AND d.line = p.line WHERE {first}
) lines""",
    "promise-changes": """WITH {newest}
SELECT (SELECT COUNT(*) FROM promise_log p JOIN due d ON d.order_id = p.order_id AND d.line = p.line
  JOIN promise_log c ON c.order_id = p.order_id AND c.line = p.line AND c.seq > p.seq AND c.why <> 'changed' WHERE {first}),
  (SELECT COUNT(*) FROM promise_log p JOIN due d ON d.order_id = p.order_id AND d.line = p.line WHERE {first})""",
    "backorder-rate": """WITH {newest}
SELECT COUNT(DISTINCT CASE WHEN p.backordered > 0 THEN d.order_id || '/' || d.line END), COUNT(DISTINCT d.order_id || '/' || d.line)
FROM due d JOIN promise_log p ON p.order_id = d.order_id AND p.line = d.line""",
    "backorder-age": """SELECT COALESCE(SUM(CASE WHEN p.requested_on < :today THEN {days::today:p.requested_on} ELSE 0 END), 0), COUNT(*)
FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN promise_log p ON p.order_id = l.order_id AND p.line = l.line
JOIN (SELECT order_id, line, MAX(seq) AS seq FROM promise_log GROUP BY order_id, line) m
  ON m.order_id = p.order_id AND m.line = p.line AND m.seq = p.seq
WHERE l.backordered > 0 AND o.state IN ('confirmed', 'shipping') AND (:partner = '' OR o.partner = :partner)""",
    "backorders-open": """SELECT COUNT(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE l.backordered > 0 AND o.state IN ('confirmed', 'shipping') AND (:partner = '' OR o.partner = :partner)""",
    "backorders-open-units": """SELECT COALESCE(SUM(l.backordered), 0)
FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE o.state IN ('confirmed', 'shipping') AND (:partner = '' OR o.partner = :partner)""",
    "backorder-oldest": """SELECT COALESCE(MAX({days::today:p.requested_on}), 0)
FROM order_line l JOIN sales_order o ON o.id = l.order_id
JOIN promise_log p ON p.order_id = l.order_id AND p.line = l.line
WHERE l.backordered > 0 AND o.state IN ('confirmed', 'shipping') AND (:partner = '' OR o.partner = :partner)
  AND p.requested_on < :today
  AND NOT EXISTS (SELECT 1 FROM promise_log n WHERE n.order_id = p.order_id AND n.line = p.line AND n.seq > p.seq)""",
    "touchless": """SELECT
  COALESCE(SUM(CASE WHEN answered.at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.order_id = o.id AND e.actor <> 'gateway' AND e.at <= answered.at) THEN 1 ELSE 0 END), 0),
  COUNT(*)
FROM sales_order o LEFT JOIN (SELECT order_id, MIN(created_at) AS at FROM document WHERE set_id = '855' GROUP BY order_id) answered
  ON answered.order_id = o.id
WHERE o.received_at >= :begin AND o.received_at < :ending AND (:partner = '' OR o.partner = :partner)""",
    "invoice-match": """SELECT COALESCE(SUM(CASE WHEN d.acknowledgement <> 'rejected'
    AND d.id NOT IN (SELECT ref FROM event WHERE what = 'document.refused-by-partner')
    AND d.order_id NOT IN (SELECT order_id FROM order_line WHERE invoiced <> shipped) THEN 1 ELSE 0 END), 0), COUNT(*)
FROM document d WHERE d.set_id = '810' AND d.direction = 'out' AND d.delivery <> 'abandoned'
  AND d.created_at >= :begin AND d.created_at < :ending AND (:partner = '' OR d.partner = :partner)""",
}
TIMED = ("acknowledgement", "answer", "ship-notice")
TOOK = """WITH {times}, took AS (
  SELECT CASE WHEN ended < began THEN 0 ELSE ended - began END AS took, most FROM {table}
  WHERE :partner = '' OR partner = :partner
)"""
OF_TIMED = {
    "given": "{took} SELECT COUNT(took), COUNT(*) FROM took",
    "in-limit": "{took} SELECT COALESCE(SUM(CASE WHEN took <= most THEN 1 ELSE 0 END), 0), COUNT(most) FROM took",
    "p50": "{took} {percentile} >= 50 * (SELECT COUNT(took) FROM took)",
    "p95": "{took} {percentile} >= 95 * (SELECT COUNT(took) FROM took)",
    "p99": "{took} {percentile} >= 99 * (SELECT COUNT(took) FROM took)",
}
for _name in TIMED:
    for _what, _statement in OF_TIMED.items():
        ORACLES[f"{_name}-{_what}"] = _statement.replace(
            "{took}", TOOK.replace("{table}", _name.replace("-", "_"))
        )

PIECES = {
    "first_kept": KEPT.replace("{owes}", "{owed}").replace("{which}", "{first}"),
    "last_kept": KEPT.replace("{owes}", "p.promised").replace("{which}", "p.seq = n.seq AND p.promised > 0"),
    "percentile": (
        "SELECT MIN(a.took) FROM took a WHERE (SELECT COUNT(*) FROM took b WHERE b.took <= a.took) * 100"
    ),
    "newest": NEWEST,
    "window": WINDOW,
    "times": TIMES,
    "first": FIRST,
    "owed": OWED,
}


WORDS = {
    "sqlite": {
        "epoch": r"CAST(strftime('%s', \1) AS INTEGER)",
        "shift": r"date(\1, '\2 days')",
        "days": r"CAST(julianday(\1) - julianday(\2) AS INTEGER)",
    },
    "postgresql": {
        "epoch": r"CAST(FLOOR(EXTRACT(EPOCH FROM \1)) AS BIGINT)",
        "shift": r"(\1 + (\2))",
        "days": r"(CAST(\1 AS DATE) - \2)",
    },
}


def ask(connection: Connection, name: str, **values: str) -> tuple[int | None, ...]:
    """Return what the oracle of a measure says."""
    statement = ORACLES[name]
    for piece, written in PIECES.items():
        statement = statement.replace(f"{{{piece}}}", written)
    for word, written in WORDS[connection.dialect.name].items():
        statement = re.sub(r"\{" + word + r":([^:{}]+|:today)(?::([^:{}]+))?\}", written, statement)
    given = {key: value for key, value in values.items() if f":{key}" in statement}
    return tuple(
        None if value is None else int(value) for value in connection.execute(text(statement), given).one()
    )
