"""The X12 dictionary of one version, read from our own tables in `mappings/standards`.

A version is written in full, or as differences from another one, which its `version.yaml` names.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar, cast

from gateway.x12 import dictionary_differences as differences
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
from gateway.x12.dictionary_files import DictionaryFault, Entry, Sourced, Wrong, read

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

TYPES = frozenset({"ID", "AN", "R", "DT", "TM", "B", *(f"N{places}" for places in range(10))})
AREAS: tuple[Area, ...] = ("header", "detail", "summary")

_USE = re.compile(r"(?P<what>[A-Z]?[0-9]+) (?P<usage>[MOC])(?: x(?P<repeat>[1-9][0-9]*))?")
_CONDITION = re.compile(r"(?P<kind>[PRECL])(?P<positions>(?:[0-9]{2}){2,})")
_ROW = re.compile(r"(?P<segment>[A-Z][A-Z0-9]{1,2}) (?P<usage>[MO]) (?P<maximum>>1|[1-9][0-9]*)")
_LIMIT = re.compile(r">1|[1-9][0-9]*")
_USAGE = re.compile(r"[MO]")

T = TypeVar("T")

Find = Callable[[str], Traversable | None]
"""Returns the folder of another version, None where there is none."""

Tables = dict[str, dict[str, Sourced]]
"""What the files of a version say of elements, composites and segments, before anything is built."""

_KINDS = ("elements", "composites", "segments")
_HEAD = "version.yaml"


def load(
    folder: Traversable, find: Find = lambda _: None, known: dict[str, Tables] | None = None
) -> Dictionary:
    """Return the dictionary kept in a folder, which is named for its version; `find` leads to what it extends.

    `known` spares reading again what another version was told from: it gains what is read here.
    """
    chain = _chain(folder, find)
    read_before = {} if known is None else known
    tables: Tables = {kind: {} for kind in _KINDS}
    for home in chain:
        if home.name not in read_before:
            read_before[home.name] = _laid(tables, home, needed=home is chain[0])
        tables = read_before[home.name]
    elements = _each(tables["elements"], _element)
    composites = _each(tables["composites"], lambda name, entry: _composite(name, entry, elements))
    usable: dict[str, ElementDef | CompositeDef] = {**elements, **composites}
    segments = _each(tables["segments"], lambda name, entry: _segment(name, entry, usable))
    return Dictionary(
        version=folder.name,
        extends=chain[-2].name if len(chain) > 1 else "",
        elements=MappingProxyType(elements),
        segments=MappingProxyType(segments),
        composites=MappingProxyType(composites),
        sets=_Sets(chain, segments),
    )


def _laid(under: Tables, home: Traversable, *, needed: bool) -> Tables:
    """Return the entries of a version: those it extends, with its own laid over them."""
    tables = dict(under)
    for kind in _KINDS:
        file = home.joinpath(f"{kind}.yaml")
        if needed or file.is_file():
            shown = f"{home.name}/{kind}.yaml"
            tables[kind] = differences.entries(tables[kind], shown, read(file, shown))
    return tables


def _chain(folder: Traversable, find: Find) -> tuple[Traversable, ...]:
    """Return the folders a version is made of, the one written in full first."""
    chain = [folder]
    while (head := chain[0].joinpath(_HEAD)).is_file():
        shown = f"{chain[0].name}/{_HEAD}"
        extended = read(head, shown).get("extends")
        under = find(extended) if isinstance(extended, str) else None
        if under is None:
            raise DictionaryFault(f"{shown}: extends a version that is not there: {extended}")
        if any(one.name == under.name for one in chain):
            raise DictionaryFault(f"{shown}: {under.name} would extend itself")
        chain.insert(0, under)
    return tuple(chain)


def _each(table: Mapping[str, Sourced], make: Callable[[str, object], T]) -> dict[str, T]:
    made = {}
    for name, sourced in table.items():
        try:
            made[name] = make(name, sourced.raw)
        except Wrong as wrong:
            raise DictionaryFault(f"{sourced.file}, {name}: {wrong}") from wrong
    return made


def _element(number: str, raw: object) -> ElementDef:
    entry = Entry.of(raw, "name type min max codes like")
    element = ElementDef(
        number=number,
        name=entry.text("name"),
        type=entry.text("type"),
        minimum=entry.length("min"),
        maximum=entry.length("max"),
        codes=entry.codes("codes"),
        like=entry.text("like") if "like" in entry.fields else "",
    )
    if element.type not in TYPES:
        raise Wrong(f"has an unknown type: {element.type}")
    if element.minimum > element.maximum:
        raise Wrong("is longer at least than at most")
    return element


def _composite(name: str, raw: object, usable: Mapping[str, ElementDef]) -> CompositeDef:
    entry = Entry.of(raw, "name elements conditions doubtful")
    elements = tuple(_use(text, usable) for text in entry.some("elements"))
    conditions = _conditions(entry, len(elements))
    return CompositeDef(id=name, name=entry.text("name"), elements=elements, conditions=conditions)


def _segment(name: str, raw: object, usable: Mapping[str, ElementDef | CompositeDef]) -> SegmentDef:
    entry = Entry.of(raw, "name elements conditions doubtful")
    elements = tuple(_use(text, usable) for text in entry.some("elements"))
    conditions = _conditions(entry, len(elements))
    return SegmentDef(id=name, name=entry.text("name"), elements=elements, conditions=conditions)


def _use(text: str, usable: Mapping[str, ElementDef | CompositeDef]) -> ElementUse:
    match = _USE.fullmatch(text)
    if match is None:
        raise Wrong(f"has an unreadable element: {text}")
    definition = usable.get(match["what"])
    if definition is None:
        raise Wrong(f"uses an element that is not listed: {match['what']}")
    return ElementUse(
        definition=definition, usage=cast("Usage", match["usage"]), repeat=int(match["repeat"] or 1)
    )


def _conditions(entry: Entry, length: int) -> tuple[Condition, ...]:
    certain = [_condition(text, length, certain=True) for text in entry.texts("conditions")]
    doubtful = [_condition(text, length, certain=False) for text in entry.texts("doubtful")]
    return (*certain, *doubtful)


def _condition(text: str, length: int, *, certain: bool) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise Wrong(f"has an unreadable condition: {text}")
    digits = match["positions"]
    positions = tuple(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
    if not all(1 <= position <= length for position in positions):
        raise Wrong(f"has a condition on an element it does not have: {text}")
    return Condition(kind=cast("ConditionKind", match["kind"]), positions=positions, certain=certain)


class _Sets(Mapping[str, SetDef]):
    """The sets of a version; each is read from its files when it is first asked for."""

    def __init__(self, chain: tuple[Traversable, ...], segments: Mapping[str, SegmentDef]) -> None:
        self._segments = segments
        self._made: dict[str, SetDef] = {}
        self._files: dict[str, list[tuple[str, Traversable]]] = {}
        for home in chain:
            for file in _set_files(home, needed=home is chain[0]):
                set_id = file.name.removesuffix(".yaml")
                self._files.setdefault(set_id, []).append((f"{home.name}/sets/{file.name}", file))

    def __getitem__(self, set_id: str) -> SetDef:
        """Return a set; raises KeyError, or DictionaryFault where a file of it is not as agreed."""
        if set_id not in self._made:
            self._made[set_id] = self._make(set_id)
        return self._made[set_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the sets there are, in order."""
        return iter(sorted(self._files))

    def __len__(self) -> int:
        """Return how many sets there are."""
        return len(self._files)

    def _make(self, set_id: str) -> SetDef:
        (shown, whole), *others = self._files[set_id]
        raw = read(whole, shown)
        for shown, file in others:
            try:
                raw = differences.transaction_set(raw, read(file, shown))
            except Wrong as wrong:
                raise DictionaryFault(f"{shown}: {wrong}") from wrong
        made = _set(raw, shown, self._segments)
        if made.id != set_id:
            raise DictionaryFault(f"{shown}: is the set {made.id}, not what the file is named for")
        return made


def _set_files(home: Traversable, *, needed: bool) -> list[Traversable]:
    folder = home.joinpath("sets")
    if not folder.is_dir():
        if needed:
            raise DictionaryFault(f"{home.name}/sets: cannot be read")
        return []
    return [file for file in folder.iterdir() if file.name.endswith(".yaml")]


def _set(raw: object, shown: str, segments: Mapping[str, SegmentDef]) -> SetDef:
    where = "its head"
    try:
        entry = Entry.of(raw, "transaction_set name functional_group header detail summary")
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
    except Wrong as wrong:
        raise DictionaryFault(f"{shown}, {where}: {wrong}") from wrong


def _rows(raw: object, area: Area, segments: Mapping[str, SegmentDef]) -> Iterator[SegmentRow | LoopRow]:
    if not isinstance(raw, list):
        raise Wrong("needs a list of rows")
    for row in raw:
        yield _segment_row(row, area, segments) if isinstance(row, str) else _loop_row(row, area, segments)


def _segment_row(text: str, area: Area, segments: Mapping[str, SegmentDef]) -> SegmentRow:
    match = _ROW.fullmatch(text)
    if match is None:
        raise Wrong(f"has an unreadable row: {text}")
    segment = segments.get(match["segment"])
    if segment is None:
        raise Wrong(f"uses a segment that is not listed: {match['segment']}")
    return SegmentRow(
        segment=segment, usage=cast("Usage", match["usage"]), maximum=_limit(match["maximum"]), area=area
    )


def _loop_row(raw: object, area: Area, segments: Mapping[str, SegmentDef]) -> LoopRow:
    entry = Entry.of(raw, "loop usage max rows")
    rows = tuple(_rows(entry.fields.get("rows"), area, segments))
    if not rows or not isinstance(rows[0], SegmentRow):
        raise Wrong(f"has a loop that no segment opens: {entry.text('loop')}")
    return LoopRow(
        id=entry.text("loop"),
        usage=cast("Usage", entry.matched("usage", _USAGE)),
        maximum=_limit(entry.matched("max", _LIMIT)),
        rows=rows,
        area=area,
    )


def _limit(text: str) -> int | None:
    return None if text == ">1" else int(text)
