"""The X12 dictionary of one version, read from our own tables in `mappings/standards`."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import ClassVar, TypeVar, cast

import yaml

from gateway.errors import ConfigurationFault
from gateway.x12.definitions import (
    Area,
    CompositeDef,
    Condition,
    ConditionKind,
    Dictionary,
    ElementDef,
    ElementUse,
    LoopRow,
    SegmentDef,
    SegmentRow,
    SetDef,
    Usage,
)

try:
    from yaml import CBaseLoader as _BaseLoader
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _BaseLoader  # type: ignore[assignment] # its twin in Python

__all__ = [
    "AREAS",
    "TYPES",
    "Area",
    "CompositeDef",
    "Condition",
    "ConditionKind",
    "Dictionary",
    "DictionaryFault",
    "ElementDef",
    "ElementUse",
    "LoopRow",
    "SegmentDef",
    "SegmentRow",
    "SetDef",
    "Usage",
    "load",
]

TYPES = frozenset({"ID", "AN", "R", "DT", "TM", "B", "N0", "N1", "N2", "N4", "N6"})
AREAS: tuple[Area, ...] = ("header", "detail", "summary")

_USE = re.compile(r"(?P<what>[A-Z]?[0-9]+) (?P<usage>[MOC])(?: x(?P<repeat>[1-9][0-9]*))?")
_CONDITION = re.compile(r"(?P<kind>[PRECL])(?P<positions>(?:[0-9]{2}){2,})")
_ROW = re.compile(r"(?P<segment>[A-Z][A-Z0-9]{1,2}) (?P<usage>[MO]) (?P<maximum>>1|[1-9][0-9]*)")
_LIMIT = re.compile(r">1|[1-9][0-9]*")
_USAGE = re.compile(r"[MO]")

T = TypeVar("T")


class DictionaryFault(ConfigurationFault):
    """A file of the dictionary is not as agreed; the text names the file, the entry and what is wrong."""

    code: ClassVar[str] = "x12.dictionary"


def load(folder: Traversable) -> Dictionary:
    """Return the dictionary kept in a folder, which is named for its version."""
    elements = _each(folder, "elements.yaml", _element)
    composites = _each(folder, "composites.yaml", lambda name, entry: _composite(name, entry, elements))
    usable: dict[str, ElementDef | CompositeDef] = {**elements, **composites}
    segments = _each(folder, "segments.yaml", lambda name, entry: _segment(name, entry, usable))
    sets = dict(_sets(folder, segments))
    return Dictionary(
        version=folder.name,
        elements=MappingProxyType(elements),
        segments=MappingProxyType(segments),
        composites=MappingProxyType(composites),
        sets=MappingProxyType(sets),
    )


class _Wrong(Exception):
    """What is wrong with an entry, said before its file and name are known."""


class _TextLoader(_BaseLoader):
    """Reads every scalar as text, and refuses a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError(f"a key is written twice, line {node.start_mark.line + 1} or after")
        return mapping


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a file, which says in a sentence what is missing or odd."""

    fields: Mapping[str, object]

    @classmethod
    def of(cls, raw: object, names: str) -> "_Entry":
        """Return the entry if it is a mapping with no other than the given names."""
        if not isinstance(raw, dict):
            raise _Wrong("is not a mapping")
        if odd := sorted(set(raw) - set(names.split())):
            raise _Wrong(f"has unknown words: {', '.join(odd)}")
        return cls(raw)

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value:
            raise _Wrong(f"needs a text for {name}")
        return value

    def length(self, name: str) -> int:
        """Return a whole number above nothing."""
        value = self.text(name)
        if not re.fullmatch(r"[1-9][0-9]*", value):
            raise _Wrong(f"needs a whole number for {name}")
        return int(value)

    def matched(self, name: str, pattern: re.Pattern[str]) -> str:
        """Return a text that must have a form."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise _Wrong(f"has an unreadable {name}: {value}")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts, empty where the name is not used."""
        value = self.fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _Wrong(f"needs a list of texts for {name}")
        return value

    def some(self, name: str) -> list[str]:
        """Return a list of texts that is not empty."""
        if not (found := self.texts(name)):
            raise _Wrong(f"has no {name}")
        return found

    def codes(self, name: str) -> Mapping[str, str]:
        """Return code values with their meanings, empty where the name is not used."""
        value = self.fields.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise _Wrong(f"needs values with meanings for {name}")
        return MappingProxyType(value)


def _read(file: Traversable, shown: str) -> dict[str, object]:
    try:
        found = yaml.load(file.read_text(encoding="utf-8"), _TextLoader)  # noqa: S506 - this loader builds nothing but text
    except OSError as missing:
        raise DictionaryFault(f"{shown}: cannot be read") from missing
    except (yaml.YAMLError, UnicodeDecodeError) as unreadable:
        raise DictionaryFault(f"{shown}: is not YAML: {unreadable}") from unreadable
    if not isinstance(found, dict):
        raise DictionaryFault(f"{shown}: is not a mapping")
    return found


def _each(folder: Traversable, file: str, make: Callable[[str, object], T]) -> dict[str, T]:
    made = {}
    for name, raw in _read(folder.joinpath(file), file).items():
        try:
            made[name] = make(name, raw)
        except _Wrong as wrong:
            raise DictionaryFault(f"{file}, {name}: {wrong}") from wrong
    return made


def _element(number: str, raw: object) -> ElementDef:
    entry = _Entry.of(raw, "name type min max codes")
    element = ElementDef(
        number=number,
        name=entry.text("name"),
        type=entry.text("type"),
        minimum=entry.length("min"),
        maximum=entry.length("max"),
        codes=entry.codes("codes"),
    )
    if element.type not in TYPES:
        raise _Wrong(f"has an unknown type: {element.type}")
    if element.minimum > element.maximum:
        raise _Wrong("is longer at least than at most")
    return element


def _composite(name: str, raw: object, usable: Mapping[str, ElementDef]) -> CompositeDef:
    entry = _Entry.of(raw, "name elements conditions doubtful")
    elements = tuple(_use(text, usable) for text in entry.some("elements"))
    conditions = _conditions(entry, len(elements))
    return CompositeDef(id=name, name=entry.text("name"), elements=elements, conditions=conditions)


def _segment(name: str, raw: object, usable: Mapping[str, ElementDef | CompositeDef]) -> SegmentDef:
    entry = _Entry.of(raw, "name elements conditions doubtful")
    elements = tuple(_use(text, usable) for text in entry.some("elements"))
    conditions = _conditions(entry, len(elements))
    return SegmentDef(id=name, name=entry.text("name"), elements=elements, conditions=conditions)


def _use(text: str, usable: Mapping[str, ElementDef | CompositeDef]) -> ElementUse:
    match = _USE.fullmatch(text)
    if match is None:
        raise _Wrong(f"has an unreadable element: {text}")
    definition = usable.get(match["what"])
    if definition is None:
        raise _Wrong(f"uses an element that is not listed: {match['what']}")
    return ElementUse(
        definition=definition, usage=cast("Usage", match["usage"]), repeat=int(match["repeat"] or 1)
    )


def _conditions(entry: _Entry, length: int) -> tuple[Condition, ...]:
    certain = [_condition(text, length, certain=True) for text in entry.texts("conditions")]
    doubtful = [_condition(text, length, certain=False) for text in entry.texts("doubtful")]
    return (*certain, *doubtful)


def _condition(text: str, length: int, *, certain: bool) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise _Wrong(f"has an unreadable condition: {text}")
    digits = match["positions"]
    positions = tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
    if not all(1 <= position <= length for position in positions):
        raise _Wrong(f"has a condition on an element it does not have: {text}")
    return Condition(kind=cast("ConditionKind", match["kind"]), positions=positions, certain=certain)


def _sets(folder: Traversable, segments: Mapping[str, SegmentDef]) -> Iterator[tuple[str, SetDef]]:
    try:
        files = sorted(folder.joinpath("sets").iterdir(), key=lambda file: file.name)
    except OSError as missing:
        raise DictionaryFault("sets: cannot be read") from missing
    for file in files:
        if file.name.endswith(".yaml"):
            made = _set(file, f"sets/{file.name}", segments)
            if file.name != f"{made.id}.yaml":
                raise DictionaryFault(
                    f"sets/{file.name}: is the set {made.id}, not what the file is named for"
                )
            yield made.id, made


def _set(file: Traversable, shown: str, segments: Mapping[str, SegmentDef]) -> SetDef:
    raw = _read(file, shown)
    where = "its head"
    try:
        entry = _Entry.of(raw, "transaction_set name functional_group header detail summary")
        rows: list[SegmentRow | LoopRow] = []
        for area in AREAS:
            where = area
            rows.extend(_rows(entry.fields.get(area, []), area, segments))
        where = "its head"
        return SetDef(
            id=entry.text("transaction_set"),
            name=entry.text("name"),
            functional_group=entry.text("functional_group"),
            rows=tuple(rows),
        )
    except _Wrong as wrong:
        raise DictionaryFault(f"{shown}, {where}: {wrong}") from wrong


def _rows(raw: object, area: Area, segments: Mapping[str, SegmentDef]) -> Iterator[SegmentRow | LoopRow]:
    if not isinstance(raw, list):
        raise _Wrong("needs a list of rows")
    for row in raw:
        yield _segment_row(row, area, segments) if isinstance(row, str) else _loop_row(row, area, segments)


def _segment_row(text: str, area: Area, segments: Mapping[str, SegmentDef]) -> SegmentRow:
    match = _ROW.fullmatch(text)
    if match is None:
        raise _Wrong(f"has an unreadable row: {text}")
    segment = segments.get(match["segment"])
    if segment is None:
        raise _Wrong(f"uses a segment that is not listed: {match['segment']}")
    return SegmentRow(
        segment=segment, usage=cast("Usage", match["usage"]), maximum=_limit(match["maximum"]), area=area
    )


def _loop_row(raw: object, area: Area, segments: Mapping[str, SegmentDef]) -> LoopRow:
    entry = _Entry.of(raw, "loop usage max rows")
    rows = tuple(_rows(entry.fields.get("rows"), area, segments))
    if not rows or not isinstance(rows[0], SegmentRow):
        raise _Wrong(f"has a loop that no segment opens: {entry.text('loop')}")
    return LoopRow(
        id=entry.text("loop"),
        usage=cast("Usage", entry.matched("usage", _USAGE)),
        maximum=_limit(entry.matched("max", _LIMIT)),
        rows=rows,
        area=area,
    )


def _limit(text: str) -> int | None:
    return None if text == ">1" else int(text)
