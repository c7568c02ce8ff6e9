"""Claiming jobs: free ones by due time, ordered ones by their lane; leases, failures, dead letters.

A due job is found by `due`, locked by `claim`, and then either removed in the same transaction as its work
or leased under a token that fences whatever its holder writes later.
"""

import random
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    union_all,
    update,
)

from gateway.adapters.db import lanes
from gateway.adapters.db.bulk import update_rows
from gateway.adapters.db.tables import job as table
from gateway.adapters.db.tables import job_dead, lane
from gateway.application.records import Job, NewJob, shard_of
from gateway.domain.ladders import WHOLE, Ladder
from gateway.errors import GatewayError

ATTEMPTS = 10
BACK_OFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))
ERROR_LENGTH = 2000
THIS = table.c.id == bindparam("of_id")
CHANGE = update(table).where(THIS)
REMOVE = delete(table).where(THIS)
THESE = table.c.id.in_(bindparam("of_ids", expanding=True))
OURS = select(table.c.id, table.c.token).where(THESE).order_by(table.c.id).with_for_update()
BEHIND = (
    select(table)
    .where(
        table.c.lane == bindparam("of_lane"),
        table.c.shard == bindparam("of_shard"),
        table.c.id > bindparam("after"),
    )
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
CLAIM_FREE = (
    select(table)
    .where(table.c.lane.is_(None), table.c.kind == bindparam("of_kind"), table.c.run_at <= bindparam("now"))
    .order_by(table.c.run_at, table.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


Train = tuple[Sequence[Job], str]
"""A claimed job with those behind it in its lane that go with it, and the token they are leased under."""


Lease = tuple[str, str]
"""A job and the token it is leased under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A kind of which something is due, free or in lanes."""

    kind: str
    laned: bool


def due(connection: Connection, kinds: Container[str], now: datetime) -> Sequence[Due]:
    """Return of which of these kinds something is due, longest waiting first; costs some index probes for each kind that waits."""
    found = [row for row in connection.execute(DUE, {"now": now}) if row.at is not None and row.kind in kinds]
    waits = sorted(found, key=lambda row: (row.at, row.kind, row.laned))
    return [Due(kind=row.kind, laned=bool(row.laned)) for row in waits]


def claim(connection: Connection, wanted: Due, now: datetime, most: int = 1) -> list[Job]:
    """Lock so many of the jobs of that kind that have waited longest and that nobody else has; of a lane the first."""
    if wanted.laned:
        return _claim_laned(connection, wanted.kind, now, most)
    rows = connection.execute(CLAIM_FREE, {"of_kind": wanted.kind, "now": now, "most": most})
    return [_job(row) for row in rows]


def behind(connection: Connection, job: Job, most: int, now: datetime) -> list[Job]:
    """Return, of the jobs right behind a claimed one in its lane, at most so many that may go with it.

    That is what is of its kind, due, and was never tried: who dies of one job shall not have taken others along.
    """
    if most < 1 or not job.lane or job.attempts:
        return []
    rows = connection.execute(
        BEHIND, lanes.this(job.lane, shard_of(job.partner)) | {"after": job.id, "most": most}
    )
    together = takewhile(lambda row: row.kind == job.kind and row.run_at <= now and not row.attempts, rows)
    return [_job(row) for row in together]


def open_for(connection: Connection, new: NewJob, *, job: str, now: datetime) -> Job | None:
    """Claim work that is asked for just now, without ever writing it down, if its lane is empty; else return None.

    The lane is ours until the transaction ends, and `leave` is what ends it.
    """
    place = shard_of(new.partner)
    if not lanes.opened(connection, new.lane, place, kind=new.kind, at=now):
        return None
    return Job(
        id=job,
        kind=new.kind,
        ref=new.ref,
        dedupe=new.dedupe,
        lane=new.lane,
        attempts=0,
        run_at=now,
        partner=new.partner,
        since=now,
    )


def leave(connection: Connection, job: Job, now: datetime) -> None:
    """Close the lane that `open_for` opened."""
    lanes.close(connection, job.lane, shard_of(job.partner), now)


def hand_back(connection: Connection, job: Job) -> None:
    """Let a leased job be claimed as if it had never been."""
    _change(connection, job, {"token": "", "attempts": job.attempts})


def lease(connection: Connection, trains: Sequence[Train], *, until: datetime) -> list[list[Job]]:
    """Lease claimed jobs, each with others behind it in its lane, until an instant; return them with their tokens.

    The attempts count from here on, even if their holder dies.
    """
    leased = [[replace(one, token=token) for one in jobs] for jobs, token in trains]
    lanes.hold(connection, {_place(jobs[0]): jobs[0].token for jobs in leased if jobs[0].lane}, until=until)
    rows = [(one.id, one.attempts + 1, one.token) for jobs in leased for one in jobs if one.lane]
    update_rows(connection, table, ("id",), ("attempts", "token"), sorted(rows))
    free = [(one.id, one.attempts + 1, one.token, until) for jobs in leased for one in jobs if not one.lane]
    update_rows(connection, table, ("id",), ("attempts", "token", "run_at"), sorted(free))
    return leased


def renew(connection: Connection, job: Job, until: datetime) -> None:
    """Make a lease last longer, if it is still ours."""
    if not ours(connection, held(connection, [[job]])):
        return
    if job.lane:
        lanes.hold(connection, {_place(job): job.token}, until=until)
    else:
        _change(connection, job, {"run_at": until})


def held(connection: Connection, leased: Sequence[Sequence[Job]]) -> list[Sequence[Job]]:
    """Lock the lanes of leased jobs, those of a lane together; return the jobs whose lanes nobody has taken over, or that have none."""
    places = [_place(jobs[0]) for jobs in leased if jobs[0].lane]
    tokens = lanes.held(connection, places) if places else {}
    return [one for one in leased if not one[0].lane or tokens.get(_place(one[0])) == one[0].token]


def ours(connection: Connection, leased: Sequence[Sequence[Job]]) -> set[Lease]:
    """Lock leased jobs, whose lanes are held; return the leases of those that nobody has taken over, not even we."""
    wanted = {(one.id, one.token) for jobs in leased for one in jobs}
    if not wanted:
        return set()
    rows = connection.execute(OURS, {"of_ids": sorted({job for job, _ in wanted})})
    return wanted.intersection((row.id, row.token) for row in rows)


def remove(connection: Connection, job: Job) -> None:
    """Remove a claimed job."""
    connection.execute(REMOVE, {"of_id": job.id})


def settle(connection: Connection, jobs: Iterable[Job], now: datetime) -> None:
    """Let the next job of each one's lane be claimed."""
    places = [_place(one) for one in jobs if one.lane]
    if places:
        lanes.settle(connection, places, now)


def is_final(job: Job, error: Exception, ladder: Ladder | None, now: datetime) -> bool:
    """Tell whether the failure is the last: the error says later is no better, or it was tried enough."""
    if isinstance(error, GatewayError) and not error.retry:
        return True
    if ladder is None:
        return job.attempts + 1 >= ATTEMPTS
    return now >= _since(job) + ladder.give_up_after


def is_crashing(job: Job, ladder: Ladder | None) -> bool:
    """Tell whether a leased job was taken up more often than failures alone account for."""
    return job.attempts >= ATTEMPTS + (ladder.tries if ladder else 0)


def postpone(connection: Connection, job: Job, reason: str, *, ladder: Ladder | None, now: datetime) -> None:
    """Put a failed job off, the more often it failed the longer; what need not keep its place leaves its lane."""
    run_at = now + BACK_OFF[min(job.attempts, len(BACK_OFF) - 1)]
    if ladder is not None:
        chance = random.randint(0, WHOLE)  # noqa: S311 - jitter, no secret
        run_at = ladder.next_try(job.attempts, since=_since(job), now=now, chance=chance) or now
    later: dict[str, Any] = {"attempts": job.attempts + 1, "error": reason, "token": "", "run_at": run_at}
    if ladder is not None and not ladder.keeps_place:
        later["lane"] = None
    _change(connection, job, later)


def put_off(connection: Connection, job: Job, until: datetime) -> None:
    """Let a claimed job wait until an instant; that is none of its tries."""
    _change(connection, job, {"run_at": until, "token": ""})


def bury(connection: Connection, job: Job, reason: str, now: datetime) -> None:
    """Make a job a dead letter, in place of one that says of the same work that it failed before."""
    letter = {
        "id": job.id,
        "shard": shard_of(job.partner),
        "partner": job.partner,
        "kind": job.kind,
        "ref": job.ref,
        "dedupe": job.dedupe,
        "lane": job.lane,
        "attempts": job.attempts + 1,
        "error": reason,
        "died_at": now,
    }
    remove(connection, job)
    connection.execute(delete(job_dead).where(job_dead.c.kind == job.kind, job_dead.c.ref == job.ref))
    connection.execute(insert(job_dead), letter)


def reason_of(error: Exception) -> str:
    """Return what to remember of an error."""
    name = error.code if isinstance(error, GatewayError) else type(error).__name__
    return f"{name}: {error}"[:ERROR_LENGTH]


def _since(job: Job) -> datetime:
    return job.since or job.run_at


def _waiting(kind: Column[str], at: Column[datetime], waits: ColumnElement[bool], laned: int) -> Select[Any]:
    """Return the question which kinds wait and since when the first of each is due, each kind found behind the one before it."""
    kinds = select(func.min(kind).label("kind")).where(waits).cte(recursive=True)
    after = select(func.min(kind)).where(waits, kind > kinds.c.kind).scalar_subquery()
    kinds = kinds.union_all(select(after).where(kinds.c.kind.is_not(None)))
    due = select(func.min(at)).where(waits, kind == kinds.c.kind, at <= bindparam("now", type_=at.type))
    return select(kinds.c.kind, literal(laned).label("laned"), due.scalar_subquery().label("at"))


DUE = union_all(
    _waiting(table.c.kind, table.c.run_at, table.c.lane.is_(None), 0),
    _waiting(lane.c.kind, lane.c.next_at, true(), 1),
)


def _change(connection: Connection, job: Job, changes: Mapping[str, Any]) -> None:
    connection.execute(CHANGE, {"of_id": job.id, **changes})


def _claim_laned(connection: Connection, kind: str, now: datetime, most: int) -> list[Job]:
    claimed: list[Job] = []
    while not claimed and (found := lanes.lock_due(connection, kind, now, most)):
        places = [(row.lane, row.shard) for row in found]
        heads = lanes.first_jobs(connection, places)
        due = [one for one in places if one in heads and heads[one].kind == kind and heads[one].run_at <= now]
        claimed = [_job(heads[one]) for one in due]
        if len(due) < len(places):
            lanes.settle(connection, [one for one in places if one not in due], now)
    return claimed


def _place(job: Job) -> lanes.Place:
    return job.lane, shard_of(job.partner)


def _job(row: Any) -> Job:  # noqa: ANN401 - a row's columns are known to the database only
    return Job(
        id=row.id,
        kind=row.kind,
        ref=row.ref,
        dedupe=row.dedupe,
        lane=row.lane or "",
        attempts=row.attempts,
        run_at=row.run_at,
        partner=row.partner,
        token=row.token,
        error=row.error,
        since=row.since,
    )
