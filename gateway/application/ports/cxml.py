"""What partners posted as cXML, what was attached to it, and the digests of secrets they may show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gateway.domain.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlExchange:
    """One request of a partner whom we knew, and how it was answered: one row for its payload id.

    `message` is the name of the request (`OrderRequest`), `operation` what it says of itself (`new`, `update`),
    `sha256` the digest of the bytes as they are kept, with secrets masked. `status` is what we answered.
    `headers` are the header lines of HTTP, without what lets somebody in.
    """

    id: str
    partner: str
    payload_id: str
    message: str
    operation: str = ""
    deployment: str = "production"
    reference: str = ""
    sender: str = ""
    remote: str = ""
    sha256: str
    size: int
    status: int = 0
    findings: tuple[Finding, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    transmission: str = ""
    document: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlAttachment:
    """A file that came with a request, known within it by its Content-ID; `content` is given when it is kept only."""

    id: str
    partner: str
    exchange: str
    document: str = ""
    position: int = 0
    content_id: str = ""
    name: str = ""
    media_type: str = ""
    size: int
    sha256: str
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlSecret:
    """The digest of a shared secret we made for a partner; it counts until it is retired."""

    partner: str
    digest: str
    salt: str
    made_by: str
    made_at: datetime
    retired_at: datetime | None = None


class CxmlInbox(Protocol):
    """What partners posted, how it was answered, and what they may show to post."""

    def claim(self, exchange: CxmlExchange) -> CxmlExchange | None:
        """Keep it and return None; or return, locked, the one that came before under its payload id."""
        ...

    def finish(self, exchange: CxmlExchange, reply: bytes) -> None:
        """Write down what became of it, and the bytes it was answered by."""
        ...

    def reply(self, exchange: str) -> bytes:
        """Return the bytes a request was answered by; raises NotFound."""
        ...

    def get(self, exchange: str) -> CxmlExchange:
        """Return a request; raises NotFound."""
        ...

    def find(self, partner: str, payload_id: str) -> CxmlExchange | None:
        """Return the request of a partner under a payload id."""
        ...

    def of_document(self, document: str) -> CxmlExchange | None:
        """Return the request a document came in."""
        ...

    def recent(self, limit: int, *, partner: str = "", before: str = "") -> Sequence[CxmlExchange]:
        """Return the newest first, those before a given one if it is named."""
        ...

    def attach(self, attachments: Sequence[CxmlAttachment]) -> None:
        """Keep what came with a request."""
        ...

    def attachments(self, document: str) -> Sequence[CxmlAttachment]:
        """Return what came with a document, in order, without the bytes."""
        ...

    def attachment(self, attachment: str) -> CxmlAttachment:
        """Return an attachment with its bytes; raises NotFound."""
        ...

    def secrets(self, partner: str) -> Sequence[CxmlSecret]:
        """Return the secrets of a partner that count, oldest first."""
        ...

    def keep_secret(self, secret: CxmlSecret) -> None:
        """Keep a secret's digest, or what has become of it."""
        ...
