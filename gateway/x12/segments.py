"""Segments: raw text to elements and back."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import ClassVar, cast

from gateway.errors import GatewayError
from gateway.x12.delimiters import Delimiters

Element = str | tuple[str, ...]
WrittenSegment = tuple[Element, ...]
"""The identifier, then the elements; a composite is a tuple of its components."""

_UNPRINTABLE = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"


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


def _place(segment: WrittenSegment, forbidden: Callable[[str], object]) -> str:
    """Return which element holds what it must not."""
    position = next(at for at, one in enumerate(segment) if any(map(forbidden, one)))
    return f"{segment[0]}{position:02}"
