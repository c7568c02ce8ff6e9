"""What was counted, what is gone and cannot be booked yet, when more is to be bought, and what partners may be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from gateway.application.ports.stock import CommitmentRecord
from gateway.domain.items import ItemIdentifier

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRecord:
    """When an item at a location was last counted, by whose report."""

    sku: str
    location: str
    counted_at: datetime
    source: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRecord:
    """So many of an item that are gone from a day on, while a warehouse was asked to ship them."""

    sku: str
    location: str
    gone_on: date
    quantity: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord:
    """How more of an item is had for a location, once it is to fall below its safety stock there.

    Bought are at least `minimum`, in whole `multiple`s, up to `up_to` (0: only what is missing); it takes
    `lead_days` to come from the `supplier`.
    """

    sku: str
    location: str
    lead_days: int = 0
    minimum: int = 0
    multiple: int = 1
    up_to: int = 0
    supplier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRecord:
    """An item at a location: what is there, when it was counted, and what may still be promised from which day on."""

    sku: str
    location: str
    on_hand: int
    counted_at: datetime | None
    free: tuple[tuple[date, int], ...]


class Stocktaking(Protocol):
    """Counts, shortages and levels; and what of stock is looked at without being locked."""

    def counted(self, pairs: Collection[Pair]) -> Mapping[Pair, datetime]:
        """Return when each (sku, location) was last counted; those never counted are left out."""
        ...

    def count(self, record: CountRecord) -> None:
        """Write down a count; the one before it is replaced."""
        ...

    def supplied(self, pairs: Collection[Pair], on: date) -> Mapping[Pair, Mapping[date, int]]:
        """Return how much supply was ever booked for each day, without what we plan to make after a day."""
        ...

    def left(self, pairs: Collection[Pair], at: datetime) -> Mapping[Pair, int]:
        """Return how much has left by an instant."""
        ...

    def skus_at(self, locations: Collection[str]) -> Sequence[Pair]:
        """Return every (sku, location) that has a position at these locations, sorted."""
        ...

    def shorts(self) -> Sequence[ShortRecord]:
        """Return what is gone and not booked, by item, location and day."""
        ...

    def put_short(self, short: ShortRecord) -> None:
        """Keep what is gone; one already kept for item, location and day is replaced, and forgotten where it is nothing."""
        ...

    def forget_shorts(self, pair: Pair) -> None:
        """Forget what was gone of an item at a location."""
        ...

    def released(self, sku: str, location: str) -> Sequence[tuple[str, CommitmentRecord]]:
        """Return (partner, promise) of what a warehouse was asked for and of which nothing has left yet."""
        ...

    def put_level(self, level: LevelRecord) -> None:
        """Keep a level; one already kept for item and location is replaced."""
        ...

    def levels(self, skus: Collection[str] | None = None) -> Sequence[LevelRecord]:
        """Return the levels of items, of all unless some are named, by item and location."""
        ...

    def stock(
        self, at: datetime, *, sku: str = "", location: str = "", after: str = "", limit: int = 100
    ) -> Sequence[StockRecord]:
        """Return positions as they are at an instant by item and location, those after `sku/location` if it is named."""
        ...

    def free(self, skus: Collection[str]) -> Mapping[Pair, tuple[tuple[date, int], ...]]:
        """Return what may still be promised of items, by day, at each location; nothing is locked."""
        ...

    def unpromised(self, skus: Collection[str]) -> Mapping[str, int]:
        """Return how much of items was asked for in open orders and is covered by no supply at all."""
        ...

    def assortment(self, price_list: str) -> Sequence[str]:
        """Return the active items that have a price in a list, sorted."""
        ...

    def names(self, partner: str, skus: Collection[str]) -> Mapping[str, tuple[ItemIdentifier, ...]]:
        """Return a partner's own names for items."""
        ...
