"""Coverage: how much of what was received the rows of a map read, what none reads, and which were never met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from gateway.mapping.addresses import Entry, entries, parts_of, spots_of
from gateway.mapping.plan import ConstantRow, Plan, SegmentPlan, Spot, UnusedRow
from gateway.mapping.tracing import Met, trace
from gateway.x12.definitions import CompositeDef, ElementDef, SegmentDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import components, repetitions

GapKind = Literal["segment", "misplaced", "element", "repeated", "code", "kept-code", "fixed", "forbidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A transaction set with the name of the file it came in."""

    file: str
    set: TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Where something was met first: the file, the control number of the set, the segment (ST is 1)."""

    file: str
    control_number: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often something was met, in how many sets and files."""

    times: int
    sets: int
    files: int
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something met that no row reads as it stands: a segment, an element of it (`REF03`), a code."""

    kind: GapKind
    address: str
    segment: str
    name: str
    element: str = ""
    value: str = ""
    met: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An element that a row reads: how often it held something, and its codes with their number."""

    met: Tally
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a map made of a number of sets; rows and elements are named by address, as an overlay names them."""

    plan: Plan
    sets: int
    files: int
    segments: int
    values: int
    values_read: int
    gaps: tuple[Gap, ...]
    rows: Mapping[str, Tally]
    elements: Mapping[tuple[str, str], Filled]
    firsts: Mapping[tuple[str, str], Met]

    @property
    def never(self) -> tuple[Entry, ...]:
        """Return the rows never met; of a loop never met only the loop itself."""
        gone = [one for one in entries(self.plan.rows) if one.address not in self.rows]
        names = {one.address for one in gone}
        return tuple(
            one for one in gone if one.address.rpartition("/")[0] not in names and not one.row.forbidden
        )


def cover(plan: Plan, received: Iterable[Received]) -> Coverage:
    """Return what the map reads of the sets and what it does not; sets of another kind are passed over."""
    count = _Count(plan)
    for one in received:
        if one.set.id == plan.set_id:
            count.take(one)
    return count.coverage()


class _Meeting:
    """A tally in the making."""

    __slots__ = ("codes", "example", "files", "name", "sets", "times")

    def __init__(self, example: Example, name: str) -> None:
        self.example = example
        self.name = name
        self.times = 0
        self.sets: set[int] = set()
        self.files: set[str] = set()
        self.codes: Counter[str] = Counter()

    def tally(self) -> Tally:
        return Tally(times=self.times, sets=len(self.sets), files=len(self.files), example=self.example)


_Met = dict[tuple[str, ...], _Meeting]
_UNREAD = frozenset({"element", "repeated", "forbidden"})


class _Count:
    """Counts what is met, set by set."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sets = self.segments = self.values = self.read = 0
        self.files: set[str] = set()
        self.gaps: _Met = {}
        self.rows: _Met = {}
        self.elements: _Met = {}
        self.firsts: dict[tuple[str, str], Met] = {}

    def take(self, received: Received) -> None:
        """Count every segment of a set."""
        self.sets += 1
        self.files.add(received.file)
        for met in trace(self.plan, received.set):
            self.segments += 1
            number = received.set.control_number
            example = Example(file=received.file, control_number=number, position=met.position)
            self._segment(met, example, received.set.delimiters)

    def coverage(self) -> Coverage:
        """Return what was counted."""
        gaps = tuple(
            Gap(
                kind=cast("GapKind", kind),
                address=address,
                segment=segment,
                name=meeting.name,
                element=element,
                value=value,
                met=meeting.tally(),
            )
            for (kind, address, segment, element, value), meeting in self.gaps.items()
        )
        return Coverage(
            plan=self.plan,
            sets=self.sets,
            files=len(self.files),
            segments=self.segments,
            values=self.values,
            values_read=self.read,
            gaps=gaps,
            rows={address: meeting.tally() for (address,), meeting in self.rows.items()},
            elements={
                (address, element): Filled(met=meeting.tally(), codes=dict(meeting.codes))
                for (address, element), meeting in self.elements.items()
            },
            firsts=self.firsts,
        )

    def _segment(self, met: Met, example: Example, delimiters: Delimiters) -> None:
        segment = met.elements[0]
        self.firsts.setdefault((met.address, segment), met)
        definition = self.plan.dictionary.segments.get(segment)
        name = definition.name if definition else ""
        if met.row is None or met.row.forbidden:
            self.values += sum(map(bool, met.elements[1:]))
            kind = "forbidden" if met.row else "segment" if met.place else "misplaced"
            self._note(self.gaps, (kind, met.address, segment, "", ""), example, name)
        if met.row is not None:
            self._note(self.rows, (met.address,), example, name)
        if met.row is not None and not met.row.forbidden:
            for value in _values(met, met.row.segment, delimiters):
                self.values += 1
                self._value(met.address, met.row, value, example)

    def _value(self, address: str, row: SegmentPlan, value: "_Value", example: Example) -> None:
        use = row.segment.at(value.position, value.component or None)
        name = use.definition.name if use else ""
        tail = f"-{value.component}" if value.component else ""
        reference = f"{row.segment.id}{value.position:02}{tail}"
        kind, seen = _gap(row, value)
        if kind:
            self._note(self.gaps, (kind, address, row.segment.id, reference, seen), example, name)
        if kind not in _UNREAD:
            self.read += 1
            meeting = self._note(self.elements, (address, reference), example, name)
            if use and isinstance(use.definition, ElementDef) and use.definition.type == "ID":
                meeting.codes[value.text] += 1

    def _note(self, met: _Met, key: tuple[str, ...], example: Example, name: str) -> _Meeting:
        meeting = met.setdefault(key, _Meeting(example, name))
        meeting.times += 1
        meeting.sets.add(self.sets)
        meeting.files.add(example.file)
        return meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """One text of a segment: an element, or a component of it (from 1); `again` where it repeats the element."""

    position: int
    component: int
    text: str
    again: bool


def _values(met: Met, definition: SegmentDef, delimiters: Delimiters) -> Iterator[_Value]:
    for position, element in enumerate(met.elements[1:], 1):
        use = definition.at(position)
        composite = use is not None and isinstance(use.definition, CompositeDef)
        for number, one in enumerate(repetitions(element, delimiters)):
            parts = components(one, delimiters) if composite else [one]
            for component, text in enumerate(parts, 1):
                if text:
                    yield _Value(
                        position=position,
                        component=component if composite else 0,
                        text=text,
                        again=number > 0,
                    )


def _gap(row: SegmentPlan, value: _Value) -> tuple[GapKind | Literal[""], str]:
    """Return what keeps a value from being read as it stands, and the value where it is a code or fixed text."""
    at = (value.position, value.component)
    element = next((one for one in row.elements if at in map(_at, spots_of(one))), None)
    if element is None:
        return "element", ""
    if isinstance(element, UnusedRow):
        return "forbidden", ""
    if value.again:
        return "repeated", ""
    part = next((part for spot, part in parts_of(element) if _at(spot) == at), None)
    if part and part.codes and value.text not in part.codes:
        return ("kept-code" if part.keeps else "code"), value.text
    if isinstance(element, ConstantRow) and value.text != element.text:
        return "fixed", value.text
    return "", ""


def _at(spot: Spot) -> tuple[int, int]:
    return spot.position, spot.component
