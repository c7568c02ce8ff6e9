"""Certifying: what a cut could give and is promised elsewhere is no part of the bound."""

from collections.abc import Sequence

import pytest

from gateway.orderdesk.certifying import Served
from gateway.orderdesk.layouts import Layout
from gateway.orderdesk.rebalancing import Bound, Demand
from gateway.orderdesk.resourcing import Sources
from tests.unit.orderdesk.desk import TODAY, day
from tests.unit.orderdesk.test_layouts import at, demand

EVERYWHERE, HERE, THERE = (0, 1), (0,), (1,)
STAGE = (1, 2, 3)


@pytest.mark.parametrize(
    ("closed", "kept"),
    [
        ([0, 0], 5),  # what line 1 has here it could not have elsewhere either
        ([0, -1], 0),  # it could leave from the second place
        ([-1, -1], 0),  # nothing of the first place is in the cut
    ],
)
def test_what_others_hold_in_the_cut_is_kept_if_they_could_have_it_nowhere_else(
    closed: list[int], kept: int
) -> None:
    """Line 0 is served and has 2 in time; line 1 is not, and has 5 that it may have from either place."""
    sources = Sources([[9], [9]], (HERE, EVERYWHERE), (HERE, EVERYWHERE))
    sources.put(0, 0, 0, quantity=2)
    sources.put(1, 0, 0, quantity=5)
    served = Served((), (0, 0))
    served.lines.add(0)

    assert kept == served._kept(sources, closed)


def test_what_lines_want_and_have_in_time_is_added_up_by_place_and_day() -> None:
    """Who has all it wants in time is not short; what leaves later does not count."""
    sources = Sources([[99, 99], [99, 99]], (HERE, HERE, HERE, EVERYWHERE), ((),) * 4)
    for line, place, on, quantity in ((0, 0, 0, 3), (1, 0, 0, 4), (2, 0, 1, 2), (3, 0, 0, 1), (3, 1, 1, 5)):
        sources.put(line, place, on, quantity=quantity)
    demands = [demand("A", quantity=count) for count in (5, 4, 2, 6)]
    served = Served(demands, (0, 0, 1, 0))

    served.add(sources, (0, 1, 2))
    served.add(sources, (3,))

    assert {HERE: {0: 9, 1: 2}, EVERYWHERE: {0: 6}} == served.wanted
    assert ({0, 1, 2, 3}, [0, 3]) == (served.lines, served.short)
    assert (17, 10) == (served.wants, served.got)


def bounded(layout: Layout, sources: Sources, lines: Sequence[int]) -> Bound:
    served = Served(layout.demands, layout.day)
    served.add(sources, lines)
    return served.bound(STAGE, sources, layout)


def laid_out(demands: Sequence[Demand], *free: tuple[tuple[int, int], ...]) -> tuple[Layout, Sources]:
    """Return lines that leave from P0, P1, ... with so much free there by (day, quantity), nothing held yet."""
    layout = Layout(demands, [at(f"P{place}", *days) for place, days in enumerate(free)], today=TODAY)
    places = [tuple(layout.places[name] for name in one.locations) for one in demands]
    return layout, Sources(
        layout.free, places, [() if one.step > 1 else to for one, to in zip(demands, places, strict=True)]
    )


def test_nothing_is_to_be_proven_where_nobody_is_short() -> None:
    layout, sources = laid_out([demand("A", quantity=4, locations=("P0",))], ((0, 4),))
    sources.take(0, 0, 4)

    assert Bound(stage=STAGE, achieved=4, possible=4) == bounded(layout, sources, [0])


def test_the_supply_of_the_cut_is_all_there_is_for_who_must_leave_from_there_by_then() -> None:
    """A line not served yet keeps what it has; one that may wait longer, or has no place at all, adds what it can get."""
    demands = [
        demand("A", quantity=9, locations=("P0",)),
        demand("B", quantity=3, locations=("P0",)),
        demand("C", quantity=7, locations=("P0",), wanted_on=day(2)),
        demand("D", quantity=5, locations=()),
    ]
    layout, sources = laid_out(demands, ((0, 6), (2, 20)))
    sources.put(1, 0, 0, quantity=2)
    sources.take(0, 0, 9)
    sources.take(2, 1, 7)
    assert 0 == sources.take(0, 0, 5)

    assert Bound(stage=STAGE, achieved=11, possible=11, cut=(("P0", TODAY),), kept=2) == bounded(
        layout, sources, [0, 2, 3]
    )


def test_what_goes_in_packs_is_held_against_what_could_be_had_one_by_one() -> None:
    demands = [demand("A", quantity=12, step=6, locations=("P0",))]
    layout, sources = laid_out(demands, ((0, 11),))
    sources.put(0, 0, 0, quantity=6)

    assert Bound(stage=STAGE, achieved=6, possible=11, cut=(("P0", TODAY),)) == bounded(layout, sources, [0])
    assert ([[5]], 6) == (sources.free, sources.total(0))


def test_nobody_takes_more_than_it_wants_even_in_thought() -> None:
    """Where packs could be split all would be had, so nothing binds."""
    demands = [demand("A", quantity=8, step=4, locations=("P0", "P1"))]
    layout, sources = laid_out(demands, ((0, 7),), ((0, 3),))
    sources.put(0, 0, 0, quantity=4)

    assert Bound(stage=STAGE, achieved=4, possible=8) == bounded(layout, sources, [0])


def test_the_cut_is_looked_for_again_once_somebody_gave_up_a_later_promise_for_an_earlier_one() -> None:
    """A finds nothing; B leaves today instead of tomorrow, which opens what was known to be closed; still A finds nothing."""
    demands = [
        demand("A", quantity=1, locations=("P1",), wanted_on=day(1)),
        demand("B", quantity=1, locations=("P0", "P1")),
        demand("M", quantity=1, locations=("P0", "P1"), wanted_on=day(2)),
    ]
    layout, sources = laid_out(demands, ((0, 1),), ((1, 1),))
    sources.put(1, 1, 1, quantity=1)
    sources.put(2, 0, 2, quantity=1)

    assert Bound(
        stage=STAGE, achieved=0, possible=1, cut=(("P0", day(2)), ("P1", day(2))), kept=1
    ) == bounded(layout, sources, [0, 1])


def test_kept_is_what_others_hold_or_what_leaves_too_late_where_the_cut_binds() -> None:
    """Served lines in time, what leaves after the cut, and what could leave from elsewhere too, are not."""
    first, both, open_too = (1,), (1, 2), (1, 0)
    sources = Sources([[99] * 3] * 3, (first, first, both, open_too, first), ((),) * 5)
    parts = {
        (3, 0, 0): 256,  # from a place that is not in the cut
        (0, 1, 1): 1,  # served, in time
        (0, 1, 2): 2,  # served, too late
        (1, 1, 0): 4,  # not served
        (1, 1, 2): 8,
        (2, 1, 1): 16,  # both its places are in the cut on that day
        (2, 1, 2): 32,  # the second no longer
        (3, 1, 0): 64,  # its second is not in the cut
        (4, 1, 1): 128,  # served, on its very day
    }
    for (line, place, on), quantity in parts.items():
        sources.put(line, place, on, quantity=quantity)
    served = Served((), (1, 0, 0, 0, 1))
    served.lines |= {0, 4}

    assert 2 + 4 + 8 + 16 == served._kept(sources, [-1, 2, 1])
