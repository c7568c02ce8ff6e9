"""What people do about changes: they change an order, and decide on changes that wait for them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import RedirectResponse

from gateway.application.changing import accept_change, refuse_change
from gateway.application.editing import edit_order
from gateway.application.transferring import Transfer, transfer
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.orderdesk.editing import Edit, LineEdit

router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])
LONGEST_REASON = 500


@router.post("/orders/{order_id}/edit")
def edit(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Change an order: one line of it, where it goes, or all of it."""
    wanted = Edit(
        reason=_reason(form),
        lines=_lines(form),
        ship_to=form.get("ship_to", "").strip(),
        cancel=form.get("what") == "cancel-order",
    )
    edit_order(gateway.services, gateway.store, order_id, edit=wanted, actor=actor)
    return RedirectResponse(f"/orders/{order_id}#revisions", status_code=303)


@router.post("/orders/{order_id}/send")
def send(gateway: Here, actor: Operator, order_id: str, form: Form) -> RedirectResponse:
    """Send goods from one place of ours to another, today, for an order that waits for them."""
    try:
        quantity = int(form.get("quantity", ""))
    except ValueError as wrong:
        raise HTTPException(422, "say how many, as a whole number") from wrong
    wanted = Transfer(
        sku=form.get("sku", ""),
        from_location=form.get("from", ""),
        to_location=form.get("to", ""),
        quantity=quantity,
        leaves_on=gateway.services.clock.now().date(),
        reference=form.get("reference", ""),
    )
    transfer(gateway.services, gateway.store, wanted, actor=actor, order=order_id)
    return RedirectResponse(f"/orders/{order_id}#reasons", status_code=303)


@router.post("/documents/{document_id}/accept")
def accept(gateway: Here, actor: Operator, document_id: str, form: Form) -> RedirectResponse:
    """Let a change pass that waits for a person."""
    accept_change(gateway.services, gateway.store, document_id, reason=_reason(form), actor=actor)
    return RedirectResponse(f"/documents/{document_id}", status_code=303)


@router.post("/documents/{document_id}/refuse")
def refuse(gateway: Here, actor: Operator, document_id: str, form: Form) -> RedirectResponse:
    """Refuse a change that waits for a person."""
    refuse_change(gateway.services, gateway.store, document_id, reason=_reason(form), actor=actor)
    return RedirectResponse(f"/documents/{document_id}", status_code=303)


def _reason(form: Mapping[str, str]) -> str:
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    return reason


def _lines(form: Mapping[str, str]) -> tuple[LineEdit, ...]:
    """Return the one line a form is about, none where it is about the whole order."""
    if not form.get("line"):
        return ()
    try:
        on = form.get("on", "").strip()
        return (
            LineEdit(
                line=int(form["line"]),
                quantity=_number(form, "quantity"),
                on=date.fromisoformat(on) if on else None,
                price=_number(form, "price"),
                cancel=form.get("what") == "cancel-line",
            ),
        )
    except (ValueError, InvalidOperation) as wrong:
        raise HTTPException(422, "quantities and prices are numbers, days are written 2026-12-31") from wrong


def _number(form: Mapping[str, str], name: str) -> Decimal | None:
    text = form.get(name, "").strip()
    number = Decimal(text) if text else None
    if number is not None and not number.is_finite():
        raise ValueError(name)
    return number
