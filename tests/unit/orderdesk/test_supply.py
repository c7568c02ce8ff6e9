"""Dated availability: cumulative, and never more than what is left for every later promise."""

from datetime import date

import pytest

from gateway.domain.supply import Bucket, Commitment, Position, Supply, position, positions_from
from tests.unit.orderdesk.desk import TODAY, day, stock

DATED = stock("MUG", (0, 10), (5, 20))


def committed(quantity: int, on: date, sku: str = "MUG") -> Commitment:
    return Commitment(
        line=1, schedule=1, sku=sku, location="MAIN", quantity=quantity, needed_on=on, promised_on=on
    )


@pytest.mark.parametrize(("offset", "free"), [(-1, 0), (0, 10), (4, 10), (5, 30), (99, 30)])
def test_a_bucket_holds_until_the_next(offset: int, free: int) -> None:
    assert (free, free) == (DATED.free_on(day(offset)), DATED.available(day(offset)))


def test_what_is_promised_later_is_not_available_earlier() -> None:
    late = DATED.less(day(7), 25)

    assert (5, 5, 5) == (late.available(TODAY), late.available(day(5)), late.available(day(7)))
    assert (30, day(7)) == (late.free_on(day(6)), late.binding(TODAY))


def test_early_supply_is_not_frozen_by_late_promises_that_later_supply_covers() -> None:
    assert 10 == DATED.less(day(7), 20).available(TODAY)


def test_a_day_binds_itself_when_nothing_later_is_tighter() -> None:
    assert (day(1), day(9)) == (DATED.binding(day(1)), DATED.binding(day(9)))


def test_nothing_is_available_from_an_overdrawn_position() -> None:
    assert 0 == DATED.less(TODAY, 15).available(TODAY)


def test_taking_puts_a_bucket_on_its_day_and_lowers_all_later_ones() -> None:
    assert (
        Bucket(on=TODAY, free=10),
        Bucket(on=day(2), free=6),
        Bucket(on=day(5), free=26),
    ) == DATED.less(day(2), 4).buckets


def test_taking_on_a_buckets_day_lowers_that_bucket() -> None:
    assert (Bucket(on=TODAY, free=6), Bucket(on=day(5), free=26)) == DATED.less(TODAY, 4).buckets


def test_stored_positions_equal_what_follows_from_supply_and_commitments() -> None:
    supplies = [
        Supply(sku="MUG", location="MAIN", quantity=10, available_on=TODAY),
        Supply(sku="MUG", location="MAIN", quantity=20, available_on=day(5)),
        Supply(sku="MUG", location="OTHER", quantity=99, available_on=TODAY),
    ]
    commitments = [committed(4, day(2)), committed(9, TODAY, sku="PLATE")]

    assert DATED.less(day(2), 4) == position("MUG", "MAIN", supplies, commitments)


def test_positions_come_from_what_the_database_keeps() -> None:
    kept = {("PLATE", "MAIN"): {TODAY: 1}, ("MUG", "MAIN"): {day(5): 30, TODAY: 10}}

    assert (
        DATED,
        Position(sku="PLATE", location="MAIN", buckets=(Bucket(on=TODAY, free=1),)),
    ) == positions_from(kept)
