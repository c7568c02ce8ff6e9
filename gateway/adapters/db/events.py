"""The audit trail."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select

from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.rows import columns_for, made
from gateway.adapters.db.tables import document
from gateway.adapters.db.tables import event as table
from gateway.application.records import Event, shard_of
from gateway.domain.canonical import dumps

RECORDS = select(*columns_for(Event, table))
PLAIN = tuple(field.name for field in fields(Event) if field.name != "detail")
WRITTEN = (*PLAIN, "detail", "shard")
fields_of = attrgetter(*PLAIN)
HELD = "order.held"
DECIDED = (
    HELD,
    "order.confirmed",
    "order.rejected",
    "order.holds-accepted",
    "order.rejected-by-person",
    "exception.given",
)
OF = RECORDS.where(table.c.ref == bindparam("of_ref")).order_by(table.c.at, table.c.id)


class DbEvents:
    """Implements the port Events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: Event) -> None:
        """Write a line."""
        self.add_all([event])

    def add_all(self, events: Sequence[Event]) -> None:
        """Write lines in one go."""
        rows = ((*fields_of(one), dumps(one.detail), shard_of(one.partner)) for one in events)
        insert_rows(self._connection, table, WRITTEN, rows)

    def of(self, ref: str) -> Sequence[Event]:
        """Return the lines about a record, oldest first."""
        return self._made(OF, of_ref=ref)

    def of_order(self, order: str) -> Sequence[Event]:
        """Return the lines about an order and all its documents, oldest first."""
        documents = select(document.c.id).where(document.c.order == order)
        about = or_(table.c.order == order, table.c.ref == order, table.c.ref.in_(documents))
        return self._made(RECORDS.where(about).order_by(table.c.at, table.c.id))

    def about_held_orders(self, since: datetime) -> Iterator[Event]:
        """Yield what was decided, since an instant, of each order that was held since then: by order, oldest first."""
        held = select(table.c.order).where(table.c.what == HELD, table.c.at >= since)
        statement = RECORDS.where(
            table.c.at >= since, table.c.what.in_(DECIDED), table.c.order.in_(held.scalar_subquery())
        )
        rows = self._connection.execute(statement.order_by(table.c.order, table.c.at, table.c.id))
        for row in rows.mappings():
            yield Event(**row)

    def recent(self, limit: int) -> Sequence[Event]:
        """Return the newest lines first."""
        return self._made(RECORDS.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit))

    def _made(self, statement: Select[Any], **of: str) -> list[Event]:
        return made(Event, self._connection.execute(statement, of))
