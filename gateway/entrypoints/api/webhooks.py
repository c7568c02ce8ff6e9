"""Webhooks over the API: who is told of what, what was sent, and sending it again."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.operating import webhooks
from gateway.entrypoints.api.access import Operator, Whole
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Asked, Page, Shape, page_of

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])


class EndpointShape(Shape):
    """An address that is told of events; never its secret."""

    id: str
    url: str
    events: list[str]
    partner: str
    state: str
    made_at: datetime
    made_by: str


class NewEndpoint(BaseModel):
    """An https address, and the events it is told of: names, a group such as `order.*`, or `*`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"url": "https://erp.example/hooks", "events": ["order.*"]}]},
    )

    url: str = Field(min_length=8, max_length=2000)
    events: list[str] = Field(min_length=1, max_length=len(webhooks.EVENTS))
    partner: str = ""


class NewEndpointState(BaseModel):
    """Whether an address is told of events."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["active", "off"]


class MadeEndpoint(EndpointShape):
    """An address with the secret its messages are signed with, shown this once."""

    secret: str


class Secret(Shape):
    """A secret, shown this once."""

    secret: str


class DeliveryShape(Shape):
    """One event on its way to one address: `waiting`, `delivered` or `failed`."""

    id: str
    partner: str
    endpoint: str
    event: str
    what: str
    state: str
    attempts: int
    status: int
    reason: str
    made_at: datetime
    done_at: datetime | None


@router.get("")
def list_endpoints(gateway: Whole, *, cursor: Cursor = "", limit: Limit = 50) -> Page[EndpointShape]:
    """Return the addresses that are told of events, oldest first."""
    with gateway.store.read() as work:
        found = work.webhooks.all()
    return cut(EndpointShape, found, cursor=cursor, limit=limit, key=lambda one: one.id)


@router.post("", status_code=201)
def add_endpoint(gateway: Whole, actor: Operator, wanted: NewEndpoint) -> MadeEndpoint:
    """Tell an address of events from now on; the answer is the only place its secret is shown in."""
    made, secret = webhooks.add_endpoint(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        url=wanted.url,
        events=wanted.events,
        partner=wanted.partner,
        actor=actor,
    )
    return MadeEndpoint(**EndpointShape.model_validate(made).model_dump(), secret=secret)


@router.delete("/{endpoint_id}", status_code=204)
def remove_endpoint(gateway: Whole, actor: Operator, endpoint_id: str) -> Response:
    """Tell an address no longer; the log of what was sent to it stays."""
    webhooks.remove_endpoint(gateway.services, gateway.store, endpoint_id, actor=actor)
    return Response(status_code=204)


@router.post("/{endpoint_id}/rotate")
def rotate(gateway: Whole, actor: Operator, endpoint_id: str) -> Secret:
    """Give an address a new secret."""
    secret = webhooks.rotate(gateway.services, gateway.store, gateway.as2.vault, endpoint_id, actor=actor)
    return Secret(secret=secret)


@router.post("/{endpoint_id}/test", status_code=202)
def send_test(gateway: Whole, actor: Operator, endpoint_id: str) -> Asked:
    """Send an address a message that says it is a trial; `ref` is the delivery."""
    return Asked(ref=webhooks.send_test(gateway.services, gateway.store, endpoint_id, actor=actor).id)


@router.post("/{endpoint_id}/state")
def set_state(gateway: Whole, actor: Operator, endpoint_id: str, wanted: NewEndpointState) -> EndpointShape:
    """Tell an address of events again, or not for now."""
    active = wanted.state == "active"
    changed = webhooks.set_endpoint_state(
        gateway.services, gateway.store, endpoint_id, active=active, actor=actor
    )
    return EndpointShape.model_validate(changed)


@router.get("/deliveries")
def list_deliveries(
    gateway: Whole,
    *,
    endpoint: str = "",
    state: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[DeliveryShape]:
    """Return what was sent, newest first."""
    with gateway.store.read() as work:
        found = work.webhooks.recent(limit + 1, endpoint=endpoint, state=state, before=cursor)
    return page_of(DeliveryShape, found, limit)


@router.post("/deliveries/{delivery_id}/redeliver", status_code=202)
def redeliver(gateway: Whole, actor: Operator, delivery_id: str) -> Asked:
    """Send a message again under the same id."""
    return Asked(ref=webhooks.redeliver(gateway.services, gateway.store, delivery_id, actor=actor).id)
