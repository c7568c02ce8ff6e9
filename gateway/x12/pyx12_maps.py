"""Maps for pyx12: a transaction set and what a map narrows of it, as the folder of files pyx12 reads.

pyx12 looks for everything in one folder: `maps.xml`, `codes.xml`, `dataele.xml`, a map of the control
segments for each kind of ISA12 it knows, and the maps. Its data elements hold for the whole folder, so a
folder is of one version. What it stumbles over is kept out:

- no segment shares its position with a loop beside it, which it would take for a missing segment;
- codes are written as patterns, never as a list: of the first element it would take a list for a qualifier,
  and a wrong code would become a segment that is not found, and every segment after it too;
- the lists of ISA05, ISA07 and of what an acknowledgement may answer are left open.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement

from gateway.x12.definitions import CompositeDef, Condition, Dictionary, ElementDef, ElementUse, SegmentDef
from gateway.x12.headers import REPETITION_SINCE
from gateway.x12.structure import UNLIMITED, Loop, Place, Structure

GROUP: Final = "/ISA_LOOP/GS_LOOP"
STEP: Final = 10
WITHOUT, WITH_REPETITIONS = "00401", "00501"
INTERCHANGE_VERSIONS: Final = (WITHOUT, WITH_REPETITIONS)
"""The only values of ISA12 that pyx12 reads files of."""
_ISA12: Final = 12
_MANDATORY: Final = "R"
_SITUATIONAL: Final = "S"
_UNUSED: Final = "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLimits:
    """What a map narrows of an element or component; no `codes` means any."""

    required: bool = False
    forbidden: bool = False
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLimits:
    """What a map narrows of a segment or loop; elements by position and component (0: the element itself)."""

    required: bool = False
    forbidden: bool = False
    limit: int = UNLIMITED
    elements: Mapping[tuple[int, int], ElementLimits] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a map narrows: segments by the number of their place, loops by the number of the place that opens them."""

    places: Mapping[int, PlaceLimits] = field(default_factory=lambda: MappingProxyType({}))
    loops: Mapping[int, PlaceLimits] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilable:
    """A map as far as pyx12 can hold it: its set, what it narrows, and the file name it gets."""

    structure: Structure
    limits: Limits = field(default_factory=Limits)
    file: str

    @property
    def group(self) -> str:
        """Return the kind of group the set travels in (GS01)."""
        return self.structure.definition.functional_group


NOTHING: Final = ElementLimits()
AS_IT_IS: Final = PlaceLimits()


def compile_folder(
    dictionary: Dictionary, maps: Sequence[Compilable], folder: Path, *, suffixes: Iterable[str] = ("",)
) -> tuple[Path, ...]:
    """Write all that pyx12 needs to read sets of one version into a folder; return the files.

    `suffixes` are the industry's additions to the version in GS08 (`VICS`), which pyx12 must know one by one.
    """
    envelope = [dictionary.segments[one] for one in ("ISA", "TA1", "GS", "GE", "IEA")]
    segments = [*envelope, *(place.row.segment for one in maps for place in one.structure.places)]
    versions = [f"{dictionary.version}{suffix}" for suffix in suffixes]
    written = {"maps.xml": _index(maps, versions), "codes.xml": Element("codes")}
    written["dataele.xml"] = _data_elements(segments)
    for icvn in INTERCHANGE_VERSIONS:
        written[f"x12.control.{icvn}.xml"] = _transaction(dictionary, None, icvn)
    written |= {one.file: _transaction(dictionary, one, dictionary.version[:5]) for one in maps}
    folder.mkdir(parents=True, exist_ok=True)
    for name, root in written.items():
        ElementTree(root).write(folder / name, encoding="utf-8", xml_declaration=True)
    return tuple(folder / name for name in written)


def _index(maps: Sequence[Compilable], versions: Sequence[str]) -> Element:
    root = Element("maps")
    for icvn in INTERCHANGE_VERSIONS:
        within = SubElement(root, "version", icvn=icvn)
        for one in maps:
            for version in versions:
                row = SubElement(within, "map", vriic=version, fic=one.group, abbr=one.structure.root.id)
                row.text = one.file
    return root


def _data_elements(segments: Iterable[SegmentDef]) -> Element:
    root = Element("data_elements")
    used = {one.number: one for segment in segments for one in _elements_of(segment.elements)}
    for number, one in sorted(used.items()):
        SubElement(
            root,
            "data_ele",
            ele_num=number,
            data_type=one.type,
            min_len=str(one.minimum),
            max_len=str(one.maximum),
            name=one.name,
        )
    return root


def _elements_of(uses: Iterable[ElementUse]) -> Iterator[ElementDef]:
    for use in uses:
        if isinstance(use.definition, CompositeDef):
            yield from _elements_of(use.definition.elements)
        else:
            yield use.definition


def _transaction(dictionary: Dictionary, one: Compilable | None, icvn: str) -> Element:
    """Return a map: the envelope, and in it the rows of a set, or none for the map of the envelope alone."""
    root = Element(
        "transaction",
        xid=one.structure.root.id if one else "X12",
        name=one.structure.definition.name if one else "Envelope",
    )
    interchange = _loop(root, "ISA_LOOP", usage=_MANDATORY, position=STEP, repeat=">1")
    envelope = dictionary.segments
    _segment(interchange, envelope["ISA"], STEP, usage=_MANDATORY, maximum="1")
    _interchange_versions(interchange, WITH_REPETITIONS if icvn >= REPETITION_SINCE else WITHOUT)
    _segment(interchange, envelope["TA1"], 2 * STEP, usage=_SITUATIONAL, maximum=">1")
    group = _loop(interchange, "GS_LOOP", usage=_SITUATIONAL, position=3 * STEP, repeat=">1")
    _segment(group, envelope["GS"], STEP, usage=_MANDATORY, maximum="1")
    if one is not None:
        within = _loop(group, "ST_LOOP", usage=_MANDATORY, position=2 * STEP, repeat=">1")
        _rows(within, one.structure.root, one.limits)
    _segment(group, envelope["GE"], 3 * STEP, usage=_MANDATORY, maximum="1")
    _segment(interchange, envelope["IEA"], 4 * STEP, usage=_MANDATORY, maximum="1")
    return root


def _interchange_versions(interchange: Element, first: str) -> None:
    """List the values of ISA12: by the first of them pyx12 tells whether a text, and ISA11, may hold a caret."""
    codes = SubElement(interchange.findall("segment/element")[_ISA12 - 1], "valid_codes")
    for icvn in sorted(INTERCHANGE_VERSIONS, key=first.__ne__):
        SubElement(codes, "code").text = icvn


def _rows(parent: Element, loop: Loop, limits: Limits) -> None:
    for number, row in enumerate(loop.rows, 1):
        if isinstance(row, Place):
            narrowed = limits.places.get(row.number, AS_IT_IS)
            usage, maximum = _usage(row, narrowed), _maximum(row, narrowed)
            _segment(parent, row.row.segment, number * STEP, usage=usage, maximum=maximum, narrowed=narrowed)
        else:
            narrowed = limits.loops.get(row.opener.number, AS_IT_IS)
            usage, maximum = _usage(row, narrowed), _maximum(row, narrowed)
            inner = _loop(parent, f"{row.id}_LOOP", usage=usage, position=number * STEP, repeat=maximum)
            _rows(inner, row, limits)


def _usage(row: Place | Loop, narrowed: PlaceLimits) -> str:
    if narrowed.forbidden:
        return _UNUSED
    return _MANDATORY if row.mandatory or narrowed.required else _SITUATIONAL


def _maximum(row: Place | Loop, narrowed: PlaceLimits) -> str:
    limit = min(row.limit, narrowed.limit)
    return ">1" if limit == UNLIMITED else str(limit)


def _loop(parent: Element, xid: str, *, usage: str, position: int, repeat: str) -> Element:
    return SubElement(
        parent, "loop", xid=xid, type="explicit", name=xid, usage=usage, pos=str(position), repeat=repeat
    )


def _segment(
    parent: Element,
    segment: SegmentDef,
    position: int,
    *,
    usage: str,
    maximum: str,
    narrowed: PlaceLimits = AS_IT_IS,
) -> None:
    made = SubElement(
        parent,
        "segment",
        xid=segment.id,
        name=segment.name,
        usage=usage,
        pos=str(position),
        max_use=maximum,
    )
    for condition in segment.conditions:
        SubElement(made, "syntax").text = _syntax(condition)
    for at, use in enumerate(segment.elements, 1):
        _element(made, use, (at, 0), f"{segment.id}{at:02}", narrowed.elements)


def _element(
    parent: Element,
    use: ElementUse,
    at: tuple[int, int],
    xid: str,
    limits: Mapping[tuple[int, int], ElementLimits],
) -> None:
    position, component = at
    narrowed = limits.get(at, NOTHING)
    usage = _MANDATORY if use.usage == "M" or narrowed.required else _SITUATIONAL
    attributes = {
        "xid": xid,
        "name": use.definition.name,
        "usage": _UNUSED if narrowed.forbidden else usage,
        "seq": f"{component or position:02}",
    }
    if isinstance(use.definition, CompositeDef):
        composite = SubElement(parent, "composite", attributes, data_ele=use.definition.id)
        for inner, one in enumerate(use.definition.elements, 1):
            _element(composite, one, (position, inner), f"{xid}-{inner}", limits)
        return
    made = SubElement(parent, "element", attributes, data_ele=use.definition.number)
    if narrowed.codes:
        SubElement(made, "regex").text = rf"^(?:{'|'.join(map(re.escape, sorted(narrowed.codes)))})\Z"


def _syntax(condition: Condition) -> str:
    return condition.kind + "".join(f"{position:02}" for position in condition.positions)
