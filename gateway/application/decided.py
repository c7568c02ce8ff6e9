"""Decided: what the order desk decided, as the records that remember it."""

from decimal import Decimal
from fractions import Fraction

from gateway.application.ports import CommitmentRecord
from gateway.application.records import OrderLineRecord, RuleResult
from gateway.application.services import Services
from gateway.domain.money import to_coins
from gateway.domain.supply import Commitment
from gateway.orderdesk.decisions import DecidedLine, Decision, Result, standing


def commitments_of(services: Services, order: str, decision: Decision) -> list[CommitmentRecord]:
    """Return the ledger rows of the promises."""
    return [commitment_of(services, order, one) for one in decision.commitments]


def commitment_of(services: Services, order: str, one: Commitment) -> CommitmentRecord:
    """Return the ledger row of a promise."""
    return CommitmentRecord(
        id=services.ids.new(),
        order=order,
        line=one.line,
        schedule=one.schedule,
        sku=one.sku,
        location=one.location,
        need_on=one.needed_on,
        promise_on=one.promised_on,
        quantity=one.quantity,
        kind=one.kind,
    )


def total_of(decision: Decision, currency: str) -> Decimal | None:
    """Return what the order comes to at the prices that hold, None while one is not known."""
    total = Fraction(0)
    for line in decision.lines:
        if line.state == "rejected":
            continue
        if line.price is None or line.price.holds is None:
            return None
        total += Fraction(line.price.holds) * line.asked / (line.each * line.per)
    return to_coins(Decimal(total.numerator) / Decimal(total.denominator), currency)


def result_of(result: Result) -> RuleResult:
    """Return what is remembered of a rule's result."""
    return RuleResult(
        rule=result.rule,
        action=result.action,
        waiver=result.waiver,
        line=result.line,
        finding=result.finding,
        fix=result.fix.text,
        version=result.version,
        exception=result.exception,
    )


def line_of(order: str, decided: DecidedLine) -> OrderLineRecord:
    """Return what is remembered of a decided line."""
    outcome, stands = decided.outcome, standing(decided)
    return OrderLineRecord(
        order=order,
        line=stands.line,
        number=decided.number,
        sku=stands.sku,
        unit=stands.unit,
        base_unit=stands.base_unit,
        each=stands.each,
        ordered=stands.ordered,
        promised=sum(one.quantity for one in outcome.accepted),
        backordered=sum(one.quantity for one in outcome.backordered),
        cancelled=sum(one.quantity for one in outcome.cancelled),
        price=stands.price,
        substituted=stands.substituted,
        state=decided.state,
    )
