"""Reporting: a partner whose orders are answered by 201 hears afterwards what became of each, where that was agreed."""

from collections.abc import Iterable

from gateway.application import outbound
from gateway.application.outgoing import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, Job, NewJob, OrderRecord
from gateway.application.services import Services
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import ACCEPTED, BAD_REQUEST, OK, Status, status
from gateway.domain.findings import KINDS
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile

KIND = "cxml-status"
SET_ID, DOCUMENT = "997", "status_update"
TOLD_AT_MOST = 3


def hears_later(profile: Profile) -> bool:
    """Return whether the partner hears later what became of an order."""
    sending = profile.sends(SET_ID)
    return sending is not None and bool(message_of(sending.map))


def telling_job(record: DocumentRecord, *, lane: str) -> NewJob:
    """Return the job that tells what became of a document, behind all that is done about its order before."""
    return NewJob(kind=KIND, ref=record.id, dedupe=f"{KIND}:{record.id}", lane=lane, partner=record.partner)


def tell(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Queue what became of a document of the partner's."""
    record = work.documents.get(job.ref)
    order = work.orders.get(record.order) if record.order else None
    return outbound.queue(
        services,
        work,
        Outgoing(
            profile=services.directory.get(record.partner),
            set_id=SET_ID,
            kind=DOCUMENT,
            document=StatusUpdate(status=_status(record, order), payload_id=record.message_id),
            dedupe=f"{SET_ID}:{record.id}",
            reference=record.reference,
            order=record.order,
            answers=record.id,
        ),
    )


def _status(record: DocumentRecord, order: OrderRecord | None) -> Status:
    if record.validation == "held" or order is None or order.state == "held":
        return status(ACCEPTED, "A person looks at it.")
    if order.state == "rejected":
        codes = dict.fromkeys(one.reject for one in order.outcomes if one.reject in KINDS)
        return status(BAD_REQUEST, " ".join(KINDS[code].message for code in list(codes)[:TOLD_AT_MOST]))
    return status(OK)
