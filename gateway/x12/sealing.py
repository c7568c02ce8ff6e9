"""Sealing: transaction sets into the bytes of one interchange."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from gateway.errors import GatewayError
from gateway.x12.delimiters import Delimiters
from gateway.x12.headers import LENGTHS, REPETITION_SINCE
from gateway.x12.interchanges import InterchangeAck
from gateway.x12.segments import SetText, WrittenSegment, join, joiner

GROUP_LENGTHS: Final = (2, 15, 15, 8, 8, 9, 2, 12)
REPETITIONS: Final = "^!\\`|"
"""What separates repetitions where nothing was agreed: the first that is not in use."""
CENTURY_SINCE: Final = "004010"
"""The first version whose groups say the century of their day (GS04)."""


class EnvelopeFault(GatewayError):
    """What was to go into an envelope does not fit; the text names the element."""

    code: ClassVar[str] = "x12.envelope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What ISA and GS say. Group fields matter where sets are sent; group ids are the interchange's if empty."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    prepared_at: datetime
    control_number: int
    version: str = "00401"
    usage: str = "P"
    acknowledgement_requested: bool = False
    functional_id: str = ""
    group_sender: str = ""
    group_receiver: str = ""
    group_control_number: int = 0
    group_version: str = "004010"
    agency: str = "X"
    interchange_acks: tuple[InterchangeAck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetToSend:
    """A transaction set without its ST and SE, which sealing adds."""

    id: str
    control_number: str
    segments: SetText
    implementation: str = ""


def fitting(delimiters: Delimiters, version: str) -> Delimiters:
    """Return the delimiters for a version: with one for repetitions exactly where the version has such a one."""
    if version[:5] < REPETITION_SINCE:
        return replace(delimiters, repetition="")
    free = next(one for one in REPETITIONS if one not in delimiters.all)
    return delimiters if delimiters.repetition else replace(delimiters, repetition=free)


def seal(envelope: Envelope, sets: Sequence[SetToSend], delimiters: Delimiters) -> bytes:
    """Return the interchange as bytes, TA1 first, every count and control number in place.

    The version in ISA12 decides whether there is a delimiter for repetitions, and ISA11 names it. Raises EnvelopeFault where an element does not fit its length and DelimiterInData where a value cannot be sent.
    """
    delimiters = fitting(delimiters, envelope.version)
    if not delimiters.sound:
        raise EnvelopeFault("the delimiters are not four different characters fit to write with")
    end = delimiters.segment
    written = [_isa(envelope, delimiters), end]
    for one in envelope.interchange_acks:
        written += (join(ta1(one), delimiters), end)
    if sets:
        written.extend(_group(envelope, sets, delimiters))
    number = f"{envelope.control_number:09}"
    written += (join(("IEA", str(int(bool(sets))), number), delimiters), end)
    return "".join(written).encode()


def ta1(ack: InterchangeAck) -> WrittenSegment:
    """Return the TA1 segment that says what became of an interchange."""
    return ("TA1", ack.control_number, ack.on, ack.at_time, ack.code, ack.note)


def _isa(envelope: Envelope, delimiters: Delimiters) -> str:
    values = (
        "00",
        "",
        "00",
        "",
        envelope.sender_qualifier,
        envelope.sender,
        envelope.receiver_qualifier,
        envelope.receiver,
        envelope.prepared_at.strftime("%y%m%d"),
        envelope.prepared_at.strftime("%H%M"),
        "U",
        envelope.version,
        f"{envelope.control_number:09}",
        "1" if envelope.acknowledgement_requested else "0",
        envelope.usage,
    )
    _fit("ISA", values, LENGTHS)
    join(("ISA", *values), delimiters)
    padded = [value.ljust(length) for value, length in zip(values, LENGTHS, strict=False)]
    if delimiters.repetition:
        padded[10] = delimiters.repetition
    return delimiters.element.join(("ISA", *padded, delimiters.component))


def _group(envelope: Envelope, sets: Sequence[SetToSend], delimiters: Delimiters) -> Iterator[str]:
    number = str(envelope.group_control_number)
    values = (
        envelope.functional_id,
        envelope.group_sender or envelope.sender,
        envelope.group_receiver or envelope.receiver,
        envelope.prepared_at.strftime("%y%m%d" if envelope.group_version < CENTURY_SINCE else "%Y%m%d"),
        envelope.prepared_at.strftime("%H%M"),
        number,
        envelope.agency,
        envelope.group_version,
    )
    _fit("GS", values, GROUP_LENGTHS)
    joined, end = joiner(delimiters), delimiters.segment
    yield joined(("GS", *values)) + end
    for one in sets:
        yield joined(("ST", one.id, one.control_number, one.implementation)) + end
        yield one.segments.between(delimiters)
        yield joined(("SE", str(len(one.segments) + 2), one.control_number)) + end
    yield joined(("GE", str(len(sets)), number)) + end


def _fit(name: str, values: Sequence[str], lengths: Sequence[int]) -> None:
    for position, (value, length) in enumerate(zip(values, lengths, strict=False), 1):
        if len(value) > length:
            raise EnvelopeFault(f"{name}{position:02} is longer than {length} characters")
