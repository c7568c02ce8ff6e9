"""What a decision says of itself."""

from datetime import date
from typing import Any

import pytest

from gateway.domain.findings import Finding, Severity
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.orderdesk.decisions import DecidedLine, Decision, Fix, Result

PART = (Promise(quantity=1, ships_on=date(2026, 3, 2)),)
REST = (Shortfall(quantity=1),)


def result(action: str, line: int | None = None) -> Result:
    finding = Finding(code="order.price-below", severity=Severity.ERROR, message=action)
    return Result(rule="V31", action=action, finding=finding, line=line, fix=Fix(text="Look."))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"reject": "order.item-unknown"}, "rejected"),
        ({"hold": "order.price-below"}, "held"),
        ({"reject": "order.item-unknown", "hold": "order.price-below"}, "rejected"),
        ({"accepted": PART}, "promised"),
        ({"accepted": PART, "backordered": REST}, "partial"),
        ({"accepted": PART, "cancelled": REST}, "partial"),
        ({"backordered": REST}, "backordered"),
        ({"backordered": REST, "cancelled": REST}, "backordered"),
        ({"cancelled": REST}, "cancelled"),
        ({"accepted": PART, "hold": "order.price-below"}, "held"),
    ],
)
def test_a_line_is_what_became_of_it(facts: dict[str, Any], state: str) -> None:
    """Refused before kept back, kept back before promised; what waits in part is promised in part."""
    assert state == DecidedLine(line=1, outcome=LineOutcome(line=1, **facts)).state


def test_a_decision_tells_its_lines_what_holds_it_and_what_was_found() -> None:
    results = (result("warn"), result("hold", 2), result("reject", 1))
    outcomes = (LineOutcome(line=1, reject="order.item-unknown"), LineOutcome(line=2, accepted=PART))
    decision = Decision(
        state="held",
        lines=tuple(DecidedLine(line=one.line, outcome=one) for one in outcomes),
        results=results,
        commitments=(),
    )

    assert (outcomes, (results[1],)) == (decision.outcomes, decision.holds)
    assert ["warn", "hold", "reject"] == [one.message for one in decision.findings]
    assert ["V31", "V31/2", "V31/1"] == [one.waiver for one in results]
