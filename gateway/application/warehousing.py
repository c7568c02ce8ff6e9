"""Warehouses that are partners: what was promised from their places is asked for by a 940, and a 945 tells what left."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import groupby

from gateway.application import outbound
from gateway.application.keeping import keep
from gateway.application.outbound import Outgoing
from gateway.application.ports import (
    PackedCarton,
    PackedLine,
    PackedShipment,
    PickLine,
    PickRecord,
    ShortLine,
    UnitOfWork,
)
from gateway.application.ports.picking import ANSWERED
from gateway.application.records import DocumentRecord, Job, NewJob, OrderRecord
from gateway.application.reporting import REPORTED, book
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.domain.warehouse_orders import WarehouseShipment
from gateway.errors import TransportRefused
from gateway.orderdesk.addressing import repeated, ship_to
from gateway.orderdesk.packing import Content
from gateway.orderdesk.warehousing import (
    REPLACED_REPORT,
    AskedLine,
    Asking,
    Reported,
    bill_of_lading,
    reported,
    tracking_of,
    warehouse_order,
)
from gateway.profiles.profile import Profile
from gateway.profiles.warehousing import ORDER

KIND = "warehouse-shipment"
NOON = time(12, tzinfo=UTC)
NOT_OURS = "it answers no order of ours to this warehouse"


def runner_of(services: Services, location: str) -> Profile | None:
    """Return the partner who runs a place of ours, None where nobody does; raises TransportRefused where it does not trade."""
    profile = services.directory.runner_of(location)
    if profile is not None and not profile.trades:
        raise TransportRefused(f"{profile.code} runs {location} and is {profile.state}")
    return profile


def shipment_job(partner: str, document: str) -> NewJob:
    """Return the job that books what a warehouse says it shipped, after what it said before."""
    return NewJob(
        kind=KIND, ref=document, dedupe=f"{KIND}:{document}", lane=f"{partner}:warehouse", partner=partner
    )


def ask(services: Services, work: UnitOfWork, record: OrderRecord, lines: Iterable[PickLine]) -> list[NewJob]:
    """Ask the partners who run warehouses of ours for goods: a document for each place and day."""
    jobs: list[NewJob] = []
    ordered = sorted(lines, key=lambda one: (one.location, one.ship_on, one.line, one.commitment))
    for (location, ship_on), together in groupby(ordered, key=lambda one: (one.location, one.ship_on)):
        runner = services.directory.runner_of(location)
        if runner is not None:
            jobs.extend(_ask(services, work, record, runner, ship_on=ship_on, lines=tuple(together)))
    return jobs


def take_shipment(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Book what a warehouse says it shipped of what we asked for; what answers no order of ours waits for a person."""
    document = work.documents.get(job.ref, lock=True)
    said = loads(WarehouseShipment, document.canonical)
    pick = work.picks.find(document.partner, said.number) if said.number else None
    if pick is None:
        keep(services, work, document, NOT_OURS)
        return ()
    work.orders.get(pick.order, lock=True)
    work.documents.update(replace(document, order=pick.order, answers=pick.document))
    left = _left(work, pick)
    items = work.items.get_many({one.sku for one in pick.lines})
    found = reported(said, pick.lines, left=left, items=items)
    booked = book(services, work, _packed(services, document, pick, said=said, found=found))
    if not booked:
        return ()
    _answered(services, work, pick, left=left, found=found)
    return booked


def _ask(
    services: Services,
    work: UnitOfWork,
    record: OrderRecord,
    runner: Profile,
    *,
    ship_on: date,
    lines: Sequence[PickLine],
) -> Sequence[NewJob]:
    number = f"P{work.control_numbers.draw('', 'pick'):08d}"
    asked = tuple(
        AskedLine(
            number=str(at), line=one.line, sku=one.sku, commitment=one.commitment, quantity=one.quantity
        )
        for at, one in enumerate(lines, 1)
    )
    order = loads(PurchaseOrder, record.canonical)
    agreement = services.directory.get(record.partner).agreement()
    location = lines[0].location
    ship_from = next((one for one in agreement.ship_from_parties if one.code == location), None)
    asking = Asking(
        number=number,
        order_number=record.number,
        seller_order=record.seller_number,
        ship_on=ship_on,
        parties=repeated(ship_from, ship_to(order, agreement)),
        lines=asked,
    )
    outgoing = Outgoing(
        profile=runner,
        set_id=ORDER,
        kind="warehouse_order",
        document=warehouse_order(asking, work.items.get_many({one.sku for one in lines})),
        dedupe=f"{ORDER}:{number}",
        reference=number,
        order=record.id,
    )
    jobs = outbound.queue(services, work, outgoing)
    written = work.documents.find(runner.code, outgoing.dedupe)
    work.picks.add(
        PickRecord(
            number=number,
            partner=record.partner,
            warehouse=runner.code,
            order=record.id,
            document=written.id if written else "",
            location=location,
            ship_on=ship_on,
            lines=asked,
            asked_at=services.clock.now(),
        )
    )
    return jobs


def _left(work: UnitOfWork, pick: PickRecord) -> dict[str, int]:
    """Return how much of each promise that was asked for is still to leave, by what was booked and is about to be."""
    asked = {one.commitment for one in pick.lines}
    left = Counter(
        {
            one.id: one.quantity - one.shipped
            for one in work.positions.commitments(pick.order)
            if one.id in asked
        }
    )
    for about in work.shipments.of_order(pick.order):
        if about.state == REPORTED:
            packed = loads(PackedShipment, about.packed)
            left.subtract({one.commitment: one.quantity for one in packed.short})
            for one in packed.lines():
                left[one.commitment] -= one.quantity
    return {commitment: max(0, left[commitment]) for commitment in asked}


def _packed(
    services: Services,
    document: DocumentRecord,
    pick: PickRecord,
    *,
    said: WarehouseShipment,
    found: Reported,
) -> PackedShipment:
    """Return what a warehouse shipped; a replaced report is another shipment, so that it can stand for one put aside."""
    told = said.shipment or said.agent_shipment or document.id
    again = f":{document.id}" if said.reporting == REPLACED_REPORT else ""
    carrier = said.carrier.carrier if said.carrier else ""
    return PackedShipment(
        id=f"{document.partner}:{pick.number}:{told}{again}",
        pick=pick.number,
        order=pick.order,
        shipped_at=_shipped_at(services, said),
        carrier=carrier,
        tracking=tracking_of(said),
        bill_of_lading=bill_of_lading(said),
        cartons=tuple(
            PackedCarton(tare=one.tare, weight_kg=one.weight_kg, sscc=one.label, lines=_lines(one.contents))
            for one in found.cartons
        ),
        loose=_lines(found.loose),
        short=tuple(
            ShortLine(commitment=one.commitment, quantity=one.quantity, reason=one.reason)
            for one in found.short
        ),
        doubts=found.doubts,
    )


def _lines(contents: Iterable[Content]) -> tuple[PackedLine, ...]:
    return tuple(
        PackedLine(commitment=one.commitment, quantity=one.quantity, lot=one.lot, serials=one.serials)
        for one in contents
    )


def _shipped_at(services: Services, said: WarehouseShipment) -> datetime:
    """Return when it left: at noon of the day that is told, now where none is."""
    days = (one.on for one in said.dates if one.kind == "shipped" and one.on is not None)
    day = said.shipped_on or next(days, None)
    return datetime.combine(day, NOON) if day else services.clock.now()


def _answered(
    services: Services, work: UnitOfWork, pick: PickRecord, *, left: Mapping[str, int], found: Reported
) -> None:
    """Write down that nothing of what was asked for is left, where that is so."""
    gone = sum(one.quantity for carton in found.cartons for one in carton.contents)
    gone += sum(one.quantity for one in found.loose) + sum(one.quantity for one in found.short)
    if gone >= sum(left.values()):
        work.picks.update(replace(pick, state=ANSWERED, answered_at=services.clock.now()))
