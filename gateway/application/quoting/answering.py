"""Answering: a quote is approved, given to the buyer, and from then on binds us until its last day."""

from collections.abc import Iterable
from dataclasses import replace

from gateway.application import outbound
from gateway.application.outbound import Outgoing
from gateway.application.ports import QuoteRecord, Store, UnitOfWork
from gateway.application.quoting.holding import hold_job
from gateway.application.quoting.mailing import mail_job
from gateway.application.quoting.pricing import price, send_job
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.lifecycle import QUOTE, REQUEST, move
from gateway.domain.quotes import Quote
from gateway.errors import Conflict
from gateway.profiles.requests import Requests

QUOTE_SET = "843"
LINES_OPEN = "lines-open"


def price_now(services: Services, store: Store, request: str, *, actor: str) -> QuoteRecord:
    """Price a request at today's prices and supply; raises NotFound, and Conflict where it was answered already."""
    with store.begin() as work:
        record = work.requests.get(request, lock=True)
        if not record.lines:
            raise Conflict("nothing was read from the request yet")
        quote = price(services, work, record, actor=actor)
        work.commit()
    return quote


def approve(services: Services, store: Store, quote: str, *, actor: str) -> QuoteRecord:
    """Let a quote leave that a person has to say yes to; raises NotFound, and Conflict."""
    with store.begin() as work:
        record = work.quotes.get(quote, lock=True)
        if LINES_OPEN in record.needs:
            raise Conflict("lines of the request still wait for a person: say what they mean, or skip them")
        approved = _to(work, record, "approved", approved_by=actor)
        services.note(
            work,
            "quote.approved",
            quote,
            partner=record.partner,
            actor=actor,
            request=record.request,
            number=record.number,
            needs=list(record.needs),
        )
        work.commit()
    return approved


def send(store: Store, quote: str, *, actor: str) -> QuoteRecord:
    """Ask for an approved quote to be given to the buyer; raises NotFound, and Conflict."""
    with store.begin() as work:
        record = work.quotes.get(quote, lock=True)
        move(QUOTE, record.state, "sent")
        work.jobs.add(send_job(record, actor))
        work.commit()
    return record


def send_quote(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Give a quote to the buyer: by 843 and by e-mail where that is agreed; its papers are there to be handed over in any case."""
    quote, _, actor = job.ref.partition("#")
    record = work.quotes.get(quote, lock=True)
    if record.state != "approved":
        return ()
    profile = services.directory.get(record.partner)
    request = work.requests.get(record.request)
    jobs: Iterable[NewJob] = ()
    document = ""
    if profile.sends(QUOTE_SET) is not None:
        dedupe = f"{QUOTE_SET}:{record.id}"
        outgoing = Outgoing(
            profile=profile,
            set_id=QUOTE_SET,
            kind="quote",
            document=loads(Quote, record.canonical),
            dedupe=dedupe,
            reference=record.number,
            answers=request.document,
        )
        jobs = outbound.queue(services, work, outgoing)
        found = work.documents.find(record.partner, dedupe)
        document = found.id if found is not None else ""
    _to(work, record, "sent", sent_at=services.clock.now(), document=document)
    services.note(
        work,
        "quote.sent",
        record.id,
        partner=record.partner,
        actor=actor,
        request=record.request,
        number=record.number,
        document=document,
    )
    terms = profile.requests or Requests()
    more = [
        *([mail_job(record)] if terms.mail is not None else []),
        *([hold_job(record)] if terms.hold_stock else []),
    ]
    return [*jobs, *more]


def _to(work: UnitOfWork, record: QuoteRecord, state: str, **changes: object) -> QuoteRecord:
    """Move a locked quote on, and its request with it where it is the latest."""
    moved = replace(record, state=move(QUOTE, record.state, state), **changes)  # type: ignore[arg-type] # fields of the record
    work.quotes.update(moved)
    request = work.requests.get(record.request, lock=True)
    if request.quote == record.id and request.state != state:
        work.requests.update(replace(request, state=move(REQUEST, request.state, state)))
    return moved


move_on = _to
