"""What people of partners do with the quotes they were given: take them, or decline them."""

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import RedirectResponse

from gateway.application.quoting import concluding
from gateway.application.quoting.concluding import Acceptance
from gateway.entrypoints.api.access import Calling, Operator, Whole, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.requests import reason_in

router = APIRouter(prefix="/own/quotes", include_in_schema=False, dependencies=[Depends(operator)])
CHANNEL = "console"


@router.post("/{quote_id}/{what}")
def answer(
    gateway: Whole, caller: Calling, actor: Operator, quote_id: str, what: str, form: Form
) -> RedirectResponse:
    """Take or decline a quote as somebody of the partner it was given to."""
    services, store = gateway.services, gateway.store
    if what == "accept":
        taken = Acceptance(number=form.get("number", ""), channel=CHANNEL)
        concluding.accept_quote(services, store, quote_id, taken, actor=actor, partner=caller.partner)
    elif what == "decline":
        concluding.decline_quote(
            services, store, quote_id, reason=reason_in(form), actor=actor, partner=caller.partner
        )
    else:
        raise HTTPException(404, "there is nothing of that name to decide")
    return RedirectResponse(f"/quotes/{quote_id}", status_code=303)
