"""Where orders go and shipments come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class PickLine:
    """So many base units of an item to take from a location for an order's line."""

    line: int
    sku: str
    location: str
    quantity: int
    ship_on: date
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOrder:
    """What a warehouse is asked to ship; `id` is its idempotency key."""

    id: str
    order: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLine:
    """So many base units of one commitment in a carton, with the lot and the serial numbers where they were told."""

    commitment: str
    quantity: int
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedCarton:
    """A carton, as the warehouse closed it; `tare` groups cartons on one pallet, `sscc` is the label it wears already."""

    tare: int
    lines: tuple[PackedLine, ...]
    weight_kg: Decimal | None = None
    sscc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLine:
    """So many base units of one commitment that were not found and will not leave."""

    commitment: str
    quantity: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedShipment:
    """What left a warehouse; `id` is unique per warehouse and makes confirming it twice harmless.

    `orders` are further orders with goods in it. What is `loose` left without a word in which carton: we pack it.
    With nothing but `short` lines nothing left at all. For its `doubts` a person has to look at it.
    """

    id: str
    pick: str
    order: str
    shipped_at: datetime
    carrier: str
    tracking: str
    cartons: tuple[PackedCarton, ...] = ()
    orders: tuple[str, ...] = ()
    loose: tuple[PackedLine, ...] = ()
    short: tuple[ShortLine, ...] = ()
    bill_of_lading: str = ""
    doubts: tuple[str, ...] = ()

    def lines(self) -> Iterator[PackedLine]:
        """Yield everything that left, packed or loose."""
        for carton in self.cartons:
            yield from carton.lines
        yield from self.loose


class Warehouse(Protocol):
    """Where orders go and shipments come from."""

    def release(self, pick: PickOrder) -> None:
        """Ask for goods to be shipped; the same id again changes nothing."""
        ...

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield what was shipped and not yet confirmed to have been read."""
        ...

    def confirm(self, shipment: PackedShipment) -> None:
        """Tell the warehouse we have it."""
        ...


@runtime_checkable
class Recalls(Protocol):
    """A warehouse that can be asked for goods back before they leave."""

    def recall(self, commitments: Sequence[str]) -> Sequence[str]:
        """Take promises out of what is to be picked; return those that will not leave. Asked again, it says the same."""
        ...
