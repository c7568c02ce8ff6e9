"""Fair shares beside every way to share there is: whoever has least could not have had more."""

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest

from gateway.domain.supply import Position
from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import Demand, Segment, Strategy, Variant
from tests.laws.test_backorders import PLACES, TODAY, after, fresh, in_time
from tests.unit.orderdesk.matching import matched, units
from tests.unit.orderdesk.test_backorders import at

CASES = 200
FAIR = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE, fairness=Fairness.FAIR_SHARE),))
Case = tuple[list[Demand], list[Position]]


def in_packs(chance: random.Random) -> Case:
    """Return up to four lines of whole packs of different sizes, and less than all want, at one place on one day."""
    sizes = [(chance.randint(1, 4), chance.randint(1, 4)) for _ in range(chance.randint(2, 4))]
    wanted = [
        fresh(number, packs * step, 0, step=step, locations=PLACES[:1])
        for number, (packs, step) in enumerate(sizes, 1)
    ]
    return wanted, [at(PLACES[0], (0, chance.randint(1, sum(one.quantity for one in wanted))), sku="MUG")]


def from_places(chance: random.Random) -> Case:
    """Return up to four lines of single units wanted on different days from some of three places that get more twice."""
    wanted = [
        fresh(
            number,
            chance.randint(1, 4),
            chance.randint(0, 4),
            locations=tuple(chance.sample(PLACES, chance.randint(1, 3))),
        )
        for number in range(1, chance.randint(2, 4) + 1)
    ]
    free = []
    for place in PLACES:
        first, second = chance.randint(0, 3), chance.randint(0, 3)
        free.append(at(place, (0, first), (chance.randint(1, 4), first + second), sku="MUG"))
    return wanted, free


def shares(demands: Sequence[Demand], free: Sequence[Position]) -> Iterator[tuple[Fraction, ...]]:
    """Yield how full the lines can be in every way to give them whole packs in time, the emptiest first."""
    supply = units(free, demands, TODAY)
    for packs in product(*(range(one.quantity // one.step + 1) for one in demands)):
        given = [one.step * many for one, many in zip(demands, packs, strict=True)]
        wants = [
            (one.locations, one.wanted_on) for one, n in zip(demands, given, strict=True) for _ in range(n)
        ]
        at_once = len(free) == 1 and free[0].buckets[-1].on == TODAY
        if len(wants) <= len(supply) and (at_once or matched(wants, supply) == len(wants)):
            yield full(demands, given)


def full(demands: Sequence[Demand], given: Sequence[int]) -> tuple[Fraction, ...]:
    """Return how full lines are that are given so many, the emptiest first."""
    return tuple(sorted(Fraction(n, one.quantity) for one, n in zip(demands, given, strict=True)))


@pytest.mark.parametrize(("drawn", "alike"), [(in_packs, 0.9), (from_places, 0.9)])
def test_who_has_least_could_not_have_had_more(drawn: Callable[[random.Random], Case], alike: float) -> None:
    """In no case is the emptiest line emptier than in the best of all ways; in most nobody at all could be fuller before another."""
    chance = random.Random(20260302)
    same = 0
    for _ in range(CASES):
        demands, free = drawn(chance)
        best = max(shares(demands, free))
        fair = full(
            demands, [in_time(one) for one in after(demands, rebalance(demands, free, FAIR, today=TODAY))]
        )

        assert best[0] == fair[0], (demands, free)
        same += best == fair
    assert same >= alike * CASES


def test_the_first_queued_is_not_a_fair_share() -> None:
    """What is shared out first come, first served would not pass: the law tells the two apart."""
    demands = [fresh(number, 4, 0, locations=PLACES[:1]) for number in (1, 2)]
    free = [at(PLACES[0], (0, 4), sku="MUG")]
    queued = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE, fairness=Fairness.FIFO),))
    first = full(
        demands, [in_time(one) for one in after(demands, rebalance(demands, free, queued, today=TODAY))]
    )

    assert (Fraction(0), Fraction(1)) == first
    assert (Fraction(1, 2), Fraction(1, 2)) == max(shares(demands, free))
