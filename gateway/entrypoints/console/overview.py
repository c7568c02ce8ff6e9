"""The first page: how many, what waits for a person, what is new."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from gateway.application.chains import chains_of
from gateway.application.ports import UnitOfWork
from gateway.entrypoints.api.access import Calling, Here, operator
from gateway.entrypoints.console.attention import certificates_of, needs_of
from gateway.entrypoints.console.chain_view import steps_of
from gateway.entrypoints.console.languages import say
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.state_words import STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many wait for something, and where they are."""

    text: str
    count: int
    href: str


router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])
ORDERS, EVENTS = 10, 20
MANY = 9_999
"""How far orders of a state are counted: to count a million takes as long as all the rest of the page."""


@router.get("/")
def overview(request: Request, gateway: Here, caller: Calling) -> Response:
    """Show how things stand; people of partners begin with their orders."""
    if caller.partner:
        return RedirectResponse("/orders", status_code=303)
    now = gateway.services.clock.now()
    with gateway.store.read() as work:
        counts = work.orders.counts(most=MANY + 1)
        chains = chains_of(gateway.services, work, work.orders.recent(ORDERS))
        return page(
            request,
            "overview.html",
            counts={state: counts.get(state, 0) for state in STATES["order"]},
            many=MANY,
            needs=(*needs_of(work, now), *certificates_of(gateway.services, work, now)),
            chains=[(one, steps_of(one)) for one in chains],
            events=work.events.recent(EVENTS),
            waiting=work.jobs.waiting(),
            quoting=_quoting(work),
        )


def _quoting(work: UnitOfWork) -> tuple[Count, ...]:
    """Return how many requests and quotes wait for what, those that wait for nothing left out."""
    requests, quotes = work.requests.counts(), work.quotes.counts()
    found = (
        Count(text=say("to review"), count=requests.get("review", 0), href="/requests?state=review"),
        Count(text=say("not readable"), count=requests.get("held", 0), href="/requests?state=held"),
        Count(text=say("to approve"), count=quotes.get("priced", 0), href="/quotes?state=priced"),
        Count(text=say("to send"), count=quotes.get("approved", 0), href="/quotes?state=approved"),
        Count(text=say("with buyers"), count=quotes.get("sent", 0), href="/quotes?state=sent"),
    )
    return tuple(one for one in found if one.count)
