"""Search over the API: what goes by a number, an identifier, a file's name or digest."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from gateway.application.looking_up import look_up
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.api.paging import Cursor, Limit, ranked
from gateway.entrypoints.api.schemas import Page, Shape

router = APIRouter(prefix="/api/v1/search", tags=["search"], dependencies=[Depends(operator)])
LONGEST = 200


class LeadShape(Shape):
    """A record that goes by what was asked for: an `order`, a `document`, a `transmission`, or an `item` by its SKU."""

    kind: str
    id: str
    name: str
    partner: str
    at: datetime | None


@router.get("")
def search(
    gateway: Here,
    *,
    q: Annotated[
        str,
        Query(
            max_length=LONGEST,
            description="The number of an order, an interchange or an item, a reference, a file's name or SHA-256, an identifier.",
        ),
    ] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[LeadShape]:
    """Return what goes by exactly this, twenty at most; orders of the number before everything else."""
    with gateway.store.read() as work:
        found = look_up(work, q)
    return ranked(LeadShape, found, cursor=cursor, limit=limit)
