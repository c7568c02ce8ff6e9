"""What stands between ISA and IEA, as values."""

from dataclasses import dataclass

from gateway.domain.findings import Finding
from gateway.x12.delimiters import USUAL, Delimiters


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionSet:
    """One set: its segments as raw text without terminators, ST first and SE last (SE absent if it is missing).

    `offset` counts bytes from the start of what was received to the ST. Trouble with ST and SE stands in
    `findings`; what the segments between them say is for others to judge.
    """

    id: str
    control_number: str
    implementation: str = ""
    version: str = ""
    functional_group: str = ""
    segments: tuple[str, ...] = ()
    delimiters: Delimiters = USUAL
    offset: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalGroup:
    """What stands between GS and GE; `stated` is GE01 as it was sent, empty where there is none."""

    functional_id: str
    sender: str = ""
    receiver: str = ""
    on: str = ""
    at_time: str = ""
    control_number: str = ""
    agency: str = ""
    version: str = ""
    sets: tuple[TransactionSet, ...] = ()
    stated: str = ""
    offset: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeAck:
    """A TA1: what became of one interchange; codes as they stand on the wire."""

    control_number: str
    on: str = ""
    at_time: str = ""
    code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interchange:
    """What stands between ISA and IEA; identifiers without their padding.

    `length` counts the bytes from the ISA to the end of the interchange. Sets that came without an
    envelope stand in an implied interchange whose control number is empty.
    """

    sender_qualifier: str = ""
    sender: str = ""
    receiver_qualifier: str = ""
    receiver: str = ""
    on: str = ""
    at_time: str = ""
    version: str = ""
    control_number: str = ""
    acknowledgement_requested: str = ""
    usage: str = ""
    delimiters: Delimiters = USUAL
    groups: tuple[FunctionalGroup, ...] = ()
    interchange_acks: tuple[InterchangeAck, ...] = ()
    offset: int = 0
    length: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """All that was found in what was received; `findings` are about what stands outside any interchange."""

    interchanges: tuple[Interchange, ...] = ()
    findings: tuple[Finding, ...] = ()
