"""Files on a partner's SFTP server: fetched whole, removed only once they are ours, left whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from secrets import token_hex
from threading import local

from gateway.adapters.transports.retrying import tries
from gateway.adapters.transports.sftp.hostkeys import HostKeys
from gateway.adapters.transports.sftp.remote import Entry, Forbidden, Login, Missing, Remote
from gateway.adapters.transports.sftp.settings import SftpSettings
from gateway.adapters.transports.wholeness import is_whole
from gateway.application.ports import Clock, Received, Secrets
from gateway.errors import TransportError, TransportRefused, TransportUnavailable

UNFINISHED = (".tmp", ".part", ".partial", ".filepart")
NAME_MAX = 200


class SftpTransport:
    """Implements the port `Transport` over one server.

    A run has one connection: what is confirmed while files are being fetched is confirmed over the same one.
    A key names a file by name, size, time and digest, never by its name alone.
    """

    def __init__(
        self,
        settings: SftpSettings,
        *,
        connect: Callable[[Login], Remote],
        clock: Clock,
        secrets: Secrets,
        pause: Callable[[float], None],
    ) -> None:
        self._settings = settings
        self._connect = connect
        self._clock = clock
        self._secrets = secrets
        self._pause = pause
        self._tries = tries(pause)
        self._run = _Run()

    def fetch(self) -> Iterator[Received]:
        """Yield every whole file; raises TransportRefused at the end if some could not be taken."""
        with closing(self._open()) as remote:
            self._run.remote = remote
            try:
                yield from self._fetch(remote)
            finally:
                self._run.remote = None

    def confirm(self, received: Received) -> None:
        """Archive or remove the file; one that changed since stays, and is fetched as another."""
        name = _plain_name(received.name)
        _, size, changed, digest = received.key.rsplit(":", 3)
        with self._connection() as remote:
            source, stamp = f"{self._settings.inbox}/{name}", (int(size), int(changed))
            found = remote.stat(source)
            if found is None or found.stamp != stamp:
                return
            if self._settings.archive is None:
                remote.remove(source)
            else:
                self._move(remote, name, f"{digest[:16]}-{changed}-{name}", stamp)
            if self._settings.marker is not None:
                remote.remove(f"{self._settings.inbox}/{_marker_of(self._settings.marker, name)}")

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Bring the bytes there whole; the same name with the same bytes again changes nothing."""
        del message_id  # the name says it: the same name is the same delivery
        target = f"{self._settings.outbox}/{_sendable(name)}"
        with self._connection() as remote:
            if self._lies_there(remote, target, content):
                return
            if self._settings.upload == "direct":
                self._put(remote, target, content)
                return
            folder = self._settings.drafts or self._settings.outbox
            draft = f"{folder}/.{name}.{token_hex(8)}.tmp"
            try:
                self._put(remote, draft, content)
                self._rename(remote, draft, target)
            except TransportError:
                _clear_away(remote, draft)
                raise

    def _fetch(self, remote: Remote) -> Iterator[Received]:
        left: list[str] = []
        taken = 0
        for entry in self._steady(remote, left):
            if entry.size > self._settings.largest_bytes:
                left.append(f"{entry.name} is larger than {self._settings.largest_bytes} bytes")
            elif received := self._read(remote, entry):
                yield received
                taken += 1
                if taken == self._settings.most_files:
                    break  # the rest comes with the next run
        if left:
            raise TransportRefused(f"left where they are: {'; '.join(left)}")

    def _steady(self, remote: Remote, left: list[str]) -> list[Entry]:
        """Return what two looks saw alike, the oldest first; names no file can have are added to what is left."""
        first = [entry for entry in self._look(remote, left) if self._has_settled(entry)]
        if not first or not self._settings.look_again:
            return first
        self._pause(self._settings.look_again.total_seconds())
        again = {entry.name: entry.stamp for entry in self._look(remote, [])}
        return [entry for entry in first if again.get(entry.name) == entry.stamp]

    def _look(self, remote: Remote, left: list[str]) -> list[Entry]:
        listed = remote.look_into(self._settings.inbox, self._settings.most_listed)
        entries = {entry.name: entry for entry in listed}
        left.extend(f"{name!r} is no name" for name in sorted(entries) if not _is_plain(name))
        wanted = (entry for entry in entries.values() if self._wanted(entry, entries))
        return sorted(wanted, key=lambda entry: (entry.changed, entry.name))

    def _wanted(self, entry: Entry, entries: dict[str, Entry]) -> bool:
        name, settings = entry.name, self._settings
        if not entry.is_file or not _is_plain(name) or _is_unfinished(name):
            return False
        if settings.marker is not None and _marker_of(settings.marker, name) not in entries:
            return False
        return fnmatchcase(name, settings.match) and not any(
            fnmatchcase(name, one) for one in settings.ignore
        )

    def _age(self, entry: Entry) -> timedelta:
        return timedelta(seconds=self._clock.now().timestamp() - entry.changed)

    def _has_settled(self, entry: Entry) -> bool:
        # A server's clock may be ahead of ours: what seems to come from the future has settled all the same.
        return abs(self._age(entry)) >= self._settings.settle

    def _read(self, remote: Remote, entry: Entry) -> Received | None:
        path = f"{self._settings.inbox}/{entry.name}"
        try:
            content = remote.get(path, entry.size)
        except Missing:
            return None  # taken back, or taken by another, between the list and now
        after = remote.stat(path)
        if after is None or after.stamp != entry.stamp or len(content) != entry.size:
            return None
        closed = self._settings.content == "any" or is_whole(content)
        if not closed and self._age(entry) < self._settings.grace:
            return None
        key = f"{entry.name}:{entry.size}:{entry.changed}:{sha256(content).hexdigest()}"
        return Received(name=entry.name, key=key, content=content)

    def _move(self, remote: Remote, name: str, kept: str, stamp: tuple[int, int]) -> None:
        """Archive by one rename, so that a file is always in one of the two places."""
        source, archive = f"{self._settings.inbox}/{name}", f"{self._settings.archive}"
        target = f"{archive}/{kept}"
        try:
            remote.rename(source, target)
        except Missing:
            if remote.stat(source) is None:
                return  # another took it away at the same moment
            remote.make_folder(archive)
            remote.rename(source, target)
        moved = remote.stat(target)
        if moved is not None and moved.stamp != stamp:
            # It was replaced at the very moment: what is in the archive now was never fetched.
            remote.rename(target, f"{self._settings.inbox}/{kept}")

    def _lies_there(self, remote: Remote, target: str, content: bytes) -> bool:
        """Return whether it was delivered already; raises TransportRefused if another file has the name."""
        try:
            found = remote.stat(target)
        except Forbidden:
            return False  # nobody may look: then renaming over it, or writing it again, is all there is
        if found is None:
            return False
        try:
            there = remote.get(target, found.size)
        except (Forbidden, Missing):
            there = content if found.size == len(content) else content[: found.size]
        if there == content:
            return True
        if self._settings.upload == "direct" and content.startswith(there):
            return False  # ours, from an attempt that broke off
        raise TransportRefused("another file of this name waits to be picked up")

    def _put(self, remote: Remote, path: str, content: bytes) -> None:
        remote.put(path, content)
        if not self._settings.check_size:
            return
        found = remote.stat(path)
        if found is None and self._settings.upload == "direct":
            return  # picked up already
        size = found.size if found else 0
        if size != len(content):
            raise TransportUnavailable(f"{size} of {len(content)} bytes arrived")

    def _rename(self, remote: Remote, draft: str, target: str) -> None:
        try:
            remote.rename(draft, target)
        except Forbidden as error:
            raise Forbidden(f"{error}; where renaming is forbidden, `upload: direct` is for it") from error

    @contextmanager
    def _connection(self) -> Iterator[Remote]:
        """Give the connection of the run under way in this thread, or one of its own."""
        if self._run.remote is not None:
            yield self._run.remote
            return
        with closing(self._open()) as remote:
            yield remote

    def _open(self) -> Remote:
        login = self._login()
        return self._tries.copy()(self._connect, login)

    def _login(self) -> Login:
        settings = self._settings
        return Login(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            host_keys=HostKeys.read(settings.host_keys),
            private_key=self._secret(settings.private_key),
            passphrase=self._secret(settings.passphrase),
            password=self._secret(settings.password),
            connect_timeout=settings.connect_timeout.total_seconds(),
            timeout=settings.timeout.total_seconds(),
            deadline=settings.deadline.total_seconds(),
            keepalive=settings.keepalive.total_seconds(),
        )

    def _secret(self, name: str | None) -> str | None:
        return None if name is None else self._secrets.get(name)


class _Run(local):
    """The connection of the run that a thread has under way."""

    remote: Remote | None = None


def _is_plain(name: str) -> bool:
    """Return whether a name the server told is one of a file in the folder, and nothing that leads elsewhere."""
    return name not in {"", ".", ".."} and name.isprintable() and "/" not in name and "\\" not in name


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _plain_name(name: str) -> str:
    if not _is_plain(name) or name.startswith("."):
        raise TransportRefused("this is no name of a file in the inbox")
    return name


def _sendable(name: str) -> str:
    if not _is_plain(name) or _is_unfinished(name) or len(name.encode()) > NAME_MAX:
        raise TransportRefused("a file cannot have this name")
    return name


def _marker_of(marker: str, name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return marker.replace("{stem}", stem).replace("{name}", name)


def _clear_away(remote: Remote, draft: str) -> None:
    """Remove what was begun, if the server still listens; what remains is hidden and never taken for whole."""
    try:
        remote.remove(draft)
    except TransportError:
        return
