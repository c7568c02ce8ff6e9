"""Folders beyond what every transport promises: odd names, links, archives, things that change meanwhile."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.adapters.transports.folder import FolderSettings, FolderTransport
from gateway.application.ports import Received
from gateway.errors import TransportRefused, TransportUnavailable
from tests.fakes.clocks import START, FixedClock
from tests.fakes.peers import FolderPeer, age, folder_peer

WHOLE = (
    b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          "
    b"*260302*0900*U*00401*000000001*0*T*>~IEA*0*000000001~"
)


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[FolderPeer]:
    """Open the partner at the other end."""
    with folder_peer(tmp_path) as opened:
        yield opened


def opened(peer: FolderPeer, clock: FixedClock | None = None, **settings: Any) -> FolderTransport:
    """Return a transport to the peer with some settings of its own."""
    return FolderTransport(
        peer.settings.model_copy(update=settings), files=peer.inbox.parents[1], clock=clock or FixedClock()
    )


def names(transport: FolderTransport) -> list[str]:
    """Return the names of what waits."""
    return [one.name for one in transport.fetch()]


@pytest.mark.parametrize("name", [".hidden", "a.tmp", "a.PART", "a.partial", "a.edi.filepart"])
def test_unfinished_names_are_passed_over(peer: FolderPeer, name: str) -> None:
    """Their writers rename them once they are whole."""
    peer.drop(name, WHOLE)

    assert names(opened(peer)) == []


def test_only_names_that_match_are_fetched_in_order(peer: FolderPeer) -> None:
    """A folder may be shared with others; folders within it are passed over."""
    for name in ("b.edi", "a.edi", "c.txt"):
        peer.drop(name, WHOLE)
    (peer.inbox / "d.edi").mkdir()

    assert names(opened(peer, match="*.edi")) == ["a.edi", "b.edi"]


def test_links_are_not_followed(peer: FolderPeer, tmp_path: Path) -> None:
    """A partner cannot make us read what is not the partner's."""
    (tmp_path / "private").write_bytes(WHOLE)
    (peer.inbox / "link.edi").symlink_to(tmp_path / "private")

    assert names(opened(peer)) == []


def test_a_file_put_in_place_of_a_link_is_read_through_no_link(
    peer: FolderPeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one that came after the list was made."""
    (tmp_path / "private").write_bytes(WHOLE)
    peer.drop("850.edi", WHOLE)

    def swap() -> None:
        (peer.inbox / "850.edi").unlink()
        (peer.inbox / "850.edi").symlink_to(tmp_path / "private")

    before_opening(monkeypatch, swap)

    with pytest.raises(TransportUnavailable):
        names(opened(peer))


def before_opening(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let somebody act between the list and the opening of a file."""
    real = os.open

    def interfered(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        monkeypatch.setattr(os, "open", real)
        act()
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", interfered)


def test_a_file_taken_back_meanwhile_is_no_failure(peer: FolderPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next is fetched all the same."""
    peer.drop("a.edi", WHOLE)
    peer.drop("b.edi", WHOLE)
    before_opening(monkeypatch, (peer.inbox / "a.edi").unlink)

    assert names(opened(peer)) == ["b.edi"]


def test_a_file_taken_back_while_another_is_read_is_no_failure(peer: FolderPeer) -> None:
    """What was listed a while ago may be gone; the rest is fetched."""
    for name in ("a.edi", "b.edi", "c.edi"):
        peer.drop(name, WHOLE)
    fetching = opened(peer).fetch()
    first = next(fetching)
    (peer.inbox / "b.edi").unlink()

    assert ["a.edi", "c.edi"] == [first.name, *(one.name for one in fetching)]


def test_a_file_that_grows_while_it_is_read_waits(peer: FolderPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read may be half of it, however whole it looks."""
    peer.drop("a.edi", WHOLE)
    real, calls = os.fstat, []

    def grown(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) > 1:
            age(peer.inbox / "a.edi", START)
        return real(handle)

    monkeypatch.setattr(os, "fstat", grown)

    assert names(opened(peer)) == []


@pytest.mark.parametrize(
    ("content", "seconds", "expected"),
    [
        (WHOLE, 1, []),
        (WHOLE, 2, ["850.edi"]),
        (WHOLE, -1, []),
        (WHOLE, -86400, ["850.edi"]),
        (WHOLE[:-3], 3599, []),
        (WHOLE[:-3], 3600, ["850.edi"]),
        (WHOLE[:-3], -86400, []),
        (b"", 3600, ["850.edi"]),
    ],
)
def test_files_settle_and_half_files_are_shown_after_a_grace(
    peer: FolderPeer, content: bytes, seconds: int, expected: list[str]
) -> None:
    """Nothing stays for ever where nobody looks; a share whose clock is ahead does not stop trade."""
    peer.drop("850.edi", content)
    age(peer.inbox / "850.edi", START - timedelta(seconds=seconds))

    assert names(opened(peer)) == expected


def test_a_settling_file_is_fetched_later(peer: FolderPeer) -> None:
    """Time alone makes the difference."""
    clock = FixedClock()
    transport = opened(peer, clock)
    peer.drop("850.edi", WHOLE)
    age(peer.inbox / "850.edi", START)

    before = names(transport)
    clock.advance(timedelta(seconds=2))

    assert (before, names(transport)) == ([], ["850.edi"])


def test_the_key_says_name_size_time_and_digest(peer: FolderPeer) -> None:
    """A file once seen is known again, whatever else changes."""
    peer.drop("850.edi", WHOLE)
    changed = (peer.inbox / "850.edi").stat().st_mtime_ns

    (received,) = opened(peer).fetch()

    assert received.key == f"850.edi:{len(WHOLE)}:{changed}:{sha256(WHOLE).hexdigest()}"


def test_a_file_too_large_is_left_and_said_after_the_others(peer: FolderPeer) -> None:
    """One of them stops nobody else."""
    peer.drop("a.edi", WHOLE + b" ")
    peer.drop("b.edi", WHOLE)
    waiting = opened(peer, largest_bytes=len(WHOLE)).fetch()

    assert next(waiting).name == "b.edi"
    with pytest.raises(TransportRefused, match=r"larger than .*: \['a.edi'\]"):
        next(waiting)
    assert (peer.inbox / "a.edi").exists()


def test_names_of_odd_bytes_come_as_text_and_find_their_way_back(peer: FolderPeer) -> None:
    """A name no database can hold is no reason to lose an order."""
    odd = [os.fsdecode(b"\xff.edi"), "line\nbreak.edi", "%41.edi"]
    for name in odd:
        peer.drop(name, WHOLE)
    transport = opened(peer)

    fetched = list(transport.fetch())
    for received in fetched:
        transport.confirm(received)

    assert [one.name for one in fetched] == ["%%2541.edi", "%line%0Abreak.edi", "%%FF.edi"]
    assert names(transport) == []


def test_what_is_confirmed_lies_in_the_archive(peer: FolderPeer) -> None:
    """Under its name and the beginning of its digest; the same name with other bytes lies beside it."""
    transport = opened(peer)
    for content in (WHOLE, WHOLE + b"\n"):
        peer.drop("850.edi", content)
        (received,) = transport.fetch()
        transport.confirm(received)

    archived = [file.read_bytes() for file in sorted((peer.inbox / ".archive").iterdir())]
    assert sorted(archived) == [WHOLE, WHOLE + b"\n"]
    assert (peer.inbox / ".archive" / f"{sha256(WHOLE).hexdigest()[:16]}-850.edi").exists()


def test_the_archive_may_be_elsewhere(peer: FolderPeer, tmp_path: Path) -> None:
    """Where the partner cannot see it, for one."""
    transport = opened(peer, archive="kept/acme")
    peer.drop("850.edi", WHOLE)
    (received,) = transport.fetch()

    transport.confirm(received)

    assert [file.read_bytes() for file in (tmp_path / "kept/acme").iterdir()] == [WHOLE]


def test_a_file_replaced_at_the_moment_of_confirming_is_not_lost(
    peer: FolderPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes back to where it will be fetched."""
    transport = opened(peer)
    peer.drop("850.edi", WHOLE)
    (received,) = transport.fetch()
    real = Path.replace

    def late(source: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", real)
        peer.drop("850.edi", WHOLE + b"\n")
        return real(source, target)

    monkeypatch.setattr(Path, "replace", late)
    transport.confirm(received)

    assert [one.content for one in transport.fetch()] == [WHOLE + b"\n"]


@pytest.mark.parametrize("name", ["../secret", "a/b", ".archive", "%2E%2E%2Fx", "", "%", "%%00"])
def test_only_files_of_the_inbox_are_confirmed(peer: FolderPeer, name: str) -> None:
    """A name is never a way out of the folder."""
    with pytest.raises(TransportRefused):
        opened(peer).confirm(Received(name=name, key=f"{name}:1:1:{'0' * 64}", content=b""))


def test_a_disk_that_fails_while_confirming_leaves_the_file(peer: FolderPeer) -> None:
    """The archive cannot be made: the file stays, and later may be better."""
    transport = opened(peer, archive="blocked/archive")
    (peer.inbox.parents[1] / "blocked").write_bytes(b"a file, not a folder")
    peer.drop("850.edi", WHOLE)
    (received,) = transport.fetch()

    with pytest.raises(TransportUnavailable):
        transport.confirm(received)
    assert (peer.inbox / "850.edi").exists()


@pytest.mark.parametrize(
    "name",
    ["", ".hidden", "../up", "a/b", "a\\b", "a\nb", "a\0b", "a.tmp", "a.PART", "%41", "x" * 201, "é" * 101],
)
def test_names_that_lead_elsewhere_or_look_unfinished_are_refused(peer: FolderPeer, name: str) -> None:
    """What we leave is a plain file of the outbox that the partner will pick up."""
    with pytest.raises(TransportRefused):
        opened(peer).leave(name, WHOLE, message_id="1")
    assert peer.delivered() == []


def test_another_file_of_the_name_is_never_overwritten(peer: FolderPeer) -> None:
    """The partner may not have picked it up."""
    opened(peer).leave("855.edi", WHOLE, message_id="1")

    with pytest.raises(TransportRefused, match="another file"):
        opened(peer).leave("855.edi", WHOLE + b"\n", message_id="2")
    assert peer.delivered() == [WHOLE]


def test_a_link_in_the_outbox_is_neither_followed_nor_taken_for_delivered(
    peer: FolderPeer, tmp_path: Path
) -> None:
    """Even when what it leads to has the same bytes."""
    (tmp_path / "same").write_bytes(WHOLE)
    (peer.outbox / "855.edi").symlink_to(tmp_path / "same")

    with pytest.raises(TransportRefused):
        opened(peer).leave("855.edi", WHOLE, message_id="1")


def test_a_failed_delivery_leaves_nothing_behind(peer: FolderPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or not at all: no half file under any name."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(TransportUnavailable, match="No space left on device"):
        opened(peer).leave("855.edi", WHOLE, message_id="1")
    assert list(peer.outbox.iterdir()) == []


def test_folders_are_made_only_where_that_was_agreed(tmp_path: Path) -> None:
    """A share that is away must not be mistaken for an empty one."""
    settings = FolderSettings(inbox="a/in", outbox="a/out")
    away = FolderTransport(settings, files=tmp_path, clock=FixedClock())
    own = FolderTransport(settings.model_copy(update={"create": True}), files=tmp_path, clock=FixedClock())

    with pytest.raises(TransportUnavailable):
        names(away)
    with pytest.raises(TransportUnavailable):
        away.leave("855.edi", WHOLE, message_id="1")
    assert names(own) == []
    own.leave("855.edi", WHOLE, message_id="1")
    assert (tmp_path / "a/out/855.edi").read_bytes() == WHOLE


def test_an_absolute_folder_is_what_it_says(tmp_path: Path) -> None:
    """A mounted share lies where it lies."""
    outbox = tmp_path / "share"
    outbox.mkdir()
    settings = FolderSettings(inbox=str(tmp_path), outbox=str(outbox))
    transport = FolderTransport(settings, files=tmp_path / "elsewhere", clock=FixedClock())

    transport.leave("855.edi", WHOLE, message_id="1")

    assert (outbox / "855.edi").read_bytes() == WHOLE
    shutil.rmtree(outbox)


@pytest.mark.parametrize("folder", ["", "../up", "a/../../b", "a\nb", ".."])
def test_folders_do_not_climb(folder: str) -> None:
    """A relative folder stays under the gateway's own."""
    with pytest.raises(ValidationError, match="should be a folder"):
        FolderSettings(inbox=folder, outbox="out")
