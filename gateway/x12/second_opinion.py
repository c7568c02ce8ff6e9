"""The second opinion: pyx12's map engine, asked about sets we have read ourselves. Nothing else knows pyx12.

Its maps are compiled from our own, so the two readers share the facts and nothing else. pyx12's own
reading of files and its acknowledgements are never used.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

import pyx12.map_if
import pyx12.map_walker
import pyx12.params
import pyx12.segment

from gateway.domain.findings import Finding, find
from gateway.x12.definitions import Dictionary
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet
from gateway.x12.pyx12_maps import GROUP, Compilable, compile_folder

NO_COMPONENTS: Final = "\x1f"
UNUSED: Final = "2"
"""pyx12's code of a segment or loop that its map says is not used."""
SAID_OF_UNUSED: Final = "marked as Not Used"
"""How it says so of an element, under the codes of other faults."""

SEGMENT_CODES: Mapping[str, str] = MappingProxyType(
    {
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
        "7": "map.code-unexpected",
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
        "x12.element-blank": "characters",
        "x12.element-padded": "characters",
        "x12.element-date": "date",
        "x12.element-time": "time",
        "map.segment-missing": "missing",
        "map.loop-missing": "missing",
        "map.segment-repeated": "repeated",
        "map.loop-repeated": "repeated",
        "map.element-missing": "element-missing",
        "map.code-unexpected": "code",
        "map.fixed-unexpected": "code",
        "map.not-used": "not-used",
    }
)
"""Findings that say the same of a place, and are therefore no disagreement."""


class SecondReader:
    """Examines the sets of one map with pyx12, one set at a time: its maps remember where they are."""

    def __init__(self, dictionary: Dictionary, map_: Compilable) -> None:
        self._one_at_a_time = Lock()
        self._known = dictionary.segments
        self._expected = map_.structure.ids
        with TemporaryDirectory(prefix="gateway-pyx12-") as folder:
            compile_folder(dictionary, [map_], Path(folder))
            self._map = pyx12.map_if.load_map_file(map_.file, pyx12.params.params(), folder)

    def examine(self, transaction_set: TransactionSet) -> tuple[Finding, ...]:
        """Return what pyx12 finds in the structure and the elements of a set."""
        with self._one_at_a_time:
            return tuple(self._examined(transaction_set))

    def _examined(self, one: TransactionSet) -> Iterator[Finding]:
        walk = pyx12.map_walker.walk_tree()
        for path in ("/ISA_LOOP", "/ISA_LOOP/ISA"):
            walk.counter.increment(path)
        walk.forceWalkCounterToLoopStart(GROUP, f"{GROUP}/GS")
        node = self._map.getnodebypath(f"{GROUP}/GS")
        for position, raw in enumerate(one.segments, 1):
            segment = _segment(raw, one.delimiters)
            found, _, _, errors = walk.walk_errors(node, segment, position, position, None)
            for error in errors:
                yield self._of_segment(error, segment.get_seg_id(), position)
            if found is not None:
                node = found
                yield from _of_elements(node, segment, position)

    def _of_segment(self, error: Any, seen: str, position: int) -> Finding:  # noqa: ANN401 - pyx12 has no types
        if error.err_cde == UNUSED:
            return find("map.not-used", segment=seen, position=position)
        if error.err_cde == "1":
            known = "x12.segment-unexpected" if seen in self._known else "x12.segment-unknown"
            code = "x12.segment-misplaced" if seen in self._expected else known
            return find(code, segment=seen, position=position)
        loop = error.err_cde == "3" and error.err_str.startswith("Mandatory loop")
        code = "x12.loop-missing" if loop else SEGMENT_CODES[error.err_cde]
        return find(code, segment=error.map_node.id.removesuffix("_LOOP"), position=position)


def disagreements(ours: Iterable[Finding], theirs: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return where only one of two readers finds fault with a place; `value_seen` is what it finds there.

    pyx12 does not look into segments it cannot place, and cannot be told all that a map says, so what we find
    in those segments or by the map alone is no disagreement.
    """
    here, there = ({_place(one): one for one in some if one.code in FAMILIES} for some in (ours, theirs))
    unplaced = {position for family, _, position in there if family == "place"}
    stricter = [(one, "x12.second-opinion-stricter") for key, one in there.items() if key not in here]
    milder = [
        (one, "x12.second-opinion-milder")
        for key, one in here.items()
        if key not in there
        and not one.code.startswith("map.")
        and not (one.element and one.position in unplaced)
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
        unused = SAID_OF_UNUSED in error.err_str
        code = "map.not-used" if unused else ELEMENT_CODES[error.err_cde]
        yield find(code, segment=name, position=position, element=element, value_seen=error.err_val or "")
