"""Outbound documents: written by a map, read back, sealed with control numbers, queued; all in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.findings import Finding, Severity
from gateway.mapping import writing
from gateway.mapping.plan import Plan
from gateway.profiles.profile import Profile, Sending
from gateway.x12.envelopes import Envelope, SetToSend, seal
from gateway.x12.segments import WrittenSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A document on its way out: what it is, to whom, what it answers, and the key that makes it one."""

    profile: Profile
    set_id: str
    kind: str
    document: object
    dedupe: str
    reference: str
    order: str = ""
    answers: str = ""
    version: str = ""
    interchange_acks: tuple[WrittenSegment, ...] = ()


def queue(services: Services, work: UnitOfWork, outgoing: Outgoing) -> Sequence[NewJob]:
    """Write, check, seal and keep a document; return the job that delivers it, none where none was agreed."""
    profile = outgoing.profile
    sending = profile.sending(outgoing.set_id)
    if sending is None:
        services.note(
            work,
            "document.not-agreed",
            outgoing.dedupe,
            partner=profile.code,
            order=outgoing.order,
            set_id=outgoing.set_id,
        )
        return ()
    if work.documents.find(profile.code, outgoing.dedupe) is not None:
        return ()
    plan = services.library.plan(sending.map)
    written = writing.write(plan, outgoing.document)
    doubts = writing.read_back(plan, outgoing.document, written)
    record, content = _seal(services, work, outgoing, plan=plan, written=written)
    if _grave(doubts):
        record = replace(
            record, delivery="held", validation="held", findings=tuple(doubts), reason="map.written-differs"
        )
    work.documents.add(_expecting(record, sending), content)
    services.note(
        work,
        "document.held" if record.delivery == "held" else "document.queued",
        record.id,
        partner=profile.code,
        order=outgoing.order,
        set_id=outgoing.set_id,
        control_number=record.control_number,
    )
    return () if record.delivery == "held" else (delivery_of(record, ordered=sending.ordered),)


def delivery_of(record: DocumentRecord, *, ordered: bool, again: str = "") -> NewJob:
    """Return the job that delivers a document; `again` makes it another delivery of the same bytes."""
    return NewJob(
        kind="deliver",
        ref=record.id,
        dedupe=f"deliver:{record.id}{':' + again if again else ''}",
        lane=f"{record.partner}:out" if ordered else "",
        partner=record.partner,
    )


def _grave(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is not Severity.INFO for finding in findings)


def _expecting(record: DocumentRecord, sending: Sending) -> DocumentRecord:
    if sending.acknowledgement_due is None:
        return record
    return replace(record, acknowledgement="awaited")


def due(record: DocumentRecord, within: timedelta | None) -> DocumentRecord:
    """Return the record with the instant its acknowledgement is due, counted from when it was sent."""
    if within is None or record.sent_at is None:
        return record
    return replace(record, acknowledgement_due_at=record.sent_at + within)


def _seal(
    services: Services,
    work: UnitOfWork,
    outgoing: Outgoing,
    *,
    plan: Plan,
    written: tuple[WrittenSegment, ...],
) -> tuple[DocumentRecord, bytes]:
    profile = outgoing.profile
    now = services.clock.now()
    version = outgoing.version or plan.version
    interchange_number = work.control_numbers.draw(profile.code, "isa")
    group_number = work.control_numbers.draw(profile.code, "gs")
    set_number = "0001"
    envelope = Envelope(
        sender_qualifier=profile.x12.us.qualifier,
        sender=profile.x12.us.id,
        receiver_qualifier=profile.x12.them.qualifier,
        receiver=profile.x12.them.id,
        group_sender=profile.x12.us.group_id or profile.x12.us.id,
        group_receiver=profile.x12.them.group_id or profile.x12.them.id,
        functional_id=plan.functional_group,
        version=version,
        usage=profile.x12.usage,
        interchange_control_number=interchange_number,
        group_control_number=group_number,
        at=now,
        interchange_acks=outgoing.interchange_acks,
    )
    content = seal(
        envelope,
        [SetToSend(id=outgoing.set_id, control_number=set_number, segments=written)],
        profile.x12.delimiters,
    )
    identifier = services.ids.new()
    name = f"{profile.code}-{outgoing.set_id}-{interchange_number:09d}"
    return (
        DocumentRecord(
            id=identifier,
            partner=profile.code,
            direction="out",
            kind=outgoing.kind,
            set_id=outgoing.set_id,
            functional_group=plan.functional_group,
            version=version,
            control_number=set_number,
            group_control_number=str(group_number),
            interchange_control_number=f"{interchange_number:09d}",
            order=outgoing.order,
            answers=outgoing.answers,
            reference=outgoing.reference,
            map_name=plan.name,
            config=f"{services.library.digest(plan.name)}+{services.directory.digest(profile.code)}",
            delivery="ready",
            canonical=dumps(outgoing.document),
            dedupe=outgoing.dedupe,
            message_id=f"<{identifier}@{profile.x12.us.id.strip().lower()}>",
            file_name=f"{name}.edi",
            created_at=now,
        ),
        content,
    )
