"""The page of metrics, written from what a gateway tells."""

from collections.abc import Iterable, Mapping

HEAD = """# Metrics

`GET /metrics` tells Prometheus how the gateway stands. It needs `system`: give Prometheus a token of a user's
(`gateway token create prometheus --scope system --name prometheus`). All but the requests are read from the database, so
every process tells the same: scrape one of them, or take the maximum.

`deploy/alerts.yaml` holds alert rules, `deploy/dashboard.json` a Grafana dashboard; both use these names and no others.

| metric | kind | labels | says |
|---|---|---|---|
"""
LABELS: Mapping[str, str] = {
    "gateway_documents": "direction, type, partner, result",
    "gateway_ack_overdue": "partner",
    "gateway_sla_seconds": "kind, partner",
    "gateway_queue_depth": "kind",
    "gateway_queue_oldest_seconds": "kind",
    "gateway_orders": "state",
    "gateway_channel_up": "partner",
    "gateway_cert_expiry_seconds": "owner, source, fingerprint",
    "gateway_http_request_seconds": "method, route, status",
}
TAIL = """
Documents are counted half a minute after they were made. What was counted is kept every ten minutes, so that neither a
scrape nor a process that started anew counts more than what came and left since; of orders those under way are counted,
not those that are over.
"""


def render(told: str) -> str:
    """Return the page of what a gateway told."""
    return HEAD + "".join(_rows(told.splitlines())) + TAIL


def names_of(told: str) -> frozenset[str]:
    """Return the names a rule may use."""
    return frozenset(line.split()[2] for line in told.splitlines() if line.startswith("# TYPE"))


def _rows(lines: Iterable[str]) -> Iterable[str]:
    said = dict(line.split(" ", 3)[2:4] for line in lines if line.startswith("# HELP"))
    kinds = dict(line.split(" ", 3)[2:4] for line in lines if line.startswith("# TYPE"))
    for name in sorted(said):
        if not name.endswith("_created"):
            labels = LABELS.get(name.removesuffix("_total"), "")
            yield f"| `{name}` | {kinds[name]} | {labels} | {said[name]} |\n"
