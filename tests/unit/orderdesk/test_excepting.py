"""What is done instead of what a rule asks for: for a partner, an item, a group of items, a while, or once."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Agreement, RuleOverride
from gateway.domain.conditions import RuleException
from gateway.orderdesk.cases import Exceptions
from tests.unit.orderdesk.desk import CATALOGUE, MUG, agreement, brief, day, decided, line, order, said

LOW = order(line(price=Decimal("1.20")))
HELD = [("hold", "order.price-below", 1)]
PASSED = [("warn", "order.price-below", 1)]


def excepting(**changes: Any) -> Agreement:
    usual: dict[str, Any] = {"id": "x1", "rule": "V31", "until_on": day(3)}
    return agreement(exceptions=(RuleException(**(usual | changes)),))


def overriding(*overrides: tuple[str, str, str]) -> Agreement:
    return agreement(
        overrides=tuple(
            RuleOverride(rule="V31", action=action, sku=sku, group=group) for action, sku, group in overrides
        )
    )


@pytest.mark.parametrize(
    "exception",
    [
        {"sku": "MUG"},
        {"sku": "MUG", "seen": "1.2"},
        {},
        {"group": "cups"},
        {"until_on": day(0)},
    ],
)
def test_what_a_person_lets_pass_for_a_while_is_a_remark(exception: dict[str, Any]) -> None:
    """The buyer's price stands, and the result says by whose leave."""
    cups = replace(CATALOGUE, items=(replace(MUG, group="cups"),))
    decision = decided(LOW, excepting(**exception), catalogue=cups)

    assert PASSED == brief(decision, "V31")
    assert ["x1"] == [one.exception for one in said(decision, "V31")]
    price = decision.lines[0].price
    assert ("confirmed", Decimal("1.20")) == (decision.state, price and price.holds)


@pytest.mark.parametrize(
    "exception",
    [
        {"until_on": day(-1)},
        {"sku": "PLATE"},
        {"group": "cups"},
        {"seen": "1.19"},
        {"rule": "V30"},
    ],
)
def test_what_has_expired_or_is_about_something_else_lets_nothing_pass(exception: dict[str, Any]) -> None:
    decision = decided(LOW, excepting(**exception))

    assert HELD == brief(decision, "V31")
    assert [""] == [one.exception for one in said(decision, "V31")]


@pytest.mark.parametrize("exception", [{"sku": "MUG"}, {"group": "cups"}])
def test_what_is_about_items_is_not_about_the_order(exception: dict[str, Any]) -> None:
    late = order(line(), number="")
    known = excepting(rule="V6", **exception)

    assert [("warn", "order.date-doubtful", None)] == brief(
        decided(replace(late, ordered_on=day(1)), known), "V6"
    )
    assert [""] == [one.exception for one in said(decided(replace(late, ordered_on=day(1)), known), "V6")]


@pytest.mark.parametrize("rule", ["V15", "V99"])
def test_what_cannot_be_let_pass_is_not(rule: str) -> None:
    """Not even by what was written down when it still could be."""
    decision = decided(order(line("NOBODYS")), excepting(rule=rule))

    assert [("reject", "order.item-unknown", 1)] == brief(decision, "V15")


def test_a_change_is_let_pass_too() -> None:
    """Broken packs of the item are sold until then."""
    decision = decided(order(line("PLATE", "11")), excepting(rule="V24", sku="PLATE"))

    assert [("warn", "order.pack-multiple", 1)] == brief(decision, "V24")
    assert [11] == [one.quantity for one in decision.outcomes[0].accepted]


def test_an_item_no_longer_sold_is_sold_until_then() -> None:
    """Itself, and not what replaced it."""
    decision = decided(order(line("OLD", price=Decimal("2.00"))), excepting(rule="V18", sku="OLD"))

    assert ("confirmed", "OLD") == (decision.state, decision.lines[0].sku)


def test_what_is_off_stays_off() -> None:
    known = replace(excepting(), overrides=(RuleOverride(rule="V31", action="off"),))

    assert [] == brief(decided(LOW, known), "V31")


@pytest.mark.parametrize(
    ("overrides", "action"),
    [
        ([("change", "", "")], "change"),
        ([("change", "", ""), ("warn", "MUG", "")], "warn"),
        ([("change", "", ""), ("reject", "", "cups")], "reject"),
        ([("warn", "MUG", ""), ("reject", "", "cups")], "warn"),
        ([("warn", "PLATE", ""), ("warn", "", "plates")], "hold"),
    ],
)
def test_the_nearest_agreement_holds(overrides: Sequence[tuple[str, str, str]], action: str) -> None:
    """On the item before its group, on the group before the partner."""
    cups = replace(CATALOGUE, items=(replace(MUG, group="cups"),))

    assert [(action, "order.price-below", 1)] == brief(
        decided(LOW, overriding(*overrides), catalogue=cups), "V31"
    )


def test_a_line_without_an_item_goes_by_what_was_agreed_for_all() -> None:
    soft = Exceptions(overrides={("V31", "MUG", ""): "warn", ("V31", "", ""): "change"})

    assert ("warn", "change") == (soft.agreed("V31", (MUG,)), soft.agreed("V31"))
