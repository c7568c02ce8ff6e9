"""Shipping: what a warehouse shipped becomes the shipment notice and the invoice, and is booked; all in one commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from gateway.application import accounting, billing, outbound, short_picks
from gateway.application.billing import ToBill
from gateway.application.departures import Departure, Going, departure
from gateway.application.outbound import Outgoing
from gateway.application.ports import PackedShipment, UnitOfWork
from gateway.application.promised import keep_shipped
from gateway.application.records import Job, NewJob, OrderLineRecord, OrderRecord
from gateway.application.reporting import HELD, REPORTED
from gateway.application.services import Services
from gateway.domain.lifecycle import ORDER, move
from gateway.domain.references import Reference
from gateway.errors import ConfigurationFault
from gateway.orderdesk.fulfilling import ByLine, Labels, Shipment, notice, shipped_by_order
from gateway.orderdesk.identifiers import last_serial
from gateway.orderdesk.levels import label_count
from gateway.orderdesk.warehousing import BILL_OF_LADING
from gateway.profiles.cxml import message_of

NOTICED, INVOICED = "noticed", "invoiced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship:
    """The handler behind `ship` jobs."""

    services: Services
    company_prefix: str

    def __call__(self, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
        """Turn a reported shipment into its notice and its invoices; one that holds what was not promised is held.

        Raises ConfigurationFault without a GS1 company prefix where labels are wanted.
        """
        record = work.shipments.get(job.ref)
        if record.state != REPORTED:
            return ()
        leaving = departure(self.services, work, record)
        doubts = list(leaving.doubts())
        if doubts:
            return self._hold(work, leaving, "; ".join(doubts[:3]))
        return self._depart(work, leaving)

    def _hold(self, work: UnitOfWork, leaving: Departure, reason: str) -> Sequence[NewJob]:
        record = replace(leaving.record, state=HELD, reason=reason)
        work.shipments.update(record)
        self._note(work, "shipment.held", leaving, reason=reason)
        return ()

    def _depart(self, work: UnitOfWork, leaving: Departure) -> list[NewJob]:
        jobs: list[NewJob] = []
        number = ""
        accounting.lock(work, leaving.agreement)
        shipped = shipped_by_order(leaving.cartons, [one.part for one in leaving.goings])
        if leaving.left:
            number = f"S{work.control_numbers.draw('', 'shipment'):08d}"
            jobs.extend(self._notice(work, leaving, number, completeness=_completeness(leaving, shipped)))
            work.positions.ship(leaving.left)
            keep_shipped(work, leaving.record, leaving.promises.values(), leaving.left)
        billed = False
        for going, quantities in zip(leaving.goings, shipped, strict=True):
            to_bill = ToBill(
                quantities=quantities,
                shipment=leaving.record.id,
                number=number,
                shipped_on=leaving.packed.shipped_at.date(),
            )
            more, some = self._settle(work, leaving, going, to_bill)
            jobs.extend(more)
            billed = billed or some
        state = INVOICED if billed else NOTICED
        work.shipments.update(replace(leaving.record, number=number, state=state, reason=""))
        self._note(work, "shipment.noticed" if number else "shipment.not-found", leaving, number=number)
        return jobs

    def _notice(
        self, work: UnitOfWork, leaving: Departure, number: str, *, completeness: str
    ) -> Sequence[NewJob]:
        packed, levels = leaving.packed, leaving.profile.fulfilment.levels
        location = next(leaving.promises[one.commitment].location for one in packed.lines())
        now = self.services.clock.now().astimezone(UTC)
        shipment = Shipment(
            number=number,
            shipped_on=packed.shipped_at.date(),
            issued_on=now.date(),
            issued_at_time=now.time().replace(second=0, microsecond=0),
            cartons=leaving.cartons,
            location=location,
            carrier=packed.carrier,
            tracking=packed.tracking,
            references=_papers(packed),
        )
        document = notice(
            shipment,
            [one.part for one in leaving.goings],
            agreement=leaving.agreement,
            labels=self._labels(work, leaving),
            levels=levels,
        )
        outgoing = Outgoing(
            profile=leaving.profile,
            set_id="856",
            kind="shipment_notice",
            document=replace(document, completeness=completeness),
            dedupe=f"856:{leaving.record.id}",
            reference=number,
            order=leaving.record.order,
        )
        return outbound.queue(self.services, work, outgoing)

    def _labels(self, work: UnitOfWork, leaving: Departure) -> Labels:
        """Draw the numbers of all labels at once."""
        wanted, first = label_count(leaving.cartons, leaving.profile.fulfilment.levels), 0
        if wanted and not self.company_prefix:
            raise ConfigurationFault("set GATEWAY_GS1_COMPANY_PREFIX: pallets and cartons need an SSCC")
        if wanted:
            last = last_serial(self.company_prefix)
            first = work.control_numbers.draw("", "sscc", last=last, count=wanted)
        bare = leaving.profile.fulfilment.bare_labels
        return Labels(company_prefix=self.company_prefix, first_serial=first, bare=bare)

    def _settle(
        self, work: UnitOfWork, leaving: Departure, going: Going, left: ToBill
    ) -> tuple[list[NewJob], bool]:
        """Book what of an order left and what was not found, and bill what is due of it; return whether something was."""
        lines = _after(going, left.quantities)
        work.orders.update(going.order, lines)
        order, now, jobs = short_picks.write_off(self.services, work, leaving, going, going.order)
        jobs.extend(short_picks.tell(self.services, work, leaving, going=going, order=order, lines=now))
        due = billing.due(leaving.profile, now, done=_is_done(now))
        if due:
            jobs.extend(
                billing.invoice(self.services, work, leaving.profile, going, replace(left, quantities=due))
            )
        billed = [replace(one, invoiced=one.invoiced + due.get(one.line, 0)) for one in now]
        after = replace(order, state=_state(order, billed))
        work.orders.update(after, billed)
        accounting.follow(work, after, billed, going.agreement)
        return jobs, bool(due)

    def _note(self, work: UnitOfWork, what: str, leaving: Departure, **said: str) -> None:
        for going in leaving.goings:
            order = going.order
            self.services.note(work, what, leaving.record.id, partner=order.partner, order=order.id, **said)


def _papers(packed: PackedShipment) -> tuple[Reference, ...]:
    number = packed.bill_of_lading
    return (Reference(kind=BILL_OF_LADING, value=number),) if number else ()


def _after(going: Going, left: ByLine) -> list[OrderLineRecord]:
    """Return the lines of an order after so many base units of each left."""
    return [replace(one, shipped=one.shipped + left.get(one.line, 0)) for one in going.lines]


def _completeness(leaving: Departure, shipped: Iterable[ByLine]) -> str:
    """Return whether anything of the orders is left to come, for partners who are told by cXML: an 856 has no place for it."""
    sending = leaving.profile.sends("856")
    if sending is None or not message_of(sending.map):
        return ""
    done = all(_is_done(_after(going, left)) for going, left in zip(leaving.goings, shipped, strict=True))
    return "complete" if done else "partial"


def _is_done(lines: Iterable[OrderLineRecord]) -> bool:
    return all(one.shipped >= one.ordered - one.cancelled for one in lines if one.state != "rejected")


def _state(order: OrderRecord, lines: Sequence[OrderLineRecord]) -> str:
    if not _is_done(lines):
        return move(ORDER, order.state, "shipping") if any(one.shipped for one in lines) else order.state
    return move(ORDER, order.state, "closed" if any(one.shipped for one in lines) else "cancelled")
