"""Asking: a QuoteRequest is kept and becomes a request for quotation, or is refused with the reason, before it is answered."""

from dataclasses import replace

from gateway.application.cxml.answers import Outcome, Refused
from gateway.application.ports import CxmlExchange, UnitOfWork
from gateway.application.quoting.taking import CXML, take_document
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.cxml.messages import Received
from gateway.cxml.statuses import BAD_REQUEST, NOT_ACCEPTABLE, OK, status
from gateway.domain.canonical import dumps
from gateway.domain.findings import Severity, worst
from gateway.domain.quotes import RequestForQuotation
from gateway.profiles.cxml import PREFIX, message_of
from gateway.profiles.profile import Profile

MESSAGE, SET = "QuoteRequest", "840"
TRANSPORT = "cxml"


def take_quote_request(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    exchange: CxmlExchange,
    read: Received,
    *,
    request: RequestForQuotation,
    content: bytes,
) -> Outcome:
    """Return what came of a QuoteRequest; raises Refused where requests were not agreed, or it cannot be read."""
    receiving = profile.receives(SET)
    if profile.requests is None or receiving is None or message_of(receiving.map) != MESSAGE:
        raise Refused(NOT_ACCEPTABLE, "A QuoteRequest was not agreed.")
    if worst(read.findings) is Severity.ERROR:
        raise Refused(
            BAD_REQUEST, next(one.message for one in read.findings if one.severity is Severity.ERROR)
        )
    arrival = Arrival(
        partner=profile.code,
        transport=TRANSPORT,
        key=read.envelope.payload_id,
        name=f"{MESSAGE} {request.number}",
        content=content,
    )
    transmission = replace(transmission_of(services, arrival), state="processed")
    work.transmissions.add(transmission, content)
    record = DocumentRecord(
        id=services.ids.new(),
        partner=profile.code,
        direction="in",
        kind="request_for_quotation",
        set_id=SET,
        version=read.envelope.version,
        control_number="",
        transmission=transmission.id,
        reference=request.number,
        map_name=f"{PREFIX}{MESSAGE}",
        config=f"+{services.directory.digest(profile.code)}",
        validation="accepted-with-errors" if read.findings else "accepted",
        canonical=dumps(request),
        findings=read.findings,
        dedupe=f"cxml:{exchange.id}",
        message_id=read.envelope.payload_id,
        created_at=services.clock.now(),
    )
    work.documents.add(record)
    services.note(
        work, "document.read", record.id, partner=profile.code, set_id=SET, validation=record.validation
    )
    for job in take_document(services, work, record, request, kind=CXML):
        work.jobs.add(job)
    return Outcome(
        status=status(OK, "Taken; the quote follows."),
        reference=request.number,
        document=record.id,
        transmission=transmission.id,
    )
