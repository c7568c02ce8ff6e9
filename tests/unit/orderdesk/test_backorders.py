"""Who gets what has arrived."""

from typing import Any

from gateway.domain.agreements import Calendar
from gateway.domain.order_responses import Promise
from gateway.domain.supply import Position
from gateway.orderdesk.backorders import Released, Waiting, release
from tests.unit.orderdesk.desk import TODAY, day, stock


def waiting(order: str, quantity: int = 10, **changes: Any) -> Waiting:
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "needed_on": day(-9),
        "since_on": day(-9),
        "locations": ("MAIN",),
    }
    return Waiting(order=order, quantity=quantity, **(usual | changes))


def released(*queue: Waiting, position: Position) -> tuple[Released, ...]:
    return release(queue, [position], today=TODAY, calendar=Calendar())


def got(*queue: Waiting, position: Position) -> list[tuple[str, int, int]]:
    return [
        (one.waiting.order, sum(part.quantity for part in one.promises), one.left)
        for one in released(*queue, position=position)
    ]


def test_the_more_important_comes_first_then_who_waits_longer() -> None:
    low, young, old = (
        waiting("low", priority=4),
        waiting("young", since_on=day(-1)),
        waiting("old", since_on=day(-2)),
    )

    assert [("old", 10, 0), ("young", 5, 5)] == got(low, young, old, position=stock("MUG", (0, 15)))


def test_what_arrives_later_is_not_given_out_today() -> None:
    assert [] == got(waiting("PO1"), position=stock("MUG", (1, 10)))


def test_what_is_promised_to_others_is_not_given_out() -> None:
    assert [("PO1", 2, 8)] == got(waiting("PO1"), position=stock("MUG", (0, 10), (5, -8)))


def test_who_takes_all_or_nothing_is_passed_over() -> None:
    picky, modest = waiting("picky", whole=True), waiting("modest", 3, since_on=day(-1))

    assert [("modest", 3, 0)] == got(picky, modest, position=stock("MUG", (0, 9)))


def test_only_whole_steps_are_given_unless_the_line_has_none() -> None:
    assert [("PO1", 6, 6)] == got(waiting("PO1", 12, step=6), position=stock("MUG", (0, 11)))
    assert [("PO1", 10, 1)] == got(waiting("PO1", 11, step=6), position=stock("MUG", (0, 10)))


def test_a_release_says_what_leaves_when_and_numbers_its_commitments_on() -> None:
    (one,) = released(waiting("PO1", schedules=2), position=stock("MUG", (0, 10)))

    assert (Promise(quantity=10, ships_on=TODAY, location="MAIN"),) == one.promises
    assert [(3, 1, day(0))] == [(part.schedule, part.line, part.promised_on) for part in one.commitments]
