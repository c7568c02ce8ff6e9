"""Lanes: the claimable unit of ordered work.

A lane has a row while it has jobs; its row says of which kind the first job is and when it is due, so that a
claim costs the same however many jobs stand behind. Who adds a job holds the row against deletion (and
nothing else) until the commit; who finds a lane empty deletes it only if nobody is adding.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, update

from gateway.adapters.db.bulk import TO_KEEP, TO_WRITE, found_rows, insert_rows, update_rows
from gateway.adapters.db.rows import added, among, these, unless_there
from gateway.adapters.db.tables import job, lane
from gateway.application.records import NewJob, shard_of

SOMEBODY_IS_ENTERING = timedelta(seconds=0.1)
IS = and_(lane.c.lane == bindparam("of_lane"), lane.c.shard == bindparam("of_shard"))
THIS = select(lane.c.lane).where(IS)
OPEN = unless_there(lane)
KEEP = THIS.with_for_update(read=True, key_share=True)
OPENED = ("lane", "shard", "kind", "next_at", "token")
AMONG = among(lane.c.lane, lane.c.shard)
ALONE = select(lane.c.lane, lane.c.shard).where(AMONG).with_for_update(skip_locked=True)
CLOSE = delete(lane).where(AMONG)
CHANGE = update(lane).where(IS)
LOCK_DUE = (
    select(lane.c.lane, lane.c.shard)
    .where(lane.c.kind == bindparam("of_kind"), lane.c.next_at <= bindparam("now"))
    .order_by(lane.c.next_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
OTHER = job.alias()
FIRST_ID = (  # one probe of an index a lane, however many jobs stand in it
    select(func.min(OTHER.c.id))
    .where(OTHER.c.lane == lane.c.lane, OTHER.c.shard == lane.c.shard)
    .correlate(lane)
    .scalar_subquery()
)
FIRST_JOBS = select(job).where(job.c.id.in_(select(FIRST_ID).select_from(lane).where(AMONG)))
Place = tuple[str, int]
"""A lane and its shard."""


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
    if not first_jobs(connection, [(name, place)]):
        connection.execute(CLOSE, these([(name, place)]))
    else:
        settle(connection, [(name, place)], now)


def settle(connection: Connection, places: Iterable[Place], now: datetime) -> None:
    """Show the first job of each lane to those who claim, or close the lane; their rows must be locked by us."""
    wanted = sorted(set(places))
    heads = first_jobs(connection, wanted)
    empty = [one for one in wanted if one not in heads]
    if empty and (closed := _nobody_enters(connection, empty)):
        heads |= first_jobs(connection, closed) if connection.dialect.name == "postgresql" else {}
        closed = [one for one in closed if one not in heads]
        if closed:
            connection.execute(CLOSE, these(closed))
        wanted = [one for one in wanted if one not in closed]
    later = now + SOMEBODY_IS_ENTERING
    for one in wanted:
        changes: dict[str, Any] = {"next_at": later, "token": ""}
        if one in heads:
            changes = {"kind": heads[one].kind, "next_at": max(heads[one].run_at, now), "token": ""}
        connection.execute(CHANGE, this(*one) | changes)


def hold(connection: Connection, held: Mapping[Place, str], *, until: datetime) -> None:
    """Lease lanes whose rows are locked by us, each under its token."""
    rows = [(*one, until, held[one]) for one in sorted(held)]
    update_rows(connection, lane, ("lane", "shard"), ("next_at", "token"), rows)


def held(connection: Connection, places: Iterable[Place]) -> Mapping[Place, str]:
    """Lock these lanes, those that are there; return under which token each is leased."""
    rows = found_rows(connection, lane, OPENED[:2] + OPENED[4:], OPENED[:2], places, lock=TO_WRITE)
    return {(name, place): token for name, place, token in rows}


def lock_due(connection: Connection, kind: str, now: datetime, most: int) -> Sequence[Row[str, int]]:
    """Lock so many of the lanes that have been due longest among those whose first job is of the kind."""
    return connection.execute(LOCK_DUE, {"of_kind": kind, "now": now, "most": most}).all()


def first_jobs(connection: Connection, places: Sequence[Place]) -> dict[Place, Row[Any]]:
    """Return the first job of each of these lanes that has any."""
    found = connection.execute(FIRST_JOBS, these(places))
    return {(row.lane, row.shard): row for row in found}


def _nobody_enters(connection: Connection, places: Sequence[Place]) -> list[Place]:
    """Return the lanes nobody else is entering; where there is one writer that is all."""
    if connection.dialect.name != "postgresql":
        return list(places)
    return [(row.lane, row.shard) for row in connection.execute(ALONE, these(places))]


def this(name: str, place: int) -> dict[str, Any]:
    """Return the parameters that say which lane."""
    return {"of_lane": name, "of_shard": place}
