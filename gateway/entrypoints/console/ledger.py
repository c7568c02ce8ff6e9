"""Two pages about what was exchanged: the ledger of acknowledgements, and reading again with the difference first."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.regressing.replaying import replay
from gateway.application.reprocessing import reprocess
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.rendering import page
from gateway.errors import NotFound

router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 50
STATES = ("awaited", "overdue", "rejected", "accepted-with-errors", "accepted")


@router.get("/acknowledgements")
def acknowledgements(
    request: Request, gateway: Here, state: str = "awaited", partner: str = "", before: str = ""
) -> HTMLResponse:
    """Show what we sent by what its partner said of it: awaited, overdue, rejected, accepted."""
    if state not in STATES:
        raise NotFound("there is no such state of an acknowledgement")
    now = gateway.services.clock.now()
    with gateway.store.read() as work:
        found = list(
            work.documents.recent(
                A_PAGE + 1, direction="out", acknowledgement=state, partner=partner, before=before
            )
        )
        late = [one for one in work.documents.overdue(now, A_PAGE) if partner in ("", one.partner)]
    return page(
        request,
        "acknowledgements.html",
        documents=found[:A_PAGE],
        late=late if state == "overdue" and not before else [],
        states=STATES,
        chosen={"state": state, "partner": partner},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get("/reprocessing")
def reprocessing(request: Request, gateway: Here, ref: str = "") -> HTMLResponse:
    """Show what reading stored bytes again would change, before anybody asks for it."""
    found = None
    if ref.strip():
        with gateway.store.read() as work:
            found = replay(gateway.services, work, ref.strip())
    return page(request, "reprocessing.html", ref=ref.strip(), found=found)


@router.post("/reprocessing")
def post_reprocessing(gateway: Here, actor: Operator, form: Form) -> RedirectResponse:
    """Ask for stored bytes to be read again."""
    transmission = reprocess(gateway.services, gateway.store, form.get("ref", ""), actor=actor)
    return RedirectResponse(f"/transmissions/{transmission}", status_code=303)
