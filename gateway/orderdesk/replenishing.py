"""Replenishing: what should be bought, how much and by when, so that nothing falls below what is always to be there.

What buying now can mend is what is missing on the day it could come, or after; what is missing before is only said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.domain.supply import Bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How an item is kept at a place: never below `safety`, bought in `multiple`s, at least `minimum`, up to `up_to`.

    It takes `lead_days` to come from the `supplier`. An `up_to` below the safety stock means the safety stock.
    """

    sku: str
    location: str
    safety: int = 0
    lead_days: int = 0
    minimum: int = 0
    multiple: int = 1
    up_to: int = 0
    supplier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is free at a place by day, with all supply to come and all promises, and what waits without any supply."""

    level: Level
    buckets: tuple[Bucket, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenishment:
    """So many of an item to be bought for a place: ordered by a day, there by another.

    `short_on` is the first day on which less than the safety stock would be there, `balance` how much that is.
    `late` where it would have had to be ordered before today to be there in time.
    """

    level: Level
    quantity: int
    order_by: date
    due_on: date
    short_on: date
    balance: int
    late: bool

    @property
    def sku(self) -> str:
        """Return the item."""
        return self.level.sku

    @property
    def location(self) -> str:
        """Return the place."""
        return self.level.location


def replenish(balances: Iterable[Balance], *, today: date) -> tuple[Replenishment, ...]:
    """Return what should be bought, the most urgent first; the same balances, the same proposals."""
    found = (one for balance in balances for one in _of(balance, today))
    return tuple(sorted(found, key=lambda one: (one.order_by, one.sku, one.location)))


def projected(balance: Balance, today: date) -> tuple[tuple[date, int], ...]:
    """Return what will be there from each day on: what waits is taken off from the beginning."""
    past = [bucket.free for bucket in balance.buckets if bucket.on <= today]
    begin = (today, (past[-1] if past else 0) - balance.waiting)
    later = ((one.on, one.free - balance.waiting) for one in balance.buckets if one.on > today)
    return (begin, *later)


def _of(balance: Balance, today: date) -> Iterator[Replenishment]:
    level = balance.level
    days = projected(balance, today)
    earliest = today + timedelta(days=level.lead_days)
    reach = _from(days, earliest)
    short = next(((on, there) for on, there in reach if there < level.safety), None)
    if short is None:
        return
    first = next((on, there) for on, there in days if there < level.safety)
    lowest = min(there for on, there in reach)
    due_on = short[0]
    yield Replenishment(
        level=level,
        quantity=_lot(max(level.up_to, level.safety) - lowest, level),
        order_by=due_on - timedelta(days=level.lead_days),
        due_on=due_on,
        short_on=first[0],
        balance=first[1],
        late=first[0] < earliest,
    )


def _from(days: Sequence[tuple[date, int]], earliest: date) -> tuple[tuple[date, int], ...]:
    """Return what is there from a day on."""
    there = [one for on, one in days if on <= earliest][-1]
    return ((earliest, there), *((on, one) for on, one in days if on > earliest))


def _lot(missing: int, level: Level) -> int:
    """Return how many are bought for so many that are missing: whole multiples, no less than the minimum."""
    wanted = max(missing, level.minimum)
    return -(-wanted // level.multiple) * level.multiple
