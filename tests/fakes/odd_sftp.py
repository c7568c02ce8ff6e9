"""An SFTP server that does what OpenSSH's would not: passwords, refusals at the last moment."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import ClassVar

import asyncssh

START_S = 20
PASSWORD = "words"


@dataclass
class OddServer:
    """Where it listens, and the key it shows."""

    port: int
    host_key: str


class _Door(asyncssh.SSHServer):
    inside: ClassVar[list[asyncssh.SSHServerConnection]] = []

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.inside.append(conn)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("us", PASSWORD)


@contextmanager
def odd_server(
    root: Path,
    *,
    behaves: Callable[["asyncssh.SSHServerChannel[bytes]"], asyncssh.SFTPServer] | None = None,
) -> Iterator[OddServer]:
    """Start a server over a folder that lets `us` in with the password; `behaves` makes what answers."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    ready, over = Event(), Event()
    ports: list[int] = []

    def plain(channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=bytes(root))

    async def serve() -> None:
        server = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_Door,
            server_host_keys=[key],
            sftp_factory=behaves or plain,
            config=None,
        )
        async with server:
            ports.append(server.get_port())
            ready.set()
            await asyncio.get_running_loop().run_in_executor(None, over.wait)
            while _Door.inside:
                leaving = _Door.inside.pop()
                leaving.abort()
                await leaving.wait_closed()

    thread = Thread(target=lambda: asyncio.run(serve()), name="odd-sftp")
    thread.start()
    try:
        assert ready.wait(START_S)
        yield OddServer(port=ports[0], host_key=key.export_public_key().decode().strip())
    finally:
        over.set()
        thread.join(START_S)
