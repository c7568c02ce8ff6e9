"""Orders, what ships for them, and what people let pass."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, Protocol

from gateway.application.ports.stock import CommitmentRecord
from gateway.application.records import (
    ExceptionRecord,
    OrderLineRecord,
    OrderRecord,
    ShipmentRecord,
)
from gateway.domain.order_responses import LineOutcome


class Orders(Protocol):
    """Orders and their lines."""

    def add(self, order: OrderRecord, lines: Sequence[OrderLineRecord]) -> bool:
        """Keep an order; return False when partner, number, release and revision are there already."""
        ...

    def update(self, order: OrderRecord, lines: Sequence[OrderLineRecord] | None = None) -> None:
        """Replace an order's record and, if given, its lines."""
        ...

    def get(self, order: str, *, lock: bool = False) -> OrderRecord:
        """Return an order by id, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def number_of(self, order: str, *, partner: str = "") -> str:
        """Return the buyer's number of an order (of a partner if it is named) without reading the rest of it; raises NotFound."""
        ...

    def find(self, partner: str, number: str, release: str = "") -> OrderRecord | None:
        """Return the latest revision under a buyer's number."""
        ...

    def by_number(self, number: str) -> Sequence[OrderRecord]:
        """Return every partner's order of that number, newest first."""
        ...

    def lines(self, order: str) -> Sequence[OrderLineRecord]:
        """Return an order's lines in order."""
        ...

    def lines_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[OrderLineRecord]:
        """Return the lines of many orders (of those of a partner if it is named), by order and line."""
        ...

    def ordered_before(
        self, partner: str, skus: Iterable[str], *, orders: int
    ) -> Mapping[str, Sequence[int]]:
        """Return what a partner's last so many orders asked for of these items, line by line, where they were taken."""
        ...

    def waiting(self, sku: str) -> Sequence[OrderLineRecord]:
        """Return the backordered lines of an item in orders that are neither held nor over."""
        ...

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[OrderRecord]:
        """Return the newest first, those before a given one if it is named."""
        ...

    def counts(self, *, most: int = 0) -> Mapping[str, int]:
        """Return how many orders are in each state, counted no further than `most` if it is given; states without are left out."""
        ...


class OpenLine(NamedTuple):
    """A line of an order that is neither held nor over, with what is still to be promised or to be shipped of it.

    A tuple, because a run reads every open line there is.
    """

    order: str
    line: int
    sku: str
    each: Fraction
    promised: int
    backordered: int
    cancelled: int
    price: Decimal | None
    partner: str
    received_at: datetime

    def with_more(self, more: int) -> "OpenLine":
        """Return the line with so many more promised that waited."""
        return self._replace(promised=self.promised + more, backordered=self.backordered - more)


class Backlog(Protocol):
    """What waits and what could be promised anew, many items at once."""

    def items(self) -> Sequence[str]:
        """Return the items of which something is still to be promised or to be shipped, sorted."""
        ...

    def lines(self, skus: Sequence[str], *, lock: bool = False) -> Sequence[OpenLine]:
        """Return the open lines of these items, by order and line; if asked, lock their orders until the unit of work ends."""
        ...

    def firm(self, skus: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return what is promised of these items and no warehouse has heard of."""
        ...

    def standing(
        self, lines: Collection[tuple[str, int]]
    ) -> Mapping[tuple[str, int], tuple[str, int, int, int]]:
        """Lock the orders of lines (order, line); return item, promised, backordered and cancelled of those still open."""
        ...

    def undecided(self, order: str) -> int | None:
        """Lock an order; return how many promises the ledger holds for it, nothing where it is decided."""
        ...

    def ledger(self, lines: Collection[tuple[str, int]]) -> Sequence[CommitmentRecord]:
        """Return everything promised to these lines, by order and line."""
        ...

    def write(self, told: Mapping[tuple[str, int], LineOutcome], lines: Sequence[OpenLine]) -> None:
        """Write what lines were promised and what of them waits; the chains of their orders are open again.

        Of their facts only `accepted` and `backordered` are written.
        """
        ...


class Shipments(Protocol):
    """What warehouses reported as shipped."""

    def add(self, shipment: ShipmentRecord, others: Sequence[str] = ()) -> bool:
        """Keep a shipment that holds goods of other orders too; return False when its id is there already."""
        ...

    def update(self, shipment: ShipmentRecord) -> None:
        """Replace a shipment's record."""
        ...

    def get(self, shipment: str) -> ShipmentRecord:
        """Return a shipment; raises NotFound."""
        ...

    def held_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[tuple[str, str]]:
        """Return (order, shipment) where goods of these orders wait for a person (in shipments of a partner if it is named)."""
        ...

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return the shipments with goods of an order, oldest first."""
        ...

    def held(self) -> Sequence[ShipmentRecord]:
        """Return what waits for a person, oldest first."""
        ...


class RuleExceptions(Protocol):
    """What people let pass for a while."""

    def add(self, exception: ExceptionRecord) -> None:
        """Keep an exception."""
        ...

    def update(self, exception: ExceptionRecord) -> None:
        """Replace an exception's record; raises NotFound."""
        ...

    def get(self, exception: str) -> ExceptionRecord:
        """Return an exception, expired or not; raises NotFound."""
        ...

    def standing(self, on: date, partner: str = "") -> Sequence[ExceptionRecord]:
        """Return what is let pass on a day, for a partner if one is named, the first to expire first."""
        ...
