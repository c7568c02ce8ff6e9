"""Pages about transmissions: what crossed the wire, byte by byte."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.carriage import carriage_of
from gateway.application.reprocessing import reprocess
from gateway.entrypoints.api.access import Here, Operator, note_payload, operator
from gateway.entrypoints.console.carriage_words import SAID
from gateway.entrypoints.console.document_view import LINES_A_PAGE, lines_of, paged
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.state_words import STATES

router = APIRouter(prefix="/transmissions", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 50


@router.get("")
def transmissions(request: Request, gateway: Here, *, state: str = "", before: str = "") -> HTMLResponse:
    """Show transmissions, newest first."""
    with gateway.store.read() as work:
        found = work.transmissions.recent(A_PAGE + 1, state=state, before=before)
    return page(
        request,
        "transmissions.html",
        transmissions=found[:A_PAGE],
        states=STATES["transmission"],
        chosen={"state": state},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get("/{transmission_id}")
def transmission(request: Request, gateway: Here, transmission_id: str, at: int = 1) -> HTMLResponse:
    """Show one transmission: its interchanges, its documents, its bytes."""
    with gateway.store.read() as work:
        found = work.transmissions.get(transmission_id)
        content = work.transmissions.content(transmission_id)
        interchanges = work.interchanges.of(transmission_id)
        documents = work.documents.of_transmission(transmission_id)
        events = work.events.of(transmission_id)
    note_payload(request, found.id, found.partner, way="page")
    return page(
        request,
        "transmission.html",
        transmission=found,
        lines=paged(lines_of(content), at, LINES_A_PAGE),
        interchanges=interchanges,
        documents=documents,
        events=events,
    )


@router.get("/{transmission_id}/transport")
def transport(request: Request, gateway: Here, transmission_id: str) -> HTMLResponse:
    """Show how a transmission came: header lines, certificates, receipts."""
    with gateway.store.read() as work:
        found = work.transmissions.get(transmission_id)
        carriage = carriage_of(gateway.services, work, found)
    note_payload(request, found.id, found.partner, way="transport")
    return page(request, "transmission_transport.html", transmission=found, carriage=carriage, said=SAID)


@router.post("/{transmission_id}/reprocess")
def post_reprocess(gateway: Here, actor: Operator, transmission_id: str) -> RedirectResponse:
    """Read the stored bytes again with the present maps."""
    reprocess(gateway.services, gateway.store, transmission_id, actor=actor)
    return RedirectResponse(f"/transmissions/{transmission_id}", status_code=303)
