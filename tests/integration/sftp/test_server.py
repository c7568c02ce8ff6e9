"""Our SFTP server with partners of every make: OpenSSH's client, paramiko, and our own client."""

import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import asyncssh
import paramiko
import pytest

from gateway.adapters.transports import Surroundings
from gateway.adapters.transports.hosted import HostedSettings, open_hosted
from gateway.adapters.transports.sftp import SftpSettings, open_sftp
from gateway.application.ports import Revision
from gateway.application.records import Transmission
from gateway.bootstrap import Gateway, directory
from gateway.entrypoints.sftp.room import Room
from gateway.entrypoints.sftp.server import SftpServer, host_key
from gateway.entrypoints.sftp.taking import Taking
from gateway.errors import ConfigurationFault, StorageUnavailable
from tests.e2e.processes import GATEWAY, START_S, environment, started, until
from tests.fakes.clocks import START, FixedClock
from tests.fakes.openssh import key_pair, needed
from tests.fakes.secrets import KnownSecrets
from tests.house import LAMPS, House, built, interchange, order, rebuilt, write_profile

SFTP, SSH = "sftp", "ssh"
WAIT_S = 20
ORDER = interchange(order("PO-1", LAMPS)).encode()


@dataclass
class Served:
    """A house with an open door for one partner."""

    house: House
    server: SftpServer

    @property
    def gateway(self) -> Gateway:
        """Return the gateway that serves."""
        return self.server.gateway

    @property
    def room(self) -> Path:
        """Return the partner's room."""
        return self.house.folder / "data" / "sftp" / "acme"

    @property
    def port(self) -> int:
        """Return where partners find it."""
        return self.server.address[1]

    def names(self, folder: str) -> list[str]:
        """Return what lies in a folder of the room, drafts included."""
        return sorted(file.name for file in (self.room / folder).iterdir())

    def received(self) -> list[Transmission]:
        """Return what was received, newest first."""
        with self.gateway.store.read() as work:
            return [one for one in work.transmissions.recent(100) if one.direction == "in"]

    def contents(self) -> list[bytes]:
        """Return the bytes of what was received, newest first."""
        with self.gateway.store.read() as work:
            return [work.transmissions.content(one.id) for one in self.received()]


Serving = Callable[..., Served]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A gateway on a database of its own."""
    made = built(tmp_path / "house", f"sqlite:///{tmp_path / 'house.db'}", FixedClock())
    yield made
    made.gateway.engine.dispose()


@pytest.fixture
def serving(house: House, tmp_path: Path) -> Iterator[Serving]:
    """Open servers."""
    with ExitStack() as stack:

        def opened(
            *,
            state: str = "testing",
            most_connections: int = 50,
            account_connections: str = "50",
            **account: Any,
        ) -> Served:
            given = {
                "user": "acme-edi",
                "keys": [public("stranger-2"), public("client")],
                "most_connections": account_connections,
                **account,
            }
            write_profile(house.folder, "acme", transport={"kind": "hosted"}, sftp=given, state=state)
            gateway = rebuilt(house).gateway
            stack.callback(gateway.engine.dispose)
            server = SftpServer(
                gateway=gateway,
                host="127.0.0.1",
                port=0,
                host_keys=[host_key(tmp_path / "key")],
                most_connections=most_connections,
            )
            stack.enter_context(server.running())
            return Served(house=house, server=server)

        yield opened


@pytest.fixture
def served(serving: Serving) -> Served:
    """Open a server with nothing special about it."""
    return serving()


def public(name: str) -> str:
    """Return a public key as a profile holds it."""
    return key_pair(name, "ed25519").with_suffix(".pub").read_text(encoding="utf-8").strip()


@contextmanager
def client(served: Served, *, key: str = "client", user: str = "acme-edi") -> Iterator[paramiko.SFTPClient]:
    """Come in with paramiko."""
    with connected(served, key=key, user=user) as ssh, ssh.open_sftp() as sftp:
        channel = sftp.get_channel()
        assert channel is not None
        channel.settimeout(WAIT_S)
        yield sftp


@contextmanager
def connected(served: Served, *, key: str = "client", user: str = "acme-edi") -> Iterator[paramiko.SSHClient]:
    """Open a connection with paramiko."""
    with paramiko.SSHClient() as ssh:
        ssh.set_missing_host_key_policy(_Anybody())
        ssh.connect(
            "127.0.0.1",
            served.port,
            user,
            pkey=paramiko.Ed25519Key.from_private_key_file(str(key_pair(key, "ed25519"))),
            allow_agent=False,
            look_for_keys=False,
            timeout=WAIT_S,
            banner_timeout=WAIT_S,
            auth_timeout=WAIT_S,
        )
        yield ssh


class _Anybody(paramiko.MissingHostKeyPolicy):
    """Trusts whoever answers: these tests are about the server."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Let it pass."""


def sftp(
    served: Served, *commands: str, cwd: Path, seconds: float = WAIT_S
) -> subprocess.CompletedProcess[str]:
    """Run OpenSSH's client."""
    return subprocess.run(
        [*openssh_options(SFTP, "-P", served.port), "-b", "-", "acme-edi@127.0.0.1"],
        input="\n".join(commands),
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=seconds,
        check=False,
    )


def openssh_options(program: str, port_flag: str, port: int) -> list[str]:
    """Return the beginning of a command of OpenSSH's, which trusts whoever answers."""
    options = (
        "StrictHostKeyChecking=no",
        "UserKnownHostsFile=/dev/null",
        "IdentitiesOnly=yes",
        "BatchMode=yes",
    )
    return [
        needed(program),
        "-F",
        "/dev/null",
        port_flag,
        str(port),
        "-i",
        str(key_pair("client", "ed25519")),
        *(part for option in options for part in ("-o", option)),
    ]


def test_an_order_brought_with_openssh_is_answered_in_the_outbox(served: Served, tmp_path: Path) -> None:
    """From `put` to the 997 and the 855 the partner gets, without anything between."""
    (tmp_path / "850.edi").write_bytes(ORDER)

    put = sftp(served, "put 850.edi /inbox/850.edi", "ls -l /inbox", "ls /taken", cwd=tmp_path)
    worked = House(gateway=served.gateway, folder=served.house.folder, clock=served.house.clock)
    worked.work()
    got = sftp(served, "get /outbox/*", "rm /outbox/*", cwd=tmp_path)

    assert (0, 0) == (put.returncode, got.returncode), put.stderr + got.stderr
    assert "-850.edi" in put.stdout
    assert [ORDER] == served.contents()
    assert [("acme", "hosted", "850.edi")] == [(o.partner, o.transport, o.name) for o in served.received()]
    assert {"997", "855"} <= {one.set_id for one in worked.documents(direction="out")}
    assert 2 == len([file for file in tmp_path.glob("*.edi") if file.name != "850.edi"])
    assert ([], []) == (served.names("inbox"), served.names("outbox"))


def test_what_paramiko_brought_is_there_when_it_looks(served: Served, tmp_path: Path) -> None:
    """It asks for the size after it has written, though the file was taken by then."""
    (tmp_path / "850.edi").write_bytes(ORDER)
    with client(served) as sftp_client:
        attributes = sftp_client.put(str(tmp_path / "850.edi"), "/inbox/850.edi", confirm=True)
        listed = sftp_client.listdir("/inbox")
        with sftp_client.open("/inbox/850.edi", "rb") as file:
            read = file.read()
    with client(served) as another:
        taken = another.listdir("/taken")

    assert (len(ORDER), [], ORDER) == (attributes.st_size, listed, read)
    assert ["850.edi"] == [name[17:] for name in taken]
    assert [ORDER] == served.contents()


@pytest.mark.parametrize("legacy", [False, True], ids=["paramiko", "asyncssh"])
@pytest.mark.parametrize("upload", ["rename", "direct"])
def test_our_own_client_is_a_partner_too(served: Served, *, legacy: bool, upload: str) -> None:
    """It brings under a hidden name and renames, or directly; it fetches and removes."""
    ours = open_sftp(
        SftpSettings.model_validate(
            {
                "host": "127.0.0.1",
                "port": served.port,
                "user": "acme-edi",
                "host_keys": [served.server.host_keys[0].export_public_key().decode().strip()],
                "private_key": "secret:key",
                "inbox": "/outbox",
                "outbox": "/inbox",
                "upload": upload,
                "legacy": legacy,
                "settle": timedelta(0),
                "match": "*.edi",
            }
        ),
        Surroundings(
            files=Path("unused"),
            clock=FixedClock(),
            secrets=KnownSecrets(key=key_pair("client", "ed25519").read_text(encoding="utf-8")),
            pause=lambda _: None,
        ),
    )
    ours.leave("850.edi", ORDER, message_id="1")
    (served.room / "outbox" / "855.edi").write_bytes(ORDER)
    fetched = list(ours.fetch())
    for one in fetched:
        ours.confirm(one)

    assert [ORDER] == served.contents()
    assert [("855.edi", ORDER)] == [(one.name, one.content) for one in fetched]
    assert [] == served.names("outbox")


def test_what_was_brought_once_is_not_processed_twice(served: Served) -> None:
    """The same bytes under another name are another file; the interchange tells that it came before."""
    with client(served) as sftp_client:
        for name in ("a.edi", "b.edi"):
            with sftp_client.open(f"/inbox/{name}", "wb") as file:
                file.write(ORDER)
    worked = House(gateway=served.gateway, folder=served.house.folder, clock=served.house.clock)
    worked.work()

    assert 2 == len(served.received())
    with served.gateway.store.read() as work:
        assert 1 == len(work.orders.by_number("PO-1"))


def test_a_client_killed_halfway_leaves_nothing(served: Served, tmp_path: Path) -> None:
    """Neither a half file nor a draft; what is closed because a session broke is not what a partner closed."""
    (tmp_path / "large.edi").write_bytes(ORDER + b"\n" * 200_000_000)
    process = subprocess.Popen(
        [*openssh_options(SFTP, "-P", served.port), "-b", "-", "acme-edi@127.0.0.1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    )
    assert process.stdin is not None
    process.stdin.write(b"put large.edi /inbox/large.edi\n")
    process.stdin.flush()
    until(
        lambda: any(file.stat().st_size for file in (served.room / "inbox").iterdir()),
        seconds=WAIT_S,
        what="beginning",
    )
    process.send_signal(signal.SIGKILL)
    process.stdin.close()
    process.wait(WAIT_S)

    until(lambda: not served.names("inbox"), seconds=WAIT_S, what="end")
    assert ([], []) == (served.received(), served.names("taken"))


def test_a_connection_that_breaks_off_leaves_nothing(served: Served) -> None:
    """Nor does one that ends without closing what it wrote."""
    for vanish in (lambda ssh: ssh.get_transport().sock.close(), lambda ssh: ssh.close()):
        with connected(served) as ssh:
            sftp_client = ssh.open_sftp()
            file = sftp_client.open("/inbox/850.edi", "wb")
            file.write(ORDER)
            file.flush()
            file.stat()
            begun = served.names("inbox")
            vanish(ssh)
        until(lambda: not served.names("inbox"), seconds=WAIT_S, what="end")
        assert 1 == len(begun)
    assert [] == served.received()


def test_half_an_interchange_waits_for_the_rest_or_a_person(serving: Serving) -> None:
    """A client that was interrupted closes what it wrote: it is not taken at once, and may be brought anew."""
    served = serving()
    with client(served) as sftp_client:
        for content in (ORDER[:-30], ORDER):
            with sftp_client.open("/inbox/850.edi", "wb") as file:
                file.write(content)
            if content != ORDER:
                assert (["850.edi"], []) == (sftp_client.listdir("/inbox"), served.received())

    assert [ORDER] == served.contents()


def test_half_an_interchange_is_taken_after_its_grace(serving: Serving) -> None:
    """So that a person sees it."""
    served = serving(grace="0s")
    served.house.clock.advance(timedelta(days=3650))
    with client(served) as sftp_client, sftp_client.open("/inbox/850.edi", "wb") as file:
        file.write(ORDER[:-30])

    assert [ORDER[:-30]] == served.contents()


def test_temporary_names_are_taken_once_they_are_renamed(served: Served) -> None:
    """Whichever way a client renames; over another only where it says so."""
    with client(served) as sftp_client:
        for name, renamed in (("a.tmp", "a.edi"), (".b.edi.part", "b.edi")):
            with sftp_client.open(f"/inbox/{name}", "wb") as file:
                file.write(ORDER)
            waiting = (sftp_client.listdir("/inbox"), len(served.received()))
            (sftp_client.rename if name == "a.tmp" else sftp_client.posix_rename)(
                f"/inbox/{name}", f"/inbox/{renamed}"
            )
            assert ([name], [renamed]) == (waiting[0], [served.received()[0].name])
            assert len(ORDER) == sftp_client.stat(f"/inbox/{renamed}").st_size
        for name in ("c.tmp", "d.tmp"):
            with sftp_client.open(f"/inbox/{name}", "wb") as file:
                file.write(b"")
        with pytest.raises(OSError, match="there is a file"):
            sftp_client.rename("/inbox/c.tmp", "/inbox/d.tmp")
        sftp_client.remove("/inbox/c.tmp")

    assert ["d.tmp"] == served.names("inbox")


WAYS_OUT = [
    "/etc/passwd",
    "../../../../etc/passwd",
    "/inbox/../../../../../../etc/passwd",
    "/inbox/../../globex/outbox/x",
    "/outbox/../../../house.db",
    "/inbox/a/b.edi",
    "/secret",
    "/inbox/..\\up.edi",
    "/inbox/a\nb.edi",
    "/inbox/" + "x" * 201,
    "/inbox/.~draft",
    "/inbox",
    "/",
]


@pytest.mark.parametrize("path", WAYS_OUT)
def test_no_path_leads_out_of_the_room(served: Served, path: str) -> None:
    """Neither to read, to write, to rename to, nor to look at what is beyond."""
    with client(served) as sftp_client:
        before = sorted(served.house.folder.rglob("*"))
        with sftp_client.open("/inbox/mine.tmp", "wb") as file:
            file.write(ORDER)
        for act in (
            lambda: sftp_client.open(path, "rb"),
            lambda: sftp_client.open(path, "wb"),
            lambda: sftp_client.rename("/inbox/mine.tmp", path),
            lambda: sftp_client.posix_rename("/inbox/mine.tmp", path),
            lambda: sftp_client.remove(path),
            lambda: sftp_client.posix_rename(path, "/inbox/stolen.edi"),
        ):
            with pytest.raises(OSError):  # noqa: PT011 - whatever the refusal is called
                act()
        sftp_client.remove("/inbox/mine.tmp")

    assert before == sorted(served.house.folder.rglob("*"))


@pytest.mark.parametrize(
    "act",
    [
        lambda sftp: sftp.symlink("/etc", "/inbox/link"),
        lambda sftp: sftp.readlink("/inbox"),
        lambda sftp: sftp.mkdir("/inbox/deeper"),
        lambda sftp: sftp.mkdir("/more"),
        lambda sftp: sftp.rmdir("/inbox"),
        lambda sftp: sftp.open("/outbox/mine.edi", "wb"),
        lambda sftp: sftp.open("/taken/mine.edi", "wb"),
        lambda sftp: sftp.open("/mine.edi", "wb"),
        lambda sftp: sftp.posix_rename("/outbox/855.edi", "/inbox/850.edi"),
        lambda sftp: sftp.posix_rename("/outbox/855.edi", "/outbox/other.edi"),
        lambda sftp: sftp.listdir("/inbox/none"),
        lambda sftp: sftp.listdir("/outbox/855.edi"),
        lambda sftp: sftp.open("/outbox/855.edi", "r+b"),
        lambda sftp: sftp.open("/inbox/waiting.tmp", "ab"),
        lambda sftp: sftp.open("/inbox/waiting.tmp", "r+b"),
        lambda sftp: sftp.open("/inbox/waiting.tmp", "xb"),
        lambda sftp: sftp.remove("/taken/850.edi"),
    ],
)
def test_what_a_partner_may_not_do_is_refused(
    served: Served, act: Callable[[paramiko.SFTPClient], object]
) -> None:
    """And changes nothing."""
    (served.room / "outbox").mkdir(parents=True, exist_ok=True)
    (served.room / "outbox" / "855.edi").write_bytes(ORDER)
    with client(served) as sftp_client:
        with sftp_client.open("/inbox/waiting.tmp", "wb") as file:
            file.write(ORDER)
        with pytest.raises(OSError):  # noqa: PT011 - whatever the refusal is called
            act(sftp_client)

    assert ["855.edi"] == served.names("outbox")
    assert (["waiting.tmp"], []) == (served.names("inbox"), served.received())


def test_links_an_operator_left_in_a_room_are_not_followed(served: Served, tmp_path: Path) -> None:
    """Nor shown: nothing leads anywhere else."""
    (tmp_path / "private").write_bytes(b"private")
    with client(served) as sftp_client:
        (served.room / "outbox" / "link.edi").symlink_to(tmp_path / "private")
        shown = sftp_client.listdir("/outbox")
        with pytest.raises(OSError):  # noqa: PT011 - whatever the refusal is called
            sftp_client.open("/outbox/link.edi", "rb")
        with pytest.raises(OSError):  # noqa: PT011 - the same
            sftp_client.stat("/outbox/link.edi")

    assert [] == shown


def test_a_partner_sees_three_folders_and_nobody_s_names(served: Served) -> None:
    """Hidden drafts of ours are not shown, times and permissions are taken note of, nothing else is told."""
    with client(served) as sftp_client:
        (served.room / "outbox" / ".draft.tmp").write_bytes(b"half")
        sftp_client.chmod("/inbox", 0o777)
        folders = sorted(sftp_client.listdir("/"))
        lines = [one.longname for one in sftp_client.listdir_attr("/")]
        outbox = sftp_client.listdir("/outbox")
        where = sftp_client.normalize("inbox/../outbox/.")

    assert (["inbox", "outbox", "taken"], [], "/outbox") == (folders, outbox, where)
    assert all(line.split()[2:4] == ["-", "-"] for line in lines)


def test_there_is_no_shell_no_command_and_no_way_through(served: Served) -> None:
    """Behind the door there is the room."""
    for command in ([], ["id"], ["-s", "other"], ["-W", "127.0.0.1:22"]):
        done = subprocess.run(
            [*openssh_options(SSH, "-p", served.port), "acme-edi@127.0.0.1", *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WAIT_S,
            check=False,
        )
        assert (True, b"") == (done.returncode != 0, done.stdout)
    with connected(served) as ssh:
        transport = ssh.get_transport()
        assert transport is not None
        with pytest.raises(paramiko.SSHException):
            transport.open_channel("direct-tcpip", ("127.0.0.1", served.port), ("127.0.0.1", 1))
        with pytest.raises(paramiko.SSHException):
            transport.request_port_forward("127.0.0.1", 0)


@pytest.mark.parametrize(
    ("key", "user"), [("stranger", "acme-edi"), ("client", "globex"), ("client", "root")]
)
def test_only_keys_of_a_profile_open_the_door(served: Served, key: str, user: str) -> None:
    """For the user they were given to."""
    with pytest.raises(paramiko.AuthenticationException), client(served, key=key, user=user):
        pass


def test_passwords_open_nothing(served: Served) -> None:
    """They are not even asked for."""
    with socket.create_connection(("127.0.0.1", served.port), WAIT_S) as sock:
        transport = paramiko.Transport(sock)
        transport.start_client(timeout=WAIT_S)
        try:
            with pytest.raises(paramiko.BadAuthenticationType) as refused:
                transport.auth_password("acme-edi", "anything")
        finally:
            transport.close()
    assert ["publickey"] == refused.value.allowed_types


def test_a_partner_who_does_not_trade_is_not_let_in(serving: Serving) -> None:
    """A pause is a pause on every way."""
    with pytest.raises(paramiko.AuthenticationException), client(serving(state="paused")):
        pass


def test_who_may_come_in_is_what_was_applied_last(served: Served) -> None:
    """A key that was changed opens the door of a server that runs, and the one before opens it no more."""
    account = {"user": "acme-edi", "keys": [public("stranger")]}
    write_profile(served.house.folder, "acme", transport={"kind": "hosted"}, sftp=account, state="testing")
    served.gateway.services.directory.become(directory(served.gateway.settings))

    with client(served, key="stranger") as sftp_client:
        assert ["inbox", "outbox", "taken"] == sorted(sftp_client.listdir("/"))
    with pytest.raises(paramiko.AuthenticationException), client(served):
        pass


def test_a_file_larger_than_agreed_is_refused_while_it_is_written(serving: Serving) -> None:
    """Nothing of it stays, and the next may be smaller."""
    served = serving(largest_bytes="1000")
    with client(served) as sftp_client:
        with (
            pytest.raises(OSError, match="1000 bytes at most"),
            sftp_client.open("/inbox/a.edi", "wb") as file,
        ):
            file.write(b"x" * 1001)
        left = served.names("inbox")
        with sftp_client.open("/inbox/b.edi", "wb") as file:
            file.write(ORDER)

    assert ([], [ORDER]) == (left, served.contents())


def test_more_files_than_agreed_are_refused(serving: Serving) -> None:
    """What waits may be replaced; what is taken does not count."""
    served = serving(most_files="2")
    with client(served) as sftp_client:
        for name in ("a.tmp", "b.tmp", "a.tmp"):
            with sftp_client.open(f"/inbox/{name}", "wb") as file:
                file.write(b"half")
        with pytest.raises(OSError, match="no more than 2 files"):
            sftp_client.open("/inbox/c.tmp", "wb")

    assert ["a.tmp", "b.tmp"] == served.names("inbox")


def test_a_partner_who_comes_too_often_at_once_is_hung_up_on(serving: Serving) -> None:
    """And may come again when another has gone."""
    served = serving(account_connections="3")
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(client(served))
        with pytest.raises((paramiko.SSHException, EOFError, OSError)), client(served):
            pass
    until(lambda: _comes_in(served), seconds=WAIT_S, what="way in")


def test_no_more_connections_than_there_may_be(serving: Serving) -> None:
    """Whoever they are from: those who never say who they are count as well."""
    served = serving(most_connections=3)
    with ExitStack() as stack:
        strangers = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port), WAIT_S))
            for _ in range(3)
        ]
        for one in strangers:
            one.recv(4)
        with pytest.raises((paramiko.SSHException, EOFError, OSError)), client(served):
            pass
    until(lambda: _comes_in(served), seconds=WAIT_S, what="way in")


def _comes_in(served: Served) -> bool:
    with suppress(paramiko.SSHException, EOFError, OSError), client(served):
        return True
    return False


def test_forty_at_once_are_all_let_in(served: Served) -> None:
    """A partner whose batches all begin on the hour: none of them is dropped."""
    came = []

    def come(number: int) -> None:
        with client(served) as sftp_client, sftp_client.open(f"/inbox/{number}.edi", "wb") as file:
            file.write(ORDER + b"\n" * number)
        came.append(number)

    threads = [Thread(target=come, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(40)) == sorted(came)
    assert 40 == len(served.received())


def test_a_database_that_is_away_costs_time_and_nothing_else(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was closed is on our disk; it is taken when the database is back."""
    store = type(served.gateway.store)
    real = store.begin

    def away(_: object) -> None:
        raise StorageUnavailable("away")

    monkeypatch.setattr(store, "begin", away)
    with client(served) as sftp_client, sftp_client.open("/inbox/850.edi", "wb") as file:
        file.write(ORDER)
    waiting = (served.names("inbox"), served.received())
    monkeypatch.setattr(store, "begin", real)
    Taking(served.gateway).sweep()

    assert ((["850.edi"], []), [ORDER]) == (waiting, served.contents())
    assert [] == served.names("inbox")


def test_what_was_taken_and_what_broke_off_is_cleared_away_in_time(served: Served) -> None:
    """The database has the bytes; the room shows them for a while."""
    with client(served) as sftp_client, sftp_client.open("/inbox/850.edi", "wb") as file:
        file.write(ORDER)
    (served.room / "inbox" / ".~forgotten").write_bytes(b"half")
    Taking(served.gateway).sweep()
    kept = (served.names("taken"), served.names("inbox"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.entrypoints.sftp.taking.time", lambda: time() + 8 * 86400)
        Taking(served.gateway).sweep()

    assert (1, [".~forgotten"]) == (len(kept[0]), kept[1])
    assert ([], []) == (served.names("taken"), served.names("inbox"))


def test_every_request_the_library_knows_is_answered_here() -> None:
    """None falls through to what the library would do with our disk."""
    known = {name for name in vars(asyncssh.SFTPServer) if not name.startswith("_")}
    helpers = {"channel", "connection", "env", "logger", "convert_attrs", "format_longname", "exit"}
    helpers |= {"map_path", "reverse_map_path"}

    assert set() == known - helpers - set(vars(Room))


def test_a_host_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    """A file that holds none is said."""
    file = tmp_path / "new" / "key"
    made, read = host_key(file), host_key(file)
    (tmp_path / "other").write_text("no key", encoding="utf-8")

    assert made.public_data == read.public_data
    assert 0o600 == file.stat().st_mode & 0o777
    with pytest.raises(ConfigurationFault, match="no private key"):
        host_key(tmp_path / "other")


def test_the_verb_serves_until_it_is_told_to_end(serving: Serving, tmp_path: Path) -> None:
    """A process of its own: it says where it is and which key it shows, looks what others apply, and ends with 0."""
    served = serving()
    env = environment(
        config_dir=served.house.folder / "config",
        data_dir=served.house.folder / "data",
        database_url=served.gateway.settings.database_url,
        config_watch_s=0.1,
    )
    with started(GATEWAY, "sftp-server", "--port", "0", env=env, log=tmp_path / "server.log") as program:
        until(lambda: "sftp server at 127.0.0.1:" in program.said, seconds=START_S, what="server")
        line = next(one for one in program.said.splitlines() if one.startswith("sftp server at"))
        port = int(line.partition("127.0.0.1:")[2].partition(",")[0])
        (tmp_path / "850.edi").write_bytes(ORDER)
        done = subprocess.run(
            [*openssh_options(SFTP, "-P", port), "-b", "-", "acme-edi@127.0.0.1"],
            input=b"put 850.edi /inbox/",
            cwd=tmp_path,
            capture_output=True,
            timeout=WAIT_S,
            check=False,
        )
        applied = Revision(
            id="1", at=START, actor="ann", reason="", git_sha="", digest="of files to come", files={}
        )
        with served.gateway.store.begin() as work:
            work.configurations.keep(applied, {})
            work.commit()
        until(lambda: "config.not-reread" in program.said, seconds=START_S, what="look at what was applied")
        program.signal(signal.SIGTERM)
        ended = program.ended()

    assert (0, 0) == (done.returncode, ended), program.said
    assert "ssh-ed25519 SHA256:" in line
    assert [ORDER] == served.contents()


def test_two_partners_cannot_have_the_same_user(house: House) -> None:
    """The door must know who stands before it."""
    for partner in ("acme", "globex"):
        write_profile(house.folder, partner, sftp={"user": "edi", "keys": [public("client")]})

    with pytest.raises(ConfigurationFault, match="user of acme"):
        rebuilt(house)


def test_a_room_belongs_to_somebody(tmp_path: Path) -> None:
    """Without a partner there is none."""
    with pytest.raises(ConfigurationFault):
        open_hosted(
            HostedSettings(),
            Surroundings(files=tmp_path, clock=FixedClock(), secrets=KnownSecrets()),
        )
