"""Concluding: a quote is accepted, and becomes an order, or is declined, or runs out, or is made anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from gateway.application.desk import order_job
from gateway.application.ports import QuoteRecord, RequestRecord, Store, UnitOfWork
from gateway.application.quoting.answering import move_on
from gateway.application.quoting.holding import let_go
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.records import DocumentRecord, Job, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps, loads
from gateway.domain.lifecycle import QUOTE, REQUEST, move
from gateway.domain.quotes import Quote
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.accepting import order_of

ACCEPTED = "accepted"
"""What stands for a transaction set where an order came by accepting a quote."""
EXPIRE = "quotes"
AT_ONCE = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What a buyer takes: under which number of its own, by which way, and how many of which lines where not all."""

    number: str
    channel: str
    lines: Mapping[int, Decimal] = field(default_factory=dict)


def accept_quote(
    services: Services, store: Store, quote: str, acceptance: Acceptance, *, actor: str, partner: str = ""
) -> DocumentRecord:
    """Make an order of a quote that was sent, of a `partner` only where one is named; accepted again under the same number it is the same order.

    Raises NotFound, and Conflict where the quote does not hold any more, has no number or is taken otherwise.
    """
    number = acceptance.number.strip()
    if not number:
        raise Conflict("an order needs the buyer's number")
    with store.begin() as work:
        record = _of(work, quote, partner)
        known = work.documents.find(record.partner, _dedupe(record))
        if record.state == "accepted" and known is not None and known.reference == number:
            return known
        _must_hold(services, record)
        document = _order(services, work, record, replace(acceptance, number=number))
        move_on(work, record, "accepted", order=document.id)
        services.note(
            work,
            "quote.accepted",
            record.id,
            partner=record.partner,
            actor=actor,
            request=record.request,
            number=record.number,
            order_number=number,
            document=document.id,
        )
        work.jobs.add(order_job(record.partner, number, document.id))
        work.commit()
    return document


def decline_quote(
    services: Services, store: Store, quote: str, *, reason: str, actor: str, partner: str = ""
) -> QuoteRecord:
    """Write down that the buyer does not take a quote, of a `partner` only where one is named; raises NotFound, and Conflict."""
    with store.begin() as work:
        record = _of(work, quote, partner)
        declined = move_on(work, record, "declined", reason=reason)
        let_go(services, work, record)
        services.note(
            work,
            "quote.declined",
            quote,
            partner=record.partner,
            actor=actor,
            request=record.request,
            number=record.number,
            reason=reason,
        )
        work.commit()
    return declined


def _of(work: UnitOfWork, quote: str, partner: str) -> QuoteRecord:
    """Return a quote, locked; one that was not given to the partner named is not there for it."""
    record = work.quotes.get(quote, lock=True)
    if partner and (record.partner != partner or record.sent_at is None):
        raise NotFound(f"there is no quote {quote}")
    return record


def decline_request(
    services: Services, store: Store, request: str, *, reason: str, actor: str
) -> RequestRecord:
    """Put a request aside that we do not answer; raises NotFound, and Conflict where a quote was sent."""
    with store.begin() as work:
        record = work.requests.get(request, lock=True)
        declined = replace(record, state=move(REQUEST, record.state, "declined"), reason=reason)
        for one in work.quotes.of_request(record.id):
            if one.id == record.quote:
                work.quotes.update(replace(one, state=move(QUOTE, one.state, "declined"), reason=reason))
        work.requests.update(declined)
        services.note(work, "request.declined", request, partner=record.partner, actor=actor, reason=reason)
        work.commit()
    return declined


def revise_quote(services: Services, store: Store, quote: str, *, reason: str, actor: str) -> RequestRecord:
    """Take a quote back to change it: what was given no longer binds us; raises NotFound, and Conflict."""
    with store.begin() as work:
        record = work.quotes.get(quote, lock=True)
        move_on(work, record, "revised", reason=reason)
        let_go(services, work, record)
        request = work.requests.get(record.request, lock=True)
        request = replace(request, state=move(REQUEST, request.state, "review"))
        work.requests.update(request)
        services.note(
            work,
            "quote.revised",
            quote,
            partner=record.partner,
            actor=actor,
            request=record.request,
            number=record.number,
            reason=reason,
        )
        work.commit()
    return request


def expire(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Let quotes run out whose last day is over; more than fit are looked at right after."""
    ended = work.quotes.ended(services.clock.now().date(), AT_ONCE)
    for one in ended:
        move_on(work, work.quotes.get(one.id, lock=True), "expired")
        services.note(
            work, "quote.expired", one.id, partner=one.partner, request=one.request, number=one.number
        )
    if len(ended) == AT_ONCE:
        return (NewJob(kind=job.kind, ref=job.ref, dedupe=f"{EXPIRE}:{services.ids.new()}"),)
    return ()


def _must_hold(services: Services, record: QuoteRecord) -> None:
    move(QUOTE, record.state, "accepted")
    if record.valid_until is not None and services.clock.now().date() > record.valid_until:
        raise Conflict(f"the quote held until {record.valid_until}: revise it first")


def _order(
    services: Services, work: UnitOfWork, record: QuoteRecord, acceptance: Acceptance
) -> DocumentRecord:
    """Keep the order that takes a quote as a document that came in, with what was said as its bytes."""
    profile = services.directory.get(record.partner)
    quote = loads(Quote, record.canonical)
    try:
        order = order_of(
            quote,
            acceptance.number,
            profile.agreement(),
            lines=acceptance.lines,
            today=services.clock.now().date(),
        )
    except ValueError as wrong:
        raise Conflict(str(wrong)) from wrong
    canonical = dumps(order)
    arrival = Arrival(
        partner=record.partner,
        transport=acceptance.channel,
        key=f"accepted:{record.id}",
        name=f"{record.number}.json",
        content=canonical.encode(),
    )
    transmission = replace(transmission_of(services, arrival), state="processed")
    work.transmissions.add(transmission, arrival.content)
    document = DocumentRecord(
        id=services.ids.new(),
        partner=record.partner,
        direction="in",
        kind="purchase_order",
        set_id=ACCEPTED,
        version="",
        control_number="",
        transmission=transmission.id,
        reference=acceptance.number,
        canonical=canonical,
        dedupe=_dedupe(record),
        created_at=services.clock.now(),
    )
    work.documents.add(document)
    return document


def _dedupe(record: QuoteRecord) -> str:
    return f"{ACCEPTED}:{record.id}"
