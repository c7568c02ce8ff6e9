"""Search: whatever may be meant by a number, an identifier, a file's name or digest."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from gateway.application.looking_up import Lead, look_up
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.console.rendering import page

router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])


@router.get("/search")
def search(request: Request, gateway: Here, q: str = "") -> Response:
    """Go to the one thing that was meant, or list what it may be."""
    with gateway.store.read() as work:
        leads = look_up(work, q)
    if len(leads) == 1 and leads[0].kind != "item":
        return RedirectResponse(_place_of(leads[0]), status_code=303)
    return page(request, "search.html", wanted=q.strip(), leads=[(one, _place_of(one)) for one in leads])


def _place_of(lead: Lead) -> str:
    return f"/stock?sku={quote(lead.id)}" if lead.kind == "item" else f"/{lead.kind}s/{lead.id}"
