"""The availability a decision works on: positions in memory, each lessened by what is taken."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from gateway.domain.supply import Position


class _Shelf:
    """One item at one place: the days on which something changes, and what is free from each on."""

    def __init__(self, position: Position) -> None:
        self.days = [bucket.on for bucket in position.buckets]
        self.free = [bucket.free for bucket in position.buckets]

    def from_day(self, on: date) -> list[int]:
        """Return what is free on the day and after each later change."""
        at = bisect_right(self.days, on)
        return self.free[at - 1 :] if at else [0, *self.free]


class Stock:
    """Positions by item and place; what is not there is empty. `less` changes it, nothing else does."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self._shelves = {(one.sku, one.location): _Shelf(one) for one in positions}

    def available(self, sku: str, location: str, on: date) -> int:
        """Return how many can leave the place on the day without taking what is promised later."""
        return max(0, min(self._at(sku, location).from_day(on)))

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
        """Return the days after this one on which the availability at the places changes."""
        changes: set[date] = set()
        for location in locations:
            days = self._at(sku, location).days
            changes.update(days[bisect_right(days, after) :])
        return tuple(sorted(changes))

    def _at(self, sku: str, location: str) -> _Shelf:
        return self._shelves.setdefault((sku, location), _Shelf(Position(sku=sku, location=location)))
