"""The other side of each kind of transport, for real: a folder, an HTTP server and an OpenSSH server on this machine."""

import os
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from pydantic import BaseModel

from gateway.adapters.transports.folder import FolderSettings
from gateway.adapters.transports.hosted import HostedSettings
from gateway.adapters.transports.https import HttpsSettings
from gateway.adapters.transports.mail import MailSettings
from gateway.adapters.transports.sftp import SftpSettings
from gateway.profiles.cxml import CxmlPosting
from tests.fakes.clocks import START
from tests.fakes.openssh import SHA1_ONLY, OpenSsh, openssh

TLS = Path(__file__).parent / "tls"
A_PARTNER = "partner"
A_MINUTE_AGO = START - timedelta(minutes=1)


class Peer(Protocol):
    """A partner, as far as a transport can tell; `secrets` are what we must know to come in."""

    settings: BaseModel
    secrets: Mapping[str, str]

    def delivered(self) -> list[bytes]:
        """Return what we delivered, each once."""
        ...

    def vanish(self) -> None:
        """Be out of reach from now on."""
        ...


class PolledPeer(Peer, Protocol):
    """A partner whose files we fetch."""

    def drop(self, name: str, content: bytes) -> None:
        """Leave a file for us."""
        ...


def age(file: Path, at: datetime) -> None:
    """Make a file look as if nobody had touched it since then."""
    os.utime(file, (at.timestamp(), at.timestamp()))


@dataclass
class FolderPeer:
    """A partner at the other end of two folders."""

    inbox: Path
    outbox: Path
    settings: FolderSettings
    secrets: Mapping[str, str] = field(default_factory=dict)

    def drop(self, name: str, content: bytes) -> None:
        """Write a file, a minute ago."""
        file = self.inbox / name
        file.write_bytes(content)
        age(file, A_MINUTE_AGO)

    def delivered(self) -> list[bytes]:
        """Return what a partner would pick up: files without a dot before the name."""
        return [file.read_bytes() for file in sorted(self.outbox.iterdir()) if not file.name.startswith(".")]

    def vanish(self) -> None:
        """Take the folders away."""
        self.inbox.rename(self.inbox.with_name("gone-in"))
        self.outbox.rename(self.outbox.with_name("gone-out"))


@contextmanager
def folder_peer(files: Path) -> Iterator[FolderPeer]:
    """Open a partner over two folders."""
    settings = FolderSettings(inbox="peer/in", outbox="peer/out")
    peer = FolderPeer(inbox=files / "peer/in", outbox=files / "peer/out", settings=settings)
    peer.inbox.mkdir(parents=True)
    peer.outbox.mkdir()
    yield peer


@dataclass(frozen=True)
class Request:
    """What came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class HttpPeer:
    """A partner behind an address; `status`, `answer` and `location` are what it says to everything."""

    settings: HttpsSettings
    server: ThreadingHTTPServer
    secrets: Mapping[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    answer: bytes = b""
    location: str = ""
    hangs_up: bool = False
    speaks: Event | None = None

    def delivered(self) -> list[bytes]:
        """Return the bodies that came whole, one a Message-ID."""
        whole = [one for one in self.requests if len(one.body) == int(one.headers["Content-Length"])]
        return list({one.headers["Message-ID"]: one.body for one in whole}.values())

    def vanish(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def http_peer(_files: Path | None = None, *, tls: bool = False, **settings: Any) -> Iterator[HttpPeer]:
    """Open a partner over HTTP on a port of its own; with `tls` it shows a certificate nobody knows."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(ConnectionError):  # whoever asked may be gone
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.requests.append(Request(path=self.path, headers=dict(self.headers), body=body))
                if peer.speaks is not None:
                    peer.speaks.wait(10)
                if not peer.hangs_up:
                    self.reply()

        def reply(self) -> None:
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(peer.answer)))
            if peer.location:
                self.send_header("Location", peer.location)
            self.end_headers()
            self.wfile.write(peer.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    address = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/x12"
    peer = HttpPeer(settings=HttpsSettings(url=address, **settings), server=server)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield peer
    finally:
        if peer.speaks is not None:
            peer.speaks.set()
        peer.vanish()
        thread.join(10)


@dataclass
class SftpPeer:
    """A partner who runs an OpenSSH server."""

    server: OpenSsh
    settings: SftpSettings
    secrets: Mapping[str, str]

    @property
    def inbox(self) -> Path:
        """Return the folder we fetch from."""
        return self.server.data / "inbox"

    @property
    def outbox(self) -> Path:
        """Return the folder we deliver to."""
        return self.server.data / "outbox"

    def drop(self, name: str, content: bytes) -> None:
        """Write a file, a minute ago."""
        file = self.inbox / name
        file.write_bytes(content)
        age(file, A_MINUTE_AGO)

    def delivered(self) -> list[bytes]:
        """Return what a partner would pick up: files without a dot before the name."""
        return [file.read_bytes() for file in sorted(self.outbox.iterdir()) if not file.name.startswith(".")]

    def vanish(self) -> None:
        """Stop the server."""
        self.server.kill()


@contextmanager
def sftp_peer(
    files: Path,
    *,
    config: Sequence[str] = (),
    options: str = "",
    host_kind: str = "ed25519",
    **settings: Any,
) -> Iterator[SftpPeer]:
    """Open a partner with a server of its own."""
    (files / "sshd").mkdir()
    with openssh(files / "sshd", config=config, options=options, host_kind=host_kind) as server:
        given = {
            "host": "127.0.0.1",
            "port": server.port,
            "user": server.user,
            "host_keys": (server.host_key.rpartition(" ")[0],),
            "private_key": "secret:sftp-key",
            "inbox": "inbox",
            "outbox": "outbox",
        }
        made = SftpSettings.model_validate(given | settings)
        yield SftpPeer(server=server, settings=made, secrets={"sftp-key": server.private_key})


def legacy_sftp_peer(files: Path) -> AbstractContextManager[SftpPeer]:
    """Open a partner whose server knows SHA-1 only."""
    return sftp_peer(files, config=SHA1_ONLY, host_kind="rsa", legacy=True)


@dataclass
class HostedPeer:
    """A partner with a room on our own server."""

    outbox: Path
    settings: HostedSettings = field(default_factory=HostedSettings)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def delivered(self) -> list[bytes]:
        """Return what the partner is shown."""
        return [file.read_bytes() for file in sorted(self.outbox.iterdir()) if not file.name.startswith(".")]

    def vanish(self) -> None:
        """Put a file where the folder should be."""
        self.outbox.rmdir()
        self.outbox.write_bytes(b"")


@contextmanager
def hosted_peer(files: Path) -> Iterator[HostedPeer]:
    """Open a room."""
    outbox = files / "sftp" / A_PARTNER / "outbox"
    outbox.mkdir(parents=True)
    yield HostedPeer(outbox=outbox)


@dataclass
class MailPeer(FolderPeer):
    """A partner whose mail a server drops for us, and who reads the mail we lay down."""

    settings: MailSettings  # type: ignore[assignment] # of another kind

    def drop(self, name: str, content: bytes) -> None:
        """Send a message with a file attached, a minute ago."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "edi@partner.example", "edi@us.example", "orders"
        mail.set_content("Please find attached.")
        mail.add_attachment(content, maintype="application", subtype="edi-x12", filename=name)
        super().drop(f"{name}.eml", mail.as_bytes())

    def delivered(self) -> list[bytes]:
        """Return what is attached to the messages."""
        mails = [message_from_bytes(one, policy=default) for one in super().delivered()]
        return [part.get_content() for mail in mails for part in mail.iter_attachments()]


@contextmanager
def mail_peer(files: Path) -> Iterator[MailPeer]:
    """Open a partner over two folders of mail."""
    settings = MailSettings(
        inbox="peer/in", outbox="peer/out", us="edi@us.example", them="edi@partner.example"
    )
    peer = MailPeer(inbox=files / "peer/in", outbox=files / "peer/out", settings=settings)
    peer.inbox.mkdir(parents=True)
    peer.outbox.mkdir()
    yield peer


@contextmanager
def cxml_peer(_files: Path | None = None, **settings: Any) -> Iterator[HttpPeer]:
    """Open a partner who answers in cXML."""
    with http_peer() as peer:
        address = f"{peer.settings.url.removesuffix('/x12')}/cxml"
        peer.settings = CxmlPosting(url=address, private=True, **settings)  # type: ignore[assignment] # of another kind
        peer.answer = answered("200")
        yield peer


def answered(code: str, text: str = "OK", message: str = "") -> bytes:
    """Return a Response with a status."""
    status = f'<Status code="{code}" text="{text}">{message}</Status>'
    head = '<cXML payloadID="1@peer" timestamp="2026-03-02T09:00:00+00:00">'
    return f"{head}<Response>{status}</Response></cXML>".encode()


PEERS: Mapping[str, Callable[[Path], AbstractContextManager[Peer]]] = {
    "cxml": cxml_peer,
    "folder": folder_peer,
    "hosted": hosted_peer,
    "https": http_peer,
    "mail": mail_peer,
    "sftp": sftp_peer,
    "sftp legacy": legacy_sftp_peer,
}
