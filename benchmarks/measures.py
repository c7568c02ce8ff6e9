"""How long the measures of a month take among a million events: `python benchmarks/measures.py [--url URL] [--orders N]`.

Makes orders of three lines with their promises, shipments, documents and ten events each, spread over a year, in a
fresh embedded database unless a URL of an empty one is given, and measures a month and the year. The last line is
JSON: `events`, `seconds_month`, `seconds_year`.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Table, insert

from gateway.adapters.db import migrating
from gateway.adapters.db.clock import SystemClock
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.tables import (
    document,
    event,
    order_line,
    promise_log,
    sales_order,
    shipment,
    shipped_line,
    transmission,
)
from gateway.adapters.db.work import DbStore
from gateway.application.measures import measure
from gateway.application.ports import PromiseRecord, ShippedLineRecord
from gateway.application.records import (
    DocumentRecord,
    Event,
    OrderLineRecord,
    OrderRecord,
    ShipmentRecord,
    Transmission,
    shard_of,
)
from gateway.application.services import Services
from gateway.bootstrap import directory
from gateway.settings import Settings

DAY = date(2025, 1, 1)
YEAR = 365
LINES = 3
EVENTS = 10
BATCH = 1000
EVENT_NAMES = ("document.read", "order.received", "order.confirmed", "document.queued", "document.sent")


def main() -> None:
    """Make a history, measure it, and say how long that took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", default="")
    asked.add_argument("--orders", type=int, default=100_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(options.url or f"sqlite:///{Path(folder) / 'measures.db'}")
        migrating.migrate(engine)
        with engine.connect() as connection:
            for first in range(0, options.orders, BATCH):
                play(connection, range(first, min(first + BATCH, options.orders)))
                connection.commit()
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        store = DbStore(engine, SystemClock(), Uuid7())
        services = Services(
            library=None,  # type: ignore[arg-type]  # nothing is written
            directory=directory(Settings()),
            clock=SystemClock(),
            ids=Uuid7(),
            chance=bytes,
        )
        took = {}
        for name, days in (("month", 30), ("year", YEAR)):
            begin = perf_counter()
            with store.read() as work:
                found = measure(services, work, from_on=DAY, to_on=DAY + timedelta(days=days))
            took[name] = round(perf_counter() - begin, 2)
            print(f"{name}: {took[name]} s, unit fill {found.value('unit-fill')}")
        engine.dispose()
    print(
        json.dumps(
            {
                "events": options.orders * EVENTS,
                "seconds_month": took["month"],
                "seconds_year": took["year"],
            }
        )
    )


def play(connection: Connection, numbers: range) -> None:
    """Write a batch of orders with everything that happened to them."""
    rows: dict[Table, list[dict[str, Any]]] = {}
    for number in numbers:
        for table, record in records(number):
            names = record.__dataclass_fields__
            row = {name: getattr(record, name) for name in names}
            rows.setdefault(table, []).append(row | {"shard": shard_of(record.partner or "")})
    for table, many in rows.items():
        connection.execute(insert(table), many)


def records(number: int) -> Iterator[tuple[Table, Any]]:
    """Yield what there is of one order."""
    dice = random.Random(number)
    partner, order = dice.choice(["acme", "globex"]), f"o{number:08}"
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(YEAR * 86_400))
    yield transmission, Transmission(
        id=f"t{order}", partner=partner, direction="in", transport="x", transport_key=order, name="",
        sha256="", size=0, state="processed", at=at, received_as=partner,
    )  # fmt: skip
    for set_id, direction, more in (
        ("850", "in", {"transmission": f"t{order}", "interchange": f"i{order}"}),
        ("997", "out", {"answers": f"i{order}", "kind": "functional_ack", "order": ""}),
        ("855", "out", {}),
        ("856", "out", {"reference": f"S{order}"}),
        ("810", "out", {"reference": f"I{order}"}),
    ):
        fields: dict[str, Any] = {
            "id": f"{set_id}{order}", "partner": partner, "direction": direction, "kind": set_id, "set_id": set_id,
            "version": "004010", "control_number": "1", "order": order, "dedupe": f"{set_id}:{order}",
            "acknowledgement": "accepted", "created_at": at + timedelta(seconds=2),
            "sent_at": at + timedelta(seconds=dice.randrange(3, 900)), **more,
        }  # fmt: skip
        yield document, DocumentRecord(**fields)
    yield sales_order, OrderRecord(
        id=order, partner=partner, number=order, seller_number=order, document=f"850{order}", state="closed",
        received_at=at,
    )  # fmt: skip
    shipped_at = at + timedelta(days=dice.randrange(1, 6))
    yield shipment, ShipmentRecord(
        id=f"s{order}", partner=partner, order=order, number=f"S{order}", shipped_at=shipped_at, packed="",
        state="invoiced",
    )  # fmt: skip
    for line in range(1, LINES + 1):
        yield from line_records(order, line, partner, at=at, shipped_at=shipped_at)
    for moment in range(EVENTS):
        held = moment == 1 and number % 20 == 0
        yield event, Event(
            id=f"e{order}{moment:02}", at=at + timedelta(seconds=moment), partner=partner, ref=order, order=order,
            what="order.held" if held else EVENT_NAMES[moment % len(EVENT_NAMES)],
            actor="ann" if number % 20 == 0 and moment == 2 else "gateway",
            detail={"holds": ["V31/1"]} if held else {},
        )  # fmt: skip


def line_records(
    order: str, line: int, partner: str, *, at: datetime, shipped_at: datetime
) -> Iterator[tuple[Table, Any]]:
    """Yield what there is of one line: the last of three was promised twice."""
    sku, on = f"SKU{line}", at.date() + timedelta(days=3)
    yield (
        order_line,
        _WithPartner(
            OrderLineRecord(
                order=order, line=line, number=str(line), sku=sku, ordered=24, shipped=24, invoiced=24
            ),
            partner,
        ),
    )
    for seq in range(1, 3 if line == LINES else 2):
        yield promise_log, PromiseRecord(
            order=order, line=line, seq=seq, at=at, partner=partner, sku=sku, requested_on=on, ordered=24,
            promised=24, backordered=0, promised_on=on + timedelta(days=seq - 1), first=seq == 1, why="decided",
        )  # fmt: skip
    yield shipped_line, ShippedLineRecord(
        shipment=f"s{order}", order=order, line=line, sku=sku, location="MAIN", partner=partner, quantity=24,
        shipped_on=shipped_at.date(), shipped_at=shipped_at,
    )  # fmt: skip


class _WithPartner:
    """A record beside the partner its row is kept by."""

    def __init__(self, record: OrderLineRecord, partner: str) -> None:
        self.__dataclass_fields__ = record.__dataclass_fields__
        self._record, self.partner = record, partner

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the record's
        return getattr(self._record, name)


if __name__ == "__main__":
    main()
