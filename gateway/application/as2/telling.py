"""Telling the documents of a message what its receipt says: the fact others wait for."""

from dataclasses import replace

from gateway.application.as2.records import As2Sealed
from gateway.application.expecting import MET, RECEIPT, REFUSED, Awaited, settle
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.lifecycle import DELIVERY, move
from gateway.errors import NotFound

DELIVERED = "delivered"


def tell(services: Services, work: UnitOfWork, settled: As2Sealed, *, in_answer: bool) -> None:
    """Write the fact of a receipt, or that none came, to each document the message carried.

    What came in the answer to the delivery is for the delivery to write down; what came later is written here: a
    document that was sent and turns out refused has failed, and a person sees it.
    """
    good = settled.state == DELIVERED
    settle(
        services,
        work,
        Awaited(settled.partner, RECEIPT, settled.message_id),
        by=settled.id,
        verdict=MET if good else REFUSED,
        reason=settled.reason,
    )
    for record in documents_of(work, settled):
        if not good and not in_answer and record.delivery == "sent":
            failed = move(DELIVERY, record.delivery, "failed")
            work.documents.update(replace(record, delivery=failed, reason=settled.reason))
        services.note(
            work,
            "document.receipt" if good else "document.receipt-failed",
            record.id,
            partner=record.partner,
            order=record.order,
            message=settled.id,
            state=settled.state,
            reason=settled.reason,
        )


def documents_of(work: UnitOfWork, sealed: As2Sealed) -> tuple[DocumentRecord, ...]:
    """Return the documents a message carried: one, or all that are sets of one interchange."""
    try:
        first = work.documents.get(sealed.key.strip("<>").partition("@")[0], lock=True)
    except NotFound:
        return ()
    number = first.interchange_control_number
    together = work.documents.sent_in_interchange(sealed.partner, number, lock=True) if number else ()
    mine = tuple(one for one in together if one.message_id == first.message_id)
    return mine or (first,)
