"""The keys a server may show: named whole or by fingerprint, two at a time, and never learnt by looking."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.errors import TransportRefused
from gateway.profiles.values import KEY_KINDS as KINDS
from gateway.profiles.values import fingerprint

_FINGERPRINT = re.compile(r"SHA256:([A-Za-z0-9+/]{43})=?")
_LENGTH = 4


class HostKeyRefused(TransportRefused):
    """The server showed a key that nobody agreed on: it is another server, or its key was changed."""

    code = "transport.host-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """One key a server may show; `kind` is empty where only a fingerprint is known."""

    kind: str
    fingerprint: str

    @classmethod
    def read(cls, text: str) -> "HostKey":
        """Return the key a text names, whole or by fingerprint; raises ValueError."""
        kind, _, rest = text.strip().rpartition(" ") if _FINGERPRINT.search(text) else text.partition(" ")
        if kind and kind not in KINDS:
            raise ValueError(f"should be SHA256:..., or begin with one of {', '.join(KINDS)}")
        match = _FINGERPRINT.fullmatch(rest)
        if match:
            return cls(kind=kind, fingerprint=f"SHA256:{match[1]}")
        return cls(kind=kind, fingerprint=fingerprint(_blob(kind, rest)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKeys:
    """The keys agreed on with one partner."""

    keys: tuple[HostKey, ...]

    @classmethod
    def read(cls, texts: Iterable[str]) -> "HostKeys":
        """Return the keys these texts name; raises ValueError."""
        return cls(keys=tuple(HostKey.read(text) for text in texts))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of key worth asking the server for."""
        named = {key.kind for key in self.keys}
        return KINDS if "" in named else tuple(kind for kind in KINDS if kind in named)

    def check(self, host: str, blob: bytes) -> None:
        """Raise HostKeyRefused unless a server that shows this public key is the one agreed on."""
        shown = fingerprint(blob)
        if shown not in {key.fingerprint for key in self.keys}:
            raise HostKeyRefused(f"{host} shows a host key nobody agreed on: {_kind(blob)} {shown}")


def _blob(kind: str, rest: str) -> bytes:
    encoded = rest.partition(" ")[0]
    try:
        blob = b64decode(encoded, validate=True)
    except binascii.Error:
        blob = b""
    if not kind or _kind(blob) != kind:
        raise ValueError("should be a public key (ssh-ed25519 AAAA...) or a fingerprint (SHA256:...)")
    return blob


def _kind(blob: bytes) -> str:
    length = int.from_bytes(blob[:_LENGTH], "big")
    return blob[_LENGTH : _LENGTH + min(length, 64)].decode("ascii", "replace")
