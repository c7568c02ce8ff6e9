"""Checking: what a rule found becomes a result, by agreement, for a while, or once."""

import re
from dataclasses import replace
from typing import Any

import pytest

from gateway.domain.agreements import RuleOverride
from gateway.domain.conditions import RuleException
from gateway.domain.findings import Severity, find
from gateway.errors import ConfigurationFault
from gateway.orderdesk.cases import Exceptions
from gateway.orderdesk.checking import _result, exceptions_of
from gateway.orderdesk.decisions import Fix, Result
from gateway.orderdesk.hits import Found
from gateway.orderdesk.rules import BY_ID
from tests.unit.orderdesk.desk import agreement, day, line, order, overriding
from tests.unit.orderdesk.seen import case_of

RULE = replace(BY_ID["V31"], severity=Severity.INFO, version=7)
FOUND = Found(line=1, path="lines[0].price", value_seen="1.2", fix="Confirm.", value="1.5")
WHILE = RuleException(id="x1", rule="V31", until_on=day(3))
INSTEAD = {"overrides": {("V31", "", ""): "off"}}


def result(**changes: Any) -> Result:
    usual: dict[str, Any] = {
        "rule": "V31",
        "version": 7,
        "action": "hold",
        "finding": find("order.price-below", severity=Severity.INFO, value_seen="1.2", path="lines[0].price"),
        "line": 1,
        "fix": Fix(text="Confirm.", path="lines[0].price", value="1.5"),
        "exception": "",
    }
    return Result(**(usual | changes))


def test_a_result_says_which_meaning_of_the_rule_it_is_of_and_whose_leave_lets_it_pass() -> None:
    """What the rule itself decides is nobody's to let pass; what is graver than a remark is one once it is let pass."""
    error = replace(RULE, severity=Severity.ERROR)
    remark = replace(result().finding, severity=Severity.WARNING)
    cases: tuple[tuple[dict[str, Any], dict[str, Any], dict[str, Any]], ...] = (
        ({}, {}, {}),
        ({}, {"standing": (WHILE,)}, {"action": "warn", "exception": "x1"}),
        ({}, {"waived": {"V31"}}, {"action": "warn"}),
        ({}, {"waived": {"V31/1"}}, {"action": "warn"}),
        ({}, {"waived": {"V31/2", "V3"}}, {}),
        ({}, {"standing": (WHILE,), **INSTEAD}, {"action": "off"}),
        ({"action": "reject"}, {"standing": (WHILE,), **INSTEAD}, {"action": "reject"}),
        ({"action": "warn"}, {"standing": (WHILE,)}, {"action": "warn"}),
    )
    case = case_of(order(line()))

    assert [result(**says) for _, _, says in cases] == [
        _result(RULE, replace(FOUND, **found), case, Exceptions(**exceptions))
        for found, exceptions, _ in cases
    ]
    assert result(action="warn", exception="x1", finding=remark) == _result(
        error, FOUND, case, Exceptions(standing=(WHILE,))
    )


def test_what_a_rule_finds_under_another_code_is_as_grave_as_that_code_and_a_remark_is_no_error() -> None:
    case = case_of(order(line()))
    late = replace(FOUND, code="order.past-due", fix="")
    code = find("order.past-due", value_seen="1.2", path="lines[0].price")

    assert Severity.ERROR is code.severity
    assert result(finding=code, fix=Fix(text=code.fix, path="lines[0].price", value="1.5")) == _result(
        RULE, late, case, Exceptions()
    )
    assert (
        Severity.WARNING is _result(RULE, replace(late, action="warn"), case, Exceptions()).finding.severity
    )


def test_what_stands_instead_of_rules_is_what_was_agreed_and_has_not_expired() -> None:
    """An exception holds on its last day; one of a rule nobody may let pass never does."""
    agreed = agreement(
        overrides=(
            RuleOverride(rule="V31", action="warn", sku="MUG"),
            RuleOverride(rule="V31", action="reject", group="cups"),
            RuleOverride(rule="V24", action="hold"),
        ),
        exceptions=tuple(
            RuleException(id=f"{rule}{until}", rule=rule, until_on=day(until))
            for rule in ("V31", "V15", "V99")
            for until in (-1, 0, 1)
        ),
    )

    assert Exceptions(
        overrides={("V31", "MUG", ""): "warn", ("V31", "", "cups"): "reject", ("V24", "", ""): "hold"},
        waived=frozenset({"V6", "V31/2"}),
        standing=tuple(RuleException(id=f"V31{until}", rule="V31", until_on=day(until)) for until in (0, 1)),
    ) == exceptions_of(agreed, ["V31/2", "V6"], today=day(0))
    assert () == exceptions_of(agreed).standing


@pytest.mark.parametrize(
    ("rule", "action", "says"),
    [
        ("V33", "change", "buyer: rule V33 cannot be set to change; it knows reject, hold"),
        ("V99", "warn", "buyer: rule V99 cannot be set to warn; it knows nothing, there is no such rule"),
    ],
)
def test_what_cannot_be_agreed_is_said_with_what_can(rule: str, action: str, says: str) -> None:
    with pytest.raises(ConfigurationFault, match=f"^{re.escape(says)}$"):
        exceptions_of(overriding(rule, action))
