"""The annotated document: every segment where it stands, named, with what its codes mean and what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Union

from gateway.domain.findings import Finding
from gateway.x12.definitions import CompositeDef, Dictionary, ElementDef, SegmentDef
from gateway.x12.element_types import faults
from gateway.x12.interchanges import TransactionSet
from gateway.x12.misorder import misorder
from gateway.x12.segments import components, repetitions, split
from gateway.x12.structure import Loop, Step, structure_of

DATE_LENGTHS = (6, 8)
DEEPEST_LEVEL = 12
LEVEL = "HL"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedElement:
    """One value: its reference (`BEG03`, `AK401-2`), our name of it, and its meaning where it is a code, day or time."""

    reference: str
    name: str = ""
    value: str = ""
    meaning: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedSegment:
    """One segment: its position in the set (ST is 1), its elements that hold a value or a finding."""

    id: str
    name: str = ""
    position: int
    raw: str
    elements: tuple[AnnotatedElement, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedLoop:
    """One turn of a loop, counted from 1 within the loop around it."""

    id: str
    name: str = ""
    turn: int
    items: "tuple[AnnotatedItem, ...]" = ()


AnnotatedItem = Union[AnnotatedSegment, AnnotatedLoop]  # noqa: UP007 - a forward reference needs it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedSet:
    """A transaction set as a tree; `findings` are those that have no place in it."""

    id: str
    name: str = ""
    control_number: str
    version: str
    items: tuple[AnnotatedItem, ...]
    findings: tuple[Finding, ...] = ()

    def segments(self) -> Iterator[AnnotatedSegment]:
        """Yield every segment in the order of the wire."""
        return _segments(self.items)


def annotate(
    transaction_set: TransactionSet,
    dictionary: Dictionary,
    findings: Sequence[Finding] = (),
    *,
    only: range | None = None,
) -> AnnotatedSet:
    """Return a set as a tree of loops and segments with the findings in place; never raises, whatever the bytes.

    With `only`, segments at other positions are bare (no elements, no findings), but for levels and the heads of the
    loops open where it begins: who shows a page of a long set need not wait for the rest.
    """
    rows = [split(raw, transaction_set.delimiters) for raw in transaction_set.segments]
    placed: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        placed[finding.position if 0 < finding.position <= len(rows) else 0].append(finding)
    definition = dictionary.sets.get(transaction_set.id)
    steps: Sequence[Step | None] = [None] * len(rows)
    if definition is not None and rows:
        structure = structure_of(definition)
        steps = structure.walk(rows) or misorder(structure, rows, dictionary.segments).steps
    writer = _Annotator(transaction_set, dictionary, placed)
    around = frozenset(_heads_around(steps, only.start)) if only is not None else ()
    annotated = [
        writer.segment(position, row)
        if only is None or position in only or position in around or row[0] == LEVEL
        else writer.bare(position, row)
        for position, row in enumerate(rows, 1)
    ]
    return AnnotatedSet(
        id=transaction_set.id,
        name=definition.name if definition else "",
        control_number=transaction_set.control_number,
        version=transaction_set.version,
        items=_tree(annotated, steps),
        findings=tuple(placed.get(0, ())),
    )


@dataclass(frozen=True, slots=True)
class _Annotator:
    """Names the segments and elements of one set and hands them their findings."""

    set: TransactionSet
    dictionary: Dictionary
    findings: Mapping[int, Sequence[Finding]]

    def bare(self, position: int, row: Sequence[str]) -> AnnotatedSegment:
        return AnnotatedSegment(id=row[0], position=position, raw=self.set.segments[position - 1])

    def segment(self, position: int, row: Sequence[str]) -> AnnotatedSegment:
        definition = self.dictionary.segments.get(row[0])
        here = self.findings.get(position, ())
        of_elements: dict[str, list[Finding]] = defaultdict(list)
        for finding in here:
            if finding.element and finding.segment in {"", row[0]}:
                of_elements[finding.element].append(finding)
        elements = tuple(self._elements(row, definition, of_elements))
        shown = {finding for element in elements for finding in element.findings}
        return AnnotatedSegment(
            id=row[0],
            name=definition.name if definition else "",
            position=position,
            raw=self.set.segments[position - 1],
            elements=elements,
            findings=tuple(finding for finding in here if finding not in shown),
        )

    def _elements(
        self, row: Sequence[str], definition: SegmentDef | None, findings: Mapping[str, list[Finding]]
    ) -> Iterator[AnnotatedElement]:
        last = max(len(row) - 1, *(_position(one, row[0]) for one in findings), 0)
        for position in range(1, last + 1):
            reference = f"{row[0]}{position:02}"
            use = definition.at(position) if definition else None
            defined = use.definition if use else None
            value = row[position] if position < len(row) else ""
            if isinstance(defined, CompositeDef):
                yield from self._composite(reference, value, defined, findings)
            elif value or reference in findings:
                yield from self._repeated(reference, value, defined, findings)

    def _composite(
        self, reference: str, value: str, definition: CompositeDef, findings: Mapping[str, list[Finding]]
    ) -> Iterator[AnnotatedElement]:
        whole = tuple(findings.get(reference, ()))
        parts = components(value, self.set.delimiters)
        last = max(len(parts), *(_component(one) for one in findings if one.startswith(f"{reference}-")), 0)
        if whole:
            yield AnnotatedElement(reference=reference, name=definition.name, value=value, findings=whole)
        for at in range(1, last + 1):
            part = parts[at - 1] if at <= len(parts) else ""
            place = f"{reference}-{at}"
            element = definition.elements[at - 1].definition if at <= len(definition.elements) else None
            if part or place in findings:
                yield _element(place, part, element, findings.get(place, ()))

    def _repeated(
        self,
        reference: str,
        value: str,
        definition: ElementDef | None,
        findings: Mapping[str, list[Finding]],
    ) -> Iterator[AnnotatedElement]:
        here = findings.get(reference, ())
        for number, one in enumerate(repetitions(value, self.set.delimiters), 1):
            own = [finding for finding in here if max(finding.repetition, 1) == number]
            if one or own:
                yield _element(reference, one, definition, own)


def _element(
    reference: str, value: str, definition: ElementDef | CompositeDef | None, findings: Sequence[Finding]
) -> AnnotatedElement:
    return AnnotatedElement(
        reference=reference,
        name=definition.name if definition else "",
        value=value,
        meaning=meaning_of(definition, value) if isinstance(definition, ElementDef) else "",
        findings=tuple(findings),
    )


def meaning_of(definition: ElementDef, value: str) -> str:
    """Return what a value means where its text does not say it: a code, a day, a time, an implied decimal point."""
    if value in definition.codes:
        return definition.codes[value]
    if not (value.isascii() and value.removeprefix("-").isdigit()) or _is_no_day_or_time(definition, value):
        return ""
    if definition.type == "DT" and len(value) in DATE_LENGTHS:
        return f"{value[:-4]}-{value[-4:-2]}-{value[-2:]}"
    if definition.type == "TM":
        return ":".join(value[at : at + 2] for at in range(0, min(len(value), 6), 2))
    if definition.type.startswith("N") and (places := int(definition.type[1:])):
        sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
        padded = digits.rjust(places + 1, "0")
        return f"{sign}{padded[:-places]}.{padded[-places:]}"
    return ""


def _is_no_day_or_time(definition: ElementDef, value: str) -> bool:
    return bool({"x12.element-date", "x12.element-time"}.intersection(faults(definition, value)))


def _position(reference: str, segment: str) -> int:
    digits = reference.removeprefix(segment).partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _component(reference: str) -> int:
    digits = reference.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


@dataclass(slots=True)
class _Open:
    """A loop being filled; becomes an `AnnotatedLoop` when the set has been gone through."""

    loop: Loop
    turn: int = 1
    items: "list[AnnotatedSegment | _Open]" = field(default_factory=list)
    turns: dict[Loop, int] = field(default_factory=dict)

    def closed(self) -> tuple[AnnotatedItem, ...]:
        """Return what it holds, loops within closed too."""
        return tuple(
            one
            if isinstance(one, AnnotatedSegment)
            else AnnotatedLoop(
                id=one.loop.id, name=one.loop.opener.row.segment.name, turn=one.turn, items=one.closed()
            )
            for one in self.items
        )


def _tree(segments: Sequence[AnnotatedSegment], steps: Sequence[Step | None]) -> tuple[AnnotatedItem, ...]:
    around = [_Open(Loop(id="", path="", depth=0, row=None, parent=None))]
    for segment, step in zip(segments, steps, strict=True):
        if step is not None:
            del around[len(around) - len(step.closes) :]
            if step.opens:
                holder = around[-1]
                turn = holder.turns[step.place.loop] = holder.turns.get(step.place.loop, 0) + 1
                inner = _Open(step.place.loop, turn)
                holder.items.append(inner)
                around.append(inner)
        around[-1].items.append(segment)
    _nest(around[0])
    return around[0].closed()


def _heads_around(steps: Sequence[Step | None], position: int) -> Iterator[int]:
    """Yield the positions of the first segments of the loops that are open before a position."""
    heads: list[int] = []
    for at, step in enumerate(steps[: max(position - 1, 0)], 1):
        if step is not None:
            del heads[len(heads) - len(step.closes) :]
            if step.opens:
                heads.append(at)
    yield from heads


def _nest(root: _Open) -> None:
    """Move levels (HL) into their parents, as far as HL02 names one that came before."""
    items, root.items = root.items, []
    levels: dict[str, tuple[int, _Open]] = {}
    for one in items:
        depth, holder = 0, root
        if isinstance(one, _Open) and one.loop.id == LEVEL:
            parent = _value(one, "HL02")
            above = levels.get(parent) if parent else None
            if above is not None and above[0] < DEEPEST_LEVEL:
                depth, holder = above[0] + 1, above[1]
            levels[_value(one, "HL01")] = (depth, one)
        holder.items.append(one)


def _value(loop: _Open, reference: str) -> str:
    elements = (
        element for one in loop.items if isinstance(one, AnnotatedSegment) for element in one.elements
    )
    return next((element.value for element in elements if element.reference == reference), "")


def _segments(items: tuple[AnnotatedItem, ...]) -> Iterator[AnnotatedSegment]:
    for one in items:
        if isinstance(one, AnnotatedSegment):
            yield one
        else:
            yield from _segments(one.items)
