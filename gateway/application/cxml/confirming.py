"""Confirming: whatever answers an order or a change of one is a confirmation, and the second names the first."""

from dataclasses import replace
from decimal import Decimal

from gateway.application.outgoing import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.domain.order_changes import AnsweredLine, OrderChangeResponse
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.references import Reference
from gateway.profiles.cxml import message_of

MESSAGE = "ConfirmationRequest"
NEW, UPDATE = "original", "replacement"
EARLIER = "confirmation-payload-id"
GONE, NOTHING = "rejected", Decimal(0)
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


def balanced(answer: OrderResponse) -> OrderResponse:
    """Return a confirmation whose lines add up: what of a line nobody speaks of will not be delivered."""
    return replace(answer, lines=tuple(map(_balanced, answer.lines)))


def _balanced(line: ResponseLine) -> ResponseLine:
    told = [one.quantity for one in line.answers]
    if line.quantity is None or not told or None in told:
        return line
    rest = line.quantity - sum(filter(None, told), NOTHING)
    if rest < NOTHING:
        return replace(line, quantity=line.quantity - rest)
    gone = LineAnswer(status=GONE, quantity=rest, unit=line.answers[0].unit or line.unit)
    return replace(line, answers=(*line.answers, gone)) if rest else line


def said_before(work: UnitOfWork, outgoing: Outgoing) -> tuple[DocumentRecord, ...]:
    """Return the confirmations of the order that left or are to, oldest first."""
    return tuple(
        one
        for one in (work.documents.of_order(outgoing.order) if outgoing.order else ())
        if one.direction == "out" and message_of(one.map_name) == MESSAGE and one.delivery in OUT_THERE
    )


def is_update(outgoing: Outgoing, earlier: tuple[DocumentRecord, ...]) -> bool:
    """Return whether it takes the place of the confirmation before it: both answer the same request of the buyer's.

    Who answers another request, a change of the order, confirms that one for the first time.
    """
    return bool(earlier) and outgoing.answers in ("", earlier[-1].answers)


def as_said(answer: OrderResponse, outgoing: Outgoing, earlier: tuple[DocumentRecord, ...]) -> OrderResponse:
    """Return a confirmation under a number of its own, as the first of its request or in place of the one before."""
    if earlier:
        answer = replace(answer, seller_order=f"{answer.seller_order}-{len(earlier) + 1}")
    if not is_update(outgoing, earlier):
        return replace(answer, purpose=NEW)
    named = Reference(kind=EARLIER, value=earlier[-1].message_id)
    return replace(answer, purpose=UPDATE, references=(*answer.references, named))


def _line(line: AnsweredLine) -> ResponseLine:
    """Return a line of the answer; of one that was to go, what stays of it is all there is to confirm."""
    stays = [one.quantity for one in line.answers if one.quantity is not None]
    return ResponseLine(
        number=line.number,
        quantity=sum(stays, NOTHING) if line.deletes and stays else line.quantity,
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
