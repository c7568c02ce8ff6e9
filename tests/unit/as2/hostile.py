"""Messages nobody honest sends, put together from the same pieces honest ones are made of."""

from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from gateway.as2.algorithms import DIGEST_OIDS, HASHES, Digest, digest_of
from gateway.as2.ber import EXPLICIT, NULL, OCTETS, SEQUENCE, SET, element, identifier, integer
from gateway.as2.certificates import KeyPair
from gateway.as2.cms import CONTENT_TYPE, DATA, MESSAGE_DIGEST, SIGNED
from gateway.as2.cms_making import algorithm, content_info, issuer_and_serial
from gateway.as2.composing import Composed, signed_part
from gateway.as2.mime import part
from tests.unit.as2.trading import CHANCE

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA = "1.2.840.113549.1.1.1"


def with_lines(message: Composed, **lines: str | None) -> Composed:
    """Return a message with some header lines set or, where none is given, gone."""
    changed = {name.replace("_", "-").lower(): value for name, value in lines.items()}
    kept = [one for one in message.headers if one[0].lower() not in changed]
    added = [(name, value) for name, value in changed.items() if value is not None]
    return replace(message, headers=(*kept, *added))


def with_body(message: Composed, content_type: str, body: bytes) -> Composed:
    """Return the message with another content."""
    lines = with_lines(
        message, content_type=content_type, content_transfer_encoding="binary", content_disposition=None
    )
    return replace(lines, body=body)


def wrapped(message: Composed) -> bytes:
    """Return the content of a message as a part of another."""
    kept = tuple(one for one in message.headers if one[0].lower().startswith("content-"))
    return part(kept, message.body)


def attribute(oid: str, *values: bytes) -> bytes:
    """Return one signed attribute."""
    return element(SEQUENCE, identifier(oid), element(SET, *values))


def content_type_attribute(oid: str = DATA) -> bytes:
    """Return the attribute that says what is signed."""
    return attribute(CONTENT_TYPE, identifier(oid))


def digest_attribute(content: bytes) -> bytes:
    """Return the attribute that holds the digest of the content."""
    return attribute(MESSAGE_DIGEST, element(OCTETS, digest_of(Digest.SHA256, content)))


def signer(
    pair: KeyPair,
    *attributes: bytes,
    content: bytes = b"",
    digest_oid: str = SHA256,
    how: bytes = algorithm(RSA, NULL),
    signature: Callable[[bytes], bytes] | None = None,
    name: bytes | None = None,
) -> bytes:
    """Return a SignerInfo that says what one likes."""
    secret = pair.secret
    assert isinstance(secret, RSAPrivateKey)
    over = element(SET, *attributes) if attributes else content
    digest = DIGEST_OIDS.get(digest_oid, Digest.SHA256)
    made = signature(over) if signature else secret.sign(over, padding.PKCS1v15(), HASHES[digest])
    return element(
        SEQUENCE,
        integer(1),
        name or issuer_and_serial(pair.certificate),
        algorithm(digest_oid, NULL),
        element(EXPLICIT, *attributes) if attributes else b"",
        how,
        element(OCTETS, made),
    )


def signed_data(
    *signers: bytes, kind: str = SIGNED, inside: bytes = b"", content: str = DATA, more: bytes = b""
) -> bytes:
    """Return a SignedData with some signers."""
    return content_info(
        kind,
        element(
            SEQUENCE,
            integer(1),
            element(SET, algorithm(SHA256, NULL)),
            element(SEQUENCE, identifier(content), inside),
            element(SET, *signers),
            more,
        ),
    )


def multipart_signed(raw: bytes, signature: bytes) -> tuple[str, bytes]:
    """Return the content type and body of a signed message."""
    return signed_part(raw, signature, Digest.SHA256, chance=CHANCE)


def signed_message(message: Composed, raw: bytes, *signers: bytes) -> Composed:
    """Return a message, signed and not encrypted, with the signers one likes."""
    return with_body(message, *multipart_signed(raw, signed_data(*signers)))
