"""What is wrong with the order of a set's segments: missing, misplaced, too many, unknown.

Segments are placed as long as a place can be found, so that one slip does not hide what follows: a
segment out of order that belongs to the current loop or to one around it is placed there.
"""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from gateway.domain.findings import Finding, Severity, find
from gateway.x12.structure import ONWARD, OPENING, Loop, Place, Step, Structure, Walk


def misorder(structure: Structure, rows: Sequence[Sequence[str]], known: Container[str]) -> Walk:
    """Return where each segment stands and what is wrong; `known` are the identifiers of the whole standard."""
    walker = _Walker(structure, known)
    steps = tuple(walker.take(position, row[0]) for position, row in enumerate(rows, 1))
    walker.end(len(rows) + 1)
    return Walk(steps=steps, findings=tuple(walker.findings.values()))


@dataclass(slots=True, kw_only=True)
class _Turn:
    """One turn of a loop: what was seen in it, and what was said to be missing from it."""

    loop: Loop
    seen: Counter[Place | Loop] = field(default_factory=Counter)
    missed: dict[Place | Loop, int] = field(default_factory=dict)


class _Walker:
    def __init__(self, structure: Structure, known: Container[str]) -> None:
        self.structure = structure
        self.known = known
        self.turns = [_Turn(loop=structure.root)]
        self.table = structure.start
        self.findings: dict[int, Finding] = {}
        self.said = 0

    def take(self, position: int, segment: str) -> Step | None:
        """Return the step to a segment's place, None where it has none."""
        step = self.table.get(segment)
        if step is None:
            step = self._back(segment)
            if step is None:
                self._say(*self._strange(segment), segment=segment, position=position)
                return None
            self._say("x12.segment-misplaced", segment=segment, position=position, loop=step.place.loop.path)
        self._miss(step, position)
        del self.turns[len(self.turns) - len(step.closes) :]
        self._count(step.place, position)
        self.table = step.then
        return step

    def end(self, position: int) -> None:
        """Say what is missing where the set ends without a trailer."""
        last = self.structure.places[-1]
        if self.turns[0].seen[last] == 0 and (step := self.table.get(last.id)) is not None:
            self._miss(step, position)

    def _back(self, segment: str) -> Step | None:
        closes: tuple[Loop, ...] = ()
        for turn in reversed(self.turns):
            for row in turn.loop.rows:
                if row.id == segment:
                    place = row if isinstance(row, Place) else row.opener
                    kind = ONWARD if isinstance(row, Place) else OPENING
                    return Step(
                        place=place,
                        kind=kind,
                        limit=row.limit,
                        depth=place.loop.depth,
                        closes=closes,
                        then=place.steps,
                    )
            closes = (*closes, turn.loop)
        return None

    def _strange(self, segment: str) -> tuple[str, Severity]:
        if segment in self.structure.ids:
            return "x12.segment-misplaced", Severity.ERROR
        return ("x12.segment-unexpected" if segment in self.known else "x12.segment-unknown"), Severity.ERROR

    def _miss(self, step: Step, position: int) -> None:
        for row in step.missing:
            holder = row.loop if isinstance(row, Place) else row.parent
            turn = next(turn for turn in self.turns if turn.loop is holder)
            if turn.seen[row] or row in turn.missed:
                continue
            code = "x12.segment-missing" if isinstance(row, Place) else "x12.loop-missing"
            turn.missed[row] = self._say(code, segment=row.id, position=position, loop=turn.loop.path)

    def _count(self, place: Place, position: int) -> None:
        if place.opens:
            self._seen(place.loop, position, "x12.loop-repeated")
            self.turns.append(_Turn(loop=place.loop))
        self._seen(place, position, "x12.segment-repeated")

    def _seen(self, row: Place | Loop, position: int, code: str) -> None:
        turn = self.turns[-1]
        turn.seen[row] += 1
        self.findings.pop(turn.missed.pop(row, 0), None)
        if turn.seen[row] > row.limit:
            self._say(code, segment=row.id, position=position, loop=turn.loop.path)

    def _say(
        self, code: str, severity: Severity | None = None, *, segment: str, position: int, loop: str = ""
    ) -> int:
        self.said += 1
        self.findings[self.said] = find(
            code, severity=severity, segment=segment, position=position, loop=loop
        )
        return self.said
