"""Pages about requests for quotation: what came in, and the review of one, its source beside its lines."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.application.ports.quoting import OPEN
from gateway.application.quoting import answering, concluding, reviewing
from gateway.application.quoting.likeness import FULL
from gateway.application.quoting.matching import words_of
from gateway.application.quoting.papers import page_image
from gateway.application.quoting.reviewing import Edit
from gateway.application.quoting.taking import Upload as Taken
from gateway.application.quoting.taking import take_upload
from gateway.entrypoints.api.access import Calling, Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.api.quotes import kept
from gateway.entrypoints.api.uploads import Upload
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.request_view import (
    NEEDS,
    choices_of,
    chosen_line,
    likeliest,
    listed,
    marks_of,
    may_change,
    page_of,
    shown_lines,
    window_of,
)
from gateway.entrypoints.console.state_words import STATES
from gateway.orderdesk.asked_packs import spoken
from gateway.sheets.words import ASKED

router = APIRouter(prefix="/requests", include_in_schema=False, dependencies=[Depends(operator)])
CHANNEL = "console"
A_PAGE = 25
A_LOT = 500
LONGEST_REASON = 500
PERCENT = 100


@router.get("")
def requests(
    request: Request, gateway: Here, caller: Calling, *, state: str = "", partner: str = "", before: str = ""
) -> HTMLResponse:
    """Show requests, newest first, and take new ones in."""
    with gateway.store.read() as work:
        found = work.requests.recent(A_PAGE + 1, state=state, partner=partner, before=before)
        quotes = {one.quote: work.quotes.get(one.quote) for one in found[:A_PAGE] if one.quote}
    asking = {one.code: one.name for one in gateway.services.directory.all() if one.requests is not None}
    return page(
        request,
        "requests.html",
        requests=found[:A_PAGE],
        quotes=quotes,
        states=STATES["request"],
        chosen={"state": state, "partner": partner},
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
        asking={} if caller.partner else asking,
        own=bool(caller.partner),
    )


@router.post("")
def take(gateway: Here, actor: Operator, upload: Upload) -> RedirectResponse:
    """Take a file in as a request of a partner."""
    taken = Taken(
        partner=upload.fields.get("partner", ""),
        channel=CHANNEL,
        name=upload.name,
        content=upload.content,
    )
    record, _ = take_upload(gateway.quoting, taken, actor=actor)
    return RedirectResponse(f"/requests/{record.id}", status_code=303)


@router.get("/{request_id}")
def review(  # noqa: PLR0913 - one parameter a part of the page
    request: Request,
    gateway: Here,
    caller: Calling,
    request_id: str,
    *,
    line: int = 0,
    show: str = "",
    at: int = 1,
    sheet: int = 0,
    find: str = "",
) -> HTMLResponse:
    """Show a request: its source with the cells of a line marked, what the line may mean, and all lines."""
    if caller.partner:
        return _own(request, gateway, request_id)
    with gateway.store.read() as work:
        record = work.requests.get(request_id)
        lines = work.requests.lines(request_id)
        show = show or (OPEN if record.open_lines else "all")
        chosen, before, after = chosen_line(lines, line)
        some, pages = listed(lines, "" if show == "all" else show, at)
        items = work.items.get_many({likeliest(one) for one in some} - {""})
        quote = work.quotes.get(record.quote) if record.quote else None
        names = work.requests.pages(request_id)
        source = page_of(names, sheet, chosen)
        shown = work.requests.page(request_id, source)
        drawn_page, marks = marks_of(shown.name, chosen) if shown is not None else (0, ())
        open_now = chosen is not None and may_change(record)
        choices = (
            choices_of(work, gateway.quoting.indexes.of(work), chosen, find.strip())
            if chosen is not None and open_now
            else []
        )
        return page(
            request,
            "request.html",
            rfq=record,
            quote=quote,
            lines=shown_lines(some, items, quote),
            line=shown_lines([chosen], work.items.get_many([likeliest(chosen)]), quote)[0]
            if chosen
            else None,
            before=before,
            after=after,
            choices=choices,
            window=window_of(shown, chosen),
            drawn=(drawn_page or shown.drawn) if shown is not None and shown.drawn else 0,
            marks=marks,
            fields=ASKED,
            sheets=names,
            sheet=source,
            show=show,
            at=at,
            pages=pages,
            find=find.strip(),
            may_change=open_now,
            needs=NEEDS,
            events=work.events.of(request_id),
        )


def _own(request: Request, gateway: Here, request_id: str) -> HTMLResponse:
    """Show a request to the people who asked: what was read of it, and what was offered."""
    with gateway.store.read() as work:
        record = work.requests.get(request_id)
        return page(
            request,
            "own_request.html",
            rfq=record,
            lines=[
                (words_of(one.said), spoken(one.said), one) for one in work.requests.lines(request_id)[:A_LOT]
            ],
            quotes=work.quotes.of_request(request_id),
        )


@router.post("/{request_id}/lines/{line}")
def decide(gateway: Here, actor: Operator, request_id: str, line: int, form: Form) -> RedirectResponse:
    """Say what a line means, that nothing is offered for it, what it costs, or take back what was said."""
    quoting, what = gateway.quoting, form.get("what", "")
    stay = ""
    if form.get("sku", "").strip():
        reviewing.say_item(quoting, request_id, line, form["sku"].strip(), actor=actor)
    elif what == "skip":
        reviewing.skip_line(quoting, request_id, line, actor=actor)
    elif what == "undo":
        reviewing.undo(quoting, request_id, line, actor=actor)
        stay = f"&line={line}"
    elif what == "price":
        reviewing.set_price(quoting, request_id, line, _price(form), actor=actor)
        stay = f"&line={line}"
    elif what == "edit":
        reviewing.edit_line(quoting, request_id, line, _edit(form), actor=actor)
        stay = f"&line={line}"
    else:
        raise HTTPException(422, "say what the line means")
    show = "all" if form.get("show") == "all" else ""
    return RedirectResponse(f"/requests/{request_id}?show={show}{stay}", status_code=303)


@router.post("/{request_id}/accept")
def accept(gateway: Here, actor: Operator, request_id: str, form: Form) -> RedirectResponse:
    """Take the best candidate of every open line that is at least so alike."""
    least = form.get("least", "")
    if not (least.isascii() and least.isdigit()) or int(least) > PERCENT:
        raise HTTPException(422, "say from which likeness on, in hundredths")
    reviewing.accept_all(gateway.quoting, request_id, least=int(least) * FULL // PERCENT, actor=actor)
    return RedirectResponse(f"/requests/{request_id}", status_code=303)


@router.post("/{request_id}/price")
def price(gateway: Here, actor: Operator, request_id: str) -> RedirectResponse:
    """Price a request, and show its quote."""
    quote = answering.price_now(gateway.services, gateway.store, request_id, actor=actor)
    return RedirectResponse(f"/quotes/{quote.id}", status_code=303)


@router.post("/{request_id}/read")
def read(gateway: Here, actor: Operator, request_id: str) -> RedirectResponse:
    """Read a request again."""
    reviewing.read_again(gateway.quoting, request_id, actor=actor)
    return RedirectResponse(f"/requests/{request_id}", status_code=303)


@router.post("/{request_id}/decline")
def decline(gateway: Here, actor: Operator, request_id: str, form: Form) -> RedirectResponse:
    """Put a request aside that we do not answer."""
    concluding.decline_request(
        gateway.services, gateway.store, request_id, reason=reason_in(form), actor=actor
    )
    return RedirectResponse(f"/requests/{request_id}", status_code=303)


@router.post("/{request_id}/columns")
def columns(gateway: Here, actor: Operator, request_id: str, form: Form) -> RedirectResponse:
    """Say which column of the file is which field, and read it again."""
    fields = {
        int(name.removeprefix("column-")): field
        for name, field in form.items()
        if name.removeprefix("column-").isdecimal() and name.startswith("column-") and field in ASKED
    }
    if not fields:
        raise HTTPException(422, "say which column is which field")
    reviewing.map_columns(gateway.quoting, request_id, fields, actor=actor)
    return RedirectResponse(f"/requests/{request_id}", status_code=303)


@router.get("/{request_id}/pages/{sheet}.png")
def drawn(gateway: Here, request_id: str, sheet: int, of: int = 0) -> Response:
    """Return a page of a PDF as a picture: the one a table begins on, or one of those it goes on over."""
    return Response(page_image(gateway.quoting, request_id, sheet, of=of), media_type="image/png")


@router.get("/{request_id}/original")
def original(gateway: Here, request_id: str) -> Response:
    """Return the file as it came, to keep and never to be taken for anything a browser would run."""
    with gateway.store.read() as work:
        record = work.requests.get(request_id)
        content = work.transmissions.content(record.transmission)
    return kept(content, name=record.name or "request", media_type="application/octet-stream")


def reason_in(form: Mapping[str, str]) -> str:
    """Return the reason a form gives."""
    reason = form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise HTTPException(422, f"say why, in at most {LONGEST_REASON} characters")
    return reason


def _edit(form: Mapping[str, str]) -> Edit:
    """Return what a form changes of a line: its quantity and unit, the day it is needed, its note."""
    day = form.get("needed_on", "").strip()
    try:
        quantity = Decimal(form["quantity"]) if form.get("quantity", "").strip() else None
        needed_on = date.fromisoformat(day) if day else None
    except (InvalidOperation, ValueError) as wrong:
        raise HTTPException(
            422, "a quantity is a number such as 12.5, a day one such as 2026-03-31"
        ) from wrong
    return Edit(
        quantity=quantity,
        unit=form.get("unit"),
        needed_on=needed_on,
        no_day="needed_on" in form and not day,
        note=form.get("note"),
    )


def _price(form: Mapping[str, str]) -> Decimal | None:
    text = form.get("price", "").strip()
    try:
        price = Decimal(text) if text else None
    except InvalidOperation as wrong:
        raise HTTPException(422, "a price is a number, such as 12.50") from wrong
    if price is not None and not price.is_finite():
        raise HTTPException(422, "a price is a number, such as 12.50")
    return price
