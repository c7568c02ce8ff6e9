"""Acknowledgements: from findings to the verdicts of a 997 and a TA1.

The codes of a `FunctionalAck` are words; the 997 map turns them into the codes of the standard by `WORDS`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from gateway.domain.findings import Finding, Severity, worst
from gateway.domain.functional_acks import FunctionalAck, SetAck
from gateway.x12.definitions import Dictionary
from gateway.x12.interchanges import FunctionalGroup

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "AK304": {
            "1": "unrecognized",
            "2": "unexpected",
            "3": "mandatory-missing",
            "4": "loop-over-limit",
            "5": "over-limit",
            "6": "undefined",
            "7": "out-of-sequence",
            "8": "element-errors",
        },
        "AK403": {
            "1": "missing",
            "2": "condition-missing",
            "3": "too-many",
            "4": "too-short",
            "5": "too-long",
            "6": "characters",
            "7": "code",
            "8": "date",
            "9": "time",
            "10": "exclusion",
        },
        "AK501": {
            "A": "accepted",
            "E": "accepted-with-errors",
            "R": "rejected",
            "M": "authentication-failed",
            "W": "assurance-failed",
            "X": "decryption-failed",
        },
        "AK502": {
            "1": "not-supported",
            "2": "trailer-missing",
            "3": "control-number-mismatch",
            "4": "count-mismatch",
            "5": "segment-errors",
            "6": "identifier-invalid",
            "7": "control-number-invalid",
            "23": "control-number-repeated",
        },
        "AK901": {
            "A": "accepted",
            "E": "accepted-with-errors",
            "P": "partly",
            "R": "rejected",
            "M": "authentication-failed",
            "W": "assurance-failed",
            "X": "decryption-failed",
        },
        "AK905": {
            "1": "not-supported",
            "2": "version-not-supported",
            "3": "trailer-missing",
            "4": "control-number-mismatch",
            "5": "count-mismatch",
            "6": "control-number-invalid",
            "19": "control-number-repeated",
        },
    }
)


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
    policy: Policy = Policy.PER_SET,
    dictionary: Dictionary | None = None,
) -> FunctionalAck:
    """Return the acknowledgement of a group from the verdicts on its sets, in their order."""
    words = WORDS["AK501"]
    sets = tuple(
        SetAck(set_id=one.set_id, control_number=one.control_number, verdict=words[one.verdict])
        for one in verdicts
    )
    accepted = sum(one.verdict != "rejected" for one in sets)
    return FunctionalAck(
        functional_group=group.functional_id,
        group_control_number=group.control_number,
        sets=sets,
        verdict="accepted" if accepted == len(sets) else "rejected",
        included=len(sets),
        received=len(sets),
        accepted=accepted,
    )
