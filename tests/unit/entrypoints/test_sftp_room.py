"""What a room answers to requests no ordinary client makes, and what it does when the disk is full."""

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from asyncssh import FXF_CREAT, FXF_READ, FXF_TRUNC, FXF_WRITE

from gateway.entrypoints.sftp.room import Room
from gateway.profiles.profile import SftpAccount

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEGUFJcC5F9VlL/S0PFjlV0vXMWLVVfpFCzYtk2IRu"
NEW = FXF_WRITE | FXF_CREAT | FXF_TRUNC
NOTHING = asyncssh.SFTPAttrs()


@pytest.fixture
def brought() -> list[str]:
    """The names of what was given to receiving."""
    return []


@pytest.fixture
def room(tmp_path: Path, brought: list[str]) -> Room:
    """A room with its three folders."""
    for name in ("inbox", "outbox", "taken"):
        (tmp_path / name).mkdir()

    async def give(name: str) -> None:
        brought.append(name)

    account = SftpAccount(user="edi", keys=(KEY,))
    channel: Any = None
    return Room(channel, root=tmp_path, account=account, brought=give)


REFUSED: list[Callable[[Room], object]] = [
    lambda room: room.link(b"/outbox/a", b"/inbox/a"),
    lambda room: room.symlink(b"/outbox", b"/inbox/a"),
    lambda room: room.readlink(b"/inbox"),
    lambda room: room.mkdir(b"/inbox/a", NOTHING),
    lambda room: room.rmdir(b"/inbox"),
    lambda room: room.statvfs(b"/"),
    lambda room: room.fstatvfs(object()),
    lambda room: room.open56(b"/inbox/a", 1, 1, NOTHING),
    lambda room: room.lock(object(), 0, 1, 0),
    lambda room: room.unlock(object(), 0, 1),
]


@pytest.mark.parametrize("ask", REFUSED)
def test_what_is_not_done_here_is_refused(room: Room, ask: Callable[[Room], object]) -> None:
    """Whatever version of the protocol has a word for it."""
    with pytest.raises(asyncssh.SFTPPermissionDenied):
        ask(room)


def test_what_is_brought_cannot_be_read_and_what_is_fetched_not_written(room: Room, tmp_path: Path) -> None:
    """A handle is for one direction; what is no handle is for none."""
    (tmp_path / "outbox" / "855.edi").write_bytes(b"whole")

    async def use() -> None:
        upload, download = (
            await room.open(b"/inbox/a", NEW, NOTHING),
            await room.open(b"/outbox/855.edi", FXF_READ, NOTHING),
        )
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            room.read(upload, 0, 1)
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            room.write(download, 0, b"x")
        with pytest.raises(asyncssh.SFTPInvalidHandle):
            room.fstat(object())
        assert (5, b"hol") == (room.fstat(download).st_size, room.read(download, 1, 3))
        for handle in (upload, download, object()):
            room.fsetstat(handle, NOTHING)
            room.fsync(handle)
            await room.close(handle)
        room.lsetstat(b"/inbox/a", NOTHING)

    asyncio.run(use())


def test_a_full_disk_loses_nothing_that_was_said_to_be_kept(
    room: Room, tmp_path: Path, brought: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write fails, and so nothing is kept of the file however it is closed; what was there stays."""
    (tmp_path / "inbox" / "850.edi").write_bytes(b"before")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def bring() -> None:
        upload = await room.open(b"/inbox/850.edi", NEW, NOTHING)
        room.write(upload, 0, b"beg")
        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            room.write(upload, 3, b"inning")
        await room.close(upload)

    asyncio.run(bring())
    assert (["850.edi"], []) == ([file.name for file in (tmp_path / "inbox").iterdir()], brought)
    assert b"before" == (tmp_path / "inbox" / "850.edi").read_bytes()


def test_a_disk_that_fails_while_a_file_is_closed_is_said(
    room: Room, tmp_path: Path, brought: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the partner knows that it was not taken, and nothing of it stays."""

    def failing(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    async def bring() -> None:
        upload = await room.open(b"/inbox/850.edi", NEW, NOTHING)
        room.write(upload, 0, b"all of it")
        monkeypatch.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match="Input/output"):
            await room.close(upload)

    asyncio.run(bring())
    assert ([], []) == (list((tmp_path / "inbox").iterdir()), brought)
