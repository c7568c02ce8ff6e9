"""Taking in: a file or an 840 becomes one request, once, with the job that reads it; all in one commit."""

from dataclasses import dataclass, replace
from hashlib import sha256

from gateway.application.ports import RequestRecord, UnitOfWork
from gateway.application.quoting.surroundings import Quoting
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.records import DocumentRecord, NewJob, Transmission
from gateway.application.services import Services
from gateway.domain.quotes import RequestForQuotation
from gateway.errors import Conflict, NotFound
from gateway.profiles.profile import Profile

READ = "read-request"
FILE, X12, CXML = "file", "x12", "cxml"
UNREAD = frozenset({"received", "held", "review"})
"""The states in which a request may be read again: nothing was offered yet."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file somebody hands in for a partner: by which way, under which name."""

    partner: str
    channel: str
    name: str
    content: bytes


def take_upload(quoting: Quoting, upload: Upload, *, actor: str) -> tuple[RequestRecord, bool]:
    """Keep a file as a request of a partner; return it and whether it is new: the same file again is the same request.

    Raises NotFound for a partner nobody knows, and Conflict where no requests are agreed or the file is empty.
    """
    services = quoting.services
    profile = services.directory.get(upload.partner)
    if profile.requests is None:
        raise Conflict(
            f"nothing is agreed with {profile.name} on requests: its profile has no part `requests`"
        )
    if not upload.content:
        raise Conflict("the file is empty")
    name = upload.name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:] or "request"
    arrival = Arrival(
        partner=profile.code,
        transport=upload.channel,
        key=f"request:{sha256(upload.content).hexdigest()}",
        name=name,
        content=upload.content,
    )
    with quoting.store.begin() as work:
        transmission = transmission_of(services, arrival)
        if not work.transmissions.add(transmission, upload.content):
            known = work.transmissions.find(profile.code, "in", upload.channel, arrival.key)
            found = known and work.requests.of_transmission(known.id)
            if not found:
                raise NotFound("the file came before, and its request is gone")
            return found, False
        work.transmissions.set_state(transmission.id, "processed")
        record, job = _opened(services, work, _record(services, transmission, profile.code), actor=actor)
        work.jobs.add(job)
        work.commit()
    return record, True


def take_transmission(
    services: Services, work: UnitOfWork, profile: Profile, transmission: Transmission
) -> list[NewJob]:
    """Keep what a partner sent as a file as a request; what it brought before stays the request it is."""
    known = work.requests.of_transmission(transmission.id)
    if known is not None:
        return _again(known)
    work.transmissions.set_state(transmission.id, "processed", partner=profile.code)
    _, job = _opened(services, work, _record(services, transmission, profile.code))
    return [job]


def take_document(
    services: Services,
    work: UnitOfWork,
    document: DocumentRecord,
    request: RequestForQuotation,
    *,
    kind: str = X12,
) -> list[NewJob]:
    """Keep a document as a request; one it brought before is read again, unless something was offered for it."""
    known = work.requests.of_transmission(document.transmission, document.id)
    if known is not None:
        return _again(known)
    transmission = work.transmissions.get(document.transmission)
    record = replace(
        _record(services, transmission, document.partner, kind, document.id), number=request.number
    )
    _, job = _opened(services, work, record)
    return [job]


def read_job(record: RequestRecord, again: str = "") -> NewJob:
    """Return the job that reads a request; `again` makes it another one."""
    return NewJob(
        kind=READ,
        ref=record.id,
        dedupe=f"{READ}:{record.id}:{again}",
        lane=lane_of(record),
        partner=record.partner,
    )


def lane_of(record: RequestRecord) -> str:
    """Return the lane in which everything about a request is done in order."""
    return f"{record.partner}:rfq:{record.id}"


def _again(known: RequestRecord) -> list[NewJob]:
    return [read_job(known, again=str(known.state))] if known.state in UNREAD else []


def _opened(
    services: Services, work: UnitOfWork, record: RequestRecord, *, actor: str = "gateway"
) -> tuple[RequestRecord, NewJob]:
    work.requests.add(record)
    services.note(
        work,
        "request.received",
        record.id,
        partner=record.partner,
        actor=actor,
        kind=record.kind,
        name=record.name,
        transmission=record.transmission,
    )
    return record, read_job(record)


def _record(
    services: Services, transmission: Transmission, partner: str, kind: str = FILE, document: str = ""
) -> RequestRecord:
    return RequestRecord(
        id=services.ids.new(),
        partner=partner,
        number="",
        kind=kind,
        name=transmission.name,
        transmission=transmission.id,
        document=document,
        state="received",
        received_at=transmission.at,
    )
