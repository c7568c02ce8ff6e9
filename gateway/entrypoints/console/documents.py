"""Pages about documents: the list, and one document annotated, raw, canonical."""

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.application.carriage import carriage_of_document
from gateway.application.editing import DESK
from gateway.application.ports import UnitOfWork
from gateway.application.quoting.concluding import ACCEPTED
from gateway.application.records import DocumentRecord
from gateway.application.reprocessing import resend
from gateway.entrypoints.api import inspecting
from gateway.entrypoints.api.access import Here, Operator, note_payload, operator
from gateway.entrypoints.console.carriage_words import SAID
from gateway.entrypoints.console.document_view import (
    LINES_A_PAGE,
    annotated_page,
    lines_of,
    page_of,
    paged,
    places_of,
    positions_on,
    steps,
    stretches,
)
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.state_words import STATES
from gateway.entrypoints.console.words import sets
from gateway.errors import NotFound

router = APIRouter(prefix="/documents", include_in_schema=False, dependencies=[Depends(operator)])
OURS = frozenset({DESK, ACCEPTED})
"""What stands for a set where a document was made here: a change at the desk, an accepted quote."""
A_PAGE = 50
RESENDABLE = frozenset({"sent", "failed", "held"})


@router.get("")
def documents(  # noqa: PLR0913 - one parameter a filter
    request: Request,
    gateway: Here,
    *,
    partner: str = "",
    direction: str = "",
    set_id: str = "",
    validation: str = "",
    delivery: str = "",
    acknowledgement: str = "",
    before: str = "",
) -> HTMLResponse:
    """Show documents in and out, newest first."""
    chosen = {
        "partner": partner,
        "direction": direction,
        "set_id": set_id,
        "validation": validation,
        "delivery": delivery,
        "acknowledgement": acknowledgement,
    }
    with gateway.store.read() as work:
        found = work.documents.recent(A_PAGE + 1, before=before, **chosen)
    return page(
        request,
        "documents.html",
        documents=found[:A_PAGE],
        sets=sets(),
        states=STATES,
        chosen=chosen,
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get("/{document_id}")
def annotated(
    request: Request, gateway: Here, document_id: str, at: int = 1, segment: int = 0
) -> HTMLResponse:
    """Show a document as a tree with names, meanings and findings; at a segment, with the steps from there."""
    with gateway.store.read() as work:
        record = work.documents.get(document_id)
        if record.set_id in OURS:
            return _canonical(request, work, record, at)
        shown = page_of(segment) if segment > 0 else at
        try:
            tree = inspecting.annotated(gateway.services, work, record, only=positions_on(shown))
        except NotFound:
            return _raw(request, work, record, at)
        rows = annotated_page(tree, shown)
        if rows.page != shown:  # there are fewer
            there = inspecting.annotated(gateway.services, work, record, only=positions_on(rows.page))
            rows = annotated_page(there, rows.page)
        return page(
            request,
            "document_annotated.html",
            tree=tree,
            rows=rows,
            stretches=stretches(rows),
            steps=steps(rows.total, record.findings, segment),
            **_head(work, record, "annotated"),
        )


@router.get("/{document_id}/raw")
def raw(request: Request, gateway: Here, document_id: str, at: int = 1) -> HTMLResponse:
    """Show what was exchanged, a line a segment."""
    with gateway.store.read() as work:
        record = work.documents.get(document_id)
        return (_canonical if record.set_id in OURS else _raw)(request, work, record, at)


@router.get("/{document_id}/canonical")
def canonical(request: Request, gateway: Here, document_id: str, at: int = 1) -> HTMLResponse:
    """Show what a document says in the order desk's words."""
    with gateway.store.read() as work:
        return _canonical(request, work, work.documents.get(document_id), at)


@router.get("/{document_id}/transport")
def transport(request: Request, gateway: Here, document_id: str) -> HTMLResponse:
    """Show how a document came or left: header lines, certificates, receipts."""
    with gateway.store.read() as work:
        record = work.documents.get(document_id)
        carriage = carriage_of_document(gateway.services, work, record)
        head = _head(work, record, "transport")
    note_payload(request, record.id, record.partner, way="transport")
    return page(request, "document_transport.html", carriage=carriage, said=SAID, **head)


@router.get("/{document_id}/attachments/{attachment}")
def attached(request: Request, gateway: Here, document_id: str, attachment: str) -> Response:
    """Hand out a file that came with a document; no browser opens it by itself."""
    with gateway.store.read() as work:
        record = work.documents.get(document_id)
        found = work.cxml_inbox.attachment(attachment)
    if found.document != record.id:
        raise NotFound(f"there is no attachment {attachment} of this document")
    note_payload(request, record.id, record.partner, way="attachment")
    return Response(
        found.content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name or 'attachment', safe='')}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post("/{document_id}/resend")
def post_resend(gateway: Here, actor: Operator, document_id: str) -> RedirectResponse:
    """Deliver the same bytes again."""
    resend(gateway.services, gateway.store, document_id, actor=actor)
    return RedirectResponse(f"/documents/{document_id}", status_code=303)


def _canonical(request: Request, work: UnitOfWork, record: DocumentRecord, at: int) -> HTMLResponse:
    said = json.loads(record.canonical) if record.canonical else None
    text = json.dumps(said, ensure_ascii=False, indent=2) if said is not None else ""
    return page(
        request,
        "document_canonical.html",
        lines=paged(text.splitlines(), at, LINES_A_PAGE),
        **_head(work, record, "canonical"),
    )


def _raw(request: Request, work: UnitOfWork, record: DocumentRecord, at: int) -> HTMLResponse:
    try:
        content = inspecting.bytes_of(work, record)
    except NotFound:  # archived: what it says is still here
        return _canonical(request, work, record, at)
    note_payload(request, record.id, record.partner, way="page")
    return page(
        request,
        "document_raw.html",
        size=len(content),
        lines=paged(lines_of(content), at, LINES_A_PAGE),
        **_head(work, record, "raw"),
    )


def _head(work: UnitOfWork, record: DocumentRecord, tab: str) -> dict[str, Any]:
    """Return what every page of a document shows."""
    return {
        "document": record,
        "tab": tab,
        "order_number": work.orders.number_of(record.order) if record.order else "",
        "places": places_of(record.findings),
        "events": work.events.of(record.id),
        "answers": _answers(work, record),
        "attachments": work.cxml_inbox.attachments(record.id),
        "changeable": record.kind == "order_change" and record.validation == "held",
        "resendable": record.direction == "out" and record.delivery in RESENDABLE,
    }


def _answers(work: UnitOfWork, record: DocumentRecord) -> list[DocumentRecord]:
    """Return what answers a document: its own answers, and the acknowledgement of the group it came in."""
    own = list(work.documents.answers_to(record.id))
    if record.direction == "out" or not record.interchange:
        return own
    group = record.group_control_number
    return own + [
        one for one in work.documents.answers_to(record.interchange) if one.reference.endswith(f" {group}")
    ]
