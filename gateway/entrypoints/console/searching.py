"""Search: an order by its buyer's number, or anything by its identifier."""

from contextlib import suppress

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from gateway.application.ports import UnitOfWork
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.console.rendering import page
from gateway.errors import NotFound

router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])


@router.get("/search")
def search(request: Request, gateway: Here, q: str = "") -> Response:
    """Go to the one thing that was meant, or list what it may be."""
    wanted = q.strip()
    with gateway.store.read() as work:
        orders = work.orders.by_number(wanted) if wanted else ()
        found = _by_id(work, wanted) if wanted and not orders else ""
    if len(orders) == 1:
        found = f"/orders/{orders[0].id}"
    if found:
        return RedirectResponse(found, status_code=303)
    return page(request, "search.html", wanted=wanted, orders=orders)


def _by_id(work: UnitOfWork, wanted: str) -> str:
    with suppress(NotFound):
        return f"/orders/{work.orders.get(wanted).id}"
    with suppress(NotFound):
        return f"/documents/{work.documents.get(wanted).id}"
    with suppress(NotFound):
        return f"/transmissions/{work.transmissions.get(wanted).id}"
    with suppress(NotFound):
        return f"/transmissions/{work.interchanges.get(wanted).transmission}"
    return ""
