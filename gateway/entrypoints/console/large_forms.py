"""Forms that hold whole files: read no further than they may be long."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from gateway.entrypoints.api.bodies import read_at_most

MOST = 4 * 1024 * 1024
MOST_FIELDS = 200


async def large_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; of one that is said several times all, with spaces between; lines end as files have them."""
    content = await read_at_most(request, MOST)
    try:
        pairs = parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as fault:
        raise HTTPException(400, "this is not a form that was filled in here") from fault
    said: dict[str, str] = {}
    for name, value in pairs:
        text = value.replace("\r\n", "\n")
        said[name] = f"{said[name]} {text}" if name in said else text
    return said


LargeForm = Annotated[Mapping[str, str], Depends(large_form)]
