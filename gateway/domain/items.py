"""What is traded: how partners name it, what units it comes in, and our own record of it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gateway.domain.references import Measure, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemIdentifier:
    """One name of an item: `kind` says whose (`buyer-item`, `vendor-part`, `upc`, `gtin`, ...)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An item in words: free, or by characteristic (colour, size)."""

    kind: str = ""
    characteristic: str = ""
    agency: str = ""
    code: str = ""
    text: str = ""
    measures: tuple[Measure, ...] = ()
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDetail:
    """How an item is packed: `pack` inner units of `size` in one outer."""

    pack: int | None = None
    size: Decimal | None = None
    unit: str = ""
    packaging: str = ""
    weight_kind: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    dimension_unit: str = ""
    inner_pack: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreIdentifiers:
    """Names of a line beyond those on the line itself: of the item, its lot, its serial number."""

    number: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaging:
    """How something is to be packed and marked: in words, or by the code of an agency."""

    kind: str = ""
    characteristic: str = ""
    agency: str = ""
    code: str = ""
    text: str = ""
    unit_load: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """What customs or carriers call the goods."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedQuantity:
    """A quantity of a kind: on order, cumulative, back-ordered; in words (`text`) where it is no number."""

    kind: str
    quantity: Decimal | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands on a label: an SSCC-18 (`sscc`), a serial, a carrier's number; up to `last` where it is a range.

    Where the label has a second number beside it, `second_kind` says whose that is.
    """

    kind: str
    value: str
    last: str = ""
    second_kind: str = ""
    second_value: str = ""
    second_last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCode:
    """One property of a service, by its kind."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service asked for or given, by the codes of an agency."""

    agency: str
    codes: tuple[ServiceCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDetail:
    """So many loads of so many each: pallets of twenty, boxes of four."""

    count: int
    quantity: Decimal
    packaging: str = ""
    size: Decimal | None = None
    unit: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOfItem:
    """A unit an item is sold in: one of it is `each` base units, exactly."""

    unit: str
    each: Fraction
    gtin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonType:
    """A carton we pack into: its inner size, what it may weigh when full and what it weighs itself."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_kg: Decimal
    own_kg: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Our record of something we sell; stock is counted in `base_unit`, whole numbers."""

    sku: str
    description: str = ""
    base_unit: str = "EA"
    units: tuple[UnitOfItem, ...] = ()
    identifiers: tuple[ItemIdentifier, ...] = ()
    status: str = "active"
    superseded_by: str = ""
    pack: int = 1
    list_price: Decimal | None = None
    weight_kg: Decimal | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    group: str = ""
