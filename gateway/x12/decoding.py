"""Bytes as text: ASCII as it is, else UTF-8 if it is that, else Latin-1."""

from typing import Literal

Charset = Literal["", "utf-8", "latin-1"]


def decoded(text: str, charset: Charset = "") -> str:
    """Return text of one character a byte as what it means; a charset, where one is certain, is held to."""
    if text.isascii() or charset == "latin-1":
        return text
    raw = text.encode("latin-1")
    if charset == "utf-8":
        return raw.decode("utf-8", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def charset_of(delimiters: str) -> Charset:
    """Return what delimiters beyond ASCII say about the bytes around them, nothing where they are ASCII."""
    if delimiters.isascii():
        return ""
    return "latin-1" if decoded(delimiters) == delimiters else "utf-8"


def first_character(text: str, at: int) -> str:
    """Return the character at a place, its two to four bytes where it is one of UTF-8, empty past the end."""
    one = text[at : at + 1]
    if one.isascii():
        return one
    for length in (2, 3, 4):
        several = text[at : at + length]
        if len(decoded(several)) == 1:
            return several
    return one
