"""What the SFTP transport decides by itself: whom it trusts, what it takes, what it does at the worst moment."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.adapters.transports.retrying import NotConnected
from gateway.adapters.transports.sftp import SftpSettings, SftpTransport
from gateway.adapters.transports.sftp.hostkeys import HostKey, HostKeyRefused, HostKeys
from gateway.adapters.transports.sftp.remote import Login
from gateway.application.ports import Received
from gateway.errors import TransportRefused, TransportUnavailable
from tests.fakes.clocks import FixedClock
from tests.fakes.remotes import KnownRemote
from tests.fakes.secrets import KnownSecrets

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEGUFJcC5F9VlL/S0PFjlV0vXMWLVVfpFCzYtk2IRu"
PRINT = "SHA256:" + "A" * 43
GIVEN = {
    "host": "sftp.example.test",
    "user": "us",
    "host_keys": (KEY,),
    "private_key": "secret:key",
    "inbox": "in",
    "outbox": "out",
}
WHOLE = (
    b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          "
    b"*260302*0900*U*00401*000000001*0*T*>~IEA*0*000000001~"
)


def over(
    remote: KnownRemote, *, connect: Callable[[Login], KnownRemote] | None = None, **settings: Any
) -> SftpTransport:
    """Return a transport over a server in memory."""
    return SftpTransport(
        SftpSettings.model_validate(GIVEN | settings),
        connect=connect or (lambda _: remote),
        clock=FixedClock(),
        secrets=KnownSecrets(key="private", words="pass"),
        pause=lambda _: None,
    )


@pytest.mark.parametrize("name", ["../up.edi", "a/b.edi", "/etc/passwd", "..", "", "a\\b.edi", "a\0b.edi"])
def test_names_a_server_lies_about_are_never_asked_for(name: str) -> None:
    """A remote name never becomes a path: nothing outside the folder is read, moved or removed."""
    remote = KnownRemote(listed=(name,), files={"in/a.edi": (WHOLE, 1)})
    waiting = over(remote).fetch()

    assert "a.edi" == next(waiting).name
    with pytest.raises(TransportRefused, match="is no name"):
        next(waiting)
    assert {"in/a.edi"} == set(remote.asked)


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".archive", "a\0b"])
def test_only_files_of_the_inbox_are_confirmed(name: str) -> None:
    """Not even a record of ours leads out of the folder."""
    remote = KnownRemote()

    with pytest.raises(TransportRefused):
        over(remote).confirm(Received(name=name, key=f"{name}:1:1:{'0' * 64}", content=b""))
    assert [] == remote.asked


def test_a_file_replaced_at_the_moment_of_archiving_is_not_lost() -> None:
    """It goes back to where it will be fetched."""
    remote = KnownRemote(files={"in/a.edi": (WHOLE, 1)})
    transport = over(remote, archive="kept")
    (received,) = transport.fetch()

    def replace() -> None:
        remote.before_rename = lambda: None
        remote.files["in/a.edi"] = (WHOLE + b"\n", 2)

    remote.before_rename = replace
    transport.confirm(received)

    assert [WHOLE + b"\n"] == [one.content for one in transport.fetch()]


def test_a_file_another_archived_at_the_same_moment_is_confirmed() -> None:
    """Two gateways may finish the same file."""
    remote = KnownRemote(files={"in/a.edi": (WHOLE, 1)})
    transport = over(remote, archive="kept")
    (received,) = transport.fetch()
    remote.before_rename = remote.files.clear

    transport.confirm(received)

    assert {} == remote.files


def test_a_file_that_changes_while_it_is_read_waits() -> None:
    """What was read may be half of it."""
    remote = KnownRemote(files={"in/a.edi": (WHOLE, 1)})
    real = remote.get

    def growing(path: str, size: int) -> bytes:
        content = real(path, size)
        remote.files[path] = (WHOLE + WHOLE, 2)
        return content

    remote.get = growing  # type: ignore[method-assign] # interferes as a partner would

    assert [] == list(over(remote).fetch())


@pytest.mark.parametrize("upload", ["rename", "direct"])
def test_what_arrived_short_is_no_delivery(upload: str) -> None:
    """The size is asked for afterwards, and what was begun under a hidden name is cleared away."""
    remote = KnownRemote()

    def cut(path: str) -> None:
        remote.files[path] = (remote.files[path][0][:5], 0)

    remote.after_put = cut

    with pytest.raises(TransportUnavailable, match=f"5 of {len(WHOLE)} bytes arrived"):
        over(remote, upload=upload).leave("a.edi", WHOLE, message_id="1")
    assert ([] if upload == "rename" else ["out/a.edi"]) == list(remote.files)


def test_what_a_partner_takes_the_moment_it_arrives_is_delivered() -> None:
    """Written directly, it may be gone before we can ask."""
    remote = KnownRemote()
    remote.after_put = lambda path: remote.files.pop(path, None) and None

    over(remote, upload="direct").leave("a.edi", WHOLE, message_id="1")

    assert {} == remote.files


def test_nobody_there_is_tried_again_at_once_a_refusal_is_not() -> None:
    """For seconds and within one attempt; everything else is the job queue's."""
    remote, calls = KnownRemote(), []

    def connect(login: Login) -> KnownRemote:
        calls.append(login.host)
        if len(calls) < 3:
            raise NotConnected("nobody there")
        return remote

    def refuse(login: Login) -> KnownRemote:
        calls.append(login.host)
        raise HostKeyRefused("another server")

    over(remote, connect=connect).leave("a.edi", WHOLE, message_id="1")
    tried = len(calls)
    with pytest.raises(HostKeyRefused):
        over(remote, connect=refuse).leave("b.edi", WHOLE, message_id="1")

    assert (3, 4) == (tried, len(calls))


def test_every_wait_has_an_end_and_every_secret_a_name() -> None:
    """What the library is told comes from the profile and the secrets, and from nowhere else."""
    remote, logins = KnownRemote(), []

    def connect(login: Login) -> KnownRemote:
        logins.append(login)
        return remote

    transport = over(remote, connect=connect, passphrase="secret:words", password="secret:words")
    assert [] == list(transport.fetch())

    (login,) = logins
    assert ("private", "pass", "pass") == (login.private_key, login.passphrase, login.password)
    assert (15, 30, 300, 15) == (login.connect_timeout, login.timeout, login.deadline, login.keepalive)


@pytest.mark.parametrize("text", [KEY, f"{KEY} with a comment", f"ssh-ed25519 {PRINT}", PRINT, f"{PRINT}="])
def test_host_keys_are_read_whole_or_as_fingerprints(text: str) -> None:
    """As OpenSSH writes them."""
    key = HostKey.read(text)

    assert ("ssh-ed25519" if text.startswith("ssh") else "") == key.kind
    assert key.fingerprint.startswith("SHA256:")
    assert len(PRINT) == len(key.fingerprint)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-dss AAAA",
        "ssh-ed25519 !!!!",
        f"ssh-rsa {KEY.split()[1]}",
        f"pgp {PRINT}",
        "md5:aa",
    ],
)
def test_what_is_no_host_key_is_refused(text: str) -> None:
    """Among them a key that says it is of another kind."""
    with pytest.raises(ValueError, match="should be"):
        HostKey.read(text)


def test_a_server_is_asked_for_the_kinds_of_key_agreed_on() -> None:
    """A bare fingerprint does not say which kind it is of."""
    assert ("ssh-ed25519",) == HostKeys.read([KEY]).kinds
    assert ("ssh-ed25519", "ssh-rsa") == HostKeys.read([f"ssh-rsa {PRINT}", KEY]).kinds
    assert 5 == len(HostKeys.read([PRINT]).kinds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host_keys": ()},
        {"host_keys": (KEY, KEY, KEY)},
        {"host_keys": ("anything",)},
        {"private_key": None},
        {"private_key": "BEGIN"},
        {"inbox": "../in"},
        {"outbox": ""},
        {"archive": "in"},
        {"archive": "in/"},
        {"upload": "folder"},
        {"drafts": "drafts"},
        {"upload": "resume"},
        {"marker": "ready"},
        {"marker": "{name}"},
        {"marker": "../{name}"},
        {"port": 0},
        {"largest_bytes": 0},
        {"trust": "everybody"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    """When the profile is read, not when the first order is late."""
    with pytest.raises(ValidationError):
        SftpSettings.model_validate(GIVEN | wrong)


def test_a_password_alone_will_do_where_partners_take_no_keys() -> None:
    """As a fallback; both may be given."""
    settings = SftpSettings.model_validate(GIVEN | {"private_key": None, "password": "secret:words"})

    assert "secret:words" == settings.password
