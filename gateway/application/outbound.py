"""Outbound documents: written by a map, read back, sealed with control numbers, queued; all in one commit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.application import examining
from gateway.application.circuits import lane_of
from gateway.application.cxml import messages
from gateway.application.outgoing import Outgoing as Outgoing  # noqa: PLC0414 - whoever queues finds it here
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.wording import holding, without
from gateway.mapping import writing
from gateway.mapping.carrying import carried
from gateway.mapping.faults import CannotWrite
from gateway.mapping.plan import Plan
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, seal
from gateway.x12.interchanges import InterchangeAck
from gateway.x12.segments import DelimiterInData, SetText, join

ACKNOWLEDGEMENT = "functional_ack"
CONTROL_CHARACTERS = "".join(map(chr, (*range(32), *range(127, 160))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document that may leave: what the map carries of it, as segments, with what is to be said of them."""

    outgoing: Outgoing
    segments: SetText
    findings: tuple[Finding, ...]


def queue(services: Services, work: UnitOfWork, outgoing: Outgoing) -> Sequence[NewJob]:
    """Write, check, seal and keep a document; return what is to be done with it, nothing where none was agreed.

    What does not read back as the document it was written from is kept and held, never sent.
    """
    return queue_together(services, work, (outgoing,))


def queue_together(services: Services, work: UnitOfWork, together: Sequence[Outgoing]) -> Sequence[NewJob]:
    """Queue documents of one kind and one partner as the sets of one group; one job delivers them all."""
    first = together[0]
    profile, sending = first.profile, first.profile.sends(first.set_id)
    map_name = sending.map if sending else first.map_name
    if not map_name:
        services.note(
            work,
            "document.not-agreed",
            first.dedupe,
            partner=profile.code,
            order=first.order,
            set_id=first.set_id,
        )
        return ()
    ordered = sending is not None and sending.ordered
    if message_of(map_name):
        posted = messages.keep(services, work, together, sending)
        return tuple(delivery_of(one, profile=profile, ordered=ordered) for one in posted)
    plan = services.library.plan(map_name)
    leaving = []
    for outgoing in together:
        if work.documents.find(profile.code, outgoing.dedupe) is not None:
            continue
        written = _written(plan, outgoing)
        if _holds(written.findings, outgoing.kind):
            _hold(services, work, written, plan=plan)
        else:
            leaving.append(written)
    if not leaving:
        return ()
    records, content = _seal(services, work, first, plan=plan, leaving=leaving)
    for record in records:
        awaited = sending is not None and sending.acknowledgement_due is not None
        _keep(services, work, replace(record, acknowledgement="awaited") if awaited else record, content)
    delivery = delivery_of(*records, profile=profile, ordered=ordered)
    return (delivery, *(job for record in records for job in examining.ask_outbound(profile, record)))


def queue_interchange_ack(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    *,
    acks: tuple[InterchangeAck, ...],
    answers: str,
    release: str = "",
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
        release=release,
        interchange_acks=acks,
    )
    (record,), content = _seal(services, work, outgoing, plan=None, leaving=())
    _keep(services, work, record, content)
    return (delivery_of(record, profile=profile, ordered=False),)


def delivery_of(
    record: DocumentRecord, *others: DocumentRecord, profile: Profile, ordered: bool, again: str = ""
) -> NewJob:
    """Return the job that delivers a document, and others that are sets of the same interchange with it.

    `again` makes it another delivery of the same bytes.
    """
    return NewJob(
        kind="deliver",
        ref="#".join(filter(None, (record.id, ",".join(one.id for one in others)))),
        dedupe=f"deliver:{record.id}{':' + again if again else ''}",
        lane=lane_of(profile, record.id, ordered=ordered),
        partner=record.partner,
    )


def _written(plan: Plan, outgoing: Outgoing) -> Written:
    """Return what the map carries of a document, its segments, and every doubt about them."""
    characters = outgoing.profile.x12.delimiters
    delimiters = characters.in_version(outgoing.release or plan.version)
    unfit = delimiters.all + CONTROL_CHARACTERS
    document, left = carried(plan, outgoing.document)
    said = [find("map.not-carried", path=path) for path in left]
    texts = tuple(holding(document, unfit))
    if texts and characters.in_data == "refuse":
        said.extend(find("x12.delimiter-in-data", path=path) for path in texts)
    elif texts:
        document = without(document, unfit, instead=characters.replacement)
        said.extend(find("x12.delimiter-replaced", path=path) for path in texts)
    outgoing = replace(outgoing, document=document)
    try:
        segments = writing.write(plan, document)
    except (CannotWrite, DelimiterInData) as fault:
        code = "map.cannot-write" if isinstance(fault, CannotWrite) else fault.code
        return Written(
            outgoing=outgoing, segments=SetText(""), findings=(*said, find(code, value_seen=str(fault)))
        )
    doubts = (*said, *writing.read_back(plan, document, segments), *_unsendable(segments, delimiters))
    return Written(outgoing=outgoing, segments=segments, findings=doubts)


def _unsendable(written: SetText, delimiters: Delimiters) -> Iterator[Finding]:
    """Yield where a value that is no free text holds a delimiter we write with."""
    for position, segment in enumerate(() if written.surely_fits(delimiters) else written, 2):
        try:
            join(segment, delimiters)
        except DelimiterInData:
            yield find("x12.delimiter-in-data", segment=str(segment[0]), position=position)


def _hold(services: Services, work: UnitOfWork, written: Written, *, plan: Plan) -> None:
    """Keep a document that must not leave, without bytes and without control numbers, for a person."""
    doubts = written.findings
    reason = next(one.code for one in doubts if one.severity is not Severity.INFO)
    record = _record(services, written.outgoing, plan=plan)
    held = replace(record, delivery="held", validation="held", findings=doubts, reason=reason)
    _keep(services, work, held, b"")


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
    first: Outgoing,
    *,
    plan: Plan | None,
    leaving: Sequence[Written],
) -> tuple[tuple[DocumentRecord, ...], bytes]:
    """Draw the control numbers, seal, and return a record for each set with the bytes that hold them all."""
    x12 = first.profile.x12
    version = first.release or (plan.version if plan else x12.version)
    envelope = _envelope(services, work, first, plan=plan, version=version)
    sets = [
        SetToSend(id=first.set_id, control_number=f"{number:04}", segments=one.segments)
        for number, one in enumerate(leaving, 1)
    ]
    content = seal(envelope, sets, x12.delimiters.in_version(version))
    if not leaving:
        return (_sealed(_record(services, first, plan=plan), envelope),), content
    records = [
        replace(
            _sealed(_record(services, one.outgoing, plan=plan), envelope),
            control_number=sent.control_number,
            group_control_number=str(envelope.group_control_number),
            findings=one.findings,
        )
        for one, sent in zip(leaving, sets, strict=True)
    ]
    return tuple(replace(one, message_id=records[0].message_id) for one in records), content


def _sealed(record: DocumentRecord, envelope: Envelope) -> DocumentRecord:
    """Return a record with what the envelope says of it."""
    number = f"{envelope.control_number:09d}"
    return replace(
        record,
        functional_group=envelope.functional_id,
        version=envelope.group_version,
        interchange_control_number=number,
        delivery="ready",
        file_name=f"{record.partner}-{record.set_id}-{number}.edi",
    )


def _envelope(
    services: Services, work: UnitOfWork, first: Outgoing, *, plan: Plan | None, version: str
) -> Envelope:
    """Return the envelope of what is to leave, under the next numbers of the partner's series."""
    partner, x12 = first.profile.code, first.profile.x12
    draw, series = work.control_numbers.draw, x12.control_numbers
    own, group = series.interchange, series.group
    us, them = x12.us, x12.them
    return Envelope(
        sender_qualifier=us.qualifier,
        sender=us.id,
        receiver_qualifier=them.qualifier,
        receiver=them.id,
        prepared_at=services.clock.now(),
        control_number=draw(partner, "interchange", first=own.first, last=own.last),
        version=version[:5],
        usage=x12.usage,
        functional_id=plan.functional_group if plan else "",
        group_sender=us.group,
        group_receiver=them.group,
        group_control_number=draw(partner, "group", first=group.first, last=group.last) if plan else 0,
        group_version=version,
        interchange_acks=first.interchange_acks,
    )


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
