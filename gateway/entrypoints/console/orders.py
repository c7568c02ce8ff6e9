"""Pages about orders, and the two things a person may decide about a held one."""

import json
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.chains import Chain, chain_of, chains_of
from gateway.application.clearing import accept_hold, reject_order
from gateway.application.excepting import except_hold
from gateway.entrypoints.api.access import Calling, Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.chain_view import steps_of
from gateway.entrypoints.console.fulfilment_view import invoices_of, shipments_of
from gateway.entrypoints.console.line_view import lines_of
from gateway.entrypoints.console.reason_view import reasons_in_words
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.revision_view import name_of, places_of, revisions_of
from gateway.entrypoints.console.rule_view import holds_of, remarks_of
from gateway.entrypoints.console.state_words import STATES

router = APIRouter(prefix="/orders", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 25
LONGEST_REASON = 500
A_WEEK = timedelta(days=7)


@router.get("")
def orders(
    request: Request, gateway: Here, *, state: str = "", partner: str = "", before: str = ""
) -> HTMLResponse:
    """Show orders, newest first."""
    with gateway.store.read() as work:
        found = work.orders.recent(A_PAGE + 1, state=state, partner=partner, before=before)
        chains = chains_of(gateway.services, work, found[:A_PAGE])
    return page(
        request,
        "orders.html",
        chains=[(one, steps_of(one)) for one in chains],
        states=STATES["order"],
        chosen={"state": state, "partner": partner},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get("/{order_id}")
def order(request: Request, gateway: Here, caller: Calling, order_id: str) -> HTMLResponse:
    """Show one order with its chain."""
    with gateway.store.read() as work:
        chain = chain_of(gateway.services, work, work.orders.get(order_id))
        items = work.items.get_many({line.sku for line in chain.lines if line.sku})
        return page(
            request,
            "order.html",
            chain=chain,
            order=chain.order,
            steps=steps_of(chain),
            lines=lines_of(chain, items),
            holds=holds_of(chain.order),
            remarks=remarks_of(chain.order),
            reasons=() if caller.partner else reasons_in_words(gateway, work, order_id),
            facts=_facts(chain),
            revisions=revisions_of(work, chain.order, name_of(gateway, chain.order.partner)),
            places=places_of(gateway, chain.order.partner),
            shipments=shipments_of(work, chain.order),
            invoices=invoices_of(work, chain.order),
            week=gateway.services.clock.now().date() + A_WEEK,
            events=work.events.of_order(order_id),
        )


@router.post("/{order_id}/accept")
def accept(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Accept all that holds an order, or the one hold named, once."""
    named = form.get("waiver", "")
    waivers = (named,) if named else None
    accept_hold(gateway.services, gateway.store, order_id, waivers=waivers, actor=actor)
    return RedirectResponse(f"/orders/{order_id}", status_code=303)


@router.post("/{order_id}/reject")
def reject(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Reject an order for the reason given."""
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    reject_order(gateway.services, gateway.store, order_id, reason=reason, actor=actor)
    return RedirectResponse(f"/orders/{order_id}", status_code=303)


@router.post("/{order_id}/except")
def let_pass(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Let the hold named pass for the partner and the item until a day, for the reason given."""
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    try:
        until_on = date.fromisoformat(form.get("until_on", ""))
    except ValueError as wrong:
        raise HTTPException(422, "say until which day, as 2026-12-31") from wrong
    except_hold(
        gateway.services,
        gateway.store,
        order_id,
        waiver=form.get("waiver", ""),
        until_on=until_on,
        reason=reason,
        only_seen="only_seen" in form,
        actor=actor,
    )
    return RedirectResponse(f"/orders/{order_id}", status_code=303)


def _facts(chain: Chain) -> dict[str, Any]:
    """Return what the order's own document says that a person wants to see first."""
    said = json.loads(chain.order.canonical or "{}")
    return {
        "parties": said.get("parties", ()),
        "dates": [one for one in said.get("dates", ()) if one.get("on")],
        "references": said.get("references", ()),
        "purpose": said.get("purpose", "original"),
        "kind": said.get("kind", "stand-alone"),
    }
