"""Scanning: bytes in pieces to interchanges, groups and sets, one set in memory at a time.

A set whose trailer agrees with it is cut out whole; anything else is read segment by segment, so that
what is wrong spoils as little as possible. Which of the two happens depends on the bytes only, never on
the pieces they come in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, cast

from gateway.domain.findings import Finding, find
from gateway.x12.controls import ack_of, delimiters_for, group_of, header_findings, trailer_findings
from gateway.x12.cutting import BLANKS, Cutter
from gateway.x12.decoding import decoded
from gateway.x12.delimiters import Delimiters
from gateway.x12.headers import SIGHT, Header, begins, lone, read_header
from gateway.x12.interchanges import FunctionalGroup, Interchange, InterchangeAck, TransactionSet
from gateway.x12.window import BLOCK, Window

BYTE_ORDER_MARK: Final = "\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeBegun:
    """An ISA was read; groups and the findings of the trailer are yet to come."""

    interchange: Interchange


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBegun:
    """A GS was read; sets and the findings of the trailer are yet to come."""

    group: FunctionalGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEnded:
    """A group is over: the same group with all its findings, its sets having gone before."""

    group: FunctionalGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeEnded:
    """An interchange is over: the same interchange with all its findings, its groups having gone before."""

    interchange: Interchange


Event = InterchangeBegun | GroupBegun | TransactionSet | GroupEnded | InterchangeEnded | Finding
"""What scanning tells, in the order of the bytes; a finding by itself is about bytes outside interchanges."""


def scan(chunks: Iterable[bytes], *, block: int = BLOCK) -> Iterator[Event]:
    """Yield what stands in the bytes as it is read; never raises, whatever the bytes."""
    window = Window(chunks, block=block)
    seen: set[tuple[str, ...]] = set()
    anything = False
    while window.sight(1):
        sight = window.sight(SIGHT)
        blank = len(sight) - len(sight.lstrip(BLANKS))
        if blank:
            window.at += blank
        elif sight.startswith(BYTE_ORDER_MARK):
            yield find("x12.byte-order-mark", offset=window.offset)
            window.at += len(BYTE_ORDER_MARK)
        else:
            yield from _next(window, sight, seen, first=not anything)
            anything = True
    if not anything:
        yield find("x12.empty", offset=window.offset)


def _next(window: Window, sight: str, seen: set[tuple[str, ...]], *, first: bool) -> Iterator[Event]:
    header = read_header(sight, window.offset) if begins(sight) else lone(sight, window.offset)
    if header is not None:
        yield from _InterchangeReader(window, header, seen).events()
        return
    offset, code = window.offset, "x12.garbage"
    if not _seek_header(window) and first:
        code = "x12.not-x12"
    yield find(code, value_seen=decoded(sight), offset=offset)


def _seek_header(window: Window) -> bool:
    """Go past what is no interchange, to the next ISA or the end; return whether there is one."""
    window.at += 1
    while window.sight(len("ISA")):
        found = window.find("ISA", 0, BLOCK)
        window.at += found if found >= 0 else max(1, window.reach(BLOCK) - 2)
        if found >= 0:
            sight = window.sight(SIGHT)
            if begins(sight) and read_header(sight, window.offset).readable:
                return True
            window.at += 1
    return False


@dataclass(slots=True, kw_only=True)
class _Group:
    """A group while its sets are read."""

    value: FunctionalGroup
    delimiters: Delimiters
    findings: list[Finding]
    implied: bool = False
    numbers: set[str] = field(default_factory=set)
    received: int = 0
    strays: bool = False


class _InterchangeReader:
    """Reads one interchange; what is wrong is kept with what it spoils."""

    def __init__(self, window: Window, header: Header, seen: set[tuple[str, ...]]) -> None:
        self._window = window
        self._header = header
        self._seen = seen
        self._offset = window.offset
        self._findings = list(header.findings)
        self._acks: list[InterchangeAck] = []
        self._numbers: set[str] = set()
        self._groups = 0
        self._group: _Group | None = None
        window.at += header.length
        self._cutter = Cutter(window, header)

    def events(self) -> Iterator[Event]:
        """Yield what the interchange holds, its beginning and its end included."""
        value = self._interchange()
        yield InterchangeBegun(interchange=replace(value, findings=tuple(self._findings)))
        if self._header.readable:
            yield from self._inside()
        if self._cutter.breaks:
            self._findings.append(find("x12.line-breaks", offset=self._offset))
        yield InterchangeEnded(
            interchange=replace(
                value,
                findings=tuple(self._findings),
                interchange_acks=tuple(self._acks),
                length=self._window.offset - self._offset,
            )
        )

    def _interchange(self) -> Interchange:
        values = self._header.values
        key = (*values[4:8], values[12])
        if key in self._seen and not self._header.implied:
            self._findings.append(
                find(
                    "x12.duplicate-interchange",
                    segment="ISA",
                    element="ISA13",
                    value_seen=values[12],
                    offset=self._offset,
                )
            )
        self._seen.add(key)
        return Interchange(
            sender_qualifier=values[4],
            sender=values[5],
            receiver_qualifier=values[6],
            receiver=values[7],
            on=values[8],
            at_time=values[9],
            version=values[11],
            control_number=values[12],
            acknowledgement_requested=values[13],
            usage=values[14],
            delimiters=self._header.delimiters,
            offset=self._offset,
        )

    def _inside(self) -> Iterator[Event]:
        name = ""
        while name != "IEA" and (raw := self._next_segment()):
            name = raw.partition(self._header.element)[0]
            if name == "ST":
                yield from self._set()
            elif name == "GS":
                yield from self._begin_group(raw)
            elif name == "GE" and self._group is not None:
                yield self._close_group(self._group, self._take(raw))
            elif name == "TA1":
                self._acks.append(ack_of(self._take(raw)))
            elif name != "IEA":
                self._stray(name)
                self._take(raw)
        yield from self._abandon_group()
        if not self._header.implied:
            self._close(self._take(raw) if raw else [])
        elif raw:
            self._take(raw)
        self._note_cutting()

    def _next_segment(self) -> str:
        """Return the next segment of this interchange; nothing at its end or where another begins."""
        self._cutter.skip()
        return "" if begins(self._window.sight(4)) else self._cutter.peek()

    def _take(self, raw: str) -> list[str]:
        """Go past the segment in sight and return its elements."""
        offset = self._window.offset
        self._cutter.take()
        elements = self._cutter.joined([raw])[0].split(self._header.delimiters.element)
        if not raw.isascii():
            self._findings.append(find("x12.not-ascii", segment=elements[0], value_seen=raw, offset=offset))
        return elements

    def _close(self, trailer: list[str]) -> None:
        offset = self._window.offset
        if trailer:
            self._findings.extend(
                trailer_findings(trailer, self._groups, self._header.values[12], offset=offset)
            )
        else:
            self._findings.append(find("x12.iea-missing", segment="IEA", offset=offset))

    def _stray(self, name: str) -> None:
        """Say once a group, or once outside groups, that segments stand where none may."""
        code, findings = (
            ("x12.gs-missing", self._findings)
            if self._group is None
            else ("x12.st-missing", self._group.findings)
        )
        if not any(one.code == code for one in findings):
            findings.append(
                find(code, segment=decoded(name), value_seen=decoded(name), offset=self._window.offset)
            )

    def _begin_group(self, raw: str) -> Iterator[Event]:
        yield from self._abandon_group()
        offset = self._window.offset
        yield self._open_group(group_of(self._take(raw), offset))

    def _open_group(self, value: FunctionalGroup, *, implied: bool = False) -> Event:
        findings = list(value.findings)
        number = value.control_number
        if number and number in self._numbers:
            findings.append(
                find(
                    "x12.duplicate-group",
                    segment="GS",
                    element="GS06",
                    value_seen=number,
                    offset=value.offset,
                )
            )
        self._numbers.add(number)
        self._groups += 1
        delimiters = delimiters_for(value.version, self._header.values, self._header.delimiters)
        self._group = _Group(value=value, delimiters=delimiters, findings=findings, implied=implied)
        return GroupBegun(group=replace(value, findings=tuple(findings)))

    def _abandon_group(self) -> Iterator[Event]:
        """End a group that nothing closed."""
        if self._group is not None:
            if not self._group.implied:
                self._group.findings.append(find("x12.ge-missing", segment="GE", offset=self._window.offset))
            yield self._end_group(self._group, "")

    def _close_group(self, group: _Group, trailer: list[str]) -> Event:
        if not group.implied:
            group.findings.extend(
                trailer_findings(
                    trailer, group.received, group.value.control_number, offset=self._window.offset
                )
            )
        return self._end_group(group, (*trailer, "")[1].strip())

    def _end_group(self, group: _Group, stated: str) -> Event:
        self._group = None
        return GroupEnded(group=replace(group.value, findings=tuple(group.findings), stated=stated))

    def _set(self) -> Iterator[Event]:
        if self._group is None:
            yield self._open_group(self._implied_group(), implied=True)
        group = cast("_Group", self._group)
        self._note_cutting()
        offset = self._window.offset
        segments = self._cutter.whole() or self._by_segment()
        group.received += 1
        yield self._judged(group, segments, offset)

    def _implied_group(self) -> FunctionalGroup:
        offset = self._window.offset
        missing = () if self._header.implied else (find("x12.gs-missing", segment="ST", offset=offset),)
        return FunctionalGroup(functional_id="", offset=offset, findings=missing)

    def _by_segment(self) -> list[str]:
        """Take the set in sight segment by segment, up to its SE or to what cannot be in it."""
        taken: list[str] = []
        name = ""
        while name != "SE" and (raw := self._next_segment()):
            name = raw.partition(self._header.element)[0]
            if taken and name in ("ST", "GS", "GE", "IEA"):
                break
            taken.append(raw)
            self._cutter.take()
        return self._cutter.joined(taken)

    def _judged(self, group: _Group, segments: list[str], offset: int) -> TransactionSet:
        value, element = group.value, group.delimiters.element
        header = [*segments[0].split(element), "", "", ""]
        number = header[2].strip()
        findings = list(header_findings(header, value.functional_id, offset))
        if number in group.numbers:
            findings.append(
                find(
                    "x12.duplicate-set",
                    segment="ST",
                    position=1,
                    element="ST02",
                    value_seen=number,
                    offset=offset,
                )
            )
        group.numbers.add(number)
        trailer = segments[-1].split(element)
        if trailer[0] == "SE":
            findings.extend(trailer_findings(trailer, len(segments), number, position=len(segments)))
        else:
            findings.append(
                find("x12.se-missing", segment="SE", position=len(segments) + 1, offset=self._window.offset)
            )
        findings.extend(self._put_up_with(segments, element))
        return TransactionSet(
            id=header[1].strip(),
            control_number=number,
            implementation=header[3].strip(),
            version=value.version,
            functional_group=value.functional_id,
            segments=tuple(segments),
            delimiters=group.delimiters,
            offset=offset,
            findings=tuple(findings),
        )

    def _put_up_with(self, segments: list[str], element: str) -> Iterator[Finding]:
        """Yield what a set had that was tolerated: empty segments and characters beyond ASCII."""
        if self._cutter.empty_at >= 0:
            yield find("x12.empty-segment", offset=self._cutter.empty_at)
            self._cutter.empty_at = -1
        for position, segment in enumerate(segments, 1):
            if not segment.isascii():
                elements = segment.split(element)
                place, value = next((at, one) for at, one in enumerate(elements) if not one.isascii())
                name = elements[0]
                yield find(
                    "x12.not-ascii",
                    segment=name,
                    position=position,
                    element=f"{name}{place:02}",
                    value_seen=value,
                )
                return

    def _note_cutting(self) -> None:
        """Say of the interchange what was put up with outside sets, and where a terminator was missing."""
        for code, at in (
            ("x12.empty-segment", self._cutter.empty_at),
            ("x12.terminator-missing", self._cutter.cut_at),
        ):
            if at >= 0:
                self._findings.append(find(code, offset=at))
        self._cutter.empty_at = self._cutter.cut_at = -1
