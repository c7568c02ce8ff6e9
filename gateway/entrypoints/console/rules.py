"""The page of rules: what each says, how right its holds were, and what is let pass for a while."""

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.desk import today
from gateway.application.excepting import withdraw_exception
from gateway.application.precision import DAYS, rules_now
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.languages import say
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.rule_view import DOES, percent

router = APIRouter(prefix="/rules", include_in_schema=False, dependencies=[Depends(operator)])
LONGEST_REASON = 500


@router.get("")
def rules(request: Request, gateway: Here) -> HTMLResponse:
    """Show every rule and every exception that stands."""
    with gateway.store.read() as work:
        lines = rules_now(gateway.services, work)
        return page(
            request,
            "rules.html",
            rules=[(one, say(DOES[one.action]), percent(one.holds.precision)) for one in lines],
            exceptions=work.rule_exceptions.standing(today(gateway.services)),
            days=DAYS,
        )


@router.post("/exceptions/{exception_id}/withdraw")
def withdraw(gateway: Here, actor: Operator, exception_id: str, form: Form) -> RedirectResponse:
    """Take an exception back, for the reason given."""
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    withdraw_exception(gateway.services, gateway.store, exception_id, reason=reason, actor=actor)
    return RedirectResponse("/rules", status_code=303)
