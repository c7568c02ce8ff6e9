"""Lanes: the claimable unit of ordered work.

A lane has a row while it has jobs; its row says of which kind the first job is and when it is due, so that a
claim costs the same however many jobs stand behind. Who adds a job holds the row against deletion (and
nothing else) until the commit; who finds a lane empty deletes it only if nobody is adding.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from gateway.adapters.db.rows import upsert
from gateway.adapters.db.tables import job, lane

SOMEBODY_IS_ENTERING = timedelta(seconds=0.1)


def enter(connection: Connection, name: str, place: int, *, kind: str, at: datetime) -> None:
    """Make sure the lane is there and stays until the unit of work ends."""
    row = {"lane": name, "shard": place, "kind": kind, "next_at": at, "token": ""}
    opening = upsert(connection, lane).on_conflict_do_nothing()
    holding = select(lane.c.lane).where(_is(name, place)).with_for_update(read=True, key_share=True)
    while True:
        connection.execute(opening, row)
        if connection.execute(holding).first():
            return


def settle(connection: Connection, name: str, place: int, now: datetime) -> None:
    """Show the lane's first job to those who claim, or close the lane; its row must be locked by us."""
    head = first_job(connection, name, place)
    if head is None and _nobody_enters(connection, name, place):
        head = first_job(connection, name, place)
        if head is None:
            connection.execute(delete(lane).where(_is(name, place)))
            return
    if head is None:
        changes: dict[str, Any] = {"next_at": now + SOMEBODY_IS_ENTERING, "token": ""}
    else:
        changes = {"kind": head.kind, "next_at": max(head.run_at, now), "token": ""}
    connection.execute(update(lane).where(_is(name, place)).values(changes))


def hold(connection: Connection, name: str, place: int, *, until: datetime, token: str) -> None:
    """Lease a lane whose row is locked by us."""
    leased = {"next_at": until, "token": token}
    connection.execute(update(lane).where(_is(name, place)).values(leased))


def is_held(connection: Connection, name: str, place: int, token: str) -> bool:
    """Lock the lane if it is still leased under the token."""
    statement = select(lane.c.lane).where(_is(name, place), lane.c.token == token)
    return connection.execute(statement.with_for_update(key_share=True)).first() is not None


def lock_due(connection: Connection, kind: str, now: datetime) -> Row[str, int] | None:
    """Lock the lane that has been due longest among those whose first job is of the kind."""
    statement = select(lane.c.lane, lane.c.shard).where(lane.c.kind == kind, lane.c.next_at <= now)
    longest = statement.order_by(lane.c.next_at).limit(1)
    return connection.execute(longest.with_for_update(skip_locked=True, key_share=True)).first()


def first_job(connection: Connection, name: str, place: int) -> Row[Any] | None:
    """Return the first job of a lane."""
    statement = select(job).where(job.c.lane == name, job.c.shard == place).order_by(job.c.id).limit(1)
    return connection.execute(statement).first()


def _nobody_enters(connection: Connection, name: str, place: int) -> bool:
    alone = select(lane.c.lane).where(_is(name, place)).with_for_update(skip_locked=True)
    return connection.execute(alone).first() is not None


def _is(name: str, place: int) -> ColumnElement[bool]:
    return and_(lane.c.lane == name, lane.c.shard == place)
