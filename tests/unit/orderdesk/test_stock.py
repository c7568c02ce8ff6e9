"""Dated availability: cumulative, and never more than what is left for every later promise."""

import pytest

from gateway.orderdesk.stock import Stock
from tests.unit.orderdesk.desk import TODAY, day, stock


def dated(*taken: tuple[int, int]) -> Stock:
    """Return ten today and twenty more in five days, less (days from today, quantity)."""
    shelves = Stock([stock("MUG", (0, 10), (5, 20))])
    for offset, quantity in taken:
        shelves.less("MUG", "MAIN", day(offset), quantity=quantity)
    return shelves


def available(shelves: Stock, *offsets: int) -> list[int]:
    return [shelves.available("MUG", "MAIN", day(offset)) for offset in offsets]


def test_a_bucket_holds_until_the_next() -> None:
    assert [0, 10, 10, 30, 30] == available(dated(), -1, 0, 4, 5, 99)


def test_what_is_promised_later_is_not_available_earlier() -> None:
    assert [5, 5, 5] == available(dated((7, 25)), 0, 5, 7)


def test_early_supply_is_not_frozen_by_late_promises_that_later_supply_covers() -> None:
    assert [10, 10, 10] == available(dated((7, 20)), 0, 6, 7)


def test_taking_lowers_its_day_and_all_later_ones() -> None:
    assert [6, 6, 26] == available(dated((2, 4)), 0, 2, 5)
    assert [6, 26] == available(dated((0, 4)), 0, 5)


def test_nothing_is_available_from_what_is_overdrawn_or_unknown() -> None:
    assert [0] == available(dated((-1, 11)), 0)
    assert 0 == dated().available("PLATE", "MAIN", TODAY)


def test_taking_before_the_first_day_is_remembered() -> None:
    assert [0, 0, 19] == available(dated((-1, 11)), -1, 4, 5)


@pytest.mark.parametrize(
    ("taken", "on", "binds"), [((), 1, 1), (((7, 25),), 0, 7), (((0, 10),), 0, 0), ((), -2, -2)]
)
def test_the_tightest_day_binds(taken: tuple[tuple[int, int], ...], on: int, binds: int) -> None:
    assert day(binds) == dated(*taken).binding("MUG", "MAIN", day(on))


def test_days_on_which_something_changes_are_told_in_order_and_once() -> None:
    shelves = Stock(
        [stock("MUG", (5, 1), (0, 1)), stock("MUG", (5, 1), (3, 1), location="EAST"), stock("PLATE", (1, 1))]
    )

    assert (day(3), day(5)) == shelves.days("MUG", ("MAIN", "EAST", "WEST"), TODAY)
