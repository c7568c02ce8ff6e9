"""The audit trail."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, select, union

from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.quick import Quick
from gateway.adapters.db.rows import columns_for, earlier, made
from gateway.adapters.db.tables import document
from gateway.adapters.db.tables import event as table
from gateway.adapters.db.tables.listing import narrowed
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
READ = "payload.read"
DONE = RECORDS.where(table.c.what != READ)
"""What was done: who looked at what stands in the trail, and not among what became of a record."""
OF = DONE.where(table.c.ref == bindparam("of_ref")).order_by(table.c.at, table.c.id)
OF_ORDER = DONE.where(
    table.c.id.in_(
        union(
            select(table.c.id).where(table.c.order == bindparam("of_order")),
            select(table.c.id).where(table.c.ref == bindparam("of_order")),
            select(table.c.id)
            .join(document, document.c.id == table.c.ref)
            .where(document.c.order == bindparam("of_order")),
        )
    )
).order_by(table.c.at, table.c.id)
"""Not `the one or the other`: for that databases look at every line there is."""


class DbEvents:
    """Implements the port Events."""

    def __init__(self, connection: Quick) -> None:
        self._connection = connection

    def add(self, event: Event) -> None:
        """Write a line, with all others of the unit of work at its end; raises ValueError for what is no text."""
        row = (*fields_of(event), dumps(event.detail), shard_of(event.partner))
        "".join(
            map(str, row)
        ).encode()  # what cannot be written is to fail now, and not all that is written with it
        self._connection.leave(table.name, _write, (row,))

    def add_all(self, events: Sequence[Event]) -> None:
        """Write lines."""
        for one in events:
            self.add(one)

    def of(self, ref: str) -> Sequence[Event]:
        """Return the lines about a record, oldest first."""
        return self._made(OF, of_ref=ref)

    def of_order(self, order: str) -> Sequence[Event]:
        """Return the lines about an order and all its documents, oldest first."""
        return self._made(OF_ORDER, of_order=order)

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
        return self._made(DONE.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit))

    def asked(  # noqa: PLR0913 - one keyword a column of the list
        self,
        limit: int,
        *,
        actor: str = "",
        what: str = "",
        partner: str = "",
        ref: str = "",
        from_on: date | None = None,
        to_on: date | None = None,
        before: str = "",
    ) -> Sequence[Event]:
        """Return the newest first, narrowed by what is given (days in UTC); those before a given one if it is named."""
        given = ((table.c.actor, actor), (table.c.what, what), (table.c.partner, partner), (table.c.ref, ref))
        conditions = [narrowed(column, value) for column, value in given if value]
        if from_on is not None:
            conditions.append(table.c.at >= datetime.combine(from_on, time(), UTC))
        if to_on is not None:
            conditions.append(table.c.at < datetime.combine(to_on + timedelta(days=1), time(), UTC))
        if before:
            conditions.append(earlier(table, table.c.at, before))
        newest = RECORDS.where(*conditions).order_by(table.c.at.desc(), table.c.id.desc())
        return self._made(newest.limit(limit))

    def _made(self, statement: Select[Any], **of: str) -> list[Event]:
        return made(Event, self._connection.execute(statement, of))


def _write(connection: Quick, rows: Sequence[tuple[Any, ...]]) -> None:
    insert_rows(connection, table, WRITTEN, rows)
