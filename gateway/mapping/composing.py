"""Composing: what writes a plan's documents, compiled row by row to functions without look-ups.

A composer says exactly what writing by hand (`by_hand`) says, many times as fast. It raises ValueError for whatever
it cannot say, and leaves it to the other to tell what that is and where.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.mapping.cells import Form
from gateway.mapping.composed import Page, Texts
from gateway.mapping.makers import compiled
from gateway.mapping.plan import LoopPlan, Plan, RowPlan, SegmentPlan
from gateway.mapping.segment_composing import Names, SegmentComposer, indented
from gateway.x12.segments import SetText

_COMPOSER: Final = "composer"

Turn = Callable[[Any, Page, str], bool]
"""Writes one turn of a loop, or of the whole set, below a parent level; returns whether it says something of it."""


def compose(plan: Plan, document: object) -> SetText:
    """Return the segments of a document as one text; raises ValueError for what cannot be said."""
    turn: Turn | None = plan.kept.get(_COMPOSER)
    if turn is None:
        turn = plan.kept[_COMPOSER] = _turn(plan.rows, None, {})
    page = Page()
    turn(document, page, "")
    return SetText(page.text())


def _turn(rows: Sequence[RowPlan], loop: LoopPlan | None, texts: dict[Callable[[Any], str], Texts]) -> Turn:
    """Return what writes one turn of a loop, or of the whole set where that is None."""
    names = Names(texts)
    lines = tuple(_TurnWriter(names).lines(rows, loop))
    return compiled(("holder", "page", "parent"), lines, names.known)


@dataclass(slots=True)
class _TurnWriter:
    """Writes the lines of one turn's function."""

    names: Names

    def lines(self, rows: Sequence[RowPlan], loop: LoopPlan | None) -> Iterator[str]:
        """Yield the lines of the body."""
        yield "out = page.segments"
        yield "add = out.append"
        yield "says = False"
        if loop is not None and loop.level:
            yield "page.levels = level = page.levels + 1"
            yield "number, at = str(level), len(out)"
            yield "add('')"
            for row in rows[1:]:
                yield from self._row(row, "number")
            yield "children = '1' if page.levels > level else '0'"
            yield from SegmentComposer(self.names, Form(loop.opener), "holder", put="out[at] = {}").wanted()
        else:
            if loop is not None:
                yield from SegmentComposer(self.names, Form(loop.opener), "holder").wanted()
            for row in rows[1:] if loop else rows:
                yield from self._row(row, "''")
        yield "return says"

    def _row(self, row: RowPlan, parent: str) -> Iterator[str]:
        if row.forbidden:
            return
        if row.target is None:
            yield from self._put(row, "holder", parent, wanted=row.required)
            return
        if row.target.many:
            yield f"for item in holder.{row.target.field.name}:"
        else:
            yield f"item = holder.{row.target.field.name}"
            yield "if item is not None:"
        yield "    says = True"
        yield from indented(self._put(row, "item", parent, wanted=True))

    def _put(self, row: RowPlan, item: str, parent: str, *, wanted: bool) -> Iterator[str]:
        if isinstance(row, SegmentPlan):
            segment = SegmentComposer(self.names, Form(row), item)
            yield from segment.wanted() if wanted else segment.said()
            return
        turn = self.names.name("turn", _turn(row.rows, row, self.names.texts))
        if wanted:
            yield f"says = {turn}({item}, page, {parent}) or says"
            return
        yield "mark, levels = len(out), page.levels"
        yield f"if {turn}({item}, page, {parent}):"
        yield "    says = True"
        yield "else:"
        yield "    del out[mark:]"
        yield "    page.levels = levels"
