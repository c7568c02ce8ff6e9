"""AS2: what came and what was sealed, our keys, and who seals and judges for the transport."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gateway.application.as2.records import (
    As2Arrival,
    As2Evidence,
    As2ReceiptGiven,
    As2Sealed,
    ImportedCertificate,
    Lines,
    OwnKey,
)
from gateway.application.records import Transmission


class As2Inbox(Protocol):
    """Messages that came, each once by names and Message-ID, and the receipts they got."""

    def claim(self, arrival: As2Arrival, body: bytes) -> As2Arrival | None:
        """Keep it and return None; or return, locked, the one that came before under its names and Message-ID."""
        ...

    def retake(self, arrival: As2Arrival, body: bytes) -> None:
        """Put a new attempt in the place of one that failed or was left lying: the same id, other bytes."""
        ...

    def finish(self, arrival: As2Arrival) -> bool:
        """Write down what became of it; return False, writing nothing, when somebody else took it over."""
        ...

    def get(self, arrival: str) -> As2Arrival:
        """Return a message that came; raises NotFound."""
        ...

    def body(self, arrival: str) -> bytes:
        """Return its bytes as they were; raises NotFound."""
        ...

    def give(self, receipt: As2ReceiptGiven) -> None:
        """Keep the receipt of a message, in place of one of an attempt that failed."""
        ...

    def receipt(self, arrival: str) -> As2ReceiptGiven | None:
        """Return the receipt a message got."""
        ...

    def forget_refused(self, partner: str, *, keep: int) -> None:
        """Drop the bytes of a partner's refused messages but the newest; what became of them stays."""
        ...

    def that_brought(self, transmission: Transmission) -> Sequence[As2Arrival]:
        """Return the messages under whose Message-ID a transmission came, oldest first."""
        ...

    def recent(self, limit: int) -> Sequence[As2Arrival]:
        """Return the newest first."""
        ...


class As2Outbox(Protocol):
    """Messages of ours as they were sealed, and the receipts that came for them."""

    def add(self, sealed: As2Sealed, body: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its round of its document is sealed already."""
        ...

    def update(self, sealed: As2Sealed) -> None:
        """Replace what is remembered of it; its bytes, id and Message-ID stay."""
        ...

    def latest(self, partner: str, key: str, *, lock: bool = False) -> As2Sealed | None:
        """Return the last round of a document, locked if asked."""
        ...

    def rounds(self, partner: str, key: str) -> Sequence[As2Sealed]:
        """Return a document as it was sealed, once a Message-ID, oldest first."""
        ...

    def get(self, sealed: str, *, lock: bool = False) -> As2Sealed:
        """Return a sealed message, locked if asked; raises NotFound."""
        ...

    def find(self, partner: str, message_id: str) -> As2Sealed | None:
        """Return what was sent to a partner under a Message-ID."""
        ...

    def body(self, sealed: str) -> bytes:
        """Return its bytes; raises NotFound."""
        ...

    def testify(self, evidence: As2Evidence) -> None:
        """Keep a receipt that came."""
        ...

    def evidence(self, sealed: str) -> Sequence[As2Evidence]:
        """Return the receipts that came for a message, oldest first."""
        ...

    def recent(self, limit: int) -> Sequence[As2Sealed]:
        """Return the newest first."""
        ...


class Keyring(Protocol):
    """Our own key pairs, sealed, and the certificates of partners that were imported; and secrets sealed by name."""

    def add_own(self, key: OwnKey) -> None:
        """Keep a key pair, or what is newly said of it."""
        ...

    def own(self, identity: str = "") -> Sequence[OwnKey]:
        """Return the key pairs of an identity, or all, oldest first."""
        ...

    def add_imported(self, certificate: ImportedCertificate) -> None:
        """Keep a partner's certificate, or what is newly agreed of it."""
        ...

    def imported(self, partner: str = "") -> Sequence[ImportedCertificate]:
        """Return the certificates of a partner, or of all, oldest first."""
        ...

    def put_secret(self, name: str, sealed: bytes) -> None:
        """Keep a sealed secret, in place of an older one."""
        ...

    def secret(self, name: str) -> bytes | None:
        """Return a sealed secret."""
        ...

    def secret_names(self) -> Sequence[str]:
        """Return the names of sealed secrets in order."""
        ...


class Vault(Protocol):
    """Seals what must not lie about in clear; only the holder of the master key opens it."""

    def seal(self, name: str, clear: bytes) -> bytes:
        """Return it sealed under its name; raises ConfigurationFault where there is no master key."""
        ...

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return what was sealed under the name; raises ConfigurationFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A sealed message on its way: what is posted, and whether its receipt comes with the answer."""

    id: str
    message_id: str
    headers: Lines
    body: bytes = field(repr=False)
    answer_is_receipt: bool


class As2Desk(Protocol):
    """Seals messages and judges answers, for the transport that only carries them."""

    def seal(self, partner: str, *, name: str, content: bytes, key: str) -> Outgoing:
        """Return the message that carries a document: made the first time, the same bytes ever after."""
        ...

    def answered(self, outgoing: Outgoing, lines: Lines, body: bytes) -> None:
        """Take the answer to a message the partner took; raises TransportError unless it is now delivered or awaited."""
        ...
