"""Lines that ship complete: who makes room for whom, and who never does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from gateway.domain.supply import Position
from gateway.orderdesk import exchanging
from gateway.orderdesk.exchanging import Exchange
from gateway.orderdesk.rebalancing import Demand, Proposal, Strategy
from gateway.orderdesk.resourcing import Sources
from tests.unit.orderdesk.desk import day
from tests.unit.orderdesk.test_backorders import REDISTRIBUTE, all_of, at, demand, ran


def whole(order: str, quantity: int, *places: str, priority: int = 3) -> Demand:
    return demand(order, quantity, whole=True, priority=priority, locations=places or ("MAIN",))


def served(*demands: Demand, free: tuple[Position, ...], how: Strategy = Strategy.REDISTRIBUTE) -> set[str]:
    """Return the orders that have all they want in time; what has a part only would be a fault."""
    return full(ran(all_of(how), *demands, free=free))


def full(proposal: Proposal) -> set[str]:
    (item,) = proposal.items
    assert {0} == {got % one.quantity for one, got in item.in_time}
    return {one.order for one, got in item.in_time if got}


def test_who_could_leave_from_elsewhere_makes_room_for_who_cannot() -> None:
    anywhere, picky = whole("A", 5, "MAIN", "WEST"), whole("B", 5)

    assert {"A", "B"} == served(anywhere, picky, free=(at("MAIN", (0, 5)), at("WEST", (0, 5))))


def test_one_makes_room_for_one_who_makes_room() -> None:
    one, two, last = whole("A", 5, "MAIN", "WEST"), whole("B", 5, "WEST", "EAST"), whole("C", 5)
    free = (at("MAIN", (0, 5)), at("WEST", (0, 5)), at("EAST", (0, 5)))

    assert {"A", "B", "C"} == served(one, two, last, free=free)


def test_who_has_no_room_elsewhere_stays() -> None:
    anywhere, picky = whole("A", 5, "MAIN", "WEST"), whole("B", 5)

    assert {"A"} == served(anywhere, picky, free=(at("MAIN", (0, 5)), at("WEST", (0, 4))))


def test_the_larger_of_two_goes_where_only_one_can() -> None:
    assert {"B"} == served(whole("A", 3), whole("B", 5), free=(at("MAIN", (0, 5)),))


def test_two_small_ones_give_way_to_more() -> None:
    assert {"C"} == served(whole("A", 2), whole("B", 2), whole("C", 5), free=(at("MAIN", (0, 5)),))


def test_one_gives_way_to_two_that_are_more_together() -> None:
    assert {"B", "C"} == served(whole("A", 6), whole("B", 5), whole("C", 5), free=(at("MAIN", (0, 10)),))


def test_nobody_gives_way_to_a_lower_class_however_large() -> None:
    small, large = whole("A", 3, priority=1), whole("B", 50, priority=2)

    assert {"A"} == served(small, large, free=(at("MAIN", (0, 50)),))


def test_of_two_alike_the_one_goes_that_leaves_room_for_the_next_class() -> None:
    """Either of the first class fits beside nobody; what comes later leaves what is there now to the second."""
    now, later = whole("A", 5, priority=1), replace(whole("B", 5, priority=1), wanted_on=day(3))
    second = whole("C", 4, priority=2)

    assert {"B", "C"} == served(now, later, second, free=(at("MAIN", (0, 5), (3, 9)),))


def test_what_is_not_shared_out_anew_gives_nothing_up() -> None:
    assert {"A"} == served(whole("A", 3), whole("B", 5), free=(at("MAIN", (0, 5)),), how=Strategy.IMPROVE)


def test_looking_for_room_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot all be looked at is left as the turn made it: nothing is promised twice, nothing by halves."""
    crowd = [whole(f"{number:03}", 3 + number % 7, "MAIN", "WEST") for number in range(60)]
    free = (at("MAIN", (0, 41)), at("WEST", (0, 37)))
    enough = full(ran(REDISTRIBUTE, *crowd, free=free))
    for puts in (0, 3, 50):
        monkeypatch.setattr(exchanging, "PUTS", puts)
        early = full(ran(REDISTRIBUTE, *crowd, free=free))
        assert _units(crowd, early) <= _units(crowd, enough) <= 78


def test_each_round_brings_more_and_any_may_be_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanging, "ROUNDS", 1)

    assert {"B"} == served(whole("A", 3), whole("B", 5), free=(at("MAIN", (0, 5)),))


def _units(crowd: list[Demand], orders: set[str]) -> int:
    return sum(one.quantity for one in crowd if one.order in orders)


HERE, THERE, FAR, FARTHEST, LAST = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of so many, where it may leave from, and where it does if it is served already."""

    name: str
    size: int
    places: tuple[int, ...] = (HERE,)
    at: int | None = None
    day: int = 0
    stage: int = 0
    whole: bool = True
    limit: int | None = None


def exchanged(supply: Sequence[Sequence[int]], *lines: Line) -> tuple[bool, dict[str, int]]:
    """Return whether anything was gained, and who leaves on its day from where; nothing is promised twice."""
    sources = Sources(supply, [one.places for one in lines], [() for _ in lines])
    for number, one in enumerate(lines):
        if one.at is not None:
            sources.put(number, one.at, one.day, quantity=one.size)
    stages = [
        [number for number, one in enumerate(lines) if one.stage == stage]
        for stage in range(1 + max(one.stage for one in lines))
    ]
    gained = Exchange(
        [demand(one.name, one.size, whole=one.whole) for one in lines],
        sources,
        [one.day for one in lines],
        limit=[one.size if one.limit is None else one.limit for one in lines],
        stages=stages,
    ).improve()
    assert min(min(row) for row in sources.free) >= 0
    leaves = {
        one.name: place
        for one, own in zip(lines, sources.own, strict=True)
        for (place, day), quantity in own.items()
        if (day, quantity) == (one.day, one.size)
    }
    assert len(leaves) == sum(map(len, sources.own))
    return gained, leaves


def test_only_what_ships_complete_and_may_leave_wholly_is_moved_or_brought_in_time() -> None:
    """Who can be split has had what it could; who may have a part only would be served by halves."""
    split = Line(name="A", size=5, places=(HERE, THERE), at=HERE, whole=False)
    capped = Line(name="B", size=4, places=(THERE,), limit=3)
    picky = Line(name="C", size=5)

    assert (False, {"A": HERE}) == exchanged([[5], [5]], split, capped, picky)
    assert (True, {"A": THERE, "C": HERE}) == exchanged([[5], [5]], replace(split, whole=True), capped, picky)


def test_of_what_comes_to_the_same_the_larger_goes() -> None:
    """Three of two and one of six; and where one gives way to a larger one, who gets what is left beside it."""
    twos = [Line(name=name, size=2) for name in "ABC"]
    ones = [Line(name=name, size=1) for name in "ABC"]

    assert (True, {"D": HERE}) == exchanged([[6]], *twos, Line(name="D", size=6))
    assert (True, {"X": HERE, "T": HERE}) == exchanged(
        [[10]], Line(name="G", size=6, at=HERE), *ones, Line(name="T", size=3), Line(name="X", size=7)
    )


def test_who_is_served_gives_way_to_more_of_its_stage_only() -> None:
    """Not to as many, nor to fewer because somebody else was served meanwhile."""
    served = Line(name="A", size=5, at=HERE)

    assert (False, {"A": HERE}) == exchanged([[5]], served, Line(name="B", size=5))
    assert (True, {"A": HERE, "C": THERE}) == exchanged(
        [[5], [4]], served, Line(name="B", size=3), Line(name="C", size=4, places=(THERE,))
    )
    assert (True, {"B": HERE}) == exchanged([[6]], served, Line(name="B", size=6))
    assert (False, {"A": HERE}) == exchanged([[6]], served, Line(name="B", size=6, stage=1))
    assert (True, {"B": HERE}) == exchanged([[5]], replace(served, stage=1), Line(name="B", size=3))


def test_who_is_elsewhere_may_give_way_so_that_another_can_move_there() -> None:
    """Four in the far place make room for five that make room for five."""
    moves = Line(name="A", size=5, places=(HERE, THERE), at=HERE)
    gives = Line(name="B", size=4, places=(THERE,), at=THERE)

    assert (True, {"A": THERE, "C": HERE}) == exchanged([[5], [5]], moves, gives, Line(name="C", size=5))


def test_four_make_room_one_after_the_other() -> None:
    """Each moves on by one place; nothing is there before the second day, on which they leave."""
    chain = [
        Line(name=name, size=5, places=(place, place + 1), at=place, day=1)
        for place, name in enumerate("ABCD")
    ]

    assert (True, {"A": THERE, "B": FAR, "C": FARTHEST, "D": LAST, "E": HERE}) == exchanged(
        [[0, 5]] * 5, *chain, Line(name="E", size=5, day=1)
    )


def test_what_leaves_on_the_day_that_is_short_moves_though_a_day_before_is_full() -> None:
    """Five are there on the first day, all promised; three more come on the second."""
    now = Line(name="A", size=5, at=HERE)
    later = Line(name="B", size=3, places=(HERE, THERE), at=HERE, day=1)

    assert (True, {"A": HERE, "B": THERE, "C": HERE}) == exchanged(
        [[5, 8], [0, 3]], now, later, Line(name="C", size=3, day=1)
    )


def test_who_looks_no_further_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """And after the last round what was gained is gained."""
    served, larger = Line(name="A", size=5, at=HERE), Line(name="B", size=6)
    monkeypatch.setattr(exchanging, "PUTS", 0)
    assert (False, {"A": HERE}) == exchanged([[6]], served, larger)

    monkeypatch.undo()
    monkeypatch.setattr(exchanging, "ROUNDS", 1)
    assert (True, {"B": HERE}) == exchanged([[6]], served, larger)
