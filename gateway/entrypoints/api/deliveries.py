"""What is to come and what did not leave, over the API: the expected, dead letters, partners out of reach."""

from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.circuits import close
from gateway.application.dead_letters import resend_dead
from gateway.application.expecting import standing, withdraw
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Asked, Page, Shape, page_of

router = APIRouter(prefix="/api/v1", tags=["deliveries"], dependencies=[Depends(operator)])


class ExpectationShape(Shape):
    """Something that has to come or to leave: which, about what, by when, and what became of it."""

    id: str
    partner: str
    kind: str
    key: str
    ref: str
    order: str
    title: str
    state: str
    opened_at: datetime
    warn_at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    reason: str


class DeadLetterShape(Shape):
    """Work that was given up, and why."""

    id: str
    partner: str
    kind: str
    ref: str
    attempts: int
    error: str
    died_at: datetime


class CircuitShape(Shape):
    """A partner that could not be reached last time; with `probe_at` nothing is tried before then."""

    partner: str
    failures: int
    failed_at: datetime
    opened_at: datetime | None
    probe_at: datetime | None
    reason: str


class TriedNow(Asked):
    """That a partner is tried again, and how much waited for it."""

    waited: int


class Waiving(BaseModel):
    """Why something is waited for no longer, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)


@router.get("/expected")
def list_expected(
    gateway: Here,
    *,
    partner: str = "",
    kind: str = "",
    state: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[ExpectationShape]:
    """Return what is open (or in one state), the first to be due first."""
    with gateway.store.read() as work:
        found = standing(work, limit + 1, partner=partner, kind=kind, state=state, after=cursor)
    return page_of(ExpectationShape, found, limit)


@router.post("/expected/{expectation_id}/withdraw")
def post_withdraw(gateway: Here, actor: Operator, expectation_id: str, why: Waiving) -> ExpectationShape:
    """Wait for something no longer."""
    gone = withdraw(gateway.services, gateway.store, expectation_id, reason=why.reason, actor=actor)
    return ExpectationShape.model_validate(gone)


@router.get("/dead-letters")
def list_dead_letters(
    gateway: Here, *, partner: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[DeadLetterShape]:
    """Return work that was given up, newest first."""
    with gateway.store.read() as work:
        found = work.jobs.dead(limit + 1, partner=partner, before=cursor)
    return page_of(DeadLetterShape, found, limit)


@router.post("/dead-letters/{letter_id}/resend", status_code=202)
def post_resend(gateway: Here, actor: Operator, letter_id: str) -> Asked:
    """Put a dead letter back to work as it was."""
    return Asked(ref=resend_dead(gateway.services, gateway.store, letter_id, actor=actor).ref)


@router.get("/circuits")
def list_circuits(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[CircuitShape]:
    """Return the partners that could not be reached last time, by code."""
    with gateway.store.read() as work:
        found = work.circuits.all()
    return cut(CircuitShape, found, cursor=cursor, limit=limit, key=lambda one: one.partner)


@router.post("/circuits/{partner}/close", status_code=202)
def post_close(gateway: Here, actor: Operator, partner: str) -> TriedNow:
    """Try a partner again now."""
    waited = close(gateway.services, gateway.store, partner, actor=actor)
    return TriedNow(ref=partner, waited=waited)
