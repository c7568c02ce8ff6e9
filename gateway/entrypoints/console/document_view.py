"""An annotated document as rows of a table, a page at a time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.domain.findings import Finding
from gateway.mapping.annotating import AnnotatedItem, AnnotatedLoop, AnnotatedSegment, AnnotatedSet
from gateway.x12.envelopes import open_interchanges

T = TypeVar("T")
TELLING = frozenset({"HL03", "N101", "N102", "PO101", "IT101", "LIN01", "AK301", "SAC02", "SLN01"})
"""Elements of a loop's first segment that tell one turn of the loop from another."""
SEGMENTS_A_PAGE = 150
SEGMENTS_A_STRETCH = 25
"""A browser lays out one stretch of a page after the other, as they come into sight."""
BETWEEN, ENDS, INDENT = re.compile(r">\s*<"), re.compile(r"/>$|</[^<]*>$"), "  "
LINES_A_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A segment or the head of a loop, `depth` loops deep."""

    depth: int
    loop: AnnotatedLoop | None = None
    about: str = ""
    segment: AnnotatedSegment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """One page of something long; pages count from 1, `first` is the number of its first line or segment."""

    items: tuple[object, ...]
    page: int
    pages: int
    first: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A finding, and the page its segment is on."""

    finding: Finding
    page: int = field(default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where one stands in a document and where one can step to: segments, 0 where there is none."""

    here: int
    total: int
    back: int
    on: int
    finding_back: int
    finding_on: int


def paged(items: Sequence[T], page: int, size: int) -> Paged:
    """Return one page of a list; a page that is not there is the nearest that is."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    start = (page - 1) * size
    return Paged(
        items=tuple(items[start : start + size]), page=page, pages=pages, first=start + 1, total=len(items)
    )


def annotated_page(tree: AnnotatedSet, page: int) -> Paged:
    """Return the rows of one page; loops that are open where it begins are named again."""
    shown = paged(range(1, tree.length + 1), page, SEGMENTS_A_PAGE)
    last = shown.first + len(shown.items) - 1
    rows = tuple(_rows(tree.items, 0, shown.first, last))
    return Paged(items=rows, page=shown.page, pages=shown.pages, first=shown.first, total=shown.total)


def stretches(rows: Paged) -> tuple[tuple[object, ...], ...]:
    """Return the rows of a page in stretches of so many segments, each with the heads of loops before it."""
    found: list[list[object]] = []
    room = 0
    for one in rows.items:
        if not room:
            found.append([])
            room = SEGMENTS_A_STRETCH
        found[-1].append(one)
        room -= isinstance(one, Row) and one.segment is not None
    return tuple(map(tuple, found))


def steps(total: int, findings: Iterable[Finding], here: int) -> Steps:
    """Return the steps from a segment to its neighbours and to findings; from none (0) to the first."""
    here = min(max(here, 0), total)
    faulty = sorted({one.position for one in findings if 0 < one.position <= total})
    return Steps(
        here=here,
        total=total,
        back=max(here - 1, 0),
        on=here + 1 if here < total else 0,
        finding_back=max((one for one in faulty if one < here), default=0),
        finding_on=min((one for one in faulty if one > here), default=0),
    )


def page_of(segment: int) -> int:
    """Return the page a segment is shown on."""
    return (max(segment, 1) - 1) // SEGMENTS_A_PAGE + 1


def positions_on(page: int) -> range:
    """Return the positions of the segments on a page."""
    first = (max(page, 1) - 1) * SEGMENTS_A_PAGE + 1
    return range(first, first + SEGMENTS_A_PAGE)


def places_of(findings: Sequence[Finding]) -> tuple[Place, ...]:
    """Return the findings of a document with the page each is shown on."""
    return tuple(Place(finding=one, page=page_of(one.position)) for one in findings)


def text_of(content: bytes) -> str:
    """Return bytes as text, whatever they are: UTF-8 if that is what they are, else one character a byte."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def lines_of(content: bytes) -> tuple[str, ...]:
    """Return what was exchanged as a line a segment, its terminator kept; other control characters are drawn."""
    text = text_of(content)
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return tuple(_nested(BETWEEN.sub(">\n<", text).splitlines()))
    interchanges = open_interchanges(content).interchanges
    terminator = interchanges[0].delimiters.segment if interchanges else "\n"
    parts = text.split(terminator)
    segments = [f"{one}{terminator}" for one in parts[:-1]] + [parts[-1]]
    lines = (one.strip("\r\n") or one for one in segments)
    return tuple(_drawn(one) for one in lines if one.strip())


def _about(loop: AnnotatedLoop) -> str:
    """Return what a turn of a loop is about, in the words of its first segment."""
    telling = (
        element
        for first in loop.items[:1]
        if isinstance(first, AnnotatedSegment)
        for element in first.elements
        if element.value and element.reference in TELLING
    )
    return ", ".join(one.meaning or one.value for one in telling)


def _nested(tags: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a document of XML, each as far in as it is nested."""
    depth = 0
    for one in filter(None, map(str.strip, tags)):
        depth -= one.startswith("</")
        yield f"{INDENT * max(depth, 0)}{_drawn(one)}"
        depth += one.startswith("<") and not one.startswith(("</", "<?", "<!")) and not ENDS.search(one)


def _drawn(text: str) -> str:
    """Return the text with control characters as their pictures."""
    return "".join(chr(0x2400 + ord(one)) if ord(one) < ord(" ") else one for one in text)


def _rows(items: Sequence[AnnotatedItem], depth: int, first: int, last: int) -> Iterator[Row]:
    for one in items:
        if isinstance(one, AnnotatedSegment):
            if first <= one.position <= last:
                yield Row(depth=depth, segment=one)
            continue
        within = tuple(_rows(one.items, depth + 1, first, last))
        if within:
            yield Row(depth=depth, loop=one, about=_about(one))
            yield from within
