"""How one row reads one segment, worked out once for each combination of elements that are present."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from gateway.mapping.fields import fields_of
from gateway.mapping.makers import order, twin
from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldPart,
    FieldRow,
    RangeRow,
    SegmentPlan,
    UnusedRow,
)
from gateway.x12.definitions import ElementDef, SegmentDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.elements import Narrowing, absences, matcher

Decode = Callable[[str], Any]
Key = int | tuple[bool, ...]
MOST_SHAPES = 256
"""Combinations remembered for a row; whoever sends more of them has the rest read the slow way."""


@dataclass(slots=True, eq=False, kw_only=True)
class Shape:
    """What to take from a segment whose elements are present in one way; `sound`: nothing is wrong with that way.

    `codes` picks all coded elements at once; `known` remembers what such a pick stands for. `pairs` are
    groups of two that their item takes in order, `groups` all others.
    """

    sound: bool
    matches: Callable[[str], object]
    complete: bool
    texts: tuple[tuple[int, str], ...]
    decoded: tuple[tuple[int, str, Decode], ...]
    codes: Callable[[Sequence[str]], Any] | None
    coded: tuple[tuple[int, str, Decode], ...]
    listed: tuple[tuple[int, frozenset[str]], ...]
    known: dict[Any, dict[str, str]]
    plains: tuple[tuple[str, tuple[tuple[int, Decode], ...]], ...]
    pairs: tuple[tuple[str, type, Any, tuple[tuple[int, Decode | None, int, Decode | None], ...]], ...]
    groups: tuple[tuple[str, type, Any, tuple[tuple[tuple[int, str, Decode], ...], ...]], ...]
    components: tuple[tuple[int, int, str, Decode], ...]
    counts: tuple[tuple[int, CountRow], ...]
    unread: tuple[int, ...]
    trailing: bool
    rare: bool


class SegmentReader:
    """Reads the segments of one row (of none: a place the map does not read) written with certain delimiters."""

    __slots__ = (
        "definition",
        "delimiters",
        "id",
        "kind",
        "limit",
        "make",
        "many",
        "name",
        "narrowed",
        "needs",
        "plan",
        "rivals",
        "shapes",
        "single",
        "spills",
        "tests",
        "tracked",
    )

    def __init__(self, definition: SegmentDef, plan: SegmentPlan | None, delimiters: Delimiters) -> None:
        self.definition = definition
        self.id = definition.id
        self.plan = plan
        self.delimiters = delimiters
        self.narrowed = narrowings(plan.elements) if plan else {}
        self.shapes: dict[Key, Shape] = {}
        self.rivals: tuple[SegmentReader, ...] = ()
        target = plan.target if plan else None
        self.kind: type = target.kind if target else object
        self.make = twin(target.kind) if target else None
        self.name = target.field.name if target else ""
        self.many = target.many if target else False
        self.needs = _needs(target.kind) if target else frozenset()
        self.limit = plan.limit if plan else 0
        self.spills = plan is not None and plan.spills
        self.single = plan is not None and not self.many and not plan.spills
        self.tracked = plan is not None and (
            plan.limit < plan.place.limit or (plan.required and not plan.place.mandatory) or plan.forbidden
        )
        self.tests = (
            tuple((one.spot.position, one.spot.component, one.text) for one in plan.tests) if plan else ()
        )

    def shape(self, elements: Sequence[str]) -> Shape:
        """Return the shape of a segment seen for the first time, and remember it."""
        key: Key = len(elements) if "" not in elements else tuple(map(bool, elements))
        shape = self.shapes.get(key)
        if shape is None:
            shape = _shape(self, [bool(one) for one in elements])
            if len(self.shapes) < MOST_SHAPES:
                shape.matches = matcher(
                    self.definition, self.delimiters, self.narrowed, list(map(bool, elements[1:]))
                )
                self.shapes[key] = shape
        return shape


def narrowings(elements: Sequence[ElementRow]) -> dict[tuple[int, int], Narrowing]:
    """Return what a row allows beyond the standard, by place."""
    narrowed = {}
    for row in elements:
        if isinstance(row, ConstantRow):
            narrowed[row.spot.position, row.spot.component] = Narrowing(texts=(row.text,))
        elif isinstance(row, FieldRow):
            narrowed[row.spot.position, row.spot.component] = _narrowing(row.part)
        elif isinstance(row, RangeRow):
            for group in row.groups:
                for spot, part in zip(group, row.parts, strict=True):
                    narrowed[spot.position, spot.component] = _narrowing(part)
    return {place: one for place, one in narrowed.items() if one != Narrowing()}


def _narrowing(part: FieldPart) -> Narrowing:
    return Narrowing(texts=() if part.keeps else tuple(part.codes), maximum=part.maximum, form=part.form)


def required(row: ElementRow) -> bool:
    """Return whether the map, beyond the standard, wants the element."""
    if isinstance(row, FieldRow):
        return row.part.required
    return isinstance(row, ConstantRow | CountRow) and row.required


def _needs(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields_of(kind).values() if field.needed)


def _shape(reader: SegmentReader, present: Sequence[bool]) -> Shape:
    """Return what to take where `present` says of the identifier and each element whether it is there."""
    definition, rows = reader.definition, reader.plan.elements if reader.plan else ()
    here = [row for row in rows if not isinstance(row, RangeRow) and _there(present, row.spot.position)]
    wanting = any(required(row) and row not in here for row in rows)
    unused = any(isinstance(row, UnusedRow) for row in here)
    faults = [fault for fault in absences(definition, present[1:]) if fault.code != "x12.trailing-separators"]
    fields = [row for row in here if isinstance(row, FieldRow)]
    ranges = [row for row in rows if isinstance(row, RangeRow)]
    read = {row.spot.position for row in here} | {spot.position for row in ranges for spot in row.spots}
    whole = [row for row in fields if not row.spot.component]
    coded = tuple(
        (row.spot.position, row.part.field.name, _decode(row.part)) for row in whole if row.part.codes
    )
    listed = tuple(_listed(definition, present))
    picked = sorted({at for at, *_ in coded} | {at for at, _ in listed})
    shape = Shape(
        sound=not (wanting or unused or faults),
        matches=_never,
        complete=reader.needs <= {row.part.field.name for row in fields} | {row.field.name for row in ranges},
        texts=tuple((row.spot.position, row.part.field.name) for row in whole if row.part.decode is None),
        decoded=tuple(
            (row.spot.position, row.part.field.name, row.part.decode)
            for row in whole
            if row.part.decode and not row.part.codes
        ),
        codes=itemgetter(*picked) if picked else None,
        coded=coded,
        listed=listed,
        known={},
        plains=tuple(
            (row.field.name, cells) for row in ranges if not row.item and (cells := _taken(row, present))
        ),
        pairs=tuple(_pairs(ranges, present)),
        groups=tuple(_groups(ranges, present)),
        components=tuple(
            (row.spot.position, row.spot.component, row.part.field.name, _decode(row.part))
            for row in fields
            if row.spot.component
        ),
        counts=tuple((row.spot.position, row) for row in here if isinstance(row, CountRow)),
        unread=tuple(
            at for at in range(1, len(definition.elements) + 1) if _there(present, at) and at not in read
        ),
        trailing=len(present) > 1 and not present[-1],
        rare=False,
    )
    shape.rare = bool(
        shape.groups
        or shape.components
        or shape.counts
        or shape.unread
        or shape.trailing
        or reader.plan is None
    )
    return shape


def _never(_: str) -> object:
    """Send a segment the slow way."""
    return None


def _there(present: Sequence[bool], position: int) -> bool:
    return position < len(present) and present[position]


def _decode(part: FieldPart) -> Decode:
    return part.decode or str


def _listed(definition: SegmentDef, present: Sequence[bool]) -> Iterator[tuple[int, frozenset[str]]]:
    for at, use in enumerate(definition.elements, 1):
        if _there(present, at) and isinstance(use.definition, ElementDef) and use.definition.codes:
            yield at, frozenset(use.definition.codes)


def _taken(row: RangeRow, present: Sequence[bool]) -> tuple[tuple[int, Decode], ...]:
    decode = _decode(row.parts[0])
    return tuple((spot.position, decode) for spot in row.spots if _there(present, spot.position))


def _pairs(
    ranges: Sequence[RangeRow], present: Sequence[bool]
) -> Iterator[tuple[str, type, Any, tuple[tuple[int, Decode | None, int, Decode | None], ...]]]:
    for row in ranges:
        if row.item and _is_paired(row):
            head, tail = (part.decode for part in row.parts)
            found = tuple((first[0], head, second[0], tail) for first, second in _grouped(row, present))
            if found:
                yield row.field.name, row.item, twin(row.item), found


def _groups(
    ranges: Sequence[RangeRow], present: Sequence[bool]
) -> Iterator[tuple[str, type, Any, tuple[tuple[tuple[int, str, Decode], ...], ...]]]:
    for row in ranges:
        if row.item and not _is_paired(row) and (found := _grouped(row, present)):
            yield row.field.name, row.item, twin(row.item), found


def _is_paired(row: RangeRow) -> bool:
    names = tuple(part.field.name for part in row.parts)
    return names == order(row.field.kind)[:2] and all(part.field.needed for part in row.parts)


def _grouped(row: RangeRow, present: Sequence[bool]) -> tuple[tuple[tuple[int, str, Decode], ...], ...]:
    """Return the groups that have what their item needs."""
    needs = _needs(row.field.kind)
    groups = []
    for group in row.groups:
        taken = tuple(
            (spot.position, part.field.name, _decode(part))
            for spot, part in zip(group, row.parts, strict=True)
            if _there(present, spot.position)
        )
        if taken and needs <= {name for _, name, _ in taken}:
            groups.append(taken)
    return tuple(groups)
