"""How one row reads one segment, worked out once for each combination of elements that are present."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.mapping.fields import fields_of
from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldPart,
    FieldRow,
    RangeRow,
    SegmentPlan,
    Spot,
    UnusedRow,
)
from gateway.mapping.taking import Cell, Group, Take, Taking, by_hand, by_text
from gateway.x12.definitions import ElementDef, SegmentDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.elements import Narrowing, absences, matcher

Key = int | tuple[bool, ...]
MOST_SHAPES = 256
"""Combinations remembered for a row; whoever sends more of them has the rest read the slow way."""


@dataclass(slots=True, eq=False, kw_only=True)
class Shape:
    """What to do with a segment whose elements are present in one way; `sound`: nothing is wrong with that way.

    `rare` says whether there is anything beside what is taken.
    """

    sound: bool
    matches: Callable[[str], object]
    take: Take
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
        "many",
        "memo",
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
        self.kind: type | None = target.kind if target else None
        self.name = target.field.name if target else ""
        self.many = target.many if target else False
        self.needs = _needs(target.kind) if target else frozenset()
        self.limit = plan.limit if plan else 0
        self.spills = plan is not None and plan.spills
        self.single = plan is not None and not self.many and not plan.spills
        self.tracked = plan is not None and (
            plan.limit < plan.place.limit or (plan.required and not plan.place.mandatory) or plan.forbidden
        )
        self.memo: dict[str, Any] | None = None if target is None or self.tracked else {}
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
                present = list(map(bool, elements))
                shape.matches = matcher(self.definition, self.delimiters, self.narrowed, present[1:])
                shape.take = by_text(_taking(self, self.plan.elements if self.plan else (), present))
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


def _shape(reader: SegmentReader, present: Sequence[bool]) -> Shape:
    """Return what to do where `present` says of the identifier and each element whether it is there."""
    definition, rows = reader.definition, reader.plan.elements if reader.plan else ()
    here = [row for row in rows if not isinstance(row, RangeRow) and _there(present, row.spot.position)]
    wanting = any(required(row) and row not in here for row in rows)
    unused = any(isinstance(row, UnusedRow) for row in here)
    faults = [fault for fault in absences(definition, present[1:]) if fault.code != "x12.trailing-separators"]
    spots = [spot for row in rows for spot in (row.spots if isinstance(row, RangeRow) else (row.spot,))]
    read = {spot.position for spot in spots}
    shape = Shape(
        sound=not (wanting or unused or faults),
        matches=_never,
        take=by_hand(_taking(reader, rows, present)),
        counts=tuple((row.spot.position, row) for row in here if isinstance(row, CountRow)),
        unread=tuple(
            at for at in range(1, len(definition.elements) + 1) if _there(present, at) and at not in read
        ),
        trailing=len(present) > 1 and not present[-1],
        rare=False,
    )
    shape.rare = bool(shape.counts or shape.unread or shape.trailing or reader.plan is None)
    return shape


def _never(_: str) -> object:
    """Send a segment the slow way."""
    return None


def _there(present: Sequence[bool], position: int) -> bool:
    return position < len(present) and present[position]


def _taking(reader: SegmentReader, rows: Sequence[ElementRow], present: Sequence[bool]) -> Taking:
    """Return what is taken; nothing goes into an object that lacks what it needs."""
    fields = [row for row in rows if isinstance(row, FieldRow) and _there(present, row.spot.position)]
    ranges = [row for row in rows if isinstance(row, RangeRow)]
    groups = [Group(field=row.field.name, kind=row.item, items=_items(row, present)) for row in ranges]
    cells = tuple(_cell(row.spot, row.part) for row in fields)
    complete = reader.needs <= {cell.field for cell in cells} | {group.field for group in groups}
    taken = {cell.index for cell in cells} | {
        cell.index for group in groups for item in group.items for cell in item
    }
    loose = tuple(
        Cell(index=at, known=listed)
        for at, listed in _listed(reader.definition, present)
        if at not in taken or not complete
    )
    nothing = not complete
    return Taking(
        kind=None if nothing else reader.kind,
        cells=() if nothing else cells,
        groups=() if nothing else tuple(group for group in groups if group.items),
        loose=loose,
        needs=tuple(cell.field for cell in cells if cell.component and cell.field in reader.needs),
        spills=reader.spills,
        separator=reader.delimiters.component,
    )


def _items(row: RangeRow, present: Sequence[bool]) -> tuple[tuple[Cell, ...], ...]:
    """Return the groups that have what their item needs."""
    needs = _needs(row.field.kind) if row.item else frozenset()
    items = []
    for group in row.groups:
        taken = tuple(
            _cell(spot, part)
            for spot, part in zip(group, row.parts, strict=True)
            if _there(present, spot.position)
        )
        if taken and needs <= {cell.field for cell in taken}:
            items.append(taken)
    return tuple(items)


def _cell(spot: Spot, part: FieldPart) -> Cell:
    """Return where a part is found; with the words of all listed codes, if the dictionary has a list."""
    decode = part.decode
    known = (
        {code: decode(code) if decode else code for code in (*spot.element.codes, *part.codes)}
        if _coded(part, spot)
        else None
    )
    return Cell(
        index=spot.position, component=spot.component, field=part.field.name, decode=decode, known=known
    )


def _coded(part: FieldPart, spot: Spot) -> bool:
    return bool(spot.element.codes) and part.field.kind is str


def _listed(definition: SegmentDef, present: Sequence[bool]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for at, use in enumerate(definition.elements, 1):
        if _there(present, at) and isinstance(use.definition, ElementDef) and use.definition.codes:
            yield at, {code: code for code in use.definition.codes}


def _needs(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields_of(kind).values() if field.needed)
