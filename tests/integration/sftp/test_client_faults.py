"""What servers do to us: killed, stalled, changed, forbidding, lying; by both libraries against OpenSSH."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import asyncssh
import pytest

from gateway.adapters.transports import Surroundings
from gateway.adapters.transports.sftp import SftpSettings, SftpTransport, open_sftp
from gateway.adapters.transports.sftp.hostkeys import HostKey, HostKeyRefused
from gateway.adapters.transports.sftp.remote import Forbidden, Incompatible
from gateway.application.receiving import Arrival, collect, receive
from gateway.errors import ConfigurationFault, TransportError, TransportRefused, TransportUnavailable
from tests.fakes.clocks import START, FixedClock
from tests.fakes.odd_sftp import PASSWORD, OddServer, odd_server
from tests.fakes.openssh import SHA1_ONLY, key_pair, openssh
from tests.fakes.peers import SftpPeer, age, sftp_peer
from tests.fakes.secrets import KnownSecrets
from tests.house import House, built

WHOLE = (
    b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          "
    b"*260302*0900*U*00401*000000001*0*T*>~IEA*0*000000001~"
)
LARGE = bytes(range(256)) * 100_000
QUICKLY = {"connect_timeout": timedelta(seconds=1), "timeout": timedelta(seconds=1)}
AT_MOST_S = 10

Opener = Callable[..., SftpPeer]


@pytest.fixture(params=[False, True], ids=["paramiko", "asyncssh"])
def legacy(request: pytest.FixtureRequest) -> bool:
    """Whatever library does the talking."""
    return bool(request.param)


@pytest.fixture
def opened(tmp_path: Path, legacy: bool) -> Iterator[Opener]:  # noqa: FBT001 - a fixture
    """Open partners with servers of their own."""
    with ExitStack() as stack:

        def opening(**settings: Any) -> SftpPeer:
            return stack.enter_context(sftp_peer(tmp_path, **({"legacy": legacy} | settings)))

        yield opening


@pytest.fixture
def peer(opened: Opener) -> SftpPeer:
    """Open a partner with nothing special about it."""
    return opened()


def to(peer: SftpPeer, *, pause: Callable[[float], None] = lambda _: None, **settings: Any) -> SftpTransport:
    """Return a transport to the partner, with some settings of its own."""
    surroundings = Surroundings(
        files=Path("unused"), clock=FixedClock(), secrets=KnownSecrets(**peer.secrets), pause=pause
    )
    return open_sftp(peer.settings.model_copy(update=settings), surroundings)


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Clear broken connections away at once: Python 3.11 stumbles over them where it meets them parsing a module."""
    yield
    gc.collect()


def names(transport: SftpTransport) -> list[str]:
    """Return the names of what waits."""
    return [one.name for one in transport.fetch()]


def drafts(peer: SftpPeer) -> list[Path]:
    """Return what an upload left behind under names nobody takes for whole."""
    return [file for file in peer.outbox.iterdir() if file.name.startswith(".")]


def interrupted(peer: SftpPeer, act: Callable[[], None], leave: Callable[[], None]) -> float:
    """Deliver, and act as soon as some of it has arrived; return how long the delivery took to fail."""
    over: list[bool] = []

    def watch() -> None:
        while not over and not any(file.stat().st_size for file in peer.outbox.iterdir()):
            pass
        act()

    watcher = Thread(target=watch)
    watcher.start()
    began = monotonic()
    try:
        with pytest.raises(TransportUnavailable) as unavailable:
            leave()
    finally:
        over.append(True)
        watcher.join()
    assert unavailable.value.retry
    return monotonic() - began


def test_a_server_killed_while_it_is_written_to_has_nothing_under_the_name(
    peer: SftpPeer,
) -> None:
    """And the next try brings the whole, once it is back."""
    took = interrupted(peer, peer.server.kill, lambda: to(peer).leave("855.edi", LARGE, message_id="1"))
    left = peer.delivered()
    with openssh(peer.server.folder) as back:
        to(peer, port=back.port).leave("855.edi", LARGE, message_id="1")

    assert ([], [LARGE]) == (left, peer.delivered())
    assert took < AT_MOST_S


def test_what_was_written_directly_and_broke_off_is_completed(opened: Opener) -> None:
    """Half a document under its own name is ours to write again, not another's file."""
    peer = opened(upload="direct")
    interrupted(peer, peer.server.kill, lambda: to(peer).leave("855.edi", LARGE, message_id="1"))
    left = peer.delivered()
    with openssh(peer.server.folder) as back:
        to(peer, port=back.port).leave("855.edi", LARGE, message_id="1")

    assert [len(one) < len(LARGE) for one in left] == [True]
    assert [LARGE] == peer.delivered()


def test_a_server_that_stalls_while_it_is_written_to_is_not_waited_for(opened: Opener) -> None:
    """Neither its answers nor room to write are waited for beyond what was agreed."""
    peer = opened(deadline=timedelta(seconds=4), **QUICKLY)

    took = interrupted(peer, peer.server.freeze, lambda: to(peer).leave("855.edi", LARGE, message_id="1"))

    assert took < AT_MOST_S


def test_a_server_that_stalls_while_we_fetch_is_not_waited_for(opened: Opener) -> None:
    """The next poll finds what this one did not get."""
    peer = opened(**QUICKLY)
    for name in ("a.edi", "b.edi"):
        peer.drop(name, WHOLE)
    waiting = to(peer).fetch()
    first = next(waiting)
    peer.server.freeze()
    began = monotonic()

    with pytest.raises(TransportUnavailable):
        next(waiting)
    assert "a.edi" == first.name
    assert monotonic() - began < AT_MOST_S


def test_a_server_that_takes_the_call_and_says_nothing_is_not_waited_for(opened: Opener) -> None:
    """Not even for its first word."""
    peer = opened(**QUICKLY)
    peer.server.freeze()
    began = monotonic()

    with pytest.raises(TransportUnavailable, match="cannot be reached"):
        names(to(peer))
    assert monotonic() - began < AT_MOST_S


def public(name: str, kind: str = "ed25519") -> str:
    """Return a public key without its comment."""
    return key_pair(name, kind).with_suffix(".pub").read_text(encoding="utf-8").rpartition(" ")[0]


def fingerprint(key: str) -> str:
    """Return the fingerprint of a public key."""
    return HostKey.read(key).fingerprint


def test_a_wrong_host_key_is_never_spoken_to(peer: SftpPeer) -> None:
    """Whoever took the server's place learns nothing; a person has to look, so it is not tried again."""
    transport = to(peer, host_keys=(public("stranger"),))

    with pytest.raises(HostKeyRefused, match=r"ssh-ed25519 SHA256:") as refused:
        transport.leave("855.edi", WHOLE, message_id="1")
    assert not refused.value.retry
    assert fingerprint(public("host")) in str(refused.value)
    assert [] == peer.delivered()


@pytest.mark.parametrize(
    "keys",
    [
        (public("stranger"), public("host")),
        (public("host"), public("stranger")),
        (fingerprint(public("host")),),
        (f"ssh-ed25519 {fingerprint(public('host'))}",),
        (fingerprint(public("stranger")), fingerprint(public("host"))),
    ],
)
def test_either_of_two_host_keys_will_do(peer: SftpPeer, keys: tuple[str, ...]) -> None:
    """So that a partner can change the key; whole or as a fingerprint."""
    peer.drop("850.edi", WHOLE)

    assert ["850.edi"] == names(to(peer, host_keys=keys))


def test_a_server_with_several_keys_shows_the_one_agreed_on(opened: Opener) -> None:
    """Its others may be better; they are not the ones we know."""
    peer = opened(config=(f"HostKey {key_pair('host', 'rsa')}",))
    peer.drop("850.edi", WHOLE)
    rsa = fingerprint(public("host", "rsa"))

    assert ["850.edi"] == names(to(peer, host_keys=(public("host", "rsa"),)))
    assert ["850.edi"] == names(to(peer, host_keys=(f"ssh-rsa {rsa}",)))


def test_a_server_without_the_kind_of_key_agreed_on_is_not_spoken_to(peer: SftpPeer) -> None:
    """We ask for that kind only; the server hangs up on us or we on it, whoever is first."""
    with pytest.raises(TransportError):
        names(to(peer, host_keys=(public("host", "rsa"),)))


def test_a_server_that_knows_sha1_only_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """What is broken is spoken only where a profile says so; that it works then is part of the contract."""
    with (
        sftp_peer(tmp_path, config=SHA1_ONLY, host_kind="rsa") as peer,
        pytest.raises(Incompatible, match="legacy: true"),
    ):
        names(to(peer))


def test_a_key_the_server_does_not_take_is_refused(peer: SftpPeer) -> None:
    """Trying again would lock the account."""
    peer.secrets = {"sftp-key": key_pair("stranger", "ed25519").read_text(encoding="utf-8")}

    with pytest.raises(TransportRefused, match="does not let"):
        names(to(peer))


@pytest.mark.parametrize("text", ["no key at all", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_a_secret_that_is_no_key_is_said_without_showing_it(peer: SftpPeer, text: str) -> None:
    """It is a matter of our configuration."""
    peer.secrets = {"sftp-key": text}

    with pytest.raises(ConfigurationFault) as fault:
        names(to(peer))
    assert "AAAA" not in str(fault.value)


def test_a_file_that_changes_between_two_looks_waits(peer: SftpPeer) -> None:
    """However whole it looks: its writer may have paused."""
    for name in ("a.edi", "b.edi"):
        peer.drop(name, WHOLE)

    def write_on(_: float) -> None:
        file = peer.inbox / "a.edi"
        file.write_bytes(WHOLE + WHOLE)
        age(file, START - timedelta(seconds=30))

    paused: list[float] = []
    transport = to(peer, pause=lambda seconds: (paused.append(seconds), write_on(seconds))[0])

    assert ["b.edi"] == names(transport)
    assert [2.0] == paused


@pytest.mark.parametrize(
    ("content", "seconds", "expected"),
    [
        (WHOLE, 1, []),
        (WHOLE, 2, ["850.edi"]),
        (WHOLE, -86400, ["850.edi"]),
        (WHOLE[:-3], 3599, []),
        (WHOLE[:-3], 3600, ["850.edi"]),
        (b"", 3600, ["850.edi"]),
    ],
)
def test_files_settle_and_half_files_are_shown_after_a_grace(
    peer: SftpPeer, content: bytes, seconds: int, expected: list[str]
) -> None:
    """An interchange that is not closed is half a file, until nobody can be writing it any more."""
    peer.drop("850.edi", content)
    age(peer.inbox / "850.edi", START - timedelta(seconds=seconds))

    assert expected == names(to(peer))


def test_what_is_no_x12_needs_no_closed_interchange(peer: SftpPeer) -> None:
    """The partner's other formats are as whole as two looks can tell."""
    peer.drop("catalog.csv", b"sku,price\n")

    assert ([], ["catalog.csv"]) == (names(to(peer)), names(to(peer, content="any")))


@pytest.mark.parametrize(
    ("marker", "ready"), [("{name}.ok", "a.edi.ok"), ("{stem}.trg", "a.trg"), ("ok_{name}", "ok_a.edi")]
)
def test_with_a_marker_only_what_is_marked_is_taken(peer: SftpPeer, marker: str, ready: str) -> None:
    """And the marker goes with the file."""
    for name in ("a.edi", "b.edi"):
        peer.drop(name, WHOLE)
    peer.drop(ready, b"")
    transport = to(peer, marker=marker)

    (received,) = transport.fetch()
    transport.confirm(received)

    assert "a.edi" == received.name
    assert {"b.edi"} == {file.name for file in peer.inbox.iterdir()}


def test_unfinished_ignored_and_other_names_are_passed_over(peer: SftpPeer) -> None:
    """Oldest first is what remains; folders and links are no files."""
    for name in (
        ".hidden",
        "a.tmp",
        "b.PART",
        "c.edi.filepart",
        "d.partial",
        "e.txt",
        "old-f.edi",
        "g.edi",
        "h.edi",
    ):
        peer.drop(name, WHOLE)
    (peer.inbox / "i.edi").mkdir()
    (peer.inbox / "j.edi").symlink_to(peer.inbox / "g.edi")
    age(peer.inbox / "h.edi", START - timedelta(hours=1))

    assert ["h.edi", "g.edi"] == names(to(peer, match="*.edi", ignore=("old-*",)))


def test_a_file_gone_between_list_and_open_is_no_failure(peer: SftpPeer) -> None:
    """The partner took it back; the rest is fetched."""
    for name in ("a.edi", "b.edi", "c.edi"):
        peer.drop(name, WHOLE)
    fetching = to(peer).fetch()
    first = next(fetching)
    (peer.inbox / "b.edi").unlink()

    assert ["a.edi", "c.edi"] == [first.name, *(one.name for one in fetching)]


def test_a_run_takes_so_many_files_and_the_next_goes_on(peer: SftpPeer) -> None:
    """Nobody's thousand files keep everybody else waiting."""
    for number in range(5):
        peer.drop(f"{number}.edi", WHOLE)
    transport = to(peer, most_files=2)
    runs = []
    for _ in range(3):
        received = list(transport.fetch())
        runs.append([one.name for one in received])
        for one in received:
            transport.confirm(one)

    assert [["0.edi", "1.edi"], ["2.edi", "3.edi"], ["4.edi"]] == runs


def test_a_file_too_large_is_left_and_said_after_the_others(peer: SftpPeer) -> None:
    """One of them stops nobody else."""
    peer.drop("a.edi", WHOLE + b" ")
    peer.drop("b.edi", WHOLE)
    waiting = to(peer, largest_bytes=len(WHOLE)).fetch()

    assert "b.edi" == next(waiting).name
    with pytest.raises(TransportRefused, match=r"a\.edi is larger than"):
        next(waiting)
    assert (peer.inbox / "a.edi").exists()


def test_names_that_could_lead_elsewhere_are_left_and_said(peer: SftpPeer) -> None:
    """A remote name never becomes a path, whatever bytes it is made of; the others are taken."""
    for name in (b"..\\up.edi", b"line\nbreak.edi", b"\xff.edi", b"ok.edi"):
        (Path(bytes(peer.inbox).decode()) / name.decode("utf-8", "surrogateescape")).write_bytes(WHOLE)
    for file in peer.inbox.iterdir():
        age(file, START - timedelta(minutes=1))
    waiting = to(peer).fetch()

    assert "ok.edi" == next(waiting).name
    with pytest.raises(TransportRefused, match="is no name"):
        next(waiting)
    assert 4 == len(list(peer.inbox.iterdir()))


def test_what_is_confirmed_is_removed_or_archived(opened: Opener) -> None:
    """As agreed; the archive is made if it is missing, and holds each under a name of its own."""
    peer = opened(archive="inbox/kept")
    transport = to(peer)
    for content in (WHOLE, WHOLE + b"\n"):
        peer.drop("850.edi", content)
        for received in transport.fetch():
            transport.confirm(received)
    archived = {file.read_bytes() for file in (peer.inbox / "kept").iterdir()}
    peer.drop("850.edi", WHOLE)
    removing = to(peer, archive=None)
    for received in removing.fetch():
        removing.confirm(received)

    assert {WHOLE, WHOLE + b"\n"} == archived
    assert ["kept"] == [file.name for file in peer.inbox.iterdir()]


def test_one_run_has_one_connection(peer: SftpPeer) -> None:
    """What is confirmed while more is fetched goes over the same one."""
    for number in range(3):
        peer.drop(f"{number}.edi", WHOLE)
    transport = to(peer)
    for received in transport.fetch():
        transport.confirm(received)

    said = (peer.server.folder / "sshd.log").read_text(encoding="utf-8")
    assert 1 == said.count("Accepted publickey")
    assert [] == names(transport)


def test_where_renaming_is_forbidden_the_refusal_names_the_remedy(opened: Opener) -> None:
    """And what was begun is cleared away."""
    peer = opened(options="-P rename,posix-rename")

    with pytest.raises(Forbidden, match="upload: direct"):
        to(peer).leave("855.edi", WHOLE, message_id="1")
    to_direct = to(peer, upload="direct")
    to_direct.leave("855.edi", WHOLE, message_id="1")
    to_direct.leave("855.edi", WHOLE, message_id="1")

    assert [WHOLE] == peer.delivered()
    assert [] == drafts(peer)


def test_a_server_without_posix_rename_is_delivered_to(opened: Opener) -> None:
    """The plain one will do: nothing lies under the name."""
    peer = opened(options="-P posix-rename")

    to(peer).leave("855.edi", WHOLE, message_id="1")

    assert [WHOLE] == peer.delivered()


def test_drafts_may_lie_in_a_folder_of_their_own(opened: Opener) -> None:
    """Some partners take whatever appears in the outbox at once."""
    peer = opened(upload="folder", drafts="archive", options="-P opendir")

    to(peer).leave("855.edi", WHOLE, message_id="1")

    assert [WHOLE] == peer.delivered()
    assert [] == list((peer.server.data / "archive").iterdir())


def test_where_nobody_may_look_a_delivery_is_written_without_looking(opened: Opener) -> None:
    """A box one can only write to: `check_size` is left out."""
    peer = opened(options="-P lstat,stat,fstat", check_size=False)

    to(peer).leave("855.edi", WHOLE, message_id="1")

    assert [WHOLE] == peer.delivered()


def test_another_file_of_the_name_is_never_overwritten(peer: SftpPeer) -> None:
    """The partner may not have picked it up."""
    to(peer).leave("855.edi", WHOLE, message_id="1")

    for upload in ("rename", "direct"):
        with pytest.raises(TransportRefused, match="another file"):
            to(peer, upload=upload).leave("855.edi", WHOLE[:-1] + b"!", message_id="2")
    assert [WHOLE] == peer.delivered()


@pytest.mark.parametrize(
    "name", ["", ".hidden", "../up", "a/b", "a\\b", "a\nb", "a.tmp", "a.PART", "x" * 201]
)
def test_names_that_lead_elsewhere_or_look_unfinished_are_refused(peer: SftpPeer, name: str) -> None:
    """What we leave is a plain file of the outbox that the partner will pick up."""
    with pytest.raises(TransportRefused):
        to(peer).leave(name, WHOLE, message_id="1")
    assert [] == list(peer.outbox.iterdir())


@pytest.mark.parametrize("folder", ["inbox", "outbox"])
def test_a_folder_that_is_away_is_worth_another_try(peer: SftpPeer, folder: str) -> None:
    """It must not pass for an empty one."""
    transport = to(peer, **{folder: "gone"})

    with pytest.raises(TransportUnavailable, match="gone"):
        names(transport) if folder == "inbox" else transport.leave("855.edi", WHOLE, message_id="1")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A gateway on a database of its own."""
    made = built(tmp_path / "house", f"sqlite:///{tmp_path / 'house.db'}", FixedClock())
    yield made
    made.gateway.engine.dispose()


def test_two_gateways_that_poll_the_same_folder_keep_each_file_once(peer: SftpPeer, house: House) -> None:
    """Whoever comes second finds it kept, or gone."""
    gateway = house.gateway
    for number in range(20):
        peer.drop(f"{number:02}.edi", WHOLE + b"\n" * number)
    polls = [collect(gateway.services, gateway.store, "acme", kind="sftp", transport=to(peer)) for _ in "ab"]
    kept = []
    while polls:
        for poll in list(polls):
            try:
                kept.append(next(poll).name)
            except StopIteration:
                polls.remove(poll)

    assert [f"{number:02}.edi" for number in range(20)] == sorted(kept)
    assert [] == list(peer.inbox.iterdir())


def test_gateways_that_poll_at_the_same_time_keep_each_file_once(peer: SftpPeer, house: House) -> None:
    """In threads, as workers do it, with an archive both move to."""
    gateway = house.gateway
    for number in range(10):
        peer.drop(f"{number}.edi", WHOLE + b"\n" * number)
    transport, kept, failed = to(peer, archive="archive"), [], []

    def poll() -> None:
        try:
            kept.extend(collect(gateway.services, gateway.store, "acme", kind="sftp", transport=transport))
        except TransportError as error:
            failed.append(error)

    threads = [Thread(target=poll) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([], 10) == (failed, len(kept))
    assert 10 == len(list((peer.server.data / "archive").iterdir()))
    assert [] == list(peer.inbox.iterdir())


def test_what_was_kept_and_not_confirmed_is_not_kept_again(peer: SftpPeer, house: House) -> None:
    """A crash between the two: the file is still there, known by its key, and confirmed."""
    gateway = house.gateway
    peer.drop("850.edi", WHOLE)
    (received,) = to(peer).fetch()
    arrival = Arrival(
        partner="acme", transport="sftp", key=received.key, name=received.name, content=received.content
    )
    receive(gateway.services, gateway.store, arrival)

    again = list(collect(gateway.services, gateway.store, "acme", kind="sftp", transport=to(peer)))

    assert [] == again
    assert [] == list(peer.inbox.iterdir())


def test_a_key_under_a_passphrase_opens_with_it_and_not_without(peer: SftpPeer) -> None:
    """The passphrase is a secret of its own."""
    key = asyncssh.import_private_key(peer.server.private_key)
    locked = key.export_private_key(passphrase="open sesame").decode()
    peer.secrets = {"sftp-key": locked, "words": "open sesame", "others": "wrong"}

    assert [] == names(to(peer, passphrase="secret:words"))
    for passphrase in (None, "secret:others"):
        with pytest.raises(ConfigurationFault, match="passphrase"):
            names(to(peer, passphrase=passphrase))


def test_a_request_that_takes_too_long_as_a_whole_is_given_up(opened: Opener) -> None:
    """However patient each wait of it is."""
    peer = opened(timeout=timedelta(seconds=60), deadline=timedelta(seconds=1))
    for name in ("a.edi", "b.edi"):
        peer.drop(name, WHOLE)
    waiting = to(peer).fetch()
    next(waiting)
    peer.server.freeze()
    began = monotonic()

    with pytest.raises(TransportUnavailable, match="took longer than 1 s"):
        next(waiting)
    assert monotonic() - began < AT_MOST_S


def test_a_folder_with_more_than_we_list_is_read_in_part(peer: SftpPeer) -> None:
    """No list of a partner's fills our memory."""
    for number in range(30):
        peer.drop(f"{number}.edi", WHOLE)

    assert 10 == len(names(to(peer, most_listed=10)))


def odd(server: OddServer, *, legacy: bool, **settings: Any) -> SftpTransport:
    """Return a transport to a server that wants a password."""
    given = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": "us",
        "host_keys": (server.host_key,),
        "password": "secret:words",
        "inbox": "/",
        "outbox": "/",
        "legacy": legacy,
    }
    return open_sftp(
        SftpSettings.model_validate(given | settings),
        Surroundings(
            files=Path("unused"),
            clock=FixedClock(),
            secrets=KnownSecrets(words=PASSWORD, others="wrong"),
            pause=lambda _: None,
        ),
    )


def test_a_password_is_the_way_in_where_no_key_is(tmp_path: Path, legacy: bool) -> None:  # noqa: FBT001 - a fixture
    """A wrong one is refused."""
    with odd_server(tmp_path) as server:
        odd(server, legacy=legacy).leave("855.edi", WHOLE, message_id="1")
        with pytest.raises(TransportRefused, match="does not let us in"):
            names(odd(server, legacy=legacy, password="secret:others"))

    assert WHOLE == (tmp_path / "855.edi").read_bytes()


@pytest.mark.parametrize("check_size", [True, False])
def test_a_server_that_refuses_a_file_when_it_is_closed_has_not_got_it(
    tmp_path: Path,
    legacy: bool,  # noqa: FBT001 - a fixture
    check_size: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Some look at what came only then; a document refused there was not delivered."""

    class Choosy(asyncssh.SFTPServer):
        def close(self, file_obj: object) -> None:
            super().close(file_obj)
            raise asyncssh.SFTPFailure("looked at, and not wanted")

    with (
        odd_server(tmp_path, behaves=lambda channel: Choosy(channel, chroot=bytes(tmp_path))) as server,
        pytest.raises(TransportUnavailable, match="not wanted"),
    ):
        odd(server, legacy=legacy, check_size=check_size).leave("855.edi", WHOLE, message_id="1")
