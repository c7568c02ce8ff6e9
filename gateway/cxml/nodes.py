"""Elements while they are read and written: what was asked for is remembered, so that what nobody read can be told."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from gateway.cxml.dialects import PLAIN, Dialect
from gateway.domain.findings import Finding, Severity, find

if TYPE_CHECKING:
    from collections.abc import Iterator

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Element = etree._Element  # noqa: SLF001 - lxml has no public name for the class of its elements
_UNREMARKABLE = frozenset({XML_LANG, "a-dtype"})
MOST_UNREAD = 25
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True, kw_only=True)
class Reading:
    """What reading one document gathers: its dialect, its currency, the day it says nothing else of, its findings."""

    dialect: Dialect = PLAIN
    currency: str = ""
    day: date = date(1970, 1, 1)
    sent_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    findings: list[Finding] = field(default_factory=list)

    def note(
        self,
        code: str,
        node: "Node",
        *,
        attribute: str = "",
        value: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Keep a finding at an element, or at an attribute of it."""
        self.findings.append(
            find(
                code,
                severity=severity,
                position=node.line,
                element=attribute,
                path=node.path,
                value_seen=value,
            )
        )


class Node:
    """An element and its children by tag."""

    __slots__ = ("_asked", "_children", "_passed", "_read", "element")

    def __init__(self, element: Element) -> None:
        self.element = element
        self._children: dict[str, list[Node]] | None = None
        self._asked: set[str] = set()
        self._passed: set[str] = set()
        self._read = False

    @property
    def tag(self) -> str:
        """Return its name."""
        return str(self.element.tag)

    @property
    def line(self) -> int:
        """Return the line it stands in."""
        return int(self.element.sourceline or 0)

    @property
    def path(self) -> str:
        """Return where it stands: `/cXML/Request/OrderRequest/ItemOut[2]`."""
        return str(self.element.getroottree().getpath(self.element))

    @property
    def text(self) -> str:
        """Return the text right in it, white space at the ends taken off."""
        self._read = True
        element = self.element
        if len(element) == 0:
            return (element.text or "").strip()
        tails = (child.tail or "" for child in element)
        return "".join(((element.text or ""), *tails)).strip()

    @property
    def language(self) -> str:
        """Return the language it says it is in."""
        return self.element.get(XML_LANG, "")

    def get(self, name: str) -> str:
        """Return an attribute, empty where it is not there."""
        self._asked.add(f"@{name}")
        return self.element.get(name, "").strip()

    def first(self, *steps: str) -> "Node | None":
        """Return the first element down these steps."""
        node = self
        for step in steps:
            found = node.all(step)
            if not found:
                return None
            node = found[0]
        return node

    def all(self, tag: str) -> "list[Node]":
        """Return its children of a name."""
        self._asked.add(tag)
        return self.children.get(tag, [])

    def forget(self, *names: str) -> None:
        """Let the elements and attributes of these names pass, with all that is in them."""
        self._passed.update(names)

    @property
    def children(self) -> "dict[str, list[Node]]":
        """Return its children by name."""
        if self._children is None:
            found: dict[str, list[Node]] = {}
            for child in self.element:
                found.setdefault(str(child.tag), []).append(Node(child))
            self._children = found
        return self._children

    def unread(self) -> "Iterator[tuple[Node, str]]":
        """Yield what nobody asked for: an element, or an attribute of one by its name."""
        for name in self.element.attrib:
            asked = f"@{name}" in self._asked or f"@{name}" in self._passed
            if name not in _UNREMARKABLE and not asked:
                yield self, str(name)
        if not self._read and not self.children and (self.element.text or "").strip():
            yield self, ""
        for tag, nodes in self.children.items():
            if tag in self._passed:
                continue
            if tag not in self._asked:
                yield nodes[0], ""
            else:
                for node in nodes:
                    yield from node.unread()


def leave_word(node: Node, reading: Reading) -> None:
    """Keep one finding for each kind of element or attribute that nobody read."""
    told: set[tuple[str, str]] = set()
    for one, attribute in node.unread():
        key = (_kind(one), attribute)
        if key not in told and len(told) < MOST_UNREAD:
            told.add(key)
            reading.note("cxml.not-read", one, attribute=attribute)


def _kind(node: Node) -> str:
    parent = node.element.getparent()
    return node.tag if parent is None else "/".join((str(parent.tag), node.tag))


@dataclass(slots=True, kw_only=True)
class Writing:
    """What writing one document needs: its dialect, its currency, and what it could not say."""

    dialect: Dialect = PLAIN
    currency: str = ""
    sent_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    senders: tuple[Any, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, element: Element, *, attribute: str = "", value: str = "") -> None:
        """Keep a finding at an element, or at an attribute of it."""
        path = str(element.getroottree().getpath(element))
        self.findings.append(find(code, element=attribute, path=path, value_seen=value))

    def put(self, parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
        """Return a new last child with a text and with those attributes that say something."""
        element = etree.SubElement(parent, tag)
        for name, value in attributes.items():
            self.set(element, name, value)
        if text:
            element.text = clean(text)
        return element

    def say(self, parent: Element, tag: str, text: str, *, language: str = "", **attributes: str) -> Element:
        """Return a new last child with a text and its language."""
        element = self.put(parent, tag, text, **attributes)
        element.set(XML_LANG, language or self.dialect.language)
        return element

    def set(self, element: Element, name: str, value: str) -> None:
        """Set an attribute that says something."""
        if value:
            element.set(name, clean(value))

    def reach(self, parent: Element, steps: tuple[str, ...]) -> Element:
        """Return the element down these steps; the last child of a name is taken, else one is made."""
        for step in steps:
            last: Any = parent[-1] if len(parent) else None
            parent = last if last is not None and last.tag == step else etree.SubElement(parent, step)
        return parent


def clean(text: str) -> str:
    """Return a text without the characters XML cannot hold."""
    return text if text.isprintable() else "".join(filter(_fits, text))


def _fits(character: str) -> bool:
    return character in "\t\n\r" or (character >= " " and not _UNFIT.match(character))
