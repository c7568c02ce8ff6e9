"""The availability a decision works on: positions in memory, each lessened by what is taken."""

from collections.abc import Iterable
from datetime import date

from gateway.domain.supply import Position


class Stock:
    """Positions by item and place; what is not there is empty. `less` changes it, nothing else does."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self._positions = {(one.sku, one.location): one for one in positions}

    def available(self, sku: str, location: str, on: date) -> int:
        """Return how many can leave the place on the day without taking what is promised later."""
        return self._at(sku, location).available(on)

    def binding(self, sku: str, location: str, on: date) -> date:
        """Return the day whose bucket limits what can leave on the day."""
        return self._at(sku, location).binding(on)

    def less(self, sku: str, location: str, on: date, *, quantity: int) -> None:
        """Take so many that leave the place on the day."""
        self._positions[sku, location] = self._at(sku, location).less(on, quantity)

    def days(self, sku: str, locations: Iterable[str], after: date) -> tuple[date, ...]:
        """Return the days after this one on which the availability at the places changes."""
        changes = (self._at(sku, location).buckets for location in locations)
        return tuple(sorted({bucket.on for buckets in changes for bucket in buckets if bucket.on > after}))

    def _at(self, sku: str, location: str) -> Position:
        return self._positions.get((sku, location)) or Position(sku=sku, location=location)
