"""The words profiles are written in: durations, names of secrets, public keys, names of maps."""

import binascii
import re
from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?", re.ASCII)
_DURATION_SCHEMA = {
    "type": "string",
    "pattern": r"^(?=.)(\d{1,4}d)?(\d{1,5}h)?(\d{1,6}m)?(\d{1,7}s)?$",
    "examples": ["30m", "24h", "2d"],
}
_SECRET = re.compile(r"secret:[a-z0-9][a-z0-9._-]{0,99}")
_SECRET_SCHEMA = {"type": "string", "pattern": f"^{_SECRET.pattern}$", "examples": ["secret:partner-token"]}
KEY_KINDS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")


def duration(text: object) -> timedelta:
    """Return what `24h`, `30m`, `2d` or `1d12h` says; raises ValueError for anything else."""
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(text) if isinstance(text, str) and text else None
    if match is None:
        raise ValueError("should be a duration such as 30m, 24h or 2d")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _secret_name(text: str) -> str:
    if not _SECRET.fullmatch(text):
        raise ValueError(
            "should be the name of a secret, such as secret:partner-token, never the secret itself"
        )
    return text


def _public_key(text: str) -> str:
    kind, _, rest = text.partition(" ")
    try:
        blob = b64decode(rest.partition(" ")[0], validate=True)
    except binascii.Error:
        blob = b""
    if kind not in KEY_KINDS or not blob.startswith(len(kind).to_bytes(4, "big") + kind.encode()):
        raise ValueError(f"should be a public key, such as ssh-ed25519 AAAA..., of: {', '.join(KEY_KINDS)}")
    return text


def fingerprint(blob: bytes) -> str:
    """Return the fingerprint of an SSH public key, as OpenSSH writes it."""
    return f"SHA256:{b64encode(sha256(blob).digest()).decode().rstrip('=')}"


def _address(text: str) -> str:
    if not text.isascii() or not text.isprintable() or "@" not in text or set(text) & set(' ,;<>"'):
        raise ValueError("should be one e-mail address, such as edi@partner.example")
    return text


def _folder(name: str) -> str:
    if not name or not name.isprintable() or ".." in PurePosixPath(name).parts:
        raise ValueError("should be a folder, without .. in its path")
    return name


Duration = Annotated[timedelta, BeforeValidator(duration), WithJsonSchema(_DURATION_SCHEMA)]
SecretName = Annotated[str, AfterValidator(_secret_name), WithJsonSchema(_SECRET_SCHEMA)]
PublicKey = Annotated[str, AfterValidator(_public_key)]
Mailbox = Annotated[str, AfterValidator(_address)]
FolderName = Annotated[str, AfterValidator(_folder)]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
SetId = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
MapName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+(/[a-zA-Z0-9_-]+)+$")]


class Spec(BaseModel):
    """A part of a profile: nothing but the keys it names, and never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
