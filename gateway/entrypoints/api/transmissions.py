"""Transmissions over the API."""

from fastapi import APIRouter, Depends, Request, Response

from gateway.application.carriage import carriage_of
from gateway.application.reprocessing import reprocess
from gateway.entrypoints.api.access import Here, Operator, note_payload, operator
from gateway.entrypoints.api.carriages import CarriageShape, told
from gateway.entrypoints.api.documents import edi
from gateway.entrypoints.api.schemas import Asked

router = APIRouter(prefix="/api/v1/transmissions", tags=["transmissions"], dependencies=[Depends(operator)])


@router.get("/{transmission_id}/raw", response_class=Response)
def get_raw(request: Request, gateway: Here, transmission_id: str) -> Response:
    """Return the bytes as they arrived."""
    with gateway.store.read() as work:
        partner = work.transmissions.get(transmission_id).partner
        content = work.transmissions.content(transmission_id)
    note_payload(request, transmission_id, partner, way="download")
    return edi(content, name=f"{transmission_id}.edi")


@router.get("/{transmission_id}/transport")
def get_transport(request: Request, gateway: Here, transmission_id: str) -> CarriageShape:
    """Return how it came: header lines, certificates and receipts of AS2, or what else is known of its way."""
    with gateway.store.read() as work:
        carriage = carriage_of(gateway.services, work, work.transmissions.get(transmission_id))
    note_payload(request, carriage.ref, carriage.partner, way="transport")
    return told(carriage)


@router.post("/{transmission_id}/reprocess", status_code=202)
def post_reprocess(gateway: Here, actor: Operator, transmission_id: str) -> Asked:
    """Read stored bytes again with the present maps."""
    return Asked(ref=reprocess(gateway.services, gateway.store, transmission_id, actor=actor))
