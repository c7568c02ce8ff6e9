"""Outcomes as facts become the answer a partner reads, in that partner's dialect."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement, Calendar, Dialect
from gateway.domain.order_responses import LineAnswer, OrderResponse, Promise, ResponseLine, Shortfall
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.naming import our_name, words_of
from gateway.orderdesk.units import expressed
from gateway.orderdesk.vocabulary import (
    ACCEPTED,
    AVAILABLE,
    BACKORDERED,
    CHANGED,
    DELETED,
    DELIVERY_PROMISES,
    ON_HOLD,
    PARTIAL,
    QUANTITY_CHANGED,
    REJECTED,
    REJECTED_BECAUSE,
    RESCHEDULED,
    SUBSTITUTED,
)


def should_respond(decision: Decision, dialect: Dialect) -> bool:
    """Return whether the partner is told now: of a held order only partners that want to know."""
    return decision.state != "held" or dialect.hold_visible


def respond(
    order: PurchaseOrder,
    decision: Decision,
    agreement: Agreement,
    *,
    responded_on: date,
    seller_order: str = "",
) -> OrderResponse:
    """Return the answer to an order."""
    dialect = agreement.dialect
    lines = tuple(
        _line(line, decided, agreement, held=decision.state == "held")
        for line, decided in zip(order.lines, decision.lines, strict=True)
    )
    counted = [line.quantity for line in lines if line.quantity is not None]
    return OrderResponse(
        order_number=order.number,
        ordered_on=order.ordered_on or responded_on,
        purpose=dialect.purpose,
        kind=_kind(decision, lines, dialect),
        release=order.release,
        contract=order.contract,
        seller_order=seller_order,
        responded_on=responded_on,
        currency=order.currency,
        currency_by=order.currency_by,
        parties=repeated(agreement.seller, ship_to(order, agreement)),
        lines=lines,
        hash_total=None if order.hash_total is None else sum(counted, Decimal(0)),
    )


def _kind(decision: Decision, lines: Sequence[ResponseLine], dialect: Dialect) -> str:
    if decision.state == "held":
        return dialect.on_hold
    if decision.state == "rejected":
        return dialect.rejected
    statuses = {answer.status for line in lines for answer in line.answers}
    return dialect.as_ordered if statuses == {ACCEPTED} else dialect.changed


def _line(line: OrderLine, decided: DecidedLine, agreement: Agreement, *, held: bool) -> ResponseLine:
    dialect = agreement.dialect
    quantity, unit = line.quantity, decided.unit
    stands = decided.asked - sum(one.quantity for one in decided.outcome.cancelled)
    if not dialect.multi_ack and 0 < stands < decided.asked:
        quantity, unit = _expressed(stands, decided)
    price = line.price
    if decided.price is not None and decided.price.holds is not None:
        price = decided.price.holds
    return ResponseLine(
        number=line.number,
        quantity=quantity,
        unit="" if quantity is None else unit,
        price=price,
        price_basis="" if price is None else line.price_basis,
        identifiers=line.identifiers,
        descriptions=words_of(line),
        dates=() if held else _dates(decided, agreement),
        answers=answers_to(line, decided, agreement, held=held),
    )


def answers_to(
    line: OrderLine, decided: DecidedLine, agreement: Agreement, *, held: bool
) -> tuple[LineAnswer, ...]:
    """Return what is said to one line."""
    outcome, dialect = decided.outcome, agreement.dialect
    whole = LineAnswer(status=ON_HOLD)
    if line.quantity is not None and decided.unit:
        whole = replace(whole, quantity=line.quantity, unit=decided.unit)
    if held or outcome.hold:
        return (whole,)
    if outcome.reject:
        why = REJECTED_BECAUSE.get(outcome.reject, REJECTED) if dialect.r_codes else REJECTED
        return (replace(whole, status=why),)
    if not outcome.accepted and not outcome.backordered:
        return (replace(whole, status=DELETED),)
    if dialect.multi_ack:
        return tuple(_each_fact(decided, agreement))
    return (_single(decided, agreement),)


def _each_fact(decided: DecidedLine, agreement: Agreement) -> Iterator[LineAnswer]:
    for on, quantity in _by_day(decided.outcome.accepted):
        yield _answer(decided, agreement, _status(decided, on, agreement.dialect), quantity, on)
    for shortfall in decided.outcome.backordered:
        yield _answer(decided, agreement, BACKORDERED, shortfall.quantity, shortfall.expected_on)


def _single(decided: DecidedLine, agreement: Agreement) -> LineAnswer:
    outcome = decided.outcome
    accepted, on = sum(one.quantity for one in outcome.accepted), _last(outcome.accepted)
    waiting = sum(one.quantity for one in outcome.backordered)
    if on is None:
        return _answer(decided, agreement, BACKORDERED, waiting, _expected(outcome.backordered))
    if waiting:
        says_accepted = agreement.dialect.bp_quantity_meaning == "accepted"
        return _answer(decided, agreement, PARTIAL, accepted if says_accepted else waiting, on)
    return _answer(decided, agreement, _status(decided, on, agreement.dialect), accepted, on)


def _answer(
    decided: DecidedLine, agreement: Agreement, status: str, quantity: int, on: date | None
) -> LineAnswer:
    number, unit = _expressed(quantity, decided)
    change = decided.outcome.item
    return LineAnswer(
        status=status,
        quantity=number,
        unit=unit,
        date_kind="" if on is None else agreement.dialect.promise_date,
        on=None if on is None else _told(on, agreement.dialect, agreement.calendar),
        identifiers=() if change is None else (our_name(decided.identifiers, change.holds),),
    )


def _status(decided: DecidedLine, on: date, dialect: Dialect) -> str:
    outcome = decided.outcome
    changes = [
        word
        for changed, word in (
            (outcome.price is not None, dialect.price_change),
            (outcome.item is not None, SUBSTITUTED),
            (bool(outcome.cancelled), QUANTITY_CHANGED),
            (on not in decided.wanted_on, RESCHEDULED),
        )
        if changed
    ]
    if not changes:
        return ACCEPTED
    return changes[0] if len(changes) == 1 else CHANGED


def _dates(decided: DecidedLine, agreement: Agreement) -> tuple[TradeDate, ...]:
    """Return when the rest is expected, where one answer has no room for it."""
    outcome = decided.outcome
    expected = _expected(outcome.backordered)
    if agreement.dialect.multi_ack or not outcome.accepted or expected is None:
        return ()
    return (TradeDate(kind=AVAILABLE, on=_told(expected, agreement.dialect, agreement.calendar)),)


def _told(on: date, dialect: Dialect, calendar: Calendar) -> date:
    return calendar.delivers(on) if dialect.promise_date in DELIVERY_PROMISES else on


def _by_day(promises: Iterable[Promise]) -> list[tuple[date, int]]:
    days: dict[date, int] = {}
    for one in promises:
        days[one.ships_on] = days.get(one.ships_on, 0) + one.quantity
    return sorted(days.items())


def _last(promises: Iterable[Promise]) -> date | None:
    return max((one.ships_on for one in promises), default=None)


def _expected(shortfalls: Sequence[Shortfall]) -> date | None:
    days = [one.expected_on for one in shortfalls if one.expected_on is not None]
    return max(days) if days and len(days) == len(shortfalls) else None


def _expressed(base: int, decided: DecidedLine) -> tuple[Decimal, str]:
    return expressed(base, unit=decided.unit, each=decided.each, base_unit=decided.base_unit)
