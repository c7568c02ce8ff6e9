"""Deadlines: what should have been acknowledged by now is said to be overdue, once."""

from collections.abc import Iterable
from dataclasses import replace

from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.lifecycle import ACKNOWLEDGEMENT, move


def watch(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Mark every document whose acknowledgement is late."""
    del job
    for record in work.documents.overdue(services.clock.now(), lock=True):
        late = replace(record, acknowledgement=move(ACKNOWLEDGEMENT, record.acknowledgement, "overdue"))
        work.documents.update(late)
        services.note(
            work,
            "acknowledgement.overdue",
            record.id,
            partner=record.partner,
            order=record.order,
            set_id=record.set_id,
            due_at=record.acknowledgement_due_at.isoformat() if record.acknowledgement_due_at else "",
        )
    return ()
