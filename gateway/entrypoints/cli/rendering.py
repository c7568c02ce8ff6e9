"""The annotated document as lines for a person at a terminal."""

from collections.abc import Iterator, Sequence

from gateway.application.explaining import annotated
from gateway.application.validating import GroupValidated, InterchangeValidated, Validated
from gateway.domain.findings import Finding, Severity
from gateway.entrypoints.cli.terminal import brief, painted, shown
from gateway.mapping.annotating import AnnotatedElement, AnnotatedItem, AnnotatedLoop, AnnotatedSegment
from gateway.mapping.library import Library
from gateway.x12.delimiters import Delimiters

MARKS = {Severity.ERROR: ("✗", "red"), Severity.WARNING: ("!", "yellow"), Severity.INFO: ("·", "cyan")}
VERDICTS = {"A": ("accepted", "green"), "E": ("accepted with errors", "yellow"), "R": ("rejected", "red")}
USAGES = {"P": "production", "T": "test", "I": "information"}
STEP = "  "
MOST_ALIKE = 3
"""How many findings that say the same are shown one by one."""
NAME_WIDTH = 26
VALUE_WIDTH = 24


def explained(validated: Validated, library: Library) -> Iterator[str]:
    """Yield everything that was received, in place, line by line."""
    yield from findings_lines(validated.findings, "")
    for interchange in validated.interchanges:
        yield from _interchange(interchange)
        for group in interchange.groups:
            yield ""
            yield from _group(group)
            for judged in group.judged:
                tree = annotated(judged, library)
                word, colour = VERDICTS[judged.verdict]
                title = " ".join(filter(None, (tree.id, tree.name, tree.control_number)))
                by = f" · read by {judged.plan.name}" if judged.plan else " · no map"
                yield ""
                yield f"{STEP}{painted(shown(title), bold=True)} · {painted(word, colour=colour)}{by}"
                yield from findings_lines(tree.findings, STEP * 2)
                yield from _items(tree.items, STEP * 2)
        yield ""


def explained_at(validated: Validated, library: Library, position: int) -> Iterator[str]:
    """Yield one segment of each set, counted from ST, with its elements and what is wrong with it."""
    for interchange in validated.interchanges:
        for group in interchange.groups:
            for judged in group.judged:
                tree = annotated(judged, library)
                for segment in tree.segments():
                    if segment.position == position:
                        yield painted(shown(f"{tree.id} {tree.control_number}"), bold=True)
                        yield from _items((segment,), STEP)


def verdict_line(judged_id: str, control_number: str, verdict: str) -> str:
    """Return a set's verdict as a line."""
    word, colour = VERDICTS[verdict]
    return f"{shown(judged_id)} {shown(control_number)}: {painted(word, colour=colour)}"


def findings_lines(findings: Sequence[Finding], indent: str) -> Iterator[str]:
    """Yield each finding with its place, what was seen and what to do."""
    for finding in findings:
        mark, colour = MARKS[finding.severity]
        place = " ".join(filter(None, (finding.element or finding.segment, _repetition(finding))))
        at = f" (segment {finding.position})" if finding.position else ""
        code = painted(f"{mark} {finding.code}", colour=colour, bold=True)
        yield f"{indent}{code}  {f'{shown(place)}{at}: ' if place else ''}{finding.message}"
        if finding.value_seen:
            yield f"{indent}    seen {brief(finding.value_seen)}"
        if finding.fix:
            yield f"{indent}    fix  {finding.fix}"


def repeated_lines(findings: Sequence[Finding], indent: str) -> Iterator[str]:
    """Yield findings as lines; of many that say the same of the same element only the first, and how many follow."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.element or finding.segment, finding.fix), []).append(finding)
    for same in alike.values():
        yield from findings_lines(same[:MOST_ALIKE], indent)
        more = len(same) - MOST_ALIKE
        if more > 0:
            last = f", the last in segment {same[-1].position}" if same[-1].position else ""
            yield f"{indent}    and {more:,} more of {same[0].code}{last}; --json has them all"


def _repetition(finding: Finding) -> str:
    return f"repetition {finding.repetition}" if finding.repetition > 1 else ""


def _interchange(validated: InterchangeValidated) -> Iterator[str]:
    one = validated.interchange
    usage = USAGES.get(one.usage, one.usage)
    title = (
        f"Interchange {one.control_number}" if one.control_number else "No interchange around what follows"
    )
    yield painted(shown(title), bold=True)
    facts = (
        ("from", f"{one.sender_qualifier} {one.sender}"),
        ("to", f"{one.receiver_qualifier} {one.receiver}"),
        ("prepared", f"{one.on} {one.at_time}"),
        ("version", one.version),
        ("usage", usage),
        ("delimiters", _delimiters(one.delimiters)),
        ("answer", "a TA1 is asked for" if one.acknowledgement_requested == "1" else ""),
    )
    for name, value in facts:
        if value.strip():
            yield f"{STEP}{painted(f'{name:<11}', dim=True)}{shown(value.strip())}"
    for ack in one.interchange_acks:
        yield f"{STEP}TA1 answers interchange {shown(ack.control_number)}: {shown(ack.code)} {shown(ack.note)}"
    yield from findings_lines(one.findings, STEP)


def _delimiters(delimiters: Delimiters) -> str:
    named = (
        ("element", delimiters.element),
        ("component", delimiters.component),
        ("repetition", delimiters.repetition),
        ("segment", delimiters.segment),
    )
    return "   ".join(f"{name} {shown(one)}" for name, one in named if one)


def _group(validated: GroupValidated) -> Iterator[str]:
    one = validated.group
    facts = (
        f"from {one.sender} to {one.receiver}" if one.sender or one.receiver else "",
        f"{one.on} {one.at_time}".strip(),
        f"version {one.version}" if one.version else "",
    )
    title = f"Group {one.control_number} {one.functional_id}".rstrip()
    yield f"{STEP}{painted(shown(title), bold=True)}  {shown('  '.join(filter(None, facts)))}"
    yield from findings_lines(one.findings, STEP * 2)


def _items(items: Sequence[AnnotatedItem], indent: str) -> Iterator[str]:
    for one in items:
        if isinstance(one, AnnotatedLoop):
            about = _about(one)
            title = f"{one.id} loop {one.turn}: {one.name}{f' ({about})' if about else ''}"
            yield f"{indent}{painted(shown(title), colour='blue')}"
            yield from _items(one.items, indent + STEP)
        else:
            yield from _segment(one, indent)


def _about(loop: AnnotatedLoop) -> str:
    """Return which one of its kind a loop is: the meaning of a level's kind, of a party's role."""
    telling = {"HL": "HL03"}.get(loop.id, f"{loop.id}01")
    segments = (one for one in loop.items[:1] if isinstance(one, AnnotatedSegment))
    elements = (element for segment in segments for element in segment.elements)
    return next((element.meaning for element in elements if element.reference == telling), "")


def _segment(segment: AnnotatedSegment, indent: str) -> Iterator[str]:
    before = [one for one in segment.findings if one.segment not in {"", segment.id}]
    yield from findings_lines(before, indent)
    number = painted(f"{segment.position:>4}", dim=True)
    name = segment.name or "not in our dictionary"
    yield f"{indent}{number}  {painted(f'{shown(segment.id):<3}', bold=True)}  {name}"
    inner = indent + " " * 6
    yield from findings_lines([one for one in segment.findings if one not in before], inner)
    for element in segment.elements:
        yield _element(element, inner)
        yield from findings_lines(element.findings, inner + STEP * 2)


def _element(element: AnnotatedElement, indent: str) -> str:
    reference = painted(f"{shown(element.reference):<8}", dim=True)
    value = brief(element.value) or "(missing)"
    line = f"{indent}{reference} {element.name:<{NAME_WIDTH}} {value:<{VALUE_WIDTH}}"
    return f"{line} {painted(element.meaning, colour='green')}".rstrip() if element.meaning else line.rstrip()
