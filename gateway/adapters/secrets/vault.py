"""What is sealed at rest: AES-256-GCM under a master key that only the environment holds."""

import os
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import ConfigurationFault

FORMAT = b"\x01"
KEY_BYTES, MARK_BYTES, NONCE_BYTES = 32, 4, 12


class MasterKeyVault:
    """Implements the port `Vault`. The first master key seals; every one opens, so that one can take another's place.

    A sealed value begins with its format, the mark of its master key and a nonce; its name is authenticated with it,
    so that none can be put in the place of another.
    """

    def __init__(self, master_keys: Sequence[bytes]) -> None:
        self._keys = {_mark(one): AESGCM(one) for one in master_keys}
        self._first = _mark(master_keys[0]) if master_keys else b""

    def seal(self, name: str, clear: bytes) -> bytes:
        """Return it sealed under its name; raises ConfigurationFault where there is no master key."""
        if not self._first:
            raise ConfigurationFault(
                "set GATEWAY_MASTER_KEY before anything is sealed: 32 bytes in base64, as `openssl rand -base64 32` prints"
            )
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._first].encrypt(nonce, clear, name.encode())
        return FORMAT + self._first + nonce + sealed

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return what was sealed under the name; raises ConfigurationFault."""
        mark = sealed[1 : 1 + MARK_BYTES]
        key = self._keys.get(mark) if sealed[:1] == FORMAT else None
        if key is None:
            raise ConfigurationFault(
                f"{name} was sealed under a master key that GATEWAY_MASTER_KEY does not hold"
            )
        start = 1 + MARK_BYTES + NONCE_BYTES
        try:
            return key.decrypt(sealed[1 + MARK_BYTES : start], sealed[start:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise ConfigurationFault(f"{name} was altered after it was sealed") from error


def read_master_keys(text: str) -> tuple[bytes, ...]:
    """Return the master keys of a setting: base64, several with commas between them; raises ConfigurationFault."""
    try:
        keys = tuple(b64decode(one.strip(), validate=True) for one in text.split(",") if one.strip())
    except (NotBase64, ValueError) as error:
        raise ConfigurationFault("GATEWAY_MASTER_KEY should be base64") from error
    if any(len(one) != KEY_BYTES for one in keys):
        raise ConfigurationFault(
            "GATEWAY_MASTER_KEY should be 32 bytes in base64: `openssl rand -base64 32` prints some"
        )
    return keys


def _mark(key: bytes) -> bytes:
    return sha256(b"mark of a master key" + key).digest()[:MARK_BYTES]
