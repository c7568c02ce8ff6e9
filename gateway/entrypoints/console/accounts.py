"""Pages about what partners owe, and the form that books a payment."""

from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.desk import today
from gateway.application.paying import Paid, pay
from gateway.application.refunding import Refund, refund
from gateway.application.statements import statement_of, statements
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.rendering import page

router = APIRouter(prefix="/accounts", include_in_schema=False, dependencies=[Depends(operator)])


@router.get("")
def accounts(request: Request, gateway: Here) -> HTMLResponse:
    """Show every partner that owes anything or has a limit."""
    with gateway.store.read() as work:
        return page(request, "accounts.html", accounts=statements(gateway.services, work))


@router.get("/{partner}")
def account(request: Request, gateway: Here, partner: str) -> HTMLResponse:
    """Show how a partner stands, what is open, and what was paid."""
    with gateway.store.read() as work:
        return page(
            request,
            "account.html",
            account=statement_of(gateway.services, work, partner),
            today=today(gateway.services),
        )


@router.post("/{partner}/payments")
def book(gateway: Here, actor: Operator, partner: str, form: Form) -> RedirectResponse:
    """Book a payment on an invoice or ahead for an order."""
    try:
        paid = Paid(
            partner=partner,
            number=_needed(form.get("number", "")),
            amount=Decimal(form.get("amount", "")),
            paid_on=date.fromisoformat(form.get("paid_on", "")),
            reference=_needed(form.get("reference", "")),
            discount=Decimal(form.get("discount") or "0"),
            reason=form.get("reason", "").strip(),
        )
    except (ValueError, InvalidOperation) as wrong:
        raise HTTPException(422, "say what was paid, for which number, when, and its reference") from wrong
    pay(gateway.services, gateway.store, paid, actor=actor)
    return RedirectResponse(f"/accounts/{partner}", status_code=303)


@router.post("/{partner}/refunds")
def book_refund(gateway: Here, actor: Operator, partner: str, form: Form) -> RedirectResponse:
    """Book money that is paid back of an order or an invoice."""
    try:
        amount = form.get("amount", "").strip()
        wanted = Refund(
            partner=partner,
            number=_needed(form.get("number", "")),
            amount=Decimal(amount) if amount else None,
            paid_on=date.fromisoformat(form.get("paid_on", "")),
            reference=_needed(form.get("reference", "")),
            reason=form.get("reason", "").strip(),
        )
    except (ValueError, InvalidOperation) as wrong:
        raise HTTPException(
            422, "say what was paid back, of which number, when, and its reference"
        ) from wrong
    refund(gateway.services, gateway.store, wanted, actor=actor)
    return RedirectResponse(f"/accounts/{partner}", status_code=303)


def _needed(text: str) -> str:
    if not text.strip():
        raise ValueError("something is missing")
    return text.strip()
