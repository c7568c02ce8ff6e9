"""Segments: raw text to elements and back."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
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
    forbidden = _forbidden(delimiters)
    if tuple not in map(type, segment):
        plain = cast("tuple[str, ...]", segment)
        if not forbidden("".join(plain)):
            return delimiters.element.join(plain).rstrip(delimiters.element)
    written = []
    for position, element in enumerate(segment):
        parts = (element,) if isinstance(element, str) else element
        if any(map(forbidden, parts)):
            raise DelimiterInData(f"{segment[0]}{position:02} holds a delimiter or a control character")
        written.append(_trimmed(parts, delimiters.component))
    return _trimmed(written, delimiters.element)


def _trimmed(parts: Iterable[str], separator: str) -> str:
    kept = list(parts)
    while len(kept) > 1 and not kept[-1]:
        del kept[-1]
    return separator.join(kept)


@lru_cache(maxsize=256)
def _forbidden(delimiters: Delimiters) -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[{_UNPRINTABLE}{re.escape(delimiters.all)}]").search
