"""Strategies as a table: what each does to a line by itself, to a rival, and all of them to twelve thousand pieces."""

from itertools import product

import pytest

from gateway.orderdesk.rebalancing import BACKORDER, Demand, Part, Proposal, Segment, Strategy, Variant
from tests.unit.orderdesk.test_backorders import at, demand, part, ran

NOTHING, FOUR_NOW, ALL_LATER = (), (part(4),), (part(10, 3, kind=BACKORDER),)
NONE_FREE, FREE_NOW, FREE_LATER = ((0, 0),), ((0, 10),), ((0, 0), (5, 10))
Free = tuple[tuple[int, int], ...]
Stands = list[tuple[int, int]]


def stands(proposal: Proposal, *demands: Demand) -> list[Stands]:
    """Return (quantity, day) of all that each line has in the end."""
    moved = {one.demand.order: one.parts for one in proposal.moved}
    start = demand("A").wanted_on
    return [
        [(one.quantity, (one.on - start).days) for one in moved.get(each.order, each.parts)]
        for each in demands
    ]


@pytest.mark.parametrize(
    ("has", "free", "wins", "gains"),
    [
        (NOTHING, NONE_FREE, ([], 10), ([], 0)),
        (NOTHING, FREE_NOW, ([(10, 0)], 0), ([(10, 0)], 0)),
        (NOTHING, FREE_LATER, ([], 10), ([(10, 5)], 0)),
        (FOUR_NOW, NONE_FREE, ([(4, 0)], 6), ([(4, 0)], 0)),
        (FOUR_NOW, FREE_NOW, ([(10, 0)], 0), ([(10, 0)], 0)),
        (FOUR_NOW, FREE_LATER, ([(4, 0)], 6), ([(4, 0), (6, 5)], 0)),
        (ALL_LATER, NONE_FREE, ([(10, 3)], 10), ([(10, 3)], 0)),
        (ALL_LATER, FREE_NOW, ([(10, 0)], 0), ([(10, 0)], 0)),
        (ALL_LATER, FREE_LATER, ([(10, 3)], 10), ([(10, 3)], 0)),
    ],
)
def test_who_wins_has_all_in_time_or_a_refusal_and_who_gains_never_less(
    has: tuple[Part, ...], free: Free, wins: tuple[Stands, int], gains: tuple[Stands, int]
) -> None:
    """Nine cases each: with nothing, a part or all of it late, where nothing, enough now or enough later is free."""
    for strategy, expected in ((Strategy.WIN, wins), (Strategy.GAIN, gains)):
        line = demand("A", 10, *has)
        proposal = ran(Variant(segments=(Segment(strategy=strategy),)), line, free=(at("MAIN", *free),))

        assert expected == (
            stands(proposal, line)[0],
            sum(one.missing for one in proposal.refusals),
        )


SHARED = (Strategy.REDISTRIBUTE, Strategy.FILL, Strategy.LOSE)
TAKES = set(product((Strategy.WIN, Strategy.GAIN, Strategy.IMPROVE, Strategy.REDISTRIBUTE), SHARED))
"""Who has nothing gets what who has all of it may lose; of two that are shared out anew, the first by name."""


@pytest.mark.parametrize(("one", "other"), list(product(Strategy, Strategy)), ids=lambda it: it.value)
def test_of_two_who_want_the_same_each_does_what_its_strategy_says(one: Strategy, other: Strategy) -> None:
    """All pairs: the first has nothing, the second all there is, and both are of one class."""
    how = Variant(segments=(Segment(strategy=one, partners=("a",)), Segment(strategy=other, partners=("b",))))
    poor, rich = demand("A", 10), demand("B", 10, part(10))

    (got, kept) = (sum(n for n, _ in parts) for parts in stands(ran(how, poor, rich), poor, rich))

    gives = other is Strategy.LOSE or (one, other) in TAKES
    assert (10 if (one, other) in TAKES else 0, 0 if gives else 10) == (got, kept)


def test_twelve_thousand_pieces() -> None:
    """All are promised: 4,000 to who gains (of 5,000), 4,000 may move, 3,000 only fill, 1,000 lose; then somebody wins 3,000.

    Who wins takes 3,000; who gains keeps its 4,000 and gets the missing 1,000; 4,000 are left, which go to who may be given
    anything; who fills and who loses have given theirs up.
    """
    strategies = (Strategy.WIN, Strategy.GAIN, Strategy.REDISTRIBUTE, Strategy.FILL, Strategy.LOSE)
    how = Variant(segments=tuple(Segment(strategy=one, partners=(one.value,)) for one in strategies))
    had = {
        "WIN": (3000, 0),
        "GAIN": (5000, 4000),
        "REDISTRIBUTE": (4000, 4000),
        "FILL": (3000, 3000),
        "LOSE": (2000, 1000),
    }
    lines = [
        demand(name, wanted, *((part(has),) if has else ()), partner=name.lower())
        for name, (wanted, has) in had.items()
    ]

    proposal = ran(how, *lines)

    assert [3000, 5000, 4000, 0, 0] == [sum(n for n, _ in one) for one in stands(proposal, *lines)]
    assert 12_000 == sum(has for _, has in had.values())
    assert () == proposal.refusals
