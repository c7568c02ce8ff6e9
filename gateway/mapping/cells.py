"""The elements of one segment while it is written.

What a row writes is worked out once (`Form`): which place of a list each text goes to, and which of the fixed texts
stand beside each combination of the others. To write a segment is to fill such a list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from gateway.mapping.faults import CannotWrite
from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldPart,
    FieldRow,
    LevelRow,
    Plan,
    RangeRow,
    SegmentPlan,
    Spot,
)
from gateway.x12.elements import Fault, absences
from gateway.x12.segments import Element, WrittenSegment

_FORMS = "forms"

Key = tuple[int, int]
"""A position and a component; component 0 is the element itself."""
Path = Sequence[tuple[str, int | None]]
"""The steps to an object in the document: a field, and which of its items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a part of an object goes, and how."""

    slot: int
    spot: Spot
    name: str
    encode: Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Where the items of a tuple go; an item of a `nested` one has parts of its own."""

    name: str
    nested: bool
    groups: tuple[tuple[Cell, ...], ...]


class Form:
    """What one row writes; `slots` leads from the places of a segment to those of the list its texts go to."""

    __slots__ = (
        "blank",
        "cells",
        "counts",
        "fixed",
        "levels",
        "plan",
        "ranges",
        "slots",
        "spans",
        "standing",
        "values",
    )

    def __init__(self, plan: SegmentPlan) -> None:
        rows = plan.elements
        self.plan = plan
        self.slots, self.spans = _layout(rows)
        self.cells = tuple(self._cell(row.spot, row.part) for row in rows if isinstance(row, FieldRow))
        self.values = _getter([one.name for one in self.cells])
        self.ranges = tuple(self._range(row) for row in rows if isinstance(row, RangeRow))
        self.counts = tuple((self.slot(row.spot), row) for row in rows if isinstance(row, CountRow))
        self.levels = tuple((self.slot(row.spot), row.role) for row in rows if isinstance(row, LevelRow))
        self.fixed = tuple(row for row in rows if isinstance(row, ConstantRow) and not row.test)
        self.blank = [plan.segment.id, *("" for _ in self.slots)]
        for row in plan.tests:
            self.blank[self.slot(row.spot)] = row.text
        self.standing: dict[tuple[bool, ...], tuple[tuple[int, str], ...]] = {}

    def slot(self, spot: Spot) -> int:
        """Return where the text of a place goes."""
        return self.slots[spot.position, spot.component]

    def settle(self, texts: list[str]) -> None:
        """Set the fixed texts, save one that needs a neighbour by the standard's conditions and has none."""
        for slot, text in self.stands(tuple(map(bool, texts))):
            texts[slot] = text

    def stands(self, present: tuple[bool, ...]) -> tuple[tuple[int, str], ...]:
        """Return where fixed texts stand beside those that are present, and which."""
        standing = self.standing.get(present)
        if standing is None:
            standing = self.standing[present] = self._standing(present)
        return standing

    def finished(self, texts: list[str]) -> WrittenSegment:
        """Return the segment, without what is empty at its end."""
        if not self.spans:
            return tuple(_trimmed(texts))
        elements: list[Element] = [texts[0]]
        for first, last in self.spans:
            elements.append(texts[first] if last == first else tuple(_trimmed(texts[first:last])))
        return tuple(_trimmed(elements))

    def _cell(self, spot: Spot, part: FieldPart) -> Cell:
        return Cell(slot=self.slot(spot), spot=spot, name=part.field.name, encode=part.encode)

    def _range(self, row: RangeRow) -> Range:
        groups = tuple(
            tuple(self._cell(spot, part) for spot, part in zip(group, row.parts, strict=True))
            for group in row.groups
        )
        return Range(name=row.field.name, nested=row.item is not None, groups=groups)

    def _standing(self, present: tuple[bool, ...]) -> tuple[tuple[int, str], ...]:
        standing = []
        positions = {position for (position, _), slot in self.slots.items() if present[slot]}
        for row in self.fixed:
            wider = positions | {row.spot.position}
            free = not row.required and not row.spot.mandatory
            if not free or _broken(self.plan, wider) <= _broken(self.plan, positions):
                positions = wider
                standing.append((self.slot(row.spot), row.text))
        return tuple(standing)


class Cells:
    """The texts of one segment; `says` whether any comes from the document."""

    __slots__ = ("form", "path", "says", "texts")

    def __init__(self, form: Form, path: Path) -> None:
        self.form = form
        self.path = path
        self.texts = form.blank.copy()
        self.says = False

    def fill(self, item: object, rest: tuple[object, ...] | None) -> tuple[object, ...]:
        """Set all that a row writes of an object; `rest` is what of a range is still unwritten; return what remains."""
        form = self.form
        left: tuple[object, ...] = ()
        if form.cells:
            self._parts(form.cells, form.values(item))
        for one in form.ranges:
            left = self._range(one, getattr(item, one.name) if rest is None else rest)
        for slot, row in form.counts:
            count = len(getattr(item, row.field.name)) if row.field else 0
            self.texts[slot] = str(count)
            self.says = self.says or count > 0 or not row.field
        if form.fixed:
            form.settle(self.texts)
        return left

    def finished(self) -> WrittenSegment:
        """Return the segment."""
        return self.form.finished(self.texts)

    def _parts(self, cells: Sequence[Cell], values: Sequence[Any], within: str = "") -> None:
        texts = self.texts
        for cell, value in zip(cells, values, strict=True):
            if not value and (value is None or value == ""):
                continue
            try:
                texts[cell.slot] = cell.encode(value)
            except ValueError as impossible:
                raise self._impossible(cell, within or cell.name, value, impossible) from impossible
            self.says = True

    def _range(self, one: Range, values: tuple[Any, ...]) -> tuple[object, ...]:
        room = len(one.groups)
        if len(values) > room and not self.form.plan.spills:
            raise CannotWrite(f"{self._at(one.name)}: {len(values)} are more than the {room} that fit")
        for cells, value in zip(one.groups, values, strict=False):
            self.says = True
            parts = [getattr(value, cell.name) for cell in cells] if one.nested else [value]
            self._parts(cells, parts, "" if one.nested else one.name)
        return values[room:]

    def _impossible(self, cell: Cell, name: str, value: object, why: ValueError) -> CannotWrite:
        return CannotWrite(f"{self._at(name)}: {cell.spot.reference} cannot say {value}: {why}")

    def _at(self, name: str) -> str:
        steps = (step if index is None else f"{step}[{index}]" for step, index in self.path)
        return ".".join((*steps, name))


def forms_of(plan: Plan) -> dict[SegmentPlan, Form]:
    """Return the forms of a plan's rows made so far; whoever needs another adds it."""
    forms: dict[SegmentPlan, Form] = plan.kept.setdefault(_FORMS, {})
    return forms


def _layout(rows: Sequence[ElementRow]) -> tuple[dict[Key, int], tuple[tuple[int, int], ...]]:
    """Return the slots of all places up to the last that a row writes, and the spans of positions if any is a composite."""
    spots = [spot for row in rows for spot in (row.spots if isinstance(row, RangeRow) else (row.spot,))]
    parts: dict[int, int] = {}
    for spot in spots:
        parts[spot.position] = max(parts.get(spot.position, 0), spot.component)
    slots: dict[Key, int] = {}
    spans = []
    for position in range(1, max(parts, default=0) + 1):
        components = range(1, parts[position] + 1) if parts.get(position) else (0,)
        first = len(slots) + 1
        for component in components:
            slots[position, component] = len(slots) + 1
        spans.append((first, len(slots) + 1 if parts.get(position) else first))
    return slots, tuple(spans) if any(parts.values()) else ()


def _getter(names: Sequence[str]) -> Callable[[object], Sequence[Any]]:
    """Return what reads fields of an object, always as a tuple."""
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda item: (only(item),)
    return attrgetter(*names) if names else lambda _: ()


def _trimmed(parts: Sequence[Any]) -> Sequence[Any]:
    """Return parts without what is empty at their end."""
    end = len(parts)
    while end and not parts[end - 1]:
        end -= 1
    return parts[:end]


def _broken(plan: SegmentPlan, positions: set[int]) -> set[Fault]:
    present = [at in positions for at in range(1, len(plan.segment.elements) + 1)]
    return {one for one in absences(plan.segment, present) if one.code.startswith("x12.element-condition")}
