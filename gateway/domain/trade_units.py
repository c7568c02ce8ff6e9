"""Units of trade: what one piece, one case and one pallet look like, and what is dangerous about them."""

from dataclasses import dataclass
from decimal import Decimal

from gateway.domain.items import Packaging
from gateway.domain.terms import OtherPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerUnit:
    """What one piece looks like on the shelf: its trade number, its size and what is in the case."""

    kind: str
    value: str
    height: Decimal | None = None
    height_unit: str = ""
    width: Decimal | None = None
    width_unit: str = ""
    length: Decimal | None = None
    length_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    pack: int | None = None
    size: Decimal | None = None
    size_unit: str = ""
    text: str = ""
    inner_pack: int | None = None
    packaging: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnit:
    """One case as the seller sells it; `pallet_pattern` is so many cases a layer and so many layers a pallet."""

    upc_case: str = ""
    kind: str = ""
    value: str = ""
    handling: str = ""
    weight: Decimal | None = None
    weight_kind: str = ""
    weight_unit: str = ""
    height: Decimal | None = None
    height_unit: str = ""
    width: Decimal | None = None
    width_unit: str = ""
    length: Decimal | None = None
    length_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    pallet_pattern: str = ""
    pack: int | None = None
    size: Decimal | None = None
    size_unit: str = ""
    colour: str = ""
    inner_pack: int | None = None
    packaging: str = ""
    prices: tuple[OtherPrice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingLevel:
    """One of the units that hold one another: so many of what is inside, its size and its weight."""

    kind: str
    value: str
    unit: str
    quantity: Decimal
    height: Decimal | None = None
    width: Decimal | None = None
    depth: Decimal | None = None
    dimension_unit: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    prices: tuple[OtherPrice, ...] = ()
    packaging: tuple[Packaging, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What carriers must know of dangerous goods: the proper name, the class, the number, the placard."""

    text: str
    classification: str
    number: str
    placard: str
    packing_group: str = ""
