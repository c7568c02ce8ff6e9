"""Orders to a warehouse by document, and what its answer says of what was asked for.

A warehouse knows our number of the order and the lines in it, never our promises: whose goods it speaks of follows
from the line it names, else from the item, and what fits nothing that was asked for is a doubt.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from gateway.domain.catalogue import GLOBAL_KINDS, OUR_KINDS, key
from gateway.domain.check_digits import check_digit
from gateway.domain.items import Item, ItemIdentifier, Mark
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.warehouse_orders import (
    OrderedUnit,
    ShippedUnit,
    Tally,
    WarehouseOrder,
    WarehouseOrderLine,
    WarehouseShipment,
    WarehouseShipmentLine,
)
from gateway.orderdesk.packing import Carton, Content
from gateway.orderdesk.units import each_of, to_base
from gateway.orderdesk.vocabulary import BARE_SSCC, GROSS, LOT, SERIAL, SHIP_REQUESTED, SSCC, TRACKING

LINE = "line-item"
ORDER_LINE = "order-line"
SELLERS_ORDER = "vendor-order"
BILL_OF_LADING = "bill-of-lading"
SHELF_NAMES = (*OUR_KINDS, "sku", "stock-number")
"""The kinds of identifiers under which a warehouse sends our own item number."""
REST_FOLLOWS = frozenset({"partial-rest-follows", "split", "backordered", "complete-with-more"})
"""What a warehouse says of a line of which more will leave: what is missing is late, not lost."""
NONE_LEFT = frozenset({"out-of-stock", "discontinued", "line-cancelled", "item-cancelled", "order-deleted"})
REPLACED = frozenset({"substituted", "complete-with-substitute"})
AS_ORDERED = frozenset({"as-ordered", "differences-only"})
"""Reports in which what is not spoken of left as it was asked for."""
REPLACED_REPORT = "replaced"
PACKAGE = "carrier-package"
KILOGRAMS: Mapping[str, Decimal] = {"KG": Decimal(1), "LB": Decimal("0.45359237")}
GRAMS = Decimal("0.001")
SSCC_DIGITS, WITH_IDENTIFIER = 18, 20
NOTHING = Decimal(0)
UNKNOWN = Item(sku="")
"""An item of which we know neither names nor units: it is counted in base units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """So many base units of one promise, under the number they have in the order to the warehouse."""

    number: str
    line: int
    sku: str
    commitment: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a warehouse is asked for: our number of it, the buyer's and ours of the order, where to, and when."""

    number: str
    order_number: str
    seller_order: str
    ship_on: date
    parties: tuple[Party, ...]
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """So many base units of one promise that were not found and will not leave."""

    commitment: str
    quantity: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a warehouse's word comes to: what left, packed or `loose`, what is missing, and what we cannot believe."""

    cartons: tuple[Carton, ...] = ()
    loose: tuple[Content, ...] = ()
    short: tuple[Missing, ...] = ()
    doubts: tuple[str, ...] = ()


def warehouse_order(asking: Asking, items: Mapping[str, Item]) -> WarehouseOrder:
    """Return the order to the warehouse, each promise under a line of its own."""
    lines = [(one, items.get(one.sku, UNKNOWN)) for one in asking.lines]
    return WarehouseOrder(
        number=asking.number,
        order_number=asking.order_number,
        parties=asking.parties,
        references=(Reference(kind=SELLERS_ORDER, value=asking.seller_order),),
        dates=(TradeDate(kind=SHIP_REQUESTED, on=asking.ship_on),),
        units=tuple(OrderedUnit(number=one.number, lines=(_asked(one, item),)) for one, item in lines),
        total=Tally(quantity=Decimal(sum(one.quantity for one in asking.lines))),
    )


def reported(
    said: WarehouseShipment,
    asked: Sequence[AskedLine],
    *,
    left: Mapping[str, int],
    items: Mapping[str, Item],
) -> Reported:
    """Return what a warehouse's word comes to; `left` is how much of each promise is still to leave.

    More than was asked for stays in it under the promise it is nearest to, so that whoever books it sees it.
    """
    reading = _Reading(asked=asked, items=items, left=dict(left))
    cartons, loose = [], []
    for unit in said.units:
        contents = [one for line in unit.lines for one in reading.read(unit, line)]
        if contents and unit.marks:
            cartons.append(reading.carton(unit, contents))
        else:
            loose.extend(contents)
    if said.reporting in AS_ORDERED:
        loose.extend(reading.unspoken())
    return Reported(
        cartons=tuple(cartons),
        loose=tuple(loose),
        short=tuple(reading.short()),
        doubts=tuple(reading.doubts),
    )


def tracking_of(said: WarehouseShipment) -> str:
    """Return the carrier's number to follow the goods by: of all, else of the first package that has one."""
    whole = (one.value for one in said.references if one.kind == TRACKING)
    parcels = (mark.value for unit in said.units for mark in unit.marks if mark.kind == PACKAGE)
    return next(whole, next(parcels, ""))


def bill_of_lading(said: WarehouseShipment) -> str:
    """Return the number of the bill of lading, nothing where none is told."""
    return next((one.value for one in said.references if one.kind == BILL_OF_LADING), "")


def _asked(one: AskedLine, item: Item) -> WarehouseOrderLine:
    known = (each for each in item.identifiers if each.kind in GLOBAL_KINDS)
    ours = ItemIdentifier(kind=OUR_KINDS[0], value=one.sku)
    return WarehouseOrderLine(
        quantity=Decimal(one.quantity),
        unit=item.base_unit,
        identifiers=(ours, *list(known)[:1]),
        descriptions=(item.description[:45].rstrip(),) if item.description else (),
        references=(Reference(kind=LINE, value=one.number),),
    )


@dataclass(slots=True)
class _Reading:
    """One word of a warehouse being read: what of each promise is left, spoken of, missing and doubted so far."""

    asked: Sequence[AskedLine]
    items: Mapping[str, Item]
    left: dict[str, int]
    taken: Counter[str] = field(default_factory=Counter)
    spoken: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    follows: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def read(self, unit: ShippedUnit, line: WarehouseShipmentLine) -> Iterator[Content]:
        """Yield what left by a line, promise by promise."""
        meant = self._meant(unit, line)
        name = next((one.value for one in line.identifiers if one.value), f"what is in {unit.number}")
        if line.status in REPLACED:
            self.doubts.append(f"{name} was shipped in place of something else")
        elif not meant:
            self.doubts.append(f"{name} is nothing that was asked for")
        else:
            quantity = self._shipped(line, self.items.get(meant[0].sku, UNKNOWN))
            if quantity is None:
                self.doubts.append(f"{meant[0].sku}: the quantity is no whole number of units we know")
            else:
                self._speak(line, meant)
                yield from self._spread(quantity, meant, line)

    def carton(self, unit: ShippedUnit, contents: Sequence[Content]) -> Carton:
        """Return a unit as the carton it is."""
        label = next((one for one in unit.marks if one.kind in (SSCC, BARE_SSCC)), None)
        digits = _sscc(label)
        if label is not None and not digits:
            self.doubts.append(f"the label of {unit.number} is no SSCC-18")
        return Carton(contents=tuple(contents), weight_kg=_weight(unit.lines), label=digits)

    def unspoken(self) -> Iterator[Content]:
        """Yield what was asked for and not spoken of."""
        for one in self.asked:
            there = self.left.get(one.commitment)
            if there and one.commitment not in self.spoken:
                yield Content(commitment=one.commitment, quantity=there)

    def short(self) -> Iterator[Missing]:
        """Yield what is missing for good of what was spoken of."""
        for one in self.asked:
            gone = self.left.get(one.commitment, 0) - self.taken[one.commitment]
            if gone > 0 and one.commitment in self.missing and one.commitment not in self.follows:
                yield Missing(commitment=one.commitment, quantity=gone, reason=self.missing[one.commitment])

    def _meant(self, unit: ShippedUnit, line: WarehouseShipmentLine) -> Sequence[AskedLine]:
        """Return the lines it can be about: of those of the item, the one it names if it names one."""
        said = [*line.references, *unit.references]
        numbers = {one.value for one in said if one.kind == LINE}
        numbers |= {one.value for one in line.identifiers if one.kind == ORDER_LINE}
        named = [one for one in self.asked if one.number in numbers]
        names = {key(one.kind, one.value) for one in line.identifiers}
        same = [one for one in self.asked if names & self._names(one.sku)]
        return [one for one in same if one in named] or same or named

    def _names(self, sku: str) -> set[tuple[str, str]]:
        item = self.items.get(sku, UNKNOWN)
        known = {key(one.kind, one.value) for one in item.identifiers}
        known |= {key("gtin", one.gtin) for one in item.units if one.gtin}
        return known | {(kind, sku) for kind in SHELF_NAMES}

    def _shipped(self, line: WarehouseShipmentLine, item: Item) -> int | None:
        """Return how many base units left, None where that is no whole number of them."""
        shipped = line.shipped
        if shipped is None:
            asked = None if line.status in NONE_LEFT else line.ordered
            shipped = NOTHING if asked is None else asked - line.short
        each = each_of(item, line.unit)
        found = None if each is None else to_base(shipped, each)
        return found if found is not None and found >= 0 else None

    def _speak(self, line: WarehouseShipmentLine, meant: Iterable[AskedLine]) -> None:
        for one in meant:
            self.spoken.add(one.commitment)
            if line.status in REST_FOLLOWS:
                self.follows.add(one.commitment)
            elif line.short or line.status in NONE_LEFT:
                self.missing.setdefault(one.commitment, line.reason)

    def _spread(
        self, quantity: int, meant: Sequence[AskedLine], line: WarehouseShipmentLine
    ) -> Iterator[Content]:
        lot, serials = _lot(line), _serials(line)
        for one in meant:
            room = max(0, self.left.get(one.commitment, 0) - self.taken[one.commitment])
            given = quantity if one is meant[-1] else min(quantity, room)
            if given:
                quantity -= given
                self.taken[one.commitment] += given
                yield Content(commitment=one.commitment, quantity=given, lot=lot, serials=serials)
                serials = ()


def _lot(line: WarehouseShipmentLine) -> str:
    """Return the lot where a line names just one."""
    named = {line.lot, *(one.value for one in line.identifiers if one.kind == LOT)}
    named |= {one.value for one in _references(line) if one.kind == LOT}
    found = named - {""}
    return found.pop() if len(found) == 1 else ""


def _serials(line: WarehouseShipmentLine) -> tuple[str, ...]:
    told = [one.value for one in line.identifiers if one.kind == SERIAL]
    told.extend(one.value for one in _references(line) if one.kind == SERIAL)
    return tuple(dict.fromkeys(told))


def _references(line: WarehouseShipmentLine) -> Iterator[Reference]:
    yield from line.references
    for lot in line.lots:
        yield from lot.references


def _sscc(label: Mark | None) -> str:
    """Return the eighteen digits of a label, nothing where it has none or their check digit is wrong."""
    value = label.value if label else ""
    if len(value) == WITH_IDENTIFIER and value.startswith("00"):
        value = value[2:]
    whole = len(value) == SSCC_DIGITS and value.isascii() and value.isdigit()
    return value if whole and value[-1] == check_digit(value[:-1]) else ""


def _weight(lines: Sequence[WarehouseShipmentLine]) -> Decimal | None:
    """Return what a carton weighs in kilograms, None where not every line says so."""
    weights = [
        one.weight * KILOGRAMS[one.weight_unit]
        for one in lines
        if one.weight is not None and one.weight_kind == GROSS and one.weight_unit in KILOGRAMS
    ]
    return sum(weights, NOTHING).quantize(GRAMS) if len(weights) == len(lines) else None
