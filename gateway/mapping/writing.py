"""Writing: a document to segments, and the check that they read back as the document."""

from gateway.domain.canonical import Plain, to_plain
from gateway.domain.findings import Finding, Severity, find
from gateway.mapping.by_hand import by_hand
from gateway.mapping.composing import compose
from gateway.mapping.faults import CannotWrite
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.x12.delimiters import UNSEEN
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import SetText

ECHOED = "x12.check-digit"
"""What does not keep a document from leaving: numbers are said back as they came."""


def write(plan: Plan, document: object) -> SetText:
    """Return the segments of a document, without ST and SE.

    Raises CannotWrite for what the map cannot carry, DelimiterInData for a value that can be sent to nobody.
    """
    if not isinstance(document, plan.kind):
        raise CannotWrite(f"{plan.name} carries a {plan.kind.__name__}, not a {type(document).__name__}")
    try:
        return compose(plan, document)
    except ValueError:
        return SetText.of(by_hand(plan, document))


def read_back(plan: Plan, document: object, written: SetText) -> tuple[Finding, ...]:
    """Return what is found when what was written is read: nothing where it is the document and clean."""
    reading = read(plan, as_received(plan, written))
    findings = tuple(
        one for one in reading.findings if one.severity is not Severity.INFO and one.code != ECHOED
    )
    if reading.document == document:
        return findings
    path = _difference(to_plain(document), to_plain(reading.document), "")
    return (*findings, find("map.written-differs", path=path))


def as_received(plan: Plan, written: SetText) -> TransactionSet:
    """Return what was written as a set that came in, between delimiters that no value may hold."""
    separator, raws = UNSEEN.element, written.raws
    head = f"ST{separator}{plan.set_id}{separator}0001"
    tail = f"SE{separator}{len(raws) + 2}{separator}0001"
    return TransactionSet(
        id=plan.set_id, control_number="0001", segments=(head, *raws, tail), delimiters=UNSEEN
    )


def _difference(ours: Plain, theirs: Plain, path: str) -> str:
    """Return the path to the first thing that differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        differing = [name for name in (*ours, *theirs) if ours.get(name) != theirs.get(name)]
        if differing:
            name = differing[0]
            return _difference(ours.get(name), theirs.get(name), f"{path}.{name}".lstrip("."))
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        index = next(index for index, pair in enumerate(zip(ours, theirs, strict=True)) if pair[0] != pair[1])
        return _difference(ours[index], theirs[index], f"{path}[{index}]")
    return path
