"""The table language of messages: rows of (path, field, codec) read an element into a value and write it again.

Rows stand in the order of the DTD. A path names elements and, behind an `@`, an attribute; rows that share the
beginning of a path share the elements. What a row reads into a list it writes from that list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway.cxml.codecs import TEXT, Codec
from gateway.cxml.nodes import Element, Node, Reading, Writing

Fields = dict[str, Any]


class Row(Protocol):
    """One line of a table."""

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take what the element has into the fields of the value."""

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write what the value has under the element."""


def split(path: str) -> tuple[tuple[str, ...], str]:
    """Return the elements of a path and its attribute."""
    steps, _, attribute = path.partition("@")
    return tuple(step for step in steps.split("/") if step), attribute


class _Placed:
    """A row whose value stands at one path."""

    __slots__ = ("attribute", "codec", "steps")

    def __init__(self, path: str, codec: Codec) -> None:
        self.steps, self.attribute = split(path)
        self.codec = codec

    def taken(self, node: Node, reading: Reading) -> Any:  # noqa: ANN401 - what the codec makes
        """Return the value at the path, None where there is none."""
        found = node.first(*self.steps)
        if found is None:
            return None
        text = found.get(self.attribute) if self.attribute else found.text
        if not text:
            return None
        return self.codec.read(text, found, reading, attribute=self.attribute)

    def given(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - what the codec takes
        """Write the value at the path."""
        text = self.codec.write(value, writing)
        if not text:
            writing.note("cxml.not-said", element, attribute=self.attribute, value=str(value))
        elif self.attribute:
            writing.set(writing.reach(element, self.steps), self.attribute, text)
        else:
            writing.put(writing.reach(element, self.steps[:-1]), self.steps[-1], text)


class Value(_Placed):
    """One field at one path. A required one is noted where it is missing, whichever way."""

    __slots__ = ("name", "required")

    def __init__(self, path: str, name: str, codec: Codec = TEXT, *, required: bool = False) -> None:
        super().__init__(path, codec)
        self.name, self.required = name, required

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take the field."""
        value = self.taken(node, reading)
        if value is not None:
            into[self.name] = value
        elif self.required:
            reading.note("cxml.part-missing", node, attribute=self.attribute or "/".join(self.steps))

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write the field."""
        one = getattr(value, self.name)
        if one is not None and one != "":
            self.given(one, element, writing)
        elif self.required:
            writing.note("cxml.part-missing", element, attribute=self.attribute or "/".join(self.steps))


class Member(_Placed):
    """One member of a list: the one whose fixed fields are these, with its value at a path."""

    __slots__ = ("fixed", "made", "name", "value")

    def __init__(
        self,
        path: str,
        name: str,
        made: type,
        /,
        *,
        codec: Codec = TEXT,
        value: str = "value",
        **fixed: Any,  # noqa: ANN401 - fields of any value
    ) -> None:
        super().__init__(path, codec)
        self.name, self.made, self.value, self.fixed = name, made, value, fixed

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take the member."""
        one = self.taken(node, reading)
        if one is not None:
            into.setdefault(self.name, []).append(self.made(**{**self.fixed, self.value: one}))

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write the first member that fits."""
        for one in getattr(value, self.name):
            fits = all(getattr(one, name, None) == wanted for name, wanted in self.fixed.items())
            content = getattr(one, self.value, None)
            if fits and content is not None and content != "":
                self.given(content, element, writing)
                return


@dataclass(frozen=True, slots=True)
class Shape:
    """What one element is: a kind of value, and its rows. `least` is what the value has where the element says nothing."""

    kind: type
    rows: tuple[Row, ...]
    least: Mapping[str, Callable[[Reading], Any]] = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, **known: Any) -> Any:  # noqa: ANN401 - each shape has its own kind
        """Return the value of an element."""
        into: Fields = dict(known)
        for row in self.rows:
            row.read(node, into, reading)
        for name, default in self.least.items():
            if name not in into:
                into[name] = default(reading)
        return self.kind(**{name: tuple(one) if isinstance(one, list) else one for name, one in into.items()})

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - each shape has its own kind
        """Write the value as attributes and children of an element."""
        for row in self.rows:
            row.write(value, element, writing)


@dataclass(frozen=True, slots=True)
class Each:
    """A list of elements of one name."""

    tag: str
    name: str
    shape: Shape

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take each element."""
        for one in node.all(self.tag):
            into.setdefault(self.name, []).append(self.shape.read(one, reading))

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write each member."""
        for one in getattr(value, self.name):
            self.shape.write(one, writing.put(element, self.tag), writing)


@dataclass(frozen=True, slots=True)
class Both:
    """A row made of two functions, for what is no single path."""

    reader: Callable[[Node, Fields, Reading], None]
    writer: Callable[[Any, Element, Writing], None]

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take what the function finds."""
        self.reader(node, into, reading)

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write what the function writes."""
        self.writer(value, element, writing)


class Inside:
    """Rows of an element within the one the table is about."""

    __slots__ = ("rows", "steps")

    def __init__(self, *steps: str, rows: tuple[Row, ...]) -> None:
        self.steps, self.rows = steps, rows

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take what the rows take."""
        found = node.first(*self.steps)
        if found is None:
            reading.note("cxml.part-missing", node, attribute="/".join(self.steps))
        else:
            for row in self.rows:
                row.read(found, into, reading)

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write what the rows write."""
        inner = writing.reach(element, self.steps)
        for row in self.rows:
            row.write(value, inner, writing)
