"""Alerts over the API: what needs a person and what did, taken or put off."""

from datetime import datetime, timedelta
from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.alerting.taking import LONGEST_NOTE, LONGEST_SNOOZE, acknowledge, snooze, states_of
from gateway.application.alerting.trying import send_trial
from gateway.application.alerting.wording import sentence
from gateway.application.ports.alerts import AlertRecord
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit
from gateway.entrypoints.api.schemas import Page, Shape

router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"], dependencies=[Depends(operator)])
AlertState = Literal["standing", "open", "acknowledged", "snoozed", "cleared", "all"]
LONGEST_MINUTES = int(LONGEST_SNOOZE.total_seconds()) // 60


class AlertShape(Shape):
    """Something that needs a person, or did: the condition, what it is about, how grave, and who has it."""

    id: str
    kind: str
    partner: str
    key: str
    sentence: str
    severity: str
    state: str
    count: int
    detail: str
    since: datetime
    raised_at: datetime
    told_at: datetime
    cleared_at: datetime | None
    times: int
    snoozed_until: datetime | None
    handled_at: datetime | None
    handled_by: str
    note: str


class Taking(BaseModel):
    """That somebody sees to it, and what they have to say of it."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=LONGEST_NOTE)


class PuttingOff(BaseModel):
    """For how many minutes nobody wants to hear of it, and why."""

    model_config = ConfigDict(extra="forbid")

    minutes: int = Field(ge=1, le=LONGEST_MINUTES)
    note: str = Field(min_length=1, max_length=LONGEST_NOTE)


class TrialShape(Shape):
    """A trial on its way: to whom a letter is written and how many webhooks are told; `ref` names it in the trail."""

    ref: str
    letters_to: tuple[str, ...]
    webhooks: int


@router.get("")
def list_alerts(
    gateway: Here,
    *,
    state: AlertState = "standing",
    kind: str = "",
    partner: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[AlertShape]:
    """Return alerts, the newest first: those that stand unless others are asked for."""
    with gateway.store.read() as work:
        found = work.alerts.recent(
            limit + 1, states=states_of(state), kind=kind, partner=partner, before=cursor
        )
    after = found[limit - 1].id if len(found) > limit else ""
    return Page[AlertShape](items=[shape_of(one) for one in found[:limit]], next=after)


@router.post("/test", status_code=202)
def post_test(gateway: Here, actor: Operator) -> TrialShape:
    """Send an alert for trial, by letter and to the webhooks that ask for alerts; of nothing but its arrival it tells."""
    return TrialShape.model_validate(send_trial(gateway.services, gateway.store, actor=actor))


@router.get("/{alert_id}")
def get_alert(gateway: Here, alert_id: str) -> AlertShape:
    """Return an alert."""
    with gateway.store.read() as work:
        return shape_of(work.alerts.get(alert_id))


@router.post("/{alert_id}/acknowledge")
def post_acknowledge(gateway: Here, actor: Operator, alert_id: str, taking: Taking) -> AlertShape:
    """Say that you see to it; it is over when its reason is."""
    taken = acknowledge(gateway.services, gateway.store, alert_id, said=taking.note, actor=actor)
    return shape_of(taken)


@router.post("/{alert_id}/snooze")
def post_snooze(gateway: Here, actor: Operator, alert_id: str, off: PuttingOff) -> AlertShape:
    """Put it off: whoever is told of alerts hears of it again afterwards, if it still stands."""
    lasts = timedelta(minutes=off.minutes)
    put = snooze(gateway.services, gateway.store, alert_id, lasts=lasts, said=off.note, actor=actor)
    return shape_of(put)


def shape_of(one: AlertRecord) -> AlertShape:
    """Return an alert as the API tells it."""
    fields = {name: getattr(one, name) for name in AlertShape.model_fields if name != "sentence"}
    return AlertShape(**fields, sentence=sentence(one))
