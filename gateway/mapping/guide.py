"""The guide: a map as a page for a partner's integrator, what differs from the base map marked."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from gateway.mapping.addresses import Entry, entries, reference_of, runs, spot_of, spots_of
from gateway.mapping.choosing import Choice
from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldRow,
    LevelRow,
    LoopPlan,
    Plan,
    RangeRow,
    SegmentPlan,
    Spot,
)
from gateway.mapping.specimens import Specimens
from gateway.mapping.wording import demand_of, format_of, meaning_of, sentence, times, usage_of
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join

SHOWN = Delimiters()
"""Examples are written with these; a partner may send others."""
INDENT = "&emsp;"


def page(plan: Plan, base: Plan | None = None) -> str:
    """Return the guide page in Markdown; with the base map of an overlay, differences are marked."""
    listed = list(entries(plan.rows))
    before = {one.address: one for one in entries(base.rows)} if base else {}
    marks = {one.address: _mark(one, before) for one in listed} if base else {}
    parts = [
        *_head(plan),
        *(_differences(listed, before, marks, base) if base else ()),
        *_envelope(plan),
        *_overview(listed, marks),
        "## Segments in detail\n",
        *(text for one in listed for text in _detail(one, before.get(one.address), marks)),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _head(plan: Plan) -> Iterator[str]:
    yield f"# {plan.title} ({plan.set_id})\n"
    if plan.note:
        yield f"{plan.note}\n"
    yield (
        f"This page is made from the map `{plan.name}`, which reads and writes the document; "
        "it cannot say anything else than what happens.\n"
    )


def _envelope(plan: Plan) -> Iterator[str]:
    yield "## Envelope\n"
    yield "| element | value |"
    yield "| --- | --- |"
    yield f"| GS01 | `{plan.definition.functional_group}` |"
    yield f"| GS08 | `{plan.version}`; it decides the version, not ISA12 |"
    yield f"| ST01 | `{plan.set_id}` |"
    yield "| ST02, SE02 | the same control number, 4 to 9 characters, unique within the group |"
    yield "| SE01 | the number of segments from ST to SE, both counted |\n"
    yield "Any delimiters will do: they are taken from each ISA. Examples here use `*`, `>` and `~`.\n"


def _overview(listed: Sequence[Entry], marks: Mapping[str, str]) -> Iterator[str]:
    yield "## Order of segments\n"
    yield "| segment | what it is | usage | at most |"
    yield "| --- | --- | --- | --- |"
    for one in listed:
        looped = " (loop)" if isinstance(one.row, LoopPlan) else ""
        shown = f"{INDENT * one.depth}[`{one.row.label}`](#{anchor(one)}){looped}"
        mark = f" **{marks[one.address]}**" if marks.get(one.address) else ""
        yield f"| {shown}{mark} | {one.segment.segment.name} | {demand_of(one.row)} | {times(one.row)} |"
    yield ""


def _detail(one: Entry, before: Entry | None, marks: Mapping[str, str]) -> Iterator[str]:
    segment = one.segment
    yield f'<a id="{anchor(one)}"></a>\n'
    mark = f" ({marks[one.address]})" if marks.get(one.address) else ""
    yield f"### {one.address.replace('/', ' / ')}: {segment.segment.name}{mark}\n"
    looped = isinstance(one.row, LoopPlan)
    yield f"{'A loop, ' if looped else ''}{demand_of(one.row)}, at most: {times(one.row)}.\n".capitalize()
    for note in dict.fromkeys((one.row.note, segment.note)):
        if note:
            yield f"{note}\n"
    if one.row.forbidden:
        return
    yield f"```text\n{example(segment, one.address)}\n```\n"
    yield "| element | name | usage | format | what it says |"
    yield "| --- | --- | --- | --- | --- |"
    known = {reference_of(row): _line(row) for row in before.segment.elements} if before else {}
    for row in segment.elements:
        changed = before is not None and known.get(reference_of(row)) != _line(row)
        yield f"| {'**' if changed else ''}{reference_of(row)}{'** (changed)' if changed else ''} {_line(row)}"
    yield ""
    if said := demands_between(segment):
        yield " ".join(said) + "\n"
    read = read_positions(segment)
    unread = sorted(set(range(1, len(segment.segment.elements) + 1)) - read)
    if unread:
        yield f"Not read: {', '.join(runs(segment.segment.id, unread))}.\n"


def _line(row: ElementRow) -> str:
    """Return what a table says of an element after its reference."""
    spot = spot_of(row)
    maximum, note = (row.part.maximum, row.part.note) if isinstance(row, FieldRow) else (0, row.note)
    meaning = meaning_of(row) + (f". {note}" if note else "")
    cells = (spot.element.name, usage_of(row), format_of(spot.element, maximum), meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def demands_between(segment: SegmentPlan) -> list[str]:
    """Return what the standard demands between elements that have a row, as sentences."""
    read = read_positions(segment)
    return [
        sentence(segment.segment.id, condition)
        for condition in segment.segment.conditions
        if condition.certain and len(read.intersection(condition.positions)) > 1
    ]


def read_positions(segment: SegmentPlan) -> set[int]:
    """Return the positions that have a row."""
    return {spot.position for row in segment.elements for spot in spots_of(row)}


def example(segment: SegmentPlan, seed: str) -> str:
    """Return one segment as it may be sent, always the same for an address."""
    random = Random(seed)  # noqa: S311 - an example is no secret
    choice = Choice(segment, random)
    specimens = Specimens(random)
    texts: dict[int, dict[int, str]] = {}
    for row in segment.elements:
        for spot, text in _texts(row, choice, specimens):
            texts.setdefault(spot.position, {})[spot.component or 1] = text
    elements = (
        tuple(parts.get(component, "") for component in range(1, max(parts, default=0) + 1))
        for parts in (texts.get(position, {}) for position in range(1, max(texts, default=0) + 1))
    )
    return join((segment.segment.id, *elements), SHOWN) + SHOWN.segment


def _texts(row: ElementRow, choice: Choice, specimens: Specimens) -> Iterator[tuple[Spot, str]]:
    match row:
        case ConstantRow():
            yield row.spot, row.text
        case FieldRow() if choice.holds(row):
            yield row.spot, row.part.encode(specimens.value(row.part, row.spot))
        case RangeRow():
            for spots in list(row.groups)[: choice.groups_of(row)]:
                for part, spot in zip(row.parts, spots, strict=True):
                    yield spot, part.encode(specimens.value(part, spot))
        case CountRow():
            yield row.spot, "3"
        case LevelRow(role="id"):
            yield row.spot, "1"


def _differences(
    listed: Sequence[Entry], before: Mapping[str, Entry], marks: Mapping[str, str], base: Plan
) -> Iterator[str]:
    """Yield what an overlay adds, changes and leaves out."""
    yield f"## Differences from `{base.name}`\n"
    said = [f"- `{address}` is {mark}." for address, mark in marks.items() if mark]
    gone = before.keys() - {one.address for one in listed}
    said.extend(f"- `{address}` is left out." for address in before if address in gone)
    yield "\n".join(said or ["None in the segments."]) + "\n"


def _mark(one: Entry, before: Mapping[str, Entry]) -> str:
    """Return whether a row was added to or changed from the base map."""
    was = before.get(one.address)
    if was is None:
        return "added"
    return "" if _signature(was) == _signature(one) else "changed"


def _signature(one: Entry) -> tuple[object, ...]:
    lines = tuple((reference_of(row), _line(row)) for row in one.segment.elements)
    return demand_of(one.row), times(one.row), one.row.note, one.segment.note, lines


def anchor(one: Entry) -> str:
    """Return the name a link leads to a row by."""
    return one.address.lower().replace("/", "-").replace("*", "-")
