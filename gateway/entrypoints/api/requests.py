"""Requests for quotation over the API: taken in, read, matched, reviewed and priced."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.quoting import answering, concluding, reviewing
from gateway.application.quoting.matching import words_of
from gateway.application.quoting.reviewing import Edit, queue_of
from gateway.application.quoting.taking import Upload as Taken
from gateway.application.quoting.taking import take_upload
from gateway.application.validating import plain_findings
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.quotes import QuoteShape
from gateway.entrypoints.api.schemas import Page, Shape, page_of
from gateway.entrypoints.api.uploads import Upload, uploaded
from gateway.sheets.words import ASKED

router = APIRouter(prefix="/api/v1/requests", tags=["quotes"], dependencies=[Depends(operator)])
CHANNEL = "api"
Reason = Annotated[str, Field(min_length=1, max_length=500)]
HEAVIEST = 10**18
"""Above any weight in thousandths, so that what weighs more comes first in order of text."""
EXAMPLE_LINE: dict[str, Any] = {"sku": "LAMP", "price": "8.90"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["partner", "file"],
                    "properties": {
                        "partner": {"type": "string", "example": "their-code"},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class RequestShape(Shape):
    """A request for quotation: how far it is, how many of its lines wait, and the quote that answers it."""

    id: str
    partner: str
    number: str
    kind: str
    name: str
    state: str
    received_at: datetime
    answer_by: date | None
    lines: int
    open_lines: int
    quote: str
    reason: str


class RequestDetail(RequestShape):
    """The same with what is wrong with what came, sheet and cell where it is a file."""

    findings: list[Any]


class CandidateShape(Shape):
    """An item a line may mean: how alike in thousandths, and by what."""

    sku: str
    score: int
    how: str


class LineShape(Shape):
    """A line: what was said and where, and the item it is taken to mean; `weight` orders what waits for a person."""

    line: int
    number: str
    words: str
    identifiers: list[dict[str, str]]
    quantity: Decimal | None
    unit: str
    cells: list[dict[str, str]]
    state: str
    sku: str
    how: str
    score: int
    gap: int
    weight: Decimal
    own_price: Decimal | None
    decided_by: str
    doubts: list[str]
    changed: bool
    candidates: list[CandidateShape]


class Taking(BaseModel):
    """What came of handing a file in; the same file again is the same request."""

    request: RequestShape
    new: bool


class LineDecision(BaseModel):
    """What a line means: an item, or nothing is offered (`skip`), or only its price is set; an empty price is the desk's.

    `quantity`, `unit`, `needed_on` (empty for no day) and `note` change what the line says.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE_LINE, {"skip": True}]})

    sku: str = ""
    skip: bool = False
    price: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    quantity: Decimal | None = Field(default=None, gt=0, allow_inf_nan=False)
    unit: str | None = Field(default=None, max_length=20)
    needed_on: date | None = None
    note: str | None = Field(default=None, max_length=500)

    @property
    def edits(self) -> bool:
        """Return whether what the line says is changed."""
        return bool(self.model_fields_set & {"quantity", "unit", "needed_on", "note"})

    def edit(self) -> Edit:
        """Return what is changed of the line."""
        return Edit(
            quantity=self.quantity,
            unit=self.unit,
            needed_on=self.needed_on,
            no_day="needed_on" in self.model_fields_set and self.needed_on is None,
            note=self.note,
        )


class Bulk(BaseModel):
    """Which open lines take their best candidate: all that are at least so alike, or those that are named."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"least": 900}]})

    least: Annotated[int, Field(ge=0, le=1000)] = 900
    lines: Annotated[list[int], Field(max_length=10_000)] = []


class Columns(BaseModel):
    """Which column of the file, counted from 0, is which field: remembered for the partner's files with this header."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"fields": {"0": "part", "1": "description", "2": "quantity"}}]},
    )

    fields: Annotated[dict[int, str], Field(min_length=1, max_length=100)]


class Aside(BaseModel):
    """Why a request is not answered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Not our goods"}]})

    reason: Reason


@router.post("", status_code=201, dependencies=[Depends(uploaded)], openapi_extra=BODY)
def take(response: Response, gateway: Here, actor: Operator, upload: Upload, *, partner: str = "") -> Taking:
    """Take a file in as a request of a partner, from a form or as the body with its name in X-File-Name."""
    taken = Taken(
        partner=upload.fields.get("partner", "") or partner,
        channel=CHANNEL,
        name=upload.name,
        content=upload.content,
    )
    record, new = take_upload(gateway.quoting, taken, actor=actor)
    response.status_code = 201 if new else 200
    return Taking(request=RequestShape.model_validate(record), new=new)


@router.get("")
def list_requests(
    gateway: Here,
    *,
    state: str = "",
    partner: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[RequestShape]:
    """Return requests, newest first."""
    with gateway.store.read() as work:
        found = work.requests.recent(limit + 1, state=state, partner=partner, before=cursor)
    return page_of(RequestShape, found, limit)


@router.get("/{request_id}")
def get_request(gateway: Here, request_id: str) -> RequestDetail:
    """Return a request with what is wrong with what came."""
    with gateway.store.read() as work:
        record = work.requests.get(request_id)
    plain = RequestShape.model_validate(record).model_dump()
    return RequestDetail(**plain, findings=plain_findings(record.findings))


@router.get("/{request_id}/lines")
def list_lines(
    gateway: Here, request_id: str, *, waiting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Page[LineShape]:
    """Return the lines of a request; with `waiting` those that wait for a person, the weightiest first."""
    with gateway.store.read() as work:
        work.requests.get(request_id)
        lines = work.requests.lines(request_id)
    told = (
        [(f"{HEAVIEST - int(one.weight * 1000):020}/{one.line:08}", one) for one in queue_of(lines)]
        if waiting
        else [(f"{one.line:08}", one) for one in lines]
    )
    return cut(
        LineShape,
        told,
        cursor=cursor,
        limit=limit,
        key=lambda pair: pair[0],
        shape=lambda pair: _line(pair[1]),
    )


@router.post("/{request_id}/lines/{line}")
def decide(gateway: Here, actor: Operator, request_id: str, line: int, decision: LineDecision) -> LineShape:
    """Say what a line means; what is said is remembered of the partner."""
    quoting = gateway.quoting
    alone = decision.edits or "price" in decision.model_fields_set
    if decision.skip == bool(decision.sku) and (decision.skip or not alone):
        raise HTTPException(422, "say an item, or that nothing is offered, or a price")
    with gateway.store.read() as work:
        found = work.requests.line(request_id, line)
    if decision.edits:
        found = reviewing.edit_line(quoting, request_id, line, decision.edit(), actor=actor)
    if decision.skip:
        found = reviewing.skip_line(quoting, request_id, line, actor=actor)
    if decision.sku:
        found = reviewing.say_item(quoting, request_id, line, decision.sku, actor=actor)
    if "price" in decision.model_fields_set:
        found = reviewing.set_price(quoting, request_id, line, decision.price, actor=actor)
    return _line(found)


@router.delete("/{request_id}/lines/{line}")
def undo(gateway: Here, actor: Operator, request_id: str, line: int) -> LineShape:
    """Take back what a person said of a line, and what was learned from it."""
    return _line(reviewing.undo(gateway.quoting, request_id, line, actor=actor))


@router.post("/{request_id}/accept")
def accept(gateway: Here, actor: Operator, request_id: str, bulk: Bulk | None = None) -> RequestShape:
    """Take the best candidates of open lines."""
    wanted = bulk or Bulk()
    reviewing.accept_all(gateway.quoting, request_id, least=wanted.least, lines=wanted.lines, actor=actor)
    return _request(gateway, request_id)


@router.post("/{request_id}/price")
def price(gateway: Here, actor: Operator, request_id: str) -> QuoteShape:
    """Price a request at today's prices and supply."""
    quote = answering.price_now(gateway.services, gateway.store, request_id, actor=actor)
    return QuoteShape.model_validate(quote)


@router.post("/{request_id}/read", status_code=202)
def read(gateway: Here, actor: Operator, request_id: str) -> RequestShape:
    """Read a request again."""
    return RequestShape.model_validate(reviewing.read_again(gateway.quoting, request_id, actor=actor))


@router.post("/{request_id}/columns", status_code=202)
def columns(gateway: Here, actor: Operator, request_id: str, columns: Columns) -> RequestShape:
    """Say which column is which field; the file is read again by that, and so are the next with its header."""
    unknown = sorted(set(columns.fields.values()) - {*ASKED, ""})
    if unknown:
        raise HTTPException(422, f"{unknown[0][:40]} is no field; the fields are {', '.join(ASKED)}")
    record = reviewing.map_columns(gateway.quoting, request_id, columns.fields, actor=actor)
    return RequestShape.model_validate(record)


@router.post("/{request_id}/decline")
def decline(gateway: Here, actor: Operator, request_id: str, aside: Aside) -> RequestShape:
    """Put a request aside that we do not answer."""
    record = concluding.decline_request(
        gateway.services, gateway.store, request_id, reason=aside.reason, actor=actor
    )
    return RequestShape.model_validate(record)


@router.get("/{request_id}/original", response_class=Response)
def original(gateway: Here, request_id: str) -> Response:
    """Return the bytes as they came."""
    with gateway.store.read() as work:
        record = work.requests.get(request_id)
        content = work.transmissions.content(record.transmission)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": 'attachment; filename="request"'},
    )


def _request(gateway: Here, request_id: str) -> RequestShape:
    with gateway.store.read() as work:
        return RequestShape.model_validate(work.requests.get(request_id))


def _line(one: Any) -> LineShape:  # noqa: ANN401 - a line's record
    said = one.said
    return LineShape(
        line=one.line,
        number=said.number,
        words=words_of(said),
        identifiers=[{"kind": each.kind, "value": each.value} for each in said.identifiers],
        quantity=said.quantity,
        unit=said.unit,
        cells=[
            {"field": cell.field, "sheet": cell.sheet, "address": cell.address, "text": cell.text}
            for cell in one.cells
        ],
        state=one.state,
        sku=one.sku,
        how=one.how,
        score=one.score,
        gap=one.gap,
        weight=one.weight,
        own_price=one.own_price,
        decided_by=one.decided_by,
        doubts=list(one.doubts),
        changed=bool(one.as_read),
        candidates=[CandidateShape.model_validate(each) for each in one.candidates],
    )
