"""Messages composed: once. What is sent again later is these bytes, under this id."""

import re
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from gateway.as2.agreements import Agreement, Compression, Layer, ReceiptRequest, Sending, TransferEncoding
from gateway.as2.algorithms import Cipher, Digest
from gateway.as2.compressing import compress
from gateway.as2.encrypting import Chance, encrypt
from gateway.as2.filenames import disposition
from gateway.as2.headers import quoted
from gateway.as2.mics import Mic, mic_of
from gateway.as2.mime import multipart, part
from gateway.as2.signing import sign
from gateway.errors import ConfigurationFault

Lines = tuple[tuple[str, str], ...]
_ID = re.compile(r"[\x21-\x7e]{1,255}")
_TEXT = re.compile(r"[\x20-\x7e]*")
_TYPE = re.compile(r"[!-.0-~]+/[!-:<-~]+(\s*;[\x20-\x7e]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A document as its bytes, with its type and its name."""

    content: bytes
    content_type: str = "application/octet-stream"
    filename: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What has to be remembered of a message to know its receipt."""

    message_id: str
    sender: str
    recipient: str
    mics: tuple[Mic, ...]
    secured: bool
    receipt_asked: bool
    receipt_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A message as it leaves: header lines, bytes, and what its receipt must say."""

    headers: Lines
    body: bytes
    layers: tuple[Layer, ...]
    sent: Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A part being wrapped: header lines and bytes, and which layers are around the payload by now."""

    headers: Lines
    body: bytes
    layers: tuple[Layer, ...] = ()

    @property
    def raw(self) -> bytes:
        return part(self.headers, self.body)


def compose(
    payloads: Sequence[Payload],
    agreement: Agreement,
    *,
    message_id: str,
    at: datetime,
    chance: Chance,
    subject: str = "AS2 message",
) -> Composed:
    """Return the message that carries one payload, or several as attachments."""
    if not payloads:
        raise ConfigurationFault("A message carries at least one document.")
    if not _ID.fullmatch(message_id) or not _TEXT.fullmatch(subject):
        raise ConfigurationFault(
            "A Message-ID is printable ASCII without spaces; so is a subject, with them."
        )
    sending = agreement.sending
    plain = _plain(payloads, sending, chance)
    inner = _compressed(plain, sending) if sending.compression is Compression.BEFORE_SIGNING else plain
    outer = (
        inner if sending.digest is None else _signed(inner, agreement, sending.digest, at=at, chance=chance)
    )
    if sending.compression is Compression.AFTER_SIGNING:
        outer = _compressed(outer, sending)
    if sending.cipher is not None:
        outer = _encrypted(outer, agreement, at=at, chance=chance)
    checked = plain.body if not outer.layers else inner.raw if sending.digest is not None else plain.raw
    return Composed(
        headers=(*_head(agreement, message_id=message_id, subject=subject, at=at), *outer.headers),
        body=outer.body,
        layers=outer.layers,
        sent=_remembered(agreement, message_id, checked, secured=bool(outer.layers)),
    )


def _remembered(agreement: Agreement, message_id: str, checked: bytes, *, secured: bool) -> Sent:
    request = agreement.sending.receipt
    asked = request.digests if request is not None else ()
    digests = asked or (agreement.sending.digest or Digest.SHA256,)
    return Sent(
        message_id=message_id,
        sender=agreement.ours,
        recipient=agreement.theirs,
        mics=tuple(mic_of(digest, checked) for digest in digests),
        secured=secured,
        receipt_asked=request is not None,
        receipt_signed=request is not None and request.signed,
    )


def _plain(payloads: Sequence[Payload], sending: Sending, chance: Chance) -> _Piece:
    pieces = [_payload(one, sending) for one in payloads]
    if len(pieces) == 1:
        return pieces[0]
    boundary = _boundary(chance)
    kind = payloads[0].content_type.partition(";")[0].strip()
    said = f'multipart/related; type="{kind}"; boundary="{boundary}"'
    return _Piece(headers=(("Content-Type", said),), body=multipart(boundary, *(one.raw for one in pieces)))


def _payload(payload: Payload, sending: Sending) -> _Piece:
    if not _TYPE.fullmatch(payload.content_type):
        raise ConfigurationFault("A content type is ASCII text of the form type/subtype.")
    named = (("Content-Disposition", disposition(payload.filename)),) if payload.filename else ()
    return _encoded((("Content-Type", payload.content_type), *named), payload.content, sending)


def _encoded(headers: Lines, body: bytes, sending: Sending) -> _Piece:
    if sending.transfer_encoding is TransferEncoding.BASE64:
        body = encodebytes(body).replace(b"\n", b"\r\n")
    encoding = ("Content-Transfer-Encoding", sending.transfer_encoding.value)
    return _Piece(headers=(headers[0], encoding, *headers[1:]), body=body)


def _compressed(piece: _Piece, sending: Sending) -> _Piece:
    made = _wrapping("compressed-data", "smime.p7z", compress(piece.raw), sending)
    return _Piece(headers=made.headers, body=made.body, layers=(Layer.COMPRESSED, *piece.layers))


def _encrypted(piece: _Piece, agreement: Agreement, *, at: datetime, chance: Chance) -> _Piece:
    sending = agreement.sending
    cipher = sending.cipher or Cipher.AES_256_CBC
    certificates = [agreement.encryption_certificate(at)]
    if sending.copy_to_us:
        certificates += [pair.certificate for pair in agreement.decryption_keys(at)[-1:]]
    sealed = encrypt(
        piece.raw,
        certificates,
        cipher,
        transport=sending.key_transport,
        by_key_identifier=sending.by_key_identifier,
        chance=chance,
    )
    kind = "authEnveloped-data" if cipher.authenticated else "enveloped-data"
    made = _wrapping(kind, "smime.p7m", sealed, sending)
    return _Piece(headers=made.headers, body=made.body, layers=(Layer.ENCRYPTED, *piece.layers))


def _wrapping(kind: str, name: str, body: bytes, sending: Sending) -> _Piece:
    headers = (
        ("Content-Type", f'application/pkcs7-mime; smime-type={kind}; name="{name}"'),
        ("Content-Disposition", disposition(name)),
    )
    return _encoded(headers, body, sending)


def _signed(piece: _Piece, agreement: Agreement, digest: Digest, *, at: datetime, chance: Chance) -> _Piece:
    raw, sending = piece.raw, agreement.sending
    content_type, body = signed_part(
        raw, sign(raw, agreement.signing_key(at), digest, pss=sending.pss, at=at), digest, chance=chance
    )
    return _Piece(headers=(("Content-Type", content_type),), body=body, layers=(Layer.SIGNED, *piece.layers))


def signed_part(raw: bytes, signature: bytes, digest: Digest, *, chance: Chance) -> tuple[str, bytes]:
    """Return the content type and the bytes that carry a part with its signature, which is in base64 for everybody."""
    boundary = _boundary(chance)
    headers = (
        ("Content-Type", 'application/pkcs7-signature; name="smime.p7s"'),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", disposition("smime.p7s")),
    )
    written = part(headers, encodebytes(signature).replace(b"\n", b"\r\n"))
    said = f'multipart/signed; protocol="application/pkcs7-signature"; micalg={digest}; boundary="{boundary}"'
    return said, multipart(boundary, raw, written)


def _boundary(chance: Chance) -> str:
    return f"=_{chance(16).hex()}"


def head(agreement: Agreement, *, message_id: str, subject: str, at: datetime) -> Lines:
    """Return the header lines of whatever we send to a partner."""
    return (
        ("Message-ID", message_id),
        ("Date", format_datetime(at.astimezone(UTC), usegmt=True)),
        ("Subject", subject),
        ("MIME-Version", "1.0"),
        ("AS2-Version", agreement.version),
        ("AS2-Product", agreement.product),
        ("EDIINT-Features", "multiple-attachments"),
        ("AS2-From", as2_name(agreement.ours)),
        ("AS2-To", as2_name(agreement.theirs)),
    )


def as2_name(name: str) -> str:
    """Return an AS2 name as a header carries it: in quotes where it needs them."""
    return quoted(name) if re.search(r'[ "\\]', name) else name


def _head(agreement: Agreement, *, message_id: str, subject: str, at: datetime) -> Lines:
    request = agreement.sending.receipt
    asking = () if request is None else _asking(request)
    return (*head(agreement, message_id=message_id, subject=subject, at=at), *asking)


def _asking(request: ReceiptRequest) -> Lines:
    lines: Lines = (("Disposition-Notification-To", request.notify),)
    weight = "required" if request.required and request.signed else "optional"
    digests = ", ".join(one if request.dashes else one.replace("-", "") for one in request.digests)
    protocol = f"signed-receipt-protocol={weight}, pkcs7-signature; " if request.signed else ""
    options = f"{protocol}signed-receipt-micalg={weight}, {digests}"
    lines = (*lines, ("Disposition-Notification-Options", options))
    if request.url is not None:
        lines = (*lines, ("Receipt-Delivery-Option", request.url))
    return lines
