"""Awaiting receipts that come by themselves: when one is late the same bytes go again, so often as agreed, then a person is told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.application.as2.records import As2Sealed
from gateway.application.as2.telling import tell
from gateway.application.ports import TransportFor, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services

DUE, AGAIN = "as2-due", "as2-again"


def due_job(sealed: As2Sealed) -> NewJob:
    """Return the job that looks whether the receipt of this attempt came in time."""
    return NewJob(
        kind=DUE,
        ref=sealed.id,
        dedupe=f"{DUE}:{sealed.id}:{sealed.attempts}",
        run_at=sealed.due_at,
        partner=sealed.partner,
    )


def look(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Send a message again whose receipt is late, or give up waiting for it."""
    sealed = work.as2_outbox.get(job.ref, lock=True)
    if sealed.state != "awaited" or sealed.due_at is None or sealed.due_at > services.clock.now():
        return ()
    agreed = services.directory.get(sealed.partner).as2
    if agreed is not None and sealed.resends < agreed.receipt.resends:
        work.as2_outbox.update(replace(sealed, resends=sealed.resends + 1, due_at=None))
        services.note(work, "as2.sent-again", sealed.id, partner=sealed.partner, message_id=sealed.message_id)
        return (
            NewJob(kind=AGAIN, ref=sealed.id, dedupe=f"{AGAIN}:{sealed.id}:{job.id}", partner=sealed.partner),
        )
    give_up(services, work, sealed, reason="no receipt came")
    return ()


def give_up(services: Services, work: UnitOfWork, sealed: As2Sealed, *, reason: str) -> None:
    """Write down that no receipt came for a message; what comes later is evidence, for a person."""
    overdue = replace(sealed, state="overdue", due_at=None, settled_at=services.clock.now(), reason=reason)
    work.as2_outbox.update(overdue)
    services.note(
        work,
        "as2.receipt-overdue",
        sealed.id,
        partner=sealed.partner,
        message_id=sealed.message_id,
        reason=reason,
    )
    tell(services, work, overdue, in_answer=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingAgain:
    """The effect behind `as2-again` jobs: the same bytes under the same Message-ID. Implements `Effect`."""

    services: Services
    transport_for: TransportFor

    def prepare(self, work: UnitOfWork, job: Job) -> As2Sealed:
        """Return which message goes again."""
        return work.as2_outbox.get(job.ref)

    def perform(self, prepared: object) -> object:
        """Hand it to the transport, which finds its bytes sealed; raises TransportError."""
        if not isinstance(prepared, As2Sealed):
            raise TypeError("only a sealed message can be sent again")
        if prepared.state == "awaited":
            self.transport_for(prepared.partner).leave(prepared.name, b"", message_id=prepared.key)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Nothing is left to write: the transport awaits its receipt anew."""
        del work, job, result
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Give up waiting: the partner can no longer be reached."""
        sealed = work.as2_outbox.get(job.ref, lock=True)
        if sealed.state in {"awaited", "sealed"}:
            give_up(self.services, work, sealed, reason=reason)
        return ()
