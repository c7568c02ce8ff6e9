"""How much of a document we read: beyond these it is refused before it can do harm."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes of a document and of each attachment, how deep elements nest, how many there are, how many parts and fields."""

    document_bytes: int = 8 * 1024 * 1024
    attachment_bytes: int = 10 * 1024 * 1024
    body_bytes: int = 40 * 1024 * 1024
    depth: int = 64
    elements: int = 200_000
    parts: int = 100
    fields: int = 2000


LIMITS = Limits()
