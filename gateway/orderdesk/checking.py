"""Running the rules of the order desk over an order, and what running all of them says.

Every rule runs; none hides another. A rule's action may be replaced by agreement (`RuleOverride`), let
pass for a while (`RuleException`) or waived once by a person, within the actions that make sense for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from gateway.domain.agreements import Agreement
from gateway.domain.conditions import RuleException
from gateway.domain.findings import KINDS, Severity, find
from gateway.errors import ConfigurationFault
from gateway.orderdesk.cases import Case, Exceptions
from gateway.orderdesk.decisions import Fix, Result
from gateway.orderdesk.hits import Found
from gateway.orderdesk.rules import BY_ID, CHANGE, OFF, REJECT, RULES, STOPS, WARN, Rule

__all__ = ["REJECT", "can_be_excepted", "check", "exceptions_of"]


def exceptions_of(agreement: Agreement, waived: Iterable[str] = (), *, today: date = date.max) -> Exceptions:
    """Return what the agreement and people except, of what expires what stands on the day.

    Raises ConfigurationFault for what cannot be agreed.
    """
    overrides = {}
    for override in agreement.overrides:
        rule = BY_ID.get(override.rule)
        if rule is None or override.action not in rule.actions:
            raise ConfigurationFault(
                f"{agreement.partner}: rule {override.rule} cannot be set to {override.action}; "
                f"it knows {', '.join(rule.actions) if rule else 'nothing, there is no such rule'}"
            )
        overrides[override.rule, override.sku, override.group] = override.action
    standing = tuple(one for one in agreement.exceptions if one.until_on >= today and can_be_excepted(one))
    return Exceptions(overrides=overrides, waived=frozenset(waived), standing=standing)


def can_be_excepted(exception: RuleException) -> bool:
    """Return whether the rule is one that can be let pass."""
    rule = BY_ID.get(exception.rule)
    return rule is not None and WARN in rule.actions


def check(case: Case, exceptions: Exceptions, *, promised: bool = False) -> tuple[Result, ...]:
    """Return what all rules say, in the order of the table; `promised` picks those that look at promises."""
    return tuple(_results(case, exceptions, promised))


def _results(case: Case, exceptions: Exceptions, promised: bool) -> Iterator[Result]:  # noqa: FBT001 - a column of the table
    for rule in RULES:
        if rule.promised == promised:
            for found in rule.check(case):
                yield _result(rule, found, case, exceptions)


def _result(rule: Rule, found: Found, case: Case, exceptions: Exceptions) -> Result:
    code = found.code or rule.code
    excepted = exceptions.standing_for(rule.id, case.items_of(found.line), found.value_seen)
    action = _action(rule, found, case, exceptions)
    if excepted and not found.action and action != OFF:
        action = WARN
    severity = KINDS[code].severity if found.code else rule.severity
    if action in (CHANGE, WARN, OFF) and severity is Severity.ERROR:
        severity = Severity.WARNING
    return Result(
        rule=rule.id,
        version=rule.version,
        action=action,
        finding=find(code, severity=severity, value_seen=found.value_seen, path=found.path),
        line=found.line,
        fix=Fix(text=found.fix or KINDS[code].fix, path=found.path, value=found.value),
        exception=excepted if action == WARN and not found.action else "",
    )


def _action(rule: Rule, found: Found, case: Case, exceptions: Exceptions) -> str:
    if found.action:
        return found.action
    action = exceptions.agreed(rule.id, case.items_of(found.line)) or rule.action
    if action == CHANGE and found.unchangeable:
        action = REJECT
    waived = exceptions.is_waived(rule.id, found.line) and WARN in rule.actions
    return WARN if waived and action in STOPS else action
