"""The files a dictionary is written in: plain YAML, every scalar a text, every fault said with file and entry."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import ClassVar

import yaml

from gateway.errors import ConfigurationFault

try:
    from yaml import CBaseLoader as _BaseLoader
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _BaseLoader  # type: ignore[assignment] # its twin in Python


class DictionaryFault(ConfigurationFault):
    """A file of the dictionary is not as agreed; the text names the file, the entry and what is wrong."""

    code: ClassVar[str] = "x12.dictionary"


class Wrong(Exception):
    """What is wrong with an entry, said before its file and name are known."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """An entry as it was written, and the file that had the last word on it."""

    file: str
    raw: object


class _TextLoader(_BaseLoader):
    """Reads every scalar as text, and refuses a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError(f"a key is written twice, line {node.start_mark.line + 1} or after")
        return mapping


def read(file: Traversable, shown: str) -> dict[str, object]:
    """Return what a file says by its entries; raises DictionaryFault."""
    try:
        found = yaml.load(file.read_text(encoding="utf-8"), _TextLoader)  # noqa: S506 - this loader builds nothing but text
    except OSError as missing:
        raise DictionaryFault(f"{shown}: cannot be read") from missing
    except (yaml.YAMLError, UnicodeDecodeError) as unreadable:
        raise DictionaryFault(f"{shown}: is not YAML: {unreadable}") from unreadable
    if not isinstance(found, dict):
        raise DictionaryFault(f"{shown}: is not a mapping")
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file, which says in a sentence what is missing or odd."""

    fields: Mapping[str, object]

    @classmethod
    def of(cls, raw: object, names: str) -> "Entry":
        """Return the entry if it is a mapping with no other than the given names."""
        if not isinstance(raw, dict):
            raise Wrong("is not a mapping")
        if odd := sorted(set(raw) - set(names.split())):
            raise Wrong(f"has unknown words: {', '.join(odd)}")
        return cls(raw)

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value:
            raise Wrong(f"needs a text for {name}")
        return value

    def length(self, name: str) -> int:
        """Return a whole number above nothing."""
        value = self.text(name)
        if not re.fullmatch(r"[1-9][0-9]*", value):
            raise Wrong(f"needs a whole number for {name}")
        return int(value)

    def matched(self, name: str, pattern: re.Pattern[str]) -> str:
        """Return a text that must have a form."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise Wrong(f"has an unreadable {name}: {value}")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts, empty where the name is not used."""
        value = self.fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Wrong(f"needs a list of texts for {name}")
        return value

    def some(self, name: str) -> list[str]:
        """Return a list of texts that is not empty."""
        if not (found := self.texts(name)):
            raise Wrong(f"has no {name}")
        return found

    def codes(self, name: str) -> Mapping[str, str]:
        """Return texts by their names (code values with their meanings), none where the name is not used."""
        value = self.fields.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise Wrong(f"needs values with meanings for {name}")
        return MappingProxyType(value)
