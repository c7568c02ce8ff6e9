"""Reads YAML as text only, keeping line and column of every key.

`00`, `NO` and `012` are codes in this trade: nothing but mappings, lists and texts comes out.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import yaml

try:
    from yaml import CBaseLoader as _Fast
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _Fast  # type: ignore[assignment] # its twin in Python

Path = tuple[str | int, ...]
Places = dict[Path, tuple[int, int]]
_ALIAS = re.compile(r"(?<![^\s\[\]{},:?-])\*\S")


class Unreadable(Exception):
    """The text is not what a profile is written in; says where."""

    def __init__(self, line: int, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file says, and on which line and from which column on it says it."""

    data: dict[str, object]
    lines: Mapping[Path, int]
    columns: Mapping[Path, int] = field(default_factory=lambda: {(): 1})

    def place(self, path: Path) -> tuple[Path, int, int]:
        """Return the part of the path that is in the file, its line and its column.

        Steps that are not in the file are passed over: a checker may name the kinds it chose between.
        """
        known: Path = ()
        for step in path:
            if (*known, step) in self.lines:
                known = (*known, step)
        return known, self.lines[known], self.columns.get(known, 1)


class _Exact(yaml.BaseLoader):
    """Composes nodes; an alias would let two places share one value, and a file bite its own tail."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(self.line + 1, "aliases are not used here", self.column + 1)
        return super().compose_node(parent, index)


def read(text: str) -> Source:
    """Return what the text says; raises Unreadable."""
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(line, f"{error.problem or 'is not YAML'}", column) from error
    except yaml.YAMLError as error:
        raise Unreadable(1, "holds characters YAML does not allow") from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(1, "should hold keys and values")
    places: Places = {(): (1, 1)}
    data = _mapping(node, (), places)
    return Source(
        data=data,
        lines={path: line for path, (line, _) in places.items()},
        columns={path: column for path, (_, column) in places.items()},
    )


def _composed(text: str) -> yaml.Node | None:
    """Return the node of a text; what may have an alias or has a fault is read exactly, ten times as slowly."""
    if not _ALIAS.search(text):
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=_Fast)
    return yaml.compose(text, Loader=_Exact)


def _mapping(node: yaml.MappingNode, at: Path, places: Places) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in node.value:
        line, column = _place(key)
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, "has a key that is not a text", column)
        if key.value in made:
            raise Unreadable(line, f"has the key {key.value} twice", column)
        path = (*at, key.value)
        places[path] = line, column
        made[key.value] = _plain(value, path, places)
    return made


def _plain(node: yaml.Node, at: Path, places: Places) -> object:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, places)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            places[*at, index] = _place(item)
            items.append(_plain(item, (*at, index), places))
        return items
    return node.value


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
