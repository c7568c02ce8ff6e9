"""Acknowledgements: from findings to the verdicts of a 997 and a TA1.

The codes of a `FunctionalAck` are the words of `WORDS`; the 997 map turns them into the codes of the standard.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from gateway.domain.findings import Finding, Severity, worst
from gateway.domain.functional_acks import ElementError, FunctionalAck, SegmentError, SetAck
from gateway.x12.acknowledgement_codes import ISA_NOTES, WORDS, said
from gateway.x12.definitions import Dictionary, ElementDef
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.interchanges import FunctionalGroup, Interchange, InterchangeAck

__all__ = ["WORDS", "Policy", "SetVerdict", "Verdict", "acknowledge", "interchange_ack", "judge"]

ELEMENTS_A_SEGMENT: Final = 99
CODES_AT_MOST: Final = 5
VALUE_AT_MOST: Final = 99
SETS_STATED: Final = re.compile(r"\d{1,6}", re.ASCII)
NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)

POSITION_AT_MOST: Final = 999_999

_UNTOLD: Final = "ZZZ"
"""Stands where an identifier is mandatory and none could be read."""


class Verdict(StrEnum):
    """Accepted, accepted with errors, rejected."""

    ACCEPTED = "A"
    ACCEPTED_WITH_ERRORS = "E"
    REJECTED = "R"


class Policy(StrEnum):
    """Whether each set is judged by itself, or one bad set rejects its group."""

    PER_SET = "per-set"
    PER_GROUP = "per-group"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVerdict:
    """A set of a group and all findings about it, the envelope's and the reading's."""

    set_id: str
    control_number: str
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return what the findings amount to."""
        return judge(self.findings)


def judge(findings: Sequence[Finding]) -> Verdict:
    """Return rejected for an error, accepted with errors for a warning, else accepted."""
    verdicts = {Severity.ERROR: Verdict.REJECTED, Severity.WARNING: Verdict.ACCEPTED_WITH_ERRORS}
    gravest = worst(list(findings))
    return Verdict.ACCEPTED if gravest is None else verdicts.get(gravest, Verdict.ACCEPTED)


def acknowledge(
    group: FunctionalGroup,
    verdicts: Sequence[SetVerdict],
    *,
    findings: Sequence[Finding] | None = None,
    policy: Policy = Policy.PER_SET,
    dictionary: Dictionary | None = None,
    delimiters: Delimiters = USUAL,
) -> FunctionalAck:
    """Return the acknowledgement of a group from the verdicts on its sets, in their order.

    `findings` are about the group itself, its own where none are given. A dictionary lends the numbers of data
    elements; what is quoted of the document is kept clear of `delimiters`, those it will be written with.
    """
    about = group.findings if findings is None else tuple(findings)
    speaker = _Speaker(dictionary, delimiters)
    sets = [speaker.of_set(one) for one in verdicts]
    of_group = judge(about)
    spoiled = policy is Policy.PER_GROUP and any(one.verdict == "rejected" for one in sets)
    if of_group is Verdict.REJECTED or spoiled:
        sets = [replace(one, verdict="rejected") for one in sets]
        of_group = Verdict.REJECTED
    accepted = sum(one.verdict != "rejected" for one in sets)
    return FunctionalAck(
        functional_group=_identifier(group.functional_id, 2),
        group_control_number=group.control_number if NUMBER.fullmatch(group.control_number) else "0",
        sets=tuple(sets),
        verdict=_group_verdict(of_group, [one.verdict for one in sets], accepted),
        included=int(group.stated) if SETS_STATED.fullmatch(group.stated) else len(sets),
        received=len(sets),
        accepted=accepted,
        codes=_distinct(said(one.code, one.element).group for one in _grave(about)),
    )


def interchange_ack(interchange: Interchange, findings: Sequence[Finding]) -> InterchangeAck:
    """Return the TA1 that answers an interchange, from the findings about the interchange itself."""
    verdict = judge(findings)
    notes = [note for one in _grave(findings) if (note := _note(one))]
    return InterchangeAck(
        control_number=_digits(interchange.control_number, 9),
        on=_digits(interchange.on, 6),
        at_time=_digits(interchange.at_time, 4),
        code=verdict,
        note=notes[0] if notes else {Verdict.ACCEPTED: "000"}.get(verdict, "022"),
    )


class _Speaker:
    """Says findings in the words of a 997."""

    def __init__(self, dictionary: Dictionary | None, delimiters: Delimiters) -> None:
        self._dictionary = dictionary
        self._unfit = re.compile(f"[^ -~]|[{re.escape(delimiters.all)}]")

    def of_set(self, one: SetVerdict) -> SetAck:
        """Return the verdict on a set, with what is wrong where."""
        grave = _grave(one.findings)
        segments = tuple(self._segments(grave))
        codes = [said(finding.code, finding.element).set for finding in grave]
        return SetAck(
            set_id=_identifier(one.set_id, 3),
            control_number=self._quoted(one.control_number)[:9] or "0000",
            segments=segments,
            verdict=WORDS["AK501"][one.verdict],
            codes=_distinct([*codes, "segment-errors" if segments else ""]),
        )

    def _segments(self, findings: Sequence[Finding]) -> Iterator[SegmentError]:
        placed = [(self._segment(one), self._element(one)) for one in findings if _is_placed(one)]
        placed.sort(key=lambda pair: pair[0].position)
        order: dict[SegmentError, list[ElementError]] = {}
        for segment, element in placed:
            order.setdefault(segment, []).extend([element] if element else [])
        for segment, elements in order.items():
            distinct = sorted(dict.fromkeys(elements), key=lambda one: (one.position, one.component or 0))
            for start in range(0, max(1, len(distinct)), ELEMENTS_A_SEGMENT):
                yield replace(segment, elements=tuple(distinct[start : start + ELEMENTS_A_SEGMENT]))

    def _segment(self, finding: Finding) -> SegmentError:
        words = said(finding.code, finding.element)
        return SegmentError(
            segment=_segment_id(finding.segment),
            position=min(max(1, finding.position), POSITION_AT_MOST),
            loop=_plain(finding.loop.rpartition("/")[2])[:6],
            code="element-errors" if finding.element and words.element else words.segment or "element-errors",
        )

    def _element(self, finding: Finding) -> ElementError | None:
        word = said(finding.code, finding.element).element
        place = re.fullmatch(r"(\d\d)(?:-(\d+))?", finding.element.removeprefix(finding.segment), re.ASCII)
        if not word or place is None or place[1] == "00":
            return None
        position, component = int(place[1]), int(place[2]) if place[2] else None
        if word == "condition-missing" and (finding.value_seen or self._excludes(finding.segment, position)):
            word = "exclusion"
        return ElementError(
            position=position,
            component=component,
            data_element=self._number(finding.segment, position, component),
            code=word,
            value=self._quoted(finding.value_seen)[:VALUE_AT_MOST],
        )

    def _number(self, segment: str, position: int, component: int | None) -> str:
        use = self._dictionary.use_at(segment, position, component) if self._dictionary else None
        return use.definition.number if use and isinstance(use.definition, ElementDef) else ""

    def _excludes(self, segment: str, position: int) -> bool:
        """Return whether all that an element depends on is that another is absent."""
        definition = self._dictionary.segments.get(segment) if self._dictionary else None
        conditions = definition.conditions if definition else ()
        kinds = {one.kind for one in conditions if position in one.positions}
        return kinds == {"E"}

    def _quoted(self, value: str) -> str:
        return self._unfit.sub(" ", value).strip()


def _grave(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity is not Severity.INFO]


def _is_placed(finding: Finding) -> bool:
    """Return whether a finding is about a segment or an element and not about the envelope of its set."""
    words = said(finding.code, finding.element)
    return bool(words.segment or words.element)


def _group_verdict(of_group: Verdict, verdicts: Sequence[str], accepted: int) -> str:
    if of_group is Verdict.REJECTED or (verdicts and not accepted):
        return "rejected"
    if accepted < len(verdicts):
        return "partly"
    if of_group is Verdict.ACCEPTED_WITH_ERRORS or "accepted-with-errors" in verdicts:
        return "accepted-with-errors"
    return "accepted"


def _note(finding: Finding) -> str:
    note = said(finding.code, finding.element).note
    return ISA_NOTES.get(finding.element, note) if note == "022" else note


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))[:CODES_AT_MOST]


def _digits(value: str, length: int) -> str:
    return value.zfill(length) if re.fullmatch(rf"[0-9]{{1,{length}}}", value) else "0" * length


def _identifier(value: str, length: int) -> str:
    return _plain(value)[:length].ljust(length, _UNTOLD[0])


def _segment_id(value: str) -> str:
    name = _plain(value)[:3]
    return name if len(name) > 1 else _UNTOLD


def _plain(value: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", value.upper())
