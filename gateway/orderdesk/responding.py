"""Outcomes as facts become the answer a partner reads, in that partner's dialect."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement, Calendar, Dialect
from gateway.domain.findings import KINDS
from gateway.domain.order_responses import LineAnswer, OrderResponse, Promise, ResponseLine, Shortfall
from gateway.domain.orders import OrderLine, PurchaseOrder, Schedule
from gateway.domain.references import TradeDate
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.naming import our_name, words_of
from gateway.orderdesk.speaking import WITHOUT_LINES, head, lost, noted, say, spoken, told
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
    pairs = [
        (line, decided, _meant(line, decided, agreement, held=decision.state == "held"))
        for line, decided in zip(order.lines, decision.lines, strict=True)
    ]
    kind = head(_kind(decision, {one.status for *_, meant in pairs for one in meant}, dialect), dialect)
    lines = [
        (_line(line, decided, agreement, meant=meant), {one.status for one in meant} == {ACCEPTED})
        for line, decided, meant in pairs
    ]
    telling = told(kind, lines)
    counted = [line.quantity for line in telling if line.quantity is not None]
    return OrderResponse(
        order_number=order.number,
        ordered_on=order.ordered_on or responded_on,
        purpose=dialect.purpose,
        kind=kind,
        release=order.release,
        contract=order.contract,
        seller_order=seller_order,
        responded_on=responded_on,
        currency=order.currency,
        currency_by=order.currency_by,
        parties=repeated(agreement.seller, ship_to(order, agreement)),
        lines=telling,
        dates=_day_of_all(meant for *_, meant in pairs) if kind in WITHOUT_LINES else (),
        notes=noted(_reasons(decision)) if kind in WITHOUT_LINES else (),
        hash_total=sum(counted, Decimal(0)) if order.hash_total is not None and telling else None,
    )


def _day_of_all(meant: Iterable[Sequence[LineAnswer]]) -> tuple[TradeDate, ...]:
    """Return the day everything is promised for, where it is one and no line is there to say it."""
    days = {(one.date_kind, one.on) for answers in meant for one in answers if one.on is not None}
    return tuple(TradeDate(kind=kind, on=on) for kind, on in days) if len(days) == 1 else ()


def _reasons(decision: Decision) -> tuple[str, ...]:
    codes = dict.fromkeys(line.outcome.reject for line in decision.lines)
    return tuple(KINDS[code].message for code in codes if code in KINDS)


def _kind(decision: Decision, statuses: Collection[str], dialect: Dialect) -> str:
    if decision.state == "held":
        return dialect.on_hold
    if decision.state == "rejected":
        return dialect.rejected
    return dialect.as_ordered if statuses == {ACCEPTED} else dialect.changed


def _line(
    line: OrderLine, decided: DecidedLine, agreement: Agreement, *, meant: tuple[LineAnswer, ...]
) -> ResponseLine:
    dialect, held = agreement.dialect, {one.status for one in meant} == {ON_HOLD}
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
        schedules=() if held or not dialect.schedules else tuple(_schedules(decided, agreement)),
        answers=spoken(meant, dialect),
        notes=noted(lost(meant, dialect, reject=decided.outcome.reject)),
    )


def answered(line: OrderLine, decided: DecidedLine, agreement: Agreement) -> ResponseLine:
    """Return a line that was decided, with what is said to it."""
    return _line(line, decided, agreement, meant=_meant(line, decided, agreement))


def _meant(
    line: OrderLine, decided: DecidedLine, agreement: Agreement, *, held: bool = False
) -> tuple[LineAnswer, ...]:
    outcome, dialect = decided.outcome, agreement.dialect
    whole = LineAnswer(status=ON_HOLD)
    if line.quantity is not None and decided.unit:
        whole = replace(whole, quantity=line.quantity, unit=decided.unit)
    if held or outcome.hold:
        return (whole,)
    if outcome.reject:
        return (replace(whole, status=REJECTED_BECAUSE.get(outcome.reject, REJECTED)),)
    if not outcome.accepted and not outcome.backordered:
        return (replace(whole, status=DELETED),)
    if dialect.multi_ack:
        return tuple(_each_fact(decided, agreement))
    return (_single(decided, agreement),)


def _each_fact(decided: DecidedLine, agreement: Agreement) -> Iterator[LineAnswer]:
    outcome, dialect = decided.outcome, agreement.dialect
    for on, quantity in _by_day(outcome.accepted):
        status = _status(decided, on, dialect)
        if status == ACCEPTED and outcome.backordered:
            status = dialect.in_part
        yield _answer(decided, agreement, status, quantity, on)
    for shortfall in outcome.backordered:
        yield _answer(decided, agreement, BACKORDERED, shortfall.quantity, shortfall.expected_on)
    if dialect.cancelled and outcome.cancelled:
        gone = sum(one.quantity for one in outcome.cancelled)
        yield _answer(decided, agreement, dialect.cancelled, gone, None)


def _single(decided: DecidedLine, agreement: Agreement) -> LineAnswer:
    outcome = decided.outcome
    accepted, on = sum(one.quantity for one in outcome.accepted), _last(outcome.accepted)
    waiting = sum(one.quantity for one in outcome.backordered)
    if on is None:
        return _answer(decided, agreement, BACKORDERED, waiting, _expected(outcome.backordered))
    if waiting:
        dialect = agreement.dialect
        says_accepted = dialect.bp_quantity_meaning == "accepted" or say(PARTIAL, dialect) != PARTIAL
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
            (bool(outcome.cancelled) and not (dialect.multi_ack and dialect.cancelled), QUANTITY_CHANGED),
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
    dialect = agreement.dialect
    if dialect.multi_ack or dialect.schedules or not outcome.accepted or expected is None:
        return ()
    return (TradeDate(kind=AVAILABLE, on=_told(expected, dialect, agreement.calendar)),)


def _schedules(decided: DecidedLine, agreement: Agreement) -> Iterator[Schedule]:
    """Yield what is promised by day, then what is expected; what nobody expects yet is the rest of the line."""
    outcome, kind = decided.outcome, agreement.dialect.promise_date
    expected = [(one.expected_on, one.quantity) for one in outcome.backordered if one.expected_on is not None]
    days = [(kind, on, quantity) for on, quantity in _by_day(outcome.accepted)]
    for word, on, base in (*days, *((AVAILABLE, on, quantity) for on, quantity in expected)):
        quantity, unit = _expressed(base, decided)
        yield Schedule(
            quantity=quantity,
            unit=unit,
            date_kind=word,
            on=_told(on, agreement.dialect, agreement.calendar),
        )


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
