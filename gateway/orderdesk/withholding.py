"""Withholding: what a backorder run leaves where it is, because policies keep it for others or for worse days."""

from collections.abc import Collection
from datetime import date

from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import SupplyPolicies


def free_for_all(
    position: Position, policies: SupplyPolicies, classes: Collection[int], *, today: date
) -> Position:
    """Return what of a position every one of these classes may have; what is promised already is nobody's to take back.

    A run moves promises between lines of all classes, so it leaves alone what any of them must not have: what is
    protected for a class is granted by the desk, not by a run.
    """
    views = [policies.allowed(position, demand_class=one, today=today) for one in sorted(classes)]
    days = sorted({bucket.on for view in (position, *views) for bucket in view.buckets})
    buckets = tuple(
        Bucket(on=day, free=max(min(_free(view, day) for view in views), min(0, _free(position, day))))
        for day in days
    )
    return Position(sku=position.sku, location=position.location, buckets=buckets)


def _free(position: Position, on: date) -> int:
    return next((bucket.free for bucket in reversed(position.buckets) if bucket.on <= on), 0)
