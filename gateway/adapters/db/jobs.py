"""Work to be done, as those see it who ask for it."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, or_, select, update

from gateway.adapters.db import lanes
from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.rows import added, chunks, columns_for, earlier, made, named, unless_there
from gateway.adapters.db.tables import job as table
from gateway.adapters.db.tables import job_dead, lane
from gateway.application.ports import Clock, Ids
from gateway.application.records import DeadJob, NewJob, shard_of
from gateway.errors import NotFound

ADD = unless_there(table, "dedupe", "shard")
WRITTEN = (
    "id",
    "shard",
    "partner",
    "kind",
    "ref",
    "dedupe",
    "lane",
    "run_at",
    "attempts",
    "token",
    "error",
    "since",
)
LETTERS = select(*columns_for(DeadJob, job_dead))


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

    def add_all(self, jobs: Sequence[NewJob]) -> None:
        """Ask for much work at once, in order of lanes; what waits already under its dedupe key is asked for once."""
        now = self._clock.now()
        asked = sorted(jobs, key=lambda one: one.lane)
        rows = (
            (
                self._ids.new(),
                shard_of(one.partner),
                one.partner,
                one.kind,
                one.ref,
                one.dedupe,
                one.lane or None,
                one.run_at or now,
                0,
                "",
                "",
                now,
            )
            for one in asked
        )
        insert_rows(self._connection, table, WRITTEN, rows, unless_there=True)
        lanes.enter_all(self._connection, [(one, one.run_at or now) for one in asked if one.lane])

    def waiting(self) -> int:
        """Return how many jobs wait, due or not."""
        return self._connection.scalar(select(func.count()).select_from(table)) or 0

    def dead(self, limit: int = 100, *, partner: str = "", before: str = "") -> Sequence[DeadJob]:
        """Return so many dead letters, newest first, of a partner if one is named; those before a given one if it is."""
        conditions = [job_dead.c.partner == partner] if partner else []
        if before:
            conditions.append(earlier(job_dead, job_dead.c.died_at, before))
        newest = LETTERS.where(*conditions).order_by(job_dead.c.died_at.desc(), job_dead.c.id.desc())
        return made(DeadJob, self._connection.execute(newest.limit(limit)))

    def dead_letter(self, job: str) -> DeadJob:
        """Return a dead letter; raises NotFound."""
        for letter in made(DeadJob, self._connection.execute(LETTERS.where(job_dead.c.id == job))):
            return letter
        raise NotFound(f"there is no dead letter {job}")

    def dead_about(self, refs: Sequence[str], kind: str = "") -> Sequence[DeadJob]:
        """Return the dead letters about records, of one kind if it is named."""
        found: list[DeadJob] = []
        for some in chunks(refs):
            about = [job_dead.c.ref.in_(some)]
            about += [job_dead.c.ref.like(f"{one}#%") for one in some]  # with others, or a part of it
            statement = LETTERS.where(or_(*about))
            if kind:
                statement = statement.where(job_dead.c.kind == kind)
            found += made(DeadJob, self._connection.execute(statement.order_by(job_dead.c.id)))
        return found

    def dead_count(self) -> int:
        """Return how many dead letters there are."""
        return self._connection.scalar(select(func.count()).select_from(job_dead)) or 0

    def forget_dead(self, job: str) -> None:
        """Remove a dead letter, if it is there."""
        self._connection.execute(delete(job_dead).where(job_dead.c.id == job))

    def wake(self, partner: str, kind: str, lanes: Sequence[str]) -> int:
        """Make what waits of a kind for a partner, in these lanes or in none, due now; return how much that is."""
        now, place = self._clock.now(), shard_of(partner)
        waits = (table.c.partner == partner, table.c.shard == place, table.c.kind == kind)
        later = update(table).where(*waits, table.c.token == "", table.c.run_at > now)
        woken = self._connection.execute(later.values(run_at=now)).rowcount
        theirs = (lane.c.lane.in_(lanes), lane.c.shard == place, lane.c.token == "", lane.c.next_at > now)
        self._connection.execute(update(lane).where(*theirs).values(next_at=now))
        return woken

    def revive(self, job: str) -> None:
        """Put a dead letter back to work, behind what waits in its lane; raises NotFound."""
        statement = delete(job_dead).where(job_dead.c.id == job)
        names = named(job_dead, "kind", "ref", "dedupe", "lane", "partner")
        letter = self._connection.execute(statement.returning(*names)).first()
        if letter is None:
            raise NotFound(f"there is no dead letter {job}")
        self.add(NewJob(**letter._mapping))  # noqa: SLF001 - public in spite of its name
