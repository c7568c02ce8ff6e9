"""Claiming jobs: free ones by due time, ordered ones by their lane; leases, failures, dead letters.

A due job is found by `due`, locked by `claim`, and then either removed in the same transaction as its work
or leased under a token that fences whatever its holder writes later.
"""

import random
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, insert, literal, select, union_all, update

from gateway.adapters.db import lanes
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
LEASE = update(table).where(THESE).values(attempts=table.c.attempts + 1, token=bindparam("token"))
LEASE_FREE = LEASE.values(run_at=bindparam("run_at"))
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
    .limit(1)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A kind of which something is due, free or in lanes."""

    kind: str
    laned: bool


def due(connection: Connection, kinds: Iterable[str], now: datetime) -> Sequence[Due]:
    """Return of which kinds something is due, longest waiting first; costs two index probes a kind."""
    statement = _probes(tuple(kinds))
    if statement is None:
        return ()
    found = connection.execute(statement, {"now": now}).all()
    return [Due(kind=row.kind, laned=bool(row.laned)) for row in sorted(found, key=lambda row: row.at)]


def claim(connection: Connection, wanted: Due, now: datetime) -> Job | None:
    """Lock the job of that kind that has waited longest and that nobody else has."""
    return (
        _claim_laned(connection, wanted.kind, now)
        if wanted.laned
        else _claim_free(connection, wanted.kind, now)
    )


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


def lease(connection: Connection, jobs: Sequence[Job], *, token: str, until: datetime) -> list[Job]:
    """Lease a claimed job, and others behind it in its lane, until an instant.

    The attempts count from here on, even if their holder dies.
    """
    first = jobs[0]
    leased: dict[str, Any] = {"of_ids": [one.id for one in jobs], "token": token}
    if first.lane:
        lanes.hold(connection, first.lane, shard_of(first.partner), until=until, token=token)
        connection.execute(LEASE, leased)
    else:
        connection.execute(LEASE_FREE, leased | {"run_at": until})
    return [replace(one, token=token) for one in jobs]


def renew(connection: Connection, job: Job, until: datetime) -> None:
    """Make a lease last longer, if it is still ours."""
    if not is_held(connection, job) or not is_ours(connection, job):
        return
    if job.lane:
        lanes.hold(connection, job.lane, shard_of(job.partner), until=until, token=job.token)
    else:
        _change(connection, job, {"run_at": until})


def is_held(connection: Connection, job: Job) -> bool:
    """Lock the lane of a leased job, if it has one and nobody has taken it over."""
    return not job.lane or lanes.is_held(connection, job.lane, shard_of(job.partner), job.token)


def is_ours(connection: Connection, job: Job) -> bool:
    """Lock a leased job, whose lane is held, if nobody has taken it over."""
    return bool(ours(connection, [job], tokens={job.token}))


def ours(connection: Connection, jobs: Sequence[Job], *, tokens: Container[str]) -> set[str]:
    """Lock those of leased jobs, whose lanes are held under one of these tokens, that nobody has taken over; return which."""
    wanted = {one.id: one.token for one in jobs if one.token in tokens}
    if not wanted:
        return set()
    rows = connection.execute(OURS, {"of_ids": sorted(wanted)})
    return {row.id for row in rows if row.token == wanted[row.id]}


def remove(connection: Connection, job: Job) -> None:
    """Remove a claimed job."""
    connection.execute(REMOVE, {"of_id": job.id})


def settle(connection: Connection, job: Job, now: datetime) -> None:
    """Let the next job of the lane be claimed."""
    if job.lane:
        lanes.settle(connection, job.lane, shard_of(job.partner), now)


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


@cache
def _probes(kinds: Sequence[str]) -> Executable | None:
    """Return the question what is due of these kinds, if there are any; a worker always asks the same."""
    probes = []
    now = bindparam("now", type_=table.c.run_at.type)
    for kind in kinds:
        free = select(literal(kind).label("kind"), literal(0).label("laned"), table.c.run_at.label("at"))
        free = free.where(table.c.lane.is_(None), table.c.kind == kind, table.c.run_at <= now)
        laned = select(literal(kind).label("kind"), literal(1).label("laned"), lane.c.next_at.label("at"))
        laned = laned.where(lane.c.kind == kind, lane.c.next_at <= now)
        for probe, at in ((free, table.c.run_at), (laned, lane.c.next_at)):
            probes.append(select(probe.order_by(at).limit(1).subquery()))
    return union_all(*probes) if probes else None


def _change(connection: Connection, job: Job, changes: Mapping[str, Any]) -> None:
    connection.execute(CHANGE, {"of_id": job.id, **changes})


def _claim_free(connection: Connection, kind: str, now: datetime) -> Job | None:
    row = connection.execute(CLAIM_FREE, {"of_kind": kind, "now": now}).first()
    return _job(row) if row else None


def _claim_laned(connection: Connection, kind: str, now: datetime) -> Job | None:
    while found := lanes.lock_due(connection, kind, now):
        head = lanes.first_job(connection, found.lane, found.shard)
        if head is not None and head.kind == kind and head.run_at <= now:
            return _job(head)
        lanes.settle(connection, found.lane, found.shard, now)
    return None


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
