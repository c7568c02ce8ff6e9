"""Outbound documents: written by a map, read back, sealed with control numbers, queued; all in one commit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.wording import without
from gateway.mapping import writing
from gateway.mapping.carrying import carried
from gateway.mapping.faults import CannotWrite
from gateway.mapping.plan import Plan
from gateway.profiles.profile import Profile
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, seal
from gateway.x12.interchanges import InterchangeAck
from gateway.x12.segments import DelimiterInData, WrittenSegment, join

SET_CONTROL_NUMBER = "0001"
ACKNOWLEDGEMENT = "functional_ack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A document on its way out: what it is, to whom, what it answers, and the key that makes it one.

    `map_name` is the map to write by where the profile names none; empty means the document must be agreed.
    """

    profile: Profile
    set_id: str
    kind: str
    document: object
    dedupe: str
    reference: str
    order: str = ""
    answers: str = ""
    map_name: str = ""
    interchange_acks: tuple[InterchangeAck, ...] = ()


def queue(services: Services, work: UnitOfWork, outgoing: Outgoing) -> Sequence[NewJob]:
    """Write, check, seal and keep a document; return the job that delivers it, none where none was agreed.

    What does not read back as the document it was written from is kept and held, never sent.
    """
    profile = outgoing.profile
    sending = profile.sends(outgoing.set_id)
    map_name = sending.map if sending else outgoing.map_name
    if not map_name:
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
    plan = services.library.plan(map_name)
    outgoing, written, doubts = _written(plan, outgoing)
    if _holds(doubts, outgoing.kind):
        return _hold(services, work, outgoing, plan=plan, doubts=doubts)
    sets = [SetToSend(id=outgoing.set_id, control_number=SET_CONTROL_NUMBER, segments=written)]
    record, content = _seal(services, work, outgoing, plan=plan, sets=sets)
    record = replace(record, findings=doubts)
    if sending is not None and sending.acknowledgement_due is not None:
        record = replace(record, acknowledgement="awaited")
    _keep(services, work, record, content)
    return (delivery_of(record, ordered=sending is not None and sending.ordered),)


def queue_interchange_ack(
    services: Services, work: UnitOfWork, profile: Profile, *, acks: tuple[InterchangeAck, ...], answers: str
) -> Sequence[NewJob]:
    """Seal TA1 segments in an interchange of their own; return the job that delivers it."""
    dedupe = f"TA1:{answers}"
    if work.documents.find(profile.code, dedupe) is not None:
        return ()
    outgoing = Outgoing(
        profile=profile,
        set_id="TA1",
        kind="interchange_ack",
        document=acks,
        dedupe=dedupe,
        reference=", ".join(ack.control_number for ack in acks),
        answers=answers,
        interchange_acks=acks,
    )
    record, content = _seal(services, work, outgoing, plan=None, sets=[])
    _keep(services, work, record, content)
    return (delivery_of(record, ordered=False),)


def delivery_of(record: DocumentRecord, *, ordered: bool, again: str = "") -> NewJob:
    """Return the job that delivers a document; `again` makes it another delivery of the same bytes."""
    return NewJob(
        kind="deliver",
        ref=record.id,
        dedupe=f"deliver:{record.id}{':' + again if again else ''}",
        lane=f"{record.partner}:out" if ordered else "",
        partner=record.partner,
    )


def _written(
    plan: Plan, outgoing: Outgoing
) -> tuple[Outgoing, tuple[WrittenSegment, ...], tuple[Finding, ...]]:
    """Return what the map carries of a document, its segments, and every doubt about them."""
    delimiters = outgoing.profile.x12.delimiters.delimiters
    document, left = carried(plan, without(outgoing.document, delimiters.all))
    outgoing = replace(outgoing, document=document)
    said = tuple(find("map.not-carried", path=path) for path in left)
    try:
        written = tuple(writing.write(plan, document))
    except CannotWrite as fault:
        return outgoing, (), (*said, find("map.cannot-write", value_seen=str(fault)))
    doubts = (*writing.read_back(plan, document, written), *_unsendable(written, delimiters))
    return outgoing, written, (*said, *doubts)


def _unsendable(written: Sequence[WrittenSegment], delimiters: Delimiters) -> Iterator[Finding]:
    """Yield where a value that is no free text holds a delimiter we write with."""
    for position, segment in enumerate(written, 2):
        try:
            join(segment, delimiters)
        except DelimiterInData:
            yield find("x12.delimiter-in-data", segment=str(segment[0]), position=position)


def _hold(
    services: Services, work: UnitOfWork, outgoing: Outgoing, *, plan: Plan, doubts: tuple[Finding, ...]
) -> Sequence[NewJob]:
    """Keep a document that must not leave, without bytes and without control numbers, for a person."""
    reason = next(one.code for one in doubts if one.severity is not Severity.INFO)
    record = _record(services, outgoing, plan=plan)
    held = replace(record, delivery="held", validation="held", findings=doubts, reason=reason)
    _keep(services, work, held, b"")
    return ()


def _holds(doubts: Sequence[Finding], kind: str) -> bool:
    """Tell whether what was written must not leave; an acknowledgement has to echo what the partner got wrong."""
    grave = {Severity.ERROR} if kind == ACKNOWLEDGEMENT else {Severity.ERROR, Severity.WARNING}
    return any(doubt.severity in grave for doubt in doubts)


def _keep(services: Services, work: UnitOfWork, record: DocumentRecord, content: bytes) -> None:
    work.documents.add(record, content)
    services.note(
        work,
        "document.held" if record.delivery == "held" else "document.queued",
        record.id,
        partner=record.partner,
        order=record.order,
        set_id=record.set_id,
        control_number=record.interchange_control_number,
    )


def _seal(
    services: Services,
    work: UnitOfWork,
    outgoing: Outgoing,
    *,
    plan: Plan | None,
    sets: Sequence[SetToSend],
) -> tuple[DocumentRecord, bytes]:
    """Draw the control numbers, seal, and return the record with the bytes."""
    profile = outgoing.profile
    now = services.clock.now()
    version = plan.version if plan else profile.x12.version
    interchange_number = work.control_numbers.draw(profile.code, "interchange")
    group_number = work.control_numbers.draw(profile.code, "group") if plan else 0
    us, them = profile.x12.us, profile.x12.them
    envelope = Envelope(
        sender_qualifier=us.qualifier,
        sender=us.id,
        receiver_qualifier=them.qualifier,
        receiver=them.id,
        prepared_at=now,
        control_number=interchange_number,
        version=version[:5],
        usage=profile.x12.usage,
        functional_id=plan.functional_group if plan else "",
        group_sender=us.group,
        group_receiver=them.group,
        group_control_number=group_number,
        group_version=version,
        interchange_acks=outgoing.interchange_acks,
    )
    content = seal(envelope, sets, profile.x12.delimiters.delimiters)
    record = replace(
        _record(services, outgoing, plan=plan),
        functional_group=envelope.functional_id,
        version=version,
        control_number=SET_CONTROL_NUMBER if sets else "",
        group_control_number=str(group_number) if sets else "",
        interchange_control_number=f"{interchange_number:09d}",
        delivery="ready",
        file_name=f"{profile.code}-{outgoing.set_id}-{interchange_number:09d}.edi",
    )
    return record, content


def _record(services: Services, outgoing: Outgoing, *, plan: Plan | None) -> DocumentRecord:
    """Return the record of a document that is to leave, without what sealing adds."""
    identifier, partner = services.ids.new(), outgoing.profile.code
    map_digest = services.library.digest(plan.name) if plan else ""
    return DocumentRecord(
        id=identifier,
        partner=partner,
        direction="out",
        kind=outgoing.kind,
        set_id=outgoing.set_id,
        version=plan.version if plan else outgoing.profile.x12.version,
        control_number="",
        order=outgoing.order,
        answers=outgoing.answers,
        reference=outgoing.reference,
        map_name=plan.name if plan else "",
        config=f"{map_digest}+{services.directory.digest(partner)}",
        canonical=dumps(outgoing.document),
        dedupe=outgoing.dedupe,
        message_id=f"<{identifier}@{outgoing.profile.x12.us.id.strip().lower()}.gateway>",
        created_at=services.clock.now(),
    )
