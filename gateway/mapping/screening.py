"""Screening: what is wrong with a set, said without building its document wherever that can be seen at a glance.

The sets of one map that come in one kind of envelope are much alike. Those that the exact reader finds
nothing in teach a screen what they look like; after some of them it becomes a pattern (`patterns`), and a set
that matches is known to be clean. Everything else is read. A pattern is made anew when enough was read that
it might have known, each time after twice as much, so that making patterns never costs more than they save.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from gateway.domain.findings import Finding
from gateway.mapping.nesting import Above, Nesting, nesting_of
from gateway.mapping.patterns import SetPattern, pattern_of
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.mapping.scopes import Readers, Scope, readers_of
from gateway.mapping.shapes import SegmentReader
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import components
from gateway.x12.structure import Step

_Row = TypeVar("_Row", SegmentReader, Scope)

LESSON: Final = 256
"""Segments of clean sets read for every way a pattern knows before it is made: making it takes no longer than that."""
MOST_WAYS: Final = 16
"""Ways a row's segments may come that a pattern knows; whoever sends more of them has the rest read."""
MOST_PATTERNS: Final = 8

POSSESSIVE: Final = re.fullmatch("(?:ab?c)++", "aca") is None
"""Whether this Python matches possessive repeats rightly; the first releases of 3.11 did not."""


class Screen:
    """What is known of the clean sets of one plan under certain delimiters."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers
        self._seen: dict[SegmentReader, set[tuple[bool, ...]]] = {}
        self._pattern: SetPattern | None = None
        self._read = 0
        self._news = False
        self._patterns = 0
        self._nesting = nesting_of(readers)
        self._able = POSSESSIVE and (self._nesting is not None or not _has_levels(readers.root))

    def passes(self, segments: Sequence[str]) -> bool:
        """Return whether a set is surely clean; False says nothing."""
        delimiters = self.readers.delimiters
        text = delimiters.segment.join((*segments, ""))
        if self._pattern is None or (delimiters.repetition and delimiters.repetition in text):
            return False
        return self._pattern.accepts(text)

    def learn(self, segments: Sequence[str]) -> None:
        """Take in what a set looks like that was found clean."""
        rows = [raw.split(self.readers.delimiters.element) for raw in segments]
        steps = self.readers.plan.structure.walk(rows)
        text = self.readers.delimiters.segment.join((*segments, ""))
        if steps is None or not self._able or (self._nesting and not self._nesting.holds(text)):
            return
        for reader, elements in _told(self.readers, self._nesting, steps, rows):
            ways = self._seen.setdefault(reader, set())
            way = tuple(map(bool, elements[1:]))
            if way not in ways and len(ways) < MOST_WAYS:
                ways.add(way)
                self._news = True
        self._read += len(segments)
        due = LESSON * sum(map(len, self._seen.values())) << self._patterns
        if self._news and self._patterns < MOST_PATTERNS and self._read >= due:
            self.settle()

    def settle(self) -> None:
        """Make the pattern of all that was learned."""
        seen = {reader: tuple(ways) for reader, ways in self._seen.items()}
        self._pattern = pattern_of(self.readers, seen, self._nesting)
        self._patterns += 1
        self._read, self._news = 0, False


def findings_of(plan: Plan, received: TransactionSet) -> tuple[Finding, ...]:
    """Return all that is wrong with a transaction set: what `read` finds, at less expense."""
    screen = screen_of(plan, received.delimiters)
    if screen.passes(received.segments):
        return ()
    findings = read(plan, received).findings
    if not findings:
        screen.learn(received.segments)
    return findings


def screen_of(plan: Plan, delimiters: Delimiters) -> Screen:
    """Return the screen of a plan for certain delimiters, the same as long as its readers are kept."""
    readers = readers_of(plan, delimiters)
    screen: Screen | None = plan.kept.get((Screen, delimiters))
    if screen is None or screen.readers is not readers:
        screen = plan.kept[Screen, delimiters] = Screen(readers)
    return screen


def _told(
    readers: Readers, nesting: Nesting | None, steps: Sequence[Step], rows: Sequence[list[str]]
) -> Iterator[tuple[SegmentReader, list[str]]]:
    """Yield the rows that read a clean set, and what they read."""
    scopes = [readers.root]
    above: Above = [("", readers.root)]
    for step, elements in zip(steps, rows, strict=True):
        del scopes[len(scopes) - step.leaves :]
        if step.opens:
            inner = scopes[-1].loops[step.number]
            if nesting and inner[0].level:
                inner = tuple(filter(None, (nesting.enter(above, elements[1], elements[3]),)))
            scopes.append(_chosen(inner, elements, readers.delimiters))
        first = scopes[-1].segments.get(step.number)
        if first is not None:
            yield _chosen(first.rivals or (first,), elements, readers.delimiters), elements


def _chosen(rows: Sequence[_Row], elements: Sequence[str], delimiters: Delimiters) -> _Row:
    """Return the first row whose qualifiers match; a clean set has one for each of its segments."""
    return next(
        row for row in rows if all(_text(elements, *test[:2], delimiters) == test[2] for test in row.tests)
    )


def _text(elements: Sequence[str], position: int, component: int, delimiters: Delimiters) -> str:
    text = elements[position] if position < len(elements) else ""
    if not component:
        return text
    return ([*components(text, delimiters)] + [""] * component)[component - 1]


def _has_levels(scope: Scope) -> bool:
    """Return whether the plan reads levels of HL, whose numbers no pattern can follow."""
    inner = [one for scopes in scope.loops.values() for one in scopes]
    return any(one.level or _has_levels(one) for one in inner)
