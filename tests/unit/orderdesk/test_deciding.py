"""From an order to a decision."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.items import ItemIdentifier
from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from gateway.domain.orders import Schedule
from gateway.domain.references import TradeDate
from gateway.domain.terms import SalesRequirement
from gateway.orderdesk.cases import Exceptions
from gateway.orderdesk.deciding import what_to_lock
from gateway.orderdesk.decisions import DecidedLine, Decision, Limit, StandingLine, standing
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    CATALOGUE,
    TODAY,
    agreement,
    day,
    decided,
    dialect,
    line,
    order,
    overriding,
    policy,
    stock,
)

SUBSTITUTING = agreement(backorders=policy(substitute=True))
LOW = line(price=Decimal("1.20"))


def first(decision: Decision) -> DecidedLine:
    return decision.lines[0]


def leaves(quantity: int, offset: int = 0) -> Promise:
    return Promise(quantity=quantity, ships_on=day(offset), location="MAIN")


def requiring(kind: str) -> tuple[SalesRequirement, ...]:
    return (SalesRequirement(kind=kind),)


def test_an_order_that_can_be_filled_is_confirmed_with_its_commitments() -> None:
    decision = decided(order(line(), line("PLATE", "6")))

    assert "confirmed" == decision.state
    assert (
        LineOutcome(line=1, accepted=(leaves(10),)),
        LineOutcome(line=2, accepted=(leaves(6),)),
    ) == decision.outcomes
    assert [(1, "MUG", 10), (2, "PLATE", 6)] == [
        (one.line, one.sku, one.quantity) for one in decision.commitments
    ]
    assert ((), ()) == (decision.holds, decision.findings)


def test_one_line_in_full_one_over_two_dates_one_backordered() -> None:
    placed = order(line(), line("PLATE", "12"), line("OLD", price=Decimal("2.00")))
    positions = [stock("MUG", (0, 10)), stock("PLATE", (0, 6), (7, 6)), stock("OLD", (30, 10))]

    decision = decided(placed, overriding("V18", "warn"), positions=positions)

    assert ["promised", "promised", "backordered"] == [one.state for one in decision.lines]
    assert (leaves(6), leaves(6, 7)) == decision.outcomes[1].accepted
    assert (Shortfall(quantity=10, expected_on=day(30)),) == decision.outcomes[2].backordered
    assert ["promise", "promise", "promise", "backorder"] == [one.kind for one in decision.commitments]


def test_a_held_order_says_what_would_be_promised_and_takes_nothing() -> None:
    decision = decided(order(line(), LOW))

    assert ("held", ()) == (decision.state, decision.commitments)
    assert LineOutcome(line=1, accepted=(leaves(10),)) == decision.outcomes[0]
    assert LineOutcome(line=2, hold="order.price-below") == decision.outcomes[1]
    assert ["V31"] == [one.rule for one in decision.holds]


def test_where_lines_are_held_alone_the_others_go_on() -> None:
    decision = decided(order(line(), LOW), agreement(line_holds=True))

    assert "confirmed" == decision.state
    assert [1] == [one.line for one in decision.commitments]


def test_where_all_lines_are_held_or_rejected_the_order_is_held() -> None:
    decision = decided(order(line("NOBODYS"), LOW), agreement(line_holds=True))

    assert "held" == decision.state


def test_an_order_whose_lines_are_all_rejected_is_rejected() -> None:
    decision = decided(order(line("NOBODYS"), line(quantity="0")))

    assert "rejected" == decision.state
    assert ["order.item-unknown", "order.quantity-not-positive"] == [one.reject for one in decision.outcomes]


def test_a_rejected_line_does_not_stop_the_others() -> None:
    decision = decided(order(line("NOBODYS"), line()))

    assert ("confirmed", ["rejected", "promised"]) == (decision.state, [one.state for one in decision.lines])


def test_an_order_rejected_as_a_whole_has_every_line_rejected() -> None:
    decision = decided(order(line(), LOW, kind="blanket"))

    assert ("rejected", ()) == (decision.state, decision.commitments)
    assert {"order.kind-unsupported"} == {one.reject for one in decision.outcomes}


def test_an_order_without_lines_is_rejected() -> None:
    assert ("rejected", ()) == (decided(order()).state, decided(order()).lines)


def test_an_order_held_as_a_whole_stays_held_though_its_lines_are_fine() -> None:
    assert "held" == decided(order(line(), number="")).state


@pytest.mark.parametrize(
    ("price", "agreed", "waived", "expected"),
    [
        ("1.50", {}, (), ("agreed", "1.50", None)),
        ("1.60", {}, (), ("ours", "1.50", Change(asked="1.6", holds="1.5"))),
        (None, {}, (), ("ours", "1.50", Change(asked="", holds="1.5"))),
        ("1.49", {}, (), ("buyers", "1.49", None)),
        ("1.49", {"V30": "change"}, (), ("ours", "1.50", Change(asked="1.49", holds="1.5"))),
        ("1.20", {}, (), ("hold", None, None)),
        ("1.20", {"V31": "change"}, (), ("ours", "1.50", Change(asked="1.2", holds="1.5"))),
        ("1.20", {"V31": "reject"}, (), ("hold", None, None)),
        ("1.20", {}, ("V31",), ("buyers", "1.20", None)),
        ("1.60", {"V29": "warn"}, (), ("buyers", "1.60", None)),
    ],
)
def test_the_price_that_stands_follows_the_rules(
    price: str | None,
    agreed: dict[str, str],
    waived: tuple[str, ...],
    expected: tuple[str, str | None, Change | None],
) -> None:
    overrides = [overriding(rule, action) for rule, action in agreed.items()] or [AGREEMENT]
    placed = order(line(price=None if price is None else Decimal(price)))

    one = first(decided(placed, overrides[0], waived=waived))

    assert one.price is not None
    outcome, holds, change = expected
    assert (outcome, None if holds is None else Decimal(holds)) == (one.price.outcome, one.price.holds)
    assert change == one.outcome.price


def test_a_price_nobody_agreed_stands_once_a_person_lets_it() -> None:
    placed = order(line("UNPRICED", price=Decimal("7.00")))

    assert "held" == decided(placed).state
    one = first(decided(placed, waived=["D3"]))
    assert one.price is not None
    assert Decimal("7.00") == one.price.holds


def test_what_is_less_than_a_pack_falls_away() -> None:
    one = first(decided(order(line("PLATE", "11"))))

    assert (leaves(6),) == one.outcome.accepted
    assert (Shortfall(quantity=5, reason="order.pack-multiple"),) == one.outcome.cancelled
    assert ("partial", 11) == (one.state, one.asked)


def test_broken_packs_are_sold_where_that_was_agreed() -> None:
    assert (leaves(11),) == first(
        decided(order(line("PLATE", "11")), overriding("V24", "warn"))
    ).outcome.accepted


def test_the_successor_is_sold_where_the_buyer_takes_it() -> None:
    one = first(decided(order(line("OLD")), SUBSTITUTING))

    assert ("MUG", Change(asked="OLD", holds="MUG")) == (one.sku, one.outcome.item)
    assert (("MUG", "MAIN"), ("OLD", "MAIN")) == what_to_lock(order(line("OLD")), SUBSTITUTING, CATALOGUE)


@pytest.mark.parametrize("status", ["active", "discontinued"])
def test_a_successor_must_itself_be_sold(status: str) -> None:
    items = tuple(replace(item, status=status) if item.sku == "MUG" else item for item in CATALOGUE.items)
    decision = decided(order(line("OLD")), SUBSTITUTING, catalogue=replace(CATALOGUE, items=items))

    assert ("confirmed" if status == "active" else "rejected") == decision.state


def test_what_is_left_of_an_old_item_is_sold_when_a_person_says_so() -> None:
    one = first(decided(order(line("OLD", price=Decimal("2.00"))), SUBSTITUTING, waived=["V18/1"]))

    assert ("OLD", None) == (one.sku, one.outcome.item)


def test_a_person_lets_the_strongest_name_decide() -> None:
    both = tuple(ItemIdentifier(kind="vendor-item", value=sku) for sku in ("PLATE", "MUG"))
    placed = order(line(quantity="6", price=Decimal("3.00"), identifiers=both))

    assert ("held", "") == (decided(placed).state, first(decided(placed)).sku)
    assert ("confirmed", "PLATE") == (
        decided(placed, waived=["V16"]).state,
        first(decided(placed, waived=["V16"])).sku,
    )


def test_a_line_without_a_unit_is_in_base_units() -> None:
    one = first(decided(order(line(unit=""))))

    assert ("EA", Change(asked="", holds="EA")) == (one.unit, one.outcome.unit)


def test_each_place_and_item_is_locked_once_in_order() -> None:
    placed = order(line("PLATE", "6"), line(), line(), line("NOBODYS"))
    places = agreement(ship_from=("WEST", "EAST", "WEST"))

    assert (
        ("MUG", "EAST"),
        ("MUG", "WEST"),
        ("PLATE", "EAST"),
        ("PLATE", "WEST"),
    ) == what_to_lock(placed, places, CATALOGUE)


def test_a_schedule_is_promised_part_by_part() -> None:
    parts = (
        Schedule(quantity=Decimal(4), date_kind="ship-requested", on=day(2)),
        Schedule(quantity=Decimal(6), date_kind="ship-requested", on=day(4)),
    )
    one = first(decided(order(line(schedules=parts))))

    assert (leaves(4, 2), leaves(6, 4)) == one.outcome.accepted
    assert (day(2), day(4)) == one.wanted_on


def test_cases_are_promised_whole() -> None:
    one = first(
        decided(order(line(quantity="2", unit="CA", price=Decimal(18))), positions=[stock("MUG", (0, 23))])
    )

    assert ((leaves(12),), (Shortfall(quantity=12),)) == (one.outcome.accepted, one.outcome.backordered)
    assert (Limit(location="MAIN", on=TODAY, available=23),) == one.limits


def test_a_part_of_a_schedule_that_is_no_whole_case_may_leave_as_it_is() -> None:
    parts = (Schedule(quantity=Decimal("0.5")), Schedule(quantity=Decimal("1.5")))
    placed = order(line(quantity="2", unit="CA", price=Decimal(18), schedules=parts))

    outcome = first(decided(placed, positions=[stock("MUG", (0, 7))])).outcome

    assert ((leaves(6), leaves(1)), (Shortfall(quantity=17),)) == (outcome.accepted, outcome.backordered)


def dated(**more: Any) -> tuple[TradeDate, ...]:
    return (
        TradeDate(kind="ship-requested", on=TODAY),
        *(TradeDate(kind=kind.replace("_", "-"), on=on) for kind, on in more.items()),
    )


def test_what_comes_after_the_buyer_cancels_is_cancelled() -> None:
    late = order(line(), dates=dated(cancel_after=day(1)))
    decision = decided(late, positions=[stock("MUG", (0, 4), (2, 9))])

    assert (leaves(4),) == decision.outcomes[0].accepted
    assert (Shortfall(quantity=6, reason="order.cancel-after"),) == decision.outcomes[0].cancelled


def test_what_comes_after_the_buyer_cancels_is_held_or_kept_where_that_was_agreed() -> None:
    late = order(line(), dates=dated(cancel_after=day(1)))
    positions = [stock("MUG", (0, 4), (2, 9))]

    held = decided(late, overriding("V43", "hold"), positions=positions)
    kept = decided(late, overriding("V43", "warn"), positions=positions)

    assert ("held", "order.cancel-after", ()) == (held.state, held.outcomes[0].hold, held.commitments)
    assert (leaves(4), leaves(6, 2)) == kept.outcomes[0].accepted
    assert ["V42", "V43"] == [one.rule for one in kept.results]


def test_a_line_that_is_cancelled_whole_is_neither_promised_nor_rejected() -> None:
    late = order(line(), dates=dated(cancel_after=day(-1)))

    assert "cancelled" == first(decided(late)).state


@pytest.mark.parametrize(
    ("head", "own", "agreed", "expected"),
    [
        ((), (), {}, ("partial", 2)),
        (requiring("ship-complete"), (), {}, ("backordered", 0)),
        ((), (), {"complete": True}, ("backordered", 0)),
        ((), requiring("ship-complete"), {}, ("backordered", 1)),
        (requiring("no-backorder"), (), {}, ("partial", 2)),
        (requiring("no-backorder"), requiring("substitution-allowed"), {}, ("partial", 2)),
        (requiring("ship-partial-cancel"), requiring("ship-partial-backorder"), {}, ("partial", 2)),
    ],
)
def test_an_order_may_ask_for_less_than_was_agreed(
    head: tuple[SalesRequirement, ...],
    own: tuple[SalesRequirement, ...],
    agreed: dict[str, Any],
    expected: tuple[str, int],
) -> None:
    placed = order(line(requirements=own), line("PLATE", "6"), requirements=head)
    positions = [stock("MUG", (0, 4)), stock("PLATE", (0, 6))]

    decision = decided(placed, agreement(backorders=policy(**agreed)), positions=positions)

    assert expected == (decision.lines[0].state, len(decision.commitments))


@pytest.mark.parametrize(
    ("head", "own", "waits"),
    [
        ("no-backorder", "ship-partial-backorder", True),
        ("ship-partial-backorder", "no-backorder", False),
        ("no-backorder", "substitution-allowed", False),
    ],
)
def test_what_the_line_says_of_its_rest_goes_before_what_the_order_says(
    head: str, own: str, *, waits: bool
) -> None:
    placed = order(line(requirements=requiring(own)), requirements=requiring(head))

    (outcome,) = decided(placed, positions=[stock("MUG", (0, 4))]).outcomes

    assert (waits, not waits) == (bool(outcome.backordered), bool(outcome.cancelled))


def test_an_item_requirement_counts_as_the_lines_own() -> None:
    placed = order(line(item_requirement=SalesRequirement(kind="no-backorder")))

    assert (Shortfall(quantity=6, reason="no-backorder"),) == decided(
        placed, positions=[stock("MUG", (0, 4))]
    ).outcomes[0].cancelled


def test_a_partner_with_one_answer_a_line_gets_one_date_a_line() -> None:
    decision = decided(
        order(line()), agreement(dialect=dialect(multi_ack=False)), positions=[stock("MUG", (0, 4), (1, 9))]
    )

    assert (leaves(4),) == decision.outcomes[0].accepted
    assert (Shortfall(quantity=6, expected_on=day(1)),) == decision.outcomes[0].backordered


def test_the_lines_of_an_order_share_one_stock() -> None:
    decision = decided(order(line(quantity="7"), line(quantity="8")), positions=[stock("MUG", (0, 10))])

    assert [7, 3] == [one.quantity for one in decision.commitments]


def test_what_stands_is_kept_for_shipping_and_billing() -> None:
    kept = standing(first(decided(order(line(quantity="2", unit="CA", price=Decimal(18))))))

    assert (
        StandingLine(
            line=1,
            sku="MUG",
            unit="CA",
            base_unit="EA",
            each=CATALOGUE.items[0].units[0].each,
            ordered=24,
            price=Decimal(18),
        )
        == kept
    )


def test_what_has_no_price_keeps_none_and_what_was_replaced_says_so() -> None:
    nobody, replaced = decided(order(line("NOBODYS"), line("OLD")), SUBSTITUTING).lines

    assert (None, False) == (standing(nobody).price, standing(nobody).substituted)
    assert ("MUG", True) == (standing(replaced).sku, standing(replaced).substituted)


def test_a_rule_is_softened_by_a_waiver_or_by_agreement() -> None:
    soft = Exceptions(overrides={("V16", "", ""): "off", ("V18", "", ""): "hold"}, waived=("V18/2",))

    assert [True, False, True] == [
        soft.softened("V16", 1),
        soft.softened("V18", 1),
        soft.softened("V18", 2),
    ]
