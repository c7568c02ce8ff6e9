"""Why a message was not accepted: the words a receipt carries, and the sentence a log gets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Modifier(StrEnum):
    """What a receipt says of a message that was not accepted."""

    AUTHENTICATION_FAILED = "authentication-failed"
    DECOMPRESSION_FAILED = "decompression-failed"
    DECRYPTION_FAILED = "decryption-failed"
    INSUFFICIENT_MESSAGE_SECURITY = "insufficient-message-security"
    INTEGRITY_CHECK_FAILED = "integrity-check-failed"
    INVALID_MESSAGE_ID = "invalid-message-id"
    UNEXPECTED_PROCESSING_ERROR = "unexpected-processing-error"
    UNKNOWN_TRADING_RELATIONSHIP = "unknown-trading-relationship"
    SENDER_EQUALS_RECEIVER = "sender-equals-receiver"
    UNSUPPORTED_FORMAT = "unsupported format"
    UNSUPPORTED_MIC_ALGORITHMS = "unsupported MIC-algorithms"

    @property
    def disposition(self) -> str:
        """Return the type and the modifier as a receipt writes them."""
        return f"failed/failure: {self}" if self in FAILURES else f"processed/error: {self}"


FAILURES = frozenset(
    {Modifier.SENDER_EQUALS_RECEIVER, Modifier.UNSUPPORTED_FORMAT, Modifier.UNSUPPORTED_MIC_ALGORITHMS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason: what the sender is told, and what an operator reads (which never quotes the message)."""

    modifier: Modifier
    reason: str


class Refused(Exception):
    """Leaves the reading of one layer; whoever reads the message turns it into a value."""

    def __init__(self, modifier: Modifier, reason: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(modifier=modifier, reason=reason)


@contextmanager
def refusing(modifier: Modifier, reason: str) -> Iterator[None]:
    """Turn whatever a parser of others raises over hostile bytes into one refusal."""
    try:
        yield
    except Exception as problem:
        raise Refused(modifier, reason) from problem
