"""Confirming: whatever answers an order or a change of one is a confirmation, and the second names the first."""

from dataclasses import replace

from gateway.application.outgoing import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.domain.order_changes import AnsweredLine, OrderChangeResponse
from gateway.domain.order_responses import OrderResponse, ResponseLine
from gateway.domain.references import Reference
from gateway.profiles.cxml import message_of

MESSAGE = "ConfirmationRequest"
NEW, UPDATE = "original", "replacement"
EARLIER = "confirmation-payload-id"
OUT_THERE = frozenset({"ready", "sent"})


def as_confirmation(answer: OrderChangeResponse) -> OrderResponse:
    """Return the answer to a change as cXML has it: what holds of the order from now on."""
    return OrderResponse(
        order_number=answer.order_number,
        ordered_on=answer.ordered_on,
        purpose=NEW,
        kind=answer.kind,
        release=answer.release,
        contract=answer.contract,
        seller_order=answer.seller_order,
        responded_on=answer.responded_on,
        currency=answer.currency,
        currency_by=answer.currency_by,
        references=answer.references,
        contacts=answer.contacts,
        freight=answer.freight,
        terms=answer.terms,
        dates=answer.dates,
        notes=answer.notes,
        parties=answer.parties,
        lines=tuple(map(_line, answer.lines)),
    )


def is_said_before(work: UnitOfWork, outgoing: Outgoing) -> bool:
    """Return whether the order was confirmed before."""
    return _earlier(work, outgoing) is not None


def with_earlier(work: UnitOfWork, outgoing: Outgoing, answer: OrderResponse) -> OrderResponse:
    """Return a confirmation as what it is: the first of its order, or another in place of the one before."""
    earlier = _earlier(work, outgoing)
    if earlier is None:
        return replace(answer, purpose=NEW)
    named = Reference(kind=EARLIER, value=earlier.message_id)
    return replace(answer, purpose=UPDATE, references=(*answer.references, named))


def _earlier(work: UnitOfWork, outgoing: Outgoing) -> DocumentRecord | None:
    said = [
        one
        for one in (work.documents.of_order(outgoing.order) if outgoing.order else ())
        if one.direction == "out" and message_of(one.map_name) == MESSAGE and one.delivery in OUT_THERE
    ]
    return said[-1] if said else None


def _line(line: AnsweredLine) -> ResponseLine:
    return ResponseLine(
        number=line.number,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        price_basis=line.price_basis,
        identifiers=line.identifiers,
        descriptions=line.descriptions,
        packs=line.packs,
        references=line.references,
        dates=line.dates,
        answers=line.answers,
        notes=line.notes,
    )
