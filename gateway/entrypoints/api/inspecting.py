"""A kept document looked at: its bytes, the transaction set it stands for, and that set annotated."""

from gateway.application.kept_sets import set_in
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.application.validating import ACKNOWLEDGING_MAP
from gateway.errors import NotFound
from gateway.mapping.annotating import AnnotatedSet, annotate
from gateway.x12.envelopes import open_interchanges
from gateway.x12.interchanges import TransactionSet


def bytes_of(work: UnitOfWork, record: DocumentRecord) -> bytes:
    """Return the bytes of a document: those sent, or those of the transmission it came in."""
    if record.direction == "out":
        return work.documents.content(record.id)
    return work.transmissions.content(record.transmission)


def set_of(work: UnitOfWork, record: DocumentRecord) -> TransactionSet | None:
    """Return a document as it stands in its bytes; None for what is no set, such as a TA1."""
    interchanges = open_interchanges(bytes_of(work, record)).interchanges
    at = work.interchanges.get(record.interchange).position if record.direction == "in" else 0
    if at >= len(interchanges):
        return None
    return set_in(interchanges[at], record)


def annotated(
    services: Services, work: UnitOfWork, record: DocumentRecord, *, only: range | None = None
) -> AnnotatedSet:
    """Return a document annotated (of `only` some positions, if they are named), its findings in place; raises NotFound for what is no set."""
    found = set_of(work, record)
    if found is None:
        raise NotFound("there is no transaction set in this document")
    plan = services.library.find(found.id, found.version) or services.library.plan(ACKNOWLEDGING_MAP)
    return annotate(found, plan.dictionary, record.findings, only=only)
