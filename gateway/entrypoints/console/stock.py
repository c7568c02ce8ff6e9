"""The page of stock: what should be bought, what is gone and still promised, and what lies where."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from gateway.application.replenishing import plain_proposal, proposals
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.console.rendering import page

router = APIRouter(prefix="/stock", include_in_schema=False, dependencies=[Depends(operator)])
SHOWN = 100


@router.get("")
def stock(request: Request, gateway: Here) -> HTMLResponse:
    """Show positions page by page, those of an item or a location if one is named."""
    asked = {name: request.query_params.get(name, "") for name in ("sku", "location", "after")}
    with gateway.store.read() as work:
        found = work.stocktaking.stock(gateway.services.clock.now(), limit=SHOWN + 1, **asked)
        return page(
            request,
            "stock.html",
            asked=asked,
            positions=found[:SHOWN],
            following=f"{found[SHOWN - 1].sku}/{found[SHOWN - 1].location}" if len(found) > SHOWN else "",
            proposals=[plain_proposal(one) for one in proposals(gateway.services, work)[:SHOWN]],
            shorts=work.stocktaking.shorts()[:SHOWN],
        )
