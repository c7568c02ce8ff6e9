"""Questions that must always have the same answer: nothing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, func, literal, select, union_all

from gateway.adapters.db.tables import atp_bucket, commitment, supply

NO_BUCKET = -1


def mismatches(connection: Connection) -> Sequence[tuple[str, str, date, int, int]]:
    """Return (sku, location, day, bucket, recomputed) where a bucket is not supply minus promises up to its day."""
    ledger = union_all(
        select(supply.c.sku, supply.c.location, supply.c.available_on.label("day"), supply.c.quantity),
        select(commitment.c.sku, commitment.c.location, commitment.c.promise_on, -commitment.c.quantity),
        select(atp_bucket.c.sku, atp_bucket.c.location, atp_bucket.c.bucket_on, literal(0)),
    ).subquery()
    daily = (
        select(ledger.c.sku, ledger.c.location, ledger.c.day, func.sum(ledger.c.quantity).label("net"))
        .group_by(ledger.c.sku, ledger.c.location, ledger.c.day)
        .subquery()
    )
    running = func.sum(daily.c.net).over(partition_by=(daily.c.sku, daily.c.location), order_by=daily.c.day)
    truth = select(daily.c.sku, daily.c.location, daily.c.day, running.label("free")).subquery()
    same = and_(
        atp_bucket.c.sku == truth.c.sku,
        atp_bucket.c.location == truth.c.location,
        atp_bucket.c.bucket_on == truth.c.day,
    )
    bucket = func.coalesce(atp_bucket.c.cum_free, NO_BUCKET)
    statement = (
        select(truth.c.sku, truth.c.location, truth.c.day, bucket, truth.c.free)
        .select_from(truth.outerjoin(atp_bucket, same))
        .where(bucket != truth.c.free)
        .order_by(truth.c.sku, truth.c.location, truth.c.day)
    )
    return [(sku, at, day, found, int(free)) for sku, at, day, found, free in connection.execute(statement)]
