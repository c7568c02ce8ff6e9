"""Files in folders: the partner drops into our inbox and picks up from our outbox."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote_to_bytes

from pydantic import Field

from gateway.adapters.files import not_through_links, settle, write
from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.wholeness import is_whole
from gateway.application.ports import Clock, Received
from gateway.errors import TransportRefused, TransportUnavailable
from gateway.profiles.values import Duration, FolderName, Spec, Text

UNFINISHED = (".tmp", ".part", ".partial", ".filepart")
NAME_MAX = 200
ARCHIVE = ".archive"


class FolderSettings(Spec):
    """Where the partner drops and picks up; a relative folder lies under the gateway's own.

    A file is taken once nothing changed it for `settle` and it has its end: its last interchange is closed, a workbook
    has its directory, a PDF its trailer. After `grace` it is taken as it is, so that a person sees it. `create` makes
    folders that are missing: leave it off where a folder is a mounted share that may be away.
    """

    inbox: FolderName
    outbox: FolderName
    archive: FolderName | None = None
    match: Text = "*"
    settle: Duration = timedelta(seconds=2)
    grace: Duration = timedelta(hours=1)
    largest_bytes: Annotated[int, Field(ge=1)] = 256 * 1024 * 1024
    create: bool = False


def open_folder(settings: FolderSettings, surroundings: Surroundings) -> "FolderTransport":
    """Return the transport over the folders the settings name."""
    return FolderTransport(settings, files=surroundings.files, clock=surroundings.clock)


class FolderTransport:
    """Implements the port `Transport` over folders.

    `whole` tells a file that is all there from one still being written. What was confirmed moves to the archive by one rename, so that it is always in one of the two.
    """

    def __init__(
        self,
        settings: FolderSettings,
        *,
        files: Path,
        clock: Clock,
        whole: Callable[[bytes], bool] = is_whole,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._whole = whole
        self._inbox = files / settings.inbox
        self._outbox = files / settings.outbox
        self._archive = files / settings.archive if settings.archive else self._inbox / ARCHIVE

    def fetch(self) -> Iterator[Received]:
        """Yield every whole file; raises TransportRefused at the end if one was too large to take."""
        too_large = []
        for entry in self._entries():
            if _size(entry) > self._settings.largest_bytes:
                too_large.append(entry.name)
            elif received := self._read(entry):
                yield received
        if too_large:
            raise TransportRefused(f"larger than {self._settings.largest_bytes} bytes: {too_large}")

    def confirm(self, received: Received) -> None:
        """Move the file to the archive; one that changed since stays, and is fetched as another."""
        name, (_, size, changed, digest) = _file_name(received.name), received.key.rsplit(":", 3)
        source, stamp = self._inbox / name, (int(size), int(changed))
        with _reaching(self._archive):
            self._archive.mkdir(parents=True, exist_ok=True)
            if _stamp(source) != stamp:
                return
            target = self._archive / f"{digest[:16]}-{name}"
            source.replace(target)
            if _stamp(target) != stamp:
                # It was replaced at the very moment: what is in the archive now was never fetched.
                target.replace(self._inbox / f"{digest[:16]}-{name}")
            settle(self._archive)
            settle(self._inbox)

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Write under a name the partner passes over, then rename; the same bytes again change nothing."""
        del message_id  # the name says it: the same name is the same delivery
        target = self._outbox / _plain_name(name)
        with _reaching(self._outbox):
            if self._settings.create:
                self._outbox.mkdir(parents=True, exist_ok=True)
            if target.exists():
                _must_hold(target, content)
                settle(self._outbox)  # whoever wrote it may have crashed before that
                return
            write(target, content)

    def _entries(self) -> list["os.DirEntry[str]"]:
        with _reaching(self._inbox):
            if self._settings.create:
                self._inbox.mkdir(parents=True, exist_ok=True)
            with os.scandir(self._inbox) as entries:
                return sorted((entry for entry in entries if self._wanted(entry)), key=lambda one: one.name)

    def _wanted(self, entry: "os.DirEntry[str]") -> bool:
        finished = not entry.name.startswith(".") and not entry.name.lower().endswith(UNFINISHED)
        return (
            finished
            and entry.is_file(follow_symlinks=False)
            and fnmatchcase(entry.name, self._settings.match)
        )

    def _read(self, entry: "os.DirEntry[str]") -> Received | None:
        with _reaching(self._inbox):
            try:
                with open(entry.path, "rb", opener=not_through_links) as file:
                    before = os.fstat(file.fileno())
                    content = file.read()
                    after = os.fstat(file.fileno())
            except FileNotFoundError:
                return None  # taken back between the list and now
        if (before.st_size, before.st_mtime_ns) != (len(content), after.st_mtime_ns):
            return None
        age = timedelta(seconds=self._clock.now().timestamp() - after.st_mtime)
        # A share's clock may be ahead of ours: what seems to come from the future is settled all the same.
        if abs(age) < self._settings.settle or (age < self._settings.grace and not self._whole(content)):
            return None
        name, digest = _shown_name(entry.name), sha256(content).hexdigest()
        return Received(
            name=name, key=f"{name}:{after.st_size}:{after.st_mtime_ns}:{digest}", content=content
        )


@contextmanager
def _reaching(folder: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise TransportUnavailable(
            f"{folder}: there is no such folder; make it, or let `create: true` in the profile make it"
        ) from error
    except OSError as error:
        raise TransportUnavailable(f"{folder}: {error.strerror or type(error).__name__}") from error


def _size(entry: "os.DirEntry[str]") -> int:
    """Return how large a file is, nothing where it was taken back since it was listed."""
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0


def _shown_name(name: str) -> str:
    """Return a name that every database can keep; names of odd bytes are quoted behind a percent sign."""
    return (
        name if name.isprintable() and not name.startswith("%") else "%" + quote(os.fsencode(name), safe="")
    )


def _file_name(shown: str) -> str:
    name = os.fsdecode(unquote_to_bytes(shown[1:])) if shown.startswith("%") else shown
    if not name or "/" in name or "\0" in name or name.startswith("."):
        raise TransportRefused("this is no name of a file in the inbox")
    return name


def _plain_name(name: str) -> str:
    odd = not name.isprintable() or "/" in name or "\\" in name or len(name.encode()) > NAME_MAX
    if odd or name.startswith((".", "%")) or name.lower().endswith(UNFINISHED) or not name:
        raise TransportRefused("a file cannot have this name")
    return name


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _must_hold(target: Path, content: bytes) -> None:
    if target.is_symlink() or target.read_bytes() != content:
        raise TransportRefused("another file of this name waits to be picked up")
