"""What each rule tells people: where, what it saw, and what could be done, as a person approved it, example by example."""

from functools import cache
from pathlib import Path

import pytest

from tests import golden
from tests.unit.orderdesk.desk import decided, said
from tests.unit.orderdesk.examples import Example
from tests.unit.orderdesk.test_rules import EXAMPLES

APPROVED = Path(__file__).parents[2] / "fixtures/orderdesk/rules.txt"
HITS = [example for example in EXAMPLES if example.says]


def told(at: int, example: Example) -> str:
    """Return what the rule of an example says, a paragraph a result."""
    return "".join(
        f"{example.rule} v{one.version}, example {at}: {one.action}, waived as {one.waiver}\n"
        f"  {one.finding.code} at {one.finding.path or 'the order'}, seen: {one.finding.value_seen or 'nothing'}\n"
        f"  {one.fix.text}{f' [{one.fix.path or one.waiver} = {one.fix.value}]' if one.fix.value else ''}\n\n"
        for one in said(decided(example.order, example.agreed, **example.more), example.rule)
    )


@cache
def approved() -> str:
    """Return all that was approved."""
    return APPROVED.read_text(encoding="utf-8")


def test_all_that_rules_say_was_approved() -> None:
    """Nothing is approved that no rule says any more."""
    golden.check("".join(told(at, example) for at, example in enumerate(HITS)), APPROVED)


@pytest.mark.parametrize(
    ("at", "example"), list(enumerate(HITS)), ids=[f"{one.rule}-{at}" for at, one in enumerate(HITS)]
)
def test_a_rule_says_it_in_the_words_that_were_approved(at: int, example: Example) -> None:
    assert told(at, example) in approved()
