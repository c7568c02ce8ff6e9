"""Promises over the API: why lines cannot leave in time and what would help, and promising by hand."""

from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.pegging import peg, unpeg
from gateway.application.promise_reasons import reasons_of
from gateway.application.reason_words import headline, of_cut, of_holder, of_option
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.orderdesk.reasons import Reasons

router = APIRouter(prefix="/api/v1/orders", tags=["orders"], dependencies=[Depends(operator)])


class Given(BaseModel):
    """Supply given to a line by hand: so many base units from a place of ours on a day."""

    model_config = ConfigDict(extra="forbid")

    location: str = Field(min_length=1, max_length=80)
    on: date
    quantity: int = Field(ge=1)


class Commitment(BaseModel):
    """What a line was given."""

    id: str
    line: int
    sku: str
    location: str
    quantity: int
    on: date


class LetGo(BaseModel):
    """How many base units of a line backorder runs may move again."""

    line: int
    quantity: int


class Why(BaseModel):
    """Why lines of an order cannot leave in time as things stand; empty where nothing is missing.

    Every reason says `line`, `sku`, `asked` and `missing` (base units) and `needed_on`, with `cuts` (the place and day
    that bind, and what is kept from the line there), `holders` (whose promises hold the supply), `options` (what would
    help, the best first) and `says`, the same in words.
    """

    reasons: list[dict[str, Any]]


@router.get("/{order_id}/promise")
def why(gateway: Here, order_id: str) -> Why:
    """Return why lines of an order cannot leave in time, and what would help."""
    with gateway.store.read() as work:
        found = reasons_of(gateway.services, work, order_id)
    return Why(reasons=[_plain(one) for one in found])


@router.post("/{order_id}/lines/{line}/peg")
def give(gateway: Here, actor: Operator, order_id: str, line: int, given: Given) -> Commitment:
    """Give a line supply by hand; policies are not asked, supply is, and no backorder run takes it away."""
    one = peg(
        gateway.services,
        gateway.store,
        order_id,
        line=line,
        location=given.location,
        on=given.on,
        quantity=given.quantity,
        actor=actor,
    )
    return Commitment(
        id=one.id, line=line, sku=one.sku, location=one.location, quantity=one.quantity, on=one.promise_on
    )


@router.delete("/{order_id}/lines/{line}/peg")
def let_go(gateway: Here, actor: Operator, order_id: str, line: int) -> LetGo:
    """Let backorder runs move what a line was given by hand."""
    return LetGo(line=line, quantity=unpeg(gateway.services, gateway.store, order_id, line=line, actor=actor))


def _plain(one: Reasons) -> dict[str, Any]:
    said = [headline(one), *map(of_cut, one.cuts), *map(of_holder, one.holders), *map(of_option, one.options)]
    return asdict(one) | {"says": said}
