"""A partner's room on our own SFTP server: an outbox we fill, an inbox the server empties."""

from collections.abc import Iterator
from datetime import timedelta
from glob import escape
from pathlib import Path

from gateway.adapters.transports.folder import FolderSettings, FolderTransport
from gateway.adapters.transports.kinds import Surroundings
from gateway.application.ports import Clock, Received
from gateway.errors import ConfigurationFault
from gateway.profiles.values import Spec

ROOMS = "sftp"
INBOX, OUTBOX, TAKEN = "inbox", "outbox", "taken"
MARKED = 17  # what stands before the name of a file that was taken: the beginning of its digest, and a dash


class HostedSettings(Spec):
    """Nothing needs saying: the room is the partner's own, and who may come in stands under `sftp`."""


def open_hosted(settings: HostedSettings, surroundings: Surroundings) -> "HostedTransport":
    """Return the transport that leaves files in a partner's room."""
    del settings
    if not surroundings.partner:
        raise ConfigurationFault("a room on our server belongs to a partner, and none is named")
    return HostedTransport(open_room(surroundings.files, surroundings.partner, clock=surroundings.clock))


def room_of(files: Path, partner: str) -> Path:
    """Return the folder that is a partner's whole world on our server."""
    return files / ROOMS / partner


def open_room(
    files: Path, partner: str, *, clock: Clock, only: str = "", grace: timedelta = timedelta(0)
) -> FolderTransport:
    """Return the transport over a room as we see it: all that waits in the inbox, or `only` one file."""
    settings = FolderSettings(
        inbox=f"{ROOMS}/{partner}/{INBOX}",
        outbox=f"{ROOMS}/{partner}/{OUTBOX}",
        archive=f"{ROOMS}/{partner}/{TAKEN}",
        match=escape(only) or "*",
        settle=timedelta(0),
        grace=grace,
        create=True,
    )
    return FolderTransport(settings, files=files, clock=clock)


class HostedTransport:
    """Implements the port `Transport` by a partner's room; nothing is fetched: the server hands over what comes."""

    def __init__(self, room: FolderTransport) -> None:
        self._room = room

    def fetch(self) -> Iterator[Received]:
        """Yield nothing: the server gives what a partner brings to receiving."""
        return iter(())

    def confirm(self, received: Received) -> None:
        """Do nothing: the server showed the partner that it was taken."""

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Lay it into the outbox, where the partner sees it once it is whole."""
        self._room.leave(name, content, message_id=message_id)
