"""Comparing: how two maps of one transaction set differ, in an analyst's words, whatever the one has to do with the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, cast

from gateway.mapping.addresses import Entry, entries, parts_of, reference_of, spot_of
from gateway.mapping.codecs import TEXT
from gateway.mapping.plan import ConstantRow, ElementRow, FieldPart, FieldRow, Plan, RangeRow, UnusedRow
from gateway.mapping.wording import demand_of, format_of, meaning_of, often, times, usage_of

DifferenceKind = Literal[
    "map",
    "row-added",
    "row-removed",
    "qualifier",
    "usage",
    "times",
    "element-added",
    "element-removed",
    "meaning",
    "code-added",
    "code-retired",
    "code-word",
    "other-codes",
    "format",
    "note",
]
CODE = re.compile(r"code (?P<said>\S+ \(.*\))(?P<of> of \S+)? (?P<turn>added|retired)")
"""How a code that came or went is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing the second map says otherwise: at an address, of an element where one is meant, in words."""

    kind: DifferenceKind
    address: str = ""
    element: str = ""
    words: str
    before: str = ""
    after: str = ""


def compare(base: Plan, other: Plan) -> tuple[Difference, ...]:
    """Return what the other map says otherwise, in the order of the wire."""
    return (*_heads(base, other), *_rows(base, other))


def gathered(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the differences as a page tells them: codes of a list that came, or went, in one."""
    return tuple(
        one
        for _, same in groupby(differences, lambda one: (one.address, one.element, one.kind, _list_of(one)))
        for one in _gathered(tuple(same))
    )


def _list_of(one: Difference) -> str:
    found = CODE.fullmatch(one.words)
    return found["of"] or "" if found else ""


def _gathered(same: Sequence[Difference]) -> Iterator[Difference]:
    found = [CODE.fullmatch(one.words) for one in same]
    listed = ", ".join(one["said"] for one in found if one)
    first = found[0]
    if first and len(same) > 1:
        yield replace(
            same[0], words=f"codes{first['of'] or ''} {first['turn']}: {listed}", before="", after=""
        )
    else:
        yield from same


def _heads(base: Plan, other: Plan) -> Iterator[Difference]:
    for what, before, after in (
        ("set", base.set_id, other.set_id),
        ("version", base.version, other.version),
        ("document", base.document, other.document),
        ("title", base.title, other.title),
        ("note", base.note, other.note),
    ):
        if before != after:
            yield Difference(
                kind="map", words=f"{what}: {_turned(before, after)}", before=before, after=after
            )


def _rows(base: Plan, other: Plan) -> Iterator[Difference]:
    before = {one.address: one for one in entries(base.rows)}
    after = {one.address: one for one in entries(other.rows)}
    became = _became(before, after)
    came_from = {new: old for old, new in became.items()}
    for address, entry in after.items():
        if address in came_from:
            yield from _row(before[came_from[address]], entry)
        elif _around(address) in came_from or not _around(address):
            yield Difference(
                kind="row-added", address=address, words=f"added: {_described(entry)}", after=entry.row.label
            )
    for address, entry in before.items():
        if address not in became and (_around(address) in became or not _around(address)):
            yield Difference(
                kind="row-removed",
                address=address,
                words=f"left out: {_described(entry)}",
                before=entry.row.label,
            )


def _became(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, str]:
    """Return the new address of every row that is still there; one that only has another qualifier is the same row."""
    became: dict[str, str] = {}
    free = [address for address in after if address not in before]
    for address, entry in before.items():
        around = _around(address)
        if around and around not in became:
            continue
        beneath = f"{became.get(around, '')}/{entry.row.label}".lstrip("/")
        rivals = [one for one in free if _around(one) == became.get(around, "")]
        found = (
            beneath if beneath in after else next((one for one in rivals if _alike(entry, after[one])), None)
        )
        if found is not None:
            became[address] = found
            free = [one for one in free if one != found]
    return became


def _alike(one: Entry, other: Entry) -> bool:
    """Return whether two rows differ in the texts of their qualifiers only."""
    return bool(one.row.tests) and _shape(one) == _shape(other)


def _shape(one: Entry) -> tuple[object, ...]:
    carried = tuple(
        (reference_of(row), tuple(part.field.name for _, part in parts_of(row)))
        for row in one.segment.elements
    )
    tests = tuple(test.spot.reference for test in one.row.tests)
    target = one.row.target.field.name if one.row.target else ""
    return type(one.row), one.segment.place.number, target, tests, carried


def _row(before: Entry, after: Entry) -> Iterator[Difference]:
    """Yield how one row differs, and then each of its elements."""
    address = after.address
    for kind, what, was, now in (
        ("usage", "usage", demand_of(before.row), demand_of(after.row)),
        ("times", "at most", times(before.row), times(after.row)),
        ("note", "note", _note(before), _note(after)),
    ):
        if was != now:
            yield Difference(
                kind=cast("DifferenceKind", kind),
                address=address,
                words=f"{what}: {_turned(was, now)}",
                before=was,
                after=now,
            )
    yield from _elements(before.segment.elements, after.segment.elements, address)


def _elements(
    before: Sequence[ElementRow], after: Sequence[ElementRow], address: str
) -> Iterator[Difference]:
    old = {_place(row): row for row in before}
    new = {_place(row): row for row in after}
    for place in sorted(old.keys() | new.keys()):
        if place not in old:
            yield _element("element-added", address, new[place], f"read now: {_said(new[place])}")
        elif place not in new:
            yield _element("element-removed", address, old[place], f"not read any more: {_said(old[place])}")
        else:
            yield from _element_changes(old[place], new[place], address)


def _element_changes(was: ElementRow, now: ElementRow, address: str) -> Iterator[Difference]:
    if usage_of(was) != usage_of(now):
        yield _changed("usage", address, now, (usage_of(was), usage_of(now)))
    if isinstance(was, ConstantRow) and isinstance(now, ConstantRow) and was.text != now.text:
        kind: DifferenceKind = "qualifier" if now.test else "meaning"
        yield _changed(kind, address, now, (was.text, now.text), what="qualifier" if now.test else "always")
    elif isinstance(was, UnusedRow) or isinstance(now, UnusedRow):
        return
    elif _bare(was) != _bare(now):
        yield _changed("meaning", address, now, (_bare(was), _bare(now)), what="says")
    else:
        pairs = list(zip(_parts(was), _parts(now), strict=True))
        for one, other in pairs:
            yield from _codes(one, other, now, address, several=len(pairs) > 1)
    formats = [
        format_of(spot_of(row).element, max((part.maximum for part in _parts(row)), default=0))
        for row in (was, now)
    ]
    if formats[0] != formats[1]:
        yield _changed("format", address, now, (formats[0], formats[1]), what="format")
    if _element_note(was) != _element_note(now):
        yield _changed("note", address, now, (_element_note(was), _element_note(now)), what="note")


def _codes(
    was: FieldPart, now: FieldPart, row: ElementRow, address: str, *, several: bool
) -> Iterator[Difference]:
    of = f" of {now.field.name}" if several else ""
    for code, word in was.codes.items():
        if code not in now.codes:
            yield _element("code-retired", address, row, f"code {code} ({word}){of} retired", before=code)
        elif now.codes[code] != word:
            words = f"code {code}{of}: {_turned(word, now.codes[code])}"
            yield _element("code-word", address, row, words, before=word, after=now.codes[code])
    for code, word in now.codes.items():
        if code not in was.codes:
            yield _element("code-added", address, row, f"code {code} ({word}){of} added", after=code)
    kept = [_others(one) for one in (was, now)]
    if kept[0] != kept[1]:
        words = f"other codes{of}: {_turned(kept[0], kept[1])}"
        yield _element("other-codes", address, row, words, before=kept[0], after=kept[1])


def _changed(
    kind: DifferenceKind, address: str, row: ElementRow, turn: tuple[str, str], *, what: str = "usage"
) -> Difference:
    before, after = turn
    return _element(kind, address, row, f"{what}: {_turned(before, after)}", before=before, after=after)


def _element(
    kind: DifferenceKind, address: str, row: ElementRow, words: str, *, before: str = "", after: str = ""
) -> Difference:
    return Difference(
        kind=kind, address=address, element=reference_of(row), words=words, before=before, after=after
    )


def _turned(before: str, after: str) -> str:
    return f"{before or 'nothing'} -> {after or 'nothing'}"


def _described(entry: Entry) -> str:
    target = f", each of `{entry.row.target.field.name}`" if entry.row.target else ""
    looped = "loop, " if entry.row is not entry.segment else ""
    return f"{entry.segment.segment.name} ({looped}{demand_of(entry.row)}, {often(entry.row)}{target})"


def _said(row: ElementRow) -> str:
    return f"{spot_of(row).element.name}, {meaning_of(row)}"


def _bare(row: ElementRow) -> str:
    """Return what an element is for, without its codes, which are told one by one."""
    parts = _parts(row)
    if not parts:
        return meaning_of(row)
    names = "; then ".join(
        part.field.name + (f" ({part.codec.name})" if part.codec is not TEXT else "") for part in parts
    )
    return f"{reference_of(row)} as {names}"


def _parts(row: ElementRow) -> tuple[FieldPart, ...]:
    if isinstance(row, RangeRow):
        return row.parts
    return (row.part,) if isinstance(row, FieldRow) else ()


def _others(part: FieldPart) -> str:
    if not part.codes:
        return "no list agreed"
    return "kept as they come" if part.keeps else "refused"


def _note(entry: Entry) -> str:
    return " ".join(dict.fromkeys(filter(None, (entry.row.note, entry.segment.note))))


def _element_note(row: ElementRow) -> str:
    return row.part.note if isinstance(row, FieldRow) else row.note


def _place(row: ElementRow) -> tuple[int, int]:
    spot = spot_of(row)
    return spot.position, spot.component


def _around(address: str) -> str:
    return address.rpartition("/")[0]
