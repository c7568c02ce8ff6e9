"""Tells a whole X12 file from one still being written, without reading it as a document."""

import re

_OPENING = re.compile(rb"(?<![A-Za-z0-9])ISA([^A-Za-z0-9\s])")
_CLOSING = re.compile(rb"IEA([^A-Za-z0-9\s])[0-9]*\1 *([A-Za-z0-9]*)(.?)(.*)", re.DOTALL)
_HEAD = 1024
_CONTROL_NUMBER = 13


def is_whole(content: bytes) -> bool:
    """Return whether an interchange opens the content and the last one ends it."""
    closing = _CLOSING.match(content, max(content.rfind(b"IEA"), 0))
    if closing is None or _OPENING.search(content, 0, _HEAD) is None:
        return False
    _, number, terminator, rest = closing.groups()
    if rest.strip(b"\r\n\t \0\x1a"):
        return False
    # Some leave the last terminator out: then only the whole control number says that nothing is missing.
    return bool(terminator) or (number != b"" and number == _last_number(content))


def _last_number(content: bytes) -> bytes:
    *_, opening = _OPENING.finditer(content)
    elements = content[opening.start() : opening.start() + _HEAD].split(opening[1])
    return elements[_CONTROL_NUMBER].strip() if len(elements) > _CONTROL_NUMBER else b""
