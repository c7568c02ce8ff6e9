"""Bodies of requests, read no further than they may be long."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from gateway.entrypoints.api.access import Here, Sender

MOST_OF_A_FORM = 64 * 1024


async def read_at_most(request: Request, limit: int) -> bytes:
    """Return the body; the reading stops, and the request fails, where it goes over the limit."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise _too_large(limit)
    return bytes(content)


async def posted(request: Request, gateway: Here, sender: Sender) -> bytes:
    """Return what a partner posted; nothing is read before we know who it is."""
    del sender
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "send the bytes as they are, without a content encoding")
    return await read_at_most(request, gateway.settings.max_body_bytes)


Posted = Annotated[bytes, Depends(posted)]


async def form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form, each once."""
    content = await read_at_most(request, MOST_OF_A_FORM)
    try:
        return dict(parse_qsl(content.decode(), max_num_fields=100))
    except ValueError as fault:
        raise HTTPException(400, "this is not a form that was filled in here") from fault


Form = Annotated[Mapping[str, str], Depends(form)]


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"a body may have {limit} bytes and no more")
