"""Lanes: the claimable unit of ordered work.

A lane has a row while it has jobs; its row says of which kind the first job is and when it is due, so that a
claim costs the same however many jobs stand behind. Who adds a job holds the row against deletion (and
nothing else) until the commit; who finds a lane empty deletes it only if nobody is adding.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, select, update

from gateway.adapters.db.bulk import TO_KEEP, found_rows, insert_rows
from gateway.adapters.db.rows import added, unless_there
from gateway.adapters.db.tables import job, lane
from gateway.application.records import NewJob, shard_of

SOMEBODY_IS_ENTERING = timedelta(seconds=0.1)
IS = and_(lane.c.lane == bindparam("of_lane"), lane.c.shard == bindparam("of_shard"))
THIS = select(lane.c.lane).where(IS)
OPEN = unless_there(lane)
KEEP = THIS.with_for_update(read=True, key_share=True)
OPENED = ("lane", "shard", "kind", "next_at", "token")
HELD = THIS.where(lane.c.token == bindparam("of_token")).with_for_update(key_share=True)
ALONE = THIS.with_for_update(skip_locked=True)
CLOSE = delete(lane).where(IS)
CHANGE = update(lane).where(IS)
LOCK_DUE = (
    select(lane.c.lane, lane.c.shard)
    .where(lane.c.kind == bindparam("of_kind"), lane.c.next_at <= bindparam("now"))
    .order_by(lane.c.next_at)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True)
)
FIRST_JOB = (
    select(job)
    .where(job.c.lane == bindparam("of_lane"), job.c.shard == bindparam("of_shard"))
    .order_by(job.c.id)
    .limit(1)
)


def enter(connection: Connection, name: str, place: int, *, kind: str, at: datetime) -> None:
    """Make sure the lane is there and stays until the unit of work ends; nobody else sees one we opened."""
    row = {"lane": name, "shard": place, "kind": kind, "next_at": at, "token": ""}
    while not added(connection, OPEN, row):
        if connection.execute(KEEP, this(name, place)).first():
            return


def enter_all(connection: Connection, jobs: Sequence[tuple[NewJob, datetime]]) -> None:
    """Enter the lanes of jobs, sorted by lane, as `enter` does for each."""
    entered = {(one.lane, shard_of(one.partner)): (one, at) for one, at in reversed(jobs)}
    rows = [(*key, entered[key][0].kind, entered[key][1], "") for key in sorted(entered)]
    if insert_rows(connection, lane, OPENED, rows, unless_there=True) == len(rows):
        return
    kept = set(found_rows(connection, lane, OPENED[:2], OPENED[:2], entered, lock=TO_KEEP))
    for name, place in sorted(entered.keys() - kept):
        first, at = entered[name, place]
        enter(connection, name, place, kind=first.kind, at=at)


def opened(connection: Connection, name: str, place: int, *, kind: str, at: datetime) -> bool:
    """Open a lane that was not there, for as long as the unit of work lasts; return False where it was."""
    return added(connection, OPEN, {"lane": name, "shard": place, "kind": kind, "next_at": at, "token": ""})


def close(connection: Connection, name: str, place: int, now: datetime) -> None:
    """Close a lane that `opened` opened, unless work was added to it; who waits to enter it opens it anew."""
    if first_job(connection, name, place) is None:
        connection.execute(CLOSE, this(name, place))
    else:
        settle(connection, name, place, now)


def settle(connection: Connection, name: str, place: int, now: datetime) -> None:
    """Show the lane's first job to those who claim, or close the lane; its row must be locked by us."""
    head = first_job(connection, name, place)
    if head is None and _nobody_enters(connection, name, place):
        head = first_job(connection, name, place)
        if head is None:
            connection.execute(CLOSE, this(name, place))
            return
    if head is None:
        changes: dict[str, Any] = {"next_at": now + SOMEBODY_IS_ENTERING, "token": ""}
    else:
        changes = {"kind": head.kind, "next_at": max(head.run_at, now), "token": ""}
    connection.execute(CHANGE, this(name, place) | changes)


def hold(connection: Connection, name: str, place: int, *, until: datetime, token: str) -> None:
    """Lease a lane whose row is locked by us."""
    leased = {"next_at": until, "token": token}
    connection.execute(CHANGE, this(name, place) | leased)


def is_held(connection: Connection, name: str, place: int, token: str) -> bool:
    """Lock the lane if it is still leased under the token."""
    return connection.execute(HELD, this(name, place) | {"of_token": token}).first() is not None


def lock_due(connection: Connection, kind: str, now: datetime) -> Row[str, int] | None:
    """Lock the lane that has been due longest among those whose first job is of the kind."""
    return connection.execute(LOCK_DUE, {"of_kind": kind, "now": now}).first()


def first_job(connection: Connection, name: str, place: int) -> Row[Any] | None:
    """Return the first job of a lane."""
    return connection.execute(FIRST_JOB, this(name, place)).first()


def _nobody_enters(connection: Connection, name: str, place: int) -> bool:
    return connection.execute(ALONE, this(name, place)).first() is not None


def this(name: str, place: int) -> dict[str, Any]:
    """Return the parameters that say which lane."""
    return {"of_lane": name, "of_shard": place}
