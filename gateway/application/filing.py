"""A file of X12 as lines, beside another, as documents, or without what tells who is meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from gateway.application.validating import as_plain, validate
from gateway.domain.canonical import Plain
from gateway.mapping.library import Library
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.envelopes import open_interchanges

TELLING: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "N1": (2,),
        "N2": (1, 2),
        "N3": (1, 2),
        "N4": (1, 3),
        "PER": (2, 4, 6, 8),
        "MSG": (1,),
        "NTE": (2,),
        "MTX": (2,),
    }
)
"""Elements that name people, places and ways to reach them, or hold free text."""
SHORTEST_ISA = 106


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTurn:
    """Segments that differ between two files: the place in each, counted from 1, and what stands there."""

    at: int
    other_at: int
    before: str
    after: str
    elements: tuple[str, ...] = ()


def delimiters_of(content: bytes) -> Delimiters:
    """Return the delimiters a file is written with; the usual ones where it has no interchange."""
    interchanges = open_interchanges(content[: max(len(content), SHORTEST_ISA)]).interchanges
    sets = [one for inter in interchanges for group in inter.groups for one in group.sets]
    return sets[0].delimiters if sets else _from_head(content)


def _from_head(content: bytes) -> Delimiters:
    text = content.decode("latin-1")
    if not text.startswith("ISA") or len(text) < SHORTEST_ISA:
        return USUAL
    return Delimiters(element=text[3], component=text[104], segment=text[105])


def segments(content: bytes) -> tuple[str, ...]:
    """Return the segments of a file without their terminators, whatever lines it was broken into."""
    terminator = delimiters_of(content).segment
    parts = content.decode("utf-8", "surrogateescape").split(terminator)
    return tuple(stripped for one in parts if (stripped := one.strip("\r\n\t ") if one.strip() else ""))


def formatted(content: bytes) -> bytes:
    """Return a file with one segment a line; what has no segments stays as it is."""
    terminator = delimiters_of(content).segment
    if terminator.encode() not in content:
        return content
    end = "" if terminator == "\n" else terminator
    return "".join(f"{one}{end}\n" for one in segments(content)).encode("utf-8", "surrogateescape")


def redacted(content: bytes) -> bytes:
    """Return a file in which names, addresses, ways to reach people and free text say nothing; lengths and counts stay."""
    delimiters = delimiters_of(content)
    lines = []
    for raw in segments(content):
        said = raw.split(delimiters.element)
        for at in TELLING.get(said[0], ()):
            if at < len(said):
                said[at] = "".join(_unsaid(one) for one in said[at])
        lines.append(delimiters.element.join(said))
    end = "" if delimiters.segment == "\n" else delimiters.segment
    return "".join(f"{one}{end}\n" for one in lines).encode("utf-8", "surrogateescape")


def _unsaid(character: str) -> str:
    if character.isdigit():
        return "9"
    return "X" if character.isalpha() else character


def differences(before: bytes, after: bytes) -> tuple[SegmentTurn, ...]:
    """Return where two files differ, segment by segment, whatever delimiters and lines they have."""
    old, new = _rows(before), _rows(after)
    matched = SequenceMatcher(a=[tuple(one) for one in old], b=[tuple(one) for one in new], autojunk=False)
    return tuple(
        turn
        for kind, one, two, three, four in matched.get_opcodes()
        if kind != "equal"
        for turn in _turns(old, new, range(one, two), range(three, four))
    )


def _rows(content: bytes) -> list[list[str]]:
    separator = delimiters_of(content).element
    return [one.split(separator) for one in segments(content)]


def _turns(
    old: Sequence[list[str]], new: Sequence[list[str]], here: range, there: range
) -> Iterator[SegmentTurn]:
    for at in range(max(len(here), len(there))):
        was = old[here[at]] if at < len(here) else []
        now = new[there[at]] if at < len(there) else []
        same = bool(was and now and was[0] == now[0])
        yield SegmentTurn(
            at=here[at] + 1 if at < len(here) else 0,
            other_at=there[at] + 1 if at < len(there) else 0,
            before="*".join(was),
            after="*".join(now),
            elements=tuple(_elements(was, now)) if same else (),
        )


def _elements(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    for at in range(1, max(len(was), len(now))):
        one, two = (each[at] if at < len(each) else "" for each in (was, now))
        if one != two:
            yield f"{was[0]}{at:02}: {one or 'nothing'} -> {two or 'nothing'}"


def documents(content: bytes, library: Library, map_name: str) -> list[Plain]:
    """Return what a file says in the order desk's words: of each set its map, control number and document."""
    plain = as_plain(validate(content, library, map_name=map_name))
    return [
        {"map": one["map"], "control_number": one["control_number"], "document": one["document"]}
        for one in _sets(plain)
    ]


def _sets(value: Plain) -> Iterator[dict[str, Plain]]:
    if isinstance(value, dict):
        if "verdict" in value:
            yield value
            return
        for one in value.values():
            yield from _sets(one)
    elif isinstance(value, list):
        for one in value:
            yield from _sets(one)
