"""The timetable: every slot becomes one job, however many nodes look at the clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from gateway.adapters.db.rows import others, upsert
from gateway.adapters.db.tables import job
from gateway.adapters.db.tables import schedule as table
from gateway.adapters.db.work import DbStore
from gateway.application.records import NewJob, shard_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What is to be done every so many seconds, and about which partner, if any."""

    every_s: int
    kind: str
    partner: str = ""


class Schedules:
    """What is to be done every so many seconds."""

    def __init__(self, store: DbStore) -> None:
        self._store = store

    def become(self, wanted: Mapping[str, Slot]) -> None:
        """Keep these schedules and no other, in one step; what is kept already keeps its next slot."""
        now = self._store.clock.now()
        rows = [
            {"name": name, **asdict(slot), "ref": slot.partner, "next_at": now}
            for name, slot in sorted(wanted.items())
        ]
        with self._store.begin() as work:
            work.connection.execute(delete(table).where(table.c.name.not_in(wanted)))
            statement = upsert(work.connection, table)
            changes = dict(others(statement, table))
            del changes["next_at"]
            if rows:
                replacing = statement.on_conflict_do_update(index_elements=["name"], set_=changes)
                work.connection.execute(replacing, rows)
            work.commit()

    def names(self) -> tuple[str, ...]:
        """Return the schedules there are."""
        with self._store.read() as work:
            return tuple(work.connection.scalars(select(table.c.name).order_by(table.c.name)))

    def tick(self, now: datetime) -> int:
        """Turn every slot that has come into one job; return how many this caller turned.

        Slots missed meanwhile become one, and none is added while the last one's job still waits.
        """
        with self._store.read() as work:
            rows = work.connection.execute(select(table).where(table.c.next_at <= now)).all()
        return sum(self._fire(row, now) for row in rows)

    def _fire(self, row: Row[Any], now: datetime) -> bool:
        every = timedelta(seconds=row.every_s)
        missed = (now - row.next_at) // every
        following = row.next_at + every * (missed + 1)
        with self._store.begin() as work:
            statement = update(table).where(table.c.name == row.name, table.c.next_at == row.next_at)
            ours = work.connection.execute(statement.values(next_at=following)).rowcount
            added = bool(ours) and not _waits(work.connection, row) and work.jobs.add(_job(row))
            work.commit()
        return added


def _job(row: Row[Any]) -> NewJob:
    return NewJob(
        kind=row.kind,
        ref=row.ref,
        dedupe=f"{row.name}:{row.next_at.isoformat()}",
        lane=_lane(row),
        partner=row.partner,
    )


def _waits(connection: Connection, row: Row[Any]) -> bool:
    statement = select(exists().where(job.c.lane == _lane(row), job.c.shard == shard_of(row.partner)))
    return bool(connection.scalar(statement))


def _lane(row: Row[Any]) -> str:
    return f"sched:{row.name}"
