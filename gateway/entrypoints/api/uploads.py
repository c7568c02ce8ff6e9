"""Files handed in with a form or as the body itself, read no further than they may be long."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway.entrypoints.api.access import Here
from gateway.entrypoints.api.bodies import read_at_most

FORM = "multipart/form-data"
MOST_FIELDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file and the fields of the form it came with."""

    name: str = ""
    content: bytes = b""
    fields: Mapping[str, str] = field(default_factory=dict)


async def uploaded(request: Request, gateway: Here) -> Uploaded:
    """Return the file of a form, or the body as one whose name stands in X-File-Name."""
    content = await read_at_most(request, gateway.settings.max_body_bytes)
    if not request.headers.get("content-type", "").startswith(FORM):
        return Uploaded(name=request.headers.get("x-file-name", ""), content=content)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield content

    try:
        parser = MultiPartParser(
            request.headers, stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=len(content)
        )
        form = await parser.parse()
    except MultiPartException as fault:
        raise HTTPException(400, "this is not a form that was filled in here") from fault
    name, file = "", None
    fields: dict[str, str] = {}
    try:
        for key, value in form.multi_items():
            if isinstance(value, UploadFile):
                name, file = value.filename or "", await value.read()
            else:
                fields[key] = value
    finally:
        await form.close()
    if file is None:
        raise HTTPException(400, "no file came with the form")
    return Uploaded(name=name, content=file, fields=fields)


Upload = Annotated[Uploaded, Depends(uploaded)]
