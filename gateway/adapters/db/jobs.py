"""Work to be done, as those see it who ask for it."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from gateway.adapters.db import lanes
from gateway.adapters.db.rows import added, columns_for, made, named, unless_there
from gateway.adapters.db.tables import job as table
from gateway.adapters.db.tables import job_dead
from gateway.application.ports import Clock, Ids
from gateway.application.records import DeadJob, NewJob, shard_of
from gateway.errors import NotFound

ADD = unless_there(table, "dedupe", "shard")


class DbJobs:
    """Implements the port Jobs."""

    def __init__(self, connection: Connection, clock: Clock, ids: Ids) -> None:
        self._connection = connection
        self._clock = clock
        self._ids = ids

    def add(self, job: NewJob) -> bool:
        """Ask for work; return False when the same dedupe key is waiting already."""
        place = shard_of(job.partner)
        run_at = job.run_at or self._clock.now()
        row = {
            "id": self._ids.new(),
            "shard": place,
            "partner": job.partner,
            "kind": job.kind,
            "ref": job.ref,
            "dedupe": job.dedupe,
            "lane": job.lane or None,
            "run_at": run_at,
            "attempts": 0,
            "token": "",
            "error": "",
            "since": self._clock.now(),
        }
        new = added(self._connection, ADD, row)
        if new and job.lane:
            lanes.enter(self._connection, job.lane, place, kind=job.kind, at=run_at)
        return new

    def waiting(self) -> int:
        """Return how many jobs wait, due or not."""
        return self._connection.scalar(select(func.count()).select_from(table)) or 0

    def dead(self) -> Sequence[DeadJob]:
        """Return the dead letters, newest first."""
        statement = select(*columns_for(DeadJob, job_dead))
        newest = statement.order_by(job_dead.c.died_at.desc(), job_dead.c.id.desc())
        return made(DeadJob, self._connection.execute(newest))

    def revive(self, job: str) -> None:
        """Put a dead letter back to work, behind what waits in its lane; raises NotFound."""
        statement = delete(job_dead).where(job_dead.c.id == job)
        names = named(job_dead, "kind", "ref", "dedupe", "lane", "partner")
        letter = self._connection.execute(statement.returning(*names)).first()
        if letter is None:
            raise NotFound(f"there is no dead letter {job}")
        self.add(NewJob(**letter._mapping))  # noqa: SLF001 - public in spite of its name
