"""Editing: a person at the desk changes an order, and the change goes the way a buyer's does."""

from dataclasses import dataclass

from gateway.application.ports import Store, UnitOfWork
from gateway.application.recalling import change_job
from gateway.application.records import DocumentRecord, OrderRecord
from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import dumps, loads
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Conflict
from gateway.orderdesk.editing import Edit, as_change, priced

DESK, EDITED = "desk", "order.edited"
BY_PERSON, WAITED = "accepted", "waited"
EDITABLE = frozenset({"received", "held", "confirmed", "shipping"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who changed an order at the desk, and why."""

    actor: str
    reason: str


def edit_order(services: Services, store: Store, order: str, *, edit: Edit, actor: str) -> str:
    """Ask for an order to be changed as a person wants it; return the document that says how.

    What would hold a buyer's change passes: a person wants it. Raises NotFound, and Conflict for what cannot be wanted.
    """
    if not edit.reason.strip():
        raise Conflict("a change of an order needs its reason")
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        if record.state not in EDITABLE:
            raise Conflict(f"the order is {record.state}: nothing of it can change")
        agreement = services.directory.get(record.partner).agreement()
        try:
            change = as_change(loads(PurchaseOrder, record.canonical), edit, agreement)
        except ValueError as wrong:
            raise Conflict(str(wrong)) from wrong
        document = _document(services, record, change)
        work.documents.add(document)
        services.note(
            work,
            EDITED,
            document.id,
            partner=record.partner,
            order=record.id,
            actor=actor,
            reason=edit.reason.strip(),
        )
        work.jobs.add(change_job(record.partner, record.number, document.id, BY_PERSON, WAITED))
        work.commit()
    return document.id


def author_of(work: UnitOfWork, document: DocumentRecord) -> Author | None:
    """Return who wrote a change at the desk, None for a change that came from the partner."""
    if document.set_id != DESK:
        return None
    (asked,) = (event for event in work.events.of(document.id) if event.what == EDITED)
    return Author(actor=asked.actor, reason=asked.detail["reason"])


def agreed(
    work: UnitOfWork, document: DocumentRecord, record: OrderRecord, change: OrderChange, agreement: Agreement
) -> Agreement:
    """Return what a change is decided by: prices that a person at the desk set, then or now, are not set right again."""
    asked = {one.number for one in change.lines if one.price is not None}
    held = {
        one.number: one.price
        for edit in work.documents.of_order(record.id)
        if edit.set_id == DESK
        for one in loads(OrderChange, edit.canonical).lines
        if one.price is not None
    }
    standing = {one.number: one.price for one in loads(PurchaseOrder, record.canonical).lines}
    numbers = {number for number, price in held.items() if standing.get(number) == price} - asked
    if document.set_id == DESK:
        numbers |= asked
    if not numbers:
        return agreement
    return priced(agreement, {one.sku for one in work.orders.lines(record.id) if one.number in numbers})


def _document(services: Services, record: OrderRecord, change: OrderChange) -> DocumentRecord:
    identifier = services.ids.new()
    return DocumentRecord(
        id=identifier,
        partner=record.partner,
        direction="in",
        kind="order_change",
        set_id=DESK,
        version="",
        control_number="",
        order=record.id,
        reference=record.number,
        canonical=dumps(change),
        dedupe=f"{DESK}:{identifier}",
        created_at=services.clock.now(),
    )
