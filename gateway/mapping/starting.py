"""Starting: a partner's overlay proposed from its samples, as YAML that loads; what needs a person stands in comments."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from types import MappingProxyType
from typing import cast

from gateway.mapping.addresses import entries, parts_of, reference_of, runs
from gateway.mapping.coverage import Coverage, Filled, Gap, Tally
from gateway.mapping.element_binding import UNLISTED
from gateway.mapping.plan import ElementRow, FieldPart, FieldRow, Plan, RangeRow
from gateway.mapping.tracing import Met
from gateway.mapping.wording import usage_of
from gateway.x12.definitions import ElementDef, ElementUse
from gateway.x12.element_types import faults
from gateway.x12.structure import Place

WIDTH = 110
TO_FIELD = "FIELD"
"""What stands for the field of the document that a person has to name."""
ODD: Mapping[str, str] = MappingProxyType(
    {
        "element": "is no element of the segment in the standard",
        "code": "came with a text that is no code of it, and is refused",
        "kept-code": "came with a text that is no code of it",
        "repeated": "was repeated, and only the first is read",
        "forbidden": "came though it is agreed not to be used",
        "misplaced": "is in no place the standard has for it",
    }
)
_NO_WORD = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.*-]*")
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def start(coverage: Coverage, partner: str = "") -> str:
    """Return the overlay for what was seen: codes are added, everything else is proposed for a person to decide."""
    plan = coverage.plan
    title = f"{plan.title} ({partner})" if partner else plan.title
    added = _added_codes(coverage)
    lines = [
        *_head(coverage),
        f"extends: {plan.name}",
        f"title: {_scalar(title, always=True)}",
        "",
        *_changes(coverage, added),
        *_missing_rows(coverage),
        *_removals(coverage),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _head(coverage: Coverage) -> Iterator[str]:
    plan = coverage.plan
    read = 100 * coverage.values_read // coverage.values if coverage.values else 100
    text = (
        f"Proposed from {_count(coverage.sets, 'set')} of {plan.set_id} ({plan.version}) in "
        f"{_count(coverage.files, 'file')}: {coverage.segments} segments, {read} % of {coverage.values} values read "
        f"as they stand by {plan.name}. Samples show what a partner does, never what it promises: read every line, "
        "agree on it, uncomment what holds (one `# ` at the start of a line), delete the rest."
    )
    yield from _comment(text)


def _added_codes(coverage: Coverage) -> Mapping[tuple[str, str], list[Gap]]:
    """Return the codes that no list of the base has, by the part of an element they belong to."""
    found: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    rows = {one.address: one.segment for one in entries(coverage.plan.rows)}
    for gap in coverage.gaps:
        if _is_code(gap, coverage.plan):
            for row in rows[gap.address].elements:
                for spot, part in parts_of(row):
                    if spot.reference == gap.element:
                        found[gap.address, _part_key(row, part)].append(gap)
    return found


def _is_code(gap: Gap, plan: Plan) -> bool:
    """Return whether what came is a code the element can hold, in our lists or not."""
    if gap.kind not in {"code", "kept-code"}:
        return False
    return set(faults(_definition(gap, plan), gap.value)) <= {UNLISTED}


def _definition(gap: Gap, plan: Plan) -> ElementDef:
    """Return what the standard says of the element in which a code came."""
    position, _, component = gap.element.removeprefix(gap.segment).partition("-")
    use = plan.dictionary.segments[gap.segment].at(int(position), int(component) if component else None)
    return cast("ElementDef", cast("ElementUse", use).definition)


def _part_key(row: ElementRow, part: FieldPart) -> str:
    """Return how an overlay names an element, or the part of a range that a field stands in."""
    several = isinstance(row, RangeRow) and row.item is not None
    return f"{reference_of(row)}/{part.field.name}" if several else reference_of(row)


def _changes(coverage: Coverage, added: Mapping[tuple[str, str], Sequence[Gap]]) -> Iterator[str]:
    active: list[str] = []
    proposed: list[str] = []
    for entry in entries(coverage.plan.rows):
        met = coverage.rows.get(entry.address)
        if met is None or entry.row.forbidden:
            continue
        for row in entry.segment.elements:
            for key, part in {_part_key(row, part): part for _, part in parts_of(row)}.items():
                words = [
                    *_narrowed(coverage, entry.address, row, part),
                    *_demand(coverage, entry.address, row, met),
                ]
                address = f"{entry.address}/{key}"
                if new := added.get((entry.address, key)):
                    active += _addition(address, part, new, coverage.plan)
                    active += (line for one in words for line in _beside(one))
                elif words:
                    said = "; ".join(one.why for one in words)
                    proposed += _comment(said, "  # ")
                    value = ", ".join(f"{one.word}: {one.value}" for one in words)
                    proposed += _proposal(f"{_scalar(address)}: {{{value}}}", "  ")
        proposed += _unread(coverage, entry.address, entry.segment.segment.id)
    if active:
        yield from _comment(
            "Codes that were met and stand in no list. The words are ours to choose: the desk sees them."
        )
        yield "change:"
        yield from active
    if proposed:
        if not active:
            yield "# change:"
        more = [*([""] if active else []), *_comment("More to decide on.", "  # "), *proposed]
        yield from (line if active else line.replace("  # ", "#   ", 1) for line in more)
    yield ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A word of an overlay with its value, and why it is proposed."""

    word: str
    value: str
    why: str


def _beside(one: _Words) -> Iterator[str]:
    """Yield a word to uncomment beside codes that are added."""
    yield from _comment(one.why, "    # ")
    yield from _proposal(f"{one.word}: {one.value}", "    ")


def _seen(coverage: Coverage, address: str, row: ElementRow, part: FieldPart) -> Mapping[str, int]:
    """Return the codes met in a part of an element, the most frequent first."""
    codes: dict[str, int] = defaultdict(int)
    for spot, one in parts_of(row):
        filled = coverage.elements.get((address, spot.reference))
        if one.field.name == part.field.name and filled:
            for code, times in filled.codes.items():
                codes[code] += times
    return dict(sorted(codes.items(), key=lambda pair: (-pair[1], pair[0])))


def _addition(address: str, part: FieldPart, gaps: Sequence[Gap], plan: Plan) -> Iterator[str]:
    yield f"  {_scalar(address)}:"
    yield "    add_codes:"
    taken = set(part.codes.values())
    times: dict[str, tuple[int, Gap]] = {}
    for gap in gaps:
        before = times.get(gap.value)
        times[gap.value] = (gap.met.times + (before[0] if before else 0), gap)
    for code, (often, gap) in times.items():
        word, said = _word(code, gap, plan, taken)
        taken.add(word)
        first = gap.met.example
        where = f"first in {first.file}, set {first.control_number}, segment {first.position}"
        yield from _comment(f"{code}: {_count(often, 'time')}, {where}{said}", "      ")
        yield f"      {_scalar(code, always=True)}: {_scalar(word)}"


def _word(code: str, gap: Gap, plan: Plan, taken: set[str]) -> tuple[str, str]:
    """Return a word for a code that the list does not have yet, and what a person should know about it."""
    meaning = _NO_WORD.sub("-", _definition(gap, plan).codes.get(code, "").replace("'", "").lower()).strip(
        "-"
    )
    plain = _NO_WORD.sub("-", code.lower()).strip("-") or "code"
    if meaning and meaning not in taken:
        return meaning, ""
    word = f"{meaning}-{plain}" if meaning else f"code-{plain}"
    while word in taken:
        word += "-x"
    return word, "; the word is taken" if meaning else "; our dictionary has no meaning for it"


def _narrowed(coverage: Coverage, address: str, row: ElementRow, part: FieldPart) -> Iterator[_Words]:
    """Propose a list of the codes that came, where some of the base's never did."""
    seen = _seen(coverage, address, row, part)
    kept = [code for code in part.codes if code in seen]
    if not kept or len(kept) == len(part.codes):
        return
    counts = ", ".join(f"{code} {times}" for code, times in list(seen.items())[:20])
    if len(seen) == len(kept):
        listed = ", ".join(f"{_scalar(code, always=True)}: {_scalar(part.codes[code])}" for code in kept)
        yield _Words(word="codes", value=f"{{{listed}}}", why=f"seen {counts}")
    else:
        gone = ", ".join(_scalar(code, always=True) for code in part.codes if code not in seen)
        yield _Words(word="remove_codes", value=f"[{gone}]", why=f"seen {counts}")


def _demand(coverage: Coverage, address: str, row: ElementRow, met: Tally) -> Iterator[_Words]:
    """Propose to require what was filled each time its segment came, in every file."""
    if not isinstance(row, FieldRow) or usage_of(row) != "optional":
        return
    filled = coverage.elements.get((address, row.spot.reference))
    if filled and filled.met.times >= met.times and filled.met.files == coverage.files:
        yield _Words(word="usage", value="required", why=_share(filled, met))


def _share(filled: Filled, met: Tally) -> str:
    return f"filled {filled.met.times} of {met.times} times, in {_count(met.sets, 'set')} and {_count(met.files, 'file')}"


def _unread(coverage: Coverage, address: str, segment: str) -> Iterator[str]:
    """Propose elements for values that no row reads."""
    gaps = [one for one in coverage.gaps if (one.address, one.segment) == (address, segment) and one.element]
    unread = [one for one in gaps if one.kind == "element" and one.name]
    if unread:
        said = "; ".join(f"{one.element} {one.name}, {_often(one)}" for one in unread)
        yield from _comment(f"no row reads {said}", "  # ")
        value = ", ".join(f"{one.element}: {TO_FIELD}" for one in unread)
        yield from _proposal(f"{_scalar(address)}: {{elements: {{{value}}}}}", "  ")
    for gap in gaps:
        if gap.kind == "fixed":
            value = _scalar(gap.value, always=True)
            yield from _comment(f"another text came than agreed, {_often(gap)}", "  # ")
            yield from _proposal(f"{_scalar(f'{address}/{gap.element}')}: {{fixed: {value}}}", "  ")
        elif gap.kind in ODD and gap not in unread and not _is_code(gap, coverage.plan):
            yield from _comment(f"{address}/{gap.element} {ODD[gap.kind]}, {_often(gap)}", "  # ")


def _often(gap: Gap) -> str:
    return f"{_count(gap.met.times, 'time')} in {_count(gap.met.sets, 'set')}"


def _missing_rows(coverage: Coverage) -> Iterator[str]:
    """Propose rows for segments that have a place in the standard and none in the map."""
    placed: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for gap in coverage.gaps:
        said = f"{gap.address} ({gap.name or 'not in our dictionary'}), {_often(gap)}"
        if gap.kind == "segment":
            met = coverage.firsts[gap.address, gap.segment]
            before = _row_before(coverage.plan, gap.address, met.place) if met.place else ""
            if before:
                placed[before] += _comment(said, "#     ")
                placed[before] += (
                    line.replace("# ", "#     ", 1) for line in _proposal(f"- {_new_row(met)}", "")
                )
            else:
                others.append(f"{said}: write the loop around it first")
        elif gap.kind == "misplaced" or (gap.kind == "forbidden" and not gap.element):
            first = gap.met.example
            where = f"first in {first.file}, set {first.control_number}, segment {first.position}"
            why = ODD["misplaced"] if gap.kind == "misplaced" else ODD["forbidden"]
            others.append(f"{said}: {why}, {where}")
    if placed:
        yield from _comment(
            f"Segments that no row reads. For {TO_FIELD} stands the field of the document; with `each` every segment "
            "becomes an item.",
            "# ",
        )
        yield "# add_after:"
    for before, lines in placed.items():
        yield f"#   {_scalar(before)}:"
        yield from lines
    for other in others:
        yield from _comment(other, "# ")
    if placed or others:
        yield ""


def _new_row(met: Met) -> str:
    """Return a row for a segment, with the elements it held, as flow text."""
    segment = met.elements[0]
    keys = [key for at, text in enumerate(met.elements) if at and text for key in runs(segment, [at])]
    row = f"{{segment: {segment}, elements: {{{', '.join(f'{key}: {TO_FIELD}' for key in keys)}}}}}"
    return f"{{loop: {segment}, rows: [{row}]}}" if met.place and met.place.opens else row


def _row_before(plan: Plan, address: str, place: Place) -> str:
    """Return the address of the last row before a place, within the same loop; empty where that loop has no row."""
    around = address.rpartition("/")[0]
    within = [one for one in entries(plan.rows) if one.address.rpartition("/")[0] == around]
    opener = [one for one in entries(plan.rows) if one.address == around]
    before = [one.address for one in within if one.segment.place.number <= place.number]
    if before:
        return before[-1]
    return f"{around}/{opener[0].segment.segment.id}" if opener else ""


def _removals(coverage: Coverage) -> Iterator[str]:
    """Propose to leave out the rows that were never met."""
    never = [one for one in coverage.never if not one.row.required]
    if never:
        yield from _comment("Rows of the base that never came in these samples.", "# ")
        yield "# remove:"
        for one in never:
            yield f"#   - {_scalar(one.address)}  # {one.segment.segment.name}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    """Yield a text as lines of comment."""
    clean = "".join(one if one.isprintable() else "?" for one in text)
    for line in wrap(clean, WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {line}"


def _proposal(text: str, indent: str) -> Iterator[str]:
    """Yield YAML to uncomment; a long one goes on with deeper lines."""
    width = WIDTH - len(indent) - 2
    for line in wrap(text, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {line}"


def _scalar(text: str, *, always: bool = False) -> str:
    """Return a text as a YAML scalar on one line, in quotes where it needs them or always."""
    if not always and _PLAIN.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
