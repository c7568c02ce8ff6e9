"""Reservations over the API: a shop holds supply for a partner before there is an order."""

from datetime import date, datetime
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from gateway.application.reserving import Reservations, Wish
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape

router = APIRouter(prefix="/api/v1", tags=["supply"], dependencies=[Depends(operator)])
Code = Annotated[str, Field(min_length=1, max_length=80)]
MOST_HELD = 10_000
_making = Lock()


def reservations(request: Request, gateway: Here) -> Reservations:
    """Return what grants reservations in this process, one for all requests: so what comes together is done together."""
    with _making:
        if not hasattr(request.app.state, "reservations"):
            request.app.state.reservations = Reservations(gateway.services, gateway.store)
    made: Reservations = request.app.state.reservations
    return made


Desk = Annotated[Reservations, Depends(reservations)]


class ReservationShape(Shape):
    """What is held for a partner before there is an order, and until when."""

    partner: str
    reference: str
    sku: str
    quantity: int
    made_at: datetime
    until_at: datetime


class WishShape(BaseModel):
    """So many base units of an item for a partner; the same reference again is the same reservation.

    It is held until `until_at`; where none is named, for as long as was agreed with the partner.
    """

    model_config = ConfigDict(extra="forbid")

    partner: Code
    reference: Code
    sku: Code
    quantity: Annotated[int, Field(gt=0, le=1_000_000_000)]
    wanted_on: date | None = None
    partial: bool = False
    until_at: AwareDatetime | None = None


@router.post("/reservations", summary="Hold supply for a partner before there is an order")
def reserve(wish: WishShape, gateway: Here, desk: Desk) -> dict[str, Any]:
    """Return what is held from now on, and how many are missing; without `partial` all or nothing is held."""
    held = desk.reserve(
        Wish(
            partner=wish.partner,
            reference=wish.reference,
            sku=wish.sku,
            quantity=wish.quantity,
            wanted_on=wish.wanted_on or gateway.services.clock.now().date(),
            partial=wish.partial,
            until_at=wish.until_at,
        )
    )
    return {
        "reference": wish.reference,
        "held": [{"location": at, "on": on.isoformat(), "quantity": many} for at, on, many in held.parts],
        "missing": held.missing,
    }


@router.get("/reservations", summary="List what is held before there is an order")
def held(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[ReservationShape]:
    """Return what is reserved, the first to end first."""
    with gateway.store.read() as work:
        found = work.reservations.all(MOST_HELD)
    return cut(
        ReservationShape,
        found,
        cursor=cursor,
        limit=limit,
        key=lambda one: f"{one.until_at.isoformat()}/{one.partner}/{one.reference}/{one.sku}",
    )


@router.delete("/reservations/{partner}/{reference}", summary="Give a reservation back", status_code=204)
def release(partner: Code, reference: Code, desk: Desk) -> Response:
    """Give back what is held under a reference; what is not held is left as it is."""
    desk.release(partner, reference)
    return Response(status_code=204)
