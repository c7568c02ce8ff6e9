"""Two partners with keys and certificates, and what they agreed; keys are made once a run, because RSA is slow."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from gateway.as2.agreements import (
    Agreement,
    Compression,
    Held,
    Pinned,
    ReceiptRequest,
    Sending,
)
from gateway.as2.algorithms import Cipher, Digest, KeyTransport, Signature
from gateway.as2.certificates import KeyPair, SecretKey, load_certificate
from gateway.as2.composing import Composed, Payload, compose
from gateway.as2.opening import Opened, Rejected, open_message

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ORDER = b"ISA*00*~\nGS*PO~\rST*850~\r\n\x00\xff no line break at the end"
PAYLOAD = Payload(content=ORDER, content_type="application/edi-x12", filename="order 1.edi")
ASKED = ReceiptRequest(notify="edi@ours.example")
CHANCE = os.urandom


def secret(name: str, kind: str = "rsa") -> SecretKey:
    """Return the private key of a name, the same one all through a run."""
    return _secret(name, kind)


@cache
def _secret(name: str, kind: str) -> SecretKey:  # noqa: ARG001 - keys are told apart by it
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 1024 if kind == "weak" else 2048)


@cache
def certified(
    name: str,
    kind: str = "rsa",
    *,
    from_at: datetime = AT - 30 * DAY,
    until_at: datetime = AT + 30 * DAY,
    identified: bool = True,
) -> x509.Certificate:
    """Return a certificate that signs itself."""
    key = secret(name, kind)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(from_at)
        .not_valid_after(until_at)
    )
    if identified:
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    return builder.sign(key, hashes.SHA256())


@cache
def pair(
    name: str, kind: str = "rsa", *, from_at: datetime = AT - 30 * DAY, until_at: datetime = AT + 30 * DAY
) -> KeyPair:
    """Return the key pair of a name."""
    der = certified(name, kind, from_at=from_at, until_at=until_at).public_bytes(serialization.Encoding.DER)
    return KeyPair(certificate=load_certificate(der, weak=True), secret=secret(name, kind))


def between(ours: str, theirs: str, *, kind: str = "rsa", sending: Sending | None = None) -> Agreement:
    """Return what one of two partners has written down."""
    return Agreement(
        ours=ours,
        theirs=theirs,
        keys=(Held(pair=pair(ours)),) if kind == "rsa" else (Held(pair=pair(ours, kind)),),
        certificates=(Pinned(certificate=pair(theirs).certificate),),
        sending=sending or Sending(receipt=ASKED),
    )


US = between("us", "peer")
THEM = between("peer", "us")


def sending(
    *,
    digest: Digest | None = Digest.SHA256,
    cipher: Cipher | None = Cipher.AES_256_CBC,
    transport: KeyTransport = KeyTransport.RSA,
    compression: Compression = Compression.NONE,
    pss: bool = False,
    receipt: ReceiptRequest | None = ASKED,
    agreement: Agreement = US,
) -> Agreement:
    """Return an agreement that sends so."""
    return replace(
        agreement,
        sending=Sending(
            digest=digest,
            cipher=cipher,
            key_transport=transport,
            compression=compression,
            pss=pss,
            receipt=receipt,
        ),
    )


def accepting(agreement: Agreement = THEM, **changed: object) -> Agreement:
    """Return an agreement that accepts other things."""
    return replace(agreement, accepting=replace(agreement.accepting, **changed))  # type: ignore[arg-type]  # a field and its value


EVERYTHING = accepting(
    layers=frozenset(),
    digests=frozenset(Digest),
    ciphers=frozenset(Cipher),
    signatures=frozenset(Signature),
)


def sent(agreement: Agreement = US, *payloads: Payload, message_id: str = "<1@us.example>") -> Composed:
    """Return a message from us."""
    return compose(payloads or (PAYLOAD,), agreement, message_id=message_id, at=AT, chance=CHANCE)


def received(
    message: Composed, agreement: Agreement | None = THEM, *, at: datetime = AT
) -> Opened | Rejected:
    """Return what the partner makes of a message."""
    return open_message(message.headers, message.body, agreement, at=at, chance=CHANCE)


def opened(message: Composed, agreement: Agreement = THEM, *, at: datetime = AT) -> Opened:
    """Return a message the partner could open."""
    outcome = received(message, agreement, at=at)
    assert isinstance(outcome, Opened), outcome
    return outcome
