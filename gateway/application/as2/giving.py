"""Giving receipts that were asked to come by themselves: posted until the partner has them, by the job queue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from gateway.application.as2.records import As2ReceiptGiven, Lines
from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.as2.receipts import same_origin
from gateway.errors import Conflict, TransportRefused

KIND = "as2-receipt"
Post = Callable[[str, str, Lines, bytes], None]
"""Posts to a partner's address header lines and bytes; raises TransportError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """The effect behind `as2-receipt` jobs. Implements `Effect`."""

    services: Services
    post: Post

    def prepare(self, work: UnitOfWork, job: Job) -> As2ReceiptGiven:
        """Return the receipt as it was made; raises Conflict where there is none to send."""
        receipt = work.as2_inbox.receipt(job.ref)
        if receipt is None or not receipt.url:
            raise Conflict("there is no receipt to send")
        return receipt

    def perform(self, prepared: object) -> object:
        """Post it to the address on the partner's record, and to no other; raises TransportError."""
        if not isinstance(prepared, As2ReceiptGiven):
            raise TypeError("only a receipt can be given")
        profile = self.services.directory.get(prepared.partner)
        agreed = profile.as2.accept.receipt_urls if profile.as2 else ()
        if not any(same_origin(prepared.url, one) for one in agreed):
            raise TransportRefused("the address for receipts is not on the partner's record any more")
        self.post(prepared.partner, prepared.url, prepared.headers, prepared.body)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down that the partner has it."""
        del result
        self._write(work, job, state="sent", reason="")
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that it could not be given; the message it is about stays accepted."""
        self._write(work, job, state="failed", reason=reason)
        return ()

    def _write(self, work: UnitOfWork, job: Job, *, state: str, reason: str) -> None:
        receipt = work.as2_inbox.receipt(job.ref)
        if receipt is None:
            return
        now = self.services.clock.now() if state == "sent" else receipt.sent_at
        work.as2_inbox.give(replace(receipt, state=state, sent_at=now, reason=reason))
        what = "as2.receipt-sent" if state == "sent" else "as2.receipt-undeliverable"
        self.services.note(work, what, job.ref, partner=receipt.partner, reason=reason)
