"""Functional acknowledgements: what was received, set by set, and whether it could be read.

One noun for the 997 and the 999: contexts, and faults against a guide, are what only a 999 can say.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a fault belongs: the business document by `name` and `value`, or the place that made it a fault."""

    name: str
    value: str = ""
    segment: str = ""
    position: int | None = None
    loop: str = ""
    element: int | None = None
    component: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementError:
    """What is wrong with one element; `code` is a word, `value` a clipped copy of what was seen."""

    position: int
    component: int | None = None
    repetition: int | None = None
    data_element: str = ""
    code: str
    value: str = ""
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentError:
    """What is wrong with one segment; `position` counts from the set's header, which is 1."""

    segment: str
    position: int
    loop: str = ""
    code: str = ""
    contexts: tuple[Context, ...] = ()
    elements: tuple[ElementError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAck:
    """The verdict on one transaction set: `accepted`, `accepted-with-errors`, `rejected` or a code kept.

    `implementation` is the guide the set said it follows, as it said it.
    """

    set_id: str
    control_number: str
    implementation: str = ""
    segments: tuple[SegmentError, ...] = ()
    verdict: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalAck:
    """The verdict on a functional group, of a version as it said it, and on the sets in it."""

    functional_group: str
    group_control_number: str
    version: str = ""
    sets: tuple[SetAck, ...] = ()
    verdict: str
    included: int
    received: int
    accepted: int
    codes: tuple[str, ...] = ()
