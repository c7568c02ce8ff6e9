"""What is remembered of AS2: messages that came, receipts given, messages sealed, receipts that came, keys of ours."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.as2.composing import Sent

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class As2Arrival:
    """A message that came, as its bytes and what became of it; one row for its names and Message-ID.

    `state` is `received` (somebody works on it, until `held_until_at`), `accepted` or `refused`. `signer` and
    `decrypted_with` are fingerprints of certificates; `mics` are the checks a receipt may carry.
    """

    id: str
    partner: str
    sender: str
    recipient: str
    message_id: str
    sha256: str
    size: int
    remote: str
    headers: Lines
    state: str
    token: str
    held_until_at: datetime
    at: datetime
    attempts: int = 1
    content_sha256: str = ""
    layers: tuple[str, ...] = ()
    mics: tuple[str, ...] = ()
    signer: str = ""
    decrypted_with: str = ""
    transmissions: tuple[str, ...] = ()
    disposition: str = ""
    reason: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class As2ReceiptGiven:
    """The receipt a message got, as it left; `id` is the arrival's. `state`: `answered`, `waiting`, `sent`, `failed`."""

    id: str
    partner: str
    message_id: str
    disposition: str
    signed: bool
    url: str
    headers: Lines
    body: bytes = field(repr=False)
    state: str
    at: datetime
    sent_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class As2Sealed:
    """A message of ours as it leaves, and leaves again: made once. `key` is the document's own message id.

    `state` is `sealed`, `awaited` (the partner took it, its receipt comes later), `delivered`, `negative`, `bad`,
    `overdue`. `round` counts the Message-IDs a document was sent under.
    """

    id: str
    partner: str
    key: str
    round: int = 1
    message_id: str
    name: str
    headers: Lines
    layers: tuple[str, ...]
    sent: Sent
    signer: str
    encrypted_to: str
    sha256: str
    size: int
    mode: str
    state: str
    at: datetime
    attempts: int = 0
    resends: int = 0
    due_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class As2Evidence:
    """A receipt that came for a message of ours; `counted` says whether it decided what became of the message."""

    id: str
    partner: str
    about: str
    outcome: str
    faults: tuple[str, ...]
    disposition: str
    note: str
    mic: str
    signer: str
    counted: bool
    headers: Lines
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A key pair of ours: the certificate, the key sealed, and from when it signs and until when it decrypts."""

    fingerprint: str
    identity: str
    certificate: str
    sealed: bytes = field(repr=False)
    signs_from_at: datetime
    decrypts_until_at: datetime | None = None
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCertificate:
    """A partner's certificate that was imported beside the profile, and the time for which it is agreed."""

    partner: str
    fingerprint: str
    certificate: str
    uses: tuple[str, ...]
    from_at: datetime | None = None
    until_at: datetime | None = None
    imported_at: datetime
