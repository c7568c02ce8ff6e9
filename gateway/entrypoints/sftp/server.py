"""The server: who may come in, how many, and for how long; behind the door there is a room and nothing else."""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

import asyncssh
import structlog

from gateway.bootstrap import Gateway
from gateway.entrypoints.beside import beside
from gateway.entrypoints.sftp.room import Room
from gateway.entrypoints.sftp.taking import Taking
from gateway.errors import ConfigurationFault
from gateway.profiles.directory import Directory
from gateway.profiles.profile import Profile, SftpAccount

LOGIN_S = 15
KEEPALIVE_S = 30
SWEEP_S = 60
EMPTYING_S = 5
BACKLOG = 256
TAKERS = 4
VERSION = "gateway"

log = structlog.get_logger()


@dataclass(slots=True)
class Doors:
    """Who may come in, by what was applied last, and who is inside."""

    directory: Directory
    most: int
    connections: set[asyncssh.SSHServerConnection] = field(default_factory=set)
    by_user: Counter[str] = field(default_factory=Counter)

    def profile(self, user: str) -> Profile | None:
        """Return the partner who goes by a user's name, None where nobody does."""
        known = (one for one in self.directory.all() if one.sftp is not None and one.sftp.user == user)
        return next(known, None)

    def account(self, user: str) -> SftpAccount | None:
        """Return what was agreed with a partner who trades, by the user's name."""
        profile = self.profile(user)
        return profile.sftp if profile is not None and profile.trades else None

    async def empty(self) -> None:
        """Hang up on everybody, and let what was under way come to its end."""
        leaving = [asyncio.create_task(connection.wait_closed()) for connection in self.connections]
        for connection in tuple(self.connections):
            connection.abort()
        if leaving:
            await asyncio.wait(leaving, timeout=EMPTYING_S)


class Door(asyncssh.SSHServer):
    """One connection: let in by a key that stands in a partner's profile, and by nothing else."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._user = ""
        self._counted = False
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count who comes; hang up on one too many."""
        self._connection = conn
        self._doors.connections.add(conn)
        if len(self._doors.connections) > self._doors.most:
            log.warning("sftp.full", most=self._doors.most)
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count who goes."""
        del exc
        if self._connection is not None:
            self._doors.connections.discard(self._connection)
        if self._counted:
            self._doors.by_user[self._user] -= 1
            log.info("sftp.gone", user=self._user)

    def begin_auth(self, username: str) -> bool:
        """Ask everybody for a key, whether we know the name or not."""
        del username
        return True

    def password_auth_supported(self) -> bool:
        """Return that passwords open nothing."""
        return False

    def kbdint_auth_supported(self) -> bool:
        """Return that answers to questions open nothing either."""
        return False

    def public_key_auth_supported(self) -> bool:
        """Return that keys do."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Return whether the key stands in the profile of the partner with this user, who trades."""
        account = self._doors.account(username)
        return account is not None and any(
            asyncssh.import_public_key(one).public_data == key.public_data for one in account.keys
        )

    def auth_completed(self) -> None:
        """Count who was let in; hang up on a partner who comes too often at once."""
        connection = self._connection
        if connection is None:
            return
        self._user = connection.get_extra_info("username")
        self._counted = True
        self._doors.by_user[self._user] += 1
        account = self._doors.account(self._user)
        log.info("sftp.came", user=self._user, peer=connection.get_extra_info("peername"))
        if account is None or self._doors.by_user[self._user] > account.most_connections:
            log.warning("sftp.full", user=self._user)
            connection.abort()


@dataclass(slots=True)
class SftpServer:
    """The server on a socket of ours; in the foreground or in a thread of its own."""

    gateway: Gateway
    host: str
    port: int
    host_keys: Sequence[asyncssh.SSHKey]
    most_connections: int
    sweep_s: float = SWEEP_S
    _socket: socket.socket = field(init=False)
    _over: Event = field(init=False, default_factory=Event)
    _taking: Taking = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._taking = Taking(self.gateway)
        self._pool = ThreadPoolExecutor(TAKERS, thread_name_prefix="taking")
        self._socket = socket.create_server((self.host, self.port), backlog=BACKLOG)

    @property
    def address(self) -> tuple[str, int]:
        """Return where partners find it."""
        host, port = self._socket.getsockname()[:2]
        return host, port

    def run(self) -> None:
        """Serve until it is stopped."""
        try:
            asyncio.run(self._serve())
        finally:
            self._pool.shutdown()

    def stop(self) -> None:
        """End `run`, from whatever thread; what was closed by then is taken first."""
        self._over.set()

    @contextmanager
    def running(self, *, or_else: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Serve in a thread until the block ends; `or_else` is called when it stops serving."""
        with beside(self.run, self.stop, name="sftp-server", or_else=or_else):
            yield

    async def _serve(self) -> None:
        doors = Doors(directory=self.gateway.services.directory, most=self.most_connections)
        server = await asyncssh.listen(
            sock=self._socket,
            server_factory=partial(Door, doors),
            server_host_keys=list(self.host_keys),
            sftp_factory=partial(self._room, doors),
            sftp_version=3,
            allow_scp=False,
            allow_pty=False,
            agent_forwarding=False,
            x11_forwarding=False,
            gss_host=None,
            host_based_auth=False,
            login_timeout=LOGIN_S,
            keepalive_interval=KEEPALIVE_S,
            rdns_lookup=False,
            server_version=VERSION,
            config=None,
        )
        async with server:
            sweeping = asyncio.create_task(self._sweep())
            await asyncio.get_running_loop().run_in_executor(None, self._over.wait)
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            await doors.empty()

    def _room(self, doors: Doors, channel: "asyncssh.SSHServerChannel[bytes]") -> Room:
        user = channel.get_extra_info("username")
        profile = doors.profile(user)
        if profile is None or profile.sftp is None:
            raise ConfigurationFault(f"{user} has no room here")
        taking = self._taking

        async def brought(name: str) -> None:
            take = partial(taking.take, profile, name)
            await asyncio.get_running_loop().run_in_executor(self._pool, take)

        return Room(channel, root=taking.room(profile), account=profile.sftp, brought=brought)

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._pool, self._taking.sweep)
            except Exception:
                log.exception("sftp.sweep-failed")
            await asyncio.sleep(self.sweep_s)


def host_key(file: Path) -> asyncssh.SSHKey:
    """Return the key a file holds, made first if there is none; raises ConfigurationFault and OSError."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = asyncssh.generate_private_key("ssh-ed25519").export_private_key()
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(made)
    try:
        return asyncssh.read_private_key(file)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise ConfigurationFault(f"{file} holds no private key we can read") from error
