"""MIME as raw bytes: parts are found by their places, never put together anew, so that what was signed stays as it was."""

import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.as2.headers import Field, Headers, parse
from gateway.as2.limits import Limits
from gateway.as2.refusals import Modifier, Refused, refusing

CRLF = b"\r\n"
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY_ENDS = re.compile(rb"(?P<last>--)?[ \t]*(?:\r?\n|\Z)")
_LITERAL = frozenset({"", "binary", "8bit", "7bit"})
_LONGEST_BOUNDARY = 200
_MOST_CANDIDATES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One part: its header lines, the bytes after them, and all of it as it came (none for a whole HTTP message)."""

    headers: Headers
    body: bytes | memoryview
    raw: bytes | memoryview | None = None

    @property
    def content_type(self) -> Field:
        """Return the type of the content."""
        return self.headers.field("content-type")

    def content(self) -> bytes | memoryview:
        """Return the bytes without their transfer encoding."""
        encoding = (self.headers.one("content-transfer-encoding") or "").lower()
        if encoding in _LITERAL:
            return self.body
        with refusing(
            Modifier.UNEXPECTED_PROCESSING_ERROR, "The transfer encoding does not fit the content."
        ):
            if encoding == "base64":
                return a2b_base64(bytes(self.body).translate(None, b"\r\n\t "), strict_mode=True)
            if encoding == "quoted-printable":
                return a2b_qp(self.body)
        raise Refused(Modifier.UNSUPPORTED_FORMAT, "The transfer encoding is not known.")


def read_entity(raw: bytes | memoryview, limits: Limits) -> Entity:
    """Return a part from its bytes: header lines, an empty line, the rest."""
    view = memoryview(raw)
    head = bytes(view[: limits.headers + 4])
    if head.startswith((b"\r\n", b"\n")):
        first = 2 if head.startswith(b"\r") else 1
        return Entity(headers=Headers(), body=view[first:], raw=raw)
    ends = _HEAD_ENDS.search(head)
    if ends is None:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "The header lines of a part do not end.")
    return Entity(headers=parse(head[: ends.start()], limits), body=view[ends.end() :], raw=raw)


def split_parts(entity: Entity, limits: Limits, *, introduced: bool = False) -> tuple[memoryview, ...]:
    """Return the raw parts of a multipart; the line break before a boundary belongs to the boundary.

    Nothing but white space may stand before the first and after the last: it would be seen by some and not by others.
    Where it is `introduced`, what stands before the first is for people and passed over.
    """
    boundary = entity.content_type.parameters.get("boundary", "").encode("latin-1", "replace")
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "A multipart names no boundary.")
    content = entity.content()
    whole, view = bytes(content), memoryview(content)
    parts: list[memoryview] = []
    start, closed = None, False
    for before, after, closed in _boundaries(whole, boundary):
        if start is None:
            _only_blank(view[: 0 if introduced else before])
        else:
            parts.append(view[start : max(start, before)])
        start = after
        if closed or len(parts) > limits.parts:
            break
    if not closed or start is None or len(parts) > limits.parts:
        raise Refused(
            Modifier.UNEXPECTED_PROCESSING_ERROR, "A multipart is not ended, or has too many parts."
        )
    _only_blank(view[start:])
    return tuple(parts)


def _boundaries(whole: bytes, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each boundary begins (with the line break before it) and ends, and whether it is the last."""
    for count, at in enumerate(_candidates(whole, b"--" + boundary)):
        if count > _MOST_CANDIDATES:
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "Too many lines look like a boundary.")
        rest = _BOUNDARY_ENDS.match(whole, at + len(boundary) + 2)
        if rest is not None:
            breaks = 0 if at == 0 else 2 if whole[at - 2 : at] == CRLF else 1
            yield at - breaks, rest.end(), rest["last"] is not None


def _candidates(whole: bytes, mark: bytes) -> Iterator[int]:
    """Yield the places of lines that begin as a boundary does."""
    if whole.startswith(mark):
        yield 0
    line = b"\n" + mark
    at = whole.find(line)
    while at >= 0:
        yield at + 1
        at = whole.find(line, at + 1)


def _only_blank(view: memoryview) -> None:
    if bytes(view).strip():
        raise Refused(
            Modifier.UNEXPECTED_PROCESSING_ERROR, "Something stands outside the parts of a multipart."
        )


def part(headers: tuple[tuple[str, str], ...], *body: bytes | memoryview) -> bytes:
    """Return a part made of header lines and bytes."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"".join((head.encode("ascii"), CRLF, *body))


def multipart(boundary: str, *parts: bytes) -> bytes:
    """Return the body of a multipart."""
    line = b"--" + boundary.encode("ascii")
    pieces: list[bytes] = []
    for one in parts:
        pieces += (line, CRLF, one, CRLF)
    return b"".join((*pieces, line, b"--", CRLF))
