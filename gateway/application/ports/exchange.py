"""What crossed the wire, and what was read from it or written for it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from gateway.application.records import (
    DocumentRecord,
    InterchangeRecord,
    Transmission,
)


class Transmissions(Protocol):
    """Everything that crossed the wire, with its bytes; bytes never change."""

    def add(self, transmission: Transmission, content: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its transport key is there already."""
        ...

    def find(self, partner: str, direction: str, transport: str, transport_key: str) -> Transmission | None:
        """Return the transmission under a transport key."""
        ...

    def get(self, transmission: str) -> Transmission:
        """Return a transmission; raises NotFound."""
        ...

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises NotFound."""
        ...

    def part(self, transmission: str, offset: int, length: int) -> bytes:
        """Return so many of the bytes from an offset on; raises NotFound."""
        ...

    def set_state(
        self, transmission: str, state: str, *, partner: str | None = None, reason: str = ""
    ) -> None:
        """Move a transmission, and name its partner once known."""
        ...

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[Transmission]:
        """Return the newest first, those of a partner or that came before a given one if it is named."""
        ...

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[Transmission]:
        """Return so many under a name or with a digest (SHA-256, in hexadecimal), of a partner if it is named, in no order."""
        ...


class Interchanges(Protocol):
    """Interchanges received and sent."""

    def add(self, interchange: InterchangeRecord) -> None:
        """Keep an interchange; one already kept under its id is replaced."""
        ...

    def of(self, transmission: str) -> Sequence[InterchangeRecord]:
        """Return the interchanges of a transmission in order."""
        ...

    def get(self, interchange: str) -> InterchangeRecord:
        """Return an interchange; raises NotFound."""
        ...

    def in_state(self, state: str, limit: int) -> Sequence[InterchangeRecord]:
        """Return the interchanges in a state, newest (by id) first."""
        ...

    def numbered(self, control_number: str, limit: int, *, partner: str = "") -> Sequence[InterchangeRecord]:
        """Return so many interchanges of a control number, of a partner if it is named, in no order."""
        ...


class InboxKeys(Protocol):
    """The ledger of what was seen before; survives the documents themselves."""

    def claim(
        self, partner: str, scope: str, key: str, *, sha256: str, transmission: str, at: datetime
    ) -> tuple[str, str] | None:
        """Return None when the key is new and now ours, else (sha256, transmission) of its first use."""
        ...


class Documents(Protocol):
    """Transaction sets in and out, the outbox included: one row each, three axes."""

    def add(self, document: DocumentRecord, content: bytes = b"") -> bool:
        """Keep it, with the bytes to send if it leaves; return False when its dedupe key is there already."""
        ...

    def update(self, document: DocumentRecord) -> None:
        """Replace a document's record; its bytes stay."""
        ...

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[DocumentRecord]:
        """Return so many of an interchange's number, a reference or a file name, of a partner if it is named, in no order."""
        ...

    def get(self, document: str, *, lock: bool = False) -> DocumentRecord:
        """Return a document, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def content(self, document: str) -> bytes:
        """Return the bytes to send or sent (outbound documents only); raises NotFound."""
        ...

    def find(self, partner: str, dedupe: str) -> DocumentRecord | None:
        """Return the document under a dedupe key."""
        ...

    def of_order(self, order: str) -> Sequence[DocumentRecord]:
        """Return an order's chain, oldest first."""
        ...

    def answers_to(self, ref: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer an interchange or document, oldest first."""
        ...

    def of_orders(self, orders: Collection[str]) -> Sequence[DocumentRecord]:
        """Return the chains of many orders, oldest first."""
        ...

    def answers_to_any(self, refs: Collection[str]) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer any of these interchanges or documents, oldest first."""
        ...

    def of_transmission(self, transmission: str) -> Sequence[DocumentRecord]:
        """Return what one transmission held, in order."""
        ...

    def sent_in_group(
        self, partner: str, functional_group: str, group_control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of a functional group, newest first, locked if asked."""
        ...

    def sent_about(self, partner: str, reference: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that go by a number, oldest first."""
        ...

    def sent_in_interchange(
        self, partner: str, control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of an interchange, oldest first, locked if asked."""
        ...

    def overdue(self, at: datetime, limit: int) -> Sequence[DocumentRecord]:
        """Return so many outbound documents whose acknowledgement was due before then and is awaited, by deadline."""
        ...

    def recent(  # noqa: PLR0913 - one keyword a column of the list
        self,
        limit: int,
        *,
        partner: str = "",
        direction: str = "",
        set_id: str = "",
        validation: str = "",
        delivery: str = "",
        acknowledgement: str = "",
        before: str = "",
    ) -> Sequence[DocumentRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        ...


class ControlNumbers(Protocol):
    """Control numbers: without gaps, in commit order."""

    def draw(
        self, partner: str, series: str, *, first: int = 1, last: int = 999_999_999, count: int = 1
    ) -> int:
        """Return the first of the next `count` numbers of a series, which starts over where they would pass the last."""
        ...

    def peek(self, partner: str, series: str) -> int:
        """Return the last number drawn, 0 if none was."""
        ...
