"""Shipments and invoices over the API: what is held, what was billed and credited, the three-way match."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.billing import invoice_order
from gateway.application.crediting import Said, correct, credit
from gateway.application.matching import match_order
from gateway.application.reporting import discard_shipment, retry_shipment
from gateway.domain.canonical import to_plain
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Asked, Page, Shape
from gateway.orderdesk.crediting import Wanted

router = APIRouter(prefix="/api/v1", tags=["fulfilment"], dependencies=[Depends(operator)])
MOST_OPEN = 10_000
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]


class ShipmentShape(Shape):
    """A shipment a warehouse reported; `number` is what its notice says, `reason` why it is held."""

    id: str
    partner: str
    order: str
    number: str
    shipped_at: datetime
    state: str
    reason: str


class AskedShape(Shape):
    """What a partner who runs a warehouse was asked for by document; `number` is what the document says."""

    number: str
    partner: str
    warehouse: str
    order: str
    document: str
    location: str
    ship_on: date
    state: str
    asked_at: datetime
    answered_at: datetime | None


class InvoiceShape(Shape):
    """An invoice, and what of it was credited."""

    number: str
    partner: str
    order: str
    shipment: str
    currency: str
    invoiced_on: date
    total: Decimal
    credited: Decimal


class CreditShape(Shape):
    """A credit memo."""

    number: str
    partner: str
    order: str
    currency: str
    total: Decimal
    reason: str
    made_by: str
    made_at: datetime


class MatchShape(Shape):
    """Order, shipments and invoices by line, in base units, and every difference."""

    exact: bool
    lines: Any
    differences: Any


class Body(BaseModel):
    """What is asked for; nothing else may be in it."""

    model_config = ConfigDict(extra="forbid")


class Discarding(Body):
    """Why a shipment is put aside."""

    reason: Reason


class CreditLine(Body):
    """What is credited of a line: `quantity` base units, or an `amount` without goods."""

    line: int = Field(ge=1)
    quantity: int = Field(default=0, ge=0)
    amount: Amount | None = None


class Crediting(Body):
    """What is credited and why; all that is left where no line is named. The same `key` again is the same credit."""

    reason: Reason
    lines: list[CreditLine] = Field(default_factory=list, max_length=10_000)
    key: str = Field(default="", max_length=200)


class Correcting(Body):
    """The prices that should have been billed, by our number of the line, and why."""

    reason: Reason
    prices: dict[int, Amount] = Field(min_length=1)


@router.get("/shipments/held")
def held(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[ShipmentShape]:
    """Return the shipments that wait for a person, oldest first."""
    with gateway.store.read() as work:
        found = work.shipments.held()
    return cut(ShipmentShape, found, cursor=cursor, limit=limit, key=lambda one: one.id)


@router.get("/shipments/asked")
def asked(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[AskedShape]:
    """Return what warehouses were asked for by document and have not answered in full, the first to ship first."""
    with gateway.store.read() as work:
        found = work.picks.open(MOST_OPEN)
    return cut(AskedShape, found, cursor=cursor, limit=limit, key=lambda one: f"{one.ship_on}/{one.number}")


@router.get("/orders/{order_id}/shipments")
def shipments(gateway: Here, order_id: str, *, cursor: Cursor = "", limit: Limit = 50) -> Page[ShipmentShape]:
    """Return the shipments with goods of an order, oldest first."""
    with gateway.store.read() as work:
        work.orders.get(order_id)
        found = work.shipments.of_order(order_id)
    return cut(ShipmentShape, found, cursor=cursor, limit=limit, key=lambda one: one.id)


@router.post("/shipments/{shipment_id}/retry")
def retry(gateway: Here, actor: Operator, shipment_id: str) -> ShipmentShape:
    """Look at a held shipment again."""
    found = retry_shipment(gateway.services, gateway.store, shipment_id, actor=actor)
    return ShipmentShape.model_validate(found)


@router.post("/shipments/{shipment_id}/discard")
def discard(gateway: Here, actor: Operator, shipment_id: str, wanted: Discarding) -> ShipmentShape:
    """Put a held shipment aside."""
    found = discard_shipment(gateway.services, gateway.store, shipment_id, reason=wanted.reason, actor=actor)
    return ShipmentShape.model_validate(found)


@router.get("/orders/{order_id}/invoices")
def invoices(gateway: Here, order_id: str, *, cursor: Cursor = "", limit: Limit = 50) -> Page[InvoiceShape]:
    """Return an order's invoices, oldest first."""
    with gateway.store.read() as work:
        work.orders.get(order_id)
        found = work.invoices.of_order(order_id)
    return cut(
        InvoiceShape, found, cursor=cursor, limit=limit, key=lambda one: f"{one.invoiced_on}/{one.number}"
    )


@router.get("/orders/{order_id}/credits")
def credits_of(gateway: Here, order_id: str, *, cursor: Cursor = "", limit: Limit = 50) -> Page[CreditShape]:
    """Return an order's credit memos, oldest first."""
    with gateway.store.read() as work:
        work.orders.get(order_id)
        found = work.invoices.credits_of(order_id)
    return cut(
        CreditShape,
        found,
        cursor=cursor,
        limit=limit,
        key=lambda one: f"{one.made_at.isoformat()}/{one.number}",
    )


@router.get("/orders/{order_id}/match")
def match(gateway: Here, order_id: str) -> MatchShape:
    """Return an order beside its shipments and invoices."""
    with gateway.store.read() as work:
        found = match_order(gateway.services, work, work.orders.get(order_id)).match
    return MatchShape(exact=found.exact, lines=to_plain(found.lines), differences=to_plain(found.differences))


@router.post("/orders/{order_id}/invoice")
def bill(gateway: Here, actor: Operator, order_id: str) -> Asked:
    """Bill what of an order left and was not billed; `ref` is the number of the invoice."""
    return Asked(ref=invoice_order(gateway.services, gateway.store, order_id, actor=actor))


@router.post("/invoices/{number}/credit")
def make_credit(gateway: Here, actor: Operator, number: str, wanted: Crediting) -> CreditShape:
    """Credit lines of an invoice; never more than was billed."""
    lines = [Wanted(line=one.line, quantity=one.quantity, amount=one.amount) for one in wanted.lines]
    said = Said(reason=wanted.reason, actor=actor, key=wanted.key)
    return CreditShape.model_validate(credit(gateway.services, gateway.store, number, lines, said=said))


@router.post("/invoices/{number}/correct")
def make_correction(gateway: Here, actor: Operator, number: str, wanted: Correcting) -> Asked:
    """Credit an invoice and bill its goods anew at other prices; `ref` is the number of the new invoice."""
    said = Said(reason=wanted.reason, actor=actor)
    return Asked(ref=correct(gateway.services, gateway.store, number, wanted.prices, said=said))
