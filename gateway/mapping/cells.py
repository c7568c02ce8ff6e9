"""The elements of one segment while it is written."""

from collections.abc import Callable, Sequence
from typing import Any

from gateway.mapping.faults import CannotWrite
from gateway.mapping.fields import is_empty
from gateway.mapping.plan import ConstantRow, CountRow, FieldPart, FieldRow, RangeRow, SegmentPlan, Spot
from gateway.x12.elements import Fault, absences
from gateway.x12.segments import Element, WrittenSegment


class Cells:
    """The texts of one segment by place; `says` whether any comes from the document."""

    __slots__ = ("id", "path", "plan", "says", "texts")

    def __init__(self, plan: SegmentPlan) -> None:
        self.id = plan.segment.id
        self.plan = plan
        self.texts: dict[tuple[int, int], str] = {}
        self.says = False
        self.path = ""

    def put(self, position: int, component: int, text: str) -> None:
        """Set the text at a place."""
        self.texts[position, component] = text

    def fill(self, item: object, rest: tuple[object, ...] | None, path: str) -> tuple[object, ...]:
        """Set all that a row writes of an object; `rest` is what of a range is still unwritten; return what remains."""
        self.path = path
        left: tuple[object, ...] = ()
        for row in self.plan.elements:
            if isinstance(row, FieldRow):
                self._part(row.part, row.spot, item)
            elif isinstance(row, RangeRow):
                values = getattr(item, row.field.name) if rest is None else rest
                left = self._range(row, values)
            elif isinstance(row, ConstantRow) and row.test:
                self.put(row.spot.position, row.spot.component, row.text)
            elif isinstance(row, CountRow):
                self._count(row, item)
        self._fixed()
        return left

    def _count(self, row: CountRow, item: object) -> None:
        """Set the number of items; segments are counted when all are written."""
        count = len(getattr(item, row.field.name)) if row.field else 0
        self.put(row.spot.position, row.spot.component, str(count))
        self.says = self.says or count > 0 or not row.field

    def finished(self) -> WrittenSegment:
        """Return the segment."""
        elements: list[Element] = [""] * (1 + max((position for position, _ in self.texts), default=0))
        elements[0] = self.id
        for (position, component), text in sorted(self.texts.items()):
            if component:
                before = elements[position] or ()
                elements[position] = (*before, *("" for _ in range(component - 1 - len(before))), text)
            else:
                elements[position] = text
        return tuple(elements)

    def _part(self, part: FieldPart, spot: Spot, item: object) -> None:
        value = getattr(item, part.field.name)
        if not is_empty(value):
            self._encoded(part.encode, value, spot, f".{part.field.name}")

    def _range(self, row: RangeRow, values: tuple[Any, ...]) -> tuple[object, ...]:
        groups = tuple(row.groups)
        if len(values) > len(groups) and not self.plan.spills:
            raise CannotWrite(
                f"{self.path}.{row.field.name}: {len(values)} are more than the {len(groups)} that fit".lstrip(
                    "."
                )
            )
        for group, value in zip(groups, values, strict=False):
            self.says = True
            if row.item is None:
                self._encoded(row.parts[0].encode, value, group[0], f".{row.field.name}")
                continue
            for spot, part in zip(group, row.parts, strict=True):
                self._part(part, spot, value)
        return values[len(groups) :]

    def _encoded(self, encode: Callable[[Any], str], value: object, spot: Spot, name: str) -> None:
        try:
            text = encode(value)
        except ValueError as impossible:
            where = f"{self.path}{name}".lstrip(".")
            raise CannotWrite(f"{where}: {spot.reference} cannot say {value}: {impossible}") from impossible
        self.put(spot.position, spot.component, text)
        self.says = True

    def _fixed(self) -> None:
        """Set the fixed texts, save one that needs a neighbour by the standard's conditions and has none."""
        for row in self.plan.elements:
            if isinstance(row, ConstantRow) and not row.test:
                before = _broken(self.plan, self.texts)
                self.put(row.spot.position, row.spot.component, row.text)
                if not row.required and not row.spot.mandatory and _broken(self.plan, self.texts) - before:
                    del self.texts[row.spot.position, row.spot.component]


def _broken(plan: SegmentPlan, texts: dict[tuple[int, int], str]) -> set[Fault]:
    present = [False] * len(plan.segment.elements)
    for position, _ in texts:
        present[position - 1] = True
    faults: Sequence[Fault] = tuple(absences(plan.segment, present))
    return {one for one in faults if one.code.startswith("x12.element-condition")}
