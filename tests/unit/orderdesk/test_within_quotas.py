"""A backorder run within quotas: who gains, who is left as it stands, and what is said of it."""

from typing import Any

import pytest

from gateway.domain.supply import Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.fairness import Fairness, Weights
from gateway.orderdesk.rebalancing import (
    BACKORDER,
    PROMISE,
    Certificate,
    Demand,
    Proposal,
    Refusal,
    Segment,
    Strategy,
    Variant,
)
from tests.unit.orderdesk.desk import TODAY, day
from tests.unit.orderdesk.test_backorders import OLD, REDISTRIBUTE, all_of, at, demand, got, part

PLENTY = (at("MAIN", (0, 500)),)


def quota(left: int, used: int = 0, **changes: Any) -> Quota:
    """Return a quota of the next ten days of which so many are left."""
    usual: dict[str, Any] = {"sku": "MUG", "from_on": TODAY, "until_on": day(9)}
    return Quota(cap=left + used, used=used, **(usual | changes))


def later(order: str, quantity: int = 10, on: int = 10, **changes: Any) -> Demand:
    """Return a line that waits until the quota has ended."""
    return demand(order, quantity, part(quantity, on, kind=BACKORDER), **changes)


def ran(
    *demands: Demand,
    quotas: tuple[Quota, ...],
    free: tuple[Position, ...] = PLENTY,
    how: Variant | None = None,
) -> Proposal:
    return rebalance(demands, free, how or Variant(), today=TODAY, quotas=quotas)


NOW = [(10, 0, PROMISE)]


def test_of_a_full_quota_nobody_gains_anything() -> None:
    """Nobody is refused either, and the certificate speaks of no line that was left as it stands."""
    proposal = ran(later("A"), later("B"), demand("C"), quotas=(quota(0, used=30),))

    assert ({}, ()) == (got(proposal), proposal.refusals)
    assert Certificate(achieved=(0, 0), possible=(0, 0)) == proposal.certificate
    assert [("A", 0), ("B", 0), ("C", 0)] == [(one.order, has) for one, has in proposal.items[0].in_time]


def test_where_there_is_room_for_some_the_most_deserving_gain() -> None:
    """The last is the first class; who comes next finds five left, which is not all it would gain."""
    lines = (later("A"), later("B"), later("C", 4), later("D", 2), later("E", priority=1))
    proposal = ran(*lines, quotas=(quota(15, used=5),))

    assert {"C": [(4, 0, PROMISE)], "E": NOW} == got(proposal)
    assert Certificate(achieved=(10, 14), possible=(10, 14)) == proposal.certificate


def test_room_for_all_that_a_line_gains_is_enough() -> None:
    assert {"A": NOW, "B": NOW} == got(ran(later("A"), later("B"), quotas=(quota(20),)))
    assert {"A": NOW} == got(ran(later("A"), later("B"), quotas=(quota(19),)))


def test_not_even_one_leaves_beyond_a_quota() -> None:
    assert {} == got(ran(later("A", 1), quotas=(quota(0),)))


def test_who_waited_long_comes_first_where_age_lifts_a_line() -> None:
    """B is of the second class and came nine days ago, which makes it one of the first."""
    how = Variant(weights=Weights(lift_days=5))
    lines = (later("A", priority=2), later("B", priority=2, received_at=OLD, wanted_on=day(1)))

    assert {"A": NOW} == got(ran(*lines, quotas=(quota(10),)))
    assert {"B": [(10, 1, PROMISE)]} == got(ran(*lines, quotas=(quota(10),), how=how))


def test_who_leaves_the_days_of_a_quota_makes_room_for_others() -> None:
    """B had all of its days; shared out anew, A comes first, and B waits."""
    first, last = demand("A", priority=1), demand("B", 10, part(10))
    free = (at("MAIN", (0, 0), (12, 10)),)

    assert {"A": NOW, "B": [(10, 12, PROMISE)]} == got(
        ran(first, last, quotas=(quota(0, used=10),), free=free, how=REDISTRIBUTE)
    )


def test_a_quota_of_a_class_or_a_partner_is_about_its_lines_alone() -> None:
    lines = (later("A"), later("B", priority=1), later("C"))

    assert {"B": NOW} == got(ran(*lines, quotas=(quota(0, demand_class=3),)))
    assert {"B": NOW, "C": NOW} == got(ran(*lines, quotas=(quota(0, partner="a"),)))
    assert {"A": NOW, "B": NOW, "C": NOW} == got(ran(*lines, quotas=(quota(0, sku="CUP"),)))


def test_two_quotas_of_an_item_hold_both() -> None:
    """A finds room in the quota of its class but not in its own; what it does not use is for the others."""
    quotas = (quota(20, demand_class=3), quota(9, partner="a"))

    assert {"B": NOW, "C": NOW} == got(ran(later("A"), later("B"), later("C"), later("D"), quotas=quotas))
    assert {"A": NOW, "B": NOW} == got(
        ran(later("A"), later("B"), later("C"), quotas=(quota(20), quota(10, partner="a")))
    )


def test_days_before_and_after_a_quota_are_free() -> None:
    """It begins tomorrow and ends on the fifth day: what can leave today, or after it, may."""
    quotas = (quota(0, from_on=day(1), until_on=day(5)),)
    lines = (later("A"), later("B", wanted_on=day(5)), later("C", wanted_on=day(6)))

    assert {"A": NOW, "C": [(10, 6, PROMISE)]} == got(ran(*lines, quotas=quotas))


def test_who_is_left_as_it_stands_keeps_what_it_holds_and_makes_room_for_nobody() -> None:
    """A could leave from the other place, but it stays, part by part: what is free is all that B can have."""
    parts = (part(3), part(7, 10, "WEST", kind=BACKORDER))
    held = demand("A", 10, *parts, locations=("MAIN", "WEST"))
    other = demand("B", 10, priority=9)
    free = (at("MAIN", (0, 4)), at("WEST", (0, 20)))

    assert {"A": NOW, "B": [(7, 0, PROMISE)]} == got(ran(held, other, quotas=(), free=free))
    assert {"B": [(4, 0, PROMISE)]} == got(
        ran(held, other, quotas=(quota(0, used=3, demand_class=3),), free=free)
    )


@pytest.mark.parametrize("strategy", [Strategy.REDISTRIBUTE, Strategy.IMPROVE, Strategy.GAIN])
def test_its_promises_are_not_given_to_others(strategy: Strategy) -> None:
    """Even where all is shared out anew: five today and five later are A's, and B, who comes first, gets what is free."""
    held = demand("A", 10, part(5), part(5, 12))
    first = demand("B", 10, priority=1)
    free = (at("MAIN", (0, 3), (2, 20)),)
    proposal = ran(first, held, quotas=(quota(0, used=5, demand_class=3),), free=free, how=all_of(strategy))

    assert {"B": [(3, 0, PROMISE), (7, 2, BACKORDER)]} == got(proposal)
    assert ((3,), (3,)) == (proposal.certificate.achieved[:1], proposal.certificate.possible[:1])


def test_who_fills_what_is_left_does_not_fall_into_the_days_of_a_quota() -> None:
    """A would be moved from today to the third day, on which nothing more may leave; it stays, and B waits."""
    fills = demand("A", 10, part(10))
    rises = demand("B", 10, priority=1)
    how = Variant(
        segments=(
            Segment(strategy=Strategy.REDISTRIBUTE, priorities=(1,)),
            Segment(strategy=Strategy.FILL),
        )
    )
    quotas = (quota(0, from_on=day(1), partner="a"),)

    assert {"B": [(10, 3, BACKORDER)]} == got(
        ran(fills, rises, quotas=quotas, free=(at("MAIN", (0, 0), (3, 10)),), how=how)
    )


def test_who_should_win_is_refused_for_the_quota_and_for_no_supply() -> None:
    other = demand("B", 10, part(10), priority=1)
    line = demand("A", 10, part(4), part(3, 10))
    almost = demand("C", 10, part(9))
    proposal = ran(other, line, almost, quotas=(quota(0, demand_class=3),), how=all_of(Strategy.WIN))

    assert (
        Refusal(demand=line, strategy=Strategy.WIN, missing=6, by_quota=True),
        Refusal(demand=almost, strategy=Strategy.WIN, missing=1, by_quota=True),
    ) == proposal.refusals


def test_a_cut_takes_from_who_is_left_as_it_stands_what_no_longer_is_there() -> None:
    """Elsewhere there is enough, within the days of the quota only; who should never have less is refused."""
    line = demand("A", 10, part(10, 10), locations=("MAIN", "EAST"))
    free = (at("MAIN", (0, 0), (10, -4)), at("EAST", (0, 10), (10, 10)))
    proposal = ran(line, quotas=(quota(0),), free=free)
    improves = ran(line, quotas=(quota(0),), free=free, how=all_of(Strategy.IMPROVE))

    assert {"A": [(6, 10, PROMISE)]} == got(proposal) == got(improves)
    assert (Refusal(demand=line, strategy=Strategy.GAIN, missing=4, by_quota=True),) == proposal.refusals
    assert () == improves.refusals


def test_what_is_overdue_leaves_today_whatever_the_quota_says() -> None:
    """It is confirmed, and uses the quota before anybody gains: of eight left, five are for A, so two fit."""
    overdue = demand("A", 10, part(5, -3, kind=BACKORDER), part(5, 12, kind=BACKORDER))
    quotas = (quota(8),)

    assert {"A": [(5, 0, PROMISE), (5, 12, BACKORDER)], "C": [(2, 0, PROMISE)]} == got(
        ran(overdue, later("B", 4), later("C", 2), quotas=quotas)
    )
    assert {"A": [(5, 0, PROMISE), (5, 12, BACKORDER)]} == got(
        ran(overdue, later("B", 4), later("C", 2), quotas=(quota(1),))
    )


@pytest.mark.parametrize(("many", "for_others"), [(8, 20), (9, 10), (14, 10)])
def test_after_four_rounds_nobody_moves_whom_a_full_quota_gave_nothing(many: int, for_others: int) -> None:
    """Each round two find room for ten; while there are rounds left, H may make room for Z by leaving from the west.

    A, for whom there is room, gains all the same.
    """
    first = demand("A", 2, priority=2)
    holds = demand("H", 10, part(10), locations=("MAIN", "WEST"), priority=2)
    waits = [demand(f"A{number:02}", priority=2) for number in range(many)]
    other = demand("Z", 20, priority=9)
    proposal = ran(
        first,
        holds,
        *waits,
        other,
        quotas=(quota(2, used=10, demand_class=2),),
        free=(at("MAIN", (0, 12)), at("WEST", (0, 10))),
    )

    assert [(2, 0, PROMISE)] == got(proposal)["A"]
    assert [(for_others, 0, PROMISE)] == got(proposal)["Z"]


def test_lines_of_an_order_that_get_the_same_share_stay_within_quotas() -> None:
    """Half of the plates are there: so half of the mugs would leave, but the quota has room for none."""
    lines = (demand("A", 10), demand("A", 10, line=2, sku="PLATE"))
    free = (at("MAIN", (0, 10)), at("MAIN", (0, 5), sku="PLATE"))
    evenly = all_of(Strategy.REDISTRIBUTE, Fairness.PROPORTIONAL)

    def moved(left: int) -> list[tuple[str, int]]:
        found = ran(*lines, quotas=(quota(left),), free=free, how=evenly).moved
        return [(one.demand.sku, one.parts[0].quantity) for one in found]

    assert [("MUG", 5), ("PLATE", 5)] == moved(10)
    assert [] == moved(4)


def test_the_share_of_an_order_is_no_larger_where_others_are_left_as_they_stand() -> None:
    """Half of its plates are there, so A has half of its mugs; what that leaves of the quota is too little for B."""
    lines = (demand("A", 10), demand("A", 10, line=2, sku="PLATE"), demand("B", 10))
    free = (at("MAIN", (0, 20)), at("MAIN", (0, 5), sku="PLATE"))
    evenly = all_of(Strategy.REDISTRIBUTE, Fairness.PROPORTIONAL)
    proposal = ran(*lines, quotas=(quota(10),), free=free, how=evenly)

    assert [("A", "MUG", 5), ("A", "PLATE", 5)] == [
        (one.demand.order, one.demand.sku, one.parts[0].quantity) for one in proposal.moved
    ]
