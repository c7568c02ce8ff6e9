"""What is held before there is an order."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, select

from gateway.adapters.db.bulk import Write, write_all
from gateway.adapters.db.columns import Instant
from gateway.adapters.db.rows import chunks, columns_for, made
from gateway.adapters.db.tables.reserving import reservation as table
from gateway.application.ports import ReservationRecord
from gateway.application.records import shard_of

THESE: BindParameter[Any] = bindparam("these", expanding=True)
KEY = ("id", "shard")
WRITTEN = (*(field.name for field in fields(ReservationRecord)), "shard")
fields_of = attrgetter(*WRITTEN[:-1])
RECORDS = select(*columns_for(ReservationRecord, table))
NAMED = RECORDS.where(table.c.partner == bindparam("of_partner"), table.c.reference.in_(THESE)).order_by(
    table.c.id
)
FIRST = RECORDS.order_by(table.c.until_at, table.c.id).limit(bindparam("at_most"))
DUE = FIRST.where(table.c.until_at <= bindparam("by", type_=Instant()))
REMOVE = delete(table).where(table.c.id.in_(THESE))


def kept(reservations: Sequence[ReservationRecord]) -> tuple[Write, ...]:
    """Return what keeps reservations; one whose id is there already is replaced."""
    place = {one.partner: shard_of(one.partner) for one in reservations}
    rows = [(*fields_of(one), place[one.partner]) for one in {one.id: one for one in reservations}.values()]
    return (Write(table=table, names=WRITTEN, rows=rows, key=KEY),) if rows else ()


class DbReservations:
    """Implements the port ReservationBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reservations: Sequence[ReservationRecord]) -> None:
        """Keep reservations; one whose id is there already is replaced."""
        write_all(self._connection, kept(reservations))

    def named(self, partner: str, references: Iterable[str]) -> Sequence[ReservationRecord]:
        """Return a partner's reservations under these references, by id."""
        return [
            one
            for part in chunks(sorted(set(references)))
            for one in made(
                ReservationRecord, self._connection.execute(NAMED, {"of_partner": partner, "these": part})
            )
        ]

    def due(self, at: datetime, limit: int) -> Sequence[ReservationRecord]:
        """Return those that ended by an instant, the first to end first."""
        return made(ReservationRecord, self._connection.execute(DUE, {"by": at, "at_most": limit}))

    def all(self, limit: int) -> Sequence[ReservationRecord]:
        """Return what is held, the first to end first."""
        return made(ReservationRecord, self._connection.execute(FIRST, {"at_most": limit}))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget reservations."""
        for part in chunks(sorted(set(ids))):
            self._connection.execute(REMOVE, {"these": part})
