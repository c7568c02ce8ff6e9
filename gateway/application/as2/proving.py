"""Proving what was exchanged: the bytes of a message and of its receipts, as they crossed the wire."""

from collections.abc import Iterator

from gateway.application.as2.records import Lines
from gateway.application.ports import UnitOfWork
from gateway.errors import NotFound


def evidence_of(work: UnitOfWork, message: str) -> Iterator[tuple[str, bytes]]:
    """Yield all that proves a message, sent or received, as files: names and bytes; raises NotFound."""
    try:
        yield from _received(work, message)
    except NotFound:
        yield from _sent(work, message)


def _received(work: UnitOfWork, message: str) -> Iterator[tuple[str, bytes]]:
    arrival = work.as2_inbox.get(message)
    yield "message.headers", written(arrival.headers)
    yield "message.body", work.as2_inbox.body(message)
    receipt = work.as2_inbox.receipt(message)
    if receipt is not None:
        yield "receipt-1.headers", written(receipt.headers)
        yield "receipt-1.body", receipt.body


def _sent(work: UnitOfWork, message: str) -> Iterator[tuple[str, bytes]]:
    sealed = work.as2_outbox.get(message)
    yield "message.headers", written(sealed.headers)
    yield "message.body", work.as2_outbox.body(message)
    for number, one in enumerate(work.as2_outbox.evidence(message), 1):
        yield f"receipt-{number}.headers", written(one.headers)
        yield f"receipt-{number}.body", one.body


def written(lines: Lines) -> bytes:
    """Return header lines the way they stand on the wire."""
    return "".join(f"{name}: {value}\r\n" for name, value in lines).encode("latin-1", "replace")
