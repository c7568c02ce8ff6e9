"""Forgetting consumers: what drop-ship orders say of a person is kept for as long as agreed, then masked for good.

Bytes that name the person go first: out of the database, and never into an archive. The order and its documents keep
what was ordered, promised, shipped and paid, and the town it went to. Orders that are not over wait for that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.application.ports import Store, UnitOfWork
from gateway.application.services import Services

AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """Of a partner: how many orders still name a consumer though they are over and older than agreed."""

    partner: str
    days: int
    before: datetime
    orders: int


def remembered(services: Services, work: UnitOfWork, most: int = 10_000) -> tuple[Remembered, ...]:
    """Return whose consumers are to be forgotten, partner by partner; partners without `personal_days` keep them."""
    return tuple(
        Remembered(
            partner=partner,
            days=days,
            before=before,
            orders=len(work.personal.concerned(partner, before, most)),
        )
        for partner, days, before in _agreed(services)
    )


def forget(services: Services, store: Store, *, actor: str) -> int:
    """Remove what is to be forgotten of consumers; return of how many orders."""
    return sum(
        _forget(services, store, partner, before, days=days, actor=actor)
        for partner, days, before in _agreed(services)
    )


def _agreed(services: Services) -> Iterator[tuple[str, int, datetime]]:
    now = services.clock.now()
    for profile in services.directory.all():
        agreed = profile.retention
        if agreed is not None and agreed.personal_days is not None and not agreed.legal_hold:
            yield profile.code, agreed.personal_days, now - timedelta(days=agreed.personal_days)


def _forget(
    services: Services, store: Store, partner: str, before: datetime, *, days: int, actor: str
) -> int:
    with store.begin() as work:
        emptied = work.personal.empty(partner, before)
        if emptied:
            services.note(
                work, "consumers.bytes-removed", partner, partner=partner, actor=actor, payloads=emptied
            )
        work.commit()
    gone = 0
    while True:
        with store.begin() as work:
            orders = work.personal.concerned(partner, before, AT_ONCE)
            for order in orders:
                changed = work.personal.forget(order)
                services.note(
                    work,
                    "order.consumer-forgotten",
                    order,
                    partner=partner,
                    order=order,
                    actor=actor,
                    texts=changed,
                    older_than=f"{days} days",
                )
            work.commit()
        gone += len(orders)
        if len(orders) < AT_ONCE:
            return gone
