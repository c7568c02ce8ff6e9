"""Reading one interchange from its ISA to its IEA, or to where it breaks off."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, cast

from gateway.domain.findings import Finding, Severity, find
from gateway.x12.controls import ack_of, delimiters_for, foreign_finding, group_of, set_of, trailer_findings
from gateway.x12.cutting import NEVER_WITHIN, Cutter
from gateway.x12.decoding import decoded
from gateway.x12.delimiters import Delimiters
from gateway.x12.events import Event, GroupBegun, GroupEnded, InterchangeBegun, InterchangeEnded
from gateway.x12.headers import Header, begins, stubs
from gateway.x12.interchanges import FunctionalGroup, Interchange, InterchangeAck, TransactionSet
from gateway.x12.window import BLOCK, Window

STUBS_AT_MOST: Final = 100
"""So many headers in a row with nothing behind them are told of one by one; what follows them is told of once."""
HEADER_ELEMENTS: Final = 8
"""How many elements follow GS in a header that is one."""


@dataclass(slots=True, kw_only=True)
class _Group:
    """A group while its sets are read."""

    value: FunctionalGroup
    delimiters: Delimiters
    findings: list[Finding]
    implied: bool = False
    numbers: set[str] = field(default_factory=set)
    received: int = 0


class InterchangeReader:
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
        self._stubs = 0
        self._group: _Group | None = None
        window.at += header.length
        self._begins_set = f"ST{header.element}"
        self._cutter = Cutter(window, header)
        self._end = window.offset

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
                length=self._end - self._offset,
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
        while name != "IEA" and (name := self._next_name()):
            if name == "ST":
                yield from self._set()
            elif name == "GS":
                yield from self._begin_group()
            elif name == "GE" and self._group is not None:
                yield self._close_group(self._group)
            elif name != "IEA":
                self._other(name)
        yield from self._abandon_group()
        trailer = self._take() if name else []
        if not self._header.implied:
            self._close(trailer)
        self._end = self._window.offset
        if trailer:
            self._cutter.skip()
        elif not self._header.complete:
            self._pass_stubs()
        self._note_cutting()

    def _pass_stubs(self) -> None:
        """Go past further ISA segments as broken as this one: one finding tells of all, however many they are."""
        offset, window = self._window.offset, self._window
        while passed := stubs(window.sight(BLOCK)):
            window.at += passed
        if window.offset > offset:
            self._findings.append(find("x12.garbage", segment="ISA", offset=offset))

    def _next_name(self) -> str:
        """Return the next segment's identifier; nothing at the end, or where another interchange begins."""
        self._cutter.skip()
        sight = self._window.sight(4)
        if sight.startswith(self._begins_set):
            return "ST"
        raw = "" if begins(sight) else self._cutter.peek()
        return raw.partition(self._header.element)[0] or raw

    def _take(self) -> list[str]:
        """Go past the next segment and return its elements."""
        offset, raw = self._window.offset, self._cutter.peek()
        self._cutter.take()
        elements = self._cutter.joined([raw])[0].split(self._header.delimiters.element)
        if self._cutter.foreign:
            value = self._header.delimiters.element.join(elements)
            self._findings.append(find("x12.not-ascii", segment=elements[0], value_seen=value, offset=offset))
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
        """Go past a segment that stands where none may."""
        self._say_stray(name)
        self._take()

    def _say_stray(self, name: str) -> None:
        """Say once a group, or once outside groups, that segments stand where none may; it spoils no set."""
        code, findings = ("x12.gs-missing", self._findings)
        if self._group is not None:
            code, findings = ("x12.st-missing", self._group.findings)
        if not any(one.code == code for one in findings):
            shown, offset = decoded(name), self._window.offset
            findings.append(
                find(code, severity=Severity.WARNING, segment=shown, value_seen=shown, offset=offset)
            )

    def _other(self, name: str) -> None:
        """Go past a segment that belongs to the interchange itself, or to nothing."""
        if name == "TA1":
            self._acks.append(ack_of(self._take()))
        elif name == "ISX":
            self._release()
        else:
            self._stray(name)

    def _release(self) -> None:
        """Go past the segment that names a release character, and say that none is heeded."""
        offset = self._window.offset
        value = (*self._take(), "")[1]
        self._findings.append(
            find("x12.release-character", segment="ISX", element="ISX01", value_seen=value, offset=offset)
        )

    def _begin_group(self) -> Iterator[Event]:
        if self._cutter.peek().count(self._header.element) < HEADER_ELEMENTS:
            self._stubs += 1
            if self._stubs > STUBS_AT_MOST:
                self._stray("GS")
                return
        yield from self._abandon_group()
        offset = self._window.offset
        yield self._open_group(group_of(self._take(), offset))

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

    def _close_group(self, group: _Group) -> Event:
        trailer = self._take()
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
        offset, cutter = self._window.offset, self._cutter
        segments, agrees = cutter.whole() or (self._by_segment(), False)
        self._stubs = self._stubs + 1 if len(segments) == 1 else 0
        if self._stubs > STUBS_AT_MOST:
            self._say_stray("ST")
            return
        read = set_of(segments, group.value, group.delimiters, offset=offset, agrees=agrees)
        group.received += 1
        findings = [*read.findings, *self._set_findings(read, group)]
        yield replace(read, findings=tuple(findings)) if findings else read

    def _set_findings(self, read: TransactionSet, group: _Group) -> Iterator[Finding]:
        """Yield what is wrong with a set beside others, and what had to be put up with in it."""
        number = read.control_number
        if number and number in group.numbers:
            yield find(
                "x12.duplicate-set",
                segment="ST",
                position=1,
                element="ST02",
                value_seen=number,
                offset=read.offset,
            )
        group.numbers.add(number)
        if self._cutter.empty_at >= 0:
            yield find("x12.empty-segment", offset=self._cutter.empty_at)
            self._cutter.empty_at = -1
        if self._cutter.foreign:
            yield foreign_finding(read)

    def _implied_group(self) -> FunctionalGroup:
        offset = self._window.offset
        missing = () if self._header.implied else (find("x12.gs-missing", segment="ST", offset=offset),)
        return FunctionalGroup(functional_id="", offset=offset, findings=missing)

    def _by_segment(self) -> list[str]:
        """Take the set in sight segment by segment, up to its SE or to what cannot be in it."""
        taken: list[str] = []
        name = ""
        while name != "SE" and (name := self._next_name()):
            if taken and name != "SE" and name in NEVER_WITHIN:
                break
            taken.append(self._cutter.peek())
            self._cutter.take()
        return self._cutter.joined(taken)

    def _note_cutting(self) -> None:
        """Say of the interchange what was put up with outside sets, and where a terminator was missing."""
        for code, at in (
            ("x12.empty-segment", self._cutter.empty_at),
            ("x12.terminator-missing", self._cutter.cut_at),
        ):
            if at >= 0:
                self._findings.append(find(code, offset=at))
        self._cutter.empty_at = self._cutter.cut_at = -1
