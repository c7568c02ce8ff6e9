"""Packages: pallets, cartons and what is in them, told beside each item instead of around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gateway.cxml.codecs import NUMBER
from gateway.cxml.items import put_unit, unit_in
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.domain.items import Mark
from gateway.domain.quantities import plain
from gateway.domain.shipments import Pack, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import PackageCount

OUTER, INNER = "0001", "0002"
_OUTERMOST = frozenset({OUTER, "outer", "pallet"})
PALLET, CARTON = "pallet", "carton"
SSCC, BARE_SSCC = "sscc", "sscc-without-identifier"
IDENTIFIER, SSCC_DIGITS = "00", 18
GROSS = "gross"
_WEIGHTS = {"grossWeight": GROSS, "weight": "", "unitNetWeight": "net"}
_VOLUMES = ("volume", "grossVolume")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One level of packing an item is in: its label, the label around it, what it weighs, how much of the item it holds."""

    label: str = ""
    around: str = ""
    level: str = ""
    code: str = ""
    counts: tuple[PackageCount, ...] = ()
    quantity: Decimal | None = None


def read_packed(node: Node, reading: Reading) -> Packed:
    """Return what a Packaging says."""
    node.forget("Description", "PackageTypeCodeIdentifierCode", "PackageID", "Extrinsic")
    code, level = _text(node, "PackagingCode"), _text(node, "PackagingLevelCode")
    found = node.first("DispatchQuantity")
    many = found.get("quantity") if found is not None else ""
    if found is not None:
        unit_in(found, reading)
    label = _text(node, "ShippingContainerSerialCode")
    return Packed(
        label=label,
        around=_text(node, "ShippingContainerSerialCodeReference"),
        level=level,
        code=code,
        counts=tuple(_counts(node, "" if code in (PALLET, CARTON) and label else code, reading)),
        quantity=NUMBER.read(many, node, reading, attribute="quantity") if many else None,
    )


def _text(node: Node, tag: str) -> str:
    found = node.first(tag)
    return "" if found is None else found.text


def _counts(node: Node, code: str, reading: Reading) -> Iterator[PackageCount]:
    count = PackageCount(packaging=code)
    for one in node.all("Dimension"):
        kind, many = one.get("type"), one.get("quantity")
        size = NUMBER.read(many, one, reading, attribute="quantity") if many else None
        unit = unit_in(one, reading)
        if kind in _WEIGHTS:
            count = replace(count, weight_kind=_WEIGHTS[kind], weight=size, weight_unit=unit)
        elif kind in _VOLUMES:
            count = replace(count, volume=size, volume_unit=unit)
    if count != PackageCount():
        yield count


def write_packed(
    element: Element,
    writing: Writing,
    *,
    code: str,
    level: str = "",
    label: str = "",
    around: str = "",
    counts: tuple[PackageCount, ...] = (),
) -> Element:
    """Write a Packaging and return it."""
    packaging = writing.put(element, "Packaging")
    first = counts[0] if counts else PackageCount()
    writing.say(packaging, "PackagingCode", first.packaging or code)
    _put_size(packaging, _weight_name(first.weight_kind), first.weight, first.weight_unit, writing)
    _put_size(packaging, "volume", first.volume, first.volume_unit, writing)
    for tag, text in (
        ("PackagingLevelCode", level),
        ("ShippingContainerSerialCode", label),
        ("ShippingContainerSerialCodeReference", around),
    ):
        if text:
            writing.put(packaging, tag, text)
    return packaging


def _weight_name(kind: str) -> str:
    return next((name for name, word in _WEIGHTS.items() if word == kind), "weight")


def _put_size(element: Element, kind: str, size: Decimal | None, unit: str, writing: Writing) -> None:
    if size is not None:
        put_unit(unit, writing.put(element, "Dimension", quantity=plain(size), type=kind), writing)


def label_of(marks: Iterable[Mark]) -> str:
    """Return the eighteen digits on a label, else its first mark."""
    found = list(marks)
    for mark in found:
        if mark.kind in (SSCC, BARE_SSCC):
            bare = len(mark.value) > SSCC_DIGITS and mark.value.startswith(IDENTIFIER)
            return mark.value[len(IDENTIFIER) :] if bare else mark.value
    return found[0].value if found else ""


@dataclass(slots=True)
class _Carton:
    packed: Packed
    items: list[ShippedItem] = field(default_factory=list)


@dataclass(slots=True)
class _Pallet:
    packed: Packed
    cartons: dict[str, _Carton] = field(default_factory=dict)
    items: list[ShippedItem] = field(default_factory=list)


class Stack:
    """The items of one order, put back onto the pallets and into the cartons they name."""

    def __init__(self) -> None:
        self._pallets: dict[str, _Pallet] = {}
        self._cartons: dict[str, _Carton] = {}
        self._items: list[ShippedItem] = []

    def add(self, item: ShippedItem, packed: list[Packed]) -> None:
        """Put an item where it is; one that lies in several cartons is shared out by what each holds."""
        labelled = [one for one in packed if one.label]
        named = {one.around for one in labelled} - {""}
        outer = [
            one for one in labelled if not one.around and (one.level in _OUTERMOST or one.label in named)
        ]
        inner = [one for one in labelled if one not in outer]
        pallet = self._pallet(outer[0]) if outer else None
        for one in inner:
            part = item
            if len(inner) > 1 and one.quantity is not None:
                part = replace(item, quantity=one.quantity)
            where = self._around(one, pallet)
            where.setdefault(one.label, _Carton(one)).items.append(part)
        if not inner:
            (self._items if pallet is None else pallet.items).append(item)

    def _pallet(self, packed: Packed) -> _Pallet:
        return self._pallets.setdefault(packed.label, _Pallet(packed))

    def _around(self, packed: Packed, pallet: _Pallet | None) -> dict[str, _Carton]:
        if packed.around:
            return self._pallet(Packed(label=packed.around)).cartons
        return self._cartons if pallet is None else pallet.cartons

    def onto(self, order: ShippedOrder) -> ShippedOrder:
        """Return the order with its pallets, cartons and loose items."""
        return replace(
            order,
            tares=tuple(
                Tare(
                    marks=_marks(one.packed),
                    packages=one.packed.counts,
                    cartons=tuple(map(_pack, one.cartons.values())),
                    items=tuple(one.items),
                )
                for one in self._pallets.values()
            ),
            cartons=tuple(map(_pack, self._cartons.values())),
            items=tuple(self._items),
        )


def _pack(one: _Carton) -> Pack:
    return Pack(marks=_marks(one.packed), packages=one.packed.counts, items=tuple(one.items))


def _marks(packed: Packed) -> tuple[Mark, ...]:
    kind = BARE_SSCC if packed.label.isdigit() and len(packed.label) == SSCC_DIGITS else "shipper-assigned"
    return (Mark(kind=kind, value=packed.label),)
