"""The notice that announces a shipment: its orders, pallets, cartons and items, each with its label.

A shipment can only contain what was allocated: anything else is refused, not noticed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import partial
from itertools import count

from gateway.domain.agreements import Agreement
from gateway.domain.items import Mark
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import ShipmentNotice
from gateway.domain.terms import Routing
from gateway.errors import Conflict
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.identifiers import sscc
from gateway.orderdesk.levels import ITEMS_LEVELS, PALLETS_LEVELS, OrderPart, Tree, in_units, packages
from gateway.orderdesk.packing import Carton, shipped_quantities
from gateway.orderdesk.vocabulary import (
    BARE_SSCC,
    DELIVERY_ESTIMATED,
    ITEM_TREE,
    SCAC,
    SHIPMENT_TREE,
    SHIPPED,
    SSCC,
    TRACKING,
)

ByLine = Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Where SSCCs come from; `bare` leaves out the application identifier 00 before the eighteen digits."""

    company_prefix: str
    first_serial: int
    extension: str = "0"
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What left one of our places together, and with whom."""

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


def shipped_by_order(cartons: Sequence[Carton], parts: Sequence[OrderPart]) -> tuple[ByLine, ...]:
    """Return base units by line for each order; raises Conflict when a carton holds what was not allocated to any."""
    everything = [one for part in parts for one in part.allocations]
    shipped_quantities(cartons, everything)
    found = []
    for part in parts:
        own = {one.commitment for one in part.allocations}
        mine = (
            Carton(contents=tuple(one for one in carton.contents if one.commitment in own))
            for carton in cartons
        )
        found.append(shipped_quantities(mine, part.allocations))
    return tuple(found)


def go_together(orders: Iterable[PurchaseOrder], agreement: Agreement) -> bool:
    """Return whether orders go to one place, so that one notice can tell of them."""
    first, *others = (repeated(ship_to(order, agreement)) for order in orders)
    return all(one == first for one in others)


def notice(
    shipment: Shipment,
    parts: Sequence[OrderPart],
    *,
    agreement: Agreement,
    labels: Labels,
    levels: str = PALLETS_LEVELS,
) -> ShipmentNotice:
    """Return the notice of a shipment; raises Conflict when it holds what was not allocated, or goes to two places."""
    quantities = shipped_by_order(shipment.cartons, parts)
    if not go_together([part.order for part in parts], agreement):
        raise Conflict("the orders in it go to different places")
    labelled = {at: _marked(labels, one.label) for at, one in enumerate(shipment.cartons) if one.label}
    drawn = map(partial(_mark, labels), count(labels.first_serial))
    tree = Tree(shipment.cartons, drawn, levels, labelled=labelled)
    total = Decimal(0)
    for part, by_line in zip(parts, quantities, strict=True):
        standing = {line.line: line for line in part.lines}
        total += sum(in_units(standing[line], base)[0] for line, base in by_line.items())
    return ShipmentNotice(
        number=shipment.number,
        issued_on=shipment.issued_on,
        issued_at_time=shipment.issued_at_time,
        hierarchy=ITEM_TREE if levels == ITEMS_LEVELS else SHIPMENT_TREE,
        packages=packages(shipment.cartons),
        routing=_routing(shipment),
        references=_references(shipment),
        shipment_dates=_dates(shipment, agreement),
        parties=_parties(shipment, parts[0].order, agreement),
        orders=tuple(tree.order(part) for part, by_line in zip(parts, quantities, strict=True) if by_line),
        hash_total=total,
    )


def _mark(labels: Labels, serial: int) -> Mark:
    return _marked(labels, sscc(labels.company_prefix, serial, extension=labels.extension))


def _marked(labels: Labels, digits: str) -> Mark:
    return Mark(kind=BARE_SSCC, value=digits) if labels.bare else Mark(kind=SSCC, value=f"00{digits}")


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
