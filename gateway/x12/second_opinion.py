"""The second opinion: pyx12's map engine, asked about sets we have read ourselves. Nothing else knows pyx12.

Its maps are compiled from our dictionary, so the two readers share the facts and nothing else. pyx12's
own reading of files and its acknowledgements are never used.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from xml.etree.ElementTree import Element, ElementTree, SubElement

import pyx12.map_if
import pyx12.map_walker
import pyx12.params
import pyx12.segment

from gateway.domain.findings import Finding, find
from gateway.x12.definitions import (
    CompositeDef,
    Condition,
    Dictionary,
    ElementUse,
    LoopRow,
    SegmentDef,
    SegmentRow,
    SetDef,
)
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet

GROUP: Final = "/ISA_LOOP/GS_LOOP"
STEP: Final = 10
NO_COMPONENTS: Final = "\x1f"

SEGMENT_CODES: Mapping[str, str] = MappingProxyType(
    {
        "2": "x12.segment-unexpected",
        "3": "x12.segment-missing",
        "4": "x12.loop-repeated",
        "5": "x12.segment-repeated",
    }
)
ELEMENT_CODES: Mapping[str, str] = MappingProxyType(
    {
        "1": "x12.element-missing",
        "2": "x12.element-condition",
        "3": "x12.element-too-many",
        "4": "x12.element-too-short",
        "5": "x12.element-too-long",
        "6": "x12.element-characters",
        "8": "x12.element-date",
        "9": "x12.element-time",
        "10": "x12.element-condition",
    }
)


FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "x12.segment-unknown": "place",
        "x12.segment-unexpected": "place",
        "x12.segment-misplaced": "place",
        "x12.segment-missing": "missing",
        "x12.loop-missing": "missing",
        "x12.segment-repeated": "repeated",
        "x12.loop-repeated": "repeated",
        "x12.element-condition": "condition",
        "x12.element-condition-doubtful": "condition",
        "x12.element-missing": "element-missing",
        "x12.element-too-many": "too-many",
        "x12.component-too-many": "too-many",
        "x12.element-too-short": "too-short",
        "x12.element-too-long": "too-long",
        "x12.element-characters": "characters",
        "x12.element-date": "date",
        "x12.element-time": "time",
    }
)
"""Findings that say the same of a place, and are therefore no disagreement."""


class SecondReader:
    """Examines sets of one version with pyx12; its maps are compiled into a folder when first asked for."""

    def __init__(self, dictionary: Dictionary, folder: Path) -> None:
        self._dictionary = dictionary
        self._folder = folder
        self._maps: dict[str, Any] = {}

    def examine(self, transaction_set: TransactionSet) -> tuple[Finding, ...] | None:
        """Return what pyx12 finds in the structure and the elements of a set, None where the set is unknown."""
        definition = self._dictionary.sets.get(transaction_set.id)
        if definition is None:
            return None
        return tuple(self._examined(transaction_set, self._map(definition), _segments_of(definition.rows)))

    def _map(self, definition: SetDef) -> Any:  # noqa: ANN401 - pyx12 has no types
        if definition.id not in self._maps:
            file = compile_map(self._dictionary, definition.id, self._folder)
            parameters = pyx12.params.params()
            self._maps[definition.id] = pyx12.map_if.load_map_file(file.name, parameters, str(self._folder))
        return self._maps[definition.id]

    def _examined(self, one: TransactionSet, root: Any, expected: frozenset[str]) -> Iterator[Finding]:  # noqa: ANN401 - pyx12 has no types
        walk = pyx12.map_walker.walk_tree()
        for path in ("/ISA_LOOP", "/ISA_LOOP/ISA"):
            walk.counter.increment(path)
        walk.forceWalkCounterToLoopStart(GROUP, f"{GROUP}/GS")
        node = root.getnodebypath(f"{GROUP}/GS")
        for position, raw in enumerate(one.segments, 1):
            segment = _segment(raw, one.delimiters)
            found, _, _, errors = walk.walk_errors(node, segment, position, position, None)
            for error in errors:
                yield self._of_segment(error, segment.get_seg_id(), position, expected)
            if found is not None:
                node = found
                yield from _of_elements(node, segment, position)

    def _of_segment(self, error: Any, seen: str, position: int, expected: frozenset[str]) -> Finding:  # noqa: ANN401 - pyx12 has no types
        if error.err_cde == "1":
            known = "x12.segment-unexpected" if seen in self._dictionary.segments else "x12.segment-unknown"
            code = "x12.segment-misplaced" if seen in expected else known
            return find(code, segment=seen, position=position)
        loop = error.err_cde == "3" and error.err_str.startswith("Mandatory loop")
        code = "x12.loop-missing" if loop else SEGMENT_CODES[error.err_cde]
        return find(code, segment=error.map_node.id, position=position)


def disagreements(ours: Iterable[Finding], theirs: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return where only one of two readers finds fault with a place; `value_seen` is what it finds there.

    pyx12 does not look into segments it cannot place, so what we find in them is no disagreement.
    """
    here, there = ({_place(one): one for one in some if one.code in FAMILIES} for some in (ours, theirs))
    unplaced = {position for family, _, position in there if family == "place"}
    stricter = [(one, "x12.second-opinion-stricter") for key, one in there.items() if key not in here]
    milder = [
        (one, "x12.second-opinion-milder")
        for key, one in here.items()
        if key not in there and not (one.element and one.position in unplaced)
    ]
    return tuple(
        find(code, segment=one.segment, position=one.position, element=one.element, value_seen=one.code)
        for one, code in sorted(stricter + milder, key=lambda found: (found[0].position, found[0].element))
    )


def _place(finding: Finding) -> tuple[str, str, int]:
    """Return what makes two findings the same: where a missing segment is missed, either may say."""
    family = FAMILIES[finding.code]
    if family == "missing":
        return family, finding.segment, 0
    whole_segment = family in {"place", "repeated", "condition", "too-many"}
    return family, "" if whole_segment else finding.element, finding.position


def _segment(raw: str, delimiters: Delimiters) -> Any:  # noqa: ANN401 - pyx12 has no types
    """Return a segment as pyx12 holds it, of repeated elements the first only: it knows no repetitions."""
    if delimiters.repetition:
        elements = (one.split(delimiters.repetition, 1)[0] for one in raw.split(delimiters.element))
        raw = delimiters.element.join(elements)
    return pyx12.segment.Segment(
        raw, delimiters.segment, delimiters.element, delimiters.component or NO_COMPONENTS
    )


def _of_elements(node: Any, segment: Any, position: int) -> Iterator[Finding]:  # noqa: ANN401 - pyx12 has no types
    name = segment.get_seg_id()
    try:
        _, errors = node.is_valid_errors(segment)
    except IndexError:  # how pyx12 4.0 meets a composite with too many components
        yield find("x12.component-too-many", segment=name, position=position)
        return
    for error in errors:
        place = str(error.refdes)
        element = place if place.startswith(name) else f"{name}{int(place):02}"
        code = ELEMENT_CODES[error.err_cde]
        yield find(code, segment=name, position=position, element=element, value_seen=error.err_val or "")


def _segments_of(rows: Iterable[SegmentRow | LoopRow]) -> frozenset[str]:
    """Return the identifiers of all segments in rows and in their loops."""
    found: set[str] = set()
    for row in rows:
        found |= _segments_of(row.rows) if isinstance(row, LoopRow) else {row.segment.id}
    return frozenset(found)


def compile_map(dictionary: Dictionary, set_id: str, folder: Path) -> Path:
    """Write what pyx12 needs to know of a set into a folder, and return the file of its map."""
    elements = Element("data_elements")
    for one in dictionary.elements.values():
        attributes = {"ele_num": one.number, "data_type": one.type, "name": one.name}
        SubElement(elements, "data_ele", attributes, min_len=str(one.minimum), max_len=str(one.maximum))
    ElementTree(elements).write(folder / "dataele.xml", encoding="utf-8")
    ElementTree(Element("codes")).write(folder / "codes.xml", encoding="utf-8")
    file = folder / f"{set_id}.xml"
    ElementTree(_transaction(dictionary.sets[set_id])).write(file, encoding="utf-8")
    return file


def _transaction(definition: SetDef) -> Element:
    """Return the map of a set: all rows side by side under ST, each with a position of its own."""
    root = Element("transaction", xid=definition.id, name=definition.name)
    interchange = _loop(root, "ISA_LOOP", usage="R", position=STEP, repeat=">1")
    _bare_segment(interchange, "ISA", STEP)
    group = _loop(interchange, "GS_LOOP", usage="R", position=2 * STEP, repeat=">1")
    _bare_segment(group, "GS", STEP)
    header = _loop(group, "ST_LOOP", usage="R", position=2 * STEP, repeat=">1")
    _rows(header, definition.rows)
    _bare_segment(group, "GE", 3 * STEP)
    _bare_segment(interchange, "IEA", 3 * STEP)
    return root


def _rows(parent: Element, rows: Sequence[SegmentRow | LoopRow]) -> None:
    for number, row in enumerate(rows, 1):
        usage = "R" if row.usage == "M" else "S"
        limit = ">1" if row.maximum is None else str(row.maximum)
        if isinstance(row, LoopRow):
            loop = _loop(parent, f"{row.id}_LOOP", usage=usage, position=number * STEP, repeat=limit)
            _rows(loop, row.rows)
        else:
            segment = _bare_segment(parent, row.segment.id, number * STEP)
            segment.attrib |= {"usage": usage, "max_use": limit}
            _elements(segment, row.segment)


def _loop(parent: Element, xid: str, *, usage: str, position: int, repeat: str) -> Element:
    return SubElement(
        parent, "loop", xid=xid, type="explicit", name=xid, usage=usage, pos=str(position), repeat=repeat
    )


def _bare_segment(parent: Element, xid: str, position: int) -> Element:
    return SubElement(parent, "segment", xid=xid, name=xid, usage="R", pos=str(position), max_use="1")


def _elements(parent: Element, segment: SegmentDef) -> None:
    for condition in segment.conditions:
        SubElement(parent, "syntax").text = _syntax(condition)
    for position, use in enumerate(segment.elements, 1):
        _element(parent, use, position, f"{segment.id}{position:02}")


def _element(parent: Element, use: ElementUse, sequence: int, xid: str) -> None:
    attributes = {"xid": xid, "name": xid, "usage": "R" if use.usage == "M" else "S", "seq": f"{sequence:02}"}
    if isinstance(use.definition, CompositeDef):
        composite = SubElement(parent, "composite", attributes, data_ele=use.definition.id)
        for position, component in enumerate(use.definition.elements, 1):
            _element(composite, component, position, f"{xid}-{position}")
    else:
        SubElement(parent, "element", attributes, data_ele=use.definition.number)


def _syntax(condition: Condition) -> str:
    return condition.kind + "".join(f"{position:02}" for position in condition.positions)
