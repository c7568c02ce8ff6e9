"""Patterns of whole sets: all that was seen in clean sets of one map, as one regular expression.

What matches has every segment where the structure puts it, no element at fault, nothing the map objects to
and nothing it would remark on. What does not match may still be in order: the exact reader says so. The
expression never goes back over a segment it has passed (each is possessive), so that it takes time in
proportion to the text, whatever the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.mapping.listed import NEVER, Presence, given, to_codes
from gateway.mapping.nesting import Nesting
from gateway.mapping.plan import CountRow
from gateway.mapping.scopes import Readers, Scope
from gateway.mapping.shapes import SegmentReader
from gateway.x12.adding_up import AddingUp, adding_up
from gateway.x12.delimiters import Delimiters
from gateway.x12.elements import element_form
from gateway.x12.structure import UNLIMITED, Loop, Place

Seen = Mapping[SegmentReader, Iterable[Presence]]
"""How the segments of each row came."""
Test = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A count to compare: where the only segment that states it begins, its element, and what begins all it counts."""

    stated_in: str
    position: int
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPattern:
    """The expression of a set written with its terminators, and what has to be counted beside it."""

    form: re.Pattern[str]
    counts: tuple[Count, ...]
    sums: AddingUp
    delimiters: Delimiters
    nesting: Nesting | None

    def accepts(self, text: str) -> bool:
        """Return whether nothing is wrong with a set; False says nothing."""
        return (
            self.form.fullmatch(text) is not None
            and all(self._agrees(text, one) for one in self.counts)
            and self.sums.surely(text)
            and (self.nesting is None or self.nesting.holds(text))
        )

    def _agrees(self, text: str, count: Count) -> bool:
        at = text.find(count.stated_in)
        if at < 0:
            return True
        end = text.index(self.delimiters.segment, at + 1)
        elements = text[at:end].split(self.delimiters.element)
        stated = elements[count.position] if count.position < len(elements) else ""
        return not stated or (stated.isdecimal() and int(stated) == text.count(count.counted))


def pattern_of(readers: Readers, seen: Seen, nesting: Nesting | None) -> SetPattern:
    """Return the pattern of the sets one plan reads, as far as they are like those seen."""
    writer = _Writer(readers, seen, nesting)
    text = writer.rows(readers.plan.structure.root, readers.root, once=True)
    return SetPattern(
        form=re.compile(text, re.DOTALL),
        counts=tuple(writer.counts),
        sums=adding_up(readers.plan.structure.arithmetic, readers.delimiters),
        delimiters=readers.delimiters,
        nesting=nesting,
    )


@dataclass(slots=True)
class _Writer:
    """Writes the expression loop by loop, and keeps what has to be counted beside it."""

    readers: Readers
    seen: Seen
    nesting: Nesting | None
    counts: list[Count] = field(default_factory=list)
    _separator: str = field(init=False)
    _end: str = field(init=False)
    _others: str = field(init=False)

    def __post_init__(self) -> None:
        delimiters = self.readers.delimiters
        self._separator, self._end = re.escape(delimiters.element), re.escape(delimiters.segment)
        self._others = f"[^{self._separator}{self._end}]"

    def rows(self, loop: Loop, scope: Scope, *, once: bool) -> str:
        """Return the rows of one turn of a loop; `once` says whether there is only one in the whole set."""
        return "".join(
            (
                self._place(row, scope, once=once)
                if isinstance(row, Place)
                else self._loop(row, scope, once=once)
            )
            + self._guard(row, loop)
            for row in loop.rows
        )

    def _place(self, place: Place, scope: Scope, *, once: bool) -> str:
        if place.number in (0, len(self.readers.plan.structure.places) - 1):
            return f"{place.id}(?:{self._separator}[^{self._end}]*+)?+{self._end}"
        first = scope.segments.get(place.number)
        chain = () if first is None else first.rivals or (first,)
        least, most = (1, 1) if place.opens else (int(place.mandatory), place.limit)
        if len(chain) == 1 and chain[0].plan is not None:
            least, most = max(least, int(chain[0].plan.required)), min(most, chain[0].limit)
        once = once and most == 1
        forms = [
            f"{self._unlike(reader, chain[:at])}{place.id}{self._segment(reader, once=once)}"
            for at, reader in enumerate(chain)
            if reader in self.seen and most
        ]
        if len(chain) > 1 and any(reader in scope.expected for reader in chain):
            return NEVER
        return self._limits(place.id, chain) + _repeated(forms, least, most)

    def _loop(self, loop: Loop, scope: Scope, *, once: bool) -> str:
        scopes = scope.loops.get(loop.opener.number, ())
        if scopes and scopes[0].level:
            return self._levels(loop, scope)
        least, most = int(loop.mandatory), loop.limit
        if len(scopes) == 1:
            least, most = max(least, int(scopes[0].required)), min(most, scopes[0].limit)
        forms = [
            self._unlike(inner, scopes[:at]) + self.rows(loop, inner, once=once and most == 1)
            for at, inner in enumerate(scopes)
            if inner.segments.get(loop.opener.number) in self.seen
            and not (inner.forbidden or (inner.tracked and len(scopes) > 1))
        ]
        if len(scopes) > 1 and any(inner in scope.expected for inner in scopes):
            return NEVER
        return _repeated(forms, least, most)

    def _levels(self, loop: Loop, scope: Scope) -> str:
        """Return the levels right below a row, each with those below it; a level that could be theirs is no other's.

        How often one may stand there is seen by its number (`Nesting`).
        """
        rows = self.nesting.below[scope] if self.nesting else {}
        forms = [
            self.rows(loop, one, once=False) + self._levels(loop, one)
            for one in rows.values()
            if one.segments[loop.opener.number] in self.seen and not one.forbidden
        ]
        top = scope is self.readers.root
        least = int(top and (loop.mandatory or any(one.required for one in rows.values())))
        kinds = "|".join(map(re.escape, rows))
        text = f"{self._separator}{self._others}*+"
        theirs = f"(?!{loop.id}{text}{text}{self._separator}(?:{kinds})(?:{self._separator}|{self._end}))"
        return _repeated(forms, least, UNLIMITED) + (theirs if rows else "")

    def _guard(self, row: Place | Loop, loop: Loop) -> str:
        """Return what keeps a segment from being taken for a later row, if the structure puts it in this one."""
        if isinstance(row, Place) and row.opens:
            return ""
        name = _opens_with(row)
        later = any(_opens_with(one) == name for one in _onward(row, loop))
        return f"(?!{name}{self._separator})" if later else ""

    def _unlike(self, one: SegmentReader | Scope, earlier: Sequence[SegmentReader | Scope]) -> str:
        """Return what keeps a segment from a row that is only asked after others; NEVER where that cannot be told."""
        return "".join(self._unlike_one(one.id, other.tests) for other in earlier if not _apart(one, other))

    def _unlike_one(self, name: str, tests: Sequence[Test]) -> str:
        ahead = self._meets(name, tests)
        return f"(?!{ahead})" if ahead else NEVER

    def _limits(self, name: str, chain: Sequence[SegmentReader]) -> str:
        """Return what holds the rows of one place, where there are several, to limits of their own."""
        one = f"{name}{self._separator}[^{self._end}]*+{self._end}"
        return "".join(
            f"(?!(?:(?:(?!{ahead}){one})*+{ahead}{one}){{{reader.limit + 1}}})"
            if (ahead := self._meets(name, reader.tests))
            else NEVER
            for reader in chain
            if reader.tracked and len(chain) > 1
        )

    def _meets(self, name: str, tests: Sequence[Test]) -> str:
        """Return what looks ahead for a segment that passes tests, nothing where that cannot be told."""
        if any(component for _, component, _ in tests):
            return ""
        return "".join(
            f"(?={name}(?:{self._separator}{self._others}*+){{{position - 1}}}{self._separator}{re.escape(text)}"
            f"(?:{self._separator}|{self._end}))"
            for position, _, text in tests
        )

    def _segment(self, reader: SegmentReader, *, once: bool) -> str:
        ways = sorted(self.seen[reader])
        narrowed = {**reader.narrowed, **to_codes(reader, ways)}
        forms = [
            element_form(use, position, self.readers.delimiters, narrowed)
            for position, use in enumerate(reader.definition.elements, 1)
        ]
        for row in reader.plan.elements if reader.plan else ():
            if isinstance(row, CountRow) and not (once and self._compared(row)):
                forms[row.spot.position - 1] = NEVER
        return self._elements(forms, ways)

    def _elements(self, forms: Sequence[str], ways: Sequence[Presence]) -> str:
        """Return the elements from one on, in all the ways they came; where ways part, one character tells."""
        there = [way[1:] for way in ways if way and way[0]]
        gone = [way[1:] for way in ways if way and not way[0]]
        options = []
        if there:
            options.append(forms[0] + self._elements(forms[1:], there))
        if gone:
            options.append(self._elements(forms[1:], gone))
        more = f"{self._separator}{_either(options)}" if options else ""
        return _either([one for one in (more, self._end if () in ways else "") if one])

    def _compared(self, row: CountRow) -> bool:
        """Return whether a count can be compared with the text alone, and see to it that it is."""
        delimiters, places = self.readers.delimiters, [one.id for one in self.readers.plan.structure.places]
        counted = row.segment if row.field is None else self._openers_of(row.field.name)
        if counted and places.count(row.spot.segment) == 1:
            begins = (
                f"{delimiters.segment}{name}{delimiters.element}" for name in (row.spot.segment, counted)
            )
            self.counts.append(
                Count(stated_in=next(begins), position=row.spot.position, counted=next(begins))
            )
            return True
        return False

    def _openers_of(self, name: str) -> str:
        """Return the segment that opens each item of a field of the document, nothing where it is not that simple."""
        root, places = self.readers.root, self.readers.plan.structure.places
        found = [
            (places[number].id, inner.segments[number], inner.needs)
            for number, scopes in root.loops.items()
            for inner in scopes
            if inner.name == name
        ]
        others = any(one.name == name for first in root.segments.values() for one in (first, *first.rivals))
        if len(found) != 1 or others:
            return ""
        segment, opener, needs = found[0]
        alone = [place.id for place in places].count(segment) == 1
        return (
            segment if alone and all(needs <= given(opener, way) for way in self.seen.get(opener, ())) else ""
        )


def _opens_with(row: Place | Loop) -> str:
    return row.id if isinstance(row, Place) else row.opener.id


def _onward(row: Place | Loop, loop: Loop | None) -> Iterator[Place | Loop]:
    """Yield what may follow a row that does not occur, as far as the next thing that must."""
    index = row.index
    while loop is not None:
        for later in loop.rows[index + 1 :]:
            yield later
            if later.mandatory:
                return
        if loop.parent is not None:
            yield loop
        index, loop = loop.index, loop.parent


def _apart(one: SegmentReader | Scope, other: SegmentReader | Scope) -> bool:
    """Return whether no segment passes the tests of both."""
    asked = {(position, component): text for position, component, text in one.tests}
    return any(asked.get((position, component), text) != text for position, component, text in other.tests)


def _repeated(forms: Sequence[str], least: int, most: int) -> str:
    """Return any of the forms, so many times, never gone back over."""
    if not forms:
        return NEVER if least else ""
    if least == most == 1:
        return f"(?>{'|'.join(forms)})"
    times = {(0, 1): "?", (0, UNLIMITED): "*", (1, UNLIMITED): "+"}.get((least, most), f"{{{least},{most}}}")
    return f"(?:{'|'.join(forms)}){times}+"


def _either(options: Sequence[str]) -> str:
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
