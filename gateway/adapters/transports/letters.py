"""Letters to people, laid down in a folder where a mail relay picks them up: we are no mail server."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from gateway.adapters.transports.folder import FolderSettings, FolderTransport
from gateway.application.ports import Clock
from gateway.application.ports.letters import Letter


def lay_down(letter: Letter, outbox: str, *, files: Path, clock: Clock, create: bool) -> None:
    """Write a letter whole or not at all; one that lies there already stays as it is.

    Raises TransportUnavailable where the folder cannot be reached, TransportRefused for another letter of its name.
    """
    settings = FolderSettings(inbox=outbox, outbox=outbox, create=create)
    folder = FolderTransport(settings, files=files, clock=clock)
    folder.leave(f"{letter.name}.eml", as_bytes(letter), message_id=letter.message_id)


def as_bytes(letter: Letter) -> bytes:
    """Return a letter as RFC 5322 and MIME write it; the same letter is the same bytes."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = letter.us
    mail["To"] = ", ".join(letter.them)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{letter.message_id}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    for one in letter.attached:
        main, _, sub = one.media_type.partition("/")
        mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    if letter.attached:
        mail.set_boundary(f"=_{sha256(letter.message_id.encode()).hexdigest()[:40]}")
    return mail.as_bytes()
