"""Map files as plain data that remembers where each part was written."""

from collections.abc import Sequence
from typing import Any

import yaml

from gateway.mapping.faults import MapFault

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _Loader  # type: ignore[assignment] # its twin in Python


class Entries(dict[str, Any]):
    """A mapping of a file; `lines` says of each key where it was written (`file:line:column`)."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.lines: dict[str, str] = {}

    def put(self, key: str, value: object, line: str) -> None:
        """Set an entry with the place it comes from."""
        self[key] = value
        self.lines[key] = line

    def copy(self) -> "Entries":
        """Return entries of their own with the same values and places."""
        other = Entries(self.where)
        other.update(self)
        other.lines.update(self.lines)
        return other


class Items(list[Any]):
    """A list of a file; `lines` says of each item where it was written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def put(self, index: int, value: object, line: str) -> None:
        """Insert an item with the place it comes from."""
        self.insert(index, value)
        self.lines.insert(index, line)

    def drop(self, index: int) -> None:
        """Remove an item."""
        del self[index]
        del self.lines[index]


def parse(text: str, file: str) -> Entries:
    """Return what a map file says, every scalar as text; raises MapFault."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        at = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
        raise MapFault(f"{file}:{at}: is not YAML: {wrong.problem}") from wrong
    except yaml.YAMLError as wrong:
        raise MapFault(f"{file}:1:1: is not YAML: {wrong}") from wrong
    if not isinstance(node, yaml.MappingNode):
        raise MapFault(f"{file}:1:1: a map is a mapping of words")
    return _entries(node, file, ())


def where(data: object, path: Sequence[str | int]) -> str:
    """Return file, line and column of the innermost part on a path that was written; steps not in the data are passed over."""
    line = data.where if isinstance(data, Entries) else ""
    for step in path:
        if isinstance(data, Entries) and step in data.lines:
            line, data = data.lines[str(step)], data[str(step)]
        elif isinstance(data, Items) and isinstance(step, int) and step < len(data):
            line, data = data.lines[step], data[step]
    return line


def _plain(node: yaml.Node, file: str, around: tuple[yaml.Node, ...]) -> object:
    if node in around:
        raise MapFault(f"{_at(node, file)}: an anchor stands within itself")
    if isinstance(node, yaml.MappingNode):
        return _entries(node, file, (*around, node))
    if isinstance(node, yaml.SequenceNode):
        items = Items()
        for one in node.value:
            items.put(len(items), _plain(one, file, (*around, node)), _at(one, file))
        return items
    return node.value


def _entries(node: yaml.MappingNode, file: str, around: tuple[yaml.Node, ...]) -> Entries:
    entries = Entries(_at(node, file))
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise MapFault(f"{_at(key, file)}: a key is a text")
        if key.value in entries:
            raise MapFault(f"{_at(key, file)}: {key.value} is written twice")
        entries.put(key.value, _plain(value, file, around), _at(key, file))
    return entries


def _at(node: yaml.Node, file: str) -> str:
    return f"{file}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
