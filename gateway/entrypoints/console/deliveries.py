"""The page of deliveries: what is expected by when, who cannot be reached, and what was given up."""

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.circuits import close
from gateway.application.dead_letters import resend_dead
from gateway.application.expecting import ACKNOWLEDGEMENT, KINDS, standing, withdraw
from gateway.application.ports import Expectation
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.attention import PAGES
from gateway.entrypoints.console.rendering import page

router = APIRouter(prefix="/deliveries", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 50
LONGEST_REASON = 500


@router.get("")
def deliveries(
    request: Request, gateway: Here, *, partner: str = "", kind: str = "", after: str = "", before: str = ""
) -> HTMLResponse:
    """Show what is to come, and what did not leave."""
    with gateway.store.read() as work:
        open_now = standing(work, A_PAGE + 1, partner=partner, kind=kind, after=after)
        dead = work.jobs.dead(A_PAGE + 1, partner=partner, before=before)
        return page(
            request,
            "deliveries.html",
            expected=[(one, _href(one)) for one in open_now[:A_PAGE]],
            after=open_now[A_PAGE - 1].id if len(open_now) > A_PAGE else "",
            dead=[(one, PAGES.get(one.kind, ""), one.ref.partition("#")[0]) for one in dead[:A_PAGE]],
            before=dead[A_PAGE - 1].id if len(dead) > A_PAGE else "",
            dead_count=work.jobs.dead_count(),
            circuits=work.circuits.all(),
            chosen={"partner": partner, "kind": kind},
            kinds=KINDS,
        )


@router.post("/dead/{letter_id}/resend")
def post_resend(gateway: Here, actor: Operator, letter_id: str) -> RedirectResponse:
    """Put a dead letter back to work."""
    resend_dead(gateway.services, gateway.store, letter_id, actor=actor)
    return RedirectResponse("/deliveries#dead", status_code=303)


@router.post("/circuits/{partner}/close")
def post_close(gateway: Here, actor: Operator, partner: str) -> RedirectResponse:
    """Try a partner again now."""
    close(gateway.services, gateway.store, partner, actor=actor)
    return RedirectResponse("/deliveries", status_code=303)


@router.post("/expected/{expectation_id}/withdraw")
def post_withdraw(gateway: Here, actor: Operator, expectation_id: str, form: Form) -> RedirectResponse:
    """Wait for something no longer, for the reason given."""
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    withdraw(gateway.services, gateway.store, expectation_id, reason=reason, actor=actor)
    return RedirectResponse("/deliveries", status_code=303)


def _href(one: Expectation) -> str:
    if one.order == one.ref and one.order:
        return f"/orders/{one.order}"
    return f"/documents/{one.ref}" if one.kind == ACKNOWLEDGEMENT else ""
