"""How much of anything a message may ask of us."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds that hold while a message or a receipt is read; bytes unless said otherwise."""

    body: int = 100 * MEGABYTE
    decompressed: int = 100 * MEGABYTE
    headers: int = 32 * 1024
    header_lines: int = 200
    message_id: int = 998
    parts: int = 64
    multipart_depth: int = 3
    asn1_depth: int = 32
    asn1_elements: int = 250_000
    signature: int = 256 * 1024
    signature_elements: int = 10_000
    recipients: int = 64
    signers: int = 8
    receipt: int = MEGABYTE


STANDARD = Limits()
