"""Admitting: who sent an interchange, whether they may, and whether we had it before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from gateway.application import outbound
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, InterchangeRecord, NewJob, Transmission
from gateway.application.services import Services
from gateway.domain.findings import Finding, find
from gateway.domain.lifecycle import DELIVERY, move
from gateway.profiles.profile import Profile
from gateway.x12.acknowledgements import interchange_ack, interchange_ack_due
from gateway.x12.interchanges import FunctionalGroup, Interchange
from gateway.x12.releases import answering

ANSWERED = frozenset({"sent", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One interchange of a transmission, as it stands on the way through."""

    transmission: Transmission
    interchange: Interchange
    record: InterchangeRecord


def arrive(
    services: Services,
    work: UnitOfWork,
    transmission: Transmission,
    *,
    interchange: Interchange,
    content: bytes,
    position: int,
) -> Arrived:
    """Return an interchange with its record; run again, it keeps the identifier it had."""
    known = {one.position: one for one in work.interchanges.of(transmission.id)}
    own = content[interchange.offset : interchange.offset + interchange.length]
    record = InterchangeRecord(
        id=known[position].id if position in known else services.ids.new(),
        transmission=transmission.id,
        partner=transmission.partner,
        direction="in",
        sender=f"{interchange.sender_qualifier}:{interchange.sender}",
        receiver=f"{interchange.receiver_qualifier}:{interchange.receiver}",
        control_number=interchange.control_number,
        sha256=sha256(own.strip()).hexdigest(),
        usage=interchange.usage,
        state="open",
        position=position,
        findings=interchange.findings,
    )
    return Arrived(transmission=transmission, interchange=interchange, record=record)


def admit(services: Services, arrived: Arrived) -> tuple[Profile | None, Finding | None]:
    """Return the partner who sent it, and why it is not admitted if it is not."""
    one = arrived.interchange
    profile = services.directory.find(one.sender_qualifier, one.sender, one.receiver_qualifier, one.receiver)
    if profile is None:
        return None, find("partner.unknown", segment="ISA", element="ISA06", value_seen=one.sender)
    if arrived.transmission.partner not in {"", profile.code}:
        return None, find("partner.sender-differs", segment="ISA", element="ISA06", value_seen=one.sender)
    if one.usage != profile.x12.usage:
        return profile, find("partner.test-flag", segment="ISA", element="ISA15", value_seen=one.usage)
    return profile, None


def hold(services: Services, work: UnitOfWork, arrived: Arrived, why: Finding) -> None:
    """Keep an interchange for a person, with the reason."""
    record = replace(arrived.record, state="held", findings=(*arrived.record.findings, why))
    work.interchanges.add(record)
    services.note(
        work,
        "interchange.held",
        record.id,
        partner=record.partner,
        reason=why.code,
        transmission=arrived.transmission.id,
    )


def refuse(
    services: Services, work: UnitOfWork, arrived: Arrived, *, profile: Profile, why: tuple[Finding, ...] = ()
) -> list[NewJob]:
    """Keep an interchange that is refused whole, and say so by a TA1 where one is due."""
    record = replace(arrived.record, state="refused", findings=(*arrived.record.findings, *why))
    work.interchanges.add(record)
    services.note(
        work,
        "interchange.refused",
        record.id,
        partner=profile.code,
        findings=[one.code for one in record.findings],
    )
    judged = replace(arrived.interchange, findings=record.findings)
    if not interchange_ack_due(judged, profile.x12.acknowledge.interchange):
        return []
    acks = (interchange_ack(judged, judged.findings),)
    release = next((answering(one.version, profile.x12.version) for one in judged.groups), "")
    return list(
        outbound.queue_interchange_ack(services, work, profile, acks=acks, answers=record.id, release=release)
    )


def first_use(
    services: Services, work: UnitOfWork, arrived: Arrived, profile: Profile
) -> tuple[str, str] | None:
    """Claim the interchange control number; return (digest, interchange) of its first use if it had one."""
    record = arrived.record
    first = work.inbox_keys.claim(
        profile.code,
        "isa",
        f"{record.sender}|{record.receiver}|{record.control_number}",
        sha256=record.sha256,
        transmission=record.id,
        at=services.clock.now(),
    )
    if first is None or first[1] == record.id or profile.x12.duplicates.interchange == "accept":
        return None
    return first


def used_before(
    services: Services, work: UnitOfWork, arrived: Arrived, *, profile: Profile, group: FunctionalGroup
) -> Iterator[Finding]:
    """Yield that a group's control number was used before, where it was agreed that each is used once."""
    if profile.x12.duplicates.group == "accept" or not group.control_number:
        return
    first = work.inbox_keys.claim(
        profile.code,
        "gs",
        f"{group.functional_id}|{group.sender}|{group.control_number}",
        sha256=arrived.record.sha256,
        transmission=arrived.record.id,
        at=services.clock.now(),
    )
    if first is not None and first[1] != arrived.record.id:
        yield find(
            "partner.group-number-used",
            segment="GS",
            element="GS06",
            value_seen=group.control_number,
            offset=group.offset,
        )


def repeat(
    services: Services, work: UnitOfWork, arrived: Arrived, *, profile: Profile, first: tuple[str, str]
) -> list[NewJob]:
    """Answer the same interchange with the same answers; hold or refuse another one under a used control number."""
    record = arrived.record
    digest, original = first
    if digest != record.sha256:
        seen = find(
            "x12.duplicate-interchange", segment="ISA", element="ISA13", value_seen=record.control_number
        )
        if profile.x12.duplicates.interchange == "reject":
            return refuse(services, work, arrived, profile=profile, why=(seen,))
        hold(services, work, arrived, seen)
        return []
    work.interchanges.add(
        replace(record, state="duplicate", findings=(*record.findings, find("partner.duplicate-bytes")))
    )
    services.note(work, "interchange.duplicate", record.id, partner=profile.code, first=original)
    return list(answer_again(work, profile, answers=original, because=record.id))


def answer_again(work: UnitOfWork, profile: Profile, *, answers: str, because: str) -> Iterator[NewJob]:
    """Yield the deliveries that send every answer to an interchange or document once more, the same bytes.

    What is held or given up stays here, and what is on its way already needs no second delivery. Sets of one
    interchange leave together, as they did.
    """
    together: dict[str, list[DocumentRecord]] = {}
    for answer in work.documents.answers_to(answers):
        record = work.documents.get(answer.id, lock=True)
        if record.delivery in ANSWERED:
            work.documents.update(replace(record, delivery=move(DELIVERY, record.delivery, "ready")))
            together.setdefault(record.message_id, []).append(record)
    for records in together.values():
        sending = profile.sends(records[0].set_id)
        ordered = sending is not None and sending.ordered
        yield outbound.delivery_of(*records, profile=profile, ordered=ordered, again=because)
