"""Writing by hand: a document to segments, row by row, as the plan says it.

What it writes is what composed functions write (`composing`); it alone can tell what it is that cannot be said, and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.mapping.cells import Cells, Form, forms_of
from gateway.mapping.plan import LoopPlan, Plan, RowPlan, SegmentPlan
from gateway.x12.segments import WrittenSegment


def by_hand(plan: Plan, document: object) -> tuple[WrittenSegment, ...]:
    """Return the segments of a document, without ST and SE; raises CannotWrite for what the map cannot carry."""
    writer = _Writer(forms_of(plan))
    written = writer.rows(plan.rows, document)
    for cells, slot, segment in writer.counts:
        cells.texts[slot] = str(sum(one.texts[0] == segment for one in written.segments))
    return tuple(one.finished() for one in written.segments)


@dataclass(slots=True)
class _Written:
    """Segments in order, and whether any of them says something of the document."""

    segments: list[Cells] = field(default_factory=list)
    says: bool = False

    def add(self, other: "_Written", *, wanted: bool) -> bool:
        """Take over segments that say something or are wanted in any case; return whether they were taken."""
        taken = other.says or wanted
        if taken:
            self.segments += other.segments
            self.says = self.says or other.says
        return taken


class _Writer:
    def __init__(self, forms: dict[SegmentPlan, Form]) -> None:
        self.forms = forms
        self.path: list[tuple[str, int | None]] = []
        self.counts: list[tuple[Cells, int, str]] = []
        self.levels = 0

    def rows(self, rows: Sequence[RowPlan], holder: object, parent: str = "") -> _Written:
        """Return what the rows of one loop turn, or of the whole set, write."""
        written = _Written()
        for row in rows:
            if row.forbidden:
                continue
            if row.target is None:
                self._add(written, row, holder, parent)
                continue
            name, value = row.target.field.name, getattr(holder, row.target.field.name)
            if row.target.many:
                for index, item in enumerate(value):
                    self._own(written, row, item, parent, step=(name, index))
            elif value is not None:
                self._own(written, row, value, parent, step=(name, None))
        return written

    def _own(
        self, written: _Written, row: RowPlan, item: object, parent: str, *, step: tuple[str, int | None]
    ) -> None:
        """Add what an object of a row's own writes: it alone is reason enough."""
        self.path.append(step)
        written.says = True
        self._add(written, row, item, parent, wanted=True)
        self.path.pop()

    def _add(
        self, written: _Written, row: RowPlan, item: object, parent: str, *, wanted: bool = False
    ) -> None:
        before = self.levels
        part = self._turn(row, item, parent) if isinstance(row, LoopPlan) else self._segment(row, item)
        if not written.add(part, wanted=wanted or row.required):
            self.levels = before

    def _turn(self, loop: LoopPlan, item: object, parent: str) -> _Written:
        number = ""
        if loop.level:
            self.levels += 1
            number = str(self.levels)
        opener = self._segment(loop.opener, item)
        inner = self.rows(loop.rows[1:], item, number)
        if loop.level:
            children = "1" if self.levels > int(number) else "0"
            texts = {"id": number, "parent": parent, "children": children}
            for slot, role in opener.segments[0].form.levels:
                opener.segments[0].texts[slot] = texts[role]
        opener.segments += inner.segments
        opener.says = opener.says or inner.says
        return opener

    def _segment(self, row: SegmentPlan, item: object) -> _Written:
        form = self.forms.get(row)
        if form is None:
            form = self.forms[row] = Form(row)
        written = _Written()
        rest: tuple[object, ...] | None = None
        while rest is None or rest:
            cells = Cells(form, self.path)
            rest = cells.fill(item, rest)
            written.segments.append(cells)
            written.says = written.says or cells.says
        for slot, one in form.counts:
            if one.segment:
                self.counts.append((written.segments[0], slot, one.segment))
        return written
