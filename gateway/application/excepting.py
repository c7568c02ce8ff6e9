"""Excepting: a person lets a rule of the order desk pass for a partner until a day, and may take that back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from gateway.application.desk import order_job, today
from gateway.application.ports import Store, UnitOfWork
from gateway.application.records import ExceptionRecord, OrderRecord, RuleResult
from gateway.application.services import Services
from gateway.errors import Conflict
from gateway.orderdesk.rules import BY_ID, WARN

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What is to be let pass, until when and why: for one item (`sku`), a `group` of items, or all."""

    rule: str
    until_on: date
    reason: str
    sku: str = ""
    group: str = ""
    seen: str = ""


def except_rule(
    services: Services, store: Store, partner: str, *, leave: Leave, actor: str
) -> ExceptionRecord:
    """Let a rule pass for a partner; raises NotFound, and Conflict for what cannot be let pass or not that long."""
    code = services.directory.get(partner).code
    with store.begin() as work:
        given = _give(services, work, code, leave=leave, actor=actor)
        work.commit()
    return given


def except_hold(  # noqa: PLR0913 - a person's decision, in full
    services: Services,
    store: Store,
    order: str,
    *,
    waiver: str,
    until_on: date,
    reason: str,
    only_seen: bool = True,
    actor: str,
) -> ExceptionRecord:
    """Let what holds an order pass for its partner and its item until a day, and ask for it to be decided again.

    With `only_seen` it passes only where an order says what this one does: the same price of the item.
    Raises NotFound, and Conflict when nothing of the kind holds the order or it cannot be let pass.
    """
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        hold = _hold(record, waiver)
        leave = Leave(
            rule=hold.rule,
            until_on=until_on,
            reason=reason,
            sku=_sku(work, record, hold.line),
            seen=hold.finding.value_seen if only_seen else "",
        )
        given = _give(
            services, work, record.partner, leave=leave, actor=actor, order=record.id, waiver=waiver
        )
        work.jobs.add(order_job(record.partner, record.number, record.document))
        work.commit()
    return given


def withdraw_exception(
    services: Services, store: Store, exception: str, *, reason: str, actor: str
) -> ExceptionRecord:
    """Take back what was let pass, from now on; raises NotFound, and Conflict when it was taken back before."""
    with store.begin() as work:
        given = work.rule_exceptions.get(exception)
        if given.withdrawn_at is not None:
            raise Conflict("the exception was withdrawn before")
        given = replace(given, withdrawn_at=services.clock.now())
        work.rule_exceptions.update(given)
        services.note(
            work,
            "exception.withdrawn",
            given.id,
            partner=given.partner,
            actor=actor,
            rule=given.rule,
            reason=reason,
        )
        work.commit()
    return given


def _give(
    services: Services,
    work: UnitOfWork,
    partner: str,
    *,
    leave: Leave,
    actor: str,
    order: str = "",
    waiver: str = "",
) -> ExceptionRecord:
    _refuse(leave, today(services))
    given = ExceptionRecord(
        id=services.ids.new(),
        partner=partner,
        rule=leave.rule,
        sku=leave.sku,
        group=leave.group,
        seen=leave.seen,
        until_on=leave.until_on,
        reason=leave.reason,
        order=order,
        given_by=actor,
        given_at=services.clock.now(),
    )
    work.rule_exceptions.add(given)
    services.note(
        work,
        "exception.given",
        given.id,
        partner=partner,
        order=order,
        actor=actor,
        rule=given.rule,
        sku=given.sku,
        group=given.group,
        seen=given.seen,
        until_on=given.until_on.isoformat(),
        reason=given.reason,
        waivers=[waiver] if waiver else [],
    )
    return given


def _refuse(leave: Leave, on: date) -> None:
    rule = BY_ID.get(leave.rule)
    if rule is None or WARN not in rule.actions:
        raise Conflict(f"rule {leave.rule} cannot be let pass")
    if not on <= leave.until_on <= on + timedelta(days=LONGEST_DAYS):
        raise Conflict(f"an exception stands from today on for at most {LONGEST_DAYS} days")
    if not leave.reason.strip():
        raise Conflict("an exception needs its reason")


def _hold(record: OrderRecord, waiver: str) -> RuleResult:
    hold = next((one for one in record.holds if one.waiver == waiver), None)
    if hold is None:
        raise Conflict(f"nothing holds the order that {waiver} would let pass")
    return hold


def _sku(work: UnitOfWork, record: OrderRecord, line: int | None) -> str:
    if line is None:
        return ""
    sku = next((one.sku for one in work.orders.lines(record.id) if one.line == line), "")
    if not sku:
        raise Conflict("the line names no item of ours: what it says can only be accepted once")
    return sku
