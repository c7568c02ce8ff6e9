"""Composing: what writes a plan's documents, compiled row by row to functions without look-ups.

A composer says exactly what writing by hand (`by_hand`) says, many times as fast. It raises ValueError for whatever
it cannot say, and leaves it to the other to tell what that is and where.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.mapping.cells import Cell, Form, Range
from gateway.mapping.makers import compiled
from gateway.mapping.plan import LoopPlan, Plan, RowPlan, SegmentPlan
from gateway.x12.delimiters import UNSEEN
from gateway.x12.segments import SetText

_COMPOSER: Final = "composer"
_MOST_TEXTS: Final = 4096
_ELEMENT, _COMPONENT, _SEGMENT = UNSEEN.element, UNSEEN.component, UNSEEN.segment

_UNFIT: Final = ValueError("a value holds what separates elements")

Turn = Callable[[Any, "Page", str], bool]
"""Writes one turn of a loop, or of the whole set, below a parent level; returns whether it says something of it."""


def compose(plan: Plan, document: object) -> SetText:
    """Return the segments of a document as one text; raises ValueError for what cannot be said."""
    turn: Turn | None = plan.kept.get(_COMPOSER)
    if turn is None:
        turn = plan.kept[_COMPOSER] = _turn(plan.rows, None, {})
    page = Page()
    turn(document, page, "")
    return SetText(page.text())


class Texts(dict[Any, str]):
    """The texts of values seen, each worked out once; what says nothing has none."""

    def __init__(self, encode: Callable[[Any], str]) -> None:
        super().__init__({None: "", "": ""})
        self.encode = encode

    def __missing__(self, value: object) -> str:
        if len(self) >= _MOST_TEXTS:
            self.clear()
            self.update({None: "", "": ""})
        text = self[value] = self.encode(value)
        return text


class Standing(dict[tuple[bool, ...], tuple[str, ...]]):
    """The fixed texts that stand beside each combination of the others, in the order of their slots."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    def __missing__(self, present: tuple[bool, ...]) -> tuple[str, ...]:
        standing = dict(self.form.stands(present))
        texts = self[present] = tuple(standing.get(self.form.slot(row.spot), "") for row in self.form.fixed)
        return texts


@dataclass(slots=True)
class Page:
    """What is written so far: segments without their terminators, levels opened, counts to be filled in."""

    segments: list[str] = field(default_factory=list)
    levels: int = 0
    components: int = 0
    counts: list[tuple[int, list[str], Sequence[tuple[int, str]]]] = field(default_factory=list)

    def text(self) -> str:
        """Return the whole, with its counts; raises ValueError where a value holds what ends a segment or a component."""
        segments = self.segments
        text = _SEGMENT.join(("", *segments, ""))
        for at, parts, counted in self.counts:
            for position, name in counted:
                parts[position] = str(
                    sum(text.count(f"{_SEGMENT}{name}{end}") for end in (_ELEMENT, _SEGMENT))
                )
            segments[at] = joined(parts)
        text = _SEGMENT.join((*segments, ""))
        if text.count(_SEGMENT) != len(segments) or text.count(_COMPONENT) != self.components:
            raise ValueError("a value holds what ends segments or components")
        return text


def joined(parts: Sequence[str]) -> str:
    """Return a segment of its parts; raises ValueError where one holds what separates them."""
    text = _ELEMENT.join(parts)
    if text.count(_ELEMENT) != len(parts) - 1:
        raise _UNFIT
    return text.rstrip(_ELEMENT)


def composite(parts: Sequence[str], page: Page) -> str:
    """Return an element of its components, and count what separates them."""
    text = _COMPONENT.join(parts)
    if text.count(_COMPONENT) != len(parts) - 1:
        raise ValueError("a value holds what separates components")
    text = text.rstrip(_COMPONENT)
    page.components += text.count(_COMPONENT)
    return text


def _turn(rows: Sequence[RowPlan], loop: LoopPlan | None, texts: dict[Callable[[Any], str], Texts]) -> Turn:
    """Return what writes one turn of a loop, or of the whole set where that is None."""
    writer = _TurnWriter(texts)
    lines = tuple(writer.lines(rows, loop))
    return compiled(("holder", "page", "parent"), lines, writer.names)


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)},)"


@dataclass(slots=True)
class _TurnWriter:
    """Writes the lines of one turn's function, and keeps the names they use."""

    texts: dict[Callable[[Any], str], Texts]
    names: dict[str, Any] = field(
        default_factory=lambda: {"join": _ELEMENT.join, "composite": composite, "unfit": _UNFIT}
    )

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
            yield from _SegmentWriter(self, Form(loop.opener), "holder", put="out[at] = {}").wanted()
        else:
            if loop is not None:
                yield from _SegmentWriter(self, Form(loop.opener), "holder").wanted()
            for row in rows[1:] if loop else rows:
                yield from self._row(row, "''")
        yield "return says"

    def name(self, sort: str, value: object) -> str:
        """Return a name for a value."""
        name = f"{sort}_{len(self.names)}"
        self.names[name] = value
        return name

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
        yield from _indented(self._put(row, "item", parent, wanted=True))

    def _put(self, row: RowPlan, item: str, parent: str, *, wanted: bool) -> Iterator[str]:
        if isinstance(row, SegmentPlan):
            segment = _SegmentWriter(self, Form(row), item)
            yield from segment.wanted() if wanted else segment.said()
            return
        turn = self.name("turn", _turn(row.rows, row, self.texts))
        if wanted:
            yield f"says = {turn}({item}, page, {parent}) or says"
            return
        yield "mark, levels = len(out), page.levels"
        yield f"if {turn}({item}, page, {parent}):"
        yield "    says = True"
        yield "else:"
        yield "    del out[mark:]"
        yield "    page.levels = levels"


@dataclass(slots=True)
class _SegmentWriter:
    """Writes the lines of one row's segment; `put` is what becomes of its text."""

    turn: _TurnWriter
    form: Form
    item: str
    put: str = "add({})"

    def wanted(self) -> Iterator[str]:
        """Yield the lines that write the segment in any case."""
        yield from self._texts()
        if said := self._saying():
            yield f"says = says or bool({said})"
        yield from self._written()

    def said(self) -> Iterator[str]:
        """Yield the lines that write the segment where it says something."""
        yield from self._texts()
        yield f"if {self._saying() or 'False'}:"
        yield "    says = True"
        yield from _indented(self._written())

    def _texts(self) -> Iterator[str]:
        """Yield the lines that find the texts of all that is variable."""
        for cell in self.form.cells:
            yield f"t{cell.slot} = {self._text(cell, f'{self.item}.{cell.name}')}"
        for slot, row in self.form.counts:
            if row.field:
                yield f"t{slot} = len({self.item}.{row.field.name})"
        for number, one in enumerate(self.form.ranges):
            yield f"values_{number} = {self.item}.{one.name}"

    def _saying(self) -> str:
        """Return the expression of whether anything comes from the document."""
        said = [f"t{cell.slot}" for cell in self.form.cells]
        said += [f"values_{number}" for number, _ in enumerate(self.form.ranges)]
        said += [f"t{slot}" if row.field else "True" for slot, row in self.form.counts]
        return " or ".join(said)

    def _written(self) -> Iterator[str]:
        form = self.form
        if form.plan.spills:
            (one,) = form.ranges
            yield f"for start in range(0, len(values_0) or 1, {len(one.groups)}):"
            yield from _indented(self._range(0, one, f"values_0[start:start + {len(one.groups)}]"))
            yield from _indented(self._finished())
            return
        for number, one in enumerate(form.ranges):
            yield f"if len(values_{number}) > {len(one.groups)}:"
            yield "    raise ValueError('more values than fit')"
            yield from self._range(number, one, f"values_{number}")
        yield from self._finished()

    def _range(self, number: int, one: Range, values: str) -> Iterator[str]:
        """Yield the lines that lay out a range's items, up to its whole length unless it ends the segment."""
        yield f"run_{number} = []"
        yield f"for one in {values}:"
        parts = [self._text(cell, f"one.{cell.name}" if one.nested else "one") for cell in one.groups[0]]
        yield f"    run_{number} += {_tuple(parts)}"
        if not self._ends(one):
            size = sum(map(len, one.groups))
            yield f"run_{number} += [''] * ({size} - len(run_{number}))"

    def _ends(self, one: Range) -> bool:
        """Return whether a range is all that the segment has from its first element on."""
        slots = [cell.slot for group in one.groups for cell in group]
        form = self.form
        plain = not (form.spans or form.fixed) and len(form.ranges) == 1
        return plain and slots == list(range(slots[0], len(form.slots) + 1))

    def _finished(self) -> Iterator[str]:
        """Yield the lines that put the segment together."""
        form = self.form
        texts = [repr(one) for one in form.blank]
        for cell in form.cells:
            texts[cell.slot] = f"t{cell.slot}"
        for slot, row in form.counts:
            texts[slot] = f"str(t{slot})" if row.field else "'0'"
        for number, one in enumerate(form.ranges):
            slots = [cell.slot for group in one.groups for cell in group]
            if self._ends(one):
                texts[slots[0] :] = [f"*run_{number}"]
            else:
                for at, slot in enumerate(slots):
                    texts[slot] = f"run_{number}[{at}]"
        if form.fixed:
            standing = self.turn.name("standing", Standing(form))
            yield f"fixed = {standing}[{_tuple([f'bool({one})' for one in texts])}]"
            for at, constant in enumerate(form.fixed):
                texts[form.slot(constant.spot)] = f"fixed[{at}]"
        for slot, role in form.levels:
            texts[slot] = {"id": "number", "parent": "parent", "children": "children"}[role]
        elements = [
            self._element(texts[first : max(last, first + 1)]) for first, last in form.spans
        ] or texts[1:]
        parts = _tuple((texts[0], *elements))
        counted = tuple((row.spot.position, row.segment) for _, row in form.counts if not row.field)
        if counted:
            yield f"page.counts.append((len(out), [*{parts}], {counted!r}))"
            yield "add('')"
        else:
            yield from self._put_together(parts, len(elements))

    def _put_together(self, parts: str, separators: int) -> Iterator[str]:
        """Yield the lines of `joined`, written out: a call a segment would cost a fifth of the time."""
        if "*" in parts:  # a run of as many items as there are
            yield f"parts = {parts}"
            yield "text, separators = join(parts), len(parts) - 1"
        else:
            yield f"text, separators = join({parts}), {separators}"
        yield f"if text.count({_ELEMENT!r}) != separators:"
        yield "    raise unfit"
        yield self.put.format(f"text.rstrip({_ELEMENT!r})")

    def _element(self, texts: Sequence[str]) -> str:
        """Return the expression of an element of one text, or of its components."""
        if len(texts) == 1:
            return texts[0]
        return f"(composite({_tuple(texts)}, page) if {' or '.join(texts)} else '')"

    def _text(self, cell: Cell, value: str) -> str:
        """Return the expression of a value's text."""
        if cell.encode is str:
            return f"{value} or ''"
        texts = self.turn.texts.setdefault(cell.encode, Texts(cell.encode))
        return f"{self.turn.name('texts', texts)}[{value}]"
