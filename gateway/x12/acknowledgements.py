"""Acknowledgements: from findings to the verdicts of a 997, a 999 and a TA1.

The codes of a `FunctionalAck` are the words of `WORDS`; the maps of 997 and 999 turn them into the codes of the standard.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

from gateway.domain.findings import Finding, Severity, worst
from gateway.domain.functional_acks import Context, FunctionalAck
from gateway.x12.acknowledgement_codes import ISA_NOTES, WORDS, said
from gateway.x12.definitions import Dictionary
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.interchanges import FunctionalGroup, Interchange, InterchangeAck
from gateway.x12.releases import WITH_999, WITH_VERSIONS_ANSWERED, release_of
from gateway.x12.speaking import Speaker, distinct, grave, identifier, plain

__all__ = [
    "WORDS",
    "Policy",
    "SetVerdict",
    "Verdict",
    "acknowledge",
    "acknowledging_set",
    "interchange_ack",
    "interchange_ack_due",
    "judge",
]

SETS_STATED: Final = re.compile(r"\d{1,6}", re.ASCII)
NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
ASKED: Final = "1"
VERSION_AT_MOST: Final = 12

Answers = Literal["997", "999"]
"""The sets that acknowledge a group."""

When = Literal["on_error", "always", "never"]
"""When an interchange is answered by a TA1."""


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
    """A set of a group and all findings about it, the envelope's and the reading's.

    `subject` is the document in business terms, such as the number of an order; only a 999 tells it.
    """

    set_id: str
    control_number: str
    implementation: str = ""
    findings: tuple[Finding, ...] = ()
    subject: Context | None = None

    @property
    def verdict(self) -> Verdict:
        """Return what the findings amount to."""
        return judge(self.findings)


def judge(findings: Sequence[Finding]) -> Verdict:
    """Return rejected for an error, accepted with errors for a warning, else accepted."""
    verdicts = {Severity.ERROR: Verdict.REJECTED, Severity.WARNING: Verdict.ACCEPTED_WITH_ERRORS}
    gravest = worst(list(findings))
    return Verdict.ACCEPTED if gravest is None else verdicts.get(gravest, Verdict.ACCEPTED)


def acknowledging_set(agreed: Answers, release: str) -> Answers:
    """Return the set that answers a group of a release: what was agreed, but no 999 before there was one."""
    return agreed if release >= WITH_999 else "997"


def acknowledge(
    group: FunctionalGroup,
    verdicts: Sequence[SetVerdict],
    *,
    findings: Sequence[Finding] | None = None,
    policy: Policy = Policy.PER_SET,
    dictionary: Dictionary | None = None,
    delimiters: Delimiters = USUAL,
    by: Answers = "997",
) -> FunctionalAck:
    """Return the acknowledgement of a group from the verdicts on its sets, in their order.

    `findings` are about the group itself, its own where none are given. A dictionary lends the numbers of data
    elements; what is quoted of the document is kept clear of `delimiters`, those it will be written with.
    """
    about = group.findings if findings is None else tuple(findings)
    speaker = Speaker(dictionary, delimiters, guide=by == "999")
    mirrored = release_of(group.version) >= WITH_VERSIONS_ANSWERED
    sets = [
        speaker.of_set(
            one.set_id,
            one.control_number,
            implementation=one.implementation if mirrored else "",
            verdict=WORDS["AK501"][one.verdict],
            findings=one.findings,
            subject=one.subject,
        )
        for one in verdicts
    ]
    of_group = judge(about)
    spoiled = policy is Policy.PER_GROUP and any(one.verdict == "rejected" for one in sets)
    if of_group is Verdict.REJECTED or spoiled:
        sets = [replace(one, verdict="rejected") for one in sets]
        of_group = Verdict.REJECTED
    accepted = sum(one.verdict != "rejected" for one in sets)
    return FunctionalAck(
        functional_group=identifier(group.functional_id, 2),
        group_control_number=group.control_number if NUMBER.fullmatch(group.control_number) else "0",
        version=plain(group.version)[:VERSION_AT_MOST] if mirrored else "",
        sets=tuple(sets),
        verdict=_group_verdict(of_group, [one.verdict for one in sets], accepted),
        included=int(group.stated) if SETS_STATED.fullmatch(group.stated) else len(sets),
        received=len(sets),
        accepted=accepted,
        codes=distinct(said(one.code, one.element).group for one in grave(about)),
    )


def interchange_ack_due(interchange: Interchange, when: When) -> bool:
    """Return whether an interchange gets a TA1: on error, or always; asked for by ISA14, unless it is never.

    One that only carries acknowledgements is not answered, so that no two gateways answer each other for ever.
    """
    only_answers = not interchange.groups and bool(interchange.interchange_acks)
    if when == "never" or only_answers:
        return False
    if judge(interchange.findings) is Verdict.REJECTED:
        return True
    asked = interchange.acknowledgement_requested == ASKED
    return asked or (when == "always" and any(one.functional_id != "FA" for one in interchange.groups))


def interchange_ack(interchange: Interchange, findings: Sequence[Finding]) -> InterchangeAck:
    """Return the TA1 that answers an interchange, from the findings about the interchange itself."""
    verdict = judge(findings)
    notes = [note for one in grave(findings) if (note := _note(one))]
    return InterchangeAck(
        control_number=_digits(interchange.control_number, 9),
        on=_digits(interchange.on, 6),
        at_time=_digits(interchange.at_time, 4),
        code=verdict,
        note=notes[0] if notes else {Verdict.ACCEPTED: "000"}.get(verdict, "022"),
    )


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


def _digits(value: str, length: int) -> str:
    return value.zfill(length) if re.fullmatch(rf"[0-9]{{1,{length}}}", value) else "0" * length
