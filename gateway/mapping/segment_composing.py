"""Composing one segment: the lines of a function that lay out its texts and put them together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.mapping.cells import Cell, Form, Range
from gateway.mapping.composed import Standing, Texts, composite, unfit
from gateway.x12.delimiters import UNSEEN

_ELEMENT = UNSEEN.element


@dataclass(slots=True)
class Names:
    """The names that the lines of one function use; texts of values are the same for all functions of a plan."""

    texts: dict[Callable[[Any], str], Texts]
    known: dict[str, Any] = field(
        default_factory=lambda: {"join": _ELEMENT.join, "composite": composite, "unfit": unfit}
    )

    def name(self, sort: str, value: object) -> str:
        """Return a name for a value."""
        name = f"{sort}_{len(self.known)}"
        self.known[name] = value
        return name

    def texts_of(self, encode: Callable[[Any], str]) -> str:
        """Return a name for the texts that values become by a codec."""
        return self.name("texts", self.texts.setdefault(encode, Texts(encode)))


def indented(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines one block further in."""
    return (f"    {line}" for line in lines)


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)},)"


@dataclass(slots=True)
class SegmentComposer:
    """Writes the lines of one row's segment; `put` is what becomes of its text."""

    names: Names
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
        yield from indented(self._written())

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
            yield from indented(self._range(0, one, f"values_0[start:start + {len(one.groups)}]"))
            yield from indented(self._finished())
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
            standing = self.names.name("standing", Standing(form))
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
        yield "    unfit()"
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
        return f"{self.names.texts_of(cell.encode)}[{value}]"
