"""Shipping: promises go to the warehouse; what it ships becomes the shipment notice and the invoice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from itertools import chain

from gateway.application import outbound
from gateway.application.gathering import gather
from gateway.application.outbound import Outgoing
from gateway.application.ports import (
    CommitmentRecord,
    PackedShipment,
    PickLine,
    PickOrder,
    Store,
    UnitOfWork,
    Warehouse,
)
from gateway.application.promised import keep_shipped
from gateway.application.records import Job, NewJob, OrderLineRecord, OrderRecord, ShipmentRecord
from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import dumps, loads
from gateway.domain.lifecycle import ORDER, move
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import Reference
from gateway.errors import ConfigurationFault, Conflict
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.fulfilling import Labels, Shipment, notice
from gateway.orderdesk.identifiers import last_serial
from gateway.orderdesk.invoicing import Billing, bill
from gateway.orderdesk.packing import Allocation, Carton, Content, label_count, shipped_quantities
from gateway.profiles.profile import Profile

PROMISE = "promise"
REPORTED = "reported"
FIRM, ASKED, RELEASED, SHIPPED = "firm", "asked", "released", "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """The effect behind `release` jobs: ask the warehouse for what was promised. Implements `Effect`.

    What is about to be asked for is marked before the warehouse hears of it, and named by what is in it: however
    often we ask, and whatever is promised meanwhile, the same goods are the same pick.
    """

    services: Services
    warehouse: Warehouse

    def prepare(self, work: UnitOfWork, job: Job) -> PickOrder:
        """Return what to pick: what was asked for without an answer, else every promise not asked for yet."""
        work.orders.get(job.ref, lock=True)
        promises = _promises(work, job.ref, ASKED)
        if not promises:
            promises = _promises(work, job.ref, FIRM)
            work.positions.set_state([one.id for one in promises], ASKED)
        lines = tuple(
            PickLine(
                line=one.line,
                sku=one.sku,
                location=one.location,
                quantity=one.quantity,
                ship_on=one.promise_on,
                commitment=one.id,
            )
            for one in promises
        )
        content = " ".join(sorted(one.commitment for one in lines))
        digest = sha256(content.encode()).hexdigest()[:16]
        return PickOrder(id=f"{job.ref}:{digest}", order=job.ref, lines=lines)

    def perform(self, prepared: object) -> object:
        """Hand the pick to the warehouse."""
        if not isinstance(prepared, PickOrder):
            raise TypeError("only a pick can be released")
        if prepared.lines:
            self.warehouse.release(prepared)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what the warehouse has been asked for, and go on with what was promised meanwhile."""
        lines = result.lines if isinstance(result, PickOrder) else ()
        if not lines:
            return ()
        record = work.orders.get(job.ref, lock=True)
        asked = {one.id for one in _promises(work, job.ref, ASKED)}
        work.positions.set_state([one.commitment for one in lines if one.commitment in asked], RELEASED)
        self.services.note(
            work, "order.released", record.id, partner=record.partner, order=record.id, lines=len(lines)
        )
        return (release_job(record, because=job.id),) if _promises(work, job.ref, FIRM) else ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that the warehouse would not take the order."""
        record = work.orders.get(job.ref)
        self.services.note(
            work, "order.not-released", record.id, partner=record.partner, order=record.id, reason=reason
        )
        return ()


def release_job(order: OrderRecord, *, because: str) -> NewJob:
    """Return the job that asks the warehouse for what was promised to an order, one at a time an order.

    `because` keeps it apart from a job that is being done: that one may have looked already.
    """
    return NewJob(
        kind="release",
        ref=order.id,
        dedupe=f"release:{order.id}:{because}",
        lane=release_lane(order.id),
        partner=order.partner,
    )


def release_lane(order: str) -> str:
    """Return the lane of all that an order's warehouse is asked, one thing at a time."""
    return f"release:{order}"


def keep_shipment(services: Services, store: Store, packed: PackedShipment) -> bool:
    """Keep what a warehouse shipped and ask for it to be noticed and billed; return whether it was new."""
    with store.begin() as work:
        order = work.orders.get(packed.order)
        record = ShipmentRecord(
            id=packed.id,
            partner=order.partner,
            order=order.id,
            shipped_at=packed.shipped_at,
            packed=dumps(packed),
        )
        if not work.shipments.add(record):
            return False
        services.note(
            work,
            "shipment.reported",
            packed.id,
            partner=order.partner,
            order=order.id,
            carrier=packed.carrier,
        )
        work.jobs.add(
            NewJob(
                kind="ship",
                ref=packed.id,
                dedupe=f"ship:{packed.id}",
                lane=f"{order.partner}:po:{order.number}",
                partner=order.partner,
            )
        )
        work.commit()
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A shipment on its way out: what was packed for which order, from what is left of which promises."""

    record: ShipmentRecord
    packed: PackedShipment
    order: OrderRecord
    purchase_order: PurchaseOrder
    lines: tuple[OrderLineRecord, ...]
    promises: tuple[CommitmentRecord, ...]
    profile: Profile
    agreement: Agreement

    @property
    def cartons(self) -> tuple[Carton, ...]:
        """Return what was packed, as the order desk knows it."""
        return tuple(
            Carton(
                contents=tuple(
                    Content(commitment=line.commitment, quantity=line.quantity) for line in carton.lines
                ),
                tare=carton.tare,
                weight_kg=carton.weight_kg,
            )
            for carton in self.packed.cartons
        )

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """Return what may be in it."""
        return tuple(
            Allocation(
                commitment=one.id, line=one.line, sku=one.sku, location=one.location, quantity=one.quantity
            )
            for one in self.promises
        )

    @property
    def standing(self) -> tuple[StandingLine, ...]:
        """Return the order's lines as they stand."""
        return tuple(
            StandingLine(
                line=one.line,
                sku=one.sku,
                unit=one.unit,
                base_unit=one.base_unit,
                each=one.each,
                ordered=one.ordered,
                price=one.price,
                substituted=one.substituted,
            )
            for one in self.lines
        )


def ship(services: Services, company_prefix: str, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Turn a reported shipment into its notice and its invoice, and book what left; all in one commit.

    Raises Conflict where it holds what was not promised, ConfigurationFault without a GS1 company prefix.
    """
    record = work.shipments.get(job.ref)
    if record.state != REPORTED:
        return ()
    if not company_prefix:
        raise ConfigurationFault("set GATEWAY_GS1_COMPANY_PREFIX: pallets and cartons need an SSCC")
    leaving = _leaving(services, work, record)
    shipped = shipped_quantities(leaving.cartons, leaving.allocations)
    if not shipped:
        raise Conflict(f"{record.id}: nothing is in it")
    number = f"S{work.control_numbers.draw('', 'shipment'):08d}"
    jobs = chain(
        _notice(services, work, leaving, number=number, company_prefix=company_prefix),
        _invoice(services, work, leaving, number=number, shipped=shipped),
    )
    queued = list(jobs)
    _book(services, work, leaving, shipped=shipped, number=number)
    return queued


def _promises(work: UnitOfWork, order: str, state: str) -> Sequence[CommitmentRecord]:
    return [one for one in work.positions.commitments(order) if one.kind == PROMISE and one.state == state]


def _leaving(services: Services, work: UnitOfWork, record: ShipmentRecord) -> Leaving:
    order = work.orders.get(record.order, lock=True)
    purchase_order = loads(PurchaseOrder, order.canonical)
    profile = services.directory.get(order.partner)
    return Leaving(
        record=record,
        packed=loads(PackedShipment, record.packed),
        order=order,
        purchase_order=purchase_order,
        lines=tuple(work.orders.lines(order.id)),
        promises=tuple(_left(work, order)),
        profile=profile,
        agreement=gather(work, profile, purchase_order).agreement,
    )


def _left(work: UnitOfWork, order: OrderRecord) -> Iterator[CommitmentRecord]:
    """Yield the promises that have not left, each with the quantity that earlier shipments left of it."""
    for one in work.positions.commitments(order.id):
        if one.state != SHIPPED:
            yield replace(one, quantity=one.quantity - one.shipped)


def _notice(
    services: Services, work: UnitOfWork, leaving: Leaving, *, number: str, company_prefix: str
) -> Sequence[NewJob]:
    packed = leaving.packed
    location = {one.id: one.location for one in leaving.promises}
    now = services.clock.now().astimezone(UTC)
    last = last_serial(company_prefix)
    serials = [work.control_numbers.draw("", "sscc", last=last) for _ in range(label_count(leaving.cartons))]
    shipment = Shipment(
        number=number,
        shipped_on=packed.shipped_at.date(),
        issued_on=now.date(),
        issued_at_time=now.time().replace(second=0, microsecond=0),
        cartons=leaving.cartons,
        location=next(location[line.commitment] for carton in packed.cartons for line in carton.lines),
        carrier=packed.carrier,
        tracking=packed.tracking,
    )
    document = notice(
        shipment,
        leaving.purchase_order,
        leaving.standing,
        allocations=leaving.allocations,
        agreement=leaving.agreement,
        labels=Labels(company_prefix=company_prefix, first_serial=serials[0]),
        seller_order=leaving.order.seller_number,
    )
    return outbound.queue(
        services,
        work,
        Outgoing(
            profile=leaving.profile,
            set_id="856",
            kind="shipment_notice",
            document=document,
            dedupe=f"856:{leaving.record.id}",
            reference=number,
            order=leaving.order.id,
        ),
    )


def _invoice(
    services: Services, work: UnitOfWork, leaving: Leaving, *, number: str, shipped: dict[int, int]
) -> Sequence[NewJob]:
    invoice_number = f"INV{work.control_numbers.draw('', 'invoice'):08d}"
    billing = Billing(
        number=invoice_number,
        invoiced_on=services.clock.now().date(),
        shipped=shipped,
        billed_before={line.line: line.invoiced for line in leaving.lines if line.invoiced},
        shipped_on=leaving.packed.shipped_at.date(),
        references=(Reference(kind="shipment", value=number),),
    )
    document = bill(billing, leaving.purchase_order, leaving.standing, leaving.agreement)
    return outbound.queue(
        services,
        work,
        Outgoing(
            profile=leaving.profile,
            set_id="810",
            kind="invoice",
            document=document,
            dedupe=f"810:{leaving.record.id}",
            reference=invoice_number,
            order=leaving.order.id,
        ),
    )


def _book(
    services: Services, work: UnitOfWork, leaving: Leaving, *, shipped: dict[int, int], number: str
) -> None:
    """Write down what left: by promise, by line, and for the order as a whole."""
    packed: Counter[str] = Counter()
    for carton in leaving.cartons:
        for content in carton.contents:
            packed[content.commitment] += content.quantity
    work.positions.ship(packed)
    keep_shipped(work, leaving.record, leaving.promises, packed)
    lines = [
        replace(
            line,
            shipped=line.shipped + shipped.get(line.line, 0),
            invoiced=line.invoiced + shipped.get(line.line, 0),
        )
        for line in leaving.lines
    ]
    done = all(line.shipped >= line.ordered - line.cancelled for line in lines if line.state != "rejected")
    order = leaving.order
    work.orders.update(
        replace(order, state=move(ORDER, order.state, "closed" if done else "shipping")), lines
    )
    work.shipments.update(replace(leaving.record, number=number, state="invoiced"))
    services.note(
        work, "shipment.noticed", leaving.record.id, partner=order.partner, order=order.id, number=number
    )
