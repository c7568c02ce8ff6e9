"""Running again, on purpose: stored bytes through the present maps, or the same bytes to a partner once more."""

from dataclasses import replace

from gateway.application import outbound
from gateway.application.ports import Store, UnitOfWork
from gateway.application.records import NewJob
from gateway.application.services import Services
from gateway.domain.lifecycle import DELIVERY, move
from gateway.errors import Conflict, NotFound


def reprocess(services: Services, store: Store, ref: str, *, actor: str) -> str:
    """Ask for the stored bytes of a transmission to be read again; return the transmission.

    `ref` names the transmission, one of its interchanges or one of its documents; raises NotFound. What was
    decided and sent already stays: a document keeps its identifier, an answer its control number.
    """
    with store.begin() as work:
        transmission = _transmission_of(work, ref)
        job = NewJob(kind="process", ref=transmission, dedupe=f"process:{transmission}", partner="")
        work.jobs.add(job)
        for dead in work.jobs.dead():
            if dead.ref.partition("#")[0] == transmission:
                work.jobs.revive(dead.id)
        services.note(work, "transmission.reprocess", transmission, actor=actor, asked_for=ref)
        work.commit()
    return transmission


def resend(services: Services, store: Store, document: str, *, actor: str) -> str:
    """Ask for a document to be delivered again, the same bytes under the same numbers; return its file name.

    Raises NotFound, and Conflict for what was never meant to leave.
    """
    with store.begin() as work:
        record = work.documents.get(document)
        if record.direction != "out":
            raise Conflict("only what we send can be sent again")
        if record.delivery == "ready":
            raise Conflict("the document is on its way already")
        work.documents.update(replace(record, delivery=move(DELIVERY, record.delivery, "ready"), reason=""))
        sending = services.directory.get(record.partner).sends(record.set_id)
        ordered = sending is not None and sending.ordered
        work.jobs.add(outbound.delivery_of(record, ordered=ordered, again=services.ids.new()))
        services.note(
            work, "document.resend", record.id, partner=record.partner, order=record.order, actor=actor
        )
        work.commit()
    return record.file_name


def _transmission_of(work: UnitOfWork, ref: str) -> str:
    try:
        return work.transmissions.get(ref).id
    except NotFound:
        pass
    try:
        return work.interchanges.get(ref).transmission
    except NotFound:
        record = work.documents.get(ref)
    if not record.transmission:
        raise Conflict("the document was made here; only what arrived can be processed again")
    return record.transmission
