"""What a profile says of a partner's SFTP server."""

import re
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from gateway.adapters.transports.sftp.hostkeys import HostKey
from gateway.profiles.values import Duration, SecretName, Spec, Text

MARKER = re.compile(r"[^/\\{}]*\{(name|stem)\}[^/\\{}]*")


def _folder(name: str) -> str:
    if not name.isprintable() or ".." in PurePosixPath(name).parts or "\\" in name:
        raise ValueError("should be a folder of the server, without .. in its path")
    return name.rstrip("/") or "/"


def _host_key(text: str) -> str:
    HostKey.read(text)
    return text


def _marker(text: str) -> str:
    if not MARKER.fullmatch(text) or text == "{name}":
        raise ValueError("should be a name with {name} or {stem} in it, such as {name}.ok")
    return text


Folder = Annotated[str, Field(min_length=1), AfterValidator(_folder)]
HostKeyText = Annotated[
    str,
    AfterValidator(_host_key),
    WithJsonSchema({"type": "string", "examples": ["ssh-ed25519 AAAA...", "ssh-ed25519 SHA256:..."]}),
]
Marker = Annotated[str, AfterValidator(_marker)]
Bytes = Annotated[int, Field(ge=1)]


class SftpSettings(Spec):
    """A partner's SFTP server: who we are there, how we know it again, and what was agreed on files.

    `host_keys` has two places, so that a new key can be entered before the old one goes: whole public keys or
    fingerprints (`ssh-ed25519 SHA256:...`). A server that shows another key is not spoken to.

    What lies in `inbox` is taken once its name is finished and matches, nothing changed it for `settle` nor
    between two looks `look_again` apart, and its last interchange is closed (`content: any` leaves that out);
    after `grace` it is taken as it is, so that a person sees it. With `marker` a file is taken only once a
    file of that name lies beside it. What was stored here moves to `archive`, or is removed where none is named.

    `upload` says how a file comes into `outbox` whole: under a hidden name and then renamed (`rename`), by way of
    the folder `drafts` (`folder`), or under its own name at once (`direct`), where partners forbid renaming.
    `check_size` asks for the size afterwards; leave it out only where asking is forbidden.
    """

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    user: Text
    host_keys: Annotated[tuple[HostKeyText, ...], Field(min_length=1, max_length=2)]
    private_key: SecretName | None = None
    passphrase: SecretName | None = None
    password: SecretName | None = None
    legacy: bool = False

    inbox: Folder
    outbox: Folder
    archive: Folder | None = None
    match: Text = "*"
    ignore: tuple[Text, ...] = ()
    marker: Marker | None = None
    content: Literal["x12", "any"] = "x12"
    settle: Duration = timedelta(seconds=2)
    look_again: Duration = timedelta(seconds=2)
    grace: Duration = timedelta(hours=1)
    largest_bytes: Bytes = 256 * 1024 * 1024
    most_files: Annotated[int, Field(ge=1)] = 200
    most_listed: Annotated[int, Field(ge=1)] = 20_000

    upload: Literal["rename", "folder", "direct"] = "rename"
    drafts: Folder | None = None
    check_size: bool = True

    connect_timeout: Duration = timedelta(seconds=15)
    timeout: Duration = timedelta(seconds=30)
    deadline: Duration = timedelta(minutes=5)
    keepalive: Duration = timedelta(seconds=15)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the fingerprints of the keys their server may show."""
        return tuple(HostKey.read(one).fingerprint for one in self.host_keys)

    @model_validator(mode="after")
    def _must_hang_together(self) -> "SftpSettings":
        if self.private_key is None and self.password is None:
            raise ValueError("needs a private_key, or a password where the partner takes no keys")
        if (self.upload == "folder") != (self.drafts is not None):
            raise ValueError("`drafts` names the folder of `upload: folder`, and is for nothing else")
        if self.archive == self.inbox:
            raise ValueError("the archive is the inbox: what was taken would be taken again")
        return self
