"""E-mail as bytes in: the words and tables of its body, and the files attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    MessageError,
)
from email.message import EmailMessage
from email.parser import BytesParser

from gateway.sheets.encodings import decode

_SKIPPED = ("image/", "video/", "audio/", "font/", "application/pgp-signature", "application/pkcs7-signature")
_MOST_PARTS = 500
_CUT = (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
)
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail: its subject, who sent it, its body, and what is attached, each with a name; `damaged` names what is not whole."""

    subject: str
    sender: str
    text: str
    html: str
    attached: tuple[tuple[str, bytes], ...]
    damaged: tuple[str, ...] = ()


def open_letter(content: bytes, most: int) -> Letter:
    """Return an e-mail with at most so many files; what is malformed is taken as far as it goes."""
    message = BytesParser(policy=policy.default).parsebytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
    text, html = "", ""
    damaged = [LETTER] if any(map(_is_cut, message.defects)) else []
    attached: list[tuple[str, bytes]] = []
    for part in _parts(message):
        kind = part.get_content_type()
        name = _name(part)
        is_file = bool(name) or part.get_content_disposition() == "attachment" or kind == "message/rfc822"
        if not is_file and kind == "text/plain":
            text += _words(part)
        elif not is_file and kind == "text/html":
            html += _words(part)
        elif is_file and not kind.startswith(_SKIPPED) and len(attached) < most:
            attached.append((name or f"attached {len(attached) + 1}", _bytes(part)))
            if any(map(_is_cut, part.defects)):
                damaged.append(attached[-1][0])
    heads = (_header(message, "subject"), _header(message, "from"))
    return Letter(*heads, text, html, tuple(attached), tuple(damaged))


def _is_cut(defect: object) -> bool:
    """Return whether a letter breaks off, or what is attached is not what it was written as."""
    return isinstance(defect, _CUT)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield what a letter is made of; a letter within it is one part."""
    left = [message]
    count = 0
    while left and count < _MOST_PARTS:
        part = left.pop(0)
        count += 1
        if part.get_content_maintype() == "multipart":
            payload = part.get_payload()
            if isinstance(payload, list):
                left[:0] = [one for one in payload if isinstance(one, EmailMessage)]
        else:
            yield part


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):
        return ""


def _name(part: EmailMessage) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except (MessageError, ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _words(part: EmailMessage) -> str:
    content = _bytes(part)
    charset = part.get_content_charset("")
    try:
        return content.decode(charset) if charset else decode(content).text
    except (LookupError, UnicodeDecodeError):
        return decode(content).text
