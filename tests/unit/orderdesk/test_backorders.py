"""What a backorder run does: each strategy and each fairness by example."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import Calendar
from gateway.domain.supply import Bucket, Position
from gateway.orderdesk.backorders import certificate, rebalance, summed
from gateway.orderdesk.fairness import Fairness, Weights, tally
from gateway.orderdesk.rebalancing import (
    BACKORDER,
    PROMISE,
    Bound,
    Certificate,
    Demand,
    Part,
    Proposal,
    Segment,
    Shared,
    Strategy,
    Variant,
)
from tests.unit.orderdesk.desk import TODAY, day, stock


def demand(order: str, quantity: int = 10, *parts: Part, **changes: Any) -> Demand:
    """Return a line that wants so many today."""
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "wanted_on": TODAY,
        "received_at": datetime.combine(TODAY, time(), UTC),
        "locations": ("MAIN",),
        "partner": order.lower(),
    }
    return Demand(order=order, quantity=quantity, parts=parts, **(usual | changes))


def part(quantity: int, on: int = 0, location: str = "MAIN", kind: str = PROMISE) -> Part:
    return Part(location=location, on=day(on), quantity=quantity, kind=kind)


def at(place: str, *free: tuple[int, int], sku: str = "MUG") -> Position:
    """Return a position by (day, free from then on)."""
    return Position(
        sku=sku, location=place, buckets=tuple(Bucket(on=day(on), free=count) for on, count in free)
    )


def all_of(strategy: Strategy, fairness: Fairness = Fairness.PRIORITY, **changes: Any) -> Variant:
    return Variant(segments=(Segment(strategy=strategy, fairness=fairness),), **changes)


def ran(how: Variant, *demands: Demand, free: tuple[Position, ...] = ()) -> Proposal:
    return rebalance(demands, free or (stock("MUG"),), how, today=TODAY)


def got(proposal: Proposal) -> dict[str, list[tuple[int, int, str]]]:
    """Return (quantity, days from today, kind) by order that changes."""
    return {
        one.demand.order: [(p.quantity, (p.on - TODAY).days, p.kind) for p in one.parts]
        for one in proposal.moved
    }


REDISTRIBUTE = all_of(Strategy.REDISTRIBUTE)
OLD = datetime.combine(day(-9), time(), UTC)


def test_what_comes_goes_to_the_most_important_then_to_who_wants_it_first() -> None:
    first, second, third = demand("A", priority=1), demand("B", wanted_on=day(-1)), demand("C")
    proposal = ran(REDISTRIBUTE, third, second, first, free=(at("MAIN", (0, 25)),))

    assert {"A": [(10, 0, PROMISE)], "B": [(10, 0, PROMISE)], "C": [(5, 0, PROMISE)]} == got(proposal)
    assert ["more", "more", "more"] == [one.why for one in proposal.moved]


def test_a_promise_moves_to_another_place_to_make_room() -> None:
    anywhere = demand("A", 10, part(10), locations=("MAIN", "WEST"))
    picky = demand("B", priority=4)
    proposal = ran(Variant(), anywhere, picky, free=(at("MAIN", (0, 0)), at("WEST", (0, 10))))

    assert {"A": [(10, 0, PROMISE)], "B": [(10, 0, PROMISE)]} == got(proposal)
    assert ["place", "more"] == [one.why for one in proposal.moved]


def test_a_chain_of_promises_moves_where_one_move_is_not_enough() -> None:
    one = demand("A", 10, part(10), locations=("MAIN", "WEST"))
    two = demand("B", 10, part(10, 0, "WEST"), locations=("WEST", "EAST"))
    last = demand("C", 10)
    free = (at("MAIN", (0, 0)), at("WEST", (0, 0)), at("EAST", (0, 7)))

    assert [(7, 0, PROMISE)] == got(ran(Variant(), one, two, last, free=free))["C"]


def test_who_gains_gives_up_what_is_later_for_what_is_earlier() -> None:
    waiting = demand("A", 10, part(10, 5, kind=BACKORDER))
    proposal = ran(Variant(), waiting, free=(at("MAIN", (0, 4), (5, 4)),))

    assert {"A": [(4, 0, PROMISE), (6, 5, BACKORDER)]} == got(proposal)
    assert "earlier" == proposal.moved[0].why


def test_what_one_gives_up_goes_to_the_next_even_if_it_was_asked_before() -> None:
    early = demand("A", 5, wanted_on=day(5), priority=1)
    late = demand("B", 5, part(5, 5, kind=BACKORDER), priority=2)
    other = demand("C", 9, wanted_on=day(9), priority=1)
    proposal = ran(Variant(), early, late, other, free=(at("MAIN", (0, 5), (5, 5)),))

    assert [(5, 0, PROMISE)] == got(proposal)["B"]
    assert [(5, 5, PROMISE)] == got(proposal)["A"]


def test_a_backorder_whose_day_has_come_is_confirmed() -> None:
    due = demand("A", 10, part(10, -1, kind=BACKORDER), wanted_on=day(-9))
    proposal = ran(Variant(), due, free=(at("MAIN", (0, 0)),))

    assert {"A": [(10, 0, PROMISE)]} == got(proposal)
    assert "confirmed" == proposal.moved[0].why


def test_what_was_confirmed_stays_confirmed_when_it_comes_later() -> None:
    confirmed = demand("A", 10, part(10), priority=3)
    other = demand("B", 10, priority=1)
    proposal = ran(REDISTRIBUTE, confirmed, other, free=(at("MAIN", (0, 0), (4, 10)),))

    assert {"A": [(10, 4, PROMISE)], "B": [(10, 0, PROMISE)]} == got(proposal)
    assert ["later", "more"] == [one.why for one in proposal.moved]


def test_who_wins_takes_from_who_may_lose_only() -> None:
    how = Variant(
        segments=(
            Segment(strategy=Strategy.WIN, partners=("w",)),
            Segment(strategy=Strategy.LOSE, partners=("l",)),
            Segment(strategy=Strategy.SKIP, partners=("s",)),
        )
    )
    held = (demand("L", 10, part(10)), demand("G", 10, part(10)), demand("S", 10, part(10)))
    wins = ran(how, demand("W"), *held, free=(at("MAIN", (0, 0)),))
    refused = ran(how, demand("W", 11), *held, free=(at("MAIN", (0, 0)),))

    assert {"W": [(10, 0, PROMISE)], "L": []} == got(wins)
    assert {"L": []} == got(refused)
    (why,) = refused.refusals
    assert (Strategy.WIN, 1, (("MAIN", TODAY),)) == (why.strategy, why.missing, why.cut)
    assert (("G", 1, 10),) == why.holders[-1:]


def test_who_fills_gets_back_at_most_what_it_had() -> None:
    how = Variant(
        segments=(
            Segment(strategy=Strategy.FILL, partners=("f",)),
            Segment(strategy=Strategy.FILL, partners=("n",)),
        )
    )
    fills = demand("F", 12, part(6), part(2, 3))
    proposal = ran(how, fills, demand("N", 4), demand("A", 7), free=(at("MAIN", (0, 0), (3, 0), (6, 3)),))
    kept = ran(how, fills, free=(at("MAIN", (0, 30)),))

    assert {"A": [(6, 0, PROMISE), (1, 3, BACKORDER)], "F": [(1, 3, PROMISE), (3, 6, PROMISE)]} == got(
        proposal
    )
    assert {} == got(kept)


def test_a_cut_takes_from_the_least_important_and_says_so() -> None:
    high, low = demand("H", 10, part(10), priority=1), demand("L", 10, part(10), priority=5)
    proposal = ran(Variant(), high, low, free=(at("MAIN", (0, -4), (5, -4), (6, 20)),))
    soft = ran(all_of(Strategy.IMPROVE), high, low, free=(at("MAIN", (0, -4)),))

    assert {"L": [(6, 0, PROMISE), (4, 6, PROMISE)]} == got(proposal)
    assert [("L", Strategy.GAIN, 4)] == [
        (one.demand.order, one.strategy, one.missing) for one in proposal.refusals
    ]
    assert ({"L": [(6, 0, PROMISE)]}, "less", ()) == (got(soft), soft.moved[0].why, soft.refusals)


def test_a_cut_moves_promises_to_other_places_before_it_takes_any() -> None:
    both = demand("A", 10, part(10), locations=("MAIN", "WEST"))
    proposal = ran(Variant(), both, free=(at("MAIN", (0, -4)), at("WEST", (0, 9))))

    assert {"A": [(6, 0, PROMISE), (4, 0, PROMISE)]} == got(proposal)
    assert () == proposal.refusals


def test_more_cannot_go_than_could_be_given_up() -> None:
    with pytest.raises(ValueError, match="more supply is gone"):
        ran(Variant(), demand("A", 10, part(3)), free=(at("MAIN", (0, -4)),))


def test_a_move_not_worth_telling_is_not_made() -> None:
    waits = demand("A", 10, part(10, 3, kind=BACKORDER), tolerance_days=2)
    near = ran(Variant(), waits, free=(at("MAIN", (1, 10)),))
    far = ran(Variant(), replace(waits, tolerance_days=1), free=(at("MAIN", (1, 10)),))
    next_week = ran(
        Variant(),
        demand("A", 10, part(10, 8, kind=BACKORDER), tolerance_days=7),
        free=(at("MAIN", (6, 10), (8, 10)),),
    )

    assert {} == got(near)
    assert [(10, 1, BACKORDER)] == got(far)["A"]
    assert [(10, 6, BACKORDER)] == got(next_week)["A"]


def test_what_is_shared_out_anew_goes_back_where_the_move_is_not_worth_telling() -> None:
    waits = demand("A", 10, part(10, 3, kind=BACKORDER), tolerance_days=2)
    alone = ran(REDISTRIBUTE, waits, free=(at("MAIN", (1, 10)),))
    other = demand("B", 10, priority=5)
    crowded = ran(REDISTRIBUTE, waits, other, free=(at("MAIN", (1, 10), (3, 0)),))

    assert {} == got(alone)
    assert {"B": [(10, 1, BACKORDER)]} == got(ran(REDISTRIBUTE, waits, other, free=(at("MAIN", (1, 10)),)))
    assert [(10, 3, BACKORDER)] == got(crowded).get("A", [(10, 3, BACKORDER)])


def test_whole_packs_leave_a_place_together_and_push_nobody() -> None:
    packs = demand("A", 12, step=6, locations=("MAIN", "WEST"))
    proposal = ran(Variant(), packs, free=(at("MAIN", (0, 11)), at("WEST", (0, 5))))
    whole = ran(Variant(), demand("B", 12, whole=True), free=(at("MAIN", (0, 11), (4, 12)),))

    assert {"A": [(6, 0, PROMISE)]} == got(proposal)
    assert 50.0 == proposal.certificate.gap_percent
    assert {"B": [(12, 4, BACKORDER)]} == got(whole)


def test_packs_come_earlier_only_where_nothing_is_lost() -> None:
    held = demand("A", 12, part(12, 5, kind=BACKORDER), step=6)
    better = ran(Variant(), held, free=(at("MAIN", (0, 7), (5, 0)),))
    none = ran(Variant(), held, free=(at("MAIN", (0, 5), (5, 0)),))

    assert [(6, 0, PROMISE), (6, 5, BACKORDER)] == got(better)["A"]
    assert {} == got(none)


def test_goods_leave_on_open_days() -> None:
    weekdays = Calendar(closed_weekdays=(5, 6))
    one = demand("A", 10, wanted_on=day(0), calendar=weekdays)

    assert {"A": [(10, 7, BACKORDER)]} == got(ran(Variant(), one, free=(at("MAIN", (5, 10)),)))


def shared_out(fairness: Fairness, *demands: Demand, free: int, **changes: Any) -> list[int]:
    proposal = ran(
        all_of(Strategy.REDISTRIBUTE, fairness, **changes), *demands, free=(at("MAIN", (0, free)),)
    )
    parts = got(proposal)
    return [sum(n for n, _, _ in parts.get(one.order, [])) for one in demands]


def test_first_come_first_served_goes_by_when_orders_came() -> None:
    assert [0, 10] == shared_out(
        Fairness.FIFO, demand("A", priority=1), demand("B", received_at=OLD), free=10
    )


def test_what_is_due_first_or_worth_most_may_come_first() -> None:
    late, dear = demand("A", wanted_on=day(-3), margin=Decimal(1)), demand("B", margin=Decimal(9))

    assert [10, 0] == shared_out(Fairness.DUE_DATE, late, dear, free=10)
    assert [0, 10] == shared_out(Fairness.PROFIT, late, dear, free=10)


def test_a_fair_share_goes_pack_by_pack_to_who_has_least() -> None:
    assert [5, 5, 2] == shared_out(
        Fairness.FAIR_SHARE, demand("A", 10), demand("B", 10), demand("C", 4), free=12
    )


def test_all_lines_of_an_order_have_the_same_share_where_that_is_the_rule() -> None:
    lines = (
        demand("A"),
        demand("A", 20, line=2, sku="CUP"),
        demand("B", received_at=OLD + timedelta(days=20)),
    )
    supply = (at("MAIN", (0, 12)), at("MAIN", (0, 8), sku="CUP"))
    proposal = rebalance(lines, supply, all_of(Strategy.REDISTRIBUTE, Fairness.PROPORTIONAL), today=TODAY)

    assert [("A", 8), ("A", 4), ("B", 8)] == [
        (one.demand.order, sum(p.quantity for p in one.parts)) for one in proposal.moved
    ]


def test_whoever_has_more_than_its_orders_share_of_any_item_gives_the_rest_to_others() -> None:
    """In whole packs, whichever item is short; orders of one line, and items nobody has, are no exception."""
    lines = (
        demand("B"),
        demand("A", 20, sku="CUP", priority=1),
        demand("A", 20, line=2, step=6, priority=1),
        demand("C", 5, sku="POT"),
        demand("C", 5, line=2, sku="PAN"),
    )
    supply = (at("MAIN", (0, 20)), at("MAIN", (0, 10), sku="CUP"), at("MAIN", (0, 5), sku="POT"))
    how = all_of(Strategy.REDISTRIBUTE, Fairness.PROPORTIONAL)

    proposal = rebalance(lines, supply, how, today=TODAY)

    assert [("A", 1, 10), ("B", 1, 10), ("A", 2, 6)] == [
        (one.demand.order, one.demand.line, sum(p.quantity for p in one.parts)) for one in proposal.moved
    ]
    assert (TODAY, ["CUP", "MUG", "PAN", "POT"]) == (proposal.today, [one.sku for one in proposal.items])


@pytest.mark.parametrize(
    ("achieved", "possible", "percent"),
    [
        ((), (), "0"),
        ((0,), (0,), "0"),
        ((6,), (7,), "14.2857"),
        ((3, 4), (3, 7), "30"),
        ((3, 4, 7), (3, 5, 9), "15"),
        ((2, 4, 7, 8), (3, 5, 9, 9), "22.5"),
    ],
)
def test_the_gap_weighs_what_a_stage_lacks_twice_what_the_next_does(
    achieved: tuple[int, ...], possible: tuple[int, ...], percent: str
) -> None:
    """Counts are of all stages so far: with three, one of the first stage counts 4, of the second 2, of the last 1."""
    bounds = tuple(
        Bound(stage=(0, 0, at), achieved=got, possible=most)
        for at, (got, most) in enumerate(zip(achieved, possible, strict=True))
    )

    assert Certificate(achieved=achieved, possible=possible, gap_percent=Decimal(percent)) == certificate(
        [Shared(sku="MUG", bounds=bounds)]
    )


def test_a_blend_weighs_class_age_and_an_empty_plate() -> None:
    important, old = demand("A", priority=2), demand("B", priority=3, received_at=OLD - timedelta(days=60))
    hungry, fed = demand("C"), demand("D", 10, part(5))

    assert [0, 10] == shared_out(Fairness.BLEND, important, old, free=10)
    assert [10, 0] == shared_out(Fairness.BLEND, important, old, free=10, weights=Weights(age=Fraction(0)))
    assert [10, 0] == shared_out(Fairness.BLEND, hungry, fed, free=10)


def test_a_line_climbs_a_class_by_waiting() -> None:
    important, old = demand("A", priority=2), demand("B", priority=4, received_at=OLD)
    lifting = Weights(lift_days=3)

    assert [10, 0] == shared_out(Fairness.PRIORITY, important, old, free=10)
    assert [0, 10] == shared_out(Fairness.PRIORITY, important, old, free=10, weights=lifting)


def test_a_run_says_how_even_it_was_and_who_starves() -> None:
    proposal = ran(
        REDISTRIBUTE, demand("A"), demand("B", received_at=OLD, priority=9), free=(at("MAIN", (0, 10)),)
    )
    nobody = rebalance([], [], Variant(), today=TODAY)
    nothing = ran(REDISTRIBUTE, demand("A"))

    even = proposal.evenness
    assert (Decimal("0.5"), (("a", 1), ("b", 0)), 0, Decimal("0.5"), 9) == (
        even.jain,
        even.partners,
        even.lowest,
        even.median,
        even.starved_days,
    )
    assert (1.0, 1.0, 0) == (nobody.evenness.jain, nobody.evenness.median, nobody.evenness.starved_days)
    assert (1.0, 0.0) == (nothing.evenness.jain, nothing.evenness.lowest)


def test_the_certificate_adds_up_what_was_possible_item_by_item() -> None:
    cups = demand("C", 5, sku="CUP", priority=5)
    proposal = ran(
        REDISTRIBUTE,
        demand("A", priority=1),
        demand("B", priority=3),
        cups,
        free=(at("MAIN", (0, 12)), at("MAIN", (0, 3), sku="CUP")),
    )

    assert Certificate(achieved=(10, 12, 15), possible=(10, 12, 15)) == proposal.certificate
    assert [(("MAIN", TODAY),), (), (("MAIN", TODAY),)] == [
        bound.cut for item in proposal.items for bound in item.bounds
    ]
    assert Certificate() == certificate([])


def test_packs_come_all_earlier_where_that_uses_up_what_they_waited_for() -> None:
    held = demand("A", 12, part(12, 5, kind=BACKORDER), step=6)

    assert {"A": [(12, 0, PROMISE)]} == got(ran(Variant(), held, free=(at("MAIN", (0, 12), (5, 0)),)))


def test_a_cut_is_shared_out_anew_too() -> None:
    high, low = demand("H", 10, part(10, 2), priority=1), demand("L", 10, part(10), priority=5)
    proposal = ran(REDISTRIBUTE, high, low, free=(at("MAIN", (0, -4), (2, -4)),))

    assert {"H": [(6, 0, PROMISE), (4, 2, PROMISE)], "L": [(6, 2, PROMISE)]} == got(proposal)


def test_who_has_no_room_to_go_back_to_is_moved_and_told() -> None:
    low = demand("A", 10, part(10), tolerance_days=2)
    proposal = ran(REDISTRIBUTE, low, demand("B", priority=1), free=(at("MAIN", (0, 0), (1, 10)),))

    assert {"A": [(10, 1, PROMISE)], "B": [(10, 0, PROMISE)]} == got(proposal)


def test_a_cut_may_take_all_of_a_promise() -> None:
    proposal = ran(Variant(), demand("A", 4, part(4)), free=(at("MAIN", (0, -4)),))

    assert {"A": []} == got(proposal)


def test_who_fills_waits_for_what_it_had_later() -> None:
    fills = demand("F", 12, part(6), part(2, 3))
    free = (at("MAIN", (0, 0), (1, 5), (3, 5)),)

    assert {} == got(ran(all_of(Strategy.FILL), fills, free=free))


def test_two_later_lots_may_come_earlier_as_one() -> None:
    waits = demand("A", 10, part(5, 3, kind=BACKORDER), part(5, 4, kind=BACKORDER))
    proposal = ran(Variant(), waits, free=(at("MAIN", (1, 10)),))

    assert ({"A": [(10, 1, BACKORDER)]}, "earlier") == (got(proposal), proposal.moved[0].why)


def test_the_best_place_is_taken_while_it_lasts() -> None:
    proposal = ran(
        Variant(), demand("A", locations=("MAIN", "WEST")), free=(at("WEST", (0, 99)), at("MAIN", (0, 10)))
    )

    assert [part(10)] == list(proposal.moved[0].parts)


def test_items_may_come_without_their_lines() -> None:
    """Whoever shared items out elsewhere sends what was counted of their lines instead."""
    full = rebalance([demand("A"), demand("B")], [at("MAIN", (0, 15))], Variant(), today=TODAY)
    served = tally((one for item in full.items for one in item.in_time), today=TODAY)
    without = [replace(one, in_time=()) for one in full.items]

    assert full.evenness == summed(without, today=TODAY, served=served).evenness
