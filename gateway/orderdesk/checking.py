"""The rules of the order desk, as one table, and what running all of them over an order says.

Every rule runs; none hides another. A rule's action may be replaced by agreement (`RuleOverride`) or
waived once by a person, within the actions that make sense for it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gateway.domain.agreements import Agreement
from gateway.domain.findings import KINDS, Severity, find
from gateway.errors import ConfigurationFault
from gateway.orderdesk import line_rules, order_rules
from gateway.orderdesk.cases import Case, Exceptions
from gateway.orderdesk.decisions import Fix, Result
from gateway.orderdesk.hits import Found

REJECT, HOLD, CHANGE, WARN, OFF = "reject", "hold", "change", "warn", "off"
STOPS = (REJECT, HOLD)
SOFT = (REJECT, HOLD, WARN, OFF)
ANY = (REJECT, HOLD, CHANGE, WARN, OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the table: what it finds, what is done about it, and what else may be agreed.

    `scope` is `order` or `line`: what an action befalls; a rule on orders may also name lines. With
    `promised` a rule looks at what was promised and runs after the others.
    """

    id: str
    code: str
    scope: str
    severity: Severity
    action: str
    actions: tuple[str, ...]
    check: Callable[[Case], Iterable[Found]]
    promised: bool = False


def _rule(  # noqa: PLR0913 - one argument a column of the table
    rule: str,
    code: str,
    scope: str,
    severity: str,
    action: str,
    actions: tuple[str, ...],
    check: Callable[[Case], Iterable[Found]],
    *,
    promised: bool = False,
) -> Rule:
    return Rule(
        id=rule,
        code=code,
        scope=scope,
        severity=Severity(severity),
        action=action,
        actions=actions,
        check=check,
        promised=promised,
    )


_ORDER, _LINE = "order", "line"
_E, _W, _I = "error", "warning", "info"

RULES: tuple[Rule, ...] = (
    _rule("D1", "order.no-lines", _ORDER, _E, REJECT, STOPS, order_rules.has_no_lines),
    _rule("D2", "order.number-missing", _ORDER, _E, HOLD, STOPS, order_rules.has_no_number),
    _rule("D3", "order.price-unknown", _LINE, _E, HOLD, SOFT, line_rules.has_no_known_price),
    _rule("V3", "partner.duplicate-order", _ORDER, _W, HOLD, SOFT, order_rules.was_sent_before),
    _rule("V5", "order.purpose-unsupported", _ORDER, _E, HOLD, SOFT, order_rules.is_not_original),
    _rule("V6", "order.date-doubtful", _ORDER, _W, WARN, SOFT, order_rules.is_dated_oddly),
    _rule("V7", "order.kind-unsupported", _ORDER, _E, REJECT, SOFT, order_rules.is_of_another_kind),
    _rule("V11", "order.line-count", _ORDER, _W, WARN, SOFT, order_rules.miscounts_lines),
    _rule("V12", "order.hash-total", _ORDER, _W, WARN, SOFT, order_rules.misses_hash_total),
    _rule("V13", "order.total-mismatch", _ORDER, _E, HOLD, SOFT, order_rules.misses_total),
    _rule("V15", "order.item-unknown", _LINE, _E, REJECT, STOPS, line_rules.names_no_item),
    _rule("V16", "order.item-ambiguous", _LINE, _E, HOLD, SOFT, line_rules.names_several_items),
    _rule("V17", "order.identifier-check-digit", _LINE, _W, WARN, SOFT, line_rules.has_wrong_check_digit),
    _rule("V18", "order.item-discontinued", _LINE, _E, CHANGE, ANY, line_rules.is_discontinued),
    _rule("V21", "order.quantity-not-positive", _LINE, _E, REJECT, STOPS, line_rules.has_bad_quantity),
    _rule("V22", "order.unit-unknown", _LINE, _E, REJECT, STOPS, line_rules.has_unknown_unit),
    _rule("V24", "order.pack-multiple", _LINE, _W, CHANGE, ANY, line_rules.breaks_packs),
    _rule("V28", "order.price-missing", _LINE, _W, CHANGE, (REJECT, HOLD, CHANGE), line_rules.has_no_price),
    _rule("V29", "order.price-above", _LINE, _W, CHANGE, ANY, line_rules.is_priced_above),
    _rule("V30", "order.price-tolerated", _LINE, _I, WARN, ANY, line_rules.is_priced_a_little_below),
    _rule("V31", "order.price-below", _LINE, _E, HOLD, ANY, line_rules.is_priced_below),
    _rule("V32", "order.price-scale", _LINE, _E, HOLD, SOFT, line_rules.is_priced_for_another_unit),
    _rule("V33", "order.currency-mismatch", _ORDER, _E, HOLD, STOPS, order_rules.is_in_another_currency),
    _rule("V37", "order.ship-to-unknown", _ORDER, _E, HOLD, SOFT, order_rules.goes_nowhere_known),
    _rule("V40", "order.date-missing", _LINE, _W, WARN, SOFT, line_rules.asks_for_no_day),
    _rule("V41", "order.date-window", _ORDER, _E, HOLD, SOFT, order_rules.has_contradicting_dates),
    _rule(
        "V43",
        "order.cancel-after",
        _LINE,
        _E,
        CHANGE,
        ANY,
        line_rules.cannot_ship_in_time,
        promised=True,
    ),
    _rule("V44", "order.date-past", _LINE, _W, WARN, SOFT, line_rules.asks_for_a_doubtful_day),
    _rule("V45", "order.schedule-sum", _LINE, _E, HOLD, SOFT, line_rules.has_parts_that_do_not_add_up),
    _rule("V46", "order.line-repeated", _LINE, _W, HOLD, SOFT, line_rules.repeats_a_line),
    _rule("V47", "order.line-duplicate", _ORDER, _W, WARN, SOFT, order_rules.repeats_line_numbers),
    _rule("V49", "order.partner-stopped", _ORDER, _E, HOLD, STOPS, order_rules.is_stopped),
)

BY_ID = {rule.id: rule for rule in RULES}


def exceptions_of(agreement: Agreement, waived: Iterable[str] = ()) -> Exceptions:
    """Return what the agreement and a person except; raises ConfigurationFault for what cannot be agreed."""
    overrides = {}
    for override in agreement.overrides:
        rule = BY_ID.get(override.rule)
        if rule is None or override.action not in rule.actions:
            raise ConfigurationFault(
                f"{agreement.partner}: rule {override.rule} cannot be set to {override.action}; "
                f"it knows {', '.join(rule.actions) if rule else 'nothing, there is no such rule'}"
            )
        overrides[override.rule] = override.action
    return Exceptions(overrides=overrides, waived=frozenset(waived))


def check(case: Case, exceptions: Exceptions, *, promised: bool = False) -> tuple[Result, ...]:
    """Return what all rules say, in the order of the table; `promised` picks those that look at promises."""
    return tuple(_results(case, exceptions, promised))


def _results(case: Case, exceptions: Exceptions, promised: bool) -> Iterator[Result]:  # noqa: FBT001 - a column of the table
    for rule in RULES:
        if rule.promised == promised:
            for found in rule.check(case):
                yield _result(rule, found, exceptions)


def _result(rule: Rule, found: Found, exceptions: Exceptions) -> Result:
    code = found.code or rule.code
    action = _action(rule, found, exceptions)
    severity = KINDS[code].severity if found.code else rule.severity
    if action in (CHANGE, WARN, OFF) and severity is Severity.ERROR:
        severity = Severity.WARNING
    return Result(
        rule=rule.id,
        action=action,
        finding=find(code, severity=severity, value_seen=found.value_seen, path=found.path),
        line=found.line,
        fix=Fix(text=found.fix or KINDS[code].fix, path=found.path, value=found.value),
    )


def _action(rule: Rule, found: Found, exceptions: Exceptions) -> str:
    if found.action:
        return found.action
    action = exceptions.overrides.get(rule.id, rule.action)
    if action == CHANGE and found.unchangeable:
        action = REJECT
    waived = exceptions.is_waived(rule.id, found.line) and WARN in rule.actions
    return WARN if waived and action in STOPS else action
