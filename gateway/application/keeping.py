"""Keeping: documents that were read and acknowledged, and that nothing here handles by itself, wait for a person."""

from dataclasses import replace

from gateway.application.documents import label_of
from gateway.application.ports import Store, UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.findings import Severity, worst
from gateway.errors import Conflict

KEPT = "held"


def keep(services: Services, work: UnitOfWork, record: DocumentRecord, why: str = "") -> None:
    """Keep a document for a person; what was said of it to the partner stays said."""
    reason = why or f"nothing here handles this by itself: {label_of(record.set_id).lower()}"
    work.documents.update(replace(record, validation=KEPT, reason=reason))
    services.note(
        work, "document.kept", record.id, partner=record.partner, set_id=record.set_id, reason=reason
    )


def settle(services: Services, store: Store, document: str, *, actor: str) -> str:
    """Write down that a person has dealt with a document that was kept; return what it is called.

    Raises NotFound, and Conflict for one that does not wait for anybody.
    """
    with store.begin() as work:
        record = work.documents.get(document, lock=True)
        if record.direction != "in" or record.validation != KEPT:
            raise Conflict("the document does not wait for a person")
        doubtful = worst(record.findings) is Severity.WARNING
        state = "accepted-with-errors" if doubtful else "accepted"
        work.documents.update(replace(record, validation=state, reason=""))
        services.note(
            work, "document.settled", record.id, partner=record.partner, actor=actor, set_id=record.set_id
        )
        work.commit()
    return f"{record.set_id} {record.reference}".strip()
