"""What has become of an order is news, or is not."""

import pytest

from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.orderdesk.telling import news, retold
from tests.unit.orderdesk.desk import day


def facts(
    *promised: tuple[int, int], waits: tuple[tuple[int, int | None], ...] = (), gone: int = 0
) -> LineOutcome:
    """Return facts from (quantity, days from today)."""
    return LineOutcome(
        line=1,
        accepted=tuple(Promise(quantity=quantity, ships_on=day(offset)) for quantity, offset in promised),
        backordered=tuple(
            Shortfall(quantity=quantity, expected_on=None if offset is None else day(offset))
            for quantity, offset in waits
        ),
        cancelled=(Shortfall(quantity=gone),) if gone else (),
    )


@pytest.mark.parametrize(
    ("told", "now", "days", "is_news"),
    [
        (facts((10, 1)), facts((10, 1)), 0, False),
        (facts((10, 1)), facts((4, 1), (6, 1)), 0, False),
        (facts((4, 1), (6, 3)), facts((6, 3), (4, 1)), 0, False),
        (facts((1, 1), (9, 5)), facts((1, 2), (9, 5)), 0, True),
        (facts((1, 1), (9, 5)), facts((10, 5)), 0, True),
        (facts((1, 1), (9, 5)), facts((2, 1), (8, 5)), 0, True),
        (facts((10, 1)), facts((10, 2)), 0, True),
        (facts((10, 1)), facts((10, 2)), 1, False),
        (facts((10, 3)), facts((10, 1)), 1, True),
        (facts((10, 3)), facts((10, 1)), 2, False),
        (facts((10, 1)), facts((9, 1), (1, 9)), 7, True),
        (facts((10, 1)), facts((9, 1), (1, 8)), 7, False),
        (facts((10, 1)), facts((9, 1), gone=1), 9, True),
        (facts((10, 1)), facts((9, 1), waits=((1, 1),)), 9, True),
        (facts(waits=((10, None),)), facts(waits=((10, 5),)), 9, True),
        (facts(waits=((10, 5),)), facts(waits=((10, None),)), 9, True),
        (facts(waits=((10, 5),)), facts(waits=((10, 6),)), 1, False),
        (facts(waits=((10, 5),)), facts((10, 5)), 9, True),
        (facts((10, 1)), facts(gone=10), 0, True),
    ],
)
def test_what_moved_further_than_was_agreed_is_news(
    told: LineOutcome,
    now: LineOutcome,
    days: int,
    is_news: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Unit by unit, the first to come first; other quantities and other certainty always are."""
    assert ((1,) if is_news else ()) == news([told], [now], gone={}, days=days)


def test_what_has_left_and_what_nobody_was_told_of_is_no_news() -> None:
    """A shipment says it better, and nobody misses what it never heard of."""
    told, now = facts((10, 1)), facts((10, 5))

    assert () == news([told], [now], gone={1: 10}, days=0)
    assert (1,) == news([told], [now], gone={1: 9}, days=0)
    assert () == news([], [now], gone={}, days=0)
    assert (1,) == news([facts((1, 1))], [facts((1, 5))], gone={}, days=0)


def test_lines_told_anew_take_the_place_of_what_was_known() -> None:
    """The others stay as they were told, whatever they are now."""
    first, second = LineOutcome(line=1), LineOutcome(line=2)
    moved = facts((3, 1))

    assert (moved, second) == retold([second, first], [moved], {1})
    assert (first, second) == retold([first, second], [moved], set())
