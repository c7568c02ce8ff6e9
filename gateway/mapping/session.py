"""One set being read: the frames, the findings, and everything that does not happen at every segment."""

from collections.abc import Sequence

from gateway.domain.findings import Finding, Severity, find
from gateway.mapping.frames import Branch, Frame, Values, built, frozen, place
from gateway.mapping.levels import Levels
from gateway.mapping.mending import faults_of, readable
from gateway.mapping.plan import CountRow
from gateway.mapping.scopes import Readers, Scope
from gateway.mapping.shapes import SegmentReader, Shape
from gateway.x12.elements import Fault
from gateway.x12.segments import components
from gateway.x12.structure import Step


class Session:
    """The state of one reading."""

    def __init__(self, readers: Readers, rows: Sequence[Sequence[str]], findings: Sequence[Finding]) -> None:
        self.readers = readers
        self.delimiters = readers.delimiters
        self.rows = rows
        self.findings = list(findings)
        self.misordered = bool(findings)
        values: Values = {}
        self.root = Frame(scope=readers.root, values=values, holder=values)
        self.stack = [self.root]
        self.levels = Levels(self.say)
        self._counts: list[tuple[CountRow, str, Values, Step, int]] = []
        self._noted: set[tuple[str, ...]] = set()

    @property
    def frame(self) -> Frame:
        """Return the innermost frame."""
        return self.stack[-1]

    def move(self, step: Step, elements: Sequence[str], position: int) -> Frame:
        """Close and open frames as a step says; return the innermost one."""
        for _ in step.closes:
            self._close(self.stack.pop(), position)
        if step.opens:
            self._open(step, elements, position)
        return self.stack[-1]

    def choose(self, first: SegmentReader, elements: Sequence[str]) -> SegmentReader | None:
        """Return the row whose qualifiers match, None where none does."""
        return next((one for one in first.rivals if self._applies(one, elements)), None)

    def mend(
        self, reader: SegmentReader, elements: Sequence[str], step: Step, position: int
    ) -> tuple[list[str], Shape]:
        """Say what is wrong with a segment; return what of it can be read."""
        for fault in faults_of(reader, elements, self.delimiters):
            if fault.code == "x12.code-unlisted":
                continue
            self._fault(fault, reader, step, position)
        left = readable(reader, elements, self.delimiters)
        return left, reader.shape(left)

    def admit(self, reader: SegmentReader, step: Step, position: int) -> bool:
        """Count a segment whose row has a limit of its own; return whether its content is taken."""
        frame, plan = self.frame, reader.plan
        if plan is None:
            return True
        if plan.forbidden:
            self.say("map.not-used", step, position)
            return False
        times = frame.counts[reader] = frame.counts.get(reader, 0) + 1
        if reader.limit < times <= plan.place.limit:
            self.say("map.segment-repeated", step, position)
        return times == 1 or not reader.single

    def rest(
        self,
        reader: SegmentReader,
        shape: Shape,
        elements: Sequence[str],
        target: Values,
        step: Step,
        position: int,
    ) -> None:
        """Take what few segments have: components, counts; note what is not read."""
        for index, component, name, decode in shape.components:
            parts = components(elements[index], self.delimiters)
            if component <= len(parts) and parts[component - 1]:
                text = parts[component - 1]
                target[name] = decode(text) if decode else text
        for index, row in shape.counts:
            self._counts.append((row, elements[index], self.frame.values, step, position))
        for index, codes in shape.listed:
            if elements[index] not in codes:
                self._note("x12.code-unlisted", step, position, index, elements[index])
        if shape.trailing:
            self._note("x12.trailing-separators", step, position)
        if reader.plan is None:
            self._note("map.not-read", step, position)
            return
        for index in shape.unread:
            self._note("map.not-read", step, position, index)

    def put(self, reader: SegmentReader, item: Values, values: Values) -> None:
        """Build a segment's own object and put it in its place."""
        if reader.build is not None:
            place(values, reader.name, reader.build(**frozen(item)), many=reader.many)

    def finish(self) -> object | None:
        """Close what is open and return the document, None where a field it needs could not be read."""
        position = len(self.rows)
        while len(self.stack) > 1:
            self._close(self.stack.pop(), position)
        self.levels.finish()
        self._expect(self.root, position)
        for row, text, values, step, at in self._counts:
            self._recount(row, text, values, step, at)
        kind = self.readers.plan.kind
        if not self.readers.needs <= self.root.values.keys():
            return None
        document: object = kind(**frozen(self.root.values))
        return document

    def say(  # noqa: PLR0913 - one keyword a field of the place
        self,
        code: str,
        step: Step,
        position: int,
        *,
        severity: Severity | None = None,
        element: str = "",
        value: str = "",
        path: str = "",
        repetition: int = 0,
    ) -> None:
        """Keep a finding about a segment."""
        self.findings.append(
            find(
                code,
                severity=severity,
                segment=step.place.id,
                position=position,
                element=element,
                repetition=repetition,
                loop=step.place.loop.path,
                value_seen=value,
                path=path,
            )
        )

    def _open(self, step: Step, elements: Sequence[str], position: int) -> None:
        around = self.stack[-1]
        scopes = around.scope.loops.get(step.number, ())
        if scopes and scopes[0].level:
            self.stack.append(self.levels.open(around, scopes, elements, step, position) or self._nowhere())
            return
        scope = next((one for one in scopes if self._applies(one, elements)), None)
        if scope is None or not self._admitted(scope, around, step, position):
            self.stack.append(self._nowhere())
            return
        values: Values = {} if scope.own else around.values
        path = around.path
        if scope.own:
            index = f"[{len(around.values.get(scope.name, ()))}]" if scope.many else ""
            path = f"{path}.{scope.name}{index}".lstrip(".")
        self.stack.append(Frame(scope=scope, values=values, holder=around.values, path=path))

    def _nowhere(self) -> Frame:
        return Frame(scope=self.readers.nothing, values={}, holder={})

    def _admitted(self, scope: Scope, around: Frame, step: Step, position: int) -> bool:
        if scope.forbidden:
            self.say("map.not-used", step, position)
            return False
        times = around.counts[scope] = around.counts.get(scope, 0) + 1
        if scope.limit < times <= step.place.loop.limit:
            self.say("map.segment-repeated", step, position)
        return times == 1 or scope.many

    def _close(self, frame: Frame, position: int) -> None:
        self._expect(frame, position)
        scope = frame.scope
        if isinstance(frame, Branch) or not scope.own:
            return
        item = built(scope, frame.values)
        if item is not None:
            place(frame.holder, scope.name, item, many=scope.many)

    def _expect(self, frame: Frame, position: int) -> None:
        for one in frame.scope.expected:
            if one not in frame.counts:
                scoped = isinstance(one, Scope)
                code = "map.loop-missing" if scoped else "map.segment-missing"
                loop, path = frame.scope.path, frame.path
                self.findings.append(find(code, segment=one.id, position=position, loop=loop, path=path))

    def _recount(self, row: CountRow, text: str, values: Values, step: Step, position: int) -> None:
        if row.field:
            there = len(values.get(row.field.name, ()))
        else:
            there = sum(one[0] == row.segment for one in self.rows)
        if not text.isdecimal() or int(text) != there:
            self.say("map.count-mismatch", step, position, element=row.spot.reference, value=text)

    def _applies(self, one: SegmentReader | Scope, elements: Sequence[str]) -> bool:
        for position, component, text in one.tests:
            if position >= len(elements):
                return False
            seen = elements[position]
            if component:
                parts = components(seen, self.delimiters)
                seen = parts[component - 1] if component <= len(parts) else ""
            if seen != text:
                return False
        return True

    def _fault(self, fault: Fault, reader: SegmentReader, step: Step, position: int) -> None:
        component = f"-{fault.component}" if fault.component else ""
        element = f"{reader.definition.id}{fault.position:02}{component}" if fault.position else ""
        self.say(
            fault.code,
            step,
            position,
            element=element,
            value=fault.value,
            repetition=fault.repetition,
            path=self.frame.path,
        )

    def _note(self, code: str, step: Step, position: int, index: int = 0, value: str = "") -> None:
        element = f"{step.place.id}{index:02}" if index else ""
        key = (code, step.place.loop.path, step.place.id, element, value)
        if key not in self._noted:
            self._noted.add(key)
            self.say(code, step, position, element=element, value=value)
