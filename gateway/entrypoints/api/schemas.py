"""What the API answers: our records without what is only ours, the same shape whatever is in them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gateway.application.chains import Chain
from gateway.application.records import DocumentRecord, Event
from gateway.domain.canonical import to_plain
from gateway.domain.findings import Severity

T = TypeVar("T")
MOST = 200


class Shape(BaseModel):
    """Part of an answer, made from a record of the same fields."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(Shape, Generic[T]):
    """Part of a list; `next` is the `cursor` of the page that follows, empty at the end."""

    items: list[T]
    next: str = ""


class FindingShape(Shape):
    """One thing that is wrong, at one place."""

    code: str
    severity: Severity
    message: str
    fix: str
    segment: str
    position: int
    element: str
    repetition: int
    loop: str
    value_seen: str
    path: str
    offset: int


class RuleResultShape(Shape):
    """What a rule of the desk said, what was done, and the waiver that would let it pass."""

    rule: str
    action: str
    waiver: str
    line: int | None
    finding: FindingShape
    fix: str
    version: int
    exception: str


class EventShape(Shape):
    """One line of the audit trail."""

    id: str
    at: datetime
    partner: str
    what: str
    ref: str
    actor: str
    order: str
    detail: dict[str, Any]


class DocumentSummary(Shape):
    """A transaction set on its three axes."""

    id: str
    partner: str
    direction: str
    kind: str
    set_id: str
    version: str
    control_number: str
    group_control_number: str
    interchange_control_number: str
    transmission: str
    order: str
    answers: str
    reference: str
    validation: str
    delivery: str
    acknowledgement: str
    acknowledgement_due_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    reason: str


class DocumentDetail(DocumentSummary):
    """A transaction set with what was read from it or written into it."""

    map_name: str
    message_id: str
    file_name: str
    attempts: int
    findings: list[FindingShape]
    canonical: Any = Field(
        description="The document in the order desk's words, null where none could be read."
    )
    events: list[EventShape]


class OrderSummary(Shape):
    """An order, and how far it has come."""

    id: str
    partner: str
    number: str
    release: str
    revision: int
    seller_number: str
    state: str
    currency: str
    total: Decimal | None
    ordered_on: date | None
    received_at: datetime
    chain_complete_at: datetime | None


class OrderLineShape(Shape):
    """A line of an order; quantities count base units, `each` of which make one of the buyer's `unit`."""

    line: int
    number: str
    sku: str
    unit: str
    base_unit: str
    each: Annotated[str, BeforeValidator(str)]
    ordered: int
    promised: int
    backordered: int
    cancelled: int
    shipped: int
    invoiced: int
    price: Decimal | None
    substituted: bool
    state: str


class StepShape(Shape):
    """One step of a price, and where it leaves the price."""

    label: str
    change: Decimal
    price: Decimal
    why: str


class FigureShape(Shape):
    """An amount on the way to a total; less than nothing is taken off."""

    label: str
    amount: Decimal
    why: str


class ReckonedLineShape(Shape):
    """What a line comes to: its price for `per` of the unit step by step, its goods, figures, and share of the order's."""

    line: int
    quantity: Decimal
    unit: str
    price: Decimal
    per: Annotated[str, BeforeValidator(str)]
    steps: list[StepShape]
    goods: Decimal
    figures: list[FigureShape]
    share: Decimal
    amount: Decimal


class ReckoningShape(Shape):
    """What an order comes to when all of it is invoiced at once; `due_first` is to be paid before anything is promised."""

    currency: str
    lines: list[ReckonedLineShape]
    goods: Decimal
    figures: list[FigureShape]
    net: Decimal
    taxes: list[FigureShape]
    total: Decimal
    due_first: Decimal


class OrderDetail(OrderSummary):
    """An order with its chain: lines, results, documents and what happened; `missing` says what is not done."""

    complete: bool
    missing: list[str]
    waivers: list[str]
    results: list[RuleResultShape]
    lines: list[OrderLineShape]
    reckoning: ReckoningShape | None = Field(description="Null while a price is not known.")
    outcomes: Any
    documents: list[DocumentSummary]
    events: list[EventShape]
    canonical: Any


class Acceptance(BaseModel):
    """Which holds to accept once; all of them where none is named."""

    model_config = ConfigDict(extra="forbid")

    waivers: list[str] | None = None


class Rejection(BaseModel):
    """Why an order is rejected, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)


class Asked(Shape):
    """What was asked for will be done; `ref` is what it will be done to."""

    ref: str


def page_of(kind: type[T], records: Sequence[Any], limit: int) -> Page[T]:
    """Return records, read one more than the limit, as a page."""
    items = [kind.model_validate(one) for one in records[:limit]]  # type: ignore[attr-defined] # shapes all
    return Page[T](items=items, next=records[limit - 1].id if len(records) > limit else "")


def order_detail(chain: Chain, events: Sequence[Event]) -> OrderDetail:
    """Return an order with everything that belongs to it."""
    own = OrderSummary.model_validate(chain.order).model_dump()
    return OrderDetail(
        **own,
        complete=chain.complete,
        missing=list(chain.missing),
        waivers=list(chain.order.waivers),
        results=[RuleResultShape.model_validate(one) for one in chain.order.results],
        lines=[OrderLineShape.model_validate(one) for one in chain.lines],
        reckoning=ReckoningShape.model_validate(chain.order.reckoning) if chain.order.reckoning else None,
        outcomes=to_plain(chain.order.outcomes),
        documents=[DocumentSummary.model_validate(one) for one in chain.documents],
        events=[EventShape.model_validate(one) for one in events],
        canonical=parsed(chain.order.canonical),
    )


def document_detail(record: DocumentRecord, events: Sequence[Event]) -> DocumentDetail:
    """Return a document with what was read and what happened."""
    own = DocumentSummary.model_validate(record).model_dump()
    return DocumentDetail(
        **own,
        map_name=record.map_name,
        message_id=record.message_id,
        file_name=record.file_name,
        attempts=record.attempts,
        findings=[FindingShape.model_validate(one) for one in record.findings],
        canonical=parsed(record.canonical),
        events=[EventShape.model_validate(one) for one in events],
    )


def parsed(canonical: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return canonical JSON as data, None where there is none."""
    return json.loads(canonical) if canonical else None
