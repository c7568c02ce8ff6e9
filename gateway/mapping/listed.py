"""Codes of a segment that nothing is remarked about, and the fields a segment surely fills."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gateway.mapping.plan import FieldRow, RangeRow
from gateway.mapping.shapes import SegmentReader
from gateway.x12.definitions import ElementDef, ElementUse
from gateway.x12.element_types import faults, length
from gateway.x12.elements import Narrowing

Presence = tuple[bool, ...]
"""Of each element of a segment, up to its last, whether it is there."""

NEVER = "(?!)"
UNLISTED = "x12.code-unlisted"


def to_codes(reader: SegmentReader, ways: Sequence[Presence]) -> dict[tuple[int, int], Narrowing]:
    """Return the narrowing of each coded element to the codes that nothing is remarked about."""
    complete = all(reader.needs <= given(reader, way) for way in ways)
    known = dict(_worded(reader)) if complete else {}
    narrowed = {}
    for position, use in enumerate(reader.definition.elements, 1):
        for component, element in _parts(use):
            if element.codes:
                place = (position, component)
                agreed, codes = (
                    reader.narrowed.get(place, Narrowing()),
                    {**element.codes, **known.get(place, {})},
                )
                texts = tuple(code for code in codes if _allowed(element, agreed, code))
                narrowed[place] = Narrowing(texts=texts, form="" if texts else NEVER)
    return narrowed


def given(reader: SegmentReader, way: Presence) -> frozenset[str]:
    """Return the fields that a segment surely fills which came in one way."""
    rows = [one for one in (reader.plan.elements if reader.plan else ()) if isinstance(one, FieldRow)]
    return frozenset(
        one.part.field.name
        for one in rows
        if not one.spot.component and one.spot.position <= len(way) and way[one.spot.position - 1]
    )


def _worded(reader: SegmentReader) -> Iterator[tuple[tuple[int, int], Mapping[str, str]]]:
    """Yield where a map has words of its own for codes, and the codes."""
    for row in reader.plan.elements if reader.plan else ():
        if isinstance(row, FieldRow):
            yield (row.spot.position, row.spot.component), row.part.codes
        elif isinstance(row, RangeRow):
            for group in row.groups:
                for spot, part in zip(group, row.parts, strict=True):
                    yield (spot.position, spot.component), part.codes


def _parts(use: ElementUse) -> Iterator[tuple[int, ElementDef]]:
    if isinstance(use.definition, ElementDef):
        yield 0, use.definition
        return
    yield from (
        (component, part.definition)
        for component, part in enumerate(use.definition.elements, 1)
        if isinstance(part.definition, ElementDef)
    )


def _allowed(element: ElementDef, agreed: Narrowing, code: str) -> bool:
    return (
        not any(fault != UNLISTED for fault in faults(element, code))
        and (not agreed.texts or code in agreed.texts)
        and (not agreed.maximum or length(element, code) <= agreed.maximum)
        and (not agreed.form or re.fullmatch(agreed.form, code) is not None)
    )
