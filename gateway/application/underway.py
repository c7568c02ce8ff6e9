"""Underway: an order as it stands, its promises and how far each of them has gone."""

from collections import Counter
from collections.abc import Collection

from gateway.application.ports import CommitmentRecord, PackedShipment, UnitOfWork
from gateway.application.recalling import RECALLED
from gateway.application.records import OrderLineRecord, OrderRecord
from gateway.application.releasing import FIRM, PEGGED, PROMISE, SHIPPED
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.domain.supply import Commitment
from gateway.orderdesk.compensating import BACK, LEFT, LOOSE, OUT, Booked
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.underway import Underway


def underway(work: UnitOfWork, record: OrderRecord) -> Underway:
    """Return an order as it stands, its promises and how far each of them has gone."""
    left = _has_left(work, record.id)
    lines = work.orders.lines(record.id)
    return Underway(
        order=loads(PurchaseOrder, record.canonical),
        state=record.state,
        lines=tuple(_standing(one) for one in lines),
        outcomes=record.outcomes,
        booked=tuple(
            Booked(id=one.id, commitment=_commitment(one), state=_state(one, left))
            for one in work.positions.commitments(record.id)
        ),
        shipped={one.line: one.shipped for one in lines if one.shipped},
        waived=record.waivers,
    )


def _has_left(work: UnitOfWork, order: str) -> Collection[str]:
    """Return the promises of which something has left, noticed or only reported."""
    gone: Counter[str] = Counter()
    for shipment in work.shipments.of_order(order):
        for line in loads(PackedShipment, shipment.packed).lines():
            gone[line.commitment] += line.quantity
    return gone


def _state(one: CommitmentRecord, left: Collection[str]) -> str:
    if one.state == SHIPPED or one.id in left:
        return LEFT
    if one.kind != PROMISE or one.state in (FIRM, PEGGED):
        return LOOSE
    return BACK if one.state == RECALLED else OUT


def _standing(one: OrderLineRecord) -> StandingLine:
    return StandingLine(
        line=one.line,
        sku=one.sku,
        unit=one.unit,
        base_unit=one.base_unit,
        each=one.each,
        ordered=one.ordered,
        price=one.price,
        substituted=one.substituted,
    )


def _commitment(one: CommitmentRecord) -> Commitment:
    return Commitment(
        line=one.line,
        schedule=one.schedule,
        sku=one.sku,
        location=one.location,
        quantity=one.quantity,
        needed_on=one.need_on,
        promised_on=one.promise_on,
        kind=one.kind,
    )
