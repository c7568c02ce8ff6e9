"""From an order to a decision: look, check every rule, price, promise, and say what becomes of each line."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from gateway.domain.accounts import Account
from gateway.domain.agreements import Agreement
from gateway.domain.catalogue import Catalogue
from gateway.domain.findings import Finding
from gateway.domain.orders import PurchaseOrder
from gateway.domain.supply import Commitment, Planned, Position
from gateway.domain.supply_policies import NO_POLICIES, SupplyPolicies
from gateway.orderdesk.cases import (
    NO_ACCOUNT,
    Case,
    CaseLine,
    Exceptions,
    KnownOrder,
    look,
    name,
    successor,
)
from gateway.orderdesk.checking import check, exceptions_of
from gateway.orderdesk.decisions import DecidedLine, Decision, Result
from gateway.orderdesk.holding import NOTHING_KEPT, Kept, held, lessened
from gateway.orderdesk.needing import needs_of
from gateway.orderdesk.promising import Need, Promised, promise
from gateway.orderdesk.rationing import ration
from gateway.orderdesk.reckoning import reckon
from gateway.orderdesk.rules import OFF
from gateway.orderdesk.scheduling import cancel_on
from gateway.orderdesk.settling import Verdict, rounded_off, settled, verdicts_of
from gateway.orderdesk.substituting import Served, Wanted, substitute

CONFIRMED, HELD, REJECTED = "confirmed", "held", "rejected"
IN_TIME = "V43"


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """An order as far as it can be judged before anything is promised: what the rules say, and what each line needs."""

    case: Case
    exceptions: Exceptions
    results: tuple[Result, ...]
    wanted: Wanted


def what_to_lock(
    order: PurchaseOrder,
    agreement: Agreement,
    catalogue: Catalogue,
    *,
    waived: Collection[str] = (),
    policies: SupplyPolicies = NO_POLICIES,
) -> tuple[tuple[str, str], ...]:
    """Return the (item, place) pairs whose availability the decision may rest on, sorted.

    What is let pass for a while may stand or not when it is decided: the items of both are among them.
    """
    passing = exceptions_of(agreement, waived, today=date.min)
    items = [(line.item, line.policy) for line in name(order, agreement, catalogue, exceptions=passing)]
    sold = [(item, successor(item, catalogue, policy)) for item, policy in items if item is not None]
    skus = {one.sku for those in sold for one in those if one is not None}
    skus |= {one.instead for one in policies.substitutes if one.sku in skus}
    return tuple(sorted((sku, location) for sku in skus for location in set(agreement.ship_from)))


def decide(  # noqa: PLR0913 - all a decision may rest on is passed in by name
    order: PurchaseOrder,
    agreement: Agreement,
    catalogue: Catalogue,
    *,
    positions: Sequence[Position],
    today: date,
    known: Sequence[KnownOrder] = (),
    findings: Sequence[Finding] = (),
    waived: Collection[str] = (),
    kept: Kept = NOTHING_KEPT,
    settled_lines: Collection[int] = (),
    before: Mapping[str, Sequence[int]] = MappingProxyType({}),
    account: Account = NO_ACCOUNT,
    policies: SupplyPolicies = NO_POLICIES,
) -> Decision:
    """Return what becomes of the order; raises ConfigurationFault where the agreement overrides wrongly.

    `kept` is what lines hold already and go on holding: only the rest of them is promised, and of
    `settled_lines` nothing more. `policies` say what of the positions the partner may have, and what stands in.
    """
    found = consider(
        order,
        agreement,
        catalogue,
        today=today,
        known=known,
        findings=findings,
        waived=waived,
        kept=kept,
        settled_lines=settled_lines,
        before=before,
        account=account,
        policies=policies,
    )
    case, promised = _promised(
        found.case, found.wanted, positions, kept=kept, policies=policies, catalogue=catalogue
    )
    return conclude(replace(found, case=case), promised)


def consider(  # noqa: PLR0913 - all a decision may rest on is passed in by name
    order: PurchaseOrder,
    agreement: Agreement,
    catalogue: Catalogue,
    *,
    today: date,
    known: Sequence[KnownOrder] = (),
    findings: Sequence[Finding] = (),
    waived: Collection[str] = (),
    kept: Kept = NOTHING_KEPT,
    settled_lines: Collection[int] = (),
    before: Mapping[str, Sequence[int]] = MappingProxyType({}),
    account: Account = NO_ACCOUNT,
    policies: SupplyPolicies = NO_POLICIES,
) -> Considered:
    """Return what the rules say of an order before anything is promised, and what its lines need."""
    exceptions = exceptions_of(agreement, waived, today=today)
    lines = look(order, agreement, catalogue, today=today, exceptions=exceptions)
    case = Case(
        order=order,
        agreement=agreement,
        today=today,
        lines=lines,
        known=tuple(known),
        findings=tuple(findings),
        before=before,
        account=account,
    )
    results = check(case, exceptions)
    verdicts = verdicts_of(case, results)
    wanted = {
        line.number: tuple(
            lessened(
                _needs(case, line, verdicts[line.number], exceptions, policies), kept.get(line.number, ())
            )
        )
        for line in lines
        if line.number not in settled_lines
    }
    return Considered(case=case, exceptions=exceptions, results=tuple(results), wanted=wanted)


def conclude(found: Considered, promised: Served) -> Decision:
    """Return what becomes of an order once it is known what is promised to each of its lines, be it nothing."""
    case, results = found.case, found.results
    verdicts = verdicts_of(case, results)
    waiting = frozenset(line.number for line in case.lines if verdicts[line.number].hold)
    known_by_now = replace(case, promised=promised, held=waiting, value=_value(case, results, promised))
    late = check(known_by_now, found.exceptions, promised=True)
    return _decision(case, (*results, *late), promised)


def _promised(
    case: Case,
    wanted: Mapping[int, Sequence[Need]],
    positions: Sequence[Position],
    *,
    kept: Kept,
    policies: SupplyPolicies,
    catalogue: Catalogue,
) -> tuple[Case, Mapping[int, tuple[Promised, ...]]]:
    """Return the case, with what stands in for its items, and what is promised to its lines."""
    complete = any(line.policy.complete for line in case.lines)
    allowed = ration(positions, case.agreement, policies, today=case.today)

    def serve(needs: Mapping[int, Sequence[Need]]) -> Mapping[int, tuple[Promised, ...]]:
        promised = promise(
            [need for those in needs.values() for need in those],
            allowed.positions,
            case.agreement.calendar,
            complete=complete,
            makeable=allowed.makeable,
            quotas=allowed.quotas,
        )
        return {number: tuple(parts) for number, parts in groupby(promised, key=lambda one: one.need.line)}

    if policies.substitutes:
        case, new = substitute(case, wanted, serve, policies, catalogue, swappable=wanted.keys())
    else:
        new = serve(wanted)
    return case, {
        line.number: (*held(line, kept.get(line.number, ())), *new.get(line.number, ()))
        for line in case.lines
    }


def _needs(
    case: Case, line: CaseLine, verdict: Verdict, exceptions: Exceptions, policies: SupplyPolicies
) -> list[Need]:
    if verdict.reject or verdict.hold or line.asked is None:
        return []
    last = None if exceptions.softened(IN_TIME, line.number, line.item) else cancel_on(case.order, line.line)
    return needs_of(case, line, line.asked - rounded_off(line, verdict), policies, cancel_on=last)


def _decision(
    case: Case, results: Sequence[Result], promised: Mapping[int, tuple[Promised, ...]]
) -> Decision:
    verdicts = verdicts_of(case, results)
    lines = _settled(case, verdicts, promised)
    state = _state(verdicts[None], lines, line_holds=case.agreement.line_holds)
    return Decision(
        state=state,
        lines=lines,
        results=tuple(result for result in results if result.action != OFF),
        commitments=_commitments(lines, promised) if state == CONFIRMED else (),
        planned=_planned(lines, promised) if state == CONFIRMED else (),
    )


def _settled(
    case: Case, verdicts: Mapping[int | None, Verdict], promised: Mapping[int, tuple[Promised, ...]]
) -> tuple[DecidedLine, ...]:
    reject = verdicts[None].reject
    return tuple(
        settled(line, verdicts[line.number], order_reject=reject, promised=promised[line.number])
        for line in case.lines
    )


def _value(
    case: Case, results: Sequence[Result], promised: Mapping[int, tuple[Promised, ...]]
) -> Decimal | None:
    """Return what the order comes to as far as is known by now; None where nobody has to know."""
    if case.agreement.credit is None and case.agreement.prepayment is None:
        return None
    lines = _settled(case, verdicts_of(case, results), promised)
    reckoned = reckon(case.order, lines, case.agreement, on=case.today)
    return None if reckoned is None else reckoned.total


def _state(order: Verdict, lines: Sequence[DecidedLine], *, line_holds: bool) -> str:
    states = [line.state for line in lines]
    if order.reject:
        return REJECTED
    others_go_on = line_holds and bool({*states} - {HELD, REJECTED})
    if order.hold or (HELD in states and not others_go_on):
        return HELD
    return CONFIRMED if {*states} - {REJECTED} else REJECTED


def _commitments(
    lines: Sequence[DecidedLine], promised: Mapping[int, tuple[Promised, ...]]
) -> tuple[Commitment, ...]:
    return tuple(one for part in _standing(lines, promised) for one in part.commitments)


def _planned(
    lines: Sequence[DecidedLine], promised: Mapping[int, tuple[Promised, ...]]
) -> tuple[Planned, ...]:
    return tuple(one for part in _standing(lines, promised) for one in part.planned)


def _standing(
    lines: Sequence[DecidedLine], promised: Mapping[int, tuple[Promised, ...]]
) -> Iterator[Promised]:
    """Yield what is promised to lines that are neither held nor rejected."""
    for line in lines:
        if line.state not in (HELD, REJECTED):
            yield from promised[line.line]
