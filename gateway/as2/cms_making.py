"""The shapes of CMS that AS2 uses, written in DER."""

from datetime import UTC, datetime
from functools import cache

from gateway.as2.algorithms import (
    ECDSA_OIDS,
    HASHES,
    OIDS,
    RSA_ENCRYPTION,
    RSA_OAEP,
    RSA_PSS,
    Digest,
    KeyTransport,
    Signature,
)
from gateway.as2.ber import EXPLICIT, IN_PLACE, NULL, OCTETS, SEQUENCE, SET, element, identifier, integer
from gateway.as2.certificates import Certificate
from gateway.as2.cms import CONTENT_TYPE, DATA, MESSAGE_DIGEST, MGF1, SIGNED, SIGNING_TIME

_UTC_TIME = 0x17
_GENERALIZED_TIME = 0x18
_LAST_UTC_YEAR = 2049


def content_info(oid: str, content: bytes) -> bytes:
    """Return the outermost shell."""
    return element(SEQUENCE, identifier(oid), element(EXPLICIT, content))


def algorithm(oid: str, *parameters: bytes) -> bytes:
    """Return an algorithm with its parameters."""
    return element(SEQUENCE, identifier(oid), *parameters)


@cache
def signature_algorithm(signature: Signature, digest: Digest) -> bytes:
    """Return how a signature is made, as it is written."""
    if signature is Signature.ECDSA:
        return algorithm(ECDSA_OIDS[digest])
    if signature is Signature.RSA:
        return algorithm(RSA_ENCRYPTION, NULL)
    taking = algorithm(OIDS[digest], NULL)
    mask = element(EXPLICIT | 1, algorithm(MGF1, taking))
    salt = element(EXPLICIT | 2, integer(HASHES[digest].digest_size))
    return algorithm(RSA_PSS, element(SEQUENCE, element(EXPLICIT, taking), mask, salt))


@cache
def key_transport_algorithm(transport: KeyTransport) -> bytes:
    """Return how the key of the content is encrypted, as it is written; SHA-1 is what silence means."""
    if transport.digest is None:
        return algorithm(RSA_ENCRYPTION, NULL)
    if transport.digest is Digest.SHA1:
        return algorithm(RSA_OAEP, element(SEQUENCE))
    taking = algorithm(OIDS[transport.digest], NULL)
    mask = element(EXPLICIT | 1, algorithm(MGF1, taking))
    return algorithm(RSA_OAEP, element(SEQUENCE, element(EXPLICIT, taking), mask))


def signed_attributes(message_digest: bytes, at: datetime) -> bytes:
    """Return what is signed in place of the content: its type, its digest and the time."""
    made = (
        _attribute(CONTENT_TYPE, identifier(DATA)),
        _attribute(MESSAGE_DIGEST, element(OCTETS, message_digest)),
        _attribute(SIGNING_TIME, _time(at)),
    )
    return element(SET, *sorted(made))


def _attribute(oid: str, value: bytes) -> bytes:
    return element(SEQUENCE, identifier(oid), element(SET, value))


def _time(instant: datetime) -> bytes:
    at = instant.astimezone(UTC)
    if at.year > _LAST_UTC_YEAR:
        return element(_GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").encode())
    return element(_UTC_TIME, at.strftime("%y%m%d%H%M%SZ").encode())


def signed(
    certificate: Certificate, digest: Digest, *, attributes: bytes, how: bytes, signature: bytes
) -> bytes:
    """Return a detached SignedData with one signature."""
    taking = algorithm(OIDS[digest], NULL)
    signer = element(
        SEQUENCE,
        integer(1),
        issuer_and_serial(certificate),
        taking,
        bytes((EXPLICIT,)) + attributes[1:],
        how,
        element(OCTETS, signature),
    )
    return content_info(
        SIGNED,
        element(
            SEQUENCE,
            integer(1),
            element(SET, taking),
            element(SEQUENCE, identifier(DATA)),
            element(EXPLICIT, certificate.der),
            element(SET, signer),
        ),
    )


def issuer_and_serial(certificate: Certificate) -> bytes:
    """Return the name of a certificate everybody reads."""
    return element(SEQUENCE, certificate.issuer, integer(certificate.serial))


def recipient(
    certificate: Certificate, transport: KeyTransport, *, key: bytes, by_key_identifier: bool
) -> bytes:
    """Return one recipient, named one way or the other."""
    name = (
        element(IN_PLACE, certificate.key_identifier) if by_key_identifier else issuer_and_serial(certificate)
    )
    return element(
        SEQUENCE,
        integer(2 if by_key_identifier else 0),
        name,
        key_transport_algorithm(transport),
        element(OCTETS, key),
    )
