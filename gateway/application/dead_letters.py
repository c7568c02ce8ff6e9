"""Dead letters: work that was given up, with the reason; one command puts it back to work."""

from dataclasses import replace

from gateway.application.ports import Store, UnitOfWork
from gateway.application.records import DeadJob
from gateway.application.services import Services
from gateway.domain.lifecycle import DELIVERY, move

DELIVER = "deliver"
REVIVABLE = frozenset({"failed", "sent"})


def resend_dead(
    services: Services, store: Store, letter: str, *, actor: str, dry_run: bool = False
) -> DeadJob:
    """Put a dead letter back to work as it was, its documents on their way again; return it. Raises NotFound.

    A dry run finds out whether that can be done, and does nothing.
    """
    with store.begin() as work:
        found = work.jobs.dead_letter(letter)
        if found.kind == DELIVER:
            _ready_again(work, found)
        work.jobs.revive(letter)
        services.note(
            work,
            "dead-letter.resend",
            found.ref.partition("#")[0],
            partner=found.partner,
            actor=actor,
            kind=found.kind,
            error=found.error,
        )
        if not dry_run:
            work.commit()
    return found


def forget_deliveries(work: UnitOfWork, document: str) -> None:
    """Remove the dead letters of a document's deliveries: it is on its way by another."""
    for letter in work.jobs.dead_about([document], DELIVER):
        work.jobs.forget_dead(letter.id)


def _ready_again(work: UnitOfWork, letter: DeadJob) -> None:
    """Move the documents of a delivery that was given up back to ready; those that left stay as they are."""
    first, _, others = letter.ref.partition("#")
    for document in (first, *filter(None, others.split(","))):
        record = work.documents.get(document, lock=True)
        if record.delivery in REVIVABLE:
            work.documents.update(replace(record, delivery=move(DELIVERY, record.delivery, "ready")))
