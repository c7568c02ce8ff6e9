"""What left of an order and what was billed: shipments with their cartons and labels, invoices with their credits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gateway.application.ports import CreditRecord, UnitOfWork
from gateway.application.records import DocumentRecord, OrderRecord, ShipmentRecord
from gateway.domain.canonical import loads
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, Tare
from gateway.entrypoints.console.chain_view import word_of_document
from gateway.entrypoints.console.languages import say
from gateway.entrypoints.console.state_words import Word
from gateway.entrypoints.console.words import word_of

MOST_CARTONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonView:
    """A carton with its label, on which pallet it stands, and what is in it."""

    label: str
    pallet: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    """A shipment: its state, its notice, and the cartons of this order; `more` are not shown."""

    id: str
    number: str
    shipped_at: datetime
    word: Word
    reason: str
    held: bool
    notice: DocumentRecord | None
    notice_word: Word | None
    cartons: tuple[CartonView, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice with how far its document has come, what is left of it, and its credit memos."""

    number: str
    invoiced_on: date
    currency: str
    total: Decimal
    credited: Decimal
    document: DocumentRecord | None
    word: Word | None
    memos: tuple[CreditRecord, ...]

    @property
    def left(self) -> Decimal:
        """Return what could still be credited."""
        return self.total - self.credited


def shipments_of(work: UnitOfWork, order: OrderRecord) -> tuple[ShipmentView, ...]:
    """Return the shipments with goods of an order, oldest first."""
    return tuple(_shipment(work, order, one) for one in work.shipments.of_order(order.id))


def invoices_of(work: UnitOfWork, order: OrderRecord) -> tuple[InvoiceView, ...]:
    """Return what was billed of an order, oldest first."""
    memos = work.invoices.credits_of(order.id)
    by_number = {
        one.reference: one
        for one in work.documents.of_order(order.id)
        if one.direction == "out" and one.set_id == "810"
    }
    views = []
    for one in work.invoices.of_order(order.id):
        document = by_number.get(one.number)
        views.append(
            InvoiceView(
                number=one.number,
                invoiced_on=one.invoiced_on,
                currency=one.currency,
                total=one.total,
                credited=one.credited,
                document=document,
                word=word_of_document(document) if document else None,
                memos=tuple(memo for memo in memos if memo.invoice == one.id),
            )
        )
    return tuple(views)


def _shipment(work: UnitOfWork, order: OrderRecord, record: ShipmentRecord) -> ShipmentView:
    document = work.documents.find(record.partner, f"856:{record.id}")
    cartons = list(_cartons(loads(ShipmentNotice, document.canonical), order)) if document else []
    return ShipmentView(
        id=record.id,
        number=record.number,
        shipped_at=record.shipped_at,
        word=word_of("shipment", record.state),
        reason=record.reason,
        held=record.state == "held",
        notice=document,
        notice_word=word_of_document(document) if document else None,
        cartons=tuple(cartons[:MOST_CARTONS]),
        more=max(0, len(cartons) - MOST_CARTONS),
    )


def _cartons(notice: ShipmentNotice, order: OrderRecord) -> Iterator[CartonView]:
    for part in notice.orders:
        if part.order_number == order.number:
            for tare in part.tares:
                yield from (_carton(one, _label(tare)) for one in tare.cartons)
            yield from (_carton(one, "") for one in part.cartons)
            yield from (CartonView(label="", pallet="", items=(_item(one),)) for one in part.items)


def _carton(carton: Pack, pallet: str) -> CartonView:
    return CartonView(label=_label(carton), pallet=pallet, items=tuple(_item(one) for one in carton.items))


def _label(one: Pack | Tare) -> str:
    return next((mark.value for mark in one.marks), "")


def _item(item: ShippedItem) -> str:
    named = next((one.value for one in item.identifiers), "")
    lots = "".join(say(", lot %(lot)s", lot=one.value) for one in item.references if one.kind == "lot")
    said = say(
        "%(quantity)s %(unit)s of %(item)s (line %(line)s)",
        quantity=item.quantity,
        unit=item.unit,
        item=named or say("an item"),
        line=item.line_number,
    )
    return f"{said}{lots}"
