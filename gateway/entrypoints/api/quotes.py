"""Quotes over the API: looked at, approved, sent, and what the buyer said of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.adapters.papers.quotes import quote_pdf, to_print
from gateway.application.ports import QuoteRecord
from gateway.application.quoting import answering, concluding
from gateway.application.quoting.concluding import Acceptance
from gateway.application.quoting.papers import filled_in
from gateway.domain.canonical import to_plain
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit
from gateway.entrypoints.api.schemas import Page, Shape, page_of

router = APIRouter(prefix="/api/v1/quotes", tags=["quotes"], dependencies=[Depends(operator)])
CHANNEL = "api"
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Pieces = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


class QuoteShape(Shape):
    """One revision of a quote; `needs` says why a person has to approve it, `margin` is in hundredths of the price."""

    id: str
    partner: str
    request: str
    number: str
    revision: int
    state: str
    currency: str
    total: Decimal | None
    margin: Decimal | None
    valid_until: date | None
    needs: list[str]
    made_at: datetime
    approved_by: str
    sent_at: datetime | None
    document: str
    order: str
    reason: str


class QuoteDetail(QuoteShape):
    """The same with what is offered line by line: prices with their steps, days, remarks, breaks and alternates."""

    offers: list[dict[str, Any]]


class Taken(BaseModel):
    """What the buyer takes, under its number; `lines` where it is not all: quantities by line, counted from 1."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"number": "PO-4711", "lines": {"1": "24"}}]}
    )

    number: Annotated[str, Field(min_length=1, max_length=80)]
    lines: dict[int, Pieces] = Field(default_factory=dict)


class Order(BaseModel):
    """The document that holds the order; the order desk decides it in a moment."""

    document: str
    number: str


class Why(BaseModel):
    """Why it is declined or taken back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Too dear"}]})

    reason: Reason


@router.get("")
def list_quotes(
    gateway: Here,
    *,
    state: str = "",
    partner: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[QuoteShape]:
    """Return quotes, newest first."""
    with gateway.store.read() as work:
        found = work.quotes.recent(limit + 1, state=state, partner=partner, before=cursor)
    return page_of(QuoteShape, found, limit)


@router.get("/{quote_id}")
def get_quote(gateway: Here, quote_id: str) -> QuoteDetail:
    """Return a quote with what is offered line by line."""
    with gateway.store.read() as work:
        return _detail(work.quotes.get(quote_id))


@router.get("/{quote_id}/quote.pdf", response_class=Response)
def pdf(gateway: Here, quote_id: str) -> Response:
    """Return a quote as it is printed."""
    with gateway.store.read() as work:
        printed = to_print(gateway.services, work.quotes.get(quote_id))
    return kept(
        quote_pdf(printed, gateway.settings.fonts_dir),
        name=f"{printed.number}.pdf",
        media_type="application/pdf",
    )


@router.get("/{quote_id}/workbook", response_class=Response)
def workbook(gateway: Here, quote_id: str) -> Response:
    """Return the buyer's own file with our answers in it, or a CSV of its table where that cannot be filled in."""
    record, _, filled = filled_in(gateway.quoting, quote_id)
    return kept(filled.content, name=f"{record.number}.{filled.kind}", media_type=KINDS[filled.kind])


@router.post("/{quote_id}/approve")
def approve(gateway: Here, actor: Operator, quote_id: str) -> QuoteShape:
    """Let a quote leave that a person has to say yes to."""
    return QuoteShape.model_validate(
        answering.approve(gateway.services, gateway.store, quote_id, actor=actor)
    )


@router.post("/{quote_id}/send", status_code=202)
def send(gateway: Here, actor: Operator, quote_id: str) -> QuoteShape:
    """Give an approved quote to the buyer."""
    return QuoteShape.model_validate(answering.send(gateway.store, quote_id, actor=actor))


@router.post("/{quote_id}/accept", status_code=202)
def accept(gateway: Here, actor: Operator, quote_id: str, taken: Taken) -> Order:
    """Make an order of a quote; the same number again is the same order."""
    acceptance = Acceptance(number=taken.number, channel=CHANNEL, lines=taken.lines)
    document = concluding.accept_quote(gateway.services, gateway.store, quote_id, acceptance, actor=actor)
    return Order(document=document.id, number=document.reference)


@router.post("/{quote_id}/decline")
def decline(gateway: Here, actor: Operator, quote_id: str, why: Why) -> QuoteShape:
    """Write down that the buyer does not take it."""
    record = concluding.decline_quote(
        gateway.services, gateway.store, quote_id, reason=why.reason, actor=actor
    )
    return QuoteShape.model_validate(record)


@router.post("/{quote_id}/revise")
def revise(gateway: Here, actor: Operator, quote_id: str, why: Why) -> QuoteShape:
    """Take a quote back to make it anew: its request is in review again."""
    concluding.revise_quote(gateway.services, gateway.store, quote_id, reason=why.reason, actor=actor)
    with gateway.store.read() as work:
        return QuoteShape.model_validate(work.quotes.get(quote_id))


def kept(content: bytes, *, name: str, media_type: str) -> Response:
    """Return bytes to keep as a file."""
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{safe}"'}
    )


def _detail(record: QuoteRecord) -> QuoteDetail:
    plain = QuoteShape.model_validate(record).model_dump()
    return QuoteDetail(**plain, offers=to_plain(record.offers))
