"""The notice that announces a shipment: its pallets, cartons and items, each with its label.

A shipment can only contain what was allocated: anything else is refused, not noticed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import partial
from itertools import count, groupby

from gateway.domain.agreements import Agreement
from gateway.domain.items import Mark
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import PackageCount, Routing
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.identifiers import sscc
from gateway.orderdesk.naming import descriptions_of, identifiers_of
from gateway.orderdesk.packing import Allocation, Carton, shipped_quantities
from gateway.orderdesk.units import expressed
from gateway.orderdesk.vocabulary import (
    BARE_SSCC,
    DELIVERY_ESTIMATED,
    GROSS,
    SCAC,
    SHIPMENT_TREE,
    SHIPPED,
    SSCC,
    TRACKING,
)

CARTONS = "CTN25"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Where SSCCs come from; `bare` leaves out the application identifier 00 before the eighteen digits."""

    company_prefix: str
    first_serial: int
    extension: str = "0"
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What left one of our places for one order, and with whom."""

    number: str
    shipped_on: date
    issued_on: date
    issued_at_time: time
    cartons: tuple[Carton, ...]
    location: str = ""
    carrier: str = ""
    mode: str = ""
    tracking: str = ""
    references: tuple[Reference, ...] = ()
    shipped_before: Mapping[int, int] = field(default_factory=dict)


def notice(
    shipment: Shipment,
    order: PurchaseOrder,
    lines: Sequence[StandingLine],
    *,
    allocations: Sequence[Allocation],
    agreement: Agreement,
    labels: Labels,
    seller_order: str = "",
) -> ShipmentNotice:
    """Return the notice of a shipment; raises Conflict when it holds what was not allocated."""
    quantities = shipped_quantities(shipment.cartons, allocations)
    standing = {line.line: line for line in lines}
    line_of = {one.commitment: one.line for one in allocations}
    tree = _Tree(shipment, order, standing, line_of, map(partial(_mark, labels), count(labels.first_serial)))
    total = sum((_expressed(standing[line], base)[0] for line, base in quantities.items()), Decimal(0))
    return ShipmentNotice(
        number=shipment.number,
        issued_on=shipment.issued_on,
        issued_at_time=shipment.issued_at_time,
        hierarchy=SHIPMENT_TREE,
        packages=_packages(shipment.cartons),
        routing=_routing(shipment),
        references=_references(shipment),
        shipment_dates=_dates(shipment, agreement),
        parties=_parties(shipment, order, agreement),
        orders=(
            ShippedOrder(
                order_number=order.number,
                release=order.release,
                ordered_on=order.ordered_on,
                contract=order.contract,
                seller_order=seller_order,
                tares=tree.tares(carton for carton in shipment.cartons if carton.tare),
                cartons=tree.cartons(carton for carton in shipment.cartons if not carton.tare),
            ),
        ),
        hash_total=total,
    )


def _mark(labels: Labels, serial: int) -> Mark:
    digits = sscc(labels.company_prefix, serial, extension=labels.extension)
    return Mark(kind=BARE_SSCC, value=digits) if labels.bare else Mark(kind=SSCC, value=f"00{digits}")


class _Tree:
    """The levels below an order: pallets, their cartons, cartons on no pallet, and the items in them."""

    def __init__(
        self,
        shipment: Shipment,
        order: PurchaseOrder,
        lines: Mapping[int, StandingLine],
        line_of: Mapping[str, int],
        marks: Iterator[Mark],
    ) -> None:
        self._shipment = shipment
        self._order = order
        self._lines = lines
        self._line_of = line_of
        self._marks = marks

    def cartons(self, cartons: Iterable[Carton]) -> tuple[Pack, ...]:
        """Return cartons with their labels and items."""
        return tuple(
            Pack(marks=(next(self._marks),), packages=_weights((carton,)), items=tuple(self._items(carton)))
            for carton in cartons
        )

    def tares(self, cartons: Iterable[Carton]) -> tuple[Tare, ...]:
        """Return pallets with their labels and cartons."""
        ordered = sorted(cartons, key=lambda carton: carton.tare)
        groups = [tuple(group) for _, group in groupby(ordered, key=lambda carton: carton.tare)]
        return tuple(
            Tare(marks=(next(self._marks),), packages=_weights(group), cartons=self.cartons(group))
            for group in groups
        )

    def _items(self, carton: Carton) -> Iterator[ShippedItem]:
        quantities: Counter[int] = Counter()
        for content in carton.contents:
            quantities[self._line_of[content.commitment]] += content.quantity
        for number, base in sorted(quantities.items()):
            line, standing = self._order.lines[number - 1], self._lines[number]
            quantity, unit = _expressed(standing, base)
            ordered, ordered_unit = _expressed(standing, standing.ordered)
            before = self._shipment.shipped_before.get(number)
            yield ShippedItem(
                line_number=line.number,
                identifiers=identifiers_of(line, standing),
                quantity=quantity,
                unit=unit,
                shipped_to_date=None if before is None else _expressed(standing, before)[0],
                ordered=ordered,
                ordered_unit=ordered_unit,
                descriptions=descriptions_of(line, standing),
            )


def _expressed(standing: StandingLine, base: int) -> tuple[Decimal, str]:
    return expressed(base, unit=standing.unit, each=standing.each, base_unit=standing.base_unit)


def _weight(cartons: Iterable[Carton]) -> Decimal | None:
    weights = [carton.weight_kg for carton in cartons]
    known = [weight for weight in weights if weight is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(weights) else None


def _packages(cartons: Sequence[Carton]) -> tuple[PackageCount, ...]:
    weight = _weight(cartons)
    if weight is None:
        return (PackageCount(packaging=CARTONS, count=len(cartons)),)
    return (
        PackageCount(
            packaging=CARTONS, count=len(cartons), weight_kind=GROSS, weight=weight, weight_unit="KG"
        ),
    )


def _weights(cartons: Sequence[Carton]) -> tuple[PackageCount, ...]:
    return _packages(cartons) if _weight(cartons) is not None else ()


def _routing(shipment: Shipment) -> tuple[Routing, ...]:
    if not shipment.carrier:
        return ()
    return (Routing(carrier_kind=SCAC, carrier=shipment.carrier, mode=shipment.mode),)


def _references(shipment: Shipment) -> tuple[Reference, ...]:
    tracking = (Reference(kind=TRACKING, value=shipment.tracking),) if shipment.tracking else ()
    return (*tracking, *shipment.references)


def _dates(shipment: Shipment, agreement: Agreement) -> tuple[TradeDate, ...]:
    arrives = agreement.calendar.delivers(shipment.shipped_on)
    return (
        TradeDate(kind=SHIPPED, on=shipment.shipped_on),
        TradeDate(kind=DELIVERY_ESTIMATED, on=arrives),
    )


def _parties(shipment: Shipment, order: PurchaseOrder, agreement: Agreement) -> tuple[Party, ...]:
    ship_from = (place for place in agreement.ship_from_parties if place.code == shipment.location)
    return repeated(next(ship_from, None), ship_to(order, agreement))
