"""What a warehouse promises that can be asked for goods back; each is opened anew as a restart would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.application.ports import Recalls, Warehouse
from tests.contracts.test_warehouses import PICK, packed, shipped
from tests.fakes.warehouses import OTHERS


@pytest.fixture(params=["rest", "simulated"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Warehouse]]:
    """Run over every kind that can; each call opens the same warehouse anew."""
    with OTHERS[request.param](tmp_path) as other:
        yield other.opened


def recall(warehouse: Warehouse, *commitments: str) -> list[str]:
    """Return what the warehouse gives back of these."""
    assert isinstance(warehouse, Recalls)
    return sorted(warehouse.recall(commitments))


def test_what_is_given_back_does_not_leave(opened: Callable[[], Warehouse]) -> None:
    """The rest of the pick does."""
    opened().release(PICK)

    assert ["c1", "c3"] == recall(opened(), "c1", "c3")
    assert {"c2": 7, "c4": 1} == packed(shipped(opened()))


def test_what_has_left_is_not_given_back(opened: Callable[[], Warehouse]) -> None:
    """Whether anybody has read of it or not."""
    opened().release(PICK)
    first = shipped(opened())

    assert [] == recall(opened(), "c1")
    for one in first:
        opened().confirm(one)
    assert [] == recall(opened(), "c1")


def test_asked_again_it_says_the_same(opened: Callable[[], Warehouse]) -> None:
    """The first answer may have been lost; what it never had is not given back."""
    opened().release(PICK)
    recall(opened(), "c1", "c9")
    again = recall(opened(), "c1", "c9")
    opened().release(PICK)

    assert (["c1"], {"c2": 7, "c3": 30, "c4": 1}) == (again, packed(shipped(opened())))


def test_a_pick_that_is_given_back_whole_is_done_with(opened: Callable[[], Warehouse]) -> None:
    """Nothing is left to ship, now or later."""
    opened().release(PICK)
    recall(opened(), "c1", "c2", "c3", "c4")

    assert ([], []) == (shipped(opened()), shipped(opened()))
