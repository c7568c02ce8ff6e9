"""What a change is for whoever ordered: schedules beside each other."""

import pytest

from gateway.orderdesk.comparing import close, merged, no_worse, shifts, why
from gateway.orderdesk.rebalancing import BACKORDER, Part
from tests.unit.orderdesk.desk import day


def part(on: int, quantity: int, *, at: str = "EAST", kind: str = "promise") -> Part:
    """Return a part of a schedule."""
    return Part(location=at, on=day(on), quantity=quantity, kind=kind)


def test_parts_of_the_same_day_place_and_kind_are_one() -> None:
    """Everything else stays apart."""
    parts = [part(1, 2), part(1, 3), part(1, 4, at="WEST"), part(1, 5, kind=BACKORDER)]

    assert [part(1, 5), part(1, 4, at="WEST"), part(1, 5, kind=BACKORDER)] == list(merged(parts))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([(1, 4), (5, 6)], [(1, 4), (5, 6)], [(1, 1), (5, 5)]),
        ([(1, 10)], [(2, 4), (3, 6)], [(1, 2), (1, 3)]),
        ([(1, 4), (2, 6)], [(3, 10)], [(1, 3), (2, 3)]),
        ([(1, 3), (4, 7), (9, 2)], [(2, 5), (6, 7)], [(1, 2), (4, 2), (4, 6), (9, 6)]),
        ([(1, 7), (8, 1)], [(1, 2), (3, 5), (9, 1)], [(1, 1), (1, 3), (8, 9)]),
    ],
)
def test_each_lot_moves_from_a_day_to_a_day(
    before: list[tuple[int, int]], after: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    """The earliest first, lots of one schedule cut where those of the other end."""
    days = [[(day(on), quantity) for on, quantity in one] for one in (before, after)]

    assert [(day(was), day(now)) for was, now in expected] == list(shifts(*days))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ({(0, 1): 5}, {(0, 1): 5}, True),
        ({(0, 2): 5}, {(0, 1): 5}, False),
        ({(1, 1): 3, (0, 4): 2}, {(0, 1): 3, (0, 4): 2}, True),
        ({(0, 1): 3, (0, 5): 9}, {(0, 1): 3, (0, 4): 2}, False),
    ],
)
def test_no_worse_is_as_many_by_every_day(
    now: dict[tuple[int, int], int], before: dict[tuple[int, int], int], *, expected: bool
) -> None:
    """Wherever they leave from."""
    assert expected == no_worse(now, before)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([part(1, 5)], [part(1, 6)], "more"),
        ([part(1, 5)], [part(1, 4)], "less"),
        ([part(3, 5)], [part(1, 5)], "earlier"),
        ([part(1, 5)], [part(3, 5)], "later"),
        ([part(1, 3), part(5, 2)], [part(2, 2), part(4, 3)], "later"),
        ([part(1, 5)], [part(1, 5, at="WEST")], "place"),
        ([part(1, 5, kind=BACKORDER)], [part(1, 2), part(1, 3, kind=BACKORDER)], "confirmed"),
        ([part(1, 3), part(2, 3, kind=BACKORDER)], [part(1, 3), part(2, 3)], "confirmed"),
    ],
)
def test_a_change_has_one_word(before: list[Part], after: list[Part], expected: str) -> None:
    """What somebody outside sees comes first."""
    assert expected == why(before, after)


def test_close_is_the_same_week_and_as_many() -> None:
    """Two days on within a week; not over its end, not one more."""
    assert close([(day(0), 5)], [(day(2), 5)], 2)
    assert not close([(day(0), 5)], [(day(3), 5)], 2)
    assert not close([(day(6), 5)], [(day(7), 5)], 2)
    assert not close([(day(0), 5)], [(day(0), 6)], 2)
