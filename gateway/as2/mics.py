"""Message integrity checks: what the receiver says it got, told by a digest."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from gateway.as2.algorithms import HASHES, Digest, digest_of, read_digest

Bytes = bytes | memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class Mic:
    """A digest and its value in base64."""

    digest: Digest
    value: str

    def __str__(self) -> str:
        return f"{self.value}, {self.digest}"


def mic_of(digest: Digest, *content: Bytes) -> Mic:
    """Return the check of some bytes."""
    return as_mic(digest, digest_of(digest, *content))


def as_mic(digest: Digest, octets: bytes) -> Mic:
    """Return a digest that was taken already as a check."""
    return Mic(digest=digest, value=b64encode(octets).decode("ascii"))


def read_mic(text: str) -> Mic | None:
    """Return the check in a receipt, however its digest is spelled; none where it is not one."""
    value, comma, name = text.rpartition(",")
    digest = read_digest(name)
    try:
        octets = b64decode("".join(value.split()), validate=True)
    except (NotBase64, ValueError):
        return None
    if not comma or digest is None or len(octets) != HASHES[digest].digest_size:
        return None
    return as_mic(digest, octets)
