"""Envelopes: bytes to interchanges and back. `open_interchanges` and `seal` are inverse; `scan` streams."""

from dataclasses import replace

from gateway.domain.findings import Finding
from gateway.x12.events import Event, GroupBegun, GroupEnded, InterchangeBegun, InterchangeEnded
from gateway.x12.interchanges import (
    FunctionalGroup,
    Interchange,
    InterchangeAck,
    Opened,
    TransactionSet,
)
from gateway.x12.scanning import scan
from gateway.x12.sealing import Envelope, EnvelopeFault, SetToSend, seal

__all__ = [
    "Envelope",
    "EnvelopeFault",
    "Event",
    "FunctionalGroup",
    "GroupBegun",
    "GroupEnded",
    "Interchange",
    "InterchangeAck",
    "InterchangeBegun",
    "InterchangeEnded",
    "Opened",
    "SetToSend",
    "TransactionSet",
    "open_interchanges",
    "scan",
    "seal",
]


def open_interchanges(content: bytes) -> Opened:
    """Return all interchanges in what was received, with what is wrong; never raises, whatever the bytes."""
    interchanges: list[Interchange] = []
    groups: list[FunctionalGroup] = []
    sets: list[TransactionSet] = []
    findings: list[Finding] = []
    for event in scan((content,)):
        match event:
            case TransactionSet():
                sets.append(event)
            case GroupEnded(group=group):
                groups.append(replace(group, sets=tuple(sets)))
                sets.clear()
            case InterchangeEnded(interchange=interchange):
                interchanges.append(replace(interchange, groups=tuple(groups)))
                groups.clear()
            case Finding():
                findings.append(event)
            case _:
                pass
    return Opened(interchanges=tuple(interchanges), findings=tuple(findings))
