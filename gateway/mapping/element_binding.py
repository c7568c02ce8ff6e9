"""Elements of a row bound to the standard and to the fields they carry."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gateway.mapping.codecs import CODECS, KEPT, TEXT, Codec, Codes, of_codes, usual
from gateway.mapping.complaints import Complaints, Path
from gateway.mapping.fields import FieldType, fields_of, unknown
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
from gateway.mapping.spec import (
    CountElement,
    EachElement,
    ElementSpec,
    FieldElement,
    FixedElement,
    LevelElement,
    QualifierElement,
)
from gateway.x12.definitions import CompositeDef, ElementDef, ElementUse, SegmentDef
from gateway.x12.element_types import faults
from gateway.x12.structure import Structure

UNLISTED = "x12.code-unlisted"
"""No fault of a map: our lists are what is met in trade, and what partners agree on may go beyond."""


class ElementBinder:
    """Binds the elements of one row; what is wrong goes to the complaints, and the element is left out."""

    def __init__(
        self, segment: SegmentDef, holder: type, structure: Structure, complaints: Complaints
    ) -> None:
        self.segment = segment
        self.holder = holder
        self.structure = structure
        self.complaints = complaints
        self.key = re.compile(
            rf"{segment.id}(?P<first>[0-9]{{2}})(?:-(?P<component>[1-9][0-9]*)|\.\.{segment.id}(?P<last>[0-9]{{2}}))?"
        )

    def bind(self, elements: Mapping[str, ElementSpec], path: Path) -> tuple[ElementRow, ...]:
        """Return the elements in the order of the segment."""
        rows: list[ElementRow] = []
        taken: dict[tuple[int, int], str] = {}
        for key, spec in elements.items():
            spots = self._spots(key, (*path, key))
            for spot in spots:
                clash = taken.get((spot.position, spot.component)) or taken.get((spot.position, 0))
                if clash:
                    self.complaints.say((*path, key), f"{key} and {clash} are the same element")
                taken[spot.position, spot.component] = key
            if spots and (row := self._row(spec, spots, (*path, key))):
                rows.append(row)
        return tuple(sorted(rows, key=_order))

    def _spots(self, key: str, path: Path) -> tuple[Spot, ...]:
        """Return the places a key names: one, a range, or several of them one after the other."""
        return tuple(spot for one in key.split(",") for spot in self._run(one.strip(), path))

    def _run(self, key: str, path: Path) -> tuple[Spot, ...]:
        match = self.key.fullmatch(key)
        if match is None:
            self.complaints.say(path, f"{key} is not a place of {self.segment.id}")
            return ()
        first, component = int(match["first"]), int(match["component"] or 0)
        last = int(match["last"] or first)
        if last < first:
            self.complaints.say(path, f"{key} ends before it begins")
        spots = [self._spot(position, component) for position in range(first, last + 1)]
        if not all(spots):
            self.complaints.say(path, f"the standard has no {key} that holds one text")
            return ()
        return tuple(spot for spot in spots if spot)

    def _spot(self, position: int, component: int) -> Spot | None:
        whole = self.segment.at(position)
        if whole is None or (component and not isinstance(whole.definition, CompositeDef)):
            return None
        use: ElementUse | None = self.segment.at(position, component) if component else whole
        if use is None or not isinstance(use.definition, ElementDef):
            return None
        return Spot(
            segment=self.segment.id, position=position, component=component, use=use, element=use.definition
        )

    def _row(self, spec: ElementSpec, spots: Sequence[Spot], path: Path) -> ElementRow | None:
        if isinstance(spec, EachElement):
            return self._range(spec, tuple(spots), path)
        spot = spots[0]
        if len(spots) > 1:
            self.complaints.say(path, "only `each` takes a range of elements")
        usage = getattr(spec, "usage", None)
        if spot.mandatory and usage in ("optional", "not_used"):
            self.complaints.say(path, f"the standard demands {spot.reference}: {usage} would widen it")
        match spec:
            case FieldElement():
                return self._field(spec, spot, path)
            case QualifierElement(qualifier=text) | FixedElement(fixed=text):
                for code in sorted(set(faults(spot.element, text)) - {UNLISTED}):
                    self.complaints.say(path, f"{spot.reference} cannot be {text}: {code}")
                return ConstantRow(
                    spot=spot,
                    text=text,
                    test=isinstance(spec, QualifierElement),
                    required=usage == "required",
                    note=spec.note,
                )
            case CountElement():
                return self._count(spec, spot, path)
            case LevelElement():
                return LevelRow(spot=spot, role=spec.hl, note=spec.note)
            case _:
                return UnusedRow(spot=spot, note=spec.note)

    def _field(self, spec: FieldElement, spot: Spot, path: Path) -> ElementRow | None:
        if spec.usage == "not_used":
            return UnusedRow(spot=spot, note=spec.note)
        field = self._of(self.holder, spec.field, path)
        if field is None:
            return None
        if field.many or field.nested:
            self.complaints.say(path, f"{spec.field} holds more than one text: use `each` or `into`")
            return None
        part = self._part(spec, field, spot.element, path)
        return FieldRow(spot=spot, part=part) if part else None

    def _range(self, spec: EachElement, spots: tuple[Spot, ...], path: Path) -> RangeRow | None:
        field = self._of(self.holder, spec.each, path)
        if field is None:
            return None
        if not field.many or field.nested != bool(spec.of):
            self.complaints.say(
                path, f"{spec.each} is not a tuple of {'values' if spec.of else 'plain texts or numbers'}"
            )
            return None
        if spec.of and (spec.codec or spec.codes or spec.other or spec.max_length):
            self.complaints.say(path, "say codecs, codes and lengths at the parts in `of`")
        parts = tuple(self._parts(spec, field, spots, path))
        if len(parts) != len(spec.of or (spec,)):
            return None
        item = field.kind if spec.of else None
        self._groups(spots, len(parts), path)
        return RangeRow(spots=spots, field=field, item=item, parts=parts, note=spec.note)

    def _parts(
        self, spec: EachElement, field: FieldType, spots: tuple[Spot, ...], path: Path
    ) -> Iterator[FieldPart]:
        if not spec.of:
            lone = FieldElement(
                field=spec.each,
                codec=spec.codec,
                codes=spec.codes,
                other=spec.other,
                max_length=spec.max_length,
            )
            if part := self._part(lone, replace(field, needed=False), spots[0].element, path):
                yield part
            return
        for index, (one, spot) in enumerate(zip(spec.of, spots, strict=False)):
            inner = self._of(field.kind, one.field, (*path, "of", index))
            if inner and (part := self._part(one, inner, spot.element, (*path, "of", index))):
                yield part
        for name in {one.name for one in fields_of(field.kind).values() if one.needed} - {
            one.field for one in spec.of
        }:
            self.complaints.say(path, f"nothing fills {name}, which every item of {spec.each} needs")

    def _groups(self, spots: tuple[Spot, ...], size: int, path: Path) -> None:
        if len(spots) % size:
            self.complaints.say(path, f"{len(spots)} elements are no whole number of groups of {size}")
        for spot, first in zip(spots[size:], spots, strict=False):
            if spot.element.number != first.element.number:
                self.complaints.say(path, f"{spot.reference} is another element than {first.reference}")
                return

    def _count(self, spec: CountElement, spot: Spot, path: Path) -> CountRow | None:
        counted, segment = None, ""
        if spec.count_of.isupper():
            segment = spec.count_of
            if segment not in self.structure.ids:
                self.complaints.say(path, f"the set has no segment {segment} to count")
        else:
            counted = self._of(self.holder, spec.count_of, path)
            if counted is None:
                return None
            if not counted.many:
                self.complaints.say(path, f"{spec.count_of} is not a tuple: there is nothing to count")
        return CountRow(
            spot=spot, field=counted, segment=segment, required=spec.usage == "required", note=spec.note
        )

    def _of(self, holder: type, name: str, path: Path) -> FieldType | None:
        field = fields_of(holder).get(name)
        if field is None:
            self.complaints.say(path, unknown(holder, name))
        return field

    def _part(
        self, spec: FieldElement, field: FieldType, element: ElementDef, path: Path
    ) -> FieldPart | None:
        codec = self._codec(spec, field, element, path)
        if codec is None:
            return None
        maximum = int(spec.max_length or 0)
        if maximum and not element.minimum <= maximum <= element.maximum:
            self.complaints.say(
                path, f"max_length {maximum} is not within {element.minimum} to {element.maximum}"
            )
        keeps = spec.other == "keep"
        self._codes(spec, element, path)
        codes = Codes(spec.codes) if keeps else dict(spec.codes)
        return FieldPart(
            field=field,
            codec=codec,
            codes=codes,
            keeps=keeps,
            decode=Codes(spec.codes).__getitem__ if codes else codec.decode,
            encode=of_codes(codes, keep=keeps) if codes else codec.encode,
            required=spec.usage == "required" or field.needed,
            maximum=maximum,
            form="" if codec is usual(element, field.kind) else codec.form,
            note=spec.note,
        )

    def _codec(self, spec: FieldElement, field: FieldType, element: ElementDef, path: Path) -> Codec | None:
        if spec.codec and spec.codec not in CODECS:
            self.complaints.say(path, f"there is no codec {spec.codec}: {', '.join(CODECS)}")
            return None
        codec = CODECS[spec.codec] if spec.codec else usual(element, field.kind)
        if codec is None or codec.kind is not field.kind:
            self.complaints.say(
                path, f"element type {element.type} does not become {field.name}, a {field.kind.__name__}"
            )
            return None
        if spec.codes and codec is not TEXT:
            self.complaints.say(path, f"codes become words, and {field.name} is not a text")
            return None
        return codec

    def _codes(self, spec: FieldElement, element: ElementDef, path: Path) -> None:
        if spec.other and not spec.codes:
            self.complaints.say(path, f"`other: {spec.other}` needs codes beside it")
        words = list(spec.codes.values())
        for code, word in spec.codes.items():
            if words.count(word) > 1 or word.startswith(KEPT):
                self.complaints.say((*path, "codes", code), f"the word {word} does not lead back to one code")
            for fault in sorted(set(faults(element, code)) - {UNLISTED}):
                self.complaints.say((*path, "codes", code), f"the element cannot be {code}: {fault}")


def _order(row: ElementRow) -> tuple[int, int]:
    spot = row.spots[0] if isinstance(row, RangeRow) else row.spot
    return spot.position, spot.component
