"""What the rules of the desk said of an order: what holds it, and what else they remarked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.application.records import OrderRecord, RuleResult
from gateway.entrypoints.console.languages import say, say_many
from gateway.orderdesk.rules import BY_ID, OFF, WARN

DONE = {"reject": "rejected", "change": "changed", "warn": "let pass", "hold": "held"}
DOES = {"reject": "rejects", "hold": "holds", "change": "changes", "warn": "remarks"}
MOST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """One hold; `waivable` unless only the agreement can change it, `accepted` until the desk has decided again."""

    result: RuleResult
    waivable: bool
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkView:
    """One thing a rule said without holding the order, and all places it said it of."""

    rule: str
    code: str
    severity: str
    message: str
    fix: str
    done: str
    where: str
    excepted: bool = False


def percent(share: float | None) -> str:
    """Return a share in hundredths, nothing where there is none."""
    return "" if share is None else f"{share:.0%}"


def holds_of(order: OrderRecord) -> tuple[HoldView, ...]:
    """Return what holds an order now."""
    return tuple(_hold(one, order.waivers) for one in order.holds)


def remarks_of(order: OrderRecord) -> tuple[RemarkView, ...]:
    """Return what else the rules said, the same thing said of many lines once."""
    holding = order.holds
    said: dict[tuple[str, ...], list[RuleResult]] = defaultdict(list)
    for one in order.results:
        if one.action != OFF and one not in holding:
            said[one.rule, one.action, one.finding.code, one.fix, one.exception].append(one)
    return tuple(_remark(results) for results in said.values())


def _hold(result: RuleResult, waivers: Sequence[str]) -> HoldView:
    waivable = _is_waivable(result)
    return HoldView(result=result, waivable=waivable, accepted=waivable and result.waiver in waivers)


def _remark(results: Sequence[RuleResult]) -> RemarkView:
    first = results[0]
    return RemarkView(
        rule=first.rule,
        code=first.finding.code,
        severity=first.finding.severity,
        message=first.finding.message,
        fix=first.fix,
        done=say(DONE[first.action]) if first.action in DONE else first.action,
        excepted=bool(first.exception),
        where=_where([one.line for one in results if one.line is not None]),
    )


def _where(lines: Sequence[int]) -> str:
    if not lines:
        return say("Order")
    if len(lines) > MOST_LINES:
        return say("%(count)s lines, from %(first)s", count=len(lines), first=lines[0])
    return say_many("Line %(lines)s", "Lines %(lines)s", len(lines), lines=", ".join(map(str, lines)))


def _is_waivable(result: RuleResult) -> bool:
    rule = BY_ID.get(result.rule)
    return rule is None or WARN in rule.actions
