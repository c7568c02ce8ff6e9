"""Segments: raw text to elements and back."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import ClassVar, cast

from gateway.errors import GatewayError
from gateway.x12.delimiters import UNSEEN, Delimiters

Element = str | tuple[str, ...]
WrittenSegment = tuple[Element, ...]
"""The identifier, then the elements; a composite is a tuple of its components."""

_UNPRINTABLE = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"
_OF_VALUES = r"\x00-\x1b\x1e\x7f-\x9f\ud800-\udfff"
"""The unprintable characters but for those that end parts of a set while it is under way."""


@dataclass(frozen=True, slots=True)
class SetText:
    """The segments of a set without its ST and SE, each with its terminator, written between `UNSEEN` delimiters."""

    text: str

    @classmethod
    def of(cls, segments: Iterable[WrittenSegment]) -> "SetText":
        """Return segments as one text; raises DelimiterInData for what cannot be sent to anybody."""
        return cls("".join(f"{one}{UNSEEN.segment}" for one in map(joiner(UNSEEN), segments)))

    @property
    def raws(self) -> list[str]:
        """Return the segments as they stand, without their terminators."""
        return self.text.split(UNSEEN.segment)[:-1]

    def __iter__(self) -> Iterator[WrittenSegment]:
        """Yield the segments taken apart; a composite of one component is that component."""
        return map(_apart, self.raws)

    def __len__(self) -> int:
        """Return how many segments there are."""
        return self.text.count(UNSEEN.segment)

    def surely_fits(self, delimiters: Delimiters) -> bool:
        """Return whether no value holds a character that cannot be sent between certain delimiters; False says nothing."""
        return not _unfit(delimiters)(self.text)

    def between(self, delimiters: Delimiters) -> str:
        """Return the text as a partner reads it; raises DelimiterInData where a value holds what would be read as more."""
        if not self.surely_fits(delimiters):
            return "".join(f"{join(one, delimiters)}{delimiters.segment}" for one in self)
        return (
            self.text.replace(UNSEEN.element, delimiters.element)
            .replace(UNSEEN.component, delimiters.component)
            .replace(UNSEEN.segment, delimiters.segment)
        )


class DelimiterInData(GatewayError):
    """A value holds a delimiter or a control character and cannot be written; the text names the place."""

    code: ClassVar[str] = "x12.delimiter-in-data"


def split(raw: str, delimiters: Delimiters) -> list[str]:
    """Return the identifier and the elements of a segment as it stands on the wire, without its terminator."""
    return raw.split(delimiters.element)


def components(element: str, delimiters: Delimiters) -> list[str]:
    """Return the components of an element; one where the interchange has no component separator."""
    return element.split(delimiters.component) if delimiters.component else [element]


def repetitions(element: str, delimiters: Delimiters) -> list[str]:
    """Return the repetitions of an element; one where the interchange has no repetition separator."""
    return element.split(delimiters.repetition) if delimiters.repetition else [element]


def join(segment: WrittenSegment, delimiters: Delimiters) -> str:
    """Return a segment as text without its terminator, empty elements and components at its end left out."""
    return joiner(delimiters)(segment)


@lru_cache(maxsize=256)
def joiner(delimiters: Delimiters) -> Callable[[WrittenSegment], str]:
    """Return `join` for certain delimiters: who writes many segments asks once."""
    between, within = delimiters.element, delimiters.component
    forbidden = re.compile(f"[{_UNPRINTABLE}{re.escape(delimiters.all)}]").search

    def joined(segment: WrittenSegment) -> str:
        if tuple in map(type, segment):
            said = "".join(chain.from_iterable(segment))
            texts = [one if isinstance(one, str) else within.join(one).rstrip(within) for one in segment]
        else:
            texts = cast("list[str]", segment)
            said = "".join(texts)
        if forbidden(said):
            raise DelimiterInData(f"{_place(segment, forbidden)} holds a delimiter or a control character")
        return between.join(texts).rstrip(between)

    return joined


@lru_cache(maxsize=256)
def _unfit(delimiters: Delimiters) -> Callable[[str], object]:
    """Return what finds characters in a set's text that cannot be sent between certain delimiters.

    It finds something in every text where those are among the delimiters of texts that are under way.
    """
    if set(delimiters.all) & set(UNSEEN.all):
        return re.compile("").search
    return re.compile(f"[{_OF_VALUES}{re.escape(delimiters.all)}]").search


def _apart(raw: str) -> WrittenSegment:
    return tuple(
        tuple(one.split(UNSEEN.component)) if UNSEEN.component in one else one
        for one in raw.split(UNSEEN.element)
    )


def _place(segment: WrittenSegment, forbidden: Callable[[str], object]) -> str:
    """Return which element holds what it must not."""
    position = next(at for at, one in enumerate(segment) if any(map(forbidden, one)))
    return f"{segment[0]}{position:02}"
