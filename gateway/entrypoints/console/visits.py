"""Pages about visits to the shop: who came out of which purchasing system, what they took home, and what was ordered of it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from gateway.application.ports import ShopLine, ShopSession, UnitOfWork
from gateway.application.records import OrderRecord
from gateway.application.shop.totals import amount_of
from gateway.cxml.masking import masked_text
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.state_words import STATES

router = APIRouter(prefix="/visits", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE, LOOKED_THROUGH = 50, 50
A_MOMENT = timedelta(seconds=1)


@router.get("")
def visits(
    request: Request, gateway: Here, *, state: str = "", partner: str = "", before: str = ""
) -> HTMLResponse:
    """Show visits, newest first."""
    with gateway.store.read() as work:
        found = work.shop.recent(A_PAGE + 1, state=state, partner=partner, before=before)
        carts = {one.id: _cart(work.shop.lines(one.id)) for one in found[:A_PAGE]}
    return page(
        request,
        "visits.html",
        visits=found[:A_PAGE],
        carts=carts,
        states=STATES["visit"],
        chosen={"state": state, "partner": partner},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get("/{session_id}")
def visit(request: Request, gateway: Here, session_id: str) -> HTMLResponse:
    """Show one visit from its set-up to its order."""
    with gateway.store.read() as work:
        found = work.shop.get(session_id)
        lines = work.shop.lines(session_id)
        return page(
            request,
            "visit.html",
            visit=found,
            lines=[(one, amount_of(one)) for one in lines],
            cart=_cart(lines),
            orders=orders_of(work, found, lines),
            events=work.events.of(session_id),
        )


@router.get("/{session_id}/raw")
def bodies(request: Request, gateway: Here, session_id: str) -> HTMLResponse:
    """Show what the buyer's system asked and what went back to it, secrets masked."""
    with gateway.store.read() as work:
        found = work.shop.get(session_id)
        asked = work.transmissions.content(found.transmission) if found.transmission else b""
    return page(
        request,
        "visit_raw.html",
        visit=found,
        asked=masked_text(asked.decode("utf-8", "replace")),
        returned=masked_text(found.returned),
    )


def orders_of(work: UnitOfWork, visit: ShopSession, lines: Sequence[ShopLine]) -> list[OrderRecord]:
    """Return the partner's orders since a visit that name a line of its cart, newest first."""
    names = [one.auxiliary for one in lines]
    orders = work.orders.recent(LOOKED_THROUGH, partner=visit.partner) if names else ()
    return [
        one
        for one in orders
        if one.received_at >= visit.made_at - A_MOMENT and any(name in one.canonical for name in names)
    ]


def _cart(lines: Sequence[ShopLine]) -> dict[str, Any]:
    """Return what a cart comes to."""
    total = sum(map(amount_of, lines), Decimal(0))
    return {
        "lines": len(lines),
        "total": total if lines else None,
        "currency": lines[0].currency if lines else "",
    }
