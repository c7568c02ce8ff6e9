"""Acknowledging: a partner's 997 or TA1 closes what we sent, or says why it could not be read."""

from dataclasses import replace

from gateway.application.chains import complete_if_done
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.functional_acks import FunctionalAck, SetAck
from gateway.domain.lifecycle import ACKNOWLEDGEMENT
from gateway.x12.interchanges import InterchangeAck

CLOSED = frozenset({"accepted", "accepted-with-errors", "rejected"})
REFUSED = "R"
UNSURE = frozenset({"ready", "failed"})


def match(services: Services, work: UnitOfWork, partner: str, *, ack: FunctionalAck, document: str) -> int:
    """Close the documents an acknowledgement names; return how many it named that we had sent.

    A group that is accepted whole may name no sets: then every set of the group is meant.
    """
    number = ack.group_control_number.lstrip("0") or "0"
    sent = work.documents.sent_in_group(partner, ack.functional_group, number, lock=True)
    verdicts = {one.control_number: one for one in ack.sets}
    matched = 0
    for record in sent:
        verdict = verdicts.get(record.control_number)
        if verdict is None and ack.sets:
            continue
        _close(
            services,
            work,
            record,
            verdict=verdict.verdict if verdict else ack.verdict,
            errors=verdict,
            by=document,
        )
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
    if ack.code != REFUSED:
        return 0
    sent = work.documents.sent_in_interchange(partner, ack.control_number, lock=True)
    unread = [record for record in sent if record.acknowledged_at is None]
    for record in unread:
        errors = SetAck(
            set_id=record.set_id,
            control_number=record.control_number,
            verdict="rejected",
            codes=(f"TA1 {ack.note}",),
        )
        _close(services, work, record, verdict="rejected", errors=errors, by=interchange)
    if not sent:
        services.note(
            work,
            "acknowledgement.unmatched",
            interchange,
            partner=partner,
            interchange_control_number=ack.control_number,
        )
    return len(unread)


def _close(
    services: Services,
    work: UnitOfWork,
    record: DocumentRecord,
    *,
    verdict: str,
    errors: SetAck | None,
    by: str,
) -> None:
    """Write the partner's verdict down, unless it says no more than we know.

    What a partner has read has reached it, whatever became of our last try.
    """
    state = verdict if verdict in CLOSED else "rejected"
    if state not in ACKNOWLEDGEMENT[record.acknowledgement]:
        return
    reason = _in_words(errors) if state != "accepted" and errors is not None else ""
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
    services.note(
        work,
        f"document.{'acknowledged' if state != 'rejected' else 'refused-by-partner'}",
        record.id,
        partner=record.partner,
        order=record.order,
        set_id=record.set_id,
        verdict=state,
        by=by,
        reason=reason,
    )
    complete_if_done(services, work, record.order)


def _in_words(ack: SetAck) -> str:
    parts = []
    for segment in ack.segments:
        told = [f"{segment.segment}{element.position:02d} {element.code}" for element in segment.elements]
        parts.append(
            f"segment {segment.position} {segment.segment}: {', '.join([*filter(None, [segment.code]), *told])}"
        )
    return "; ".join([*parts, *ack.codes])
