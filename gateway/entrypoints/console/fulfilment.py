"""What a person may do about shipments and invoices on an order's page."""

from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import RedirectResponse

from gateway.application.billing import invoice_order
from gateway.application.crediting import Said, credit
from gateway.application.reporting import discard_shipment, retry_shipment
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.orderdesk.crediting import Wanted

router = APIRouter(prefix="/orders", include_in_schema=False, dependencies=[Depends(operator)])
LONGEST_REASON = 500


@router.post("/{order_id}/shipments/retry")
def retry(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Look at a held shipment again."""
    retry_shipment(gateway.services, gateway.store, form.get("shipment", ""), actor=actor)
    return _back(order_id)


@router.post("/{order_id}/shipments/discard")
def discard(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Put a held shipment aside, for the reason given."""
    discard_shipment(
        gateway.services, gateway.store, form.get("shipment", ""), reason=_reason(form), actor=actor
    )
    return _back(order_id)


@router.post("/{order_id}/invoice")
def bill(gateway: Here, actor: Operator, order_id: str) -> RedirectResponse:
    """Bill what left by now."""
    invoice_order(gateway.services, gateway.store, order_id, actor=actor)
    return _back(order_id)


@router.post("/{order_id}/credit")
def make_credit(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Credit an invoice, all that is left of it or units or money of one line, for the reason given."""
    said = Said(reason=_reason(form), actor=actor, key=form.get("key", ""))
    credit(gateway.services, gateway.store, form.get("invoice", ""), _wanted(form), said=said)
    return _back(order_id)


def _wanted(form: Form) -> list[Wanted]:
    """Return what is credited: nothing named is all of it."""
    line, units, money = (form.get(name, "").strip() for name in ("line", "units", "money"))
    if not line:
        return []
    try:
        amount = Decimal(money) if money else None
        wanted = Wanted(line=int(line), quantity=int(units) if units else 0, amount=amount)
    except (ValueError, InvalidOperation) as wrong:
        raise HTTPException(422, "say a line, and units or money of it, as numbers") from wrong
    if amount is not None and not amount.is_finite():
        raise HTTPException(422, "say how much, as a number")
    return [wanted]


def _reason(form: Form) -> str:
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    return reason


def _back(order_id: str) -> RedirectResponse:
    return RedirectResponse(f"/orders/{order_id}", status_code=303)
