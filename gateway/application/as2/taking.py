"""Taking messages: kept before anything is opened, verified, kept again as documents, and only then answered.

The order is that of a receiver who loses nothing: the bytes as they came are committed first; then the message is
opened with no transaction open; then what it held, the receipt's bytes and the work that follows are one commit; only
after it the receipt leaves. The same message again gets the same receipt; six at once are one.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from gateway.application.as2 import giving
from gateway.application.as2.answers import (
    BAD_REQUEST,
    CONFLICT,
    NOT_FOUND,
    OK,
    Answer,
    Posted,
    given,
    goes_later,
    in_place,
    refused,
)
from gateway.application.as2.judging import take_receipt
from gateway.application.as2.records import As2Arrival, As2ReceiptGiven
from gateway.application.as2.surroundings import As2, agreed_with
from gateway.application.ports import UnitOfWork
from gateway.application.receiving import Arrival as Bytes
from gateway.application.receiving import keep, transmission_of
from gateway.application.records import NewJob
from gateway.as2.agreements import Agreement
from gateway.as2.arrivals import Arrival, read_arrival
from gateway.as2.headers import without_secrets
from gateway.as2.opening import Opened, Received, Rejected, open_message, refuse
from gateway.as2.receipt_reading import is_receipt
from gateway.as2.receipts import Receipt, make_receipt
from gateway.as2.refusals import Modifier
from gateway.errors import NotFound
from gateway.profiles.profile import Profile

TRANSPORT = "as2"
MOST_REFUSED = 50
"""Of so many refused messages a partner the bytes are kept, the newest; anybody can send more."""
_CONTENT = "as2-content"
ACCEPTED, REFUSED, RECEIVED = "accepted", "refused", "received"


def take(as2: As2, posted: Posted) -> Answer | None:
    """Take a message or a receipt; None while somebody else works on the same message: ask again in a moment."""
    arrival = read_arrival(posted.lines, as2.limits)
    profile = as2.services.directory.find_as2(arrival.sender, arrival.recipient)
    if profile is None:
        return _of_nobody(as2, posted)
    with as2.store.read() as work:
        agreement = as2.agreement(work, profile)
    if is_receipt(posted.lines, posted.body, as2.limits):
        return take_receipt(as2, profile, agreement, posted)
    taking = _Taking(as2, profile, agreement, posted)
    answer = taking.without_name() if arrival.refusal is not None else taking.by_name(arrival)
    return replace(answer, doubted=taking.doubted) if answer else None


def _of_nobody(as2: As2, posted: Posted) -> Answer:
    """Answer somebody we know nothing of: unsigned and in place, keeping nothing."""
    outcome = open_message(
        posted.lines, b"", None, at=as2.services.clock.now(), chance=as2.chance, limits=as2.limits
    )
    if not isinstance(outcome, Rejected):
        raise TypeError("a message opened without an agreement")
    if outcome.arrival.asked is None:
        missing = not outcome.arrival.sender or not outcome.arrival.recipient
        return refused(outcome.refusal) if missing else refused(outcome.refusal, NOT_FOUND)
    now = as2.services.clock.now()
    message_id = f"<{as2.services.ids.new()}@gateway>"
    receipt = make_receipt(outcome, None, message_id=message_id, at=now, chance=as2.chance)
    return in_place(receipt) if receipt else refused(outcome.refusal)


class _Taking:
    """One message being taken from one partner."""

    def __init__(self, as2: As2, profile: Profile, agreement: Agreement, posted: Posted) -> None:
        self._as2 = as2
        self._profile = profile
        self._agreement = agreement
        self._posted = posted
        self._digest = sha256(posted.body).hexdigest()
        self.doubted = False

    def without_name(self) -> Answer:
        """Answer a message that nothing can be kept under: its Message-ID is missing or no name."""
        outcome = self._open()
        with self._as2.store.begin() as work:
            self._note_refusal(work, "", outcome)
            work.commit()
        return self._in_place(outcome)

    def by_name(self, arrival: Arrival) -> Answer | None:
        """Keep a message under its Message-ID, or find what became of it when it came before."""
        record = self._record(arrival)
        with self._as2.store.begin() as work:
            before = work.as2_inbox.claim(record, self._posted.body)
            if before is not None and before.state == ACCEPTED and before.sha256 == self._digest:
                return self._as_before(work, before)
            if before is not None and before.state != ACCEPTED:
                if before.state == RECEIVED and before.held_until_at > record.at:
                    return None
                record = replace(record, id=before.id, attempts=before.attempts + 1)
                work.as2_inbox.retake(record, self._posted.body)
            work.commit()
        if before is not None and before.state == ACCEPTED:
            return self._other_bytes(before, self._open())
        return self._settle(record, self._open())

    def _record(self, arrival: Arrival) -> As2Arrival:
        now = self._as2.services.clock.now()
        return As2Arrival(
            id=self._as2.services.ids.new(),
            partner=self._profile.code,
            sender=arrival.sender,
            recipient=arrival.recipient,
            message_id=arrival.message_id,
            sha256=self._digest,
            size=len(self._posted.body),
            remote=self._posted.remote,
            headers=without_secrets(self._posted.lines),
            state=RECEIVED,
            token=self._as2.services.ids.new(),
            held_until_at=now + self._as2.lease,
            at=now,
        )

    def _open(self) -> Opened | Rejected:
        outcome = open_message(
            self._posted.lines,
            self._posted.body,
            self._agreement,
            at=self._as2.services.clock.now(),
            chance=self._as2.chance,
            limits=self._as2.limits,
        )
        shown = self._posted.known or not isinstance(outcome, Rejected) or outcome.authenticated
        self.doubted = not shown
        return outcome

    def _receipt(self, outcome: Opened | Rejected) -> Receipt | None:
        return make_receipt(
            outcome,
            self._agreement,
            message_id=self._as2.new_message_id(self._profile),
            at=self._as2.services.clock.now(),
            chance=self._as2.chance,
            known=self._posted.known,
        )

    def _settle(self, record: As2Arrival, outcome: Opened | Rejected) -> Answer | None:
        """Write down what came of a message, its receipt and what follows, in one commit; then answer."""
        receipt = self._receipt(outcome)
        with self._as2.store.begin() as work:
            if isinstance(outcome, Opened):
                settled = self._accepted(work, record, outcome, receipt)
            else:
                settled = self._refused(work, record, outcome, receipt)
            if not work.as2_inbox.finish(settled):
                return None
            kept = self._give(work, settled, receipt)
            work.commit()
        if receipt is None and isinstance(outcome, Rejected):
            return refused(outcome.refusal)
        return given(kept)

    def _accepted(
        self, work: UnitOfWork, record: As2Arrival, opened: Opened, receipt: Receipt | None
    ) -> As2Arrival:
        verified, decrypted_with = opened.verified, opened.decrypted_with
        settled = replace(
            record,
            state=ACCEPTED,
            content_sha256=_content_of(opened),
            layers=tuple(opened.layers),
            mics=tuple(str(one) for one in opened.mics),
            signer=verified.certificate.fingerprint if verified else "",
            decrypted_with=decrypted_with.fingerprint if decrypted_with else "",
            transmissions=tuple(
                self._keep(work, record, one, number) for number, one in enumerate(opened.payloads, 1)
            ),
            disposition=receipt.disposition if receipt else "",
            settled_at=self._as2.services.clock.now(),
        )
        self._note(
            work,
            "as2.accepted",
            record.id,
            message_id=record.message_id,
            layers=list(settled.layers),
            signer=settled.signer,
            documents=len(settled.transmissions),
        )
        return settled

    def _keep(self, work: UnitOfWork, record: As2Arrival, payload: Received, number: int) -> str:
        """Keep one payload as a transmission, unless the same content came lately under whatever name."""
        services, partner = self._as2.services, self._profile.code
        key = record.message_id if number == 1 else f"{record.message_id}#{number}"
        transmission = transmission_of(
            services,
            Bytes(
                partner=partner,
                transport=TRANSPORT,
                key=key,
                name=payload.filename or "",
                content=payload.content,
            ),
        )
        first = work.inbox_keys.claim(
            partner,
            _CONTENT,
            transmission.sha256,
            sha256=transmission.sha256,
            transmission=transmission.id,
            at=transmission.at,
        )
        if first is not None and self._lately(work, first[1]):
            self._note(work, "as2.repeated", record.id, message_id=record.message_id, first=first[1])
            return first[1]
        return keep(services, work, transmission, payload.content)[0].id

    def _lately(self, work: UnitOfWork, transmission: str) -> bool:
        within = agreed_with(self._profile).accept.same_content_within
        try:
            return work.transmissions.get(transmission).at + within > self._as2.services.clock.now()
        except NotFound:
            return False

    def _refused(
        self, work: UnitOfWork, record: As2Arrival, rejected: Rejected, receipt: Receipt | None
    ) -> As2Arrival:
        self._note_refusal(work, record.id, rejected)
        work.as2_inbox.forget_refused(record.partner, keep=MOST_REFUSED)
        return replace(
            record,
            state=REFUSED,
            layers=tuple(rejected.layers),
            disposition=receipt.disposition if receipt else rejected.refusal.modifier.disposition,
            reason=rejected.refusal.reason,
            settled_at=self._as2.services.clock.now(),
        )

    def _note_refusal(self, work: UnitOfWork, ref: str, outcome: Opened | Rejected) -> None:
        if isinstance(outcome, Rejected):
            self._note(
                work,
                "as2.refused",
                ref or self._profile.code,
                modifier=str(outcome.refusal.modifier),
                reason=outcome.refusal.reason,
                authenticated=outcome.authenticated,
            )

    def _give(self, work: UnitOfWork, settled: As2Arrival, receipt: Receipt | None) -> As2ReceiptGiven | None:
        if receipt is None:
            return None
        url = (receipt.plan.url or "") if goes_later(receipt) else ""
        kept = As2ReceiptGiven(
            id=settled.id,
            partner=settled.partner,
            message_id=receipt.message_id,
            disposition=receipt.disposition,
            signed=receipt.plan.signed,
            url=url,
            headers=receipt.headers,
            body=receipt.body,
            state="waiting" if url else "answered",
            at=self._as2.services.clock.now(),
            reason=receipt.plan.note,
        )
        work.as2_inbox.give(kept)
        if url:
            work.jobs.add(_giving_job(settled))
        return kept

    def _other_bytes(self, before: As2Arrival, outcome: Opened | Rejected) -> Answer:
        """Answer other bytes under an id that was accepted: the same content anew is as before, any other is refused."""
        with self._as2.store.begin() as work:
            if isinstance(outcome, Rejected):
                self._note_refusal(work, before.id, outcome)
            elif _content_of(outcome) != before.content_sha256:
                reason = "The Message-ID came before with other content."
                outcome = refuse(outcome, Modifier.UNEXPECTED_PROCESSING_ERROR, reason)
                self._note(work, "as2.id-used-again", before.id, message_id=before.message_id, reason=reason)
            elif {str(one) for one in outcome.mics} == set(before.mics):
                return self._as_before(work, before)
            else:
                self._note(work, "as2.duplicate", before.id, message_id=before.message_id)
            work.commit()
        return self._in_place(outcome, CONFLICT)

    def _as_before(self, work: UnitOfWork, before: As2Arrival) -> Answer:
        """Return the receipt that was given, byte by byte; one that was to come by itself is sent once more."""
        receipt = work.as2_inbox.receipt(before.id)
        self._note(work, "as2.duplicate", before.id, message_id=before.message_id)
        if receipt is not None and receipt.url:
            work.as2_inbox.give(replace(receipt, state="waiting"))
            work.jobs.add(_giving_job(before))
        work.commit()
        return given(receipt)

    def _in_place(self, outcome: Opened | Rejected, status: int = BAD_REQUEST) -> Answer:
        receipt = self._receipt(outcome)
        if receipt is not None:
            return in_place(receipt)
        if isinstance(outcome, Rejected):
            return refused(outcome.refusal, status)
        return Answer(status=OK)

    def _note(self, work: UnitOfWork, what: str, ref: str, **detail: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
        self._as2.services.note(
            work, what, ref, partner=self._profile.code, remote=self._posted.remote, **detail
        )


def _giving_job(arrival: As2Arrival) -> NewJob:
    return NewJob(
        kind=giving.KIND, ref=arrival.id, dedupe=f"{giving.KIND}:{arrival.id}", partner=arrival.partner
    )


def _content_of(opened: Opened) -> str:
    """Return what tells the documents in a message from others, whatever is wrapped around them."""
    return sha256(b"".join(sha256(one.content).digest() for one in opened.payloads)).hexdigest()
