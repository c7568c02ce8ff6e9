"""Sealing what leaves over AS2: once, stored before the first byte leaves; tried again with the same bytes and id."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from gateway.application.as2 import awaiting
from gateway.application.as2.judging import WAITING, judge
from gateway.application.as2.records import As2Sealed, Lines
from gateway.application.as2.surroundings import As2, agreed_with
from gateway.application.as2.telling import tell
from gateway.application.expecting import RECEIPT, Awaited, Expected, expect
from gateway.application.ports import Outgoing, UnitOfWork
from gateway.as2.agreements import Agreement, Layer
from gateway.as2.composing import Composed, Payload, compose
from gateway.as2.receipt_reading import Outcome, Verdict, is_receipt
from gateway.as2.refusals import Modifier
from gateway.errors import TransportRefused, TransportUnavailable
from gateway.profiles.profile import Profile

SYNC, ASYNC, NONE = "sync", "async", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """Implements the port `As2Desk`."""

    as2: As2

    def seal(self, partner: str, *, name: str, content: bytes, key: str) -> Outgoing:
        """Return the message that carries a document: made the first time, the same bytes ever after."""
        profile = self.as2.services.directory.get(partner)
        key = f"<{key.strip('<>')}>"
        with self.as2.store.begin() as work:
            latest = work.as2_outbox.latest(partner, key, lock=True)
            if latest is not None and not (content and _wants_another_id(profile, latest)):
                outgoing = self._once_more(work, latest)
                work.commit()
                return outgoing
            agreement = self.as2.agreement(work, profile)
        sealed, composed = self._made(profile, agreement, name=name, content=content, key=key, before=latest)
        with self.as2.store.begin() as work:
            if work.as2_outbox.add(sealed, composed.body):
                work.commit()
        with self.as2.store.begin() as work:
            # Somebody else may have sealed it meanwhile: what was kept first is what leaves.
            kept = work.as2_outbox.latest(partner, key, lock=True) or sealed
            outgoing = self._once_more(work, kept)
            work.commit()
        return outgoing

    def _once_more(self, work: UnitOfWork, sealed: As2Sealed) -> Outgoing:
        """Return a sealed message for another attempt; one the partner has stays delivered."""
        state = sealed.state if sealed.state == "delivered" else "sealed"
        work.as2_outbox.update(replace(sealed, state=state, attempts=sealed.attempts + 1, due_at=None))
        return Outgoing(
            id=sealed.id,
            message_id=sealed.message_id,
            headers=sealed.headers,
            body=work.as2_outbox.body(sealed.id),
            answer_is_receipt=sealed.mode == SYNC,
        )

    def _made(
        self,
        profile: Profile,
        agreement: Agreement,
        *,
        name: str,
        content: bytes,
        key: str,
        before: As2Sealed | None,
    ) -> tuple[As2Sealed, Composed]:
        agreed, now = agreed_with(profile), self.as2.services.clock.now()
        number = before.round + 1 if before else 1
        message_id = key if number == 1 else f"<{number}.{key.strip('<>')}>"
        payload = Payload(content=content, content_type=agreed.send.content_type, filename=name)
        composed = compose(
            (payload,),
            agreement,
            message_id=message_id,
            at=now,
            chance=self.as2.chance,
            subject=agreed.send.subject,
        )
        signed, encrypted = Layer.SIGNED in composed.layers, Layer.ENCRYPTED in composed.layers
        sealed = As2Sealed(
            id=self.as2.services.ids.new(),
            partner=profile.code,
            key=key,
            round=number,
            message_id=message_id,
            name=name,
            headers=composed.headers,
            layers=tuple(composed.layers),
            sent=composed.sent,
            signer=agreement.signing_key(now).certificate.fingerprint if signed else "",
            encrypted_to=agreement.encryption_certificate(now).fingerprint if encrypted else "",
            sha256=sha256(composed.body).hexdigest(),
            size=len(composed.body),
            mode=agreed.receipt.mode,
            state="sealed",
            at=now,
        )
        return sealed, composed

    def answered(self, outgoing: Outgoing, lines: Lines, body: bytes) -> None:
        """Take the answer to a message the partner took; raises TransportError unless it is now delivered or awaited."""
        with self.as2.store.read() as work:
            sealed = work.as2_outbox.get(outgoing.id)
            profile = self.as2.services.directory.get(sealed.partner)
            agreement = self.as2.agreement(work, profile)
        if is_receipt(lines, body, self.as2.limits) and sealed.mode != NONE:
            verdict = judge(self.as2, agreement, sealed, lines, body, in_answer=sealed.mode == SYNC)
            if sealed.mode == SYNC and sealed.state != "delivered":
                _must_be_delivered(profile, verdict)
            if sealed.mode == SYNC or verdict.outcome is Outcome.DELIVERED:
                return
        if sealed.mode == SYNC:
            raise TransportUnavailable(f"{profile.code} took the message and gave no receipt")
        self._handed_over(sealed, agreed_with(profile).receipt.within)

    def _handed_over(self, sealed: As2Sealed, within: timedelta) -> None:
        """Write down that the partner took it: delivered where no receipt was asked for, else awaited until a time."""
        now = self.as2.services.clock.now()
        with self.as2.store.begin() as work:
            current = work.as2_outbox.get(sealed.id, lock=True)
            if current.state not in WAITING:
                return  # its receipt was quicker than its answer
            if current.mode == NONE:
                settled = replace(current, state="delivered", settled_at=now)
                work.as2_outbox.update(settled)
                tell(self.as2.services, work, settled, in_answer=True)
            else:
                awaited = replace(current, state="awaited", due_at=now + within)
                work.as2_outbox.update(awaited)
                work.jobs.add(awaiting.due_job(awaited))
                expect(self.as2.services, work, _expected(awaited, within))
            work.commit()


def _expected(awaited: As2Sealed, within: timedelta) -> Expected:
    return Expected(
        what=Awaited(awaited.partner, RECEIPT, awaited.message_id),
        within=within,
        ref=awaited.id,
        title=f"receipt for {awaited.name}",
    )


def _wants_another_id(profile: Profile, latest: As2Sealed) -> bool:
    return latest.state not in WAITING and agreed_with(profile).send.new_id_on_resend


def _must_be_delivered(profile: Profile, verdict: Verdict) -> None:
    """Raise unless a receipt says the message is delivered; only a passing fault of the partner's is worth another try."""
    if verdict.outcome is Outcome.DELIVERED:
        return
    said = ", ".join(verdict.faults) or verdict.disposition
    if verdict.outcome is Outcome.NEGATIVE:
        passing = Modifier.UNEXPECTED_PROCESSING_ERROR in verdict.disposition
        failure = TransportUnavailable if passing else TransportRefused
        raise failure(f"{profile.code} refused the message: {said}")
    raise TransportRefused(f"the receipt of {profile.code} is not in order: {said}")
