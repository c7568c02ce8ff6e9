"""Shipment notices: what left, in which order, on which pallet, in which carton."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.items import Description, ItemIdentifier, LoadDetail, Mark, Packaging, PackDetail
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Measure, Reference, TradeDate
from gateway.domain.terms import Equipment, FreightTerms, PackageCount, Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedItem:
    """So many of an item; `line_number` is the buyer's, `ordered` what the order had asked for.

    `order_number` is given where the item does not stand under its order.
    """

    line_number: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    shipped_to_date: Decimal | None = None
    ordered: Decimal | None = None
    ordered_unit: str = ""
    status: str = ""
    descriptions: tuple[Description, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    measures: tuple[Measure, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    shipped_line: str = ""
    order_number: str = ""
    loads: tuple[LoadDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A carton."""

    marks: tuple[Mark, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    measures: tuple[Measure, ...] = ()
    packages: tuple[PackageCount, ...] = ()
    references: tuple[Reference, ...] = ()
    items: tuple[ShippedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tare:
    """A pallet: cartons, or items straight on it."""

    marks: tuple[Mark, ...] = ()
    packages: tuple[PackageCount, ...] = ()
    measures: tuple[Measure, ...] = ()
    references: tuple[Reference, ...] = ()
    cartons: tuple[Pack, ...] = ()
    items: tuple[ShippedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedOrder:
    """The part of a shipment that belongs to one order."""

    order_number: str
    release: str = ""
    ordered_on: date | None = None
    contract: str = ""
    change_number: str = ""
    seller_order: str = ""
    packages: tuple[PackageCount, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    parties: tuple[Party, ...] = ()
    routing: tuple[Routing, ...] = ()
    descriptions: tuple[Description, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    tares: tuple[Tare, ...] = ()
    cartons: tuple[Pack, ...] = ()
    items: tuple[ShippedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentNotice:
    """What we tell the buyer before the lorry arrives. `hierarchy` says in which order the levels nest.

    `completeness` is `complete` where nothing of its orders is left to come after it, `partial` where something is, and
    nothing where nobody said.
    """

    number: str
    issued_on: date
    issued_at_time: time
    purpose: str = "original"
    hierarchy: str = ""
    kind: str = ""
    completeness: str = ""
    dates: tuple[TradeDate, ...] = ()
    packages: tuple[PackageCount, ...] = ()
    measures: tuple[Measure, ...] = ()
    routing: tuple[Routing, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    shipment_dates: tuple[TradeDate, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    parties: tuple[Party, ...] = ()
    orders: tuple[ShippedOrder, ...] = ()
    items: tuple[ShippedItem, ...] = ()
    hash_total: Decimal | None = None
    stated_weight: Decimal | None = None
    stated_weight_unit: str = ""
    stated_volume: Decimal | None = None
    stated_volume_unit: str = ""
    stated_text: str = ""
