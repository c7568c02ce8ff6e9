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
    """A transaction set as a tree, of `length` segments; `findings` are those that have no place in it."""

    id: str
    name: str = ""
    control_number: str
    version: str
    length: int
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

    With `only`, the tree holds what stands at these positions, and the loops around it with the segments that open
    them: who shows a page of a long set does not wait for the rest.
    """
    segments = transaction_set.segments
    length = len(segments)
    wanted = range(1, length + 1)
    if only is not None:
        wanted = range(max(only.start, 1), min(only.stop, length + 1))
    placed: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        placed[finding.position if 0 < finding.position <= length else 0].append(finding)
    definition = dictionary.sets.get(transaction_set.id)
    steps: Sequence[Step | None] = [None] * length
    if definition is not None and segments:
        structure = structure_of(definition)
        between, until = transaction_set.delimiters.element, max(wanted.stop - 1, 0)
        # One after the other: thousands of short-lived lists kept at once would have all memory looked through.
        walked = structure.walk(raw.split(between, 1) for raw in segments)
        named = [] if walked else [raw.split(between, 1) for raw in segments[:until]]
        steps = walked or misorder(structure, named, dictionary.segments).steps
    return AnnotatedSet(
        id=transaction_set.id,
        name=definition.name if definition else "",
        control_number=transaction_set.control_number,
        version=transaction_set.version,
        length=length,
        items=_tree(_Annotator(transaction_set, dictionary, placed), steps, wanted),
        findings=tuple(placed.get(0, ())),
    )


@dataclass(frozen=True, slots=True)
class _Annotator:
    """Names the segments and elements of one set and hands them their findings."""

    set: TransactionSet
    dictionary: Dictionary
    findings: Mapping[int, Sequence[Finding]]

    def row(self, position: int) -> list[str]:
        return split(self.set.segments[position - 1], self.set.delimiters)

    def level(self, position: int) -> tuple[str, str]:
        """Return the number of a level and its parent's, as far as they are said."""
        own, parent, *_ = (*self.row(position)[1:3], "", "")
        first, above = (
            next(filter(None, repetitions(one, self.set.delimiters)), "") for one in (own, parent)
        )
        return first, above

    def segment(self, position: int) -> AnnotatedSegment:
        row = self.row(position)
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


@dataclass(slots=True, eq=False)
class _Open:
    """One turn of a loop; it becomes an `AnnotatedLoop` where something in it is wanted, which gives it `items`.

    `head` is the position of the segment that opens it, `holder` what it stands in; `depth` counts levels.
    """

    loop: Loop
    turn: int
    head: int
    holder: "_Open | None" = None
    depth: int = 0
    items: "list[AnnotatedSegment | _Open] | None" = None
    turns: dict[Loop, int] = field(default_factory=dict)

    def shown(self, writer: _Annotator) -> "list[AnnotatedSegment | _Open]":
        """Return what it holds so far, having taken its place in what is around it."""
        if self.items is None:
            self.items = [writer.segment(self.head)] if self.head else []
            if self.holder is not None:
                self.holder.shown(writer).append(self)
        return self.items

    def closed(self) -> tuple[AnnotatedItem, ...]:
        """Return what it holds, loops within closed too, in the order of the wire: a level may have been wanted for a later one."""
        return tuple(
            one
            if isinstance(one, AnnotatedSegment)
            else AnnotatedLoop(
                id=one.loop.id, name=one.loop.opener.row.segment.name, turn=one.turn, items=one.closed()
            )
            for one in sorted(self.items or (), key=_place)
        )


def _place(one: AnnotatedSegment | _Open) -> int:
    return one.position if isinstance(one, AnnotatedSegment) else one.head


def _tree(writer: _Annotator, steps: Sequence[Step | None], wanted: range) -> tuple[AnnotatedItem, ...]:
    """Return what stands at the wanted positions, in the loops around it."""
    root = _Open(Loop(id="", path="", depth=0, row=None, parent=None), 0, 0)
    around = [root]
    levels: dict[str, _Open] = {}
    for position, step in enumerate(steps[: max(wanted.stop - 1, 0)], 1):
        if step is not None and step.moves:
            del around[len(around) - step.leaves :]
            if step.begins is not None:
                holder, loop = around[-1], step.begins
                turn = holder.turns[loop] = holder.turns.get(loop, 0) + 1
                inner = _Open(loop, turn, position, holder)
                if loop.id == LEVEL and holder is root:
                    _nest(inner, writer.level(position), levels)
                around.append(inner)
        if position >= wanted.start:
            items = around[-1].shown(writer)
            if position != around[-1].head:
                items.append(writer.segment(position))
    return root.closed()


def _nest(level: _Open, numbers: tuple[str, str], levels: dict[str, _Open]) -> None:
    """Put a level (HL) into its parent, as far as HL02 names one that came before."""
    number, parent = numbers
    above = levels.get(parent) if parent else None
    if above is not None and above.depth < DEEPEST_LEVEL:
        level.holder, level.depth = above, above.depth + 1
    levels[number] = level


def _segments(items: tuple[AnnotatedItem, ...]) -> Iterator[AnnotatedSegment]:
    for one in items:
        if isinstance(one, AnnotatedSegment):
            yield one
        else:
            yield from _segments(one.items)
