"""The rules of the order desk over the API, and what people let pass for a while."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.desk import today
from gateway.application.excepting import Leave, except_hold, except_rule, withdraw_exception
from gateway.application.precision import DAYS, rules_now
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut, ranked
from gateway.entrypoints.api.schemas import Page, Shape

router = APIRouter(prefix="/api/v1", tags=["rules"], dependencies=[Depends(operator)])
Reason = Annotated[str, Field(min_length=1, max_length=500)]


class HoldsShape(Shape):
    """What became of what a rule held; `precision` is the share of the decided that was changed."""

    holds: int
    kept: int
    changed: int
    open: int
    precision: float | None


class RuleShape(Shape):
    """One rule: what it says, what is done about it unless agreed otherwise, and how right its holds were."""

    id: str
    version: int
    sentence: str
    fix: str
    scope: str
    action: str
    actions: list[str]
    holds: HoldsShape


class ExceptionShape(Shape):
    """A rule that is let pass for a partner up to and including a day."""

    id: str
    partner: str
    rule: str
    sku: str
    group: str
    seen: str
    until_on: date
    reason: str
    order: str
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None


class NewException(BaseModel):
    """What is to be let pass: for an item, a group of items, or all; with `seen` only where an order says just that."""

    model_config = ConfigDict(extra="forbid")

    partner: str = Field(min_length=1)
    rule: str = Field(min_length=1)
    until_on: date
    reason: Reason
    sku: str = ""
    group: str = ""
    seen: str = ""


class HoldException(BaseModel):
    """Which hold of an order is to pass from now on; with `only_seen` only where an order says what this one does."""

    model_config = ConfigDict(extra="forbid")

    waiver: str = Field(min_length=1)
    until_on: date
    reason: Reason
    only_seen: bool = True


class Withdrawal(BaseModel):
    """Why an exception is taken back, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


@router.get("/rules")
def list_rules(
    gateway: Here,
    *,
    days: Annotated[int, Query(ge=1, le=3650)] = DAYS,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[RuleShape]:
    """Return the rules, with what became of their holds in so many days."""
    with gateway.store.read() as work:
        found = rules_now(gateway.services, work, days=days)
    return ranked(RuleShape, found, cursor=cursor, limit=limit)


@router.get("/exceptions")
def list_exceptions(
    gateway: Here, *, partner: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[ExceptionShape]:
    """Return what is let pass today, the first to expire first."""
    with gateway.store.read() as work:
        standing = work.rule_exceptions.standing(today(gateway.services), partner)
    return cut(
        ExceptionShape, standing, cursor=cursor, limit=limit, key=lambda one: f"{one.until_on}/{one.id}"
    )


@router.post("/exceptions")
def add_exception(gateway: Here, actor: Operator, wanted: NewException) -> ExceptionShape:
    """Let a rule pass for a partner until a day."""
    leave = Leave(
        rule=wanted.rule,
        until_on=wanted.until_on,
        reason=wanted.reason,
        sku=wanted.sku,
        group=wanted.group,
        seen=wanted.seen,
    )
    given = except_rule(gateway.services, gateway.store, wanted.partner, leave=leave, actor=actor)
    return ExceptionShape.model_validate(given)


@router.post("/exceptions/{exception_id}/withdraw")
def withdraw(gateway: Here, actor: Operator, exception_id: str, withdrawal: Withdrawal) -> ExceptionShape:
    """Take an exception back, from now on."""
    given = withdraw_exception(
        gateway.services, gateway.store, exception_id, reason=withdrawal.reason, actor=actor
    )
    return ExceptionShape.model_validate(given)


@router.post("/orders/{order_id}/except")
def except_order(gateway: Here, actor: Operator, order_id: str, wanted: HoldException) -> ExceptionShape:
    """Let what holds an order pass for its partner and item until a day, and decide the order again."""
    given = except_hold(
        gateway.services,
        gateway.store,
        order_id,
        waiver=wanted.waiver,
        until_on=wanted.until_on,
        reason=wanted.reason,
        only_seen=wanted.only_seen,
        actor=actor,
    )
    return ExceptionShape.model_validate(given)
