"""The timetable: every slot becomes one job, however many nodes look at the clock."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from gateway.adapters.db.rows import others, upsert
from gateway.adapters.db.tables import job
from gateway.adapters.db.tables import schedule as table
from gateway.adapters.db.work import DbStore
from gateway.application.records import NewJob, shard_of


class Schedules:
    """What is to be done every so many seconds."""

    def __init__(self, store: DbStore) -> None:
        self._store = store

    def put(
        self,
        name: str,
        *,
        every_s: int,
        kind: str,
        ref: str,
        partner: str = "",
        next_at: datetime | None = None,
    ) -> None:
        """Keep a schedule; one kept already is changed and keeps its next slot unless a new one is given."""
        row = {"name": name, "every_s": every_s, "kind": kind, "ref": ref, "partner": partner}
        row["next_at"] = next_at or self._store.clock.now()
        with self._store.begin() as work:
            statement = upsert(work.connection, table)
            changes = dict(others(statement, table))
            if next_at is None:
                del changes["next_at"]
            replacing = statement.on_conflict_do_update(index_elements=["name"], set_=changes)
            work.connection.execute(replacing, row)
            work.commit()

    def remove(self, name: str) -> None:
        """Forget a schedule; its job, if one waits, is still done."""
        with self._store.begin() as work:
            work.connection.execute(delete(table).where(table.c.name == name))
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
