"""Matching: an order beside the shipments announced for it and the invoices written for it, as the partner got them."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.application.departures import standing_of
from gateway.application.ports import UnitOfWork
from gateway.application.records import OrderRecord
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.invoices import Invoice
from gateway.domain.orders import PurchaseOrder
from gateway.domain.shipments import ShipmentNotice
from gateway.orderdesk.three_way import Match, Papers, match


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An order with its match."""

    order: OrderRecord
    match: Match


def match_order(services: Services, work: UnitOfWork, order: OrderRecord) -> Matched:
    """Return the three-way match of an order: its PO as it stands, every 856 of its shipments, every 810 and credit memo."""
    profile = services.directory.get(order.partner)
    papers = Papers(
        notices=tuple(_notices(work, order)),
        invoices=tuple(loads(Invoice, one.canonical) for one in work.invoices.of_order(order.id)),
        credits=tuple(loads(Invoice, one.canonical) for one in work.invoices.credits_of(order.id)),
    )
    found = match(
        loads(PurchaseOrder, order.canonical),
        [standing_of(one) for one in work.orders.lines(order.id)],
        papers,
        currency=profile.orders.currency,
    )
    return Matched(order=order, match=found)


def _notices(work: UnitOfWork, order: OrderRecord) -> Iterator[ShipmentNotice]:
    """Yield what was announced, shipments of several orders included."""
    for shipment in work.shipments.of_order(order.id):
        document = work.documents.find(shipment.partner, f"856:{shipment.id}")
        if document is not None:
            yield loads(ShipmentNotice, document.canonical)
