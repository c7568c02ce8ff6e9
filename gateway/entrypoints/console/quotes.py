"""Pages about quotes: what was offered, how it came about, and what a person may decide of it."""

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.adapters.papers.quotes import quote_pdf, to_print, unshown
from gateway.application.ports import QuoteRecord
from gateway.application.quoting import answering, concluding
from gateway.application.quoting.concluding import Acceptance
from gateway.application.quoting.papers import filled_in
from gateway.domain.canonical import loads
from gateway.domain.findings import KINDS
from gateway.domain.quotes import Quote
from gateway.entrypoints.api.access import Calling, Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.api.quotes import KINDS as KIND_OF_FILE
from gateway.entrypoints.api.quotes import kept
from gateway.entrypoints.console.languages import told
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.request_view import NEEDS
from gateway.entrypoints.console.requests import CHANNEL, reason_in
from gateway.entrypoints.console.state_words import STATES
from gateway.orderdesk.quoting import asked_of

router = APIRouter(prefix="/quotes", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 25
PDF = "application/pdf"


@router.get("")
def quotes(
    request: Request, gateway: Here, caller: Calling, *, state: str = "", partner: str = "", before: str = ""
) -> HTMLResponse:
    """Show quotes, newest first."""
    with gateway.store.read() as work:
        found = work.quotes.recent(A_PAGE + 1, state=state, partner=partner, before=before)
    return page(
        request,
        "quotes.html",
        quotes=found[:A_PAGE],
        states=STATES["quote"],
        chosen={"state": state, "partner": partner},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
        today=gateway.services.clock.now().date(),
        own=bool(caller.partner),
    )


@router.get("/{quote_id}")
def quote(request: Request, gateway: Here, caller: Calling, quote_id: str) -> HTMLResponse:
    """Show a quote line by line, and its revisions; to the people it was given to, what they were given."""
    with gateway.store.read() as work:
        record = work.quotes.get(quote_id)
        asked = work.requests.get(record.request)
        said = loads(Quote, record.canonical)
        return page(
            request,
            "own_quote.html" if caller.partner else "quote.html",
            quote=record,
            rfq=asked,
            lines=list(zip(record.offers, said.lines, strict=True)),
            revisions=work.quotes.of_request(record.request),
            taken=_order_of(gateway, record),
            needs=NEEDS,
            unshown=unshown(to_print(gateway.services, record), gateway.settings.fonts_dir),
            asked={one.line: asked_of(one) for one in record.offers},
            remarks={code: told(KINDS[code].message) for one in record.offers for code in one.remarks},
            events=() if caller.partner else work.events.of(quote_id),
        )


@router.get("/{quote_id}/quote.pdf")
def pdf(gateway: Here, quote_id: str) -> Response:
    """Return a quote as it is printed."""
    with gateway.store.read() as work:
        printed = to_print(gateway.services, work.quotes.get(quote_id))
    return kept(quote_pdf(printed, gateway.settings.fonts_dir), name=f"{printed.number}.pdf", media_type=PDF)


@router.get("/{quote_id}/workbook")
def workbook(gateway: Here, quote_id: str) -> Response:
    """Return the buyer's own file with our answers in it."""
    record, _, filled = filled_in(gateway.quoting, quote_id)
    return kept(filled.content, name=f"{record.number}.{filled.kind}", media_type=KIND_OF_FILE[filled.kind])


@router.post("/{quote_id}/{what}")
def decide(gateway: Here, actor: Operator, quote_id: str, what: str, form: Form) -> RedirectResponse:
    """Approve a quote, send it, or write down what the buyer said of it."""
    services, store = gateway.services, gateway.store
    if what == "approve":
        answering.approve(services, store, quote_id, actor=actor)
    elif what == "send":
        answering.send(store, quote_id, actor=actor)
    elif what == "accept":
        taken = Acceptance(number=form.get("number", ""), channel=CHANNEL)
        concluding.accept_quote(services, store, quote_id, taken, actor=actor)
    elif what == "decline":
        concluding.decline_quote(services, store, quote_id, reason=reason_in(form), actor=actor)
    elif what == "revise":
        revised = concluding.revise_quote(services, store, quote_id, reason=reason_in(form), actor=actor)
        return RedirectResponse(f"/requests/{revised.id}?show=all", status_code=303)
    else:
        raise HTTPException(404, "there is nothing of that name to decide")
    return RedirectResponse(f"/quotes/{quote_id}", status_code=303)


def _order_of(gateway: Here, record: QuoteRecord) -> str:
    """Return the order that took a quote, once it is on the desk."""
    if not record.order:
        return ""
    with gateway.store.read() as work:
        return work.documents.get(record.order).order
