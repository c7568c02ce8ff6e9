"""The catalogue, and what of it is there and promised."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from gateway.application.ports.reserving import ReservationRecord
from gateway.domain.items import CartonType, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRecord:
    """A price of a price list: for `per` of `unit`, from a quantity up, within its validity, under a contract if it has one."""

    price_list: str
    sku: str
    unit: str
    price: Decimal
    currency: str
    from_quantity: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_until: date | None = None
    contract: str = ""
    per: Decimal = Decimal(1)


class Items(Protocol):
    """Our items, partners' names for them, and prices."""

    def put(self, item: Item) -> None:
        """Keep an item with its units and identifiers; one already kept under its sku is replaced."""
        ...

    def get_many(self, skus: Iterable[str]) -> Mapping[str, Item]:
        """Return the items that exist."""
        ...

    def resolve(
        self, partner: str, identifiers: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return skus by (kind, value): the partner's cross-references first, else the items' own identifiers."""
        ...

    def put_cross_reference(self, partner: str, kind: str, value: str, sku: str) -> None:
        """Keep a partner's name for an item."""
        ...

    def put_price(self, price: PriceRecord) -> None:
        """Keep a price; one already kept for list, sku, unit, from-quantity, start and contract is replaced."""
        ...

    def put_carton_type(self, carton: CartonType) -> None:
        """Keep a type of carton; one already kept under its code is replaced."""
        ...

    def carton_types(self) -> Sequence[CartonType]:
        """Return the types of carton there are, by code."""
        ...

    def prices(self, price_list: str, skus: Iterable[str], *, general: str = "") -> Sequence[PriceRecord]:
        """Return the list's prices of these items, and those of a general list if one is named."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRecord:
    """So many base units of an item at a location from a day on (`on-hand`, `purchase-order`, ...)."""

    id: str
    sku: str
    location: str
    kind: str
    quantity: int
    available_on: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRecord:
    """So many base units promised to an order's line from a location's supply of a day.

    `kind` is `promise`, or `backorder` for supply to come that was not confirmed to the buyer. `state` is
    `firm`, `pegged` (firm, given by hand), `asked` (the warehouse may know), `released` or `shipped`, or while a change waits for the warehouse
    `recalling` and then `recalled` (ours again); a commitment holds its quantity in every bucket from `promise_on` on.
    `shipped` of it have left, never more than were promised: a CHECK in the database proves it.
    """

    id: str
    order: str
    line: int
    schedule: int
    sku: str
    location: str
    need_on: date
    promise_on: date
    quantity: int
    shipped: int = 0
    kind: str = "promise"
    state: str = "firm"


class Positions(Protocol):
    """Dated availability per item and location: what may still be promised, and what was.

    INV1: for every item, location and day the supply up to it covers the commitments up to it (a CHECK in the
    database proves it). INV2: the buckets equal that difference (`mismatches`).
    """

    def lock(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[date, int]]:
        """Lock (sku, location) pairs in sorted order until the unit of work ends; return free quantity by bucket day, cumulative, sparse and ascending."""
        ...

    def seen(self, skus: Iterable[str]) -> Mapping[tuple[str, str], Mapping[date, int]]:
        """Return what `lock` would of every position of these items, by pair, without locking it: it may change."""
        ...

    def lock_items(
        self, skus: Iterable[str], lines: Collection[tuple[str, int]]
    ) -> Sequence[CommitmentRecord]:
        """Lock every position of these items, as `lock` does; return what is promised by then to lines (order, line)."""
        ...

    def locations_of(self, skus: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return where each item has a position, in order of location code."""
        ...

    def add_supply(self, supply: SupplyRecord) -> None:
        """Book supply: buckets from its day on rise; the position is locked and its version bumped."""
        ...

    def commit(
        self, commitments: Sequence[CommitmentRecord], reserved: Sequence[ReservationRecord] = ()
    ) -> None:
        """Book promises, and keep the reservations they are for: buckets from each promise's day on fall; raises Conflict if any would fall below zero."""
        ...

    def exchange(self, given_back: Sequence[CommitmentRecord], promised: Sequence[CommitmentRecord]) -> None:
        """Give commitments back and book others in one move; raises Conflict or NotFound as each would."""
        ...

    def commitments(self, order: str) -> Sequence[CommitmentRecord]:
        """Return what is promised to an order."""
        ...

    def release(self, order: str, line: int | None = None) -> None:
        """Give promises back that have not been shipped."""
        ...

    def due_backorders(self, on: date) -> Sequence[CommitmentRecord]:
        """Return the backorders whose supply has come by that day and that nobody was promised yet."""
        ...

    def give_back(self, commitments: Sequence[CommitmentRecord]) -> None:
        """Give these commitments back: buckets from each one's day on rise; raises NotFound if one is not there."""
        ...

    def set_state(self, commitments: Sequence[str], state: str) -> None:
        """Move commitments on; raises NotFound if one is not there."""
        ...

    def ship(self, quantities: Mapping[str, int]) -> None:
        """Book that so many of each commitment left: what has left whole is `shipped`; raises Conflict for more than was promised, NotFound."""
        ...

    def write_off(self, short: CommitmentRecord, loss: SupplyRecord) -> None:
        """Take off a commitment what was not found, and as much supply of its day (`loss`, less than nothing) with it."""
        ...

    def mismatches(self) -> Sequence[tuple[str, str, date, int, int]]:
        """Return (sku, location, day, bucket, recomputed) wherever INV2 does not hold: always empty."""
        ...
