"""What is to be bought, by the day it is missing, the time it takes, and the lots it comes in."""

from datetime import date, timedelta

import pytest

from gateway.domain.supply import Bucket
from gateway.orderdesk.replenishing import Balance, Level, Replenishment, projected, replenish

TODAY = date(2026, 3, 2)


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


def balance(*days: tuple[int, int], waiting: int = 0, **level: object) -> Balance:
    """Return what is free from which day on, of an item that is never to fall below ten."""
    known = {"sku": "DESK", "location": "MAIN", "safety": 10, "lead_days": 5}
    return Balance(
        level=Level(**{**known, **level}),
        buckets=tuple(Bucket(on=on(day), free=free) for day, free in days),
        waiting=waiting,
    )


def only(one: Balance) -> Replenishment | None:
    found = replenish([one], today=TODAY)
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize(
    "enough",
    [
        pytest.param(balance((-1, 10)), id="just enough"),
        pytest.param(balance((-1, 0), (4, 40)), id="open supply comes before ours could"),
        pytest.param(balance((-9, 3), (-1, 25), waiting=15), id="waiting lines take what is left"),
        pytest.param(balance(safety=0), id="nothing is to be there"),
    ],
)
def test_what_is_covered_is_not_bought(enough: Balance) -> None:
    assert only(enough) is None


@pytest.mark.parametrize(
    ("short", "quantity", "due", "late"),
    [
        pytest.param(balance(), 10, 5, True, id="nothing anywhere"),
        pytest.param(balance((-1, 9)), 1, 5, True, id="one too few today"),
        pytest.param(balance((-1, 30), (20, 4)), 6, 20, False, id="missing in three weeks"),
        pytest.param(balance((-1, 30), (20, 4), (25, 1), (30, 60)), 9, 20, False, id="the lowest point"),
        pytest.param(balance((-1, 0), (4, 40), (20, 2)), 8, 20, True, id="missing now and again"),
        pytest.param(balance((-1, 12), waiting=7), 5, 5, True, id="waiting lines"),
        pytest.param(balance((-1, 8), minimum=50), 50, 5, True, id="the least that is sold"),
        pytest.param(balance((-1, 8), minimum=50, multiple=12), 60, 5, True, id="whole lots"),
        pytest.param(balance((-1, 8), up_to=40), 32, 5, True, id="filled up"),
        pytest.param(balance((-1, 8), up_to=4), 2, 5, True, id="filled up to less than is to be there"),
        pytest.param(balance((5, 3), lead_days=5), 7, 5, True, id="short on the day it could come"),
        pytest.param(balance((0, 30), (5, 3)), 7, 5, False, id="short from the day it could come"),
    ],
)
def test_what_is_missing_is_bought(
    short: Balance,
    quantity: int,
    due: int,
    late: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """So many, to be ordered so long before, and said to be late where it could not come in time."""
    found = only(short)

    assert found is not None
    assert (quantity, on(due), on(due - found.level.lead_days), late) == (
        found.quantity,
        found.due_on,
        found.order_by,
        found.late,
    )


def test_the_first_short_day_is_said_though_buying_cannot_mend_it() -> None:
    """What is projected starts today, however old the buckets are."""
    one = balance((-9, 12), (0, 11), (2, 4), (9, 3), waiting=1)
    found = only(one)

    assert ((on(0), 10), (on(2), 3), (on(9), 2)) == projected(one, TODAY)
    assert found is not None
    assert (on(2), 3, on(5), 8) == (found.short_on, found.balance, found.due_on, found.quantity)


def test_the_most_urgent_comes_first() -> None:
    """Then by item and place."""
    found = replenish(
        [balance((-1, 30), (20, 4)), balance(sku="B"), balance(sku="A", location="EAST"), balance(sku="A")],
        today=TODAY,
    )

    assert [("A", "EAST"), ("A", "MAIN"), ("B", "MAIN"), ("DESK", "MAIN")] == [
        (one.sku, one.location) for one in found
    ]
