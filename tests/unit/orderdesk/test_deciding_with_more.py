"""What else is known goes into a decision: promises that stay, policies of items, exceptions, the account."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.accounts import CreditTerms
from gateway.domain.agreements import Agreement, RuleOverride
from gateway.domain.conditions import Conditions, RuleException
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.domain.supply import Commitment, Planned, Position
from gateway.domain.supply_policies import ItemPolicy, Mode, Quota, Substitute, SupplyPolicies
from gateway.orderdesk.deciding import decide, what_to_lock
from gateway.orderdesk.decisions import Decision
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    CATALOGUE,
    PLENTY,
    TODAY,
    agreement,
    day,
    decided,
    line,
    order,
    policy,
    stock,
)

TEN = order(line())
HELD_ALONE = agreement(line_holds=True)
WILLING = agreement(backorders=policy(substitute=True))
BOTH_NAMES = order(
    line(
        identifiers=tuple(ItemIdentifier(kind="vendor-item", value=sku) for sku in ("PLATE", "MUG")),
        quantity="6",
        price=Decimal("3.00"),
    )
)
KEPT = Commitment(
    line=1, schedule=1, sku="MUG", location="MAIN", quantity=4, needed_on=TODAY, promised_on=day(1)
)
NEW = replace(KEPT, quantity=3, promised_on=TODAY)


def made(placed: PurchaseOrder, *positions: Position, agreed: Agreement = AGREEMENT, **more: Any) -> Decision:
    """Return the decision on an order with what more is known."""
    return decide(placed, agreed, CATALOGUE, positions=positions, today=TODAY, **more)


def with_policies(*positions: Position, placed: PurchaseOrder = TEN, **policies: Any) -> Decision:
    return made(placed, *positions, policies=SupplyPolicies(**policies))


def leaves(quantity: int, offset: int = 0) -> Promise:
    return Promise(quantity=quantity, ships_on=day(offset), location="MAIN")


def passing(rule: str, **changes: Any) -> Agreement:
    """Return the agreement with an exception that stands."""
    until = RuleException(id="e1", rule=rule, until_on=changes.pop("until_on", day(9)))
    return agreement(exceptions=(until,), **changes)


def test_what_a_line_keeps_is_kept_and_only_its_rest_is_promised_anew() -> None:
    """Nothing more of a line that is settled."""
    kept = made(TEN, stock("MUG", (0, 3)), kept={1: (KEPT,)})
    settled = made(TEN, *PLENTY, kept={1: (KEPT,)}, settled_lines={1})

    assert (
        LineOutcome(line=1, accepted=(leaves(4, 1), leaves(3)), backordered=(Shortfall(quantity=3),))
        == kept.outcomes[0]
    )
    assert (NEW,) == kept.commitments
    assert (LineOutcome(line=1, accepted=(leaves(4, 1),)), ()) == (settled.outcomes[0], settled.commitments)


def test_what_keeps_some_of_an_item_is_not_given_another_for_the_rest() -> None:
    """A line that keeps nothing may be."""
    lines = made(
        order(line(quantity="12"), line(quantity="12")),
        stock("PLATE", (0, 30)),
        agreed=WILLING,
        kept={1: (replace(KEPT, quantity=6),)},
        waived=("V46",),
        policies=SupplyPolicies(substitutes=(Substitute(sku="MUG", instead="PLATE"),)),
    ).lines

    assert ["MUG", "PLATE"] == [one.sku for one in lines]
    assert [(6, 6), (12, 0)] == [
        (
            sum(one.quantity for one in each.outcome.accepted),
            sum(one.quantity for one in each.outcome.backordered),
        )
        for each in lines
    ]


def test_how_an_item_is_promised_is_up_to_its_policy() -> None:
    """The smallest part, what can be had at once or made, when it can be had, and how much of it."""
    small = with_policies(stock("MUG", (0, 3)), items=(ItemPolicy(sku="MUG", least_part=6),))
    endless = with_policies(items=(ItemPolicy(sku="MUG", mode=Mode.INFINITE),))
    bought = with_policies(items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=4),))
    limited = with_policies(*PLENTY, quotas=(Quota(sku="MUG", cap=3, from_on=TODAY, until_on=day(99)),))

    assert ((), (Shortfall(quantity=10),)) == (small.outcomes[0].accepted, small.outcomes[0].backordered)
    assert (leaves(10),) == endless.outcomes[0].accepted
    assert (Planned(sku="MUG", location="MAIN", on=TODAY, quantity=10),) == endless.planned
    assert (leaves(10, 4),) == bought.outcomes[0].accepted
    assert (leaves(3),) == limited.outcomes[0].accepted


def test_nothing_is_made_for_an_order_or_a_line_that_is_held() -> None:
    """For the lines that go on, it is."""
    both = order(line(), line(price=Decimal("1.20")), line(quantity="2"))
    endless = SupplyPolicies(items=(ItemPolicy(sku="MUG", mode=Mode.INFINITE),))

    held, others = made(both, policies=endless), made(both, agreed=HELD_ALONE, policies=endless)

    assert ("held", (), ()) == (held.state, held.planned, held.commitments)
    assert ("confirmed", [10, 2], [1, 3]) == (
        others.state,
        [one.quantity for one in others.planned],
        [one.line for one in others.commitments],
    )


def test_what_is_held_alone_is_not_too_little_of_the_order() -> None:
    """It may still be promised; what waits for supply is not."""
    placed = order(line(price=Decimal("1.20")), line("PLATE", "6"))
    agreed = replace(HELD_ALONE, conditions=Conditions(least_accepted_percent=Decimal(70)))

    assert "confirmed" == made(placed, *PLENTY, agreed=agreed).state
    short = made(placed, stock("PLATE", (0, 1)), agreed=agreed)
    assert ["V31", "V42", "V58"] == [one.rule for one in short.results]


def test_a_line_that_is_held_takes_nothing_from_those_that_go_on() -> None:
    placed = order(line(price=Decimal("1.20")), line())
    decision = made(placed, stock("MUG", (0, 10)), agreed=HELD_ALONE)

    assert ["held", "promised"] == [one.state for one in decision.lines]
    assert [(2, 10)] == [(one.line, one.quantity) for one in decision.commitments]


@pytest.mark.parametrize(
    "softened",
    [
        {"waived": ("V43",)},
        {"waived": ("V43/1",)},
        {"agreed": agreement(overrides=(RuleOverride(rule="V43", action="warn", sku="MUG"),))},
        {"agreed": agreement(exceptions=(RuleException(id="e1", rule="V43", until_on=TODAY, sku="MUG"),))},
    ],
)
def test_a_last_day_that_was_let_pass_cancels_nothing(softened: dict[str, Any]) -> None:
    """For all lines, for one, for the item by agreement, or for a while."""
    dates = (TradeDate(kind="ship-requested", on=TODAY), TradeDate(kind="cancel-after", on=day(1)))
    placed, late = replace(TEN, dates=dates), stock("MUG", (0, 4), (2, 9))

    assert (leaves(4), leaves(6, 2)) == made(placed, late, **softened).outcomes[0].accepted
    assert (leaves(4),) == made(placed, late, waived=("V43/2", "V42/1")).outcomes[0].accepted


def test_what_is_owed_counts_with_what_the_order_comes_to() -> None:
    """Fifteen is more than fourteen."""
    assert ["confirmed", "held"] == [
        decided(TEN, agreement(credit=CreditTerms(limit=Decimal(limit)))).state for limit in (15, 14)
    ]


def test_a_price_of_an_order_without_a_date_is_that_of_the_day() -> None:
    prices = tuple(
        replace(AGREEMENT.prices[0], price=Decimal(price), valid_from_on=day(first), valid_until_on=day(last))
        for price, first, last in (("9.00", -9, -1), ("1.50", 0, 0), ("8.00", 1, 9))
    )
    (one,) = decided(replace(TEN, ordered_on=None), agreement(prices=prices)).lines

    assert one.price is not None
    assert ("agreed", Decimal("1.50")) == (one.price.outcome, one.price.ours)


@pytest.mark.parametrize(
    ("placed", "agreed", "waived", "expected"),
    [
        (BOTH_NAMES, AGREEMENT, (), []),
        (BOTH_NAMES, AGREEMENT, ("V16",), ["PLATE"]),
        (BOTH_NAMES, AGREEMENT, ("V16/2",), []),
        (BOTH_NAMES, passing("V16"), (), ["PLATE"]),
        (order(line("OLD")), AGREEMENT, (), ["OLD"]),
        (order(line("OLD")), WILLING, (), ["MUG", "OLD"]),
        (
            order(line("OLD")),
            passing("V18", until_on=day(-1), backorders=WILLING.backorders),
            (),
            ["MUG", "OLD"],
        ),
    ],
)
def test_all_a_decision_may_rest_on_is_locked(
    placed: PurchaseOrder, agreed: Agreement, waived: tuple[str, ...], expected: list[str]
) -> None:
    """Also what is let pass for a while: whether that still stands is seen when it is decided."""
    assert [(sku, "MAIN") for sku in expected] == list(what_to_lock(placed, agreed, CATALOGUE, waived=waived))


def test_what_names_two_items_is_promised_from_what_was_locked() -> None:
    """Of the strongest name, where that was let pass for a while."""
    agreed = passing("V16")
    locked = what_to_lock(BOTH_NAMES, agreed, CATALOGUE)
    there = [one for one in PLENTY if (one.sku, one.location) in locked]

    assert (leaves(6),) == made(BOTH_NAMES, *there, agreed=agreed).outcomes[0].accepted
