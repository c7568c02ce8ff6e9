"""The page for developers: webhooks with their log, and where the API is described."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.operating import webhooks
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Operator, Whole, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.rendering import page

router = APIRouter(prefix="/developers", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 50


@router.get("")
def developers(request: Request, gateway: Whole, *, before: str = "", state: str = "") -> HTMLResponse:
    """Show who is told of what, and what was sent."""
    return _page(request, gateway, before=before, state=state)


@router.post("/webhooks")
def add(request: Request, gateway: Whole, actor: Operator, form: Form) -> HTMLResponse:
    """Tell an address of events, and show its secret this once."""
    _, secret = webhooks.add_endpoint(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        url=form.get("url", "").strip(),
        events=form.get("events", "").split(),
        partner=form.get("partner", ""),
        actor=actor,
    )
    return _page(request, gateway, secret=secret)


@router.post("/webhooks/{endpoint_id}/test")
def test(gateway: Whole, actor: Operator, endpoint_id: str) -> RedirectResponse:
    """Send a trial."""
    webhooks.send_test(gateway.services, gateway.store, endpoint_id, actor=actor)
    return _back()


@router.post("/webhooks/{endpoint_id}/rotate")
def rotate(request: Request, gateway: Whole, actor: Operator, endpoint_id: str) -> HTMLResponse:
    """Give an address a new secret, and show it this once."""
    secret = webhooks.rotate(gateway.services, gateway.store, gateway.as2.vault, endpoint_id, actor=actor)
    return _page(request, gateway, secret=secret)


@router.post("/webhooks/{endpoint_id}/state")
def set_state(gateway: Whole, actor: Operator, endpoint_id: str, form: Form) -> RedirectResponse:
    """Switch an address on or off."""
    active = form.get("state") == "active"
    webhooks.set_endpoint_state(gateway.services, gateway.store, endpoint_id, active=active, actor=actor)
    return _back()


@router.post("/webhooks/{endpoint_id}/remove")
def remove(gateway: Whole, actor: Operator, endpoint_id: str) -> RedirectResponse:
    """Tell an address no longer."""
    webhooks.remove_endpoint(gateway.services, gateway.store, endpoint_id, actor=actor)
    return _back()


@router.post("/deliveries/{delivery_id}/redeliver")
def redeliver(gateway: Whole, actor: Operator, delivery_id: str) -> RedirectResponse:
    """Send a message again."""
    webhooks.redeliver(gateway.services, gateway.store, delivery_id, actor=actor)
    return RedirectResponse("/developers#log", status_code=303)


def _page(
    request: Request, gateway: Gateway, *, before: str = "", state: str = "", secret: str = ""
) -> HTMLResponse:
    with gateway.store.read() as work:
        endpoints = work.webhooks.all()
        sent = work.webhooks.recent(A_PAGE + 1, before=before, state=state)
    return page(
        request,
        "developers.html",
        endpoints=endpoints,
        urls={one.id: one.url for one in endpoints},
        sent=sent[:A_PAGE],
        known=webhooks.EVENTS,
        secret=secret,
        state=state,
        before=before,
        next=sent[A_PAGE - 1].id if len(sent) > A_PAGE else "",
    )


def _back() -> RedirectResponse:
    return RedirectResponse("/developers", status_code=303)
