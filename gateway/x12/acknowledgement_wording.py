"""What an acknowledgement says, in sentences a person reads: where, what was seen there, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gateway.domain.functional_acks import (
    Context,
    ElementError,
    FunctionalAck,
    SegmentError,
    SetAck,
)
from gateway.x12.definitions import Dictionary

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "accepted",
        "accepted-with-errors": "accepted, with remarks",
        "assurance-failed": "refused: its assurance did not hold",
        "authentication-failed": "refused: it could not be authenticated",
        "characters": "holds characters that are not allowed",
        "code": "holds a code that is not allowed",
        "condition-missing": "is missing beside what another element says",
        "control-number-invalid": "its control number is malformed",
        "control-number-mismatch": "its control numbers differ between header and trailer",
        "control-number-repeated": "its control number was used twice",
        "count-mismatch": "it does not hold as much as its trailer counts",
        "date": "is no date",
        "decryption-failed": "refused: it could not be decrypted",
        "element-errors": "has faulty elements",
        "exclusion": "must not stand beside what another element says",
        "guide-code": "holds a code that the partner's guide does not allow",
        "guide-dependent-missing": "is missing, as the partner's guide asks for it here",
        "guide-dependent-not-used": "must not stand here by the partner's guide",
        "guide-loop-missing": "is missing: the partner's guide asks for more of these loops",
        "guide-not-supported": "the partner's guide it names is not supported",
        "guide-not-used": "is not used by the partner's guide",
        "guide-pattern": "is not written as the partner's guide asks",
        "guide-segment-missing": "is missing: the partner's guide asks for more of these segments",
        "guide-too-few": "occurs less often than the partner's guide asks",
        "identifier-invalid": "its identifier is malformed, or does not belong in the group",
        "loop-over-limit": "begins more loops than may be",
        "mandatory-missing": "is missing",
        "missing": "is missing",
        "not-supported": "it is not supported",
        "out-of-sequence": "stands at the wrong place",
        "over-limit": "occurs more often than may be",
        "partly": "accepted in part",
        "rejected": "refused",
        "segment-errors": "segments of it are faulty",
        "time": "is no time",
        "too-long": "is too long",
        "too-many": "is one too many",
        "too-many-components": "has too many components",
        "too-many-repetitions": "is repeated too often",
        "too-short": "is too short",
        "trailer-missing": "its trailer is missing",
        "undefined": "is not defined in this transaction set",
        "unexpected": "was not expected",
        "unrecognized": "is no segment the partner knows",
        "version-not-supported": "its version is not supported",
    }
)
"""Every word of a 997 and a 999, as part of a sentence."""

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "000": "nothing is wrong",
        "001": "its control numbers differ between header and trailer",
        "002": "its standard is not supported",
        "003": "its version is not supported",
        "004": "its segment terminator is invalid",
        "005": "the qualifier of the sender is invalid",
        "006": "the sender is not known",
        "007": "the qualifier of the receiver is invalid",
        "008": "the receiver is not known",
        "009": "the receiver is not known there",
        "010": "the authorization qualifier is invalid",
        "011": "the authorization is invalid",
        "012": "the security qualifier is invalid",
        "013": "the security information is invalid",
        "014": "its date is invalid",
        "015": "its time is invalid",
        "016": "its standard or repetition separator is invalid",
        "017": "its version is invalid",
        "018": "its control number is invalid",
        "019": "the request for an acknowledgement is invalid",
        "020": "the test indicator is invalid",
        "021": "it does not hold as many groups as it says",
        "022": "its control structure is invalid",
        "023": "it ends too early",
        "024": "something in it stands outside any group",
        "025": "its control number was used before",
        "026": "its element separator is invalid",
        "027": "its component separator is invalid",
        "028": "it is for another day of delivery",
        "029": "it came by another way than agreed",
        "030": "its control segments are faulty",
        "031": "there is no agreement for it",
    }
)
"""The codes of a TA1, as part of a sentence about the interchange."""


def in_words(ack: SetAck, dictionary: Dictionary | None) -> str:
    """Return what is wrong with a set by its acknowledgement; a dictionary lends the names of elements."""
    sentences = [sentence for one in ack.segments for sentence in _segment(one, dictionary)]
    codes = [one for one in ack.codes if one != "segment-errors" or not sentences]
    return "; ".join([*sentences, *map(_meaning, codes)])


def group_in_words(ack: FunctionalAck) -> str:
    """Return what became of a group as a whole, and why if its acknowledgement says so."""
    return ": ".join(filter(None, (f"its group was {ack.verdict}", "; ".join(map(_meaning, ack.codes)))))


def note_in_words(note: str) -> str:
    """Return what the note of a TA1 says of the interchange."""
    return NOTES.get(note, "a reason the standard has no word for")


def _segment(error: SegmentError, dictionary: Dictionary | None) -> Iterator[str]:
    name = dictionary.name_of(error.segment) if dictionary else None
    place = f"segment {error.position} {error.segment}{f' ({name})' if name else ''}"
    subjects = "".join(f", {one}" for one in map(_subject, error.contexts) if one)
    if not error.elements:
        yield f"{place}{subjects}: {_meaning(error.code or 'element-errors')}"
        return
    told = [_element(one, error.segment, dictionary) for one in error.elements]
    yield f"{place}{subjects}: {', '.join(told)}"


def _element(error: ElementError, segment: str, dictionary: Dictionary | None) -> str:
    name = dictionary.name_of(segment, error.position, error.component) if dictionary else None
    component = f"-{error.component}" if error.component else ""
    reference = f"{segment}{error.position:02d}{component}{f' ({name})' if name else ''}"
    again = f" (repetition {error.repetition})" if error.repetition else ""
    others = [f"{one.segment}{one.element:02d}" for one in error.contexts if one.segment and one.element]
    because = f" (see {', '.join(others)})" if others else ""
    seen = f' "{error.value}"' if error.value else ""
    return f"{reference}{again}{seen} {_meaning(error.code)}{because}"


def _subject(context: Context) -> str:
    return f"{context.name} {context.value}" if context.value else ""


def _meaning(word: str) -> str:
    """Return a word as part of a sentence; a code that has none is quoted as it came."""
    return MEANINGS.get(word, f"has the fault {word.removeprefix('x12:')}")
