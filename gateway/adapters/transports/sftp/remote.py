"""What we ask of an SFTP server, whichever library does the talking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gateway.adapters.transports.sftp.hostkeys import HostKeys
from gateway.errors import TransportRefused, TransportUnavailable


class Missing(TransportUnavailable):
    """The server has no file or folder of this name."""

    code = "transport.missing"


class Forbidden(TransportRefused):
    """The server does not let us do this."""

    code = "transport.forbidden"


class Incompatible(TransportRefused):
    """The server knows none of the algorithms we still trust."""

    code = "transport.incompatible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file or folder on the server; `changed` is its time of change, in whole seconds."""

    name: str
    size: int
    changed: int
    is_file: bool

    @property
    def stamp(self) -> tuple[int, int]:
        """Return what changes with its content."""
        return self.size, self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to come to a server; every wait has an end, `deadline` that of a whole request of ours."""

    host: str
    port: int
    user: str
    host_keys: HostKeys
    private_key: str | None
    passphrase: str | None
    password: str | None
    connect_timeout: float
    timeout: float
    deadline: float
    keepalive: float


class Remote(Protocol):
    """One connection to a server; everything raises TransportError, and Missing and Forbidden where they fit."""

    def look_into(self, folder: str, most: int) -> Sequence[Entry]:
        """Return so much of what is in a folder, in no order; names are whatever the server says they are."""
        ...

    def stat(self, path: str) -> Entry | None:
        """Return what is there, without following links; None where nothing is."""
        ...

    def get(self, path: str, size: int) -> bytes:
        """Return the first so many bytes of a file."""
        ...

    def put(self, path: str, content: bytes) -> None:
        """Write a file, from its beginning; returns once the server has closed it."""
        ...

    def rename(self, source: str, target: str) -> None:
        """Rename, at once and over what is there if the server can, else only where nothing is."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file; one that is gone already is fine."""
        ...

    def make_folder(self, path: str) -> None:
        """Make a folder unless it is there."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...
