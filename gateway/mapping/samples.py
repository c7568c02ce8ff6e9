"""Samples: documents drawn from a map, which it can carry and write without a finding."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from gateway.mapping.choosing import Choice, Key, capacity, key_of
from gateway.mapping.fields import is_empty
from gateway.mapping.plan import FieldRow, LoopPlan, Plan, RangeRow, RowPlan, SegmentPlan
from gateway.mapping.reading import read
from gateway.mapping.specimens import Specimens
from gateway.mapping.writing import as_received, write
from gateway.x12.segments import split
from gateway.x12.structure import Loop, Place

OFTEN = 0.6
MOST_ITEMS = 2
MOST_SPILLED = 4

Values = dict[str, Any]
Avoid = Mapping[Key, Collection[str]]


def draw(plan: Plan, random: Random, *, rough: float = 0.0) -> Any:  # noqa: ANN401 - a document of the plan's kind
    """Return a document that the plan writes and reads back as it is; the same `random` gives the same document.

    `rough` is how often a value goes to the limits of its element, for tests; a person is better served without.
    """
    drawing = _Drawing(random, Specimens(random, rough))
    values: Values = {}
    drawing.fill(values, plan.rows)
    return _adding_up(plan, plan.kind(**values))


def _adding_up(plan: Plan, document: object) -> object:
    """Return a document whose check digits and totals are right: chance does not add up."""
    drawn = as_received(plan, write(plan, document))
    rows = [split(one, drawn.delimiters) for one in drawn.segments]
    mended = plan.structure.arithmetic.mended(rows)
    if mended == rows:
        return document
    right = tuple(drawn.delimiters.element.join(row) for row in mended)
    return read(plan, replace(drawn, segments=right)).document


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws values from rows, one object at a time, each segment as its conditions allow."""

    random: Random
    specimens: Specimens

    def fill(self, values: Values, rows: Sequence[RowPlan]) -> None:
        """Draw what the rows carry into the values of an object."""
        used = Counter[Place | Loop]()
        for row in rows:
            where = row.place if isinstance(row, SegmentPlan) else row.loop
            left = min(row.limit, where.limit - used[where])
            if not row.forbidden and left > 0:
                used[where] += self._row(values, row, left=left, avoid=_rivals(row, rows))

    def _row(self, values: Values, row: RowPlan, *, left: int, avoid: Avoid) -> int:
        """Draw what one row carries; return how often it occurs."""
        must = row.required or _is_needed(row) or (isinstance(row, LoopPlan) and not self.specimens.rough)
        if row.target is None or not row.target.many:
            return self._once(values, row, left=left, avoid=avoid) if must or self._often() else 0
        count = self.random.randint(int(must), min(left, MOST_ITEMS))
        name = row.target.field.name
        values[name] = (*values.get(name, ()), *(self._item(row, avoid) for _ in range(count)))
        return count

    def _once(self, values: Values, row: RowPlan, *, left: int, avoid: Avoid) -> int:
        if row.target is not None:
            values[row.target.field.name] = self._item(row, avoid)
        elif isinstance(row, SegmentPlan):
            return self._segment(values, row, left=left, avoid=avoid)
        else:
            self._turn(values, row, avoid)
        return 1

    def _item(self, row: RowPlan, avoid: Avoid) -> Any:  # noqa: ANN401 - of the target's kind
        values: Values = {}
        if isinstance(row, SegmentPlan):
            self._segment(values, row, left=1, avoid=avoid)
        else:
            self._turn(values, row, avoid)
        return row.target.kind(**values) if row.target else None

    def _turn(self, values: Values, row: LoopPlan, avoid: Avoid) -> None:
        """Draw one turn of a loop: its opening segment always, what follows by chance."""
        self._segment(values, row.opener, left=1, avoid=avoid)
        self.fill(values, row.rows[1:])

    def _segment(self, values: Values, row: SegmentPlan, *, left: int, avoid: Avoid) -> int:
        """Draw the elements of one segment, of several where a range spills; return how many it takes."""
        choice = Choice(row, self.random)
        taken = 1
        for one in row.elements:
            if isinstance(one, FieldRow) and choice.holds(one):
                avoided = avoid.get(key_of(one), ())
                values[one.part.field.name] = self.specimens.value(one.part, one.spot, avoided)
            elif isinstance(one, RangeRow):
                count = choice.groups_of(one)
                if row.spills and self._often():
                    count = self.random.randint(count, min(MOST_SPILLED, left * capacity(one)))
                    taken = -(-count // capacity(one))
                values[one.field.name] = tuple(self._values(one, count))
        return taken

    def _values(self, row: RangeRow, count: int) -> Iterator[Any]:
        groups = list(row.groups)
        for number in range(count):
            spots = groups[number % len(groups)]
            drawn = [self.specimens.value(part, spot) for part, spot in zip(row.parts, spots, strict=True)]
            if row.item is None:
                yield drawn[0]
            else:
                yield row.item(**{part.field.name: one for part, one in zip(row.parts, drawn, strict=True)})

    def _often(self) -> bool:
        return self.random.random() < OFTEN


def _rivals(row: RowPlan, rows: Sequence[RowPlan]) -> Avoid:
    """Return the codes, by place, at which another row would take what this row carries."""
    avoid: dict[Key, set[str]] = {}
    opener = row.place if isinstance(row, SegmentPlan) else row.loop
    for other in rows:
        if other is not row and opener is (other.place if isinstance(other, SegmentPlan) else other.loop):
            for test in other.tests:
                avoid.setdefault((test.spot.position, test.spot.component), set()).add(test.text)
    return avoid


def _is_needed(row: RowPlan) -> bool:
    """Return whether a document cannot be without what a row carries."""
    if row.target is not None:
        return row.target.field.needed
    if isinstance(row, LoopPlan):
        return any(_is_needed(one) for one in row.rows)
    fields = [one.part.field for one in row.elements if isinstance(one, FieldRow)]
    return any(field.needed or not is_empty(field.default) for field in fields)
