"""What is taken from a segment: its elements decoded into the fields of an object.

A `Taking` says it as data. `by_text` compiles it to a function without a loop, for shapes that come again
and again; `by_hand` follows it step by step, for those that are not worth it. Both do the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass
from typing import Any

from gateway.mapping.makers import UNSET, blank, compiled, defaults, settled, twin

Decode = Callable[[str], Any]
Odd = Callable[[int, str, Decode], Any]
"""Is told of a code that is in no list of the dictionary: where, which, and how to decode it."""
Take = Callable[[Sequence[str], Any, dict[str, list[Any]], Odd], Any]
"""Takes from elements, for the object around, its lists; returns the segment's own object where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One element or component; `known` are the listed codes and what they stand for, None where all is welcome."""

    index: int
    component: int = 0
    field: str = ""
    decode: Decode | None = None
    known: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The items a range fills in one segment: of a kind, or plain values where that is None."""

    field: str
    kind: type | None
    items: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """All that is taken; `kind` is the segment's own object, None where it fills the one around.

    `needs` are fields the object cannot do without that hang on a component; `loose` are listed codes that go
    nowhere; with `spills` the groups of several segments are run together.
    """

    kind: type | None
    cells: tuple[Cell, ...]
    groups: tuple[Group, ...]
    loose: tuple[Cell, ...]
    needs: tuple[str, ...]
    spills: bool
    separator: str


def by_hand(taking: Taking) -> Take:
    """Return a function that follows a taking step by step."""

    def take(elements: Sequence[str], owner: Any, lists: dict[str, list[Any]], odd: Odd) -> Any:  # noqa: ANN401 - twins
        item = owner if taking.kind is None else blank(taking.kind)()
        _fill(item, taking.cells, elements, taking.separator, odd)
        for cell in taking.loose:
            _value(cell, elements[cell.index], odd)
        for group in taking.groups:
            items = [_item(group.kind, cells, elements, odd) for cells in group.items]
            if taking.spills:
                lists.setdefault(group.field, []).extend(items)
            else:
                setattr(item, group.field, tuple(items))
        return None if taking.kind is None else settled(item, taking.kind, taking.needs)

    return take


def _fill(item: object, cells: Sequence[Cell], elements: Sequence[str], separator: str, odd: Odd) -> None:
    for cell in cells:
        text = elements[cell.index]
        if cell.component:
            text = part(text, separator, cell.component)
        if text:
            setattr(item, cell.field, _value(cell, text, odd))


def _item(kind: type | None, cells: Sequence[Cell], elements: Sequence[str], odd: Odd) -> Any:  # noqa: ANN401 - an item
    if kind is None:
        return _value(cells[0], elements[cells[0].index], odd)
    item = blank(kind)()
    _fill(item, cells, elements, "", odd)
    return settled(item, kind, ())


def _value(cell: Cell, text: str, odd: Odd) -> Any:  # noqa: ANN401 - what the field holds
    decode = cell.decode or str
    if cell.known is None:
        return decode(text)
    return cell.known[text] if text in cell.known else odd(cell.index, text, decode)


def by_text(taking: Taking) -> Take:
    """Return a function compiled from a taking, without a loop in it."""
    writer = _Writer(taking)
    return compiled(("elements", "owner", "lists", "odd"), writer.lines(), writer.names)


def part(text: str, separator: str, component: int) -> str:
    """Return a component of an element, empty where it is not there."""
    parts = text.split(separator) if separator else [text]
    return parts[component - 1] if component <= len(parts) else ""


class _Writer:
    """Writes the lines of one function, and keeps the names they use."""

    def __init__(self, taking: Taking) -> None:
        self.taking = taking
        self.names: dict[str, Any] = {
            "new": object.__new__,
            "part": part,
            "settled": settled,
            "separator": taking.separator,
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of the body."""
        taking = self.taking
        if taking.kind is None:
            yield "item = owner"
            yield from self._fields(taking.cells, "item")
        else:
            yield from self._object(
                "item", taking.kind, taking.cells, {group.field for group in taking.groups}
            )
        for cell in taking.loose:
            yield self._value(cell)
        for number, group in enumerate(taking.groups):
            items = [f"item_{number}_{index}" for index, _ in enumerate(group.items)]
            for name, cells in zip(items, group.items, strict=True):
                if group.kind is None:
                    yield f"{name} = {self._value(cells[0])}"
                else:
                    yield from self._object(name, group.kind, cells, set())
                    yield self._settled(name, group.kind)
            run = f"({', '.join(items)},)"
            if taking.spills:
                yield f"lists.setdefault({group.field!r}, []).extend({run})"
            else:
                yield f"item.{group.field} = {run}"
        if taking.kind is not None:
            if taking.needs:
                yield f"return settled(item, {self._name('kind', taking.kind)}, {taking.needs})"
            else:
                yield self._settled("item", taking.kind)
                yield "return item"

    def _object(self, name: str, kind: type, cells: Sequence[Cell], later: set[str]) -> Iterator[str]:
        """Yield the lines that make a twin: its defaults first, then what was sent."""
        sent = later | {cell.field for cell in cells if not cell.component}
        yield f"{name} = new({self._name('twin', twin(kind))})"
        for field, default in defaults(kind).items():
            if field not in sent:
                yield f"{name}.{field} = {self._name('default', UNSET if default is MISSING else default)}"
        yield from self._fields(cells, name)

    def _fields(self, cells: Sequence[Cell], name: str) -> Iterator[str]:
        for cell in cells:
            if cell.component:
                yield f"if part(elements[{cell.index}], separator, {cell.component}):"
                yield f"    {name}.{cell.field} = {self._value(cell)}"
            else:
                yield f"{name}.{cell.field} = {self._value(cell)}"

    def _value(self, cell: Cell) -> str:
        """Return the expression of a decoded text; words for codes are never empty."""
        text = f"elements[{cell.index}]"
        if cell.component:
            text = f"part({text}, separator, {cell.component})"
        if cell.known is not None:
            decode = self._name("decode", cell.decode or str)
            return f"{self._name('known', cell.known.get)}({text}) or odd({cell.index}, {text}, {decode})"
        return f"{self._name('decode', cell.decode)}({text})" if cell.decode else text

    def _settled(self, name: str, kind: type) -> str:
        return f"{name}.__class__ = {self._name('kind', kind)}"

    def _name(self, sort: str, value: object) -> str:
        name = f"{sort}_{len(self.names)}"
        self.names[name] = value
        return name
