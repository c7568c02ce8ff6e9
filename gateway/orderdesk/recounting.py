"""Recounting: what is different between two revisions of an order, in words for people."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import plain
from gateway.orderdesk.addressing import ship_to
from gateway.orderdesk.revising import is_wanted
from gateway.orderdesk.scheduling import request_of


def said(before: PurchaseOrder, after: PurchaseOrder) -> tuple[str, ...]:
    """Return in words what is different between two revisions of an order."""
    return (*_of_head(before, after), *_of_lines(before, after))


def _of_head(before: PurchaseOrder, after: PurchaseOrder) -> Iterator[str]:
    was, now = (_place(order) for order in (before, after))
    if was != now:
        yield f"Ship to {now} instead of {was}"
    days = [{one.kind: one.on for one in order.dates if one.on} for order in (before, after)]
    for kind in sorted(days[1]):
        if days[0].get(kind) != days[1][kind]:
            yield f"{kind.replace('-', ' ').capitalize()} {_day(days[1][kind])} instead of {_day(days[0].get(kind))}"


def _place(order: PurchaseOrder) -> str:
    place = ship_to(order, Agreement(partner=""))
    return " ".join(filter(None, (place.name, place.code))) if place else "no place of its own"


def _of_lines(before: PurchaseOrder, after: PurchaseOrder) -> Iterator[str]:
    for number, line in enumerate(after.lines, 1):
        name = f"Line {line.number or number}"
        was = before.lines[number - 1] if number <= len(before.lines) else None
        if was is None:
            yield f"{name} added: {_count(line)}{_at(line)}"
        elif is_wanted(was) and not is_wanted(line):
            yield f"{name} cancelled, it was {_count(was)}"
        elif is_wanted(line):
            yield from (f"{name}: {one}" for one in _of_line(before, after, was, line))


def _of_line(before: PurchaseOrder, after: PurchaseOrder, was: OrderLine, now: OrderLine) -> Iterator[str]:
    if (was.quantity, was.unit) != (now.quantity, now.unit):
        yield f"{_count(now)} instead of {_count(was)}"
    if was.price != now.price:
        yield f"price {_number(now.price)} instead of {_number(was.price)}"
    days = [request_of(order, line) for order, line in ((before, was), (after, now))]
    if days[0] != days[1] and was.dates != now.dates:
        yield f"wanted on {_day(days[1][1] if days[1] else None)} instead of {_day(days[0][1] if days[0] else None)}"
    if was.identifiers != now.identifiers:
        yield f"{_names(now)} instead of {_names(was)}"


def _count(line: OrderLine) -> str:
    return f"{_number(line.quantity)} {line.unit}".strip()


def _at(line: OrderLine) -> str:
    return f" of {_names(line)}" if line.identifiers else ""


def _names(line: OrderLine) -> str:
    return " ".join(one.value for one in line.identifiers) or "no item"


def _number(value: Decimal | None) -> str:
    return "none" if value is None else plain(value)


def _day(on: date | None) -> str:
    return on.isoformat() if on else "no day"
