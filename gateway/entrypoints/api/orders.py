"""Orders over the API."""

from fastapi import APIRouter, Depends

from gateway.application.chains import chain_of
from gateway.application.clearing import accept_hold, reject_order
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit
from gateway.entrypoints.api.schemas import (
    Acceptance,
    OrderDetail,
    OrderSummary,
    Page,
    Rejection,
    order_detail,
    page_of,
)

router = APIRouter(prefix="/api/v1/orders", tags=["orders"], dependencies=[Depends(operator)])


@router.get("")
def list_orders(
    gateway: Here,
    *,
    state: str = "",
    partner: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[OrderSummary]:
    """Return orders, newest first."""
    with gateway.store.read() as work:
        found = work.orders.recent(limit + 1, state=state, partner=partner, before=cursor)
    return page_of(OrderSummary, found, limit)


@router.get("/{order_id}")
def get_order(gateway: Here, order_id: str) -> OrderDetail:
    """Return an order with its chain."""
    with gateway.store.read() as work:
        chain = chain_of(gateway.services, work, work.orders.get(order_id))
        return order_detail(chain, work.events.of_order(order_id))


@router.post("/{order_id}/accept")
def accept(
    gateway: Here, actor: Operator, order_id: str, acceptance: Acceptance | None = None
) -> OrderSummary:
    """Accept what holds an order, once, and decide it again."""
    named = acceptance.waivers if acceptance else None
    waivers = None if named is None else tuple(named)
    order = accept_hold(gateway.services, gateway.store, order_id, waivers=waivers, actor=actor)
    return OrderSummary.model_validate(order)


@router.post("/{order_id}/reject")
def reject(gateway: Here, actor: Operator, order_id: str, rejection: Rejection) -> OrderSummary:
    """Reject an order; its buyer is told."""
    order = reject_order(gateway.services, gateway.store, order_id, reason=rejection.reason, actor=actor)
    return OrderSummary.model_validate(order)
