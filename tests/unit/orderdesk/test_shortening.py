"""Facts still add up once goods were not found."""

from dataclasses import replace

import pytest

from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.orderdesk.shortening import shortened, state_of
from tests.unit.orderdesk.desk import TODAY, day

MAIN, LATER, WEST = (
    Promise(quantity=5, ships_on=TODAY, location="MAIN"),
    Promise(quantity=7, ships_on=day(3), location="MAIN"),
    Promise(quantity=9, ships_on=day(1), location="WEST"),
)
TOLD = LineOutcome(line=1, accepted=(MAIN, WEST, LATER), backordered=(Shortfall(quantity=2),))


def test_the_promise_of_the_place_and_day_is_lessened_and_the_rest_waits() -> None:
    found = shortened(TOLD, "MAIN", day(3), 3, reason="wet", waits=True)

    assert (MAIN, WEST, replace(LATER, quantity=4)) == found.accepted
    assert (Shortfall(quantity=2), Shortfall(quantity=3, reason="wet")) == found.backordered


def test_what_goes_whole_is_no_promise_any_more() -> None:
    found = shortened(TOLD, "MAIN", TODAY, 5, reason="wet", waits=False)

    assert ((WEST, LATER), (Shortfall(quantity=5, reason="wet"),)) == (found.accepted, found.cancelled)
    assert TOLD.backordered == found.backordered


def test_beyond_it_the_other_promises_of_the_place_go_first() -> None:
    """A run may have moved what was told once."""
    found = shortened(TOLD, "MAIN", TODAY, 13, reason="", waits=True)

    assert (replace(WEST, quantity=8),) == found.accepted


@pytest.mark.parametrize(
    ("before", "quantities", "after"),
    [
        ("promised", (4, 0, 0), "promised"),
        ("promised", (4, 1, 0), "partial"),
        ("promised", (4, 0, 1), "partial"),
        ("promised", (0, 1, 3), "backordered"),
        ("partial", (0, 0, 4), "cancelled"),
        ("rejected", (0, 0, 4), "rejected"),
        ("held", (4, 0, 0), "held"),
    ],
)
def test_the_state_of_a_line_follows_its_quantities(
    before: str, quantities: tuple[int, int, int], after: str
) -> None:
    promised, backordered, cancelled = quantities

    assert after == state_of(before, promised=promised, backordered=backordered, cancelled=cancelled)
