"""When a line is wanted: the days an order names, turned into days on which goods leave."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gateway.domain.agreements import Calendar
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.orderdesk.units import to_base
from gateway.orderdesk.vocabulary import (
    CANCEL_AFTER,
    DELIVER_NOT_AFTER,
    DELIVER_NOT_BEFORE,
    DELIVERY_REQUESTED,
    SHIP_NO_LATER,
    SHIP_NOT_BEFORE,
    SHIP_REQUESTED,
)

DELIVERS = frozenset({DELIVERY_REQUESTED, DELIVER_NOT_BEFORE, DELIVER_NOT_AFTER})
REQUESTS = (
    SHIP_REQUESTED,
    DELIVERY_REQUESTED,
    SHIP_NOT_BEFORE,
    DELIVER_NOT_BEFORE,
    SHIP_NO_LATER,
    DELIVER_NOT_AFTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So many base units, to leave on a day."""

    quantity: int
    on: date


def day_of(dates: tuple[TradeDate, ...], *kinds: str) -> date | None:
    """Return the first day of the first of these kinds that has one."""
    for kind in kinds:
        for dated in dates:
            if dated.kind == kind and dated.on is not None:
                return dated.on
    return None


def request_of(order: PurchaseOrder, line: OrderLine) -> tuple[str, date] | None:
    """Return the kind and the day the line is asked for: its own before the order's."""
    for dates in (line.dates, order.dates):
        for kind in REQUESTS:
            on = day_of(dates, kind)
            if on is not None:
                return kind, on
    return None


def requested(order: PurchaseOrder, line: OrderLine) -> tuple[date, ...]:
    """Return the days on which something of the line is asked for."""
    request = request_of(order, line)
    days = () if request is None else (request[1],)
    return (*days, *(schedule.on for schedule in line.schedules if schedule.on is not None))


def asked_for(order: PurchaseOrder, line: int, calendar: Calendar) -> date | None:
    """Return the day by which all of a line, counted from 1, should leave as it was asked for, whether we can or not."""
    if not 1 <= line <= len(order.lines):
        return None
    own = order.lines[line - 1]
    request = request_of(order, own)
    wanted = [] if request is None else [request]
    wanted += [(part.date_kind, part.on) for part in own.schedules if part.on is not None]
    return max((_in_time(kind, on, calendar) for kind, on in wanted), default=None)


def cancel_on(order: PurchaseOrder, line: OrderLine) -> date | None:
    """Return the day after which the buyer no longer wants the line."""
    return day_of(line.dates, *CANCEL_AFTER) or day_of(order.dates, *CANCEL_AFTER)


def needed_on(order: PurchaseOrder, line: OrderLine, calendar: Calendar, *, today: date) -> date:
    """Return the open day on which the line should leave, never before we can."""
    request = request_of(order, line)
    if request is not None:
        return leaves_on(*request, calendar, today=today)
    lead = timedelta(days=calendar.default_lead_days)
    return calendar.open_from(max(today + lead, _earliest(calendar, today)))


def leaves_on(kind: str, on: date, calendar: Calendar, *, today: date) -> date:
    """Return the open day to leave on for a requested day of a kind."""
    return max(_in_time(kind, on, calendar), calendar.open_from(_earliest(calendar, today)))


def is_feasible(order: PurchaseOrder, line: OrderLine, calendar: Calendar, *, today: date) -> bool:
    """Return whether goods that leave on the first day we can may be there on every day the line asks for."""
    request = request_of(order, line)
    wanted = [] if request is None else [request]
    wanted += [(part.date_kind, part.on) for part in line.schedules if part.on is not None]
    first = calendar.open_from(_earliest(calendar, today))
    return all(_in_time(kind, on, calendar) >= first for kind, on in wanted)


def wishes(
    order: PurchaseOrder, line: OrderLine, calendar: Calendar, *, quantity: int, each: Fraction, today: date
) -> tuple[Wish, ...]:
    """Return the parts of a quantity with their days: by the line's schedule where it has one."""
    usual = needed_on(order, line, calendar, today=today)
    parts: list[Wish] = []
    left = quantity
    for schedule in line.schedules:
        size = min(to_base(schedule.quantity, each) or 0, left)
        on = usual
        if schedule.on is not None:
            on = leaves_on(schedule.date_kind, schedule.on, calendar, today=today)
        if size > 0:
            parts.append(Wish(quantity=size, on=on))
            left -= size
    if left:
        parts.append(Wish(quantity=left, on=usual))
    return tuple(parts)


def _in_time(kind: str, on: date, calendar: Calendar) -> date:
    return calendar.ships_for(on) if kind in DELIVERS else calendar.open_from(on)


def _earliest(calendar: Calendar, today: date) -> date:
    return today + timedelta(days=calendar.lead_days)
