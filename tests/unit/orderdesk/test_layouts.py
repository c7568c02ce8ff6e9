"""Layouts: which places and days a run counts with, and what would be free if nothing movable were promised."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from gateway.domain.agreements import Calendar
from gateway.domain.supply import Bucket, Position
from gateway.orderdesk.layouts import Layout
from gateway.orderdesk.rebalancing import Demand, Part
from tests.unit.orderdesk.desk import TODAY, day


def demand(order: str, *parts: tuple[str, int, int], **changes: Any) -> Demand:
    """Return a line that has so many (place, day, quantity)."""
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "quantity": 10,
        "wanted_on": TODAY,
        "received_at": datetime.combine(TODAY, time(), UTC),
        "locations": ("MAIN",),
    }
    held = tuple(Part(location=place, on=day(on), quantity=quantity) for place, on, quantity in parts)
    return Demand(order=order, parts=held, **(usual | changes))


def at(place: str, *free: tuple[int, int]) -> Position:
    return Position(
        sku="MUG", location=place, buckets=tuple(Bucket(on=day(on), free=count) for on, count in free)
    )


def test_a_run_counts_with_every_place_and_every_day_on_which_something_may_happen() -> None:
    """What is past counts from today; what is closed when goods come opens on a day of its own."""
    rests = demand(
        "A",
        ("EAST", -2, 1),
        ("MAIN", 5, 4),
        locations=("MAIN", "WEST"),
        wanted_on=day(5),
        calendar=Calendar(closed_weekdays=(5, 6)),
    )
    counts = demand(
        "B", locations=("NORTH",), wanted_on=day(2), calendar=Calendar(closed_on=(day(2), day(9)))
    )
    late = demand("C", wanted_on=day(3), calendar=Calendar(closed_on=(TODAY,)))
    old = demand("D", wanted_on=day(-3))
    positions = (at("MAIN", (-3, 5), (5, 1), (9, 4), (12, 9)), at("WEST", (2, 7)))

    made = Layout((rests, counts, late, old), positions, today=TODAY)

    assert ["MAIN", "WEST", "EAST", "NORTH"] == made.names
    assert {"MAIN": 0, "WEST": 1, "EAST": 2, "NORTH": 3} == made.places
    assert [day(on) for on in (0, 1, 2, 3, 5, 7, 9, 10, 12, 14)] == made.days
    assert [5, 3, 3, 0] == made.day
    assert [
        [5, 5, 5, 5, 5, 5, 8, 8, 13, 13],
        [0, 0, 7, 7, 7, 7, 7, 7, 7, 7],
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ] == made.free
    assert ({0, 2, 6, 8}, False) == (made.rises, made.cut)
    assert (0, 0, 4) == (made.at(day(-2)), made.at(TODAY), made.at(day(5)))
    assert (("MAIN", TODAY), ("NORTH", day(7))) == made.cut_at([0, -1, -1, 5])


@pytest.mark.parametrize(
    ("left", "free", "rises", "cut"),
    [(1, 5, {0}, False), (0, 4, {0}, False), (-1, 3, {0}, True), (-3, 1, {0}, True), (-4, 0, set(), True)],
)
def test_supply_is_cut_where_less_than_nothing_is_free_beside_what_is_promised(
    left: int, free: int, rises: set[int], *, cut: bool
) -> None:
    made = Layout((demand("A", ("MAIN", 0, 4)),), (at("MAIN", (0, left)),), today=TODAY)

    assert ([[free]], rises, cut) == (made.free, made.rises, made.cut)


def test_more_cannot_be_gone_than_lines_could_give_up() -> None:
    with pytest.raises(ValueError, match=r"^more supply is gone than these promises could give up$"):
        Layout((demand("A", ("MAIN", 0, 4)),), (at("MAIN", (0, -5)),), today=TODAY)
