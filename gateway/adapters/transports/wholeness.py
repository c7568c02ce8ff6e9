"""Tells a whole file from one still being written, without reading it as a document: X12, workbooks and archives, PDF."""

import re
import struct

_OPENING = re.compile(rb"(?<![A-Za-z0-9])ISA([^A-Za-z0-9\s])")
_CLOSING = re.compile(rb"IEA([^A-Za-z0-9\s])[0-9]*\1 *([A-Za-z0-9]*)(.?)(.*)", re.DOTALL)
_ARCHIVE, _DIRECTORY_ENDS, _PAGES, _PAGES_END = b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"%%EOF"
_ENDING = struct.Struct("<12xIIH")
"""Behind four disk numbers and counts: the length of an archive's directory, where it begins, the length of a comment."""
_LONGEST_COMMENT = 0xFFFF
_HEAD = 1024
_CONTROL_NUMBER = 13


def is_whole(content: bytes) -> bool:
    """Return whether content says of itself that it ends here: its last interchange, its directory, or its trailer does."""
    if content.startswith(_ARCHIVE):
        return _has_its_directory(content)
    if content.startswith(_PAGES):
        return content.rstrip(b"\r\n \0").endswith(_PAGES_END)
    return _is_closed(content)


def opens_interchange(content: bytes) -> bool:
    """Return whether content begins as X12 does."""
    return _OPENING.search(content, 0, _HEAD) is not None


def _has_its_directory(content: bytes) -> bool:
    """Return whether the directory of an archive stands at its end, as the end says."""
    at = content.rfind(_DIRECTORY_ENDS, max(0, len(content) - _LONGEST_COMMENT - _ENDING.size))
    if at < 0 or at + _ENDING.size > len(content):
        return False
    length, start, comment = _ENDING.unpack_from(content, at)
    return bool(start + length <= at and at + _ENDING.size + comment == len(content))


def _is_closed(content: bytes) -> bool:
    """Return whether an interchange opens the content and the last one ends it."""
    closing = _CLOSING.match(content, max(content.rfind(b"IEA"), 0))
    if closing is None or not opens_interchange(content):
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
