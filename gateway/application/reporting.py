"""Reporting: what a warehouse says it shipped is kept once; what does not fit what was promised waits for a person."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.application.ports import PackedShipment, Store, UnitOfWork
from gateway.application.records import NewJob, OrderRecord, ShipmentRecord
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.errors import Conflict

REPORTED, HELD, DISCARDED = "reported", "held", "discarded"


def keep_shipment(services: Services, store: Store, packed: PackedShipment) -> bool:
    """Keep what a warehouse shipped and ask for it to be noticed and billed; return whether it was new.

    The same id again changes nothing, whatever it says then. Raises NotFound for an order that is not ours.
    """
    with store.begin() as work:
        jobs = book(services, work, packed)
        for job in jobs:
            work.jobs.add(job)
        work.commit()
    return bool(jobs)


def book(services: Services, work: UnitOfWork, packed: PackedShipment) -> Sequence[NewJob]:
    """Keep what a warehouse shipped; return the job that notices and bills it, nothing where the id is known.

    Raises NotFound for an order that is not ours.
    """
    order = work.orders.get(packed.order)
    others = [work.orders.get(one) for one in packed.orders if one != packed.order]
    record = ShipmentRecord(
        id=packed.id,
        partner=order.partner,
        order=order.id,
        shipped_at=packed.shipped_at,
        packed=dumps(packed),
    )
    about = {"partner": order.partner, "order": order.id}
    if not work.shipments.add(record, [one.id for one in others]):
        if work.shipments.get(packed.id).packed != record.packed:
            services.note(work, "shipment.told-otherwise", packed.id, **about)
        return ()
    services.note(work, "shipment.reported", packed.id, **about, carrier=packed.carrier)
    return (ship_job(record, order),)


def ship_job(shipment: ShipmentRecord, order: OrderRecord, *, again: str = "") -> NewJob:
    """Return the job that notices and bills a shipment, after everything else about that order number."""
    return NewJob(
        kind="ship",
        ref=shipment.id,
        dedupe=f"ship:{shipment.id}{':' + again if again else ''}",
        lane=f"{order.partner}:po:{order.number}",
        partner=order.partner,
    )


def retry_shipment(services: Services, store: Store, shipment: str, *, actor: str) -> ShipmentRecord:
    """Look at a held shipment again, now that what was wrong may be mended; raises NotFound, and Conflict for one that is not held."""
    with store.begin() as work:
        record = work.shipments.get(shipment)
        order = work.orders.get(record.order, lock=True)
        record = _held(work.shipments.get(shipment))
        after = replace(record, state=REPORTED, reason="")
        work.shipments.update(after)
        services.note(work, "shipment.retried", record.id, partner=order.partner, order=order.id, actor=actor)
        work.jobs.add(ship_job(record, order, again=services.ids.new()))
        work.commit()
    return after


def discard_shipment(
    services: Services, store: Store, shipment: str, *, reason: str, actor: str
) -> ShipmentRecord:
    """Put a held shipment aside: nothing of it is noticed or billed; raises NotFound, and Conflict for one that is not held."""
    with store.begin() as work:
        record = work.shipments.get(shipment)
        order = work.orders.get(record.order, lock=True)
        record = _held(work.shipments.get(shipment))
        after = replace(record, state=DISCARDED, reason=reason)
        work.shipments.update(after)
        services.note(
            work,
            "shipment.discarded",
            record.id,
            partner=order.partner,
            order=order.id,
            actor=actor,
            reason=reason,
        )
        work.commit()
    return after


def _held(record: ShipmentRecord) -> ShipmentRecord:
    if record.state != HELD:
        raise Conflict(f"the shipment is {record.state}, not held")
    return record
