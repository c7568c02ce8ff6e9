"""Speaking: the findings of one set in the words of a 997, or in those of a 999, which tells more."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from gateway.domain.findings import Finding, Severity
from gateway.domain.functional_acks import Context, ElementError, SegmentError, SetAck
from gateway.x12.acknowledgement_codes import Said, said
from gateway.x12.definitions import Dictionary, ElementDef
from gateway.x12.delimiters import Delimiters

ELEMENTS_A_SEGMENT: Final = 99
CONTEXTS_AT_MOST: Final = 10
CODES_AT_MOST: Final = 5
VALUE_AT_MOST: Final = 99
CONTEXT_AT_MOST: Final = 35
IMPLEMENTATION_AT_MOST: Final = 35
POSITION_AT_MOST: Final = 999_999
REPETITION_AT_MOST: Final = 9999
TRIGGER: Final = "SITUATIONAL TRIGGER"
"""What a context is called that shows the element because of which another is missing or too many."""

_CONDITIONAL: Final = frozenset({"condition-missing", "exclusion"})
_UNTOLD: Final = "ZZZ"
"""Stands where an identifier is mandatory and none could be read."""


class Speaker:
    """Says findings in the words of an acknowledgement: with `guide` those of a 999, contexts included.

    What is quoted of the document is kept clear of the delimiters the answer is written with.
    """

    def __init__(self, dictionary: Dictionary | None, delimiters: Delimiters, *, guide: bool) -> None:
        self._dictionary = dictionary
        self._unfit = re.compile(f"[^ -~]|[{re.escape(delimiters.all)}]")
        self._guide = guide

    def of_set(
        self,
        set_id: str,
        control_number: str,
        *,
        implementation: str = "",
        verdict: str,
        findings: Iterable[Finding],
        subject: Context | None,
    ) -> SetAck:
        """Return the verdict on a set, with what is wrong where; `subject` is the document in business terms."""
        told = grave(findings)
        segments = tuple(self._segments(told, subject))
        codes = [self._said(finding).set for finding in told]
        return SetAck(
            set_id=identifier(set_id, 3),
            control_number=self._quoted(control_number)[:9].rstrip() or "0000",
            implementation=self._quoted(implementation)[:IMPLEMENTATION_AT_MOST].rstrip(),
            segments=segments,
            verdict=verdict,
            codes=distinct([*codes, "segment-errors" if segments else ""]),
        )

    def _segments(self, findings: Sequence[Finding], subject: Context | None) -> Iterator[SegmentError]:
        placed = [(self._segment(one), self._element(one)) for one in findings if self._is_placed(one)]
        placed.sort(key=lambda pair: pair[0].position)
        order: dict[SegmentError, list[ElementError]] = {}
        for segment, element in placed:
            order.setdefault(segment, []).extend([element] if element else [])
        units = self._units(subject)
        for segment, elements in order.items():
            alike = sorted(dict.fromkeys(elements), key=_in_order)
            for start in range(0, max(1, len(alike)), ELEMENTS_A_SEGMENT):
                some = tuple(alike[start : start + ELEMENTS_A_SEGMENT])
                yield replace(segment, contexts=units, elements=some)

    def _units(self, subject: Context | None) -> tuple[Context, ...]:
        if subject is None or not self._guide:
            return ()
        name, value = (self._quoted(one)[:CONTEXT_AT_MOST].rstrip() for one in (subject.name, subject.value))
        return (replace(subject, name=name, value=value),) if name else ()

    def _segment(self, finding: Finding) -> SegmentError:
        words = self._said(finding)
        return SegmentError(
            segment=_segment_id(finding.segment),
            position=min(max(1, finding.position), POSITION_AT_MOST),
            loop=plain(finding.loop.rpartition("/")[2])[:4],
            code="element-errors" if finding.element and words.element else words.segment or "element-errors",
        )

    def _element(self, finding: Finding) -> ElementError | None:
        word = self._said(finding).element
        place = re.fullmatch(r"(\d\d)(?:-(\d\d?))?", finding.element.removeprefix(finding.segment), re.ASCII)
        if not word or place is None or place[1] == "00":
            return None
        position, component = int(place[1]), int(place[2]) if place[2] else None
        if word == "condition-missing" and (finding.value_seen or self._excludes(finding.segment, position)):
            word = "exclusion"
        return ElementError(
            position=position,
            component=component,
            repetition=min(finding.repetition, REPETITION_AT_MOST) or None,
            data_element=self._number(finding.segment, position, component),
            code=word,
            value=self._quoted(finding.value_seen)[:VALUE_AT_MOST].rstrip(),
            contexts=self._triggers(finding, position) if self._guide and word in _CONDITIONAL else (),
        )

    def _triggers(self, finding: Finding, position: int) -> tuple[Context, ...]:
        """Return the other elements of the conditions an element is in: they made it missing, or too many."""
        definition = self._dictionary.segments.get(finding.segment) if self._dictionary else None
        conditions = [one for one in definition.conditions if position in one.positions] if definition else []
        others = sorted({one for condition in conditions for one in condition.positions} - {position})
        segment = self._segment(finding)
        return tuple(
            Context(
                name=TRIGGER,
                segment=segment.segment,
                position=segment.position,
                loop=segment.loop,
                element=other,
            )
            for other in others[:CONTEXTS_AT_MOST]
        )

    def _number(self, segment: str, position: int, component: int | None) -> str:
        use = self._dictionary.use_at(segment, position, component) if self._dictionary else None
        number = use.definition.number if use and isinstance(use.definition, ElementDef) else ""
        return number if number.isdecimal() else ""

    def _excludes(self, segment: str, position: int) -> bool:
        """Return whether all that an element depends on is that another is absent."""
        definition = self._dictionary.segments.get(segment) if self._dictionary else None
        conditions = definition.conditions if definition else ()
        kinds = {one.kind for one in conditions if position in one.positions}
        return kinds == {"E"}

    def _is_placed(self, finding: Finding) -> bool:
        """Return whether a finding is about a segment or an element and not about the envelope of its set."""
        words = self._said(finding)
        return bool(words.segment or words.element)

    def _said(self, finding: Finding) -> Said:
        return said(finding.code, finding.element, guide=self._guide)

    def _quoted(self, value: str) -> str:
        return self._unfit.sub(" ", value).strip()


def _in_order(error: ElementError) -> tuple[int, int, int]:
    return error.position, error.repetition or 0, error.component or 0


def grave(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that count: all but what only explains."""
    return [one for one in findings if one.severity is not Severity.INFO]


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words once each, in order, as many as there is room for."""
    return tuple(dict.fromkeys(word for word in words if word))[:CODES_AT_MOST]


def identifier(value: str, length: int) -> str:
    """Return an identifier of exactly a length, whatever it was."""
    return plain(value)[:length].ljust(length, _UNTOLD[0])


def _segment_id(value: str) -> str:
    name = plain(value)[:3]
    return name if len(name) > 1 else _UNTOLD


def plain(value: str) -> str:
    """Return the letters and digits of a text, which is all an identifier has."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())
