"""Transferring: goods on the way from one place of ours to another are promised from where they will be, and no longer from where they were."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from gateway.application.backorders import fill_job
from gateway.application.gathering import position_of
from gateway.application.ports import Store, SupplyRecord, UnitOfWork
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.parties import Party
from gateway.domain.sourcing import lane_to
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.stock import Stock

KIND = "transfer"
OUR_PLACE = "warehouse"
OURS = ""
"""Whose references of transfers are: nobody's but ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """So many base units of an item that leave one place of ours for another; the same `reference` again is the same transfer.

    Without `arrives_on` it arrives after the transit days of the lane from the one place to the other.
    """

    sku: str
    from_location: str
    to_location: str
    quantity: int
    leaves_on: date
    reference: str
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """When a transfer arrives, and whether it was new."""

    new: bool
    arrives_on: date


def transfer(
    services: Services, store: Store, wanted: Transfer, *, actor: str, order: str = ""
) -> Transferred:
    """Book a transfer: off the one place's supply, and on the other's from the day it arrives, in one commit.

    Only what nobody was promised can go. Whoever waits for the item gets it; an `order` named is the one it was booked
    for, and tells of it. Raises Conflict where less than that is free, or it is no transfer, and NotFound for an item,
    an order or a way we do not know.
    """
    if wanted.quantity < 1 or wanted.from_location == wanted.to_location:
        raise Conflict("a transfer takes something from one place to another")
    with store.begin() as work:
        arrives_on = wanted.arrives_on or _arrives_on(work, wanted)
        if arrives_on < wanted.leaves_on:
            raise Conflict("a transfer arrives no earlier than it leaves")
        if not work.items.get_many([wanted.sku]):
            raise NotFound(f"there is no item {wanted.sku}")
        partner = work.orders.get(order).partner if order else ""
        new = _is_new(services, work, wanted)
        if new:
            _book(services, work, wanted, arrives_on)
            services.note(
                work,
                "stock.transferred",
                wanted.sku,
                partner=partner,
                order=order,
                actor=actor,
                reference=wanted.reference,
                quantity=wanted.quantity,
                leaves=wanted.from_location,
                leaves_on=wanted.leaves_on.isoformat(),
                arrives=wanted.to_location,
                arrives_on=arrives_on.isoformat(),
            )
            work.jobs.add(fill_job(wanted.sku))
            work.commit()
    return Transferred(new=new, arrives_on=arrives_on)


def _arrives_on(work: UnitOfWork, wanted: Transfer) -> date:
    """Return when goods are there by the lane that leads to a place of ours, or to everywhere."""
    _, network = work.policies.of([wanted.sku])
    there = Party(role=OUR_PLACE, code=wanted.to_location)
    lane = lane_to(there, network.lanes, wanted.from_location)
    if lane is None:
        raise NotFound(
            f"no lane leads from {wanted.from_location} to {wanted.to_location}: say when it arrives"
        )
    return wanted.leaves_on + timedelta(days=lane.transit_days)


def _is_new(services: Services, work: UnitOfWork, wanted: Transfer) -> bool:
    """Claim the reference; raises Conflict where it was another transfer's."""
    said = sha256(dumps(wanted).encode()).hexdigest()
    known = work.inbox_keys.claim(
        OURS, KIND, wanted.reference, sha256=said, transmission="", at=services.clock.now()
    )
    if known is not None and known[0] != said:
        raise Conflict(f"{wanted.reference} is the reference of another transfer")
    return known is None


def _book(services: Services, work: UnitOfWork, wanted: Transfer, arrives_on: date) -> None:
    """Move the supply under the locks of both places."""
    here, there = (wanted.sku, wanted.from_location), (wanted.sku, wanted.to_location)
    buckets = work.positions.lock(sorted((here, there)))
    stock = Stock([position_of(here, buckets.get(here, {}))])
    free = stock.available(wanted.sku, wanted.from_location, wanted.leaves_on)
    if free < wanted.quantity:
        raise Conflict(
            f"{free} of {wanted.sku} are free at {wanted.from_location} on {wanted.leaves_on}, and promised to nobody"
        )
    for (sku, location), quantity, on in (
        (here, -wanted.quantity, wanted.leaves_on),
        (there, wanted.quantity, arrives_on),
    ):
        work.positions.add_supply(
            SupplyRecord(
                id=services.ids.new(),
                sku=sku,
                location=location,
                kind=KIND,
                quantity=quantity,
                available_on=on,
                reference=wanted.reference,
            )
        )
