"""POST /edi: a partner hands us an interchange; once we say 202 it is ours."""

from hashlib import sha256

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse

from gateway.application.receiving import Arrival, receive
from gateway.entrypoints.api.access import Here, Sender
from gateway.entrypoints.api.bodies import Posted
from gateway.entrypoints.api.bodies_told import bytes_body
from gateway.entrypoints.api.schemas import Shape
from gateway.errors import Conflict

router = APIRouter(tags=["exchange"])
TRANSPORT = "https"
KEY_HEADERS = ("idempotency-key", "message-id")
LONGEST_KEY = 255


class Taken(Shape):
    """What is kept of what was posted; `new` is false where it came before."""

    transmission: str
    new: bool


@router.post(
    "/edi",
    status_code=202,
    responses={202: {"model": Taken}},
    openapi_extra=bytes_body("application/edi-x12"),
)
def post(request: Request, gateway: Here, sender: Sender, content: Posted) -> JSONResponse:
    """Keep what was posted; the same key with the same bytes again is answered, and changes nothing."""
    if not content:
        raise HTTPException(400, "nothing arrived: the body is empty")
    arrival = Arrival(
        partner=sender,
        transport=TRANSPORT,
        key=_key_of(request) or gateway.services.ids.new(),
        name=request.headers.get("x-file-name", "")[:LONGEST_KEY],
        content=content,
    )
    transmission, new = receive(gateway.services, gateway.store, arrival)
    if not new and transmission.sha256 != sha256(content).hexdigest():
        raise Conflict("this key came before with other bytes; nothing was taken in")
    return JSONResponse(
        {"transmission": transmission.id, "new": new},
        status_code=202 if new else 200,
    )


def _key_of(request: Request) -> str:
    for header in KEY_HEADERS:
        key = request.headers.get(header, "").strip()
        if len(key) > LONGEST_KEY:
            raise HTTPException(400, f"{header} may have {LONGEST_KEY} characters and no more")
        if key:
            return key
    return ""
