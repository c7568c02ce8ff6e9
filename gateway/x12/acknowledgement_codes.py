"""The one table of what an acknowledgement says: our words, the standard's codes, and which finding is which."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

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
        "IK304": {
            "1": "unrecognized",
            "2": "unexpected",
            "3": "mandatory-missing",
            "4": "loop-over-limit",
            "5": "over-limit",
            "6": "undefined",
            "7": "out-of-sequence",
            "8": "element-errors",
            "I4": "guide-not-used",
            "I6": "guide-dependent-missing",
            "I7": "guide-loop-missing",
            "I8": "guide-segment-missing",
            "I9": "guide-dependent-not-used",
        },
        "IK403": {
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
            "12": "too-many-repetitions",
            "13": "too-many-components",
            "I6": "guide-code",
            "I9": "guide-dependent-missing",
            "I10": "guide-not-used",
            "I11": "guide-too-few",
            "I12": "guide-pattern",
            "I13": "guide-dependent-not-used",
        },
        "IK502": {
            "1": "not-supported",
            "2": "trailer-missing",
            "3": "control-number-mismatch",
            "4": "count-mismatch",
            "5": "segment-errors",
            "6": "identifier-invalid",
            "7": "control-number-invalid",
            "23": "control-number-repeated",
            "I6": "guide-not-supported",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a finding is said: of a segment (AK304), an element (AK403), a set (AK502), a group (AK905), in a TA1 (TA105).

    Empty where it cannot be said there. A finding with a place in an element is said of the element if it can be.
    """

    segment: str = ""
    element: str = ""
    set: str = ""
    group: str = ""
    note: str = ""


UNSAID: Final = Said()

SAID: Mapping[str, Said] = MappingProxyType(
    {
        # Interchanges
        "x12.isa-truncated": Said(note="022"),
        "x12.isa-not-padded": Said(note="022"),
        "x12.isa-invalid": Said(note="022"),
        "x12.not-ascii": Said(element="characters", note="022"),
        "x12.delimiters-unclear": Said(note="026"),
        "x12.terminator-missing": Said(note="004"),
        "x12.empty-segment": Said(note="022"),
        "x12.iea-missing": Said(note="023"),
        "x12.iea-control-number": Said(note="001"),
        "x12.iea-count": Said(note="021"),
        "x12.iea-invalid": Said(note="022"),
        "x12.gs-missing": Said(note="024"),
        "x12.duplicate-interchange": Said(note="025"),
        "partner.unknown": Said(note="006"),
        "partner.test-flag": Said(note="020"),
        "partner.duplicate-bytes": Said(note="025"),
        # Groups
        "x12.gs-invalid": Said(group="not-supported"),
        "x12.ge-missing": Said(group="trailer-missing"),
        "x12.ge-control-number": Said(group="control-number-mismatch"),
        "x12.ge-count": Said(group="count-mismatch"),
        "x12.ge-invalid": Said(group="count-mismatch"),
        "x12.duplicate-group": Said(group="control-number-repeated"),
        "partner.group-number-used": Said(group="control-number-repeated"),
        "x12.release-unknown": Said(set="not-supported", group="version-not-supported"),
        "x12.version-unknown": Said(set="not-supported", group="version-not-supported"),
        "partner.not-agreed": Said(set="not-supported", group="not-supported"),
        # Sets
        "x12.st-invalid": Said(set="identifier-invalid"),
        "x12.se-missing": Said(set="trailer-missing"),
        "x12.se-control-number": Said(set="control-number-mismatch"),
        "x12.se-count": Said(set="count-mismatch"),
        "x12.se-invalid": Said(set="count-mismatch"),
        "x12.duplicate-set": Said(set="control-number-repeated"),
        "x12.set-not-in-group": Said(set="identifier-invalid"),
        "x12.set-unknown": Said(set="not-supported"),
        # Segments
        "x12.segment-unknown": Said(segment="unrecognized"),
        "x12.segment-unexpected": Said(segment="undefined"),
        "x12.segment-misplaced": Said(segment="out-of-sequence"),
        "x12.segment-missing": Said(segment="mandatory-missing"),
        "x12.segment-repeated": Said(segment="over-limit"),
        "x12.loop-missing": Said(segment="mandatory-missing"),
        "x12.loop-repeated": Said(segment="loop-over-limit"),
        "x12.segment-no-data": Said(segment="element-errors"),
        "map.segment-missing": Said(segment="mandatory-missing"),
        "map.loop-missing": Said(segment="mandatory-missing"),
        "map.segment-repeated": Said(segment="over-limit"),
        "map.loop-repeated": Said(segment="loop-over-limit"),
        "map.not-used": Said(segment="unexpected", element="exclusion"),
        # Elements
        "x12.element-missing": Said(element="missing"),
        "x12.element-condition": Said(element="condition-missing"),
        "x12.element-condition-doubtful": Said(element="condition-missing"),
        "x12.element-too-many": Said(element="too-many"),
        "x12.component-too-many": Said(element="too-many"),
        "x12.repetition-too-many": Said(element="too-many"),
        "x12.element-too-short": Said(element="too-short"),
        "x12.element-too-long": Said(element="too-long"),
        "x12.element-characters": Said(element="characters"),
        "x12.element-date": Said(element="date"),
        "x12.element-time": Said(element="time"),
        "x12.code-unlisted": Said(element="code"),
        "x12.element-blank": Said(element="characters"),
        "x12.check-digit": Said(element="code"),
        "map.code-unexpected": Said(element="code"),
        "map.fixed-unexpected": Said(element="code"),
        "map.element-missing": Said(element="missing"),
        "map.element-too-long": Said(element="too-long"),
        "map.level-parent": Said(element="code"),
        "map.level-repeated": Said(element="code"),
        "map.level-unexpected": Said(element="code"),
    }
)

SAID_OF_ELEMENT: Mapping[tuple[str, str], Said] = MappingProxyType(
    {
        ("x12.st-invalid", "ST02"): Said(set="control-number-invalid"),
        ("x12.gs-invalid", "GS06"): Said(group="control-number-invalid"),
        ("x12.gs-invalid", "GS08"): Said(group="version-not-supported"),
        ("x12.ge-invalid", "GE02"): Said(group="control-number-mismatch"),
        ("x12.se-invalid", "SE02"): Said(set="control-number-mismatch"),
    }
)
"""What is said differently of one element."""

ISA_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "ISA01": "010",
        "ISA02": "011",
        "ISA03": "012",
        "ISA04": "013",
        "ISA05": "005",
        "ISA06": "006",
        "ISA07": "007",
        "ISA08": "008",
        "ISA09": "014",
        "ISA10": "015",
        "ISA11": "016",
        "ISA12": "017",
        "ISA13": "018",
        "ISA14": "019",
        "ISA15": "020",
        "ISA16": "027",
    }
)
"""TA105 for what is wrong with an element of the ISA."""


SAID_OF_GUIDE: Mapping[str, Said] = MappingProxyType(
    {
        "map.segment-missing": Said(segment="guide-segment-missing"),
        "map.loop-missing": Said(segment="guide-loop-missing"),
        "map.not-used": Said(segment="guide-not-used", element="guide-not-used"),
        "map.code-unexpected": Said(element="guide-code"),
        "map.fixed-unexpected": Said(element="guide-pattern"),
        "x12.component-too-many": Said(element="too-many-components"),
        "x12.repetition-too-many": Said(element="too-many-repetitions"),
    }
)
"""What a 999 says better than a 997: it tells a partner's guide from the standard."""


def said(code: str, element: str, *, guide: bool = False) -> Said:
    """Return how a finding is said, everything empty where an acknowledgement has no words for it.

    `guide` asks for the words of a 999.
    """
    if guide and code in SAID_OF_GUIDE:
        return SAID_OF_GUIDE[code]
    return SAID_OF_ELEMENT.get((code, element)) or SAID.get(code, UNSAID)
