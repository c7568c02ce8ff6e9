"""Acknowledging: what a partner says of what we sent closes it, or opens it again with the reason in words.

The verdict that came last holds, with two exceptions. A 997 or 999 that says a document could be read does not undo
an 824 by which its content was refused; and what was accepted is not accepted a second time. A refusal always
counts, whatever was said before: the document and its order are open again, and a person sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.application import expecting
from gateway.application.chains import complete_if_done, reopen_if_undone
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.lifecycle import ACKNOWLEDGEMENT
from gateway.errors import NotFound
from gateway.x12.acknowledgement_wording import group_in_words, in_words, note_in_words
from gateway.x12.definitions import Dictionary
from gateway.x12.interchanges import InterchangeAck

ACCEPTED, REJECTED = "accepted", "rejected"
CLOSED = frozenset({ACCEPTED, "accepted-with-errors", REJECTED})
REFUSED = "R"
UNSURE = frozenset({"ready", "failed"})
ADVICE = "824"
REFUSAL = "document.refused-by-partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a partner says of one document: the verdict, why, in which set, and where that can be looked up."""

    verdict: str
    reason: str = ""
    by: str
    set_id: str


def match(
    services: Services,
    work: UnitOfWork,
    partner: str,
    *,
    ack: FunctionalAck,
    document: str,
    set_id: str = "997",
) -> int:
    """Close the documents a 997 or 999 names; return how many it named that we had sent.

    A group that is accepted whole may name no sets: then every set of the group is meant.
    """
    number = ack.group_control_number.lstrip("0") or "0"
    sent = _latest(work.documents.sent_in_group(partner, ack.functional_group, number, lock=True))
    verdicts = {one.control_number.lstrip("0"): one for one in ack.sets}
    matched = 0
    for record in sent:
        verdict = verdicts.get(record.control_number.lstrip("0"))
        if verdict is None and ack.sets:
            continue
        told = verdict.verdict if verdict else ack.verdict
        reason = in_words(verdict, _dictionary(services, record.version)) if verdict else ""
        said = Said(verdict=told, reason=reason or group_in_words(ack), by=document, set_id=set_id)
        conclude(services, work, record, said)
        matched += 1
    if matched == 0:
        services.note(
            work,
            "acknowledgement.unmatched",
            document,
            partner=partner,
            group=ack.group_control_number,
            functional_group=ack.functional_group,
        )
    return matched


def match_interchange(
    services: Services, work: UnitOfWork, partner: str, *, ack: InterchangeAck, interchange: str
) -> int:
    """Close the documents of an interchange the partner refused; return how many of them it had not read yet.

    One that only arrived is left open: what is in it is for the 997 to say. One that was read before stays
    read: it is the repeat that was refused.
    """
    sent = _latest_of_interchange(
        work.documents.sent_in_interchange(partner, ack.control_number.zfill(9), lock=True)
    )
    if not sent:
        services.note(
            work,
            "acknowledgement.unmatched",
            interchange,
            partner=partner,
            interchange_control_number=ack.control_number,
        )
        return 0
    if ack.code != REFUSED:
        for record in sent:
            services.note(
                work,
                "document.arrived",
                record.id,
                partner=partner,
                order=record.order,
                by=interchange,
                remark=f"TA1 {ack.note}: {note_in_words(ack.note)}",
            )
        return 0
    unread = [record for record in sent if record.acknowledged_at is None]
    reason = f"the interchange was refused by TA1 {ack.note}: {note_in_words(ack.note)}"
    for record in unread:
        conclude(services, work, record, Said(verdict=REJECTED, reason=reason, by=interchange, set_id="TA1"))
    for record in sent:
        if record not in unread:
            services.note(
                work,
                "document.repeat-refused",
                record.id,
                partner=partner,
                order=record.order,
                by=interchange,
                remark=reason,
            )
    return len(unread)


def conclude(services: Services, work: UnitOfWork, record: DocumentRecord, said: Said) -> bool:
    """Write the partner's verdict down, unless it says no more than we know; return whether it did.

    What a partner has read has reached it, whatever became of our last try.
    """
    state = said.verdict if said.verdict in CLOSED else REJECTED
    if state not in ACKNOWLEDGEMENT[record.acknowledgement]:
        return False
    if _was_refused_for_its_content(work, record) and said.set_id != ADVICE and state != REJECTED:
        services.note(
            work,
            "acknowledgement.outweighed",
            record.id,
            partner=record.partner,
            order=record.order,
            verdict=state,
            by=said.by,
        )
        return False
    reason = said.reason if state != ACCEPTED else ""
    now = services.clock.now()
    work.documents.update(
        replace(
            record,
            delivery="sent" if record.delivery in UNSURE else record.delivery,
            sent_at=record.sent_at or now,
            acknowledgement=state,
            acknowledged_at=now,
            reason=reason,
        )
    )
    expecting.settle(
        services,
        work,
        expecting.Awaited(record.partner, expecting.ACKNOWLEDGEMENT, record.id),
        by=said.by,
        verdict=expecting.REFUSED if state == REJECTED else expecting.MET,
        reason=reason,
    )
    services.note(
        work,
        REFUSAL if state == REJECTED else "document.acknowledged",
        record.id,
        partner=record.partner,
        order=record.order,
        set_id=record.set_id,
        verdict=state,
        before=record.acknowledgement,
        said_in=said.set_id,
        by=said.by,
        reason=reason,
    )
    if state == REJECTED:
        reopen_if_undone(services, work, record.order)
    else:
        complete_if_done(services, work, record.order)
    return True


def _was_refused_for_its_content(work: UnitOfWork, record: DocumentRecord) -> bool:
    """Return whether it is an 824 that refused a document, and nothing came after."""
    if record.acknowledgement != REJECTED:
        return False
    refusals = [one for one in work.events.of(record.id) if one.what == REFUSAL]
    return bool(refusals) and refusals[-1].detail.get("said_in") == ADVICE


def _latest(sent: Sequence[DocumentRecord]) -> Sequence[DocumentRecord]:
    """Return what was sent last under a group's number: numbers come again after the last of a series."""
    return [one for one in sent if one.message_id == sent[0].message_id]


def _latest_of_interchange(sent: Sequence[DocumentRecord]) -> Sequence[DocumentRecord]:
    return [one for one in sent if one.message_id == sent[-1].message_id]


def _dictionary(services: Services, version: str) -> Dictionary | None:
    try:
        return services.library.dictionary(version)
    except NotFound:
        return None
