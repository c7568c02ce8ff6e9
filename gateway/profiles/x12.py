"""What a profile says about X12 itself: who we are to each other, and how we write and answer."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gateway.domain.findings import KINDS, Severity
from gateway.profiles.values import Spec
from gateway.x12.acknowledgements import Answers, When
from gateway.x12.delimiters import Delimiters
from gateway.x12.sealing import fitting

PLACE = re.compile(r"[A-Z][A-Z0-9]{1,2}(?:[0-9]{2}(?:-[0-9]+)?)?|[0-9]{1,4}|I[0-9]{2}")
LARGEST = 999_999_999


def _known_finding(text: str) -> str:
    """Return a finding's code, alone or with a place after it: `PO103`, the segment `PO1`, the data element `355`."""
    code, _, place = text.partition(" ")
    if code not in KINDS:
        near = get_close_matches(code, KINDS, n=1)
        raise ValueError(f"is no finding; did you mean {near[0]}?" if near else "is no finding")
    if text != code and not PLACE.fullmatch(place):
        raise ValueError("names no place; say an element (PO103), a segment (PO1) or a data element (355)")
    return text


FindingCode = Annotated[str, AfterValidator(_known_finding)]
Qualifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
InterchangeId = Annotated[str, StringConstraints(pattern=r"^[!-~]([ -~]{0,13}[!-~])?$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^[!-~][ -~]{0,13}[!-~]$")]


class Identity(Spec):
    """Who somebody is in ISA (`qualifier`, `id`) and in GS (`group_id`, the same as `id` unless given)."""

    qualifier: Qualifier = "ZZ"
    id: InterchangeId
    group_id: GroupId | None = None

    @property
    def group(self) -> str:
        """Return the identifier for GS02 and GS03."""
        return self.group_id or self.id


class Characters(Spec):
    """The delimiters we write with; what a partner writes with is read from the interchange.

    `in_data` says what becomes of free text that holds one of them, or a control character: `replace` puts
    `replacement` in its place, `refuse` holds the document. What is looked up, such as the number of an order,
    is never changed: it always holds the document.
    """

    element: str = "*"
    component: str = ">"
    repetition: str = ""
    segment: str = "~"
    in_data: Literal["replace", "refuse"] = "replace"
    replacement: Annotated[str, StringConstraints(pattern=r"^[ -}]$")] = " "

    @model_validator(mode="after")
    def _must_be_sound(self) -> "Characters":
        if not self.delimiters.sound:
            raise ValueError("should be single characters, all different, no letters, digits or spaces")
        if self.replacement in self.delimiters.all:
            raise ValueError("the replacement is a delimiter itself")
        return self

    def in_version(self, version: str) -> Delimiters:
        """Return the delimiters we write a version with: one for repetitions only where it knows them."""
        return fitting(self.delimiters, version)

    @property
    def delimiters(self) -> Delimiters:
        """Return them as X12 wants them."""
        return Delimiters(
            element=self.element,
            component=self.component,
            repetition=self.repetition,
            segment=self.segment,
        )


class Acknowledge(Spec):
    """How we answer what arrives: by 997 or 999, and by TA1 for the interchange itself.

    The answer is in the version of the group it answers; before 005010 that is a 997 whatever was agreed. A TA1
    that ISA14 asks for is written unless it is `never`.
    """

    functional: Literal["per_set", "per_group", "none"] = "per_set"
    by: Answers = "997"
    interchange: When = "on_error"


class Duplicates(Spec):
    """What happens to what was received before.

    Interchanges count by sender, receiver and ISA13: the same bytes again are answered as before, others under a
    used number are held, refused by a TA1, or taken. Groups count by kind, sender and GS06; many partners begin
    anew with every interchange, so they are taken unless agreed otherwise.
    """

    interchange: Literal["reject", "hold", "accept"] = "hold"
    group: Literal["reject", "accept"] = "accept"
    order: Literal["hold", "reject", "accept"] = "hold"


class Series(Spec):
    """The control numbers we use: from `first` to `last`, then from `first` again."""

    first: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    last: Annotated[int, Field(ge=1, le=LARGEST)] = LARGEST

    @model_validator(mode="after")
    def _must_count_up(self) -> "Series":
        if self.last <= self.first:
            raise ValueError("the last number should be greater than the first")
        return self


class ControlNumbers(Spec):
    """The series of ISA13 and of GS06; each partner's count by themselves and have no gaps."""

    interchange: Series = Field(default_factory=Series)
    group: Series = Field(default_factory=Series)


class X12(Spec):
    """The X12 side of an agreement."""

    them: Identity
    us: Identity
    usage: Literal["T", "P"] = "T"
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}[A-Z0-9]{0,6}$")] = "004010"
    delimiters: Characters = Field(default_factory=Characters)
    acknowledge: Acknowledge = Field(default_factory=Acknowledge)
    severities: Mapping[FindingCode, Severity] = Field(default_factory=dict)
    duplicates: Duplicates = Field(default_factory=Duplicates)
    control_numbers: ControlNumbers = Field(default_factory=ControlNumbers)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Return what ISA05 to ISA08 of an interchange from the partner to us say."""
        return (self.them.qualifier, self.them.id, self.us.qualifier, self.us.id)

    @model_validator(mode="after")
    def _must_be_two(self) -> "X12":
        if self.identity[:2] == self.identity[2:]:
            raise ValueError("them and us are the same")
        written = f"{self.them.id}{self.them.group}{self.us.id}{self.us.group}"
        if any(one in written for one in self.delimiters.in_version(self.version).all):
            raise ValueError("an identifier holds a delimiter we write with")
        return self
