"""One set being read: the frames, the findings, and everything that does not happen at every segment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gateway.domain.findings import Finding, find
from gateway.mapping.frames import Frame, built, finish, inside, path_of
from gateway.mapping.levels import Levels
from gateway.mapping.makers import blank
from gateway.mapping.mending import faults_of, field_at, readable
from gateway.mapping.plan import CountRow
from gateway.mapping.scopes import Readers, Scope
from gateway.mapping.shapes import SegmentReader, Shape
from gateway.mapping.taking import Decode
from gateway.x12.arithmetic import Slip
from gateway.x12.elements import Fault
from gateway.x12.segments import components, repetitions
from gateway.x12.structure import Step

PADDED = "x12.element-padded"
"""What is said of an element once a set: whoever pads one pads them all."""
MOST_REMEMBERED = 4096
"""Segments a row remembers with what they became; then it begins anew."""


class Session:
    """The state of one reading."""

    def __init__(self, readers: Readers, rows: Sequence[Sequence[str]]) -> None:
        self.readers = readers
        self.delimiters = readers.delimiters
        self.rows = rows
        self.findings: list[Finding] = []
        self.misordered = False
        self.root = Frame(readers.root, None, blank(readers.plan.kind)(), {})
        self.stack = [self.root]
        self.levels = Levels()
        self._counts: list[tuple[CountRow, str, Frame, Step, int]] = []
        self._noted: set[tuple[str, ...]] = set()
        self.strange: list[tuple[int, str]] = []

    def close(self, count: int, position: int) -> Frame:
        """Close so many frames; return the innermost one left."""
        stack = self.stack
        for _ in range(count):
            self._close(stack.pop(), position)
        return stack[-1]

    def open(self, step: Step, elements: Sequence[str], position: int) -> Frame:
        """Open the frame of a turn that begins, and return it."""
        around = self.stack[-1]
        scope = None if self.misordered else around.scope.inner.get(step.number)
        frame = self._opened(around, step, elements, position) if scope is None else inside(scope, around)
        self.stack.append(frame)
        return frame

    def choose(self, first: SegmentReader, elements: Sequence[str]) -> SegmentReader | None:
        """Return the row whose qualifiers match, None where none does."""
        return next((one for one in first.rivals if self._applies(one, elements)), None)

    def mend(
        self, reader: SegmentReader, elements: Sequence[str], step: Step, position: int
    ) -> tuple[list[str], Shape]:
        """Say what is wrong with a segment; return what of it can be read."""
        for fault in faults_of(reader, elements, self.delimiters):
            if fault.code == PADDED:
                self._note(fault.code, step, position, fault.position)
            else:
                self._fault(fault, reader, step, position)
        for index, element in enumerate(elements):
            if index and len(repetitions(element, self.delimiters)) > 1:
                self._note("map.not-read", step, position, index)
        left = readable(reader, elements, self.delimiters)
        return left, reader.shape(left)

    def odd(self, index: int, text: str, decode: Decode) -> Any:  # noqa: ANN401 - what the field holds
        """Keep in mind a code that no list of the dictionary has, and decode it."""
        self.strange.append((index, text))
        return decode(text)

    def admit(self, reader: SegmentReader, step: Step, position: int) -> bool:
        """Count a segment whose row has a limit of its own; return whether its content is taken."""
        counts, plan = self.stack[-1].counts, reader.plan
        if plan is None:
            return True
        if plan.forbidden:
            self.say("map.not-used", step, position)
            return False
        times = counts[reader] = counts.get(reader, 0) + 1
        if reader.limit < times <= plan.place.limit:
            self.say("map.segment-repeated", step, position)
        return times == 1 or not reader.single

    def rest(
        self, reader: SegmentReader, shape: Shape, elements: Sequence[str], step: Step, position: int
    ) -> None:
        """Note what few segments have: strange codes, counts, what is not read."""
        for index, text in self.strange:
            self._note("x12.code-unlisted", step, position, index, text)
        self.strange.clear()
        for index, row in shape.counts:
            self._counts.append((row, elements[index], self.stack[-1], step, position))
        if shape.trailing:
            self._note("x12.trailing-separators", step, position)
        if reader.plan is None:
            self._note("map.not-read", step, position)
            return
        for index in shape.unread:
            self._note("map.not-read", step, position, index)

    def finish(self) -> object | None:
        """Close what is open and return the document, None where a field it needs could not be read."""
        position = len(self.rows)
        self.close(len(self.stack) - 1, position)
        self.levels.finish(self.say)
        self._expect(self.root, position)
        for row, text, frame, step, at in self._counts:
            self._recount(row, text, frame, step, at)
        return built(self.root)

    def say(
        self,
        code: str,
        step: Step,
        position: int,
        *,
        element: str = "",
        value: str = "",
        path: str = "",
        repetition: int = 0,
    ) -> None:
        """Keep a finding about a segment."""
        self.findings.append(
            find(
                code,
                segment=step.place.id,
                position=position,
                element=element,
                repetition=repetition,
                loop=step.place.loop.path,
                value_seen=value,
                path=path,
            )
        )

    def slip(self, slip: Slip, step: Step | None) -> None:
        """Keep a finding about an element that does not add up, with what would."""
        found = find(
            slip.code,
            segment=self.rows[slip.position - 1][0],
            position=slip.position,
            element=f"{self.rows[slip.position - 1][0]}{slip.element:02}",
            loop=step.place.loop.path if step else "",
            value_seen=slip.value,
        )
        self.findings.append(replace(found, fix=f"{found.fix} By our sums it is {slip.right}."))

    def _opened(self, around: Frame, step: Step, elements: Sequence[str], position: int) -> Frame:
        """Return the frame of a loop turn that takes a choice, a count, or has no row at all."""
        found: Frame | None
        scopes = around.scope.loops.get(step.number, ())
        if scopes and scopes[0].level:
            found = self.levels.open(around, scopes, elements, step, position, self.say)
        else:
            scope = next((one for one in scopes if self._applies(one, elements)), None)
            taken = scope is not None and self._admitted(scope, around, step, position)
            found = inside(scope, around) if scope is not None and taken else None
        return Frame(self.readers.nothing, around, None, {}) if found is None else found

    def _admitted(self, scope: Scope, around: Frame, step: Step, position: int) -> bool:
        if scope.forbidden:
            self.say("map.not-used", step, position)
            return False
        times = around.counts[scope] = around.counts.get(scope, 0) + 1
        if scope.limit < times <= step.place.loop.limit:
            self.say("map.loop-repeated", step, position)
        return times == 1 or scope.many

    def _close(self, frame: Frame, position: int) -> None:
        if frame.scope.expected:
            self._expect(frame, position)
        if frame.scope.own and not frame.scope.level and frame.around is not None:
            finish(frame, frame.around)

    def _expect(self, frame: Frame, position: int) -> None:
        for one in frame.scope.expected:
            if one not in frame.counts:
                code = "map.loop-missing" if isinstance(one, Scope) else "map.segment-missing"
                loop, path = frame.scope.path, path_of(frame)
                missing = find(code, segment=one.id, position=position, loop=loop, path=path)
                self._miss(missing, standard=isinstance(one, Scope) and not loop)

    def _miss(self, missing: Finding, *, standard: bool) -> None:
        """Keep that something is missing; where the standard misses it too that was said, but not how gravely."""
        for index, one in enumerate(self.findings):
            if standard and (one.code, one.segment, one.loop) == ("x12.loop-missing", missing.segment, ""):
                self.findings[index] = replace(one, severity=missing.severity, path=missing.path)
                return
        self.findings.append(missing)

    def _recount(self, row: CountRow, text: str, frame: Frame, step: Step, position: int) -> None:
        if row.field:
            there = len(frame.lists.get(row.field.name, ()))
        else:
            there = sum(one[0] == row.segment for one in self.rows)
        if not text.isdecimal() or int(text) != there:
            self.say("map.count-mismatch", step, position, element=row.spot.reference, value=text)

    def _applies(self, one: SegmentReader | Scope, elements: Sequence[str]) -> bool:
        for position, component, text in one.tests:
            seen = elements[position] if position < len(elements) else ""
            if component:
                parts = components(seen, self.delimiters)
                seen = parts[component - 1] if component <= len(parts) else ""
            if seen != text:
                return False
        return True

    def _fault(self, fault: Fault, reader: SegmentReader, step: Step, position: int) -> None:
        component = f"-{fault.component}" if fault.component else ""
        element = f"{reader.id}{fault.position:02}{component}" if fault.position else ""
        repetition, path = fault.repetition, self._path(fault, reader)
        self.say(
            fault.code, step, position, element=element, value=fault.value, path=path, repetition=repetition
        )

    def _path(self, fault: Fault, reader: SegmentReader) -> str:
        frame, item = self.stack[-1], reader.name
        if reader.many:
            item = f"{item}[{len(frame.lists.get(item, ()))}]"
        return ".".join(filter(None, (path_of(frame), item, field_at(reader, fault))))

    def _note(self, code: str, step: Step, position: int, index: int = 0, value: str = "") -> None:
        element = f"{step.place.id}{index:02}" if index else ""
        key = (code, step.place.loop.path, step.place.id, element, value)
        if key not in self._noted:
            self._noted.add(key)
            self.say(code, step, position, element=element, value=value)


def remember(memo: dict[str, Any], raw: str, item: object) -> None:
    """Keep what a segment became: the same text at the same place becomes the same again."""
    if len(memo) >= MOST_REMEMBERED:
        memo.clear()
    memo[raw] = item
