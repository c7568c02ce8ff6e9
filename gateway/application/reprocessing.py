"""Running again, on purpose: stored bytes through the present maps, or the same bytes to a partner once more."""

from dataclasses import replace

from gateway.application import expecting, outbound
from gateway.application.dead_letters import forget_deliveries
from gateway.application.documents import CLASSES
from gateway.application.outbound import Outgoing
from gateway.application.ports import Store, UnitOfWork
from gateway.application.receiving import process_job
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.lifecycle import ACKNOWLEDGEMENT, DELIVERY, move
from gateway.errors import Conflict, NotFound

UNANSWERED = frozenset({"overdue", "rejected"})
ANSWERED_AT_ONCE = frozenset({"cxml", "cxml-test"})


def reprocess(services: Services, store: Store, ref: str, *, actor: str, dry_run: bool = False) -> str:
    """Ask for the stored bytes of a transmission to be read again; return the transmission.

    `ref` names the transmission, one of its interchanges or one of its documents; raises NotFound. What was
    decided and sent already stays: a document keeps its identifier, an answer its control number. A dry run finds
    out whether it can be asked for, and asks for nothing.
    """
    with store.begin() as work:
        transmission = _transmission_of(work, ref)
        kept = work.transmissions.get(transmission)
        if kept.transport in ANSWERED_AT_ONCE:
            raise Conflict("what came as cXML was read and answered when it came, and is not read again")
        work.jobs.add(process_job(kept))
        about = {transmission, *(one.id for one in work.documents.of_transmission(transmission))}
        for dead in work.jobs.dead_about(sorted(about)):
            work.jobs.revive(dead.id)
        services.note(work, "transmission.reprocess", transmission, actor=actor, asked_for=ref)
        if not dry_run:
            work.commit()
    return transmission


def resend(services: Services, store: Store, document: str, *, actor: str, dry_run: bool = False) -> str:
    """Ask for a document to be delivered again, the same bytes under the same numbers; return its file name.

    Raises NotFound, and Conflict for what was never meant to leave. What was given up of its deliveries is
    forgotten for this one. A dry run finds out whether it can be done, and does nothing.
    """
    with store.begin() as work:
        record = work.documents.get(document, lock=True)
        if record.direction != "out":
            raise Conflict("only what we send can be sent again")
        if record.delivery == "ready":
            raise Conflict("the document is on its way already")
        profile = services.directory.get(record.partner)
        sending = profile.sends(record.set_id)
        work.documents.update(_once_more(record))
        ordered = sending is not None and sending.ordered
        again = services.ids.new()
        work.jobs.add(outbound.delivery_of(record, profile=profile, ordered=ordered, again=again))
        services.note(
            work, "document.resend", record.id, partner=record.partner, order=record.order, actor=actor
        )
        forget_deliveries(work, record.id)
        if not dry_run:
            work.commit()
    return record.file_name


def _once_more(record: DocumentRecord) -> DocumentRecord:
    """Return a document on its way again; an answer that was bad, or never came, is waited for anew."""
    record = replace(record, delivery=move(DELIVERY, record.delivery, "ready"), reason="")
    if record.acknowledgement not in UNANSWERED:
        return record
    return replace(
        record,
        acknowledgement=move(ACKNOWLEDGEMENT, record.acknowledgement, "awaited"),
        acknowledgement_due_at=None,
        acknowledged_at=None,
    )


def reissue(
    services: Services, store: Store, document: str, *, actor: str, dry_run: bool = False
) -> DocumentRecord:
    """Write an outbound document anew, by today's map and under new control numbers; return the new document.

    One that never left is given up for it; one that left stays, and its acknowledgement is waited for no longer.
    A dry run writes it, says what it would be, and keeps nothing, not even the numbers. Raises NotFound, and Conflict for what was not
    written here, is on its way, or is no longer agreed.
    """
    with store.begin() as work:
        record = work.documents.get(document, lock=True)
        if record.direction != "out" or record.kind not in CLASSES:
            raise Conflict("only a document written here can be issued anew")
        if record.delivery == "ready":
            raise Conflict("the document is on its way already")
        if record.delivery != "sent":
            work.documents.update(replace(record, delivery=move(DELIVERY, record.delivery, "abandoned")))
        outgoing = Outgoing(
            profile=services.directory.get(record.partner),
            set_id=record.set_id,
            kind=record.kind,
            document=loads(CLASSES[record.kind], record.canonical),
            dedupe=f"{record.dedupe}:{services.ids.new()}",
            reference=record.reference,
            order=record.order,
            answers=record.answers,
            map_name=record.map_name,
        )
        for job in outbound.queue(services, work, outgoing):
            work.jobs.add(job)
        made = work.documents.find(record.partner, outgoing.dedupe)
        if made is None:
            raise Conflict("the partner no longer takes this document")
        services.note(
            work,
            "document.reissue",
            made.id,
            partner=record.partner,
            order=record.order,
            actor=actor,
            of=record.id,
        )
        forget_deliveries(work, record.id)
        _wait_no_longer(services, work, record, made)
        if not dry_run:
            work.commit()
    return made


def _wait_no_longer(
    services: Services, work: UnitOfWork, record: DocumentRecord, instead: DocumentRecord
) -> None:
    """Withdraw what was expected of the partner about a document another takes the place of."""
    awaited = expecting.Awaited(record.partner, expecting.ACKNOWLEDGEMENT, record.id)
    if record.acknowledgement in UNANSWERED | {"awaited"}:
        expecting.settle(
            services,
            work,
            awaited,
            by=instead.id,
            verdict=expecting.WITHDRAWN,
            reason="another document takes its place",
        )


def _transmission_of(work: UnitOfWork, ref: str) -> str:
    try:
        return work.transmissions.get(ref).id
    except NotFound:
        pass
    try:
        return work.interchanges.get(ref).transmission
    except NotFound:
        pass
    try:
        record = work.documents.get(ref)
    except NotFound as error:
        raise NotFound(f"there is no transmission, interchange or document {ref}") from error
    if not record.transmission:
        raise Conflict("the document was made here; only what arrived can be processed again")
    return record.transmission
