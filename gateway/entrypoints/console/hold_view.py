"""What holds an order, and whether a person may let it pass."""

from dataclasses import dataclass

from gateway.application.records import OrderRecord, RuleResult
from gateway.orderdesk.checking import BY_ID, WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """One hold; `waivable` unless only the agreement can change it."""

    result: RuleResult
    waivable: bool


def holds_of(order: OrderRecord) -> tuple[HoldView, ...]:
    """Return what holds an order now."""
    return tuple(HoldView(result=one, waivable=_is_waivable(one)) for one in order.holds)


def _is_waivable(result: RuleResult) -> bool:
    rule = BY_ID.get(result.rule)
    return rule is None or WARN in rule.actions
