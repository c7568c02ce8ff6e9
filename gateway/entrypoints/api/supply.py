"""Supply over the API: a program that knows what lies where tells it, and asks what may be promised and what to buy."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gateway.application.ports import UnitOfWork
from gateway.application.replenishing import plain_proposal, proposals
from gateway.application.stock_advices import ask_advice
from gateway.application.supplying import (
    Listing,
    Supplied,
    SupplyLine,
    change_supply,
    plain_supplied,
    replace_supply,
)
from gateway.application.transferring import Transfer, transfer
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, Operator
from gateway.entrypoints.api.bodies import read_at_most
from gateway.entrypoints.api.bodies_told import json_body
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape
from gateway.errors import Conflict

MOST_LINES = 10_000
MOST_BYTES = 4 * 1024 * 1024
LONGEST_KEY = 255
MOST = 500
SCOPE = "supply"
Asked = TypeVar("Asked", bound=BaseModel)
Code = Annotated[str, Field(min_length=1, max_length=80)]


Supplier = Operator
router = APIRouter(prefix="/api/v1", tags=["supply"])


class LineShape(BaseModel):
    """So many base units of an item at a location, there now or, from `available_on` on, to come."""

    model_config = ConfigDict(extra="forbid")

    sku: Code
    location: Code
    quantity: int
    available_on: date | None = None
    kind: str = ""
    reference: str = ""


class Replacement(BaseModel):
    """All that is at these locations, and all that is to come there; what is not named is not there."""

    model_config = ConfigDict(extra="forbid")

    locations: Annotated[list[Code], Field(min_length=1, max_length=100)]
    lines: Annotated[list[LineShape], Field(max_length=MOST_LINES)]
    counted_at: AwareDatetime | None = None
    reference: str = ""


class Differences(BaseModel):
    """What came and what went (less than nothing), each from its day on or from today."""

    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[LineShape], Field(min_length=1, max_length=MOST_LINES)]
    reference: str = ""


class SuppliedShape(Shape):
    """How many positions were changed and how many were so before; with `repeated` nothing was done, for it was before."""

    changed: int
    unchanged: int
    repeated: bool
    findings: list[dict[str, Any]]


class StockShape(Shape):
    """An item at a location: what should lie there, when it was counted, and what may be promised from which day on."""

    sku: str
    location: str
    on_hand: int
    counted_at: datetime | None
    free: dict[date, int]


class ProposalShape(Shape):
    """What should be bought of an item for a location, and by when; nothing is bought by itself."""

    sku: str
    location: str
    quantity: int
    order_by: date
    due_on: date
    supplier: str
    short_on: date
    balance: int
    safety: int
    late: bool


@router.put("/supply", responses={200: {"model": SuppliedShape}}, openapi_extra=json_body(Replacement))
async def replace(request: Request, gateway: Here, actor: Supplier) -> JSONResponse:
    """Make supply at some locations what is told; the same again changes nothing, and what is older than we know stays out."""
    wanted = _read(Replacement, await read_at_most(request, MOST_BYTES))
    strangers = sorted({one.location for one in wanted.lines} - set(wanted.locations))
    if strangers:
        raise HTTPException(422, f"{strangers[0]} is none of the locations that are replaced")
    listing = Listing(
        lines=tuple(_lines(wanted.lines)),
        counted_at=wanted.counted_at or gateway.services.clock.now(),
        source=actor,
        reference=wanted.reference,
        locations=tuple(wanted.locations),
        complete=True,
    )
    with gateway.store.begin() as work:
        done = replace_supply(gateway.services, work, listing)
        return _answer(work, done)


@router.patch("/supply", responses={200: {"model": SuppliedShape}}, openapi_extra=json_body(Differences))
async def change(request: Request, gateway: Here, actor: Supplier) -> JSONResponse:
    """Add what came and take what went, once for each Idempotency-Key."""
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > LONGEST_KEY:
        raise HTTPException(400, f"send an Idempotency-Key of at most {LONGEST_KEY} characters")
    content = await read_at_most(request, MOST_BYTES)
    wanted = _read(Differences, content)
    with gateway.store.begin() as work:
        if _came_before(gateway, work, key, content):
            return JSONResponse({"changed": 0, "unchanged": 0, "repeated": True, "findings": []})
        done = change_supply(
            gateway.services, work, tuple(_lines(wanted.lines)), source=actor, reference=wanted.reference
        )
        return _answer(work, done)


@router.get("/supply")
def list_supply(
    gateway: Here,
    *,
    sku: str = "",
    location: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[StockShape]:
    """Return positions by item and location."""
    with gateway.store.read() as work:
        found = work.stocktaking.stock(
            gateway.services.clock.now(), sku=sku, location=location, after=cursor, limit=limit + 1
        )
    items = [
        StockShape(
            sku=one.sku,
            location=one.location,
            on_hand=one.on_hand,
            counted_at=one.counted_at,
            free=dict(one.free),
        )
        for one in found[:limit]
    ]
    last = f"{items[-1].sku}/{items[-1].location}" if len(found) > limit else ""
    return Page[StockShape](items=items, next=last)


class TransferShape(BaseModel):
    """So many base units from one place of ours to another; without `arrives_on` by the lane between them."""

    model_config = ConfigDict(extra="forbid")

    sku: Code
    from_location: Code
    to_location: Code
    quantity: Annotated[int, Field(gt=0, le=1_000_000_000)]
    leaves_on: date
    arrives_on: date | None = None
    reference: Code
    order: Annotated[str, Field(max_length=40, description="the order it is for, if it is for one")] = ""


class TransferredShape(Shape):
    """When a transfer arrives, and whether it was new."""

    new: bool
    arrives_on: date


@router.post("/transfers", summary="Send goods from one place of ours to another")
def make_transfer(gateway: Here, actor: Supplier, wanted: TransferShape) -> TransferredShape:
    """Book a transfer: what nobody was promised goes, and is promised from the other place once it is there."""
    booked = Transfer(**wanted.model_dump(exclude={"order"}))
    done = transfer(gateway.services, gateway.store, booked, actor=actor, order=wanted.order)
    return TransferredShape.model_validate(done)


@router.get("/replenishment")
def list_replenishment(
    gateway: Here, *, location: str = "", supplier: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[ProposalShape]:
    """Return what should be bought today, the most urgent first."""
    with gateway.store.read() as work:
        found = proposals(gateway.services, work, location=location, supplier=supplier)
    return cut(
        ProposalShape,
        found,
        cursor=cursor,
        limit=limit,
        key=lambda one: f"{one.order_by}/{one.sku}/{one.location}",
        shape=lambda one: ProposalShape.model_validate(plain_proposal(one)),
    )


@router.post("/partners/{partner}/stock-advice", status_code=202)
def advise(gateway: Here, actor: Operator, partner: str) -> dict[str, str]:
    """Tell a partner now what it can have; a worker does it."""
    return {"partner": ask_advice(gateway.services, gateway.store, partner, actor=actor)}


def _read(kind: type[Asked], content: bytes) -> Asked:
    try:
        return kind.model_validate_json(content)
    except ValidationError as invalid:
        said = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in invalid.errors()[:MOST])
        raise HTTPException(422, "; ".join(said)) from invalid


def _lines(lines: Sequence[LineShape]) -> Sequence[SupplyLine]:
    return [
        SupplyLine(
            sku=one.sku,
            location=one.location,
            quantity=one.quantity,
            available_on=one.available_on,
            kind=one.kind,
            reference=one.reference,
            at=f"lines[{number}]",
        )
        for number, one in enumerate(lines, 1)
    ]


def _came_before(gateway: Gateway, work: UnitOfWork, key: str, content: bytes) -> bool:
    """Return whether a key came before; raises Conflict where it came with something else."""
    digest = sha256(content).hexdigest()
    now = gateway.services.clock.now().astimezone(UTC)
    first = work.inbox_keys.claim("", SCOPE, key, sha256=digest, transmission="", at=now)
    if first is not None and first[0] != digest:
        raise Conflict("this key came before with other lines; nothing was changed")
    return first is not None


def _answer(work: UnitOfWork, done: Supplied) -> JSONResponse:
    """Keep what was done, or nothing of it where something is wrong, and say what came of it."""
    if not done.refused:
        for job in done.jobs:
            work.jobs.add(job)
        work.commit()
    told = plain_supplied(done) | {"repeated": False}
    return JSONResponse(told, status_code=422 if done.refused else 200)
