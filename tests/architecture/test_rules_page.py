"""Every rule is documented, and every number of the catalogue is accounted for: a rule, elsewhere, or not yet and why.

GOLDEN_UPDATE=1 writes the page anew from the table; the difference is then reviewed.
"""

import re

import pytest
import yaml

from gateway.orderdesk.rules import BY_ID, RULES
from gateway.profiles.conditions import Conditions
from gateway.profiles.orders import Orders
from tests.architecture.rules_page import ELSEWHERE, PARTLY, catalogued, render
from tests.architecture.sources import ROOT
from tests.golden import UPDATE

PAGE = ROOT / "docs" / "reference" / "rules.md"
CATALOGUE = [f"V{number}" for number in range(1, 66)]


def test_the_page_says_what_the_table_says() -> None:
    """What a rule says, does and can be set to."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_the_whole_catalogue_is_accounted_for_once() -> None:
    """No number is forgotten and none is claimed twice."""
    assert CATALOGUE == sorted(catalogued(), key=lambda rule: int(rule[1:]))
    assert PARTLY.keys() <= BY_ID.keys()


def test_every_rule_has_one_row() -> None:
    """Read off the page itself, whatever wrote it."""
    rows = re.findall(r"^\| ([DV]\d+) v\d+ \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert [rule.id for rule in RULES] == rows


def test_the_example_of_the_page_is_a_profile_and_names_every_condition() -> None:
    """Who copies it gets what it says."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    examples = [yaml.load(block, Loader=yaml.BaseLoader)["orders"] for block in blocks]  # noqa: S506 - nothing but text
    rules, conditions = (Orders.model_validate(one) for one in examples)

    assert {"V31", "V24"} == set(rules.rules)
    assert set(Conditions.model_fields) == set(examples[1]["conditions"])
    assert "80" == str(conditions.conditions.least_accepted_percent)


@pytest.mark.parametrize("rule", sorted(ELSEWHERE))
def test_what_is_judged_elsewhere_is_no_rule_here(rule: str) -> None:
    assert rule not in BY_ID
