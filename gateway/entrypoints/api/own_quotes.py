"""Quotes over the API for the people they were given to: taken, or declined."""

from fastapi import APIRouter, Depends

from gateway.application.quoting import concluding
from gateway.application.quoting.concluding import Acceptance
from gateway.entrypoints.api.access import Calling, Operator, Whole, operator
from gateway.entrypoints.api.quotes import Order, Taken, Why

router = APIRouter(prefix="/api/v1/own/quotes", tags=["quotes"], dependencies=[Depends(operator)])
CHANNEL = "api"


@router.post("/{quote_id}/accept", status_code=202)
def accept_own(gateway: Whole, caller: Calling, actor: Operator, quote_id: str, taken: Taken) -> Order:
    """Take a quote as somebody of the partner it was given to; the same number again is the same order."""
    acceptance = Acceptance(number=taken.number, channel=CHANNEL, lines=taken.lines)
    document = concluding.accept_quote(
        gateway.services, gateway.store, quote_id, acceptance, actor=actor, partner=caller.partner
    )
    return Order(document=document.id, number=document.reference)


@router.post("/{quote_id}/decline", status_code=204)
def decline_own(gateway: Whole, caller: Calling, actor: Operator, quote_id: str, why: Why) -> None:
    """Decline a quote as somebody of the partner it was given to."""
    concluding.decline_quote(
        gateway.services, gateway.store, quote_id, reason=why.reason, actor=actor, partner=caller.partner
    )
