"""Maps bound to the standard and to their document types; whatever does not fit is said here, before any file arrives."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import cast

from gateway.mapping.complaints import Complaints, Path
from gateway.mapping.element_binding import ElementBinder
from gateway.mapping.fields import FieldType, fields_of, unknown
from gateway.mapping.plan import (
    ConstantRow,
    FieldRow,
    LevelRow,
    LoopPlan,
    RangeRow,
    RowPlan,
    SegmentPlan,
    Spot,
    Target,
    UnusedRow,
)
from gateway.mapping.spec import LoopSpec, RowSpec, SegmentSpec
from gateway.x12.elements import absences
from gateway.x12.structure import UNLIMITED, Loop, Place, Structure

ENVELOPE = ("ST", "SE")
LEVELS = "HL"


class Binder:
    """Binds the rows of one map; what is wrong goes to the complaints."""

    def __init__(self, structure: Structure, complaints: Complaints) -> None:
        self.structure = structure
        self.complaints = complaints

    def document(self, rows: Sequence[RowSpec], kind: type) -> tuple[RowPlan, ...]:
        """Return the rows of a whole map."""
        bound = self.rows(rows, self.structure.root, kind, ("rows",))
        self.filled(_carried(bound), kind, ("rows",))
        return bound

    def rows(self, specs: Sequence[RowSpec], loop: Loop, holder: type, path: Path) -> tuple[RowPlan, ...]:
        """Return the rows within a loop or the whole set, in order."""
        bound: list[RowPlan] = []
        reached = 0
        for index, spec in enumerate(specs):
            at = (*path, index)
            row = self._bind(spec, loop, holder, reached, at)
            if row is None:
                continue
            place = row.loop if isinstance(row, LoopPlan) else row.place
            if place is not loop:
                reached = place.index
            bound.append(row)
        self._apart(bound, path)
        self._complete(bound, loop, path)
        return tuple(bound)

    def filled(self, fields: Iterable[FieldType], kind: type, path: Path) -> None:
        """Say which fields of a type no row fills though it needs them, and which are filled twice."""
        names = Counter(field.name for field in fields)
        for field in fields_of(kind).values():
            if field.needed and not names[field.name]:
                self.complaints.say(path, f"nothing fills {field.name}, which {kind.__name__} needs")
        for name, times in names.items():
            if times > 1:
                self.complaints.say(path, f"{times} rows fill {name} of {kind.__name__}: one must do")

    def _bind(self, spec: RowSpec, loop: Loop, holder: type, reached: int, at: Path) -> RowPlan | None:
        name = spec.segment if isinstance(spec, SegmentSpec) else spec.loop
        sort = Place if isinstance(spec, SegmentSpec) else Loop
        if isinstance(spec, LoopSpec) and name == loop.id == LEVELS:
            return self._loop(spec, loop, holder, at)
        places = [row for row in loop.rows if row.id == name and isinstance(row, sort)]
        inside = f"loop {loop.path}" if loop.path else f"set {loop.id}"
        if not places:
            self.complaints.say(at, f"the {inside} has no {spec.kind} {name}")
            return None
        place = next((row for row in places if row.index >= reached), None)
        if place is None:
            self.complaints.say(at, f"{name} stands before the row above it in the {inside}")
            place = places[-1]
        if isinstance(place, Place):
            return self._segment(cast("SegmentSpec", spec), place, holder, at)
        return self._loop(cast("LoopSpec", spec), place, holder, at)

    def _segment(self, spec: SegmentSpec, place: Place, holder: type, at: Path) -> SegmentPlan:
        target = self._target(spec, holder, at)
        kind = target.kind if target else holder
        binder = ElementBinder(place.row.segment, kind, self.structure, self.complaints)
        elements = binder.bind(spec.elements, (*at, "elements"))
        forbidden = spec.usage == "not_used"
        tests = tuple(one.text for one in elements if isinstance(one, ConstantRow) and one.test)
        needed = not target and any(isinstance(one, FieldRow) and one.part.field.needed for one in elements)
        plan = SegmentPlan(
            label="*".join((place.id, *tests)),
            segment=place.row.segment,
            place=place,
            target=target,
            holder=kind,
            required=self._required(spec, place, at) or needed,
            forbidden=forbidden,
            limit=self._limit(spec, place.limit, at),
            elements=elements,
            note=spec.note,
        )
        if target:
            self.filled(_elements_of(plan), kind, at)
        if not forbidden:
            self._covered(plan, at)
        return plan

    def _loop(self, spec: LoopSpec, loop: Loop, holder: type, at: Path) -> LoopPlan | None:
        target = self._target(spec, holder, at)
        kind = target.kind if target else holder
        first = spec.rows[0]
        if not isinstance(first, SegmentSpec) or first.segment != loop.id:
            self.complaints.say(at, f"the first row of loop {spec.loop} is its segment {loop.opener.id}")
            return None
        rows = self.rows(spec.rows, loop, kind, (*at, "rows"))
        opener = cast("SegmentPlan", rows[0])
        level = loop.id == LEVELS
        if target:
            self.filled(_carried(rows), kind, at)
        if opener.target:
            self.complaints.say((*at, "rows", 0), "the opening segment cannot be an item of its own")
        if level:
            self._level(opener, (*at, "rows", 0))
        needed = not target and any(_holds_needed(row) for row in rows)
        return LoopPlan(
            label=opener.label,
            loop=loop,
            target=target,
            holder=kind,
            required=self._required(spec, loop, at) or needed,
            forbidden=spec.usage == "not_used",
            limit=self._limit(spec, loop.limit, at),
            level=level,
            rows=rows,
            note=spec.note,
        )

    def _target(self, spec: RowSpec, holder: type, at: Path) -> Target | None:
        name = spec.each or spec.into
        if name is None:
            return None
        if spec.each and spec.into:
            self.complaints.say(at, "a row has `each` or `into`, not both")
        field = fields_of(holder).get(name)
        if field is None:
            self.complaints.say(at, unknown(holder, name))
            return None
        if not field.nested or field.many != bool(spec.each):
            self.complaints.say(at, f"{name} is not {'a tuple of values' if spec.each else 'one value'}")
            return None
        return Target(field=field)

    def _required(self, spec: RowSpec, place: Place | Loop, at: Path) -> bool:
        inherits = place.id != LEVELS
        if place.mandatory and inherits and spec.usage in ("optional", "not_used"):
            self.complaints.say(at, f"the standard demands {place.id}: {spec.usage} would widen it")
        return spec.usage == "required" or (place.mandatory and inherits)

    def _limit(self, spec: RowSpec, standard: int, at: Path) -> int:
        limit = int(spec.max or 0) or standard
        if limit > standard:
            self.complaints.say(at, f"max {limit} is more than the {standard} of the standard")
        alone = not spec.each and not (isinstance(spec, SegmentSpec) and _spilling(spec))
        return 1 if alone else UNLIMITED if isinstance(spec, LoopSpec) and spec.loop == LEVELS else limit

    def _covered(self, plan: SegmentPlan, at: Path) -> None:
        covered = [False] * len(plan.segment.elements)
        components: dict[int, set[int]] = {}
        for spot in _spots(plan):
            covered[spot.position - 1] = True
            components.setdefault(spot.position, set()).add(spot.component)
        for fault in absences(plan.segment, covered):
            if fault.code == "x12.segment-no-data":
                self.complaints.say(at, f"the row {plan.label} carries nothing")
            elif fault.code == "x12.element-missing":
                self.complaints.say(
                    at, f"nothing fills {plan.segment.id}{fault.position:02}, which the standard demands"
                )
            elif fault.code != "x12.trailing-separators" and not covered[fault.position - 1]:
                self.complaints.say(
                    at,
                    f"without {plan.segment.id}{fault.position:02} a condition of the standard cannot hold",
                )

    def _level(self, opener: SegmentPlan, at: Path) -> None:
        roles = {one.role for one in opener.elements if isinstance(one, LevelRow)}
        if "id" not in roles or not opener.tests:
            self.complaints.say(at, "a level needs `hl: id` and a qualifier for its kind")

    def _apart(self, rows: Sequence[RowPlan], path: Path) -> None:
        """Say which rows could both match one segment."""
        for first, second in combinations(rows, 2):
            if _where(first) is not _where(second) or _disjoint(first, second):
                continue
            if second.tests or not first.tests or _claimed(first, second):
                text = f"{first.label} and {second.label} could both match: tell them apart by qualifiers"
                self.complaints.say(path, text)

    def _complete(self, rows: Sequence[RowPlan], loop: Loop, path: Path) -> None:
        bound = {id(_where(row)) for row in rows}
        for row in loop.rows:
            outer = loop.parent is None and row.id in ENVELOPE
            if row.mandatory and not outer and id(row) not in bound:
                self.complaints.say(path, f"there is no row for {row.id}, which the standard demands")


def _where(row: RowPlan) -> Place | Loop:
    return row.loop if isinstance(row, LoopPlan) else row.place


def _disjoint(first: RowPlan, second: RowPlan) -> bool:
    texts = {(one.spot.position, one.spot.component): one.text for one in first.tests}
    return any(
        texts.get((one.spot.position, one.spot.component), one.text) != one.text for one in second.tests
    )


def _spilling(spec: SegmentSpec) -> bool:
    carried = [one.kind for one in spec.elements.values() if one.kind not in ("fixed", "qualifier")]
    return not spec.into and carried == ["each"]


def _spots(plan: SegmentPlan) -> Iterator[Spot]:
    for row in plan.elements:
        if isinstance(row, RangeRow):
            yield from row.spots
        elif not isinstance(row, UnusedRow):
            yield row.spot


def _carried(rows: Sequence[RowPlan]) -> Iterator[FieldType]:
    """Yield the fields of the current object that rows fill."""
    for row in rows:
        if row.target:
            yield row.target.field
        elif isinstance(row, LoopPlan):
            yield from _carried(row.rows)
        else:
            yield from _elements_of(row)


def _elements_of(plan: SegmentPlan) -> Iterator[FieldType]:
    for one in plan.elements:
        if isinstance(one, FieldRow):
            yield one.part.field
        elif isinstance(one, RangeRow):
            yield one.field


def _holds_needed(row: RowPlan) -> bool:
    return not row.target and any(field.needed for field in _carried((row,)))


def _claimed(first: RowPlan, second: RowPlan) -> bool:
    """Return whether a row without qualifiers lists a code that an earlier row has as its qualifier."""
    opener = second.opener if isinstance(second, LoopPlan) else second
    listed = {
        (one.spot.position, one.spot.component): one.part.codes
        for one in opener.elements
        if isinstance(one, FieldRow)
    }
    return any(one.text in listed.get((one.spot.position, one.spot.component), ()) for one in first.tests)
