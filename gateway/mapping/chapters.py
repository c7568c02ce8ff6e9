"""Chapters: every row of a map as a partner's implementation guide tells it, free of any form of page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.mapping.addresses import Entry, entries, parts_of, reference_of, runs, spot_of
from gateway.mapping.guide import anchor, demands_between, example, read_positions
from gateway.mapping.plan import ConstantRow, ElementRow, FieldPart, FieldRow, LoopPlan, Plan, RangeRow
from gateway.mapping.wording import MOST_LISTED, demand_of, format_of, meaning_of, times, usage_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """The codes agreed for what an element carries, each with its word, and what becomes of any other."""

    of: str
    codes: tuple[tuple[str, str], ...]
    others: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideElement:
    """An element, or a range of them: where, which data element, how it is written, what it says."""

    reference: str
    number: str
    name: str
    usage: str
    format: str
    says: str
    lists: tuple[CodeList, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideSegment:
    """A row: a segment, or a loop by the segment that opens it."""

    address: str
    anchor: str
    depth: int
    label: str
    name: str
    looped: bool
    usage: str
    times: str
    notes: tuple[str, ...]
    example: str
    elements: tuple[GuideElement, ...]
    conditions: tuple[str, ...]
    unread: tuple[str, ...]


def chapters(plan: Plan) -> tuple[GuideSegment, ...]:
    """Return all rows of a map in the order of the wire."""
    return tuple(_chapter(one) for one in entries(plan.rows))


def _chapter(entry: Entry) -> GuideSegment:
    segment, forbidden = entry.segment, entry.row.forbidden
    unread = sorted(set(range(1, len(segment.segment.elements) + 1)) - read_positions(segment))
    return GuideSegment(
        address=entry.address,
        anchor=anchor(entry),
        depth=entry.depth,
        label=entry.row.label,
        name=segment.segment.name,
        looped=isinstance(entry.row, LoopPlan),
        usage=demand_of(entry.row),
        times=times(entry.row),
        notes=tuple(note for note in dict.fromkeys((entry.row.note, segment.note)) if note),
        example="" if forbidden else example(segment, entry.address),
        elements=() if forbidden else tuple(map(_element, segment.elements)),
        conditions=() if forbidden else tuple(demands_between(segment)),
        unread=() if forbidden else tuple(runs(segment.segment.id, unread)),
    )


def _element(row: ElementRow) -> GuideElement:
    spot = spot_of(row)
    size = len(row.parts) if isinstance(row, RangeRow) else 1
    carried = list(parts_of(row))[:size]
    spots = [at for at, _ in carried] or [spot]
    formats = [format_of(at.element, part.maximum) for at, part in carried] or [format_of(spot.element)]
    return GuideElement(
        reference=reference_of(row),
        number=", ".join(dict.fromkeys(at.element.number for at in spots)),
        name=", then ".join(dict.fromkeys(at.element.name for at in spots)),
        usage=usage_of(row),
        format="; ".join(dict.fromkeys(formats)),
        says=_says(row),
        lists=tuple(one for at, part in carried for one in _lists(part, at.element.codes, several=size > 1)),
        note=row.part.note if isinstance(row, FieldRow) else row.note,
    )


def _says(row: ElementRow) -> str:
    """Return what an element is for; codes stand in a list of their own."""
    if isinstance(row, FieldRow):
        return row.part.field.name.replace("_", " ")
    if isinstance(row, RangeRow):
        carried = ", then ".join(part.field.name.replace("_", " ") for part in row.parts)
        each = row.field.name.replace("_", " ")
        return f"each of {each}: {carried}" if row.item else f"each of {each}"
    if isinstance(row, ConstantRow):
        said = row.spot.element.codes.get(row.text, "")
        return f"always {row.text}" + (f" ({said})" if said else "")
    return meaning_of(row)


def _lists(part: FieldPart, known: Mapping[str, str], *, several: bool) -> Iterator[CodeList]:
    of = part.field.name.replace("_", " ") if several else ""
    if part.codes:
        listed = tuple((code, word.replace("-", " ")) for code, word in part.codes.items())
        others = "Any other code is kept as it comes." if part.keeps else "No other code is accepted."
        yield CodeList(of=of, codes=listed, others=others)
    elif 0 < len(known) <= MOST_LISTED:
        yield CodeList(of=of, codes=tuple(known.items()), others="Other codes of the standard are accepted.")
