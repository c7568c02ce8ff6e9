"""The levels below a shipment: orders, pallets, cartons and items, nested as the partner reads them.

`pallets` is shipment, order, pallet, carton, item; `cartons` leaves the pallets out, `items` the cartons too.
A pallet or carton with goods of several orders stands under each of them, with the same label.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from gateway.domain.items import Mark
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import Reference
from gateway.domain.shipments import Pack, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import PackageCount
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.naming import descriptions_of, identifiers_of
from gateway.orderdesk.packing import Allocation, Carton, Content
from gateway.orderdesk.units import expressed
from gateway.orderdesk.vocabulary import GROSS, LOT, SERIAL

CARTONS = "CTN25"
PALLETS_LEVELS, CARTONS_LEVELS, ITEMS_LEVELS = "pallets", "cartons", "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPart:
    """One order in a shipment: its lines as they stand, what of it may be in it, and what left before by line."""

    order: PurchaseOrder
    lines: Sequence[StandingLine]
    allocations: Sequence[Allocation]
    seller_order: str = ""
    shipped_before: Mapping[int, int] = field(default_factory=dict)


def label_count(cartons: Iterable[Carton], levels: str = PALLETS_LEVELS) -> int:
    """Return how many SSCCs a shipment needs: one for each pallet, and each carton without a label, that is told of."""
    cartons = tuple(cartons)
    pallets = len({carton.tare for carton in cartons} - {0})
    bare = sum(1 for carton in cartons if not carton.label)
    return {ITEMS_LEVELS: 0, CARTONS_LEVELS: bare}.get(levels, bare + pallets)


class Tree:
    """The levels of a shipment; each carton and pallet draws its label once, in the order it is first told of.

    `labelled` are the marks of cartons that have a label already, by their place among the cartons.
    """

    def __init__(
        self,
        cartons: Sequence[Carton],
        marks: Iterator[Mark],
        levels: str,
        *,
        labelled: Mapping[int, Mark] | None = None,
    ) -> None:
        self._cartons = cartons
        self._marks = marks
        self._levels = levels
        self._drawn = {("carton", at): mark for at, mark in (labelled or {}).items()}

    def order(self, part: OrderPart) -> ShippedOrder:
        """Return what of the shipment belongs to one order."""
        whole = ShippedOrder(
            order_number=part.order.number,
            release=part.order.release,
            ordered_on=part.order.ordered_on,
            contract=part.order.contract,
            seller_order=part.seller_order,
        )
        own = _Own(part)
        mine = [(at, cut) for at, one in enumerate(self._cartons) if (cut := own.part_of(one)).contents]
        if self._levels == ITEMS_LEVELS:
            return replace(whole, items=tuple(own.items(one for _, cut in mine for one in cut.contents)))
        palletised = self._levels == PALLETS_LEVELS
        return replace(
            whole,
            tares=tuple(self._tares(own, [one for one in mine if palletised and one[1].tare])),
            cartons=tuple(self._packs(own, [one for one in mine if not (palletised and one[1].tare)])),
        )

    def _tares(self, own: "_Own", cartons: Sequence[tuple[int, Carton]]) -> Iterator[Tare]:
        ordered = sorted(cartons, key=lambda one: one[1].tare)
        for tare, group in groupby(ordered, key=lambda one: one[1].tare):
            found = tuple(group)
            mark = self._mark("tare", tare)
            whole = len(found) == sum(1 for one in self._cartons if one.tare == tare)
            yield Tare(
                marks=(mark,),
                packages=self._weights(found) if whole else (),
                cartons=tuple(self._packs(own, found)),
            )

    def _packs(self, own: "_Own", cartons: Iterable[tuple[int, Carton]]) -> Iterator[Pack]:
        for at, carton in cartons:
            yield Pack(
                marks=(self._mark("carton", at),),
                packages=self._weights([(at, carton)]),
                items=tuple(own.items(carton.contents)),
            )

    def _weights(self, cartons: Sequence[tuple[int, Carton]]) -> tuple[PackageCount, ...]:
        """Return what cartons weigh, unless goods of another order are in one of them."""
        whole = all(cut.contents == self._cartons[at].contents for at, cut in cartons)
        known = weight_of(cut for _, cut in cartons) if whole else None
        return packages([cut for _, cut in cartons]) if known is not None else ()

    def _mark(self, what: str, at: int) -> Mark:
        if (what, at) not in self._drawn:
            self._drawn[what, at] = next(self._marks)
        return self._drawn[what, at]


class _Own:
    """What of cartons belongs to one order, as items of its lines."""

    def __init__(self, part: OrderPart) -> None:
        self._part = part
        self._lines = {line.line: line for line in part.lines}
        self._line_of = {one.commitment: one.line for one in part.allocations}

    def part_of(self, carton: Carton) -> Carton:
        """Return a carton with what of it belongs to the order."""
        return replace(
            carton, contents=tuple(one for one in carton.contents if one.commitment in self._line_of)
        )

    def items(self, contents: Iterable[Content]) -> Iterator[ShippedItem]:
        """Yield what is in it by line and lot."""
        found: defaultdict[tuple[int, str], list[Content]] = defaultdict(list)
        for one in contents:
            found[self._line_of[one.commitment], one.lot].append(one)
        for (number, lot), same in sorted(found.items()):
            yield self._item(number, lot, same)

    def _item(self, number: int, lot: str, contents: Sequence[Content]) -> ShippedItem:
        line, standing = self._part.order.lines[number - 1], self._lines[number]
        quantity, unit = in_units(standing, sum(one.quantity for one in contents))
        ordered, ordered_unit = in_units(standing, standing.ordered)
        before = self._part.shipped_before.get(number)
        serials = [serial for one in contents for serial in one.serials]
        return ShippedItem(
            line_number=line.number,
            identifiers=identifiers_of(line, standing),
            quantity=quantity,
            unit=unit,
            shipped_to_date=None if before is None else in_units(standing, before)[0],
            ordered=ordered,
            ordered_unit=ordered_unit,
            descriptions=descriptions_of(line, standing),
            references=(
                *((Reference(kind=LOT, value=lot),) if lot else ()),
                *(Reference(kind=SERIAL, value=serial) for serial in serials),
            ),
        )


def in_units(standing: StandingLine, base: int) -> tuple[Decimal, str]:
    """Return base units of a line in its unit, in the base unit where no decimal says it."""
    return expressed(base, unit=standing.unit, each=standing.each, base_unit=standing.base_unit)


def weight_of(cartons: Iterable[Carton]) -> Decimal | None:
    """Return what cartons weigh together, None where one was not weighed."""
    weights = [carton.weight_kg for carton in cartons]
    known = [weight for weight in weights if weight is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(weights) else None


def packages(cartons: Sequence[Carton]) -> tuple[PackageCount, ...]:
    """Return how many cartons there are, and what they weigh where all were weighed."""
    weight = weight_of(cartons)
    if weight is None:
        return (PackageCount(packaging=CARTONS, count=len(cartons)),)
    return (
        PackageCount(
            packaging=CARTONS, count=len(cartons), weight_kind=GROSS, weight=weight, weight_unit="KG"
        ),
    )
