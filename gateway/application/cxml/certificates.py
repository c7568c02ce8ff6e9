"""Certificates of clients, as whoever ends TLS in front of us tells of them in a header."""

from base64 import b64decode
from binascii import Error
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import unquote

LONGEST = 16 * 1024
HEX_DIGITS = 64
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def fingerprint(told: str) -> str:
    """Return the SHA-256 of a certificate, in small hexadecimal digits; nothing for what names none.

    A header holds the certificate as PEM, also with its signs escaped, as base64, also between colons (RFC 9440), or
    its SHA-256 alone, also with colons between the digits.
    """
    text = unquote(told[:LONGEST]).strip()
    digits = text.replace(":", "").casefold()
    if len(digits) == HEX_DIGITS and set(digits) <= set("0123456789abcdef"):
        return digits
    body = text.partition(BEGIN)[2].partition(END)[0] if BEGIN in text else text.strip(":")
    try:
        certificate = b64decode("".join(body.split()), validate=True)
    except (Error, ValueError):
        return ""
    return sha256(certificate).hexdigest() if certificate else ""


def is_one_of(shown: str, agreed: tuple[str, ...]) -> bool:
    """Return whether a fingerprint is one of those agreed; it takes as long whatever the answer is."""
    found = False
    for one in agreed:
        found |= compare_digest(one.encode(), shown.encode())
    return found
