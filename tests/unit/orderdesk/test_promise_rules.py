"""What the rules on promises say, to the day and to the unit."""

from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise, Shortfall
from gateway.domain.orders import OrderLine, Schedule
from gateway.orderdesk.hits import Found
from gateway.orderdesk.promise_rules import cannot_be_there_in_time, cannot_ship_in_time, gets_too_little
from gateway.orderdesk.promising import Departure, Need, Promised
from tests.unit.orderdesk.desk import agreement, conditioned, day, line, order
from tests.unit.orderdesk.examples import dated
from tests.unit.orderdesk.seen import case_of

ELSEWHERE = {"WEST": Departure(calendar=Calendar(), on=day(3))}
TODAYS = dated(ship_requested=day(0))
PAST = dated(ship_requested=day(-1))


def promised(
    *leaves: tuple[int, str], waits: int = 0, cancelled: str = "", needed: int = 0, **changes: Any
) -> Promised:
    """Return what leaves on which day from where, five at a time, and what else becomes of a need."""
    need = Need(
        line=1,
        sku="MUG",
        quantity=10,
        needed_on=day(needed),
        locations=("MAIN", "WEST"),
        policy=BackorderPolicy(),
        **changes,
    )
    return Promised(
        need=need,
        accepted=tuple(Promise(quantity=5, ships_on=day(on), location=place) for on, place in leaves),
        backordered=(Shortfall(quantity=waits),) if waits else (),
        cancelled=(Shortfall(quantity=1, reason=cancelled),) if cancelled else (),
    )


def late(seen: int, fix: str) -> list[Found]:
    return [Found(line=1, path="lines[0].dates", value_seen=day(seen).isoformat(), fix=fix)]


BY_FOUR = f"Nothing; what is there leaves by {day(4).isoformat()}"
BY_NOW = f"Nothing; what is there leaves by {day(0).isoformat()}"


@pytest.mark.parametrize(
    ("changes", "parts", "says"),
    [
        ({}, (promised((0, "MAIN")),), []),
        ({}, (promised((0, "MAIN"), (4, "MAIN")),), late(0, f"{BY_FOUR}.")),
        ({}, (promised((0, "MAIN")), promised((4, "MAIN"))), late(0, f"{BY_FOUR}.")),
        ({}, (promised((4, "MAIN"), needed=4),), []),
        ({}, (promised((3, "WEST"), departures=ELSEWHERE),), []),
        ({}, (promised((4, "WEST"), departures=ELSEWHERE),), late(0, f"{BY_FOUR}.")),
        ({}, (promised((3, "MAIN"), needed=3, departures=ELSEWHERE),), []),
        ({}, (promised((0, "MAIN"), waits=5),), late(0, f"{BY_NOW}, the rest waits for supply.")),
        ({}, (promised(waits=10),), late(0, "Nothing; all of it waits for supply.")),
        ({}, (), []),
        ({"dates": ()}, (promised((4, "MAIN"), waits=5),), []),
        ({"dates": PAST}, (promised((4, "MAIN"), waits=5),), []),
        (
            {
                "dates": PAST,
                "schedules": tuple(Schedule(quantity=Decimal(1), on=day(on)) for on in (-1, 9, 2)),
            },
            (promised((4, "MAIN")),),
            late(2, f"{BY_FOUR}."),
        ),
    ],
)
def test_what_is_not_all_there_for_a_day_that_is_still_to_come_is_said_with_the_day_it_leaves_by(
    changes: dict[str, Any], parts: tuple[Promised, ...], says: list[Found]
) -> None:
    case = case_of(order(line(**({"dates": TODAYS} | changes)), dates=()), promised={1: parts})

    assert says == list(cannot_be_there_in_time(case))


def test_what_leaves_when_it_should_is_late_all_the_same_where_no_day_of_ours_would_do() -> None:
    slow = agreement(calendar=Calendar(lead_days=4))
    parts = {1: (promised((4, "MAIN"), needed=4),)}

    assert late(0, f"{BY_FOUR}.") == list(
        cannot_be_there_in_time(case_of(order(line()), slow, promised=parts))
    )


@pytest.mark.parametrize(
    ("last", "parts", "hit"),
    [
        (3, (promised((3, "MAIN")),), False),
        (3, (promised((3, "MAIN"), (4, "MAIN")),), True),
        (3, (promised((0, "MAIN")), promised((4, "MAIN"))), True),
        (3, (promised(cancelled="order.cancel-after"),), True),
        (3, (promised(cancelled="no-backorder"),), False),
        (3, (), False),
        (None, (promised((4, "MAIN"), cancelled="order.cancel-after"),), False),
    ],
)
def test_what_leaves_or_would_leave_after_the_buyer_has_cancelled_it_is_said_with_that_day(
    last: int | None, parts: tuple[Promised, ...], *, hit: bool
) -> None:
    dates = () if last is None else dated(cancel_after=day(last))
    case = case_of(order(line(dates=dates)), promised={1: parts})

    assert (
        [Found(line=1, path="lines[0].dates", value_seen=day(last).isoformat())] if hit and last else []
    ) == list(cannot_ship_in_time(case))


def accepting(quantity: int) -> tuple[Promised, ...]:
    whole = promised()
    return (Promised(need=whole.need, accepted=(Promise(quantity=quantity, ships_on=day(0)),)),)


@pytest.mark.parametrize(
    ("percent", "lines", "accepted", "held", "seen"),
    [
        ("80", (line(quantity="1000"),), {1: 800}, (), None),
        ("80", (line(quantity="1000"),), {1: 799}, (), "79.9 %"),
        ("80", (line(quantity="1000"), line("PLATE", "500")), {1: 1000, 2: 200}, (), None),
        ("80", (line(quantity="1000"), line("PLATE", "500")), {1: 999, 2: 200}, (), "79.9 %"),
        ("100", (line(quantity="3"), line("NOBODYS", "2")), {1: 3}, (), "60 %"),
        ("100", (line(quantity="3"), line("NOBODYS", "2")), {1: 3}, (2,), None),
        ("100", (line(quantity="3"), line("NOBODYS", "3")), {1: 2}, (2,), "83.3 %"),
        ("100", (line(quantity="3"), line("NOBODYS", None)), {1: 3}, (), None),
        ("100", (line(quantity="3"), line("NOBODYS", "-5")), {1: 3}, (), None),
        ("100", (line(quantity="3"), line("PLATE", "-6")), {1: 3}, (), None),
        ("100", (), {}, (), None),
    ],
)
def test_less_than_the_agreed_share_of_the_order_is_said_with_the_share_it_is(
    percent: str,
    lines: tuple[OrderLine, ...],
    accepted: dict[int, int],
    held: tuple[int, ...],
    seen: str | None,
) -> None:
    """What is held may still be promised, what asks for less than nothing asks for nothing."""
    case = case_of(
        order(*lines),
        conditioned(least_accepted_percent=Decimal(percent)),
        promised={at: accepting(accepted.get(at, 0)) for at in range(1, len(lines) + 1)},
        held=held,
    )

    assert ([] if seen is None else [Found(path="lines", value_seen=seen)]) == list(gets_too_little(case))
