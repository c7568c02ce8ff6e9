"""The catalogue over the API: bring items in, look at them as a partner does, search; and pictures for everybody."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.application.catalogue import browsing, content, importing
from gateway.application.catalogue.columns import COLUMNS
from gateway.application.catalogue.pictures import LARGEST, Refused, digest_in, file_name, taken
from gateway.application.catalogue.price_catalogues import rows_of_832
from gateway.application.catalogue.rows import rows_of_file, rows_of_plain
from gateway.application.catalogue.searching import Search, find
from gateway.bootstrap import Gateway
from gateway.domain.canonical import to_plain
from gateway.entrypoints.api.access import Here, Operator
from gateway.entrypoints.api.bodies import read_at_most
from gateway.entrypoints.api.bodies_told import bytes_body, json_body
from gateway.entrypoints.api.paging import Cursor, Limit, ranked
from gateway.entrypoints.api.schemas import Page, Shape
from gateway.errors import Conflict

if TYPE_CHECKING:
    from gateway.domain.findings import Finding

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 50_000
FOR_A_YEAR = "public, max-age=31536000, immutable"
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What a picture may do where it is opened by itself: nothing."""

router = APIRouter(tags=["catalogue"])
Language = Annotated[str, Query(pattern="^(en|vi|zh-Hant)$")]
Category = Annotated[str, Query(pattern=r"^(([0-9]{2}[. ]?){1,4})?$")]
"""Two, four, six or eight digits of UNSPSC, dots between them tolerated."""


class CategoryShape(Shape):
    """How many items lie in a category; `code` has as many digits as its level names."""

    code: str
    name: str
    count: int


class Hits(Shape):
    """The items that fit best first, how many there are, and how they spread; with `loosely` not every word was found."""

    items: list[dict[str, Any]]
    next: str
    total: int
    categories: list[CategoryShape] = Field(default_factory=list)
    attributes: list[dict[str, Any]] = Field(default_factory=list)
    corrected: list[Any] = Field(default_factory=list)
    loosely: bool = False


class PlanShape(Shape):
    """What a list of items changes, or would: how many are new and changed, and what is wrong by row and column."""

    model_config = ConfigDict(extra="allow")

    plan: str
    applied: bool
    new: int
    changed: int
    findings: list[dict[str, Any]]


class Rows(BaseModel):
    """Rows of a list of items, each with columns as `GET /api/v1/catalogue/columns` tells them."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[dict[str, str]], Field(min_length=1, max_length=MOST_ROWS)]


class ImportAsked(BaseModel):
    """How a list is brought in: `name` is what the audit calls it; prices that name no list or currency are of these."""

    model_config = ConfigDict(extra="forbid")

    apply: bool = False
    plan: str = ""
    name: str = "list"
    price_list: str = "standard"
    currency: str = ""


@router.get("/api/v1/catalogue/columns")
def list_columns() -> dict[str, str]:
    """Return the columns a list of items may have, and what each says."""
    return {name: column.help for name, column in COLUMNS.items()}


@router.get("/api/v1/catalogue/items")
def search(
    gateway: Here,
    q: str = "",
    partner: str = "",
    language: Language = "en",
    category: Category = "",
    cursor: Annotated[str, Query(pattern=r"^([0-9]{1,6})?$")] = "",
    limit: Limit = 24,
) -> Hits:
    """Return the items that fit best first, as a partner sees them, and how they spread over categories and properties."""
    offset = int(cursor or 0)
    wanted = Search(partner=partner, text=q, language=language, category=category, offset=offset, limit=limit)
    with gateway.store.read() as work:
        plain: Any = to_plain(find(gateway.services, work, wanted))
    hits = plain.pop("hits", [])
    ends = offset + len(hits)
    return Hits(**plain, items=hits, next=str(ends) if hits and ends < plain["total"] else "")


@router.get("/api/v1/catalogue/items/{sku}")
def show(gateway: Here, sku: str, partner: str = "", language: Language = "en") -> dict[str, Any]:
    """Return an item as a partner sees it."""
    with gateway.store.read() as work:
        plain: Any = to_plain(content.item(gateway.services, work, partner, sku, language=language))
    return dict(plain)


@router.get("/api/v1/catalogue/categories")
def list_categories(
    gateway: Here,
    partner: str = "",
    language: Language = "en",
    under: Category = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[CategoryShape]:
    """Return the categories a partner has items in, right under one or at the top."""
    with gateway.store.read() as work:
        found = browsing.categories(gateway.services, work, partner, language=language, under=under)
    return ranked(CategoryShape, found, cursor=cursor, limit=limit)


@router.post(
    "/api/v1/catalogue/imports",
    responses={200: {"model": PlanShape}},
    openapi_extra=json_body(Rows, others=("text/csv", "application/octet-stream")),
)
async def bring_in(
    request: Request,
    gateway: Here,
    actor: Operator,
    *,
    asked: Annotated[ImportAsked, Query()],
) -> JSONResponse:
    """Say what a list would change and what is wrong with it by row and column; with `apply` do it.

    The body is CSV, a workbook or an X12 832 as it is, or JSON with `rows`. With `plan` it is done only while the plan
    is still the one of that name. With an error anywhere nothing is done, and the answer is 422.
    """
    body = await read_at_most(request, MOST_BYTES)
    given = _given(gateway, request, body, asked)
    with gateway.store.begin() as work:
        planned = importing.plan(gateway.services, work, given)
        if asked.plan and asked.plan != planned.digest:
            raise Conflict(f"the plan is now {planned.digest}: look at it again")
        applied = asked.apply and not planned.refused
        if applied:
            importing.apply(gateway.services, work, planned, source=asked.name, actor=actor)
            work.commit()
    told = importing.plain_plan(planned, applied=applied)
    return JSONResponse(told, status_code=422 if planned.refused else 200)


@router.put(
    "/api/v1/catalogue/pictures", status_code=201, openapi_extra=bytes_body("image/png", "image/jpeg")
)
async def put_picture(request: Request, gateway: Here, actor: Operator) -> dict[str, str]:
    """Keep a picture and return its name; lists of items call it by that name in the column `pictures`."""
    body = await read_at_most(request, LARGEST)
    try:
        picture = taken(body)
    except Refused as refused:
        raise HTTPException(415, f"this picture is not taken: {refused}") from refused
    with gateway.store.begin() as work:
        work.catalogue.put_picture(picture)
        gateway.services.note(work, "catalogue.picture-kept", picture.digest, actor=actor)
        work.commit()
    name = file_name(picture.digest, picture.media_type)
    return {"digest": picture.digest, "name": name, "href": f"/pictures/{name}"}


@router.get("/pictures/{name}", include_in_schema=False)
def picture(gateway: Here, name: str) -> Response:
    """Return a picture by its digest; it never changes, and it can do nothing where it is opened by itself."""
    with gateway.store.read() as work:
        found = content.picture(work, digest_in(name))
    headers = {
        "Cache-Control": FOR_A_YEAR,
        "Content-Security-Policy": ALONE,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


def _given(gateway: Gateway, request: Request, body: bytes, asked: ImportAsked) -> importing.Given:
    findings: tuple[Finding, ...] = ()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            rows = rows_of_plain(Rows.model_validate_json(body).rows)
        except ValidationError as invalid:
            raise HTTPException(422, f"rows: {invalid.errors()[0]['msg']}") from invalid
    elif body.lstrip().startswith(b"ISA"):
        rows, findings = rows_of_832(body, gateway.services.library)
    else:
        rows, findings = rows_of_file(asked.name, body)
    return importing.Given(rows=rows, findings=findings, price_list=asked.price_list, currency=asked.currency)
