"""Lines that ship complete: who makes room for whom, and who never does."""

from dataclasses import replace

import pytest

from gateway.domain.supply import Position
from gateway.orderdesk import exchanging
from gateway.orderdesk.rebalancing import Demand, Proposal, Strategy
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
