"""Holding: where that is agreed, what a quote promises is reserved from the moment it is given until its last day."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from gateway.application.ports import QuoteRecord, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.reserving import Wish, give_back, hold
from gateway.application.services import Services
from gateway.orderdesk.reserved import quote_line

HOLD = "hold-quote"
A_DAY = timedelta(days=1)


def hold_job(record: QuoteRecord) -> NewJob:
    """Return the job that reserves what a quote promises."""
    return NewJob(
        kind=HOLD,
        ref=record.id,
        dedupe=f"{HOLD}:{record.id}",
        lane=f"{record.partner}:rfq:{record.request}",
        partner=record.partner,
    )


def hold_quote(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Reserve what a quote that stands promises, as far as it is still there; each line under a reference of its own."""
    record = work.quotes.get(job.ref, lock=True)
    if record.state != "sent" or record.valid_until is None:
        return ()
    until = datetime.combine(record.valid_until + A_DAY, time.min, UTC)
    wishes = [
        Wish(
            partner=record.partner,
            reference=quote_line(record.number, offer.line),
            sku=offer.sku,
            quantity=quantity,
            wanted_on=max(part.ships_on for part in offer.parts),
            partial=True,
            until_at=until,
        )
        for offer in record.offers
        if (quantity := sum(part.quantity for part in offer.parts)) > 0
    ]
    held = hold(services, work, wishes)
    services.note(
        work,
        "quote.held",
        record.id,
        partner=record.partner,
        request=record.request,
        number=record.number,
        lines=len(wishes),
        missing=sum(one.missing for one in held),
    )
    return ()


def let_go(services: Services, work: UnitOfWork, record: QuoteRecord) -> None:
    """Give back what is reserved for a quote that binds us no longer."""
    lines = [quote_line(record.number, offer.line) for offer in record.offers]
    found = work.reservations.named(record.partner, lines)
    for job in give_back(services, work, found, why="reservation.released"):
        work.jobs.add(job)
