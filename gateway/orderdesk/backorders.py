"""Backorders: which waiting line gets what has arrived. Who is more important first, then who waits longer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise
from gateway.domain.supply import Commitment, Position
from gateway.orderdesk.promising import Need, promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many base units a line of an order still waits for; a low `priority` comes first.

    `whole`: the line takes all of it or nothing. `schedules` is how many commitments it has already.
    """

    order: str
    line: int
    sku: str
    quantity: int
    needed_on: date
    since_on: date
    priority: int = 3
    locations: tuple[str, ...] = ()
    step: int = 1
    whole: bool = False
    schedules: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a waiting line gets now, and what it goes on waiting for."""

    waiting: Waiting
    promises: tuple[Promise, ...]
    commitments: tuple[Commitment, ...]
    left: int


def release(
    waiting: Sequence[Waiting], positions: Sequence[Position], *, today: date, calendar: Calendar
) -> tuple[Released, ...]:
    """Return who gets what can leave today or when it is wanted, most deserving first; those who get nothing are left out."""
    queue = sorted(waiting, key=lambda one: (one.priority, one.since_on, one.order, one.line))
    needs = [
        Need(
            line=one.line,
            sku=one.sku,
            quantity=one.quantity,
            needed_on=calendar.open_from(max(today, one.needed_on)),
            locations=one.locations,
            policy=BackorderPolicy(partial=not one.whole, backorder=False, patience_days=0),
            step=one.step if one.quantity % one.step == 0 else 1,
        )
        for one in queue
    ]
    released = (
        Released(
            waiting=one,
            promises=got.accepted,
            commitments=tuple(
                replace(commitment, schedule=number)
                for number, commitment in enumerate(got.commitments, one.schedules + 1)
            ),
            left=one.quantity - sum(part.quantity for part in got.accepted),
        )
        for one, got in zip(queue, promise(needs, positions, calendar), strict=True)
    )
    return tuple(one for one in released if one.promises)
