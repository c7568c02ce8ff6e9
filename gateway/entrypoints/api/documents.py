"""Documents over the API."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from gateway.application.carriage import carriage_of_document
from gateway.application.explaining import plain_items
from gateway.application.reprocessing import reissue, resend
from gateway.application.validating import plain_findings
from gateway.entrypoints.api import inspecting
from gateway.entrypoints.api.access import Here, Operator, note_payload, operator
from gateway.entrypoints.api.carriages import CarriageShape, told
from gateway.entrypoints.api.paging import Cursor, Limit
from gateway.entrypoints.api.schemas import (
    Asked,
    DocumentDetail,
    DocumentSummary,
    Page,
    document_detail,
    page_of,
)

router = APIRouter(prefix="/api/v1/documents", tags=["documents"], dependencies=[Depends(operator)])
EDI = "application/edi-x12"


@router.get("")
def list_documents(  # noqa: PLR0913 - one parameter a column of the list
    gateway: Here,
    *,
    partner: str = "",
    direction: str = "",
    set_id: str = "",
    validation: str = "",
    delivery: str = "",
    acknowledgement: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[DocumentSummary]:
    """Return documents in and out, newest first."""
    with gateway.store.read() as work:
        found = work.documents.recent(
            limit + 1,
            partner=partner,
            direction=direction,
            set_id=set_id,
            validation=validation,
            delivery=delivery,
            acknowledgement=acknowledgement,
            before=cursor,
        )
    return page_of(DocumentSummary, found, limit)


@router.get("/{document_id}")
def get_document(gateway: Here, document_id: str) -> DocumentDetail:
    """Return a document with its findings and what it says."""
    with gateway.store.read() as work:
        return document_detail(work.documents.get(document_id), work.events.of(document_id))


@router.get("/{document_id}/raw", response_class=Response)
def get_raw(request: Request, gateway: Here, document_id: str) -> Response:
    """Return the bytes as they stand: those sent, or the whole transmission that was received."""
    with gateway.store.read() as work:
        record = work.documents.get(document_id)
        content = inspecting.bytes_of(work, record)
    note_payload(request, record.id, record.partner, way="download")
    return edi(content, name=record.file_name or f"{record.set_id}-{record.id}.edi")


@router.get("/{document_id}/annotated")
def get_annotated(gateway: Here, document_id: str) -> dict[str, Any]:
    """Return every segment named, with what its codes mean and what is wrong with it."""
    with gateway.store.read() as work:
        tree = inspecting.annotated(gateway.services, work, work.documents.get(document_id))
    return {
        "id": tree.id,
        "name": tree.name,
        "control_number": tree.control_number,
        "version": tree.version,
        "findings": plain_findings(tree.findings),
        "items": plain_items(tree.items),
    }


@router.get("/{document_id}/transport")
def get_transport(request: Request, gateway: Here, document_id: str) -> CarriageShape:
    """Return how a document came or left: header lines, certificates and receipts of AS2, or what else is known of its way."""
    with gateway.store.read() as work:
        carriage = carriage_of_document(gateway.services, work, work.documents.get(document_id))
    note_payload(request, document_id, carriage.partner, way="transport")
    return told(carriage)


@router.post("/{document_id}/resend", status_code=202)
def post_resend(gateway: Here, actor: Operator, document_id: str) -> Asked:
    """Deliver a document again: the same bytes under the same numbers."""
    return Asked(ref=resend(gateway.services, gateway.store, document_id, actor=actor))


@router.post("/{document_id}/reissue", status_code=202)
def post_reissue(gateway: Here, actor: Operator, document_id: str) -> Asked:
    """Write a document anew, by today's map and under new control numbers, and deliver it."""
    return Asked(ref=reissue(gateway.services, gateway.store, document_id, actor=actor).id)


def edi(content: bytes, *, name: str) -> Response:
    """Return bytes to keep as a file, never to be taken for anything a browser would run."""
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    return Response(
        content, media_type=EDI, headers={"Content-Disposition": f'attachment; filename="{safe}"'}
    )
