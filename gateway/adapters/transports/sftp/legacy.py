"""SFTP by asyncssh, for servers that know SHA-1 only; never used unless a profile says `legacy`."""

import asyncio
import logging
import stat
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import asyncssh

from gateway.adapters.transports.retrying import NotConnected
from gateway.adapters.transports.sftp.hostkeys import HostKeyRefused, HostKeys
from gateway.adapters.transports.sftp.remote import Entry, Forbidden, Incompatible, Login, Missing
from gateway.errors import ConfigurationFault, TransportRefused, TransportUnavailable

T = TypeVar("T")

KEX = "+diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1"
CIPHERS = "+aes256-cbc,aes128-cbc"
SILENCES = 3  # signs of life left unanswered before we hang up

logging.getLogger("asyncssh").setLevel(logging.CRITICAL)


def open_legacy(login: Login) -> "LegacyRemote":
    """Return a connection to the server; raises TransportError and ConfigurationFault."""
    remote = LegacyRemote(login)
    try:
        remote.connect()
    except BaseException:
        remote.close()
        raise
    return remote


class LegacyRemote:
    """Implements `Remote` by a loop of events of its own, which turns only while something is asked."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._loop = asyncio.new_event_loop()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None

    def connect(self) -> None:
        """Come to the server; raises TransportError and ConfigurationFault."""
        login = self._login
        pinned = _Pinned(login.host, login.host_keys)
        try:
            self._turn(self._come(pinned, _private_key(login)), login.connect_timeout * 2)
        except asyncssh.HostKeyNotVerifiable as error:
            raise pinned.refused or HostKeyRefused(
                f"{login.host} shows a host key that cannot be read"
            ) from error
        except asyncssh.PermissionDenied as error:
            raise TransportRefused(f"{login.host} does not let {login.user} in: {_said(error)}") from error
        except asyncssh.KeyExchangeFailed as error:
            raise Incompatible(f"{login.host} knows no algorithm we know: {_said(error)}") from error
        except (OSError, asyncssh.Error) as error:
            raise NotConnected(f"{login.host} cannot be reached: {_said(error)}") from error

    async def _come(self, pinned: "_Pinned", key: asyncssh.SSHKey | None) -> None:
        login = self._login
        self._connection = await asyncssh.connect(
            login.host,
            login.port,
            username=login.user,
            password=login.password,
            client_keys=None if key is None else [key],
            client_factory=lambda: pinned,
            known_hosts=([], [], []),
            server_host_key_algs=_wanted(login.host_keys),
            kex_algs=KEX,
            encryption_algs=CIPHERS,
            preferred_auth="publickey,password",
            agent_path=None,
            config=None,
            gss_auth=False,
            gss_kex=False,
            connect_timeout=login.connect_timeout,
            login_timeout=login.connect_timeout,
            keepalive_interval=max(login.timeout / SILENCES, 0.1),
            keepalive_count_max=SILENCES,
        )
        self._client = await self._connection.start_sftp_client(path_errors="surrogateescape")

    def look_into(self, folder: str, most: int) -> Sequence[Entry]:
        """Return what is in a folder."""
        return self._ask(folder, self._look(folder, most))

    def stat(self, path: str) -> Entry | None:
        """Return what is there, None where nothing is."""
        try:
            return _entry(path.rpartition("/")[2], self._ask(path, self._sftp.lstat(path)))
        except Missing:
            return None

    def get(self, path: str, size: int) -> bytes:
        """Return the first so many bytes of a file."""
        return self._ask(path, self._read(path, size))

    def put(self, path: str, content: bytes) -> None:
        """Write a file, and have it closed."""
        self._ask(path, self._write(path, content))

    def rename(self, source: str, target: str) -> None:
        """Rename, over what is there if the server can."""
        self._ask(source, self._rename(source, target))

    def remove(self, path: str) -> None:
        """Remove a file."""
        try:
            self._ask(path, self._sftp.remove(path))
        except Missing:
            return

    def make_folder(self, path: str) -> None:
        """Make a folder unless it is there."""
        if self.stat(path) is None:
            self._ask(path, self._sftp.mkdir(path))

    def close(self) -> None:
        """Hang up."""
        if self._loop.is_closed():
            return
        self._loop.run_until_complete(self._hang_up())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _hang_up(self) -> None:
        """End what is under way: nothing may outlive the loop it runs in."""
        if self._connection is not None:
            self._connection.abort()
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    @property
    def _sftp(self) -> asyncssh.SFTPClient:
        if self._client is None:
            raise TransportUnavailable(f"{self._login.host} is not connected")
        return self._client

    async def _look(self, folder: str, most: int) -> list[Entry]:
        found: list[Entry] = []
        async for one in self._sftp.scandir(folder):
            if one.filename not in {".", ".."}:
                found.append(_entry(str(one.filename), one.attrs))
            if len(found) == most:
                break
        return found

    async def _read(self, path: str, size: int) -> bytes:
        async with self._sftp.open(path, "rb") as file:
            content: Any = await file.read(size)
        return bytes(content)

    async def _write(self, path: str, content: bytes) -> None:
        async with self._sftp.open(path, "wb") as file:
            await file.write(content)

    async def _rename(self, source: str, target: str) -> None:
        try:
            await self._sftp.posix_rename(source, target)
        except asyncssh.SFTPNoSuchFile:
            raise
        except asyncssh.SFTPError:
            await self._sftp.rename(source, target)

    def _ask(self, what: str, asked: Coroutine[Any, Any, T]) -> T:
        host = self._login.host
        try:
            return self._turn(asked, self._login.deadline)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
            raise Missing(f"{host}: {what} is not there") from error
        except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect) as error:
            raise Forbidden(f"{host} does not allow this: {what}") from error
        except TimeoutError as error:
            raise TransportUnavailable(f"{host} took longer than {self._login.deadline:g} s") from error
        except (OSError, asyncssh.Error) as error:
            raise TransportUnavailable(f"{host} broke off: {_said(error)}") from error

    def _turn(self, asked: Coroutine[Any, Any, T], seconds: float) -> T:
        return self._loop.run_until_complete(asyncio.wait_for(asked, seconds))


class _Pinned(asyncssh.SSHClient):
    """Goes on with no server but the one agreed on."""

    def __init__(self, host: str, keys: HostKeys) -> None:
        self._host = host
        self._keys = keys
        self.refused: HostKeyRefused | None = None

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Return whether the key was agreed on."""
        del host, addr, port
        try:
            self._keys.check(self._host, key.public_data)
        except HostKeyRefused as refused:
            self.refused = refused
            return False
        return True


def _wanted(keys: HostKeys) -> list[str]:
    """Return the algorithms by which the key agreed on may be shown."""
    rsa = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
    return [name for kind in keys.kinds for name in (rsa if kind == "ssh-rsa" else (kind,))]


def _private_key(login: Login) -> asyncssh.SSHKey | None:
    if login.private_key is None:
        return None
    try:
        return asyncssh.import_private_key(login.private_key, login.passphrase)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError) as error:
        raise ConfigurationFault(
            "the private key cannot be read; is it one, and is its passphrase right?"
        ) from error


def _said(error: Exception) -> str:
    text = " ".join("".join(one if one.isprintable() else " " for one in str(error)).split())
    return text[:200] or type(error).__name__


def _entry(name: str, found: asyncssh.SFTPAttrs) -> Entry:
    mode = found.permissions
    return Entry(
        name=name,
        size=found.size or 0,
        changed=int(found.mtime or 0),
        is_file=mode is None or stat.S_IFMT(mode) in (0, stat.S_IFREG),
    )
