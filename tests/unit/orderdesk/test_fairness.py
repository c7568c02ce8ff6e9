"""Who comes first, and how evenly lines were served: the exact figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.orderdesk.fairness import Evenness, Fairness, Weights, evenness, rank, stages, tally

TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that waits."""

    order: str = "O"
    line: int = 1
    partner: str = "acme"
    quantity: int = 10
    filled: int = 0
    priority: int = 3
    wanted_on: date = TODAY
    days: int = 0
    margin: Decimal = Decimal(0)

    @property
    def received_at(self) -> datetime:
        """Return when it came in: so many days ago."""
        return datetime(2026, 3, 2, tzinfo=UTC) - timedelta(days=self.days)


def queue(policy: Fairness, *lines: Line, weights: Weights | None = None) -> list[tuple[int, list[int]]]:
    """Return the stages of lines."""
    return list(stages(list(enumerate(lines)), policy, today=TODAY, weights=weights or Weights()))


def test_evenness_weighs_every_line_alike() -> None:
    """Jain's index over 3 lines at 1, 1 and 2/3, partners by the units they got, age of those with nothing."""
    served = Counter({("a", 4, 4, 0): 2, ("b", 3, 2, 0): 1, ("b", 6, 0, 9): 1, ("c", 8, 1, 0): 3})

    ratios = [Decimal(1), Decimal(1), Decimal(2) / 3, Decimal(0), *[Decimal("0.125")] * 3]
    jain = sum(ratios, Decimal(0)) ** 2 / (7 * sum((one * one for one in ratios), Decimal(0)))
    assert Evenness(
        jain=round(jain, 4),
        partners=(("a", Decimal(1)), ("b", Decimal("0.2222")), ("c", Decimal("0.1250"))),
        lowest=Decimal("0.1250"),
        median=Decimal("0.2222"),
        starved_days=9,
    ) == evenness(served)
    assert Decimal("0.5305") == evenness(served).jain


def test_the_lowest_fill_is_rounded_to_four_places() -> None:
    """A third is a third whichever figure tells it."""
    found = evenness(Counter({("a", 3, 1, 0): 1}))

    assert (Decimal(1), Decimal("0.3333"), Decimal("0.3333")) == (found.jain, found.lowest, found.median)


def test_a_tally_tells_the_age_of_who_got_nothing() -> None:
    """A line that came today is no day old, nor is one that is dated tomorrow; who got some has no age."""
    lines = [(Line(days=5), 0), (Line(days=5), 2), (Line(), 0), (Line(days=-1), 0)]

    assert {("acme", 10, 0, 5): 1, ("acme", 10, 2, 0): 1, ("acme", 10, 0, 0): 2} == tally(lines, today=TODAY)


@pytest.mark.parametrize(("days", "expected"), [(0, 3), (6, 3), (7, 2), (13, 2), (14, 1), (70, 1)])
def test_a_line_climbs_one_class_as_often(days: int, expected: int) -> None:
    """Whole classes, and never above the first."""
    assert expected == rank(Line(days=days), today=TODAY, weights=Weights(lift_days=7))


def test_policies_without_classes_know_one_stage() -> None:
    """First come, due date and profit each make one queue of class 1."""
    first, second = Line(order="A", days=1, margin=Decimal(2)), Line(order="B", days=9, margin=Decimal(1))

    assert [(1, [1, 0])] == queue(Fairness.FIFO, first, second)
    assert [(1, [0, 1])] == queue(Fairness.PROFIT, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Line(quantity=10, filled=5), Line(quantity=10, filled=9)),  # emptier before fuller
        (Line(quantity=100, filled=50), Line(quantity=10, filled=6)),  # by share, not by count
        (Line(quantity=2, filled=1), Line(quantity=100, filled=99)),
        (Line(priority=2), Line(priority=3, days=20)),  # a class is worth thirty days
        (Line(priority=3, days=31), Line(priority=2)),
    ],
)
def test_a_blend_weighs_class_age_and_emptiness(first: Line, second: Line) -> None:
    """Whichever comes first in the list."""
    assert [(1, [0, 1])] == queue(Fairness.BLEND, first, second)
    assert [(1, [1, 0])] == queue(Fairness.BLEND, second, first)


def test_a_blend_lifts_by_age() -> None:
    """What has climbed to a better class counts as of that class."""
    weights = Weights(age=Fraction(0), lift_days=7)

    assert [(1, [1, 0])] == queue(Fairness.BLEND, Line(), Line(days=7, order="P"), weights=weights)


@pytest.mark.parametrize(("lines", "age"), [(1, 1), (2, 2), (99, 99), (100, 99), (101, 100), (200, 198)])
def test_of_a_hundred_lines_that_got_nothing_one_may_have_waited_longer_than_is_told(
    lines: int, age: int
) -> None:
    """The ninety-ninth of a hundred, in order of age, whatever came of the others."""
    served = Counter({("a", 4, 0, days): 1 for days in range(1, lines + 1)} | {("a", 4, 4, 0): 7})

    assert age == evenness(served).starved_days


def test_lines_of_a_class_queue_by_day_then_by_when_they_came_then_by_name() -> None:
    """The same for every policy that serves class by class."""
    lines = (
        Line(order="B", days=2),
        Line(order="A", line=2, days=2),
        Line(order="A", days=2),
        Line(order="Z", days=3),
        Line(order="Y", wanted_on=TODAY - timedelta(days=1)),
        Line(order="X", priority=2, wanted_on=TODAY + timedelta(days=9)),
    )

    for policy in (Fairness.PRIORITY, Fairness.FAIR_SHARE, Fairness.PROPORTIONAL):
        assert [(2, [5]), (3, [4, 3, 2, 1, 0])] == queue(policy, *lines)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Fairness.FIFO, [3, 1, 2, 0, 4]),
        (Fairness.DUE_DATE, [4, 3, 1, 2, 0]),
        (Fairness.PROFIT, [0, 4, 3, 1, 2]),
    ],
)
def test_lines_without_classes_queue_by_what_the_policy_names_first(
    policy: Fairness, expected: list[int]
) -> None:
    """When they came, when they are due or what they are worth; of equals the rest decides, at last the name."""
    lines = (
        Line(order="E", priority=4, margin=Decimal(2)),
        Line(order="B", days=1),
        Line(order="C", days=1),
        Line(order="A", days=5, wanted_on=TODAY, priority=3, margin=Decimal(0)),
        Line(order="D", wanted_on=TODAY - timedelta(days=1), days=-1),
    )

    assert [(1, expected)] == queue(policy, *lines)
