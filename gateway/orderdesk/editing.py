"""Editing: what a person at the desk wants to be different about an order becomes a change like any other."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement, Dialect, RuleOverride
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.order_responses import LineAnswer, ResponseLine
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.references import Note, TradeDate
from gateway.orderdesk.revising import is_wanted
from gateway.orderdesk.scheduling import request_of
from gateway.orderdesk.speaking import say
from gateway.orderdesk.vocabulary import (
    ACCEPTED,
    CHANGED,
    QUANTITY_CHANGED,
    RESCHEDULED,
    SHIP_REQUESTED,
    SHIP_TO,
)

PRICE_RULES = ("V29", "V31")
"""The rules that would set a price right that a person has set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEdit:
    """What is to be different about one line, counted from 1: what is None stays."""

    line: int
    quantity: Decimal | None = None
    on: date | None = None
    price: Decimal | None = None
    cancel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person wants to be different, and why; `ship_to` is the code of an agreed place."""

    reason: str
    lines: tuple[LineEdit, ...] = ()
    ship_to: str = ""
    cancel: bool = False


def as_change(order: PurchaseOrder, edit: Edit, agreement: Agreement) -> OrderChange:
    """Return an edit as a change of an order; raises ValueError, in words for the person, where it cannot be one."""
    places = [one for one in agreement.locations if edit.ship_to and one.code == edit.ship_to]
    if edit.ship_to and not places:
        raise ValueError(f"{edit.ship_to} is no place that was agreed with the partner")
    lines = tuple(_line(order, one) for one in edit.lines)
    if not (lines or places or edit.cancel):
        raise ValueError("nothing is to be different")
    return OrderChange(
        order_number=order.number,
        ordered_on=order.ordered_on or date.min,
        release=order.release,
        purpose="cancellation" if edit.cancel else "change",
        parties=tuple(replace(one, role=SHIP_TO) for one in places),
        notes=(Note(texts=(edit.reason,)),),
        lines=() if edit.cancel else lines,
    )


def priced(agreement: Agreement, skus: Collection[str]) -> Agreement:
    """Return an agreement under which prices of these items hold as a person set them."""
    leave = (RuleOverride(rule=rule, action="warn", sku=sku) for sku in sorted(skus) for rule in PRICE_RULES)
    return replace(agreement, overrides=(*agreement.overrides, *leave))


def word_of(before: OrderLine, after: OrderLine) -> str:
    """Return the word for what became of a line between two revisions."""
    if not is_wanted(after):
        return "delete-line"
    different = [word for differs, word, _ in _differences(before, after) if differs]
    return different[0] if len(different) == 1 else "change"


def marked(
    answers: tuple[LineAnswer, ...], before: OrderLine, after: OrderLine, dialect: Dialect
) -> tuple[LineAnswer, ...]:
    """Return answers in which what is accepted as it is now says what is different from how it was."""
    statuses = [status for differs, _, status in _differences(before, after) if differs]
    if not statuses:
        return answers
    status = say(CHANGED if len(statuses) > 1 else statuses[0] or dialect.price_change, dialect)
    return tuple(replace(one, status=status) if one.status == ACCEPTED else one for one in answers)


def against(
    was: PurchaseOrder | None, now: PurchaseOrder, lines: Sequence[ResponseLine], dialect: Dialect
) -> tuple[ResponseLine, ...]:
    """Return the lines of an answer with what is different from how the order was, by the numbers of lines."""
    if was is None:
        return tuple(lines)
    before, after = ({one.number: one for one in order.lines} for order in (was, now))
    return tuple(
        replace(one, answers=marked(one.answers, before[one.number], after[one.number], dialect))
        if one.number in before
        else one
        for one in lines
    )


def _line(order: PurchaseOrder, edit: LineEdit) -> ChangedLine:
    if not 1 <= edit.line <= len(order.lines) or not is_wanted(order.lines[edit.line - 1]):
        raise ValueError(f"the order has no line {edit.line}")
    line = order.lines[edit.line - 1]
    alike = [
        one for one in order.lines if one.number.lstrip("0") == line.number.lstrip("0") and is_wanted(one)
    ]
    if not line.number or len(alike) > 1:
        raise ValueError(f"line {edit.line} has no number of its own: the buyer has to change it")
    if edit.cancel:
        return ChangedLine(change="delete-line", number=line.number)
    if edit.quantity is None and edit.on is None and edit.price is None:
        raise ValueError(f"nothing is to be different about line {edit.line}")
    if (edit.quantity is not None and edit.quantity <= 0) or (edit.price is not None and edit.price < 0):
        raise ValueError(f"line {edit.line}: quantities are more than nothing, prices no less")
    request = request_of(order, line)
    kind = request[0] if request else SHIP_REQUESTED
    return ChangedLine(
        change="change",
        number=line.number,
        quantity=edit.quantity,
        unit=line.unit if edit.quantity is not None else "",
        price=edit.price,
        price_basis=line.price_basis if edit.price is not None else "",
        dates=(TradeDate(kind=kind, on=edit.on),) if edit.on is not None else (),
    )


def _differences(before: OrderLine, after: OrderLine) -> Iterator[tuple[bool, str, str]]:
    """Yield whether quantity, price and days differ, with the words for that in a change and in an answer."""
    was, now = before.quantity or Decimal(0), after.quantity or Decimal(0)
    yield was != now, "quantity-increase" if now > was else "quantity-decrease", QUANTITY_CHANGED
    yield before.price != after.price, "price-change", ""
    yield before.dates != after.dates, "reschedule", RESCHEDULED
