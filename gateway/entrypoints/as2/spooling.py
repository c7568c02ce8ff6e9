"""Bodies taken from the wire: no longer than allowed, no slower than allowed, on disk while they come."""

import asyncio
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from fastapi import HTTPException, Request

IN_MEMORY = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited for a body: for its next piece, and for the whole of it."""

    piece_s: float = 30.0
    whole_s: float = 600.0


STANDARD = Patience()


async def spooled(request: Request, most: int, patience: Patience = STANDARD) -> bytes:
    """Return the body of a request; raises HTTPException 413 where it is too long, and 408 where it does not come."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > most:
        raise _too_long(most)
    # What comes slowly costs no memory: it lies on disk until it is whole.
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        length = 0
        stream = request.stream()
        try:
            async with asyncio.timeout(patience.whole_s):
                while True:
                    piece = await asyncio.wait_for(anext(stream, None), patience.piece_s)
                    if piece is None:
                        break
                    length += len(piece)
                    if length > most:
                        raise _too_long(most)
                    spool.write(piece)
        except TimeoutError:
            raise HTTPException(408, "the body came too slowly", headers={"Connection": "close"}) from None
        spool.seek(0)
        return spool.read()


def _too_long(most: int) -> HTTPException:
    return HTTPException(413, f"a body may have {most} bytes and no more", headers={"Connection": "close"})
