"""A year of orders and all that belongs to them, written by the database itself, so that a million takes minutes.

Of an order there are six documents (850, 997, 855, 856, 810 and the partner's 997), two transmissions with their
interchanges, three lines, a shipment, two deadlines and eight lines of the audit trail. All but the newest are over;
of every thousand a few wait for a person, were refused or are late.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import time
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Engine, Integer, SmallInteger, Table
from sqlalchemy.schema import CreateIndex, DropIndex

from gateway.adapters.db.columns import Canonical, Number, Ratio
from gateway.adapters.db.tables import metadata
from gateway.application.records import shard_of

PARTNERS = tuple(f"partner{number:02}" for number in range(40))
ITEMS = 5_000
YEAR_S = 365 * 86_400
SAID = "x" * 500
"""As much as a short document says of itself."""
EMPTY: Mapping[type, str] = MappingProxyType(
    {Canonical: "'[]'", Integer: "0", BigInteger: "0", SmallInteger: "0", Boolean: "false", Number: "0", Ratio: "'1/1'"}
)  # fmt: skip
EMPTY_OF = MappingProxyType({"reckoning": "'null'", "detail": "'{}'", "sealed": "''"})
EVENTS = (
    "transmission.received",
    "document.read",
    "order.received",
    "order.confirmed",
    "document.queued",
    "document.sent",
    "document.acknowledged",
    "order.chain-complete",
)
CHAIN = ("850", "997", "855", "856", "810", "997")
"""What an order's chain consists of, in order of time; the last of them answers the three before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a database says what the others say differently."""

    numbers: str
    at: Callable[[str], str]
    day: Callable[[str], str]
    padded: Callable[[str], str]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


WORDS = MappingProxyType(
    {
        "postgresql": Words(
            numbers="SELECT n::bigint AS n FROM generate_series(0, {last}) AS n",
            at=lambda secs: f"to_timestamp({secs})",
            day=lambda secs: f"(to_timestamp({secs}) AT TIME ZONE 'UTC')::date",
            padded=lambda number: f"lpad(({number})::text, 12, '0')",
            before=("SET maintenance_work_mem = '512MB'", "SET work_mem = '64MB'", "SET synchronous_commit = off"),
            after=("VACUUM ANALYZE",),
        ),
        "sqlite": Words(
            numbers="WITH RECURSIVE m(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM m WHERE n < {last}) SELECT n FROM m",
            at=lambda secs: f"strftime('%Y-%m-%dT%H:%M:%S', {secs}, 'unixepoch') || '.000000+00:00'",
            day=lambda secs: f"date({secs}, 'unixepoch')",
            padded=lambda number: f"printf('%012d', {number})",
            before=(
                "PRAGMA synchronous = OFF",
                "PRAGMA foreign_keys = OFF",
                "PRAGMA temp_store = MEMORY",
                "PRAGMA cache_size = -500000",
            ),
            after=("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"),
        ),
    }
)  # fmt: skip


@dataclass(slots=True)
class Filling:
    """A database being filled: what it is told, one statement after the other."""

    engine: Engine
    orders: int
    now: int = field(default_factory=lambda: int(time()))

    @property
    def words(self) -> Words:
        """Return how this database says things."""
        return WORDS[self.engine.dialect.name]

    def run(self) -> None:
        """Write everything, with indexes made once all rows are there."""
        made = tuple(self.tables())
        indexes = [one for table, _, _ in made for one in metadata.tables[table].indexes]
        dialect = self.engine.dialect
        raw = self.engine.raw_connection()
        try:
            if dialect.name == "postgresql":
                raw.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg's connection has it
            cursor = raw.cursor()
            for text in (*self.words.before, *self.numbering()):
                cursor.execute(text)
            for one in dict.fromkeys(indexes):
                cursor.execute(str(DropIndex(one).compile(dialect=dialect)))
            for table, source, values in made:
                cursor.execute(self.inserting(metadata.tables[table], source, values))
            for one in dict.fromkeys(indexes):
                cursor.execute(str(CreateIndex(one).compile(dialect=dialect)))
            cursor.execute("DROP TABLE bench_line")
            cursor.execute("DROP TABLE bench_order")
            for text in self.words.after:
                cursor.execute(text)
        finally:
            raw.invalidate()

    def numbering(self) -> Iterator[str]:
        """Yield what makes the orders' numbers, with partner, instant and dice of each, and three lines of each."""
        step = max(1, YEAR_S // self.orders)
        begin = self.now - step * self.orders
        drawn = "((n * 7919) % 1000) * ((n * 104729) % 1000) / 25000"  # some partners order more than others
        named = " ".join(f"WHEN {at} THEN '{one}'" for at, one in enumerate(PARTNERS))
        places = " ".join(f"WHEN {at} THEN {shard_of(one)}" for at, one in enumerate(PARTNERS))
        numbers = self.words.numbers.format(last=self.orders - 1)
        yield (
            f"CREATE TABLE bench_order AS SELECT n, CASE {drawn} {named} ELSE '{PARTNERS[-1]}' END AS partner,"  # noqa: S608 - all of it is ours
            f" CASE {drawn} {places} ELSE {shard_of(PARTNERS[-1])} END AS shard, {begin} + n * {step} AS secs,"
            f" (n * 7877) % 1000 AS k, {self.orders} - n AS age FROM ({numbers}) AS of_numbers"
        )
        lines = self.words.numbers.format(last=2)
        yield (
            f"CREATE TABLE bench_line AS SELECT bench_order.*, of_lines.n AS at,"  # noqa: S608 - all of it is ours
            f" (bench_order.n * 31 + of_lines.n * 977) % {ITEMS} AS item"
            f" FROM bench_order CROSS JOIN ({lines}) AS of_lines"
        )

    def inserting(self, table: Table, source: str, values: Mapping[str, str]) -> str:
        """Return the INSERT of rows; columns not named are empty."""
        given = {
            one.name: values.get(one.name) or EMPTY_OF.get(one.name) or EMPTY.get(type(one.type), "''")
            for one in table.c
            if one.name in values or not one.nullable
        }
        unknown = values.keys() - given.keys()
        if unknown:
            raise ValueError(f"{table.name} has no columns {sorted(unknown)}")
        names = ", ".join(f'"{name}"' for name in given)
        return f"INSERT INTO {table.name} ({names}) SELECT {', '.join(given.values())} FROM {source}"  # noqa: S608 - all of it is ours

    def uid(self, kind: str, number: str = "n") -> str:
        """Return an identifier of the length all have, in order of time."""
        return f"'01900000-{kind:0>4}-7000-8000-' || {self.words.padded(number)}"

    def tables(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield table, rows it is filled from, and columns."""
        yield from self.orders_and_lines()
        yield from self.exchanged()
        yield from self.chain()
        yield from self.trail()
        yield from self.stock()
        yield from self.beside()

    def orders_and_lines(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield orders, their lines and what left for them."""
        words, newest, new = self.words, self.orders // 200, self.orders // 50
        of = {"partner": "partner", "shard": "shard"}
        state = (
            f"CASE WHEN age < {newest} THEN CASE WHEN k < 20 THEN 'held' WHEN k < 30 THEN 'received' ELSE 'confirmed' END"
            f" WHEN age < {new} THEN 'shipping' WHEN k < 25 THEN 'rejected' WHEN k < 40 THEN 'cancelled'"
            " ELSE 'closed' END"
        )
        said = f"""'{{"number":"PO' || n || '","note":"{SAID}"}}'"""
        yield "sales_order", "bench_order", {
            **of, "id": self.uid("1"), "number": "'PO' || n", "seller_number": "'S' || n", "document_id": self.uid("850"),
            "channel": "'x12'", "state": state, "currency": "'USD'", "total": "'1234.5'" if self.engine.dialect.name == "sqlite" else "1234.5",
            "ordered_on": words.day("secs"), "canonical": said, "received_at": words.at("secs"), "revision": "1",
            "chain_complete_at": f"CASE WHEN age >= {new} AND k >= 40 THEN {words.at('secs + 86400')} END",
        }  # fmt: skip
        closed = f"CASE WHEN age < {new} THEN 0 ELSE 24 END"
        yield "order_line", "bench_line", {
            "order_id": self.uid("1"), "line": "at + 1", "shard": "shard", "number": "'' || (at + 1)", "sku": "'ITEM-' || item",
            "unit": "'EA'", "base_unit": "'EA'", "ordered": "24", "promised": "CASE WHEN k < 990 THEN 24 ELSE 20 END",
            "backordered": f"CASE WHEN k >= 990 AND age < {new} THEN 4 ELSE 0 END", "shipped": closed, "invoiced": closed,
            "price": "'10'" if self.engine.dialect.name == "sqlite" else "10", "state": "'promised'",
        }  # fmt: skip
        left = f"age >= {new} AND k >= 40"
        yield "shipment", f"bench_order WHERE {left}", {
            **of, "id": self.uid("5"), "order_id": self.uid("1"), "number": "'SH' || n", "shipped_at": words.at("secs + 90000"),
            "state": "CASE WHEN n % 100000 = 7 THEN 'held' ELSE 'invoiced' END",
        }  # fmt: skip
        yield "shipped_line", f"bench_line WHERE {left}", {
            **of, "shipment_id": self.uid("5"), "order_id": self.uid("1"), "line": "at + 1", "sku": "'ITEM-' || item",
            "location": "'MAIN'", "quantity": "24", "shipped_on": words.day("secs + 90000"), "shipped_at": words.at("secs + 90000"),
        }  # fmt: skip

    def exchanged(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield what came: an order's transmission, and that of the partner's acknowledgement."""
        for kind, later in (("850", "0"), ("1997", "80000")):
            of = {"partner": "partner", "shard": "shard", "direction": "'in'"}
            at = self.words.at(f"secs + {later}")
            yield "transmission", "bench_order", {
                **of, "id": self.uid(f"a{kind[-3:]}"), "received_as": "partner", "transport": "'as2'", "name": "'in.edi'",
                "transport_key": f"'{kind}-' || n", "sha256": f"'{kind}-' || n", "size": "900", "at": at,
                "state": "CASE WHEN n % 50000 = 9 THEN 'held' WHEN n % 40000 = 11 THEN 'duplicate' ELSE 'processed' END",
            }  # fmt: skip
            yield "interchange", "bench_order", {
                **of, "id": self.uid(f"b{kind[-3:]}"), "transmission_id": self.uid(f"a{kind[-3:]}"), "sender": "'THEM'",
                "receiver": "'US'", "control_number": self.words.padded("n"), "usage": "'P'",
                "state": "CASE WHEN n % 50000 = 9 THEN 'held' ELSE 'processed' END",
            }  # fmt: skip

    def chain(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield the documents of each order, and what was waited for."""
        new, newest = self.orders // 50, self.orders // 200
        for at, set_id in enumerate(CHAIN):
            answers = at == len(CHAIN) - 1
            came = at == 0 or answers
            late = f"WHERE age >= {new} AND k >= 40" if at > 2 else ""
            acked = set_id in {"855", "856", "810"}
            yield "document", f"bench_order {late}", {
                "id": self.uid(f"{at + 1}{set_id}"[-4:]), "partner": "partner", "shard": "shard",
                "direction": "'in'" if came else "'out'", "kind": f"'{set_id}'", "set_id": f"'{set_id}'",
                "functional_group": "'PO'", "version": "'004010'", "control_number": "'0001'",
                "group_control_number": "'' || n", "interchange_control_number": self.words.padded("n"),
                "interchange_id": self.uid("b997" if answers else "b850"), "transmission_id": self.uid("a997" if answers else "a850") if came else "''",
                "position": "1", "order_id": "''" if set_id == "997" else self.uid("1"),
                "answers": self.uid("b850") if at == 1 else "''", "reference": "'PO' || n", "map_name": f"'base/{set_id}'",
                "validation": "CASE WHEN k = 3 THEN 'rejected' WHEN n % 20000 = 5 THEN 'held' WHEN k = 4 THEN 'accepted-with-errors' ELSE 'accepted' END" if came else "'accepted'",
                "delivery": "'none'" if came else "CASE WHEN n % 30000 = 8 THEN 'failed' WHEN n % 20000 = 4 THEN 'abandoned' ELSE 'sent' END",
                "acknowledgement": f"CASE WHEN age < {newest} THEN 'awaited' WHEN n % 5000 = 2 THEN 'overdue' WHEN k = 7 THEN 'rejected' WHEN k = 8 THEN 'accepted-with-errors' ELSE 'accepted' END" if acked else "'none'",
                **({"acknowledgement_due_at": self.words.at("secs + 86400")} if acked else {}),
                "canonical": f"""'{{"note":"{SAID}"}}'""", "dedupe": f"'{at}' || n", "message_id": "'<' || n || '@here>'",
                "attempts": "1", "created_at": self.words.at(f"secs + {at} * 20000"),
            }  # fmt: skip
        for kind, due in (("answer", "7200"), ("acknowledgement", "126400")):
            over = f"age >= {new if kind == 'acknowledgement' else newest}"
            yield "expectation", "bench_order", {
                "id": self.uid("e1" if kind == "answer" else "e2"), "partner": "partner", "shard": "shard", "kind": f"'{kind}'",
                "key": "'' || n", "ref": self.uid("1"), "order_id": self.uid("1"), "title": "'PO' || n",
                "state": f"CASE WHEN {over} THEN 'met' WHEN k < 100 THEN 'at-risk' WHEN k < 150 THEN 'overdue' ELSE 'awaited' END",
                "opened_at": self.words.at("secs"), "warn_at": self.words.at("secs + 3600"), "due_at": self.words.at(f"secs + {due}"),
            }  # fmt: skip

    def trail(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield what happened to each order; a person had a hand in a few, and somebody looked at some."""
        for at, what in enumerate(EVENTS):
            row = {
                "id": self.uid(f"f{at}"), "shard": "shard", "at": self.words.at(f"secs + {at}"), "partner": "partner",
                "what": f"'{what}'", "ref": self.uid("1"), "order_id": self.uid("1"), "actor": "'gateway'",
            }  # fmt: skip
            yield "event", "bench_order", row
        for kind, what, actor, few in (
            ("fa", "order.holds-accepted", "ann", "k = 17"),
            ("fb", "order.rejected-by-person", "bob", "n % 50000 = 3"),
            ("fc", "payload.read", "ann", "k < 50"),
        ):
            row = {
                "id": self.uid(kind), "shard": "shard", "at": self.words.at("secs + 50"), "partner": "partner",
                "what": f"'{what}'", "ref": self.uid("1"), "order_id": self.uid("1"), "actor": f"'{actor}'",
            }  # fmt: skip
            yield "event", f"bench_order WHERE {few}", row

    def stock(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield items, and how much of each there is."""
        items, words = f"bench_order WHERE n < {ITEMS}", self.words
        price = "'10'" if self.engine.dialect.name == "sqlite" else "10"
        sku = {"sku": "'ITEM-' || n"}
        yield (
            "item",
            items,
            {
                **sku,
                "description": "'Item ' || n",
                "base_unit": "'EA'",
                "status": "'active'",
                "list_price": price,
            },
        )
        yield "position", items, {**sku, "location": "'MAIN'", "shard": "0"}
        yield "supply", items, {
            **sku, "id": self.uid("d1"), "shard": "0", "location": "'MAIN'", "kind": "'on-hand'", "quantity": "1000000",
            "available_on": words.day(str(self.now - YEAR_S)),
        }  # fmt: skip
        yield "atp_bucket", items, {
            **sku, "location": "'MAIN'", "shard": "0", "bucket_on": words.day(str(self.now)), "cum_free": "400",
        }  # fmt: skip
        yield "stock_level", f"{items} AND n % 20 = 0", {
            **sku, "location": "'MAIN'", "lead_days": "5", "minimum": "500", "multiple": "10", "up_to": "900",
        }  # fmt: skip

    def beside(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield what came of some: requests and quotes, visits, webhooks, work given up, rules let pass."""
        of = {"partner": "partner", "shard": "shard"}
        at = self.words.at("secs")
        day = self.words.day("secs + 864000")
        yield "request", "bench_order WHERE n % 20 = 0", {
            **of, "id": self.uid("6"), "number": "'RFQ' || n", "kind": "'840'", "transmission_id": self.uid("a850"), "document_id": self.uid("6"),
            "state": "CASE WHEN n % 5000 = 0 THEN 'review' ELSE 'accepted' END", "received_at": at, "line_count": "5",
        }  # fmt: skip
        yield "quote", "bench_order WHERE n % 20 = 0", {
            **of, "id": self.uid("7"), "request_id": self.uid("6"), "number": "'Q' || n", "revision": "1", "canonical": "'{}'",
            "state": "CASE WHEN n % 5000 = 0 THEN 'priced' WHEN age < 5000 THEN 'sent' ELSE 'accepted' END", "made_at": at, "valid_until": day,
        }  # fmt: skip
        yield "shop_session", "bench_order WHERE n % 10 = 0", {
            **of, "id": self.uid("8"), "way": "'cxml'", "operation": "'create'", "state": "'returned'", "shopper": "'jane'",
            "token": "'t' || n", "path": "'p' || n", "cookie": "'c' || n", "buyer_cookie": "'b' || n", "token_until": at, "made_at": at,
        }  # fmt: skip
        yield "webhook_delivery", "bench_order WHERE n % 2 = 0", {
            **of, "id": self.uid("9"), "endpoint": "'endpoint'", "event": self.uid("f3"), "what": "'order.confirmed'", "body": "'{}'",
            "state": "CASE WHEN n % 10000 = 0 THEN 'failed' ELSE 'sent' END", "made_at": at, "status": "200",
        }  # fmt: skip
        yield "job_dead", "bench_order WHERE n % 5000 = 1", {
            **of, "id": self.uid("c1"), "kind": "'deliver'", "ref": self.uid("3855"), "dedupe": "'' || n", "error": "'transport.unavailable'",
            "attempts": "10", "died_at": at,
        }  # fmt: skip
        yield "pick", "bench_order WHERE n % 4 = 0", {
            **of, "number": "'W' || n", "warehouse": "'north'", "order_id": self.uid("1"), "document_id": self.uid("3855"), "location": "'MAIN'",
            "ship_on": day, "state": "CASE WHEN age < 2000 THEN 'asked' ELSE 'shipped' END", "asked_at": at,
        }  # fmt: skip
        yield "rule_exception", "bench_order WHERE n % 2000 = 1", {
            **of, "id": self.uid("c2"), "rule": "'V31'", "sku": "'ITEM-1'", "until_on": day, "given_by": "'ann'", "given_at": at,
        }  # fmt: skip
        yield "reservation", "bench_order WHERE n % 1000 = 1", {
            **of, "id": self.uid("c3"), "reference": "'R' || n", "sku": "'ITEM-1'", "quantity": "1", "made_at": at, "until_at": at,
        }  # fmt: skip


def fill(engine: Engine, orders: int) -> dict[str, Any]:
    """Write so many orders into an empty database with our tables; return identifiers half way, for deep pages."""
    filling = Filling(engine=engine, orders=orders)
    filling.run()
    half = f"{orders // 2 // 20 * 20:012}"  # of which there is one of everything
    kinds = {
        "order": "0001", "document": "1850", "transmission": "a850", "event": "00f0", "expectation": "00e1",
        "request": "0006", "quote": "0007", "visit": "0008", "webhook": "0009",
    }  # fmt: skip
    return {name: f"01900000-{kind}-7000-8000-{half}" for name, kind in kinds.items()}
