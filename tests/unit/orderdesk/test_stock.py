"""Dated availability: cumulative, and never more than what is left for every later promise."""

from datetime import date

import pytest

from gateway.domain.supply import Bucket, Planned, Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.stock import UNLIMITED, Makeable, Stock
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
    early = dated((-1, 11))

    assert [0, 0, 19] == available(early, -1, 4, 5)
    assert [0, -11, -1, 19] == [early.free("MUG", "MAIN", day(on)) for on in (-2, -1, 0, 5)]


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


def lot(on: int, quantity: int = UNLIMITED, location: str = "MAIN") -> Makeable:
    return Makeable(sku="MUG", location=location, on=day(on), quantity=quantity)


def quota(cap: int, from_on: int, until_on: int, sku: str = "MUG") -> Quota:
    return Quota(sku=sku, cap=cap, from_on=day(from_on), until_on=day(until_on))


def planned(on: int, quantity: int) -> Planned:
    return Planned(sku="MUG", location="MAIN", on=day(on), quantity=quantity)


def test_what_is_there_goes_before_what_is_made_and_what_is_ready_first_is_made_first() -> None:
    """What was taken is not to be had again; what is ready later is not to be had yet."""
    here = Stock([stock("MUG", (0, 3))], makeable=[lot(2, 4), lot(1, 5), lot(9, 7), lot(0, 50, "EAST")])
    had = [here.obtainable("MUG", "MAIN", day(on)) for on in (0, 1, 2, 9)]

    first = here.draw("MUG", "MAIN", day(2), quantity=5)
    second = here.draw("MUG", "MAIN", day(2), quantity=4)
    third = here.draw("MUG", "MAIN", day(9), quantity=4)

    assert [3, 8, 12, 19] == had
    assert ((planned(1, 2),), (planned(1, 3), planned(2, 1)), (planned(2, 3), planned(9, 1))) == (
        first,
        second,
        third,
    )
    assert [0, 0, 0, 6] == [here.obtainable("MUG", "MAIN", day(on)) for on in (0, 1, 2, 9)]
    assert 50 == here.obtainable("MUG", "EAST", TODAY)


def test_what_can_be_made_without_limit_is_made_when_it_leaves() -> None:
    here = Stock([], makeable=[lot(1), lot(1, 5)])

    assert (0, UNLIMITED) == tuple(here.obtainable("MUG", "MAIN", day(on)) for on in (0, 4))
    assert (planned(4, 9),) == here.draw("MUG", "MAIN", day(4), quantity=9)


def test_no_more_leaves_on_the_days_of_a_quota_than_is_left_of_it_wherever_from() -> None:
    """Every quota of a day counts; what leaves on other days, or of another item, uses none of it."""
    both = [stock("MUG", (0, 90)), stock("MUG", (0, 90), location="EAST")]
    here = Stock(both, quotas=[quota(9, 0, 3), quota(20, 2, 5), quota(1, 0, 9, "CUP")])

    assert [9, 9, 20, 90] == [here.obtainable("MUG", "MAIN", day(on)) for on in (0, 3, 4, 6)]
    assert () == here.draw("MUG", "MAIN", day(2), quantity=4)
    here.draw("MUG", "EAST", day(3), quantity=2)
    here.draw("MUG", "EAST", day(6), quantity=30)
    assert [3, 3, 14, 58] == [here.obtainable("MUG", "EAST", day(on)) for on in (0, 3, 4, 6)]
    assert (86, 86) == (here.available("MUG", "MAIN", day(2)), here.obtainable("MUG", "MAIN", day(6)))


def test_stock_is_plain_without_anything_to_make_and_without_quotas() -> None:
    assert [True, False, False] == [
        one.is_plain for one in (Stock([]), Stock([], makeable=[lot(0)]), Stock([], quotas=[quota(1, 0, 0)]))
    ]


def test_lots_and_quotas_change_what_can_be_had_on_their_days() -> None:
    """A quota on its first day and on the day after its last, if there is one; the day itself is not after it."""
    endless = Quota(sku="MUG", cap=1, from_on=day(8), until_on=date.max)
    here = Stock(
        [stock("MUG", (0, 1), (1, 1))],
        makeable=[lot(0, 1), lot(3, 1), lot(4, 1, "EAST")],
        quotas=[quota(1, -1, 5), quota(1, 0, -1), quota(1, 20, 20, "CUP"), endless],
    )

    assert (day(1), day(3), day(6), day(8), date.max) == here.days("MUG", ("MAIN",), TODAY)
    assert (day(1), day(3), day(4), day(6), day(8), date.max) == here.days("MUG", ("MAIN", "EAST"), TODAY)


def test_what_is_free_on_a_day_may_be_less_than_nothing_and_more_than_is_available() -> None:
    overdrawn = Position(
        sku="MUG", location="MAIN", buckets=(Bucket(on=day(1), free=-2), Bucket(on=day(3), free=5))
    )
    here = Stock([overdrawn])

    assert [0, -2, 5] == [here.free("MUG", "MAIN", day(on)) for on in (0, 2, 3)]
    assert [0, 0, 5] == [here.available("MUG", "MAIN", day(on)) for on in (0, 2, 3)]
    assert [1, 2, 3] == [(here.binding("MUG", "MAIN", day(on)) - TODAY).days for on in (0, 2, 3)]
    assert 10 == dated((7, 25)).free("MUG", "MAIN", TODAY)
