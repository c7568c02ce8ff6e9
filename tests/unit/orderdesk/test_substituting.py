"""Another item instead of one that cannot leave in time: when, which, and what becomes of price and units."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import Calendar, Source
from gateway.domain.catalogue import Catalogue
from gateway.domain.items import Item
from gateway.domain.order_responses import Change
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.domain.supply import Commitment, Position
from gateway.domain.supply_policies import NO_POLICIES, ItemPolicy, Mode, Quota, Substitute, SupplyPolicies
from gateway.domain.terms import SalesRequirement
from gateway.orderdesk import substituting
from gateway.orderdesk.cases import Case, Exceptions, look
from gateway.orderdesk.deciding import decide, what_to_lock
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.needing import needs_of
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    CATALOGUE,
    TODAY,
    agreement,
    day,
    line,
    order,
    policy,
    stock,
)

CUP = Item(sku="CUP", list_price=Decimal("1.00"))
JUG, TRAY = Item(sku="JUG", pack=5), Item(sku="TRAY", status="discontinued")
POT, BOX = Item(sku="POT"), Item(sku="BOX")
SHELF = Catalogue(
    items=(*CATALOGUE.items, CUP, JUG, TRAY, POT, BOX), cross_references=CATALOGUE.cross_references
)
WILLING = agreement(backorders=policy(substitute=True))


def instead(name: str = "CUP", **changes: Any) -> Substitute:
    return Substitute(**({"sku": "MUG", "instead": name} | changes))


def decided(
    *positions: Position,
    placed: PurchaseOrder | None = None,
    agreed: Any = WILLING,
    substitutes: tuple[Substitute, ...] = (instead(),),
    **more: Any,
) -> Decision:
    return decide(
        placed or order(line(quantity="10")),
        agreed,
        SHELF,
        positions=positions,
        today=TODAY,
        policies=SupplyPolicies(substitutes=substitutes, **more.pop("policies", {})),
        **more,
    )


def only(decision: Decision) -> DecidedLine:
    (found,) = decision.lines
    return found


def test_a_substitute_leaves_instead_of_what_cannot_leave_in_time_at_the_price_of_what_was_ordered() -> None:
    decision = decided(stock("MUG", (3, 10)), stock("CUP", (0, 10)))

    found = only(decision)
    assert ("CUP", 10, Decimal("1.50")) == (found.sku, found.asked, found.price and found.price.holds)
    assert Change(asked="MUG", holds="CUP") == found.outcome.item
    assert [("CUP", 10, TODAY)] == [(one.sku, one.quantity, one.promised_on) for one in decision.commitments]


def test_what_can_leave_in_time_is_not_replaced() -> None:
    assert "MUG" == only(decided(stock("MUG", (0, 10)), stock("CUP", (0, 10)))).sku


def test_a_substitute_that_would_leave_the_buyer_with_less_on_any_day_is_none() -> None:
    """Nine cups today are more than four mugs, but all ten mugs are there on the third day, and the tenth cup never is."""
    decision = decided(stock("MUG", (0, 4), (3, 6)), stock("CUP", (0, 9)))

    assert "MUG" == only(decision).sku
    assert [4, 6] == [one.quantity for one in only(decision).outcome.accepted]


def test_a_substitute_that_brings_part_of_a_line_sooner_and_none_later_stands_in_for_it() -> None:
    """Of ten, six leave on the day and four on the third; of what was ordered three would, and seven on the third."""
    decision = decided(stock("MUG", (0, 3), (3, 7)), stock("CUP", (0, 6), (3, 4)))

    found = only(decision)
    assert ("CUP", Change(asked="MUG", holds="CUP")) == (found.sku, found.outcome.item)
    assert [(6, TODAY), (4, day(3))] == [(one.quantity, one.ships_on) for one in found.outcome.accepted]


def test_as_much_in_time_and_no_more_is_no_reason_to_replace_anything() -> None:
    decision = decided(stock("MUG", (0, 6)), stock("CUP", (0, 6), (3, 4)))

    assert "MUG" == only(decision).sku


def test_of_several_that_bring_part_the_one_that_brings_most_is_taken_and_of_equals_the_first() -> None:
    there = (stock("CUP", (0, 4)), stock("JUG", (0, 6)), stock("POT", (0, 6)))
    ranked = (
        instead("CUP", rank=1),
        instead("JUG", rank=2, ratio=Fraction(2)),
        instead("POT", rank=3),
        instead("BOX", rank=4),
    )

    assert "POT" == only(decided(*there, substitutes=ranked)).sku
    assert "CUP" == only(decided(stock("CUP", (0, 4)), stock("POT", (0, 4)), substitutes=ranked)).sku
    assert "MUG" == only(decided(substitutes=ranked)).sku


def test_one_that_brings_all_goes_before_one_of_a_better_rank_that_brings_part() -> None:
    there = (stock("CUP", (0, 9)), stock("POT", (0, 10)))

    assert "POT" == only(decided(*there, substitutes=(instead("CUP", rank=1), instead("POT", rank=2)))).sku


def test_who_takes_all_or_nothing_is_not_brought_part_of_something_else() -> None:
    agreed = agreement(backorders=policy(substitute=True, partial=False))

    assert "MUG" == only(decided(stock("CUP", (0, 9)), agreed=agreed)).sku
    assert "CUP" == only(decided(stock("CUP", (0, 10)), agreed=agreed)).sku


def test_neither_the_partner_nor_the_order_gets_what_it_does_not_take() -> None:
    there = (stock("MUG", (3, 10)), stock("CUP", (0, 10)))
    forbidding = order(
        line(quantity="10"), requirements=(SalesRequirement(kind="", substitution="no-substitution"),)
    )

    assert "MUG" == only(decided(*there, agreed=AGREEMENT)).sku
    assert "MUG" == only(decided(*there, placed=forbidding)).sku


def test_the_first_by_rank_that_leaves_whole_in_whole_packs_and_is_sold_is_taken() -> None:
    ranked = (
        instead("TRAY", rank=1),
        instead("NOBODY-KNOWS", rank=2),
        instead("JUG", rank=3, ratio=Fraction(1, 3)),
        instead("JUG", rank=4, ratio=Fraction(3, 10)),
        instead("CUP", rank=5),
        instead("GONE", rank=0, until_on=day(-1)),
    )
    there = (stock("JUG", (0, 50)), stock("TRAY", (0, 50)), stock("CUP", (0, 50)))

    assert "CUP" == only(decided(*there, substitutes=ranked)).sku


def test_a_ratio_says_how_many_stand_in_for_one() -> None:
    decision = decided(stock("JUG", (0, 5)), substitutes=(instead("JUG", ratio=Fraction(1, 2)),))

    found = only(decision)
    assert ("JUG", 5, Fraction(1, 2)) == (found.sku, found.asked, found.each)
    assert [5] == [one.quantity for one in decision.commitments]


def test_fewer_that_stand_in_for_more_are_no_loss() -> None:
    """Five jugs today are ten mugs, of which eight would leave today."""
    there = (stock("MUG", (0, 8)), stock("JUG", (0, 5)))

    assert "JUG" == only(decided(*there, substitutes=(instead("JUG", ratio=Fraction(1, 2)),))).sku


def test_what_leaves_several_places_on_a_day_leaves_together() -> None:
    """Six mugs leave today from two places and the rest on the third day; of the cups three would leave later than that."""
    agreed = agreement(backorders=policy(substitute=True), ship_from=("EAST", "WEST"))
    mugs = (stock("MUG", (0, 3), (3, 4), location="EAST"), stock("MUG", (0, 3), location="WEST"))

    assert "MUG" == only(decided(*mugs, stock("CUP", (0, 7), (4, 3), location="EAST"), agreed=agreed)).sku
    assert "CUP" == only(decided(*mugs, stock("CUP", (0, 7), (3, 3), location="EAST"), agreed=agreed)).sku


def test_what_trickles_in_is_no_more_for_coming_in_many_parts() -> None:
    trickle = stock("MUG", (0, 1), (1, 1), (2, 8))

    assert "CUP" == only(decided(trickle, stock("CUP", (0, 9), (2, 1)))).sku


def test_in_time_is_by_the_calendar_of_the_place_it_leaves_from() -> None:
    """To be there on the fifth day goods leave far away on the second and at home on the fourth; mugs are far away on the third."""
    agreed = agreement(
        backorders=policy(substitute=True),
        calendar=Calendar(transit_days=1),
        ship_from=("FAR", "MAIN"),
        sources=(Source(location="FAR", calendar=Calendar(transit_days=3)),),
    )
    wanted = order(line(quantity="10"), dates=(TradeDate(kind="delivery-requested", on=day(5)),))

    late = decided(stock("MUG", (3, 10), location="FAR"), stock("CUP", (4, 10)), placed=wanted, agreed=agreed)
    in_time = decided(
        stock("MUG", (2, 10), location="FAR"), stock("CUP", (4, 10)), placed=wanted, agreed=agreed
    )

    assert ("CUP", "MUG") == (only(late).sku, only(in_time).sku)


def test_a_line_that_asks_for_nothing_stops_no_other() -> None:
    nothing = order(line(quantity="0"), line(quantity="10"))

    assert ["MUG", "CUP"] == [one.sku for one in decided(stock("CUP", (0, 10)), placed=nothing).lines]


def test_no_other_line_leaves_later_for_a_substitute() -> None:
    cups = line("CUP", "6", price=Decimal("1.00"))
    decision = decided(
        stock("MUG", (0, 4)),
        stock("CUP", (0, 12)),
        placed=order(line(quantity="10"), line("MUG", "4"), cups),
    )

    assert ["MUG", "CUP", "CUP"] == [one.sku for one in decision.lines]
    assert [4, 4, 6] == [sum(part.quantity for part in one.outcome.accepted) for one in decision.lines]


def test_a_line_that_keeps_promises_keeps_its_item() -> None:
    has = Commitment(
        line=1, schedule=1, sku="MUG", location="MAIN", quantity=4, needed_on=TODAY, promised_on=TODAY
    )
    decision = decided(stock("CUP", (0, 10)), kept={1: [has]})

    assert "MUG" == only(decision).sku


def test_a_line_that_is_held_is_not_replaced() -> None:
    decision = decided(stock("CUP", (0, 10)), placed=order(line(quantity="10", price=Decimal("0.10"))))

    assert ("held", "MUG") == (decision.state, only(decision).sku)


@pytest.mark.parametrize(
    ("trials", "skus"),
    [
        (0, ["MUG", "MUG", "MUG"]),
        (1, ["MUG", "MUG", "MUG"]),
        (3, ["MUG", "MUG", "MUG"]),
        (4, ["MUG", "POT", "MUG"]),
        (5, ["MUG", "POT", "CUP"]),
    ],
)
def test_after_so_many_trials_the_rest_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, trials: int, skus: list[str]
) -> None:
    """Two for the first line, which nothing helps; two for the next, of which the second helps; one for the last."""
    monkeypatch.setattr(substituting, "MOST_TRIALS", trials)
    lines = order(line(quantity="20"), line(quantity="9"), line(quantity="5"))
    ranked = (instead("CUP", rank=1), instead("POT", rank=2))
    agreed = agreement(backorders=policy(substitute=True, partial=False))

    decision = decided(
        stock("CUP", (0, 5)), stock("POT", (0, 9)), placed=lines, substitutes=ranked, agreed=agreed
    )

    assert skus == [one.sku for one in decision.lines]


def test_where_the_trials_end_the_best_so_far_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(substituting, "MOST_TRIALS", 1)
    ranked = (instead("CUP", rank=1), instead("POT", rank=2))

    assert "CUP" == only(decided(stock("CUP", (0, 4)), stock("POT", (0, 10)), substitutes=ranked)).sku


def test_a_line_that_is_left_as_it_is_stops_no_other() -> None:
    """One that leaves in time, one whose buyer takes nothing else, one that keeps promises, and one that is replaced."""
    has = Commitment(
        line=3, schedule=1, sku="MUG", location="MAIN", quantity=4, needed_on=TODAY, promised_on=TODAY
    )
    forbids = SalesRequirement(kind="", substitution="no-substitution")
    lines = order(
        line(quantity="6"),
        line(quantity="7", requirements=(forbids,)),
        line(quantity="8"),
        line(quantity="10"),
    )

    decision = decided(stock("MUG", (0, 6)), stock("CUP", (0, 50)), placed=lines, kept={3: [has]})

    assert ["MUG", "MUG", "MUG", "CUP"] == [one.sku for one in decision.lines]
    assert [6, 0, 4, 10] == [sum(part.quantity for part in one.outcome.accepted) for one in decision.lines]


def test_what_would_cost_another_line_its_day_is_passed_over_for_the_next() -> None:
    """Whether the other line stands before or behind."""
    cups = line("CUP", "6", price=Decimal("1.00"))
    ranked = (instead("CUP", rank=1), instead("POT", rank=2))
    there = (stock("CUP", (0, 12)), stock("POT", (0, 10)))

    assert ["CUP", "POT"] == [
        one.sku for one in decided(*there, placed=order(cups, line(quantity="10")), substitutes=ranked).lines
    ]
    assert ["POT", "CUP"] == [
        one.sku for one in decided(*there, placed=order(line(quantity="10"), cups), substitutes=ranked).lines
    ]


@pytest.mark.parametrize(
    ("pots", "sku"),
    [
        (((0, 8), (3, 12)), "POT"),
        (((0, 7), (3, 13)), "POT"),
        (((0, 6), (3, 14)), "MUG"),
        (((0, 8), (3, 11)), "MUG"),
        (((0, 8), (4, 12)), "MUG"),
    ],
)
def test_what_comes_when_is_counted_in_what_was_ordered(pots: tuple[tuple[int, int], ...], sku: str) -> None:
    """Two pots for one mug: of ten mugs three would leave now and the rest on the third day."""
    decision = decided(
        stock("MUG", (0, 3), (3, 7)),
        stock("POT", *pots),
        substitutes=(instead("POT", ratio=Fraction(2)),),
    )

    assert sku == only(decision).sku


def test_the_places_of_substitutes_are_locked_with_those_of_the_items() -> None:
    policies = SupplyPolicies(substitutes=(instead(), instead("JUG", sku="ANOTHER")))

    assert (("CUP", "MAIN"), ("MUG", "MAIN")) == what_to_lock(
        order(line()), AGREEMENT, SHELF, policies=policies
    )


def test_what_has_to_be_made_is_part_of_the_decision_only_where_it_is_confirmed() -> None:
    made: dict[str, Any] = {"items": (ItemPolicy(sku="MUG", mode=Mode.INFINITE),)}
    confirmed = decided(substitutes=(), policies=made)
    held = decided(placed=order(line(quantity="10", price=Decimal("0.10"))), substitutes=(), policies=made)

    assert [("MUG", "MAIN", TODAY, 10)] == [
        (one.sku, one.location, one.on, one.quantity) for one in confirmed.planned
    ]
    assert () == held.planned


def test_a_quota_of_another_partner_limits_nobody_else() -> None:
    there = stock("MUG", (0, 10))
    window: dict[str, Any] = {"sku": "MUG", "cap": 3, "from_on": TODAY, "until_on": day(30)}
    mine, others = Quota(partner="buyer", **window), Quota(partner="another", **window)

    assert [3] == [
        one.quantity
        for one in only(decided(there, substitutes=(), policies={"quotas": (mine,)})).outcome.accepted
    ]
    assert [10] == [
        one.quantity
        for one in only(decided(there, substitutes=(), policies={"quotas": (others,)})).outcome.accepted
    ]


def test_a_pre_order_is_promised_for_the_launch_however_far_that_is() -> None:
    launched: dict[str, Any] = {"items": (ItemPolicy(sku="MUG", launch_on=day(40)),)}
    decision = decided(stock("MUG", (40, 10)), substitutes=(), policies=launched)

    assert [(10, day(40))] == [(one.quantity, one.ships_on) for one in only(decision).outcome.accepted]
    assert ["V42"] == [one.rule for one in decision.results]


def test_what_is_wanted_in_parts_is_replaced_in_parts() -> None:
    dated = order(line(quantity="10", dates=(TradeDate(kind="ship-requested", on=day(1)),)))

    assert [day(1)] == [one.promised_on for one in decided(stock("CUP", (0, 10)), placed=dated).commitments]


def test_a_line_whose_item_nobody_knows_needs_nothing() -> None:
    unknown = order(line("NOBODY-KNOWS"))
    lines = look(unknown, AGREEMENT, SHELF, today=TODAY, exceptions=Exceptions())
    case = Case(order=unknown, agreement=AGREEMENT, today=TODAY, lines=lines)

    assert [] == needs_of(case, lines[0], 4, NO_POLICIES, cancel_on=None)
