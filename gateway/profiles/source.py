"""Reads YAML as text only, keeping the line of every key.

`00`, `NO` and `012` are codes in this trade: nothing but mappings, lists and texts comes out.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import yaml

try:
    from yaml import CBaseLoader as _Fast
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _Fast  # type: ignore[assignment] # its twin in Python

Path = tuple[str | int, ...]
_ALIAS = re.compile(r"(?<![^\s\[\]{},:?-])\*\S")


class Unreadable(Exception):
    """The text is not what a profile is written in; says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file says, and on which line it says it."""

    data: dict[str, object]
    lines: Mapping[Path, int]

    def place(self, path: Path) -> tuple[Path, int]:
        """Return the part of the path that is in the file, and its line.

        Steps that are not in the file are passed over: a checker may name the kinds it chose between.
        """
        known: Path = ()
        for step in path:
            if (*known, step) in self.lines:
                known = (*known, step)
        return known, self.lines[known]


class _Exact(yaml.BaseLoader):
    """Composes nodes; an alias would let two places share one value, and a file bite its own tail."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(self.line + 1, "aliases are not used here")
        return super().compose_node(parent, index)


def read(text: str) -> Source:
    """Return what the text says; raises Unreadable."""
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unreadable(mark.line + 1 if mark else 1, f"{error.problem or 'is not YAML'}") from error
    except yaml.YAMLError as error:
        raise Unreadable(1, "holds characters YAML does not allow") from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(1, "should hold keys and values")
    lines: dict[Path, int] = {(): 1}
    return Source(data=_mapping(node, (), lines), lines=lines)


def _composed(text: str) -> yaml.Node | None:
    """Return the node of a text; what may have an alias or has a fault is read exactly, ten times as slowly."""
    if not _ALIAS.search(text):
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=_Fast)
    return yaml.compose(text, Loader=_Exact)


def _mapping(node: yaml.MappingNode, at: Path, lines: dict[Path, int]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, "has a key that is not a text")
        if key.value in made:
            raise Unreadable(line, f"has the key {key.value} twice")
        path = (*at, key.value)
        lines[path] = line
        made[key.value] = _plain(value, path, lines)
    return made


def _plain(node: yaml.Node, at: Path, lines: dict[Path, int]) -> object:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[*at, index] = item.start_mark.line + 1
            items.append(_plain(item, (*at, index), lines))
        return items
    return node.value
