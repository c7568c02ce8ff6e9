"""Orders to a warehouse, and what the warehouse says it shipped: lines, cartons, short picks with their reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.charges import Charge
from gateway.domain.items import CountedQuantity, ItemIdentifier, Mark
from gateway.domain.orders import Distribution
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, Measure, Reference, Remark, TradeDate
from gateway.domain.terms import Accounting, Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportOrder:
    """How the warehouse is to send the goods, and who pays for it; `carrier` is a letter code (SCAC)."""

    paid_by: str = ""
    mode: str = ""
    pallet_exchange: str = ""
    unit_load: str = ""
    text: str = ""
    place_kind: str = ""
    place: str = ""
    collect_method: str = ""
    collect_amount: Decimal | None = None
    carrier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierUsed:
    """Who fetched the goods and in what; `carrier` is a letter code (SCAC), `text` its name or the route."""

    mode: str
    carrier: str = ""
    text: str = ""
    paid_by: str = ""
    equipment_kind: str = ""
    equipment_initial: str = ""
    equipment_number: str = ""
    status: str = ""
    handling: str = ""
    change_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureLimits:
    """What the lorry or container must keep to; `humidity` is in percent."""

    equipment_kind: str
    lowest: Decimal | None = None
    lowest_unit: str = ""
    highest: Decimal | None = None
    highest_unit: str = ""
    text: str = ""
    ventilation: str = ""
    humidity: int | None = None
    air_exchange: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PalletLoad:
    """How many pallets were loaded, under which seals, and how warm it was."""

    unit_load: str = ""
    pallets: int | None = None
    pallet_exchange: str = ""
    seals: tuple[str, ...] = ()
    temperature: Decimal | None = None
    temperature_unit: str = ""
    second_temperature: Decimal | None = None
    second_temperature_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PalletBuild:
    """How one pallet is stacked, and its size and weight."""

    kind: str = ""
    tiers: int | None = None
    blocks: int | None = None
    pack: int | None = None
    unit_weight: Decimal | None = None
    unit_weight_unit: str = ""
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    dimension_unit: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    pallet_exchange: str = ""
    inner_pack: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPackage:
    """How one item is packed, what a unit weighs and how much room it takes."""

    pack: int | None = None
    size: Decimal | None = None
    size_unit: str = ""
    weight: Decimal | None = None
    weight_kind: str = ""
    weight_unit: str = ""
    unit_weight: Decimal | None = None
    volume: Decimal | None = None
    volume_unit: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDetail:
    """A part of a line that is told apart: by its lot, its serial numbers, its expiry."""

    number: str
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    parties: tuple[Party, ...] = ()
    code_lists: tuple[CodeList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What all lines come to."""

    quantity: Decimal
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    packages: int | None = None
    package_unit: str = ""
    order_factor: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseOrderLine:
    """So many of an item to ship; whose line of which order it is, `references` say."""

    quantity: Decimal
    unit: str
    case_code: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    freight_class: str = ""
    rate_class: str = ""
    commodity_kind: str = ""
    commodity: str = ""
    pallet_pattern: str = ""
    lot: str = ""
    condition: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    remarks: tuple[Remark, ...] = ()
    packages: tuple[ItemPackage, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    transport: TransportOrder | None = None
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    lots: tuple[LotDetail, ...] = ()
    accounting: tuple[Accounting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedUnit:
    """Lines asked for under one number: those of one pallet or carton where it has marks, often only one."""

    number: str
    marks: tuple[Mark, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    parties: tuple[Party, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    lines: tuple[WarehouseOrderLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseOrder:
    """What we ask a warehouse to ship. `number` is ours and makes asking twice harmless; `order_number` is the buyer's.

    `purpose` is `original`, `change`, `cancellation`, `delete`, `confirmation` or a code kept as it came.
    """

    number: str
    purpose: str = "original"
    order_number: str = ""
    link_sequence: str = ""
    link_number: str = ""
    kind: str = ""
    action: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    remarks: tuple[Remark, ...] = ()
    temperature: TemperatureLimits | None = None
    transport: TransportOrder | None = None
    handling: tuple[str, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    units: tuple[OrderedUnit, ...] = ()
    total: Tally | None = None

    def lines(self) -> Iterator[WarehouseOrderLine]:
        """Yield the lines of all units in order."""
        for unit in self.units:
            yield from unit.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseShipmentLine:
    """What became of one line. `ordered_identifiers` name what was asked for where something else was shipped."""

    status: str
    ordered: Decimal | None = None
    shipped: Decimal | None = None
    difference: Decimal | None = None
    unit: str = ""
    case_code: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    lot: str = ""
    weight: Decimal | None = None
    weight_kind: str = ""
    weight_unit: str = ""
    second_weight: Decimal | None = None
    second_weight_kind: str = ""
    second_weight_unit: str = ""
    ordered_case_code: str = ""
    ordered_identifiers: tuple[ItemIdentifier, ...] = ()
    reason: str = ""
    adjustment: str = ""
    descriptions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    measures: tuple[Measure, ...] = ()
    amounts: tuple[Amount, ...] = ()
    carrier: CarrierUsed | None = None
    parties: tuple[Party, ...] = ()
    charges: tuple[Charge, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    lots: tuple[LotDetail, ...] = ()
    accounting: tuple[Accounting, ...] = ()

    @property
    def short(self) -> Decimal:
        """Return how many are missing: what was ordered less what was shipped, else what the warehouse says; never below zero."""
        if self.ordered is not None and self.shipped is not None:
            return max(self.ordered - self.shipped, Decimal(0))
        return abs(self.difference or Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedUnit:
    """What was shipped under one number: a carton or pallet where it has marks, often only one line."""

    number: str
    marks: tuple[Mark, ...] = ()
    pallet: PalletBuild | None = None
    references: tuple[Reference, ...] = ()
    lines: tuple[WarehouseShipmentLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseShipment:
    """What a warehouse says it shipped of an order to it: `number` is that order's, `shipment` the warehouse's own."""

    reporting: str = "full-detail"
    number: str = ""
    shipped_on: date | None = None
    shipment: str = ""
    agent_shipment: str = ""
    order_number: str = ""
    link_number: str = ""
    link_sequence: str = ""
    handling_code: str = ""
    date_change_reason: str = ""
    kind: str = ""
    action: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    remarks: tuple[Remark, ...] = ()
    carrier: CarrierUsed | None = None
    handling: tuple[str, ...] = ()
    loads: tuple[PalletLoad, ...] = ()
    charges: tuple[Charge, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    units: tuple[ShippedUnit, ...] = ()
    total: Tally | None = None

    def lines(self) -> Iterator[WarehouseShipmentLine]:
        """Yield the lines of all units in order."""
        for unit in self.units:
            yield from unit.lines
