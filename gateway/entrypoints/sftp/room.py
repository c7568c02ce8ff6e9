"""A partner's view: three folders and the files in them. Nothing else exists, and nothing leads out."""

import os
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from secrets import token_hex
from typing import NoReturn

import asyncssh
import structlog
from asyncssh import FXF_APPEND, FXF_CREAT, FXF_EXCL, FXF_READ, FXF_TRUNC, FXF_WRITE

from gateway.adapters.files import settle
from gateway.adapters.transports.hosted import INBOX, MARKED, OUTBOX, TAKEN
from gateway.entrypoints.sftp.taking import DRAFT
from gateway.profiles.profile import SftpAccount

FOLDERS = (INBOX, OUTBOX, TAKEN)
NAME_MAX = 200
READ_MAX = 4 * 1024 * 1024

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file being brought, under a name nobody sees; `target` is the name it gets once it is closed."""

    target: Path
    draft: Path
    handle: int
    spoilt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file being fetched."""

    handle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a path names: the room itself, a folder of it, or a file in one."""

    folder: str = ""
    name: str = ""


class Room(asyncssh.SFTPServer):
    """One session in a partner's room.

    What is brought is written under a hidden name and appears, whole and on disk, when the partner closes it;
    then it is taken. A session that breaks off leaves nothing.
    """

    def __init__(
        self,
        channel: "asyncssh.SSHServerChannel[bytes]",
        *,
        root: Path,
        account: SftpAccount,
        brought: Callable[[str], Awaitable[object]],
    ) -> None:
        # The library's own view of the disk is shut into the room as well, though nothing here uses it.
        super().__init__(channel, chroot=os.fsencode(root))
        self._root = root
        self._account = account
        self._brought = brought
        self._taken: set[str] = set()

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open a file to be read, or a new one to be brought."""
        del attrs
        place = _file(path)
        if pflags & (FXF_WRITE | FXF_APPEND | FXF_CREAT | FXF_TRUNC):
            return self._open_upload(place, pflags)
        return Download(handle=os.open(self._there(place), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))

    def _open_upload(self, place: Place, pflags: int) -> Upload:
        _must_be_inbox(place)
        target = self._root / INBOX / place.name
        exists = target.exists()
        if pflags & (FXF_READ | FXF_APPEND) or (exists and not pflags & (FXF_TRUNC | FXF_EXCL)):
            raise asyncssh.SFTPOpUnsupported("files are brought whole: begin anew")
        if exists and pflags & FXF_EXCL:
            raise asyncssh.SFTPFileAlreadyExists("there is a file of this name")
        if not exists and sum(1 for _ in (self._root / INBOX).iterdir()) >= self._account.most_files:
            raise asyncssh.SFTPQuotaExceeded(f"no more than {self._account.most_files} files may wait")
        draft = self._root / INBOX / f"{DRAFT}{token_hex(16)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        return Upload(target=target, draft=draft, handle=handle)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Read from a file."""
        if not isinstance(file_obj, Download):
            raise asyncssh.SFTPPermissionDenied("what is being brought cannot be read")
        return os.pread(file_obj.handle, min(size, READ_MAX), offset)

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Write to a file that is being brought, as far as was agreed."""
        if not isinstance(file_obj, Upload):
            raise asyncssh.SFTPPermissionDenied("this file is only to be read")
        if offset + len(data) > self._account.largest_bytes:
            file_obj.spoilt = True
            raise asyncssh.SFTPQuotaExceeded(f"a file may have {self._account.largest_bytes} bytes at most")
        try:
            return os.pwrite(file_obj.handle, data, offset)
        except OSError:
            file_obj.spoilt = True
            raise

    async def close(self, file_obj: object) -> None:
        """Close a file; one that was brought whole is kept, then taken. Only then is the partner told so."""
        if isinstance(file_obj, Download):
            os.close(file_obj.handle)
        elif isinstance(file_obj, Upload):
            await self._finish(file_obj)

    async def _finish(self, upload: Upload) -> None:
        # The library closes what a session left open while it handles the error that ended the session.
        if sys.exception() is not None or upload.spoilt:
            _discard(upload)
            return
        try:
            os.fsync(upload.handle)
            upload.draft.replace(upload.target)
        finally:
            _discard(upload)
        settle(upload.target.parent)
        await self._give(upload.target.name)

    async def _give(self, name: str) -> None:
        await self._brought(name)
        self._taken.add(name)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Rename what waits in the inbox, where nothing has the new name; finished names are taken."""
        if (self._root / INBOX / _file(newpath).name).exists():
            raise asyncssh.SFTPFileAlreadyExists("there is a file of this name")
        await self.posix_rename(oldpath, newpath)

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Rename what waits in the inbox, over what is there."""
        source, target = _file(oldpath), _file(newpath)
        _must_be_inbox(source)
        _must_be_inbox(target)
        (self._root / INBOX / source.name).rename(self._root / INBOX / target.name)
        settle(self._root / INBOX)
        await self._give(target.name)

    def remove(self, path: bytes) -> None:
        """Remove what waits: from the outbox once it was fetched, from the inbox before it is taken."""
        place = _file(path)
        if place.folder == TAKEN:
            raise asyncssh.SFTPPermissionDenied("what was taken is only shown")
        (self._root / place.folder / place.name).unlink()
        log.info("sftp.removed", room=self._root.name, folder=place.folder, name=place.name)

    def lstat(self, path: bytes) -> os.stat_result:
        """Return what is known of a file or folder."""
        place = _placed(path)
        if not place.name:
            return (self._root / place.folder).lstat()
        found = self._there(place).lstat()
        if not stat.S_ISREG(found.st_mode):
            raise asyncssh.SFTPNoSuchFile("there is no such file")
        return found

    def stat(self, path: bytes) -> os.stat_result:
        """Return the same: there is nothing to follow."""
        return self.lstat(path)

    def fstat(self, file_obj: object) -> os.stat_result:
        """Return what is known of an open file."""
        if not isinstance(file_obj, Upload | Download):
            raise asyncssh.SFTPInvalidHandle("this is no file")
        return os.fstat(file_obj.handle)

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        """Yield what is in a folder: files that are whole, and nothing else."""
        place = _placed(path)
        if place.name:
            raise asyncssh.SFTPNoSuchFile("there is no such folder")
        here = self._root / place.folder
        for name in (b".", b".."):
            yield _named(name, here.lstat())
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if not _shown(place, entry.name):
                    continue
                with suppress(FileNotFoundError):
                    found = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(found.st_mode) if place.folder else stat.S_ISDIR(found.st_mode):
                        yield _named(os.fsencode(entry.name), found)

    def realpath(self, path: bytes) -> bytes:
        """Return a path as it reads without detours."""
        return normpath(join(b"/", path))

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Take note and change nothing: times and permissions of files are ours."""

    def lsetstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Do the same."""

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """Do the same."""

    def fsync(self, file_obj: object) -> None:
        """Do nothing: what is closed is on disk."""

    def format_user(self, uid: int | None) -> str:
        """Return nobody: whose the files are on this machine is nobody's business."""
        del uid
        return "-"

    def format_group(self, gid: int | None) -> str:
        """Return nobody."""
        del gid
        return "-"

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Refuse: the folders are those that are there."""
        del path, attrs
        _refuse()

    def rmdir(self, path: bytes) -> None:
        """Refuse."""
        del path
        _refuse()

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: nothing leads anywhere else."""
        del oldpath, newpath
        _refuse()

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse."""
        del oldpath, newpath
        _refuse()

    def readlink(self, path: bytes) -> bytes:
        """Refuse."""
        del path
        _refuse()

    def statvfs(self, path: bytes) -> NoReturn:
        """Refuse: how large our disks are is nobody's business."""
        del path
        _refuse()

    def fstatvfs(self, file_obj: object) -> NoReturn:
        """Refuse."""
        del file_obj
        _refuse()

    def open56(self, path: bytes, desired_access: int, flags: int, attrs: asyncssh.SFTPAttrs) -> NoReturn:
        """Refuse: version 3 is spoken here."""
        del path, desired_access, flags, attrs
        _refuse()

    def lock(self, file_obj: object, offset: int, length: int, flags: int) -> NoReturn:
        """Refuse."""
        del file_obj, offset, length, flags
        _refuse()

    def unlock(self, file_obj: object, offset: int, length: int) -> NoReturn:
        """Refuse."""
        del file_obj, offset, length
        _refuse()

    def _there(self, place: Place) -> Path:
        """Return where a file lies; what this session brought answers by its name though it was taken."""
        file = self._root / place.folder / place.name
        if place.folder == INBOX and place.name in self._taken and not file.exists():
            kept = (self._root / TAKEN).iterdir()
            alike = [one for one in kept if one.name[MARKED:] == place.name]
            return max(alike, key=lambda one: one.stat().st_ctime_ns, default=file)
        return file


def _placed(path: bytes) -> Place:
    """Return what a path names; raises SFTPNoSuchFile for everything that is not of this room."""
    parts = [part for part in normpath(join(b"/", path)).split(b"/") if part]
    folder = os.fsdecode(parts[0]) if parts else ""
    if len(parts) > len(("folder", "name")) or (parts and folder not in FOLDERS):
        raise asyncssh.SFTPNoSuchFile("there is nothing of this name")
    return Place(folder=folder, name=os.fsdecode(parts[1]) if parts[1:] else "")


def _file(path: bytes) -> Place:
    """Return what a path names if it can be a file."""
    place = _placed(path)
    odd = not place.name.isprintable() or "\\" in place.name or len(place.name.encode()) > NAME_MAX
    if not place.name or odd or place.name.startswith(DRAFT):
        raise asyncssh.SFTPPermissionDenied("this is no name a file can have here")
    return place


def _must_be_inbox(place: Place) -> None:
    if place.folder != INBOX:
        raise asyncssh.SFTPPermissionDenied(f"what you bring belongs into /{INBOX}")


def _shown(place: Place, name: str) -> bool:
    if not place.folder:
        return name in FOLDERS
    return not name.startswith(DRAFT if place.folder == INBOX else ".")


def _named(name: bytes, found: os.stat_result) -> asyncssh.SFTPName:
    return asyncssh.SFTPName(name, attrs=asyncssh.SFTPAttrs.from_local(found))


def _discard(upload: Upload) -> None:
    with suppress(OSError):
        os.close(upload.handle)
    upload.draft.unlink(missing_ok=True)


def _refuse() -> NoReturn:
    raise asyncssh.SFTPPermissionDenied("this is not done here")
