"""E-mail by folder: a mail server drops messages for us to take attachments from, and sends what we lay down.

We are no mail server. Messages are files: a maildir's `new`, or a folder of `.eml` files.
"""

import re
from base64 import encodebytes
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect as CutShort
from email.errors import MessageError, StartBoundaryNotFoundDefect
from email.message import Message
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from gateway.adapters.transports.folder import FolderSettings, FolderTransport
from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.wholeness import is_whole, opens_interchange
from gateway.application.ports import Received
from gateway.profiles.values import Duration, FolderName, Mailbox, Spec, Text

LONGEST_NAME = 120
LONGEST_HEADER = 4000
LONGEST_ADDRESS = 320
_BOUNDARY = re.compile(rb"boundary\s*\*?\d*\*?\s*=", re.IGNORECASE)
_ODD = re.compile(r"[^A-Za-z0-9._ -]+")
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
CRLF = "\r\n"


class MailSettings(Spec):
    """Where mail for us is dropped and mail of ours is picked up; relative folders lie under the gateway's own.

    Attachments whose name fits `match` are taken, of mail from `senders` (anybody, where none is named); logos and
    signatures are none. Mail that holds none, comes from somebody else or is none at all is kept whole: for a person, or
    as a request where its words are one. `us` and `them` are the
    addresses our own mail carries.
    """

    inbox: FolderName
    outbox: FolderName
    archive: FolderName | None = None
    us: Mailbox
    them: Mailbox
    senders: tuple[Mailbox, ...] = ()
    match: Text = "*"
    settle: Duration = timedelta(seconds=2)
    grace: Duration = timedelta(hours=1)
    largest_bytes: Annotated[int, Field(ge=1)] = 64 * 1024 * 1024
    most_parts: Annotated[int, Field(ge=1, le=500)] = 100
    create: bool = False


def open_mail(settings: MailSettings, surroundings: Surroundings) -> "MailTransport":
    """Return the transport over the folders the settings name."""
    return MailTransport(settings, surroundings)


class MailTransport:
    """Implements the port `Transport` over folders of mail; a message is gone once its last attachment is confirmed."""

    def __init__(self, settings: MailSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        shared = set(FolderSettings.model_fields) & set(MailSettings.model_fields) - {"match"}
        folder = FolderSettings(**{name: getattr(settings, name) for name in shared})
        self._folder = FolderTransport(
            folder, files=surroundings.files, clock=surroundings.clock, whole=self._is_whole
        )

    def fetch(self) -> Iterator[Received]:
        """Yield each attachment of each message that is whole; TransportRefused at the end if one was too large."""
        for mail in self._folder.fetch():
            found = self._attachments(mail.content) or [(mail.name, mail.content)]
            for number, (name, content) in enumerate(found, 1):
                key = f"{number}/{len(found)}:{sha256(content).hexdigest()[:16]}@{mail.key}"
                yield Received(name=name, key=key, content=content)

    def confirm(self, received: Received) -> None:
        """Move the message to the archive once its last attachment is kept."""
        place, _, mail_key = received.key.partition("@")
        number, _, rest = place.partition("/")
        if number == rest.partition(":")[0]:
            self._folder.confirm(Received(name=mail_key.rsplit(":", 3)[0], key=mail_key, content=b""))

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Write a message with the document attached; the same document again is the same message, byte by byte."""
        boundary = f"=_{sha256(content).hexdigest()[:40]}"
        safe = _safe(name)
        head = (
            f"From: {self._settings.us}",
            f"To: {self._settings.them}",
            f"Subject: {safe}",
            f"Message-ID: <{_ODD_IN_ID.sub('-', message_id.strip('<>'))}>",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/mixed; boundary="{boundary}"',
            "",
            f"--{boundary}",
            f'Content-Type: application/edi-x12; name="{safe}"',
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{safe}"',
            "",
            "",
        )
        body = encodebytes(content).replace(b"\n", b"\r\n")
        mail = CRLF.join(head).encode() + body + f"--{boundary}--{CRLF}".encode()
        self._folder.leave(f"{name}.eml", mail, message_id=message_id)

    def _is_whole(self, content: bytes) -> bool:
        """Tell whether a message is all there, and what is attached to it too; one that is none never is."""
        mail = self._opened(content)
        if mail is None or any(isinstance(one, CutShort) for part in mail.walk() for one in part.defects):
            return False
        closed = (
            mail.is_multipart()
        )  # its last boundary is there: of what says nothing of its end no more will come
        return all(
            is_whole(attached) or (closed and not opens_interchange(attached))
            for _, attached in self._attachments(content)
        )

    def _opened(self, content: bytes) -> Message | None:
        """Return a message; None where it would cost too much to look at, or is none."""
        if len(_BOUNDARY.findall(content)) > self._settings.most_parts:
            return None
        try:
            mail = message_from_bytes(content)
            parts = sum(1 for _ in mail.walk())
        except (MessageError, RecursionError, ValueError, LookupError):
            return None
        broken = any(isinstance(one, StartBoundaryNotFoundDefect) for one in mail.defects)
        return None if broken or parts > self._settings.most_parts else mail

    def _attachments(self, content: bytes) -> Sequence[tuple[str, bytes]]:
        """Return the attachments we take of a message, by name."""
        mail = self._opened(content)
        if mail is None or not self._may_send(mail):
            return ()
        return [
            (name, attached)
            for part in mail.walk()
            if not part.is_multipart()
            and (name := _name_of(part))
            and fnmatchcase(name, self._settings.match)
            if (attached := _bytes_of(part))
        ]

    def _may_send(self, mail: Message) -> bool:
        if not self._settings.senders:
            return True
        said = str(mail.get("From", ""))[-LONGEST_ADDRESS:].strip()
        sender = said.rpartition("<")[2].rstrip(">")  # a header's grammar is no match for hostile ones
        return sender.lower() in {one.lower() for one in self._settings.senders}


_ODD_IN_ID = re.compile(r"[^A-Za-z0-9@._+=-]")


def _name_of(part: Message) -> str:
    """Return what an attachment is called, safe to show and to keep; empty for what is no attachment."""
    if _is_decoration(part):
        return ""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError):
        name = ""
    is_edi = part.get_content_type() in {"application/edi-x12", "application/octet-stream"}
    if not name and not is_edi and part.get_content_disposition() != "attachment":
        return ""
    return _safe(name)


def _is_decoration(part: Message) -> bool:
    """Return whether a part is a picture shown in the words of a letter, such as a logo, or its signature."""
    shown = part.get_content_disposition() != "attachment" or "Content-ID" in part
    return part.get_content_type() in _SIGNATURES or (part.get_content_maintype() == "image" and shown)


def _safe(name: str) -> str:
    """Return a name without folders, control characters, quotes or anything a header or a disk would read."""
    last = re.split(r"[/\\]", name[:LONGEST_HEADER])[-1]
    return _ODD.sub("_", last).strip(" .")[-LONGEST_NAME:] or "attachment"


def _bytes_of(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""
