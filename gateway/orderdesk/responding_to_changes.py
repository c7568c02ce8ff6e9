"""What becomes of a change becomes the answer a partner reads, in that partner's dialect."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from gateway.domain.agreements import Agreement, Dialect
from gateway.domain.findings import find
from gateway.domain.order_changes import AnsweredLine, ChangedLine, OrderChange, OrderChangeResponse
from gateway.domain.order_responses import LineAnswer
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.references import Note
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.attempting import SHIPPED
from gateway.orderdesk.decisions import DecidedLine
from gateway.orderdesk.editing import marked, word_of
from gateway.orderdesk.naming import words_of
from gateway.orderdesk.responding import answered
from gateway.orderdesk.revising import is_wanted
from gateway.orderdesk.speaking import head, say, told
from gateway.orderdesk.underway import REFUSED, AskedLine, Changed
from gateway.orderdesk.units import expressed
from gateway.orderdesk.vocabulary import (
    ACCEPTED,
    DELETED,
    REJECTED,
    REJECTED_BECAUSE,
    RELEASED_ALREADY,
    SHIPPED_ALREADY,
)

TAKEN, REFUSED_WHOLE = "accepted", "rejected"
REASON = "mutually-agreed"


def respond_to_change(
    change: OrderChange, changed: Changed, agreement: Agreement, *, responded_on: date, seller_order: str = ""
) -> OrderChangeResponse:
    """Return the answer to a change: each of its lines, then lines it changed without naming them."""
    lines = (*_named(change, changed, agreement), *_unnamed(change, changed, agreement))
    dialect = agreement.dialect
    kind = dialect.as_ordered if all(map(_is_as_asked, lines)) else dialect.changed
    if not lines:
        kind = REFUSED_WHOLE if changed.verdict == REFUSED else TAKEN
    elif changed.verdict == REFUSED:
        kind = dialect.rejected
    kind = head(kind, dialect)
    response = taken(change, responded_on=responded_on, seller_order=seller_order)
    return replace(
        response,
        kind=kind,
        purpose=dialect.purpose,
        parties=repeated(agreement.seller, ship_to(changed.order, agreement)),
        lines=told(kind, ((line, {one.status for one in line.answers} == {ACCEPTED}) for line in lines)),
        notes=tuple(_reasons(changed)),
    )


def _is_as_asked(line: AnsweredLine) -> bool:
    """Return whether a line is what was asked for: one that is gone only where that was the change."""
    gone = line.deletes or line.quantity == 0 or line.left_to_receive == 0
    return {one.status for one in line.answers} <= ({ACCEPTED, DELETED} if gone else {ACCEPTED})


def tell_of(
    order: PurchaseOrder,
    lines: Sequence[DecidedLine],
    agreement: Agreement,
    *,
    was: PurchaseOrder | None = None,
    responded_on: date,
    seller_order: str = "",
) -> OrderChangeResponse:
    """Return what lines of an order come to now that the partner did not ask to change; `was` is how it stood before."""
    dialect = agreement.dialect
    answered = tuple(_of_ours(order, one, agreement, was) for one in lines)
    return OrderChangeResponse(
        order_number=order.number,
        ordered_on=order.ordered_on or responded_on,
        kind=head(dialect.changed, dialect),
        purpose="sellers-change",
        release=order.release,
        contract=order.contract,
        seller_order=seller_order,
        responded_on=responded_on,
        changed_on=responded_on,
        parties=repeated(agreement.seller, ship_to(order, agreement)),
        lines=answered,
    )


def taken(change: OrderChange, *, responded_on: date, seller_order: str = "") -> OrderChangeResponse:
    """Return the answer that a change was taken into an order that is still to be answered itself."""
    return OrderChangeResponse(
        order_number=change.order_number,
        ordered_on=change.ordered_on,
        kind=TAKEN,
        release=change.release,
        sequence=change.sequence,
        request=change.request,
        contract=change.contract,
        seller_order=seller_order,
        responded_on=responded_on,
        changed_on=change.changed_on,
    )


def _reasons(changed: Changed) -> Iterator[Note]:
    """Yield in words why not all of the change was taken, each reason once."""
    if changed.verdict == REFUSED or any(one.refusal or one.limited for one in changed.asked):
        codes = dict.fromkeys(one.code for one in changed.findings)
        texts = tuple(find(code).message for code in codes)
        yield Note(kind=REASON, reference="REASON", texts=texts)


def _named(change: OrderChange, changed: Changed, agreement: Agreement) -> Iterator[AnsweredLine]:
    decided = {line.line: line for line in changed.lines}
    for asked in changed.asked:
        line = change.lines[asked.at - 1]
        if asked.refusal or asked.number is None:
            yield _said(line, (_refused(line, asked, agreement),))
        else:
            yield _answered(line, decided[asked.number], agreement, limited=asked.limited)


def _unnamed(change: OrderChange, changed: Changed, agreement: Agreement) -> Iterator[AnsweredLine]:
    """Yield the lines that became different because of what the change says of the whole order."""
    named = {one.number for one in changed.asked}
    for decided in changed.lines:
        if decided.line in named or decided.line not in {*changed.touched, *changed.limited}:
            continue
        line = changed.order.lines[decided.line - 1]
        word = "change" if is_wanted(line) and not change.cancels else "delete-line"
        asked = _line_of(line, word)
        yield _answered(asked, decided, agreement, limited=changed.limited.get(decided.line))


def _of_ours(
    order: PurchaseOrder, decided: DecidedLine, agreement: Agreement, was: PurchaseOrder | None
) -> AnsweredLine:
    """Return a line that we change: only its days where nobody edited it and all of it is still to come."""
    now = order.lines[decided.line - 1]
    if was is None:
        moved = _line_of(now, "change" if decided.outcome.cancelled else "reschedule")
        return _answered(moved, decided, agreement)
    before = was.lines[decided.line - 1]
    line = _answered(_line_of(now, word_of(before, now)), decided, agreement)
    return replace(line, answers=marked(line.answers, before, now, agreement.dialect))


def _line_of(line: OrderLine, word: str) -> ChangedLine:
    return ChangedLine(
        change=word,
        number=line.number,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        price_basis=line.price_basis if line.price is not None else "",
        identifiers=line.identifiers,
        descriptions=line.descriptions,
    )


def _said(line: ChangedLine, answers: tuple[LineAnswer, ...]) -> AnsweredLine:
    return AnsweredLine(
        change=line.change,
        number=line.number,
        quantity=line.quantity,
        left_to_receive=line.left_to_receive,
        unit=line.unit,
        price=line.price,
        price_basis=line.price_basis,
        identifiers=line.identifiers,
        descriptions=words_of(line),
        answers=answers,
    )


def _answered(
    line: ChangedLine, decided: DecidedLine, agreement: Agreement, *, limited: str | None = None
) -> AnsweredLine:
    outcome, dialect = decided.outcome, agreement.dialect
    if not outcome.accepted and not outcome.backordered and outcome.cancelled:
        return _said(line, (_deleted(decided, dialect),))
    response = answered(line, decided, agreement)
    said = replace(
        _said(line, response.answers),
        dates=response.dates,
        schedules=response.schedules,
        notes=response.notes,
    )
    if response.quantity != line.quantity:
        said = replace(said, quantity=response.quantity, unit=response.unit)
    if outcome.price is not None or line.price is not None:
        said = replace(said, price=response.price)
    if not limited:
        return said
    word = say(SHIPPED_ALREADY if limited == SHIPPED else RELEASED_ALREADY, dialect)
    answers = (replace(one, status=word) if one.status == ACCEPTED else one for one in said.answers)
    return replace(said, answers=tuple(answers))


def _deleted(decided: DecidedLine, dialect: Dialect) -> LineAnswer:
    word = say(DELETED, dialect)
    gone = sum(one.quantity for one in decided.outcome.cancelled)
    if not gone or not decided.unit:
        return LineAnswer(status=word)
    quantity, unit = expressed(gone, unit=decided.unit, each=decided.each, base_unit=decided.base_unit)
    return LineAnswer(status=word, quantity=quantity, unit=unit)


def _refused(line: ChangedLine, asked: AskedLine, agreement: Agreement) -> LineAnswer:
    why = say(REJECTED_BECAUSE.get(asked.refusal, REJECTED), agreement.dialect)
    known: Sequence[object] = (line.quantity, line.unit)
    if not all(known):
        return LineAnswer(status=why)
    return LineAnswer(status=why, quantity=line.quantity, unit=line.unit)
