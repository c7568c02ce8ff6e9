"""The availability a decision works on: positions in memory, each lessened by what is taken."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.domain.supply import Bucket, Planned, Position
from gateway.domain.supply_policies import Quota

UNLIMITED = 1 << 62
A_DAY = timedelta(days=1)
LAST = date.max - A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeable:
    """So many of an item (however many, if UNLIMITED) that could be made or bought, to be at a place from a day on."""

    sku: str
    location: str
    on: date
    quantity: int = UNLIMITED


class _Shelf:
    """One item at one place: the days on which something changes, and what is free from each on."""

    def __init__(self, buckets: Sequence[Bucket]) -> None:
        self.days = [bucket.on for bucket in buckets]
        self.free = [bucket.free for bucket in buckets]

    def from_day(self, on: date) -> list[int]:
        """Return what is free on the day and after each later change."""
        at = bisect_right(self.days, on)
        return self.free[at - 1 :] if at else [0, *self.free]


class _Lot:
    """What can be made, and how much of it is not spoken for."""

    def __init__(self, makeable: Makeable) -> None:
        self.makeable = makeable
        self.left = makeable.quantity


class _Allowance:
    """A quota, and how much of it is left."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self.left = quota.left


class Stock:
    """Positions by item and place; what is not there is empty. `less` and `draw` change it, nothing else does.

    Besides what is free there may be what could be made, and quotas: of an item no more leaves on their days.
    """

    def __init__(
        self,
        positions: Iterable[Position],
        *,
        makeable: Iterable[Makeable] = (),
        quotas: Iterable[Quota] = (),
    ) -> None:
        self._shelves = {(one.sku, one.location): _Shelf(one.buckets) for one in positions}
        self._makeable: dict[tuple[str, str], list[_Lot]] = {}
        for one in sorted(makeable, key=lambda lot: lot.on):
            self._makeable.setdefault((one.sku, one.location), []).append(_Lot(one))
        self._quotas: dict[str, list[_Allowance]] = {}
        for quota in quotas:
            self._quotas.setdefault(quota.sku, []).append(_Allowance(quota))

    @property
    def is_plain(self) -> bool:
        """Return whether there is nothing but what is free."""
        return not self._makeable and not self._quotas

    def obtainable(self, sku: str, location: str, on: date) -> int:
        """Return how many can leave the place on the day, what can be made by then included, within the quotas."""
        if self.is_plain:
            return self.available(sku, location, on)
        there = self.available(sku, location, on) + sum(lot.left for lot in self._lots(sku, location, on))
        return min(there, *(one.left for one in self._allowances(sku, on)), UNLIMITED)

    def draw(self, sku: str, location: str, on: date, *, quantity: int) -> tuple[Planned, ...]:
        """Take so many that leave the place on the day; return what has to be made for it."""
        for allowance in self._allowances(sku, on):
            allowance.left -= quantity
        there = min(quantity, self.available(sku, location, on))
        if there:
            self.less(sku, location, on, quantity=there)
        return tuple(self._made(sku, location, on, quantity - there))

    def _made(self, sku: str, location: str, on: date, quantity: int) -> Iterator[Planned]:
        for lot in self._lots(sku, location, on):
            part = min(lot.left, quantity)
            if part:
                lot.left -= part
                quantity -= part
                made_on = on if lot.makeable.quantity == UNLIMITED else lot.makeable.on
                yield Planned(sku=sku, location=location, on=made_on, quantity=part)

    def _lots(self, sku: str, location: str, on: date) -> Iterator[_Lot]:
        return (lot for lot in self._makeable.get((sku, location), ()) if lot.makeable.on <= on)

    def _allowances(self, sku: str, on: date) -> Iterator[_Allowance]:
        return (one for one in self._quotas.get(sku, ()) if one.quota.covers(on))

    def available(self, sku: str, location: str, on: date) -> int:
        """Return how many can leave the place on the day without taking what is promised later."""
        return max(0, min(self._at(sku, location).from_day(on)))

    def free(self, sku: str, location: str, on: date) -> int:
        """Return what is free on the day, whatever is promised later; below zero where less is there than is kept."""
        return self._at(sku, location).from_day(on)[0]

    def binding(self, sku: str, location: str, on: date) -> date:
        """Return the day whose bucket limits what can leave on the day."""
        shelf = self._at(sku, location)
        free = shelf.from_day(on)
        tight = free.index(min(free))
        return shelf.days[len(shelf.days) - len(free) + tight] if tight else on

    def less(self, sku: str, location: str, on: date, *, quantity: int) -> None:
        """Take so many that leave the place on the day."""
        shelf = self._at(sku, location)
        at = bisect_left(shelf.days, on)
        if at == len(shelf.days) or shelf.days[at] != on:
            shelf.days.insert(at, on)
            shelf.free.insert(at, shelf.free[at - 1] if at else 0)
        shelf.free[at:] = [free - quantity for free in shelf.free[at:]]

    def days(self, sku: str, locations: Iterable[str], after: date) -> tuple[date, ...]:
        """Return the days after this one on which what can be had at the places changes."""
        changes: set[date] = set()
        for location in locations:
            days = self._at(sku, location).days
            changes.update(days[bisect_right(days, after) :])
            changes.update(lot.makeable.on for lot in self._makeable.get((sku, location), ()))
        for one in self._quotas.get(sku, ()):
            changes.update((one.quota.from_on, min(one.quota.until_on, LAST) + A_DAY))
        return tuple(sorted(day for day in changes if day > after))

    def _at(self, sku: str, location: str) -> _Shelf:
        shelf = self._shelves.get((sku, location))
        if shelf is None:
            shelf = self._shelves[sku, location] = _Shelf(())
        return shelf
