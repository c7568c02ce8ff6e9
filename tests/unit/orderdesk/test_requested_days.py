"""The day on which all of a line should leave, as it was asked for: what on-time against the request is measured by."""

from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.agreements import Calendar
from gateway.domain.orders import OrderLine, PurchaseOrder, Schedule
from gateway.domain.references import TradeDate
from gateway.orderdesk.scheduling import asked_for

MONDAY = date(2026, 3, 2)
THURSDAY = date(2026, 3, 5)
NEXT = date(2026, 3, 9)
CALENDAR = Calendar(transit_days=2, lead_days=30, closed_weekdays=(5, 6))


def order(*lines: OrderLine, kind: str = "") -> PurchaseOrder:
    dates = (TradeDate(kind=kind, on=MONDAY),) if kind else ()
    return PurchaseOrder(number="PO-1", lines=lines, dates=dates)


def scheduled(*parts: tuple[str, date | None]) -> OrderLine:
    schedules = tuple(Schedule(quantity=Decimal(1), date_kind=kind, on=on) for kind, on in parts)
    return OrderLine(number="1", schedules=schedules)


@pytest.mark.parametrize(
    ("asked", "line", "day"),
    [
        pytest.param(order(OrderLine(number="1")), 1, None, id="no day"),
        pytest.param(order(OrderLine(number="1"), kind="ship-requested"), 1, MONDAY, id="long before we can"),
        pytest.param(
            order(OrderLine(number="1", dates=(TradeDate(kind="delivery-requested", on=THURSDAY),))),
            1,
            date(2026, 3, 3),
            id="less transit",
        ),
        pytest.param(
            order(scheduled(("ship-requested", THURSDAY), ("ship-requested", NEXT), ("", None))),
            1,
            NEXT,
            id="the last of several",
        ),
        pytest.param(order(scheduled(("", MONDAY)), scheduled(("", NEXT))), 1, MONDAY, id="the first line"),
        pytest.param(order(scheduled(("", MONDAY)), scheduled(("", NEXT))), 2, NEXT, id="the last line"),
        pytest.param(order(OrderLine(number="1"), kind="ship-requested"), 2, None, id="no such line"),
        pytest.param(order(OrderLine(number="1"), kind="ship-requested"), 0, None, id="lines count from one"),
    ],
)
def test_the_day_asked_for_is_not_moved_to_one_we_can(
    asked: PurchaseOrder, line: int, day: date | None
) -> None:
    assert day == asked_for(asked, line, CALENDAR)
