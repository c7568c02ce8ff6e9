"""Compensating: what a line that changes keeps, what goes back, and what is free again by then."""

from typing import Any

import pytest

from gateway.domain.supply import Bucket, Commitment, Position
from gateway.orderdesk.compensating import BACK, LEFT, LOOSE, OUT, Booked, Holding, freed, keep
from tests.unit.orderdesk.desk import TODAY, day


def booked(name: str, quantity: int, on: int = 0, state: str = LOOSE, **changes: Any) -> Booked:
    usual: dict[str, Any] = {
        "line": 1,
        "schedule": 1,
        "sku": "MUG",
        "location": "MAIN",
        "needed_on": TODAY,
        "promised_on": day(on),
    }
    return Booked(id=name, commitment=Commitment(quantity=quantity, **(usual | changes)), state=state)


def at(place: str, *free: tuple[int, int], sku: str = "MUG") -> Position:
    return Position(
        sku=sku, location=place, buckets=tuple(Bucket(on=day(on), free=count) for on, count in free)
    )


SHIPPED, PICKED = booked("shipped", 2, state=LEFT), booked("picked", 3, 5, state=OUT)
EARLY, LATE = booked("early", 4, 1), booked("late", 5, 2)
AGAIN, WAITS = booked("again", 1, state=BACK), booked("waits", 6, 9, kind="backorder")
ALL = (LATE, EARLY, AGAIN, WAITS, PICKED, SHIPPED)


@pytest.mark.parametrize(
    ("wanted", "how", "kept", "fixed"),
    [
        (99, {}, (SHIPPED, PICKED, EARLY, LATE), 2),
        (14, {}, (SHIPPED, PICKED, EARLY, LATE), 2),
        (13, {}, (SHIPPED, PICKED, EARLY), 2),
        (8, {}, (SHIPPED, PICKED), 2),
        (5, {}, (SHIPPED, PICKED), 2),
        (4, {}, (SHIPPED,), 2),
        (0, {}, (SHIPPED,), 2),
        (99, {"fits": False}, (SHIPPED,), 2),
        (9, {"recallable": False}, (PICKED, SHIPPED, EARLY), 5),
        (0, {"recallable": False}, (PICKED, SHIPPED), 5),
        (99, {"recallable": False, "fits": False}, (PICKED, SHIPPED), 5),
    ],
)
def test_what_is_farthest_gone_stays_then_what_leaves_earliest_and_never_more_than_is_wanted(
    wanted: int, how: dict[str, bool], kept: tuple[Booked, ...], fixed: int
) -> None:
    """Beyond what must stay: whole promises only, none that came back to us, and no backorder."""
    back = tuple(one for one in ALL if one not in kept)

    assert Holding(kept=kept, back=back, fixed=fixed) == keep(
        ALL, wanted, **({"fits": True, "recallable": True} | how)
    )


def test_of_promises_for_one_day_the_first_of_the_line_stays() -> None:
    second, first = booked("second", 4, schedule=2), booked("first", 4)

    assert Holding(kept=(first,), back=(second,)) == keep((second, first), 7, fits=True, recallable=True)


def test_what_goes_back_is_free_from_its_day_on_where_it_was_taken_from() -> None:
    """On a day of its own if nothing changed there; before anything came, nothing was free."""
    positions = (at("MAIN", (0, 1), (4, 9)), at("EAST", (3, 7)), at("MAIN", (0, 5), sku="CUP"), at("WEST"))
    back = (
        booked("a", 10, 2),
        booked("b", 20, 4),
        booked("c", 40, 2),
        booked("d", 3, 1, location="EAST"),
        booked("e", 8, 6, location="WEST"),
        booked("f", 99, 0, sku="CUP", location="EAST"),
    )

    assert (
        at("MAIN", (0, 1), (2, 51), (4, 79)),
        at("EAST", (1, 3), (3, 10)),
        at("MAIN", (0, 5), sku="CUP"),
        at("WEST", (6, 8)),
    ) == freed(positions, back)
