"""SFTP by paramiko, which speaks nothing that is broken: no SHA-1, no RSA below its standards."""

import logging
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from threading import Event, Thread
from typing import Any, NoReturn

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR

from gateway.adapters.transports.retrying import NotConnected
from gateway.adapters.transports.sftp.hostkeys import HostKeys
from gateway.adapters.transports.sftp.remote import Entry, Forbidden, Incompatible, Login, Missing
from gateway.errors import ConfigurationFault, TransportError, TransportRefused, TransportUnavailable

AHEAD = 64
RSA = ("rsa-sha2-512", "rsa-sha2-256")
KEY_KINDS: tuple[type[paramiko.PKey], ...] = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)

# What it logs by itself are stack traces of its threads; what went wrong is raised and written down anyway.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


def open_modern(login: Login) -> "ModernRemote":
    """Return a connection to the server; raises TransportError and ConfigurationFault."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(_Pinned(login.host_keys))
    try:
        with _bounded(login, client):
            _connect(client, login)
            sftp = client.open_sftp()
            channel = sftp.get_channel()
            if channel is not None:
                channel.settimeout(login.timeout)
    except BaseException:
        client.close()
        raise
    return ModernRemote(client, sftp, login)


class ModernRemote:
    """Implements `Remote`."""

    def __init__(self, client: paramiko.SSHClient, sftp: paramiko.SFTPClient, login: Login) -> None:
        self._client = client
        self._sftp = sftp
        self._inner: Any = sftp  # what its stubs leave out
        self._login = login

    def look_into(self, folder: str, most: int) -> Sequence[Entry]:
        """Return what is in a folder; our own loop, for the library stumbles over names that are not UTF-8."""
        found: list[Entry] = []
        with self._asking(folder):
            handle = self._inner._request(CMD_OPENDIR, folder)[1].get_binary()  # noqa: SLF001 - see above
            try:
                while len(found) < most:
                    _, batch = self._inner._request(CMD_READDIR, handle)  # noqa: SLF001 - see above
                    found.extend(_listed(batch) for _ in range(batch.get_int()))
            except EOFError:
                pass  # the end; a connection that was lost says so when the folder is closed
            self._inner._request(CMD_CLOSE, handle)  # noqa: SLF001 - see above
        return [entry for entry in found if entry.name not in {".", ".."}][:most]

    def stat(self, path: str) -> Entry | None:
        """Return what is there, None where nothing is."""
        try:
            with self._asking(path):
                return _entry(path.rpartition("/")[2], self._sftp.lstat(path))
        except Missing:
            return None

    def get(self, path: str, size: int) -> bytes:
        """Return the first so many bytes of a file."""
        with self._asking(path), self._sftp.open(path, "rb") as file:
            if size > file.MAX_REQUEST_SIZE:
                file.prefetch(size, max_concurrent_requests=AHEAD)
            return bytes(file.read(size))

    def put(self, path: str, content: bytes) -> None:
        """Write a file; closing it the library's way would hide that the server refused what was written."""
        with self._asking(path), self._sftp.open(path, "wb") as file:
            file.set_pipelined(True)
            file.write(content)
            file.flush()
            self._inner._finish_responses(file)  # noqa: SLF001 - see above
            self._inner._request(CMD_CLOSE, file.handle)  # noqa: SLF001 - see above

    def rename(self, source: str, target: str) -> None:
        """Rename, over what is there if the server can."""
        with self._asking(source):
            try:
                self._sftp.posix_rename(source, target)
            except (FileNotFoundError, TimeoutError):
                raise
            except OSError:
                self._sftp.rename(source, target)

    def remove(self, path: str) -> None:
        """Remove a file."""
        with self._asking(path, missing_is_fine=True):
            self._sftp.remove(path)

    def make_folder(self, path: str) -> None:
        """Make a folder unless it is there."""
        if self.stat(path) is None:
            with self._asking(path):
                self._sftp.mkdir(path)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    @contextmanager
    def _asking(self, what: str, *, missing_is_fine: bool = False) -> Iterator[None]:
        try:
            with _bounded(self._login, self._client):
                yield
        except FileNotFoundError as error:
            if not missing_is_fine:
                raise Missing(f"{self._login.host}: {what} is not there") from error
        except PermissionError as error:
            raise Forbidden(f"{self._login.host} does not allow this: {what}") from error


class _Pinned(paramiko.RejectPolicy):
    """Rejects every server but the one agreed on."""

    def __init__(self, keys: HostKeys) -> None:
        self._keys = keys

    def missing_host_key(  # type: ignore[override] # the one rejected is let in if it is the one agreed on
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Let a key that was agreed on pass; raises HostKeyRefused."""
        del client
        self._keys.check(hostname, key.asbytes())


def _connect(client: paramiko.SSHClient, login: Login) -> None:
    try:
        client.connect(
            login.host,
            login.port,
            login.user,
            password=login.password,
            pkey=_private_key(login),
            timeout=login.connect_timeout,
            banner_timeout=login.connect_timeout,
            auth_timeout=login.connect_timeout,
            channel_timeout=login.connect_timeout,
            allow_agent=False,
            look_for_keys=False,
            transport_factory=_asking_for(login.host_keys),
        )
    except (OSError, EOFError) as error:
        raise NotConnected(f"{login.host} cannot be reached: {_said(error)}") from error
    except paramiko.ssh_exception.IncompatiblePeer as error:
        raise Incompatible(
            f"{login.host} knows no algorithm we trust, or shows another kind of host key; "
            f"`legacy: true` speaks to servers that know SHA-1 only: {_said(error)}"
        ) from error
    except paramiko.AuthenticationException as error:
        raise TransportRefused(f"{login.host} does not let {login.user} in: {_said(error)}") from error
    except paramiko.SSHException as error:
        raise NotConnected(f"{login.host} cannot be reached: {_said(error)}") from error
    transport = client.get_transport()
    if transport is not None:
        transport.set_keepalive(int(login.keepalive))


def _asking_for(keys: HostKeys) -> Callable[..., paramiko.Transport]:
    """Return what opens a conversation in which the server is asked to show a key of a kind agreed on."""

    def opened(sock: socket.socket, **_: object) -> paramiko.Transport:
        transport = paramiko.Transport(sock)
        transport.get_security_options().key_types = [
            name for kind in keys.kinds for name in (RSA if kind == "ssh-rsa" else (kind,))
        ]
        return transport

    return opened


def _private_key(login: Login) -> paramiko.PKey | None:
    if login.private_key is None:
        return None
    for kind in KEY_KINDS:
        try:
            return kind.from_private_key(StringIO(login.private_key), password=login.passphrase)
        except paramiko.PasswordRequiredException as error:
            raise ConfigurationFault("the private key wants a passphrase") from error
        except (paramiko.SSHException, ValueError):
            continue
    raise ConfigurationFault("the private key cannot be read; is it one, and is its passphrase right?")


@contextmanager
def _bounded(login: Login, client: paramiko.SSHClient) -> Iterator[None]:
    """End what takes longer than the deadline by hanging up: a server that reads nothing blocks even our writing."""
    over, late = Event(), Event()

    def watch() -> None:
        if not over.wait(login.deadline):
            late.set()
            client.close()

    watcher = Thread(target=watch, name=f"sftp-{login.host}", daemon=True)
    watcher.start()
    try:
        yield
    except (FileNotFoundError, PermissionError, TransportError):
        raise
    except (OSError, EOFError, paramiko.SSHException, AttributeError) as error:
        _unavailable(login, error, late=late.is_set())
    finally:
        over.set()
        watcher.join()


def _unavailable(login: Login, error: Exception, *, late: bool) -> NoReturn:
    if late:
        raise TransportUnavailable(f"{login.host} took longer than {login.deadline:g} s") from error
    if isinstance(error, socket.timeout):
        raise TransportUnavailable(f"{login.host} said nothing for {login.timeout:g} s") from error
    raise TransportUnavailable(f"{login.host} broke off: {_said(error)}") from error


def _said(error: Exception) -> str:
    text = " ".join("".join(one if one.isprintable() else " " for one in str(error)).split())
    return text[:200] or type(error).__name__


def _listed(message: paramiko.Message) -> Entry:
    name = message.get_binary().decode("utf-8", "surrogateescape")
    message.get_binary()  # the line a person would be shown
    attributes: Any = paramiko.SFTPAttributes
    return _entry(name, attributes._from_msg(message))  # noqa: SLF001 - see `look_into`


def _entry(name: str, found: paramiko.SFTPAttributes) -> Entry:
    mode = found.st_mode
    return Entry(
        name=name,
        size=found.st_size or 0,
        changed=found.st_mtime or 0,
        # A server that says nothing of the kind of a file has only files to show.
        is_file=mode is None or stat.S_IFMT(mode) in (0, stat.S_IFREG),
    )
