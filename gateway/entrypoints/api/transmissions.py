"""Transmissions over the API."""

from fastapi import APIRouter, Depends, Response

from gateway.application.reprocessing import reprocess
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.documents import edi
from gateway.entrypoints.api.schemas import Asked

router = APIRouter(prefix="/api/v1/transmissions", tags=["transmissions"], dependencies=[Depends(operator)])


@router.get("/{transmission_id}/raw", response_class=Response)
def get_raw(gateway: Here, transmission_id: str) -> Response:
    """Return the bytes as they arrived."""
    with gateway.store.read() as work:
        content = work.transmissions.content(transmission_id)
    return edi(content, name=f"{transmission_id}.edi")


@router.post("/{transmission_id}/reprocess", status_code=202)
def post_reprocess(gateway: Here, actor: Operator, transmission_id: str) -> Asked:
    """Read stored bytes again with the present maps."""
    return Asked(ref=reprocess(gateway.services, gateway.store, transmission_id, actor=actor))
