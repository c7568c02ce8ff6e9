"""Changes over the API: of an order at the desk, and decisions on those that wait for a person."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.changing import accept_change, refuse_change
from gateway.application.editing import edit_order
from gateway.application.retracing import revisions
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, ranked
from gateway.entrypoints.api.schemas import Asked, Page, Rejection, Shape
from gateway.orderdesk.editing import Edit, LineEdit

router = APIRouter(prefix="/api/v1", dependencies=[Depends(operator)])


class LineEditBody(BaseModel):
    """What is to be different about one line, counted from 1: what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[int, Field(ge=1)]
    quantity: Annotated[Decimal, Field(gt=0)] | None = None
    wanted_on: date | None = None
    price: Annotated[Decimal, Field(ge=0)] | None = None
    cancel: bool = False


class EditBody(BaseModel):
    """What is to be different about an order, and why."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)
    lines: list[LineEditBody] = Field(default_factory=list)
    ship_to: str = ""
    cancel: bool = False

    def edit(self) -> Edit:
        """Return it for the order desk."""
        return Edit(
            reason=self.reason,
            lines=tuple(
                LineEdit(
                    line=one.line,
                    quantity=one.quantity,
                    on=one.wanted_on,
                    price=one.price,
                    cancel=one.cancel,
                )
                for one in self.lines
            ),
            ship_to=self.ship_to,
            cancel=self.cancel,
        )


class RevisionShape(Shape):
    """What was done to an order, or asked of it: `opened`, `taken`, `refused` or `waits`, by whom and why."""

    outcome: str
    at: datetime
    document: str
    number: int | None
    by: str
    allowed_by: str
    reason: str
    said: list[str]


@router.get("/orders/{order_id}/revisions", tags=["orders"])
def get_revisions(
    gateway: Here, order_id: str, *, cursor: Cursor = "", limit: Limit = 50
) -> Page[RevisionShape]:
    """Return how an order came to be what it is, oldest first."""
    with gateway.store.read() as work:
        found = revisions(work, work.orders.get(order_id))
    return ranked(RevisionShape, found, cursor=cursor, limit=limit)


@router.post("/orders/{order_id}/edit", status_code=202, tags=["orders"])
def post_edit(gateway: Here, actor: Operator, order_id: str, body: EditBody) -> Asked:
    """Change an order as a person wants it; the answer names the document that says how."""
    return Asked(ref=edit_order(gateway.services, gateway.store, order_id, edit=body.edit(), actor=actor))


@router.post("/documents/{document_id}/accept", status_code=202, tags=["documents"])
def post_accept(gateway: Here, actor: Operator, document_id: str, why: Rejection) -> Asked:
    """Let a change pass that waits for a person."""
    accept_change(gateway.services, gateway.store, document_id, reason=why.reason, actor=actor)
    return Asked(ref=document_id)


@router.post("/documents/{document_id}/refuse", status_code=202, tags=["documents"])
def post_refuse(gateway: Here, actor: Operator, document_id: str, why: Rejection) -> Asked:
    """Refuse a change that waits for a person; the partner is told."""
    refuse_change(gateway.services, gateway.store, document_id, reason=why.reason, actor=actor)
    return Asked(ref=document_id)
