"""What a profile says about X12 itself: who we are to each other, and how we write and answer."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gateway.domain.findings import KINDS, Severity
from gateway.profiles.values import Spec
from gateway.x12.delimiters import Delimiters


def _known_finding(code: str) -> str:
    if code not in KINDS:
        near = get_close_matches(code, KINDS, n=1)
        raise ValueError(f"is no finding; did you mean {near[0]}?" if near else "is no finding")
    return code


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
    """The delimiters we write with; what a partner writes with is read from the interchange."""

    element: str = "*"
    component: str = ">"
    repetition: str = ""
    segment: str = "~"

    @model_validator(mode="after")
    def _must_be_sound(self) -> "Characters":
        if not self.delimiters.sound:
            raise ValueError("should be single characters, all different, no letters, digits or spaces")
        return self

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
    """How we answer what arrives: by 997, and by TA1 for the interchange itself."""

    functional: Literal["per_set", "per_group", "none"] = "per_set"
    interchange: Literal["on_error", "always", "never"] = "on_error"


class Duplicates(Spec):
    """What happens to what was received before."""

    interchange: Literal["reject", "hold", "accept"] = "hold"
    order: Literal["hold", "reject", "accept"] = "hold"


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

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Return what ISA05 to ISA08 of an interchange from the partner to us say."""
        return (self.them.qualifier, self.them.id, self.us.qualifier, self.us.id)

    @model_validator(mode="after")
    def _must_be_two(self) -> "X12":
        if self.identity[:2] == self.identity[2:]:
            raise ValueError("them and us are the same")
        return self
