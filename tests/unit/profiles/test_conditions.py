"""What a profile holds orders against beyond prices and places."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gateway.domain.agreements import RuleOverride
from gateway.domain.conditions import BilledPlace, Conditions, ItemTerms, Paper, Usual
from gateway.errors import ConfigurationFault
from tests.unit.profiles.examples import SMALL, profile

CONDITIONED = (
    SMALL
    + """\
locations:
  "0042": {name: Shop 42, bill_to: [HQ, HQ2]}
  "0043": {name: Shop 43}
orders:
  rules:
    V31: change
    V24: {action: hold, items: {MUG: warn}, groups: {crockery: reject}}
    V12: {items: {MUG: "off"}}
    D3: warn
  conditions:
    only_listed: true
    items:
      MUG: {least: 12, most: 1200, barred: [GB, US-CA]}
    groups:
      blades: {sold: false}
    contracts:
      C-1: {valid_from: 2026-01-01, valid_until: 2026-12-31}
      C-2: {}
    order_minimum: 250.50
    most_lines: 500
    least_accepted_percent: 80
    charges: [D240]
    freight_paid_by: [collect]
    carriers: [UPSN]
    usual_quantities: {times_largest: 2.5, deviations: 8, fewest: 3}
"""
)


def test_every_condition_is_handed_on(tmp_path: Path) -> None:
    """Every word of the file reaches the order desk."""
    expected = Conditions(
        items=(
            ItemTerms(sku="MUG", least=12, most=1200, barred=("GB", "US-CA")),
            ItemTerms(group="blades", sold=False),
        ),
        only_listed=True,
        papers=(
            Paper(number="C-1", valid_from_on=date(2026, 1, 1), valid_until_on=date(2026, 12, 31)),
            Paper(number="C-2"),
        ),
        order_minimum=Decimal("250.50"),
        most_lines=500,
        least_accepted_percent=Decimal(80),
        charges=("D240",),
        freight_paid_by=("collect",),
        carriers=("UPSN",),
        usual=Usual(times_largest=Decimal("2.5"), deviations=Decimal(8), fewest=3),
        billed=(BilledPlace(ship_to="0042", bill_to=("HQ", "HQ2")),),
    )

    assert expected == profile(tmp_path, CONDITIONED).agreement().conditions


def test_a_rule_differs_for_the_partner_an_item_or_a_group(tmp_path: Path) -> None:
    """As one word, or spelt out."""
    assert (
        RuleOverride(rule="V31", action="change"),
        RuleOverride(rule="V24", action="hold"),
        RuleOverride(rule="V24", action="warn", sku="MUG"),
        RuleOverride(rule="V24", action="reject", group="crockery"),
        RuleOverride(rule="V12", action="off", sku="MUG"),
        RuleOverride(rule="D3", action="warn"),
    ) == profile(tmp_path, CONDITIONED).agreement().overrides


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ("rules: {V31: maybe}", "orders.rules.V31"),
        ("rules: {X31: warn}", "orders.rules.X31"),
        ("rules: {V31: {items: {MUG: maybe}}}", "orders.rules.V31.items.MUG"),
        ("rules: {V31: {everybody: warn}}", "orders.rules.V31.everybody"),
        ("conditions: {items: {MUG: {barred: [gb]}}}", "orders.conditions.items.MUG.barred"),
        ("conditions: {least_accepted_percent: 101}", "orders.conditions.least_accepted_percent"),
        ("conditions: {usual_quantities: {fewest: 0}}", "orders.conditions.usual_quantities.fewest"),
    ],
)
def test_what_is_wrong_is_said_by_its_place(tmp_path: Path, wrong: str, where: str) -> None:
    with pytest.raises(ConfigurationFault, match=where):
        profile(tmp_path, f"{SMALL}orders:\n  {wrong}\n")
