"""Judging receipts that come for what we sent: what counts, what is evidence only, and what follows.

A receipt decides about a message that waits for one, and about no other: one that comes late, twice or in disorder is
kept as evidence and changes nothing. One in disorder that came on its own connection decides nothing either: anybody
can send it, and the right one may still come.
"""

from dataclasses import replace

from gateway.application.as2.answers import NOT_FOUND, OK, Answer, Posted
from gateway.application.as2.records import As2Evidence, As2Sealed, Lines
from gateway.application.as2.surroundings import As2
from gateway.application.as2.telling import tell
from gateway.as2.agreements import Agreement
from gateway.as2.receipt_reading import Outcome, Verdict, check_receipt, original_message_id
from gateway.profiles.profile import Profile

WAITING = frozenset({"sealed", "awaited"})
MOST_EVIDENCE = 20
"""Receipts that decide nothing are kept up to so many a message: anybody can send them."""
EVENTS = {
    Outcome.DELIVERED: "as2.delivered",
    Outcome.NEGATIVE: "as2.negative",
    Outcome.BAD: "as2.receipt-bad",
}


def take_receipt(as2: As2, profile: Profile, agreement: Agreement, posted: Posted) -> Answer:
    """Take a receipt that came on its own connection; one about nothing we sent is answered so, and not kept."""
    about = original_message_id(posted.lines, posted.body, as2.limits)
    with as2.store.read() as work:
        sealed = work.as2_outbox.find(profile.code, about) if about else None
    if sealed is None:
        with as2.store.begin() as work:
            as2.services.note(work, "as2.receipt-unmatched", profile.code, partner=profile.code)
            work.commit()
        return Answer(status=NOT_FOUND)
    judge(as2, agreement, sealed, posted.lines, posted.body, in_answer=False)
    return Answer(status=OK)


def judge(
    as2: As2, agreement: Agreement, sealed: As2Sealed, lines: Lines, body: bytes, *, in_answer: bool
) -> Verdict:
    """Return what a receipt means for a message, keep it as evidence, and write down what follows, in one commit."""
    now = as2.services.clock.now()
    verdict = check_receipt(lines, body, sealed.sent, agreement, at=now, limits=as2.limits)
    with as2.store.begin() as work:
        current = work.as2_outbox.get(sealed.id, lock=True)
        counted = current.state in WAITING and (in_answer or verdict.outcome is not Outcome.BAD)
        if not counted and len(work.as2_outbox.evidence(sealed.id)) >= MOST_EVIDENCE:
            return verdict
        work.as2_outbox.testify(_evidence(as2, current, verdict, lines, body, counted=counted))
        if counted:
            settled = replace(current, state=verdict.outcome.value, settled_at=now, reason=_reason(verdict))
            work.as2_outbox.update(settled)
            tell(as2.services, work, settled, in_answer=in_answer)
        as2.services.note(
            work,
            EVENTS[verdict.outcome] if counted or verdict.outcome is Outcome.BAD else "as2.receipt-late",
            sealed.id,
            partner=sealed.partner,
            message_id=sealed.message_id,
            outcome=verdict.outcome.value,
            disposition=verdict.disposition,
            faults=[str(one) for one in verdict.faults],
            stood=current.state,
        )
        work.commit()
    return verdict


def _reason(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.DELIVERED:
        return ""
    said = ", ".join(verdict.faults) if verdict.faults else verdict.disposition
    return f"{said}: {verdict.note}" if verdict.note else said


def _evidence(
    as2: As2, sealed: As2Sealed, verdict: Verdict, lines: Lines, body: bytes, *, counted: bool
) -> As2Evidence:
    return As2Evidence(
        id=as2.services.ids.new(),
        partner=sealed.partner,
        about=sealed.id,
        outcome=verdict.outcome.value,
        faults=tuple(str(one) for one in verdict.faults),
        disposition=verdict.disposition,
        note=verdict.note,
        mic=str(verdict.mic) if verdict.mic else "",
        signer=verdict.verified.certificate.fingerprint if verdict.verified else "",
        counted=counted,
        headers=lines,
        body=body,
        at=as2.services.clock.now(),
    )
