"""The slow way through a segment in which something is wrong: what it is, and what can still be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldPart,
    FieldRow,
    LevelRow,
    RangeRow,
    Spot,
    UnusedRow,
)
from gateway.mapping.shapes import SegmentReader, required
from gateway.x12.delimiters import Delimiters
from gateway.x12.element_types import faults, length
from gateway.x12.elements import Fault, absences, examine
from gateway.x12.segments import components, repetitions

_UNREADABLE = frozenset({"x12.element-date", "x12.element-time", "x12.element-characters"})
"""What keeps a text from becoming a number, a day or a time."""


NOTED = frozenset({"x12.trailing-separators", "x12.code-unlisted"})
"""What is noted once a set, however well the rest of the segment may be."""


def faults_of(reader: SegmentReader, elements: Sequence[str], delimiters: Delimiters) -> list[Fault]:
    """Return all that is wrong with a segment, against the standard and against the map."""
    present = [bool(one) for one in elements[1:]]
    found = [*absences(reader.definition, present), *examine(reader.definition, elements, delimiters)]
    found = [one for one in found if one.code not in NOTED]
    if reader.plan and any(present):
        missing = {one.position for one in found if one.code == "x12.element-missing"}
        for row in reader.plan.elements:
            found += _demands(row, elements, delimiters, missing)
    return found


def readable(reader: SegmentReader, elements: Sequence[str], delimiters: Delimiters) -> list[str]:
    """Return the elements without those that cannot be decoded, and with the first repetition only."""
    bad = {
        spot.position
        for row in (reader.plan.elements if reader.plan else ())
        for spot, part in _parts(row)
        if not _decodes(part, spot, text_at(elements, spot, delimiters))
    }
    left = [
        "" if position in bad else repetitions(one, delimiters)[0] if position else one
        for position, one in enumerate(elements)
    ]
    while elements[-1] and not left[-1]:  # what is left empty was not sent empty
        del left[-1]
    return left


def _parts(row: ElementRow) -> Iterator[tuple[Spot, FieldPart]]:
    if isinstance(row, FieldRow):
        yield row.spot, row.part
    elif isinstance(row, RangeRow):
        for group in row.groups:
            yield from zip(group, row.parts, strict=True)


def _decodes(part: FieldPart, spot: Spot, text: str) -> bool:
    if not text or part.decode is None or part.codes:
        return True
    if part.form:
        return re.fullmatch(part.form, text) is not None
    return _UNREADABLE.isdisjoint(faults(spot.element, text))


def _demands(
    row: ElementRow, elements: Sequence[str], delimiters: Delimiters, missing: set[int]
) -> Iterator[Fault]:
    if isinstance(row, RangeRow):
        for spot, part in _parts(row):
            yield from _part(part, spot, text_at(elements, spot, delimiters))
        return
    texts = texts_at(elements, row.spot, delimiters)
    if not any(texts) and required(row) and row.spot.position not in missing:
        yield Fault(code="map.element-missing", position=row.spot.position, component=row.spot.component)
    for repetition, text in enumerate(texts, 1):
        for fault in _single(row, text) if text else ():
            yield replace(fault, repetition=repetition) if len(texts) > 1 else fault


def _single(row: FieldRow | ConstantRow | CountRow | LevelRow | UnusedRow, text: str) -> Iterator[Fault]:
    """Yield what the map has against one text of an element."""
    if isinstance(row, FieldRow):
        yield from _part(row.part, row.spot, text)
    elif isinstance(row, ConstantRow) and text != row.text:
        yield _fault("map.fixed-unexpected", row.spot, text)
    elif isinstance(row, UnusedRow):
        yield _fault("map.not-used", row.spot, text)


def _part(part: FieldPart, spot: Spot, text: str) -> Iterator[Fault]:
    if not text:
        return
    if part.codes and not part.keeps and text not in part.codes:
        yield _fault("map.code-unexpected", spot, text)
    if part.maximum and spot.element.maximum >= length(spot.element, text) > part.maximum:
        yield _fault("map.element-too-long", spot, text)
    if part.form and not re.fullmatch(part.form, text):
        yield _fault("x12.element-characters", spot, text)


def _fault(code: str, spot: Spot, text: str) -> Fault:
    return Fault(code=code, position=spot.position, component=spot.component, value=text)


def text_at(elements: Sequence[str], spot: Spot, delimiters: Delimiters) -> str:
    """Return the first text at a spot, empty where there is none."""
    return texts_at(elements, spot, delimiters)[0]


def texts_at(elements: Sequence[str], spot: Spot, delimiters: Delimiters) -> list[str]:
    """Return the text at a spot in each repetition of its element, one empty text where there is none."""
    if spot.position >= len(elements):
        return [""]
    texts = repetitions(elements[spot.position], delimiters)
    if not spot.component:
        return texts
    parts = [components(text, delimiters) for text in texts]
    return [one[spot.component - 1] if spot.component <= len(one) else "" for one in parts]


def field_at(reader: SegmentReader, fault: Fault) -> str:
    """Return the field the element at fault would have gone to, empty where it has none."""
    for row in reader.plan.elements if reader.plan else ():
        spots = row.spots if isinstance(row, RangeRow) else (row.spot,)
        for spot in spots:
            if spot.position == fault.position and spot.component in (0, fault.component):
                part = row.part if isinstance(row, FieldRow) else row
                return part.field.name if isinstance(part, FieldPart | RangeRow) else ""
    return ""
