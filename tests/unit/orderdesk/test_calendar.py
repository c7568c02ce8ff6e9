"""Shipping days, and the days on which a line is wanted."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.domain.agreements import Calendar
from gateway.domain.orders import Schedule
from gateway.domain.references import TradeDate
from gateway.orderdesk.scheduling import (
    Wish,
    cancel_on,
    is_feasible,
    needed_on,
    request_of,
    requested,
    wishes,
)
from tests.unit.orderdesk.desk import TODAY, day, line, order

WORKWEEK = Calendar(transit_days=2, lead_days=1, closed_weekdays=(5, 6), closed_on=(day(4),))
THURSDAY, SATURDAY, NEXT_MONDAY = day(3), day(5), day(7)


def dated(**kinds: date) -> tuple[TradeDate, ...]:
    return tuple(TradeDate(kind=kind.replace("_", "-"), on=on) for kind, on in kinds.items())


def test_a_calendar_without_an_open_day_is_refused() -> None:
    with pytest.raises(ValueError, match="open weekday"):
        Calendar(closed_weekdays=tuple(range(7)))


def test_goods_leave_on_open_days_only() -> None:
    assert (NEXT_MONDAY, THURSDAY) == (WORKWEEK.open_from(day(4)), WORKWEEK.open_until(SATURDAY))
    assert (THURSDAY, THURSDAY) == (WORKWEEK.open_from(THURSDAY), WORKWEEK.open_until(THURSDAY))


def test_delivery_is_shipping_and_the_days_in_transit() -> None:
    assert (SATURDAY, THURSDAY) == (WORKWEEK.delivers(THURSDAY), WORKWEEK.ships_for(day(6)))


@pytest.mark.parametrize(
    ("kinds", "leaves"),
    [
        ({"ship_requested": day(8)}, day(8)),
        ({"ship_requested": SATURDAY}, NEXT_MONDAY),
        ({"delivery_requested": day(10)}, day(8)),
        ({"delivery_requested": day(8)}, THURSDAY),
        ({"ship_not_before": day(9), "ship_no_later": day(11)}, day(9)),
        ({"deliver_not_after": day(11)}, day(9)),
        ({"ship_requested": TODAY}, day(1)),
        ({"delivery_requested": day(1)}, day(1)),
        ({}, NEXT_MONDAY),
    ],
)
def test_a_requested_day_becomes_a_day_to_leave_on(kinds: dict[str, date], leaves: date) -> None:
    assert leaves == needed_on(order(dates=dated(**kinds)), line(), WORKWEEK, today=TODAY)


def test_without_a_day_the_lead_time_counts_but_never_less_than_we_need() -> None:
    slow = Calendar(lead_days=9, default_lead_days=2)

    assert day(9) == needed_on(order(dates=()), line(), slow, today=TODAY)


def test_a_lines_own_day_goes_before_the_orders() -> None:
    placed = order(dates=dated(ship_requested=day(1), cancel_after=day(9)))
    own = line(dates=dated(delivery_requested=day(8), cancel_after=day(5)))

    assert ("delivery-requested", day(8)) == request_of(placed, own)
    assert (day(5), day(9)) == (cancel_on(placed, own), cancel_on(placed, line()))


def test_a_kind_without_a_day_is_no_request() -> None:
    placed = order(dates=(TradeDate(kind="ship-requested"),))

    assert (None, ()) == (request_of(placed, line()), requested(placed, line()))


def test_schedules_ask_for_their_own_days_too() -> None:
    own = line(schedules=(Schedule(quantity=Decimal(1), on=day(3)), Schedule(quantity=Decimal(1))))

    assert (TODAY, day(3)) == requested(order(), own)


def wished(*schedules: Schedule, quantity: int = 10) -> tuple[Wish, ...]:
    return wishes(
        order(), line(schedules=schedules), Calendar(), quantity=quantity, each=Fraction(1), today=TODAY
    )


def test_a_line_without_schedules_is_one_wish() -> None:
    assert (Wish(quantity=10, on=TODAY),) == wished()


def test_each_part_of_a_schedule_has_its_day() -> None:
    first = Schedule(quantity=Decimal(4), date_kind="ship-requested", on=day(3))

    assert (Wish(quantity=4, on=day(3)), Wish(quantity=6, on=TODAY)) == wished(
        first, Schedule(quantity=Decimal(6))
    )


def test_what_a_schedule_leaves_is_wanted_when_the_line_is_and_what_is_too_much_is_not() -> None:
    first = Schedule(quantity=Decimal(4), date_kind="ship-requested", on=day(3))

    assert (Wish(quantity=4, on=day(3)), Wish(quantity=6, on=TODAY)) == wished(first)
    assert (Wish(quantity=3, on=day(3)),) == wished(first, first, quantity=3)
    assert (Wish(quantity=3, on=TODAY),) == wished(Schedule(quantity=Decimal("0.5")), quantity=3)
    single = Schedule(quantity=Decimal(1), date_kind="ship-requested", on=day(3))
    assert (Wish(quantity=1, on=day(3)), Wish(quantity=2, on=TODAY)) == wished(single, quantity=3)


def test_a_part_that_is_to_be_there_on_a_day_leaves_in_time_for_it_and_no_sooner_than_anything_can() -> None:
    """Each part by the kind of its own day, by the calendar, in the unit of the line."""
    own = line(
        dates=dated(ship_requested=day(8)),
        schedules=(
            Schedule(quantity=Decimal(2), date_kind="delivery-requested", on=day(10)),
            Schedule(quantity=Decimal(1), date_kind="ship-requested", on=TODAY),
            Schedule(quantity=Decimal(1)),
        ),
    )

    found = wishes(order(), own, WORKWEEK, quantity=60, each=Fraction(12), today=TODAY)

    assert [(24, day(8)), (12, day(1)), (12, day(8)), (12, day(8))] == [
        (one.quantity, one.on) for one in found
    ]


@pytest.mark.parametrize(
    ("cases", "feasible"),
    [
        (
            [
                ({}, ()),
                ({"ship_requested": day(1)}, ()),
                ({"delivery_requested": day(3)}, ()),
                ({"ship_requested": day(1)}, (("ship-requested", day(1)), ("", None))),
            ],
            [True] * 4,
        ),
        (
            [
                ({"ship_requested": TODAY}, ()),
                ({"delivery_requested": day(2)}, ()),
                ({"ship_requested": day(1)}, (("delivery-requested", day(3)), ("ship-requested", TODAY))),
                ({"ship_requested": TODAY}, (("ship-requested", day(9)),)),
                ({}, (("delivery-requested", day(2)),)),
            ],
            [False] * 5,
        ),
    ],
    ids=["in time", "too soon"],
)
def test_a_line_can_be_served_if_every_day_it_names_can_be_kept_from_the_first_we_can(
    cases: list[tuple[dict[str, date], tuple[tuple[str, date | None], ...]]], feasible: list[bool]
) -> None:
    """Tomorrow is the first day; two days later the goods are there."""
    found = []
    for dates, parts in cases:
        own = line(
            schedules=tuple(Schedule(quantity=Decimal(1), date_kind=kind, on=on) for kind, on in parts)
        )
        found.append(is_feasible(order(dates=dated(**dates)), own, WORKWEEK, today=TODAY))

    assert feasible == found
