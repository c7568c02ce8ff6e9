"""The shapes of CMS that AS2 uses, read: what a signature and a list of recipients say."""

from dataclasses import dataclass

from gateway.as2.algorithms import DIGEST_OIDS, RSA_OAEP, RSA_PSS, SIGNATURE_OIDS, Digest, Signature
from gateway.as2.ber import (
    CONSTRUCTED,
    EXPLICIT,
    IN_PLACE,
    OCTETS,
    SEQUENCE,
    SET,
    Malformed,
    Walker,
    element,
    small,
)
from gateway.as2.certificates import Certificate
from gateway.as2.limits import Limits

DATA = "1.2.840.113549.1.7.1"
SIGNED = "1.2.840.113549.1.7.2"
ENVELOPED = "1.2.840.113549.1.7.3"
AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23"
COMPRESSED = "1.2.840.113549.1.9.16.1.9"
ZLIB = "1.2.840.113549.1.9.16.3.8"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
MGF1 = "1.2.840.113549.1.1.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """How a certificate is named: by issuer and serial number, or by the identifier of its key."""

    issuer: bytes = b""
    serial: int = 0
    key_identifier: bytes = b""

    def means(self, certificate: Certificate) -> bool:
        """Return whether it is the name of a certificate."""
        if self.key_identifier:
            return self.key_identifier == certificate.key_identifier
        return (self.issuer, self.serial) == (certificate.issuer, certificate.serial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Padding:
    """A way to use RSA with its digests; none of a digest where we do not know it."""

    oid: str
    digest: Digest | None = Digest.SHA1
    mask: Digest | None = Digest.SHA1
    salt: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signature: whose, how, over which attributes."""

    name: Name
    digest: Digest | None
    padding: Padding
    attributes: bytes | None
    content_type: str | None
    message_digest: bytes | None
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One way to the key of the content."""

    name: Name
    padding: Padding
    encrypted_key: bytes


def kind_of(data: bytes | memoryview) -> str | None:
    """Return what CMS bytes say they are; none where they say nothing one can read."""
    walker = Walker(data)
    try:
        walker.enter(SEQUENCE)
        return walker.identifier()
    except Malformed:
        return None


def read_signed(data: bytes | memoryview, limits: Limits) -> tuple[str, tuple[Signer, ...]]:
    """Return the type of the content and the signatures of a detached SignedData."""
    walker = small(data, limits)
    walker.enter(SEQUENCE)
    if walker.identifier() != SIGNED:
        raise Malformed("this is no SignedData")
    walker.enter(EXPLICIT)
    walker.enter(SEQUENCE)
    walker.integer()
    walker.skip()
    walker.enter(SEQUENCE)
    content_type = walker.identifier()
    walker.leave()
    while walker.peek() in {EXPLICIT, EXPLICIT | 1}:
        walker.skip()
    walker.enter(SET)
    signers = []
    while not walker.ended:
        signers.append(_read_signer(walker))
        if len(signers) > limits.signers:
            raise Malformed("there are too many signatures")
    leave(walker, 4)
    return content_type, tuple(signers)


def leave(walker: Walker, levels: int) -> None:
    """Go out of so many elements; nothing may be left in them, or after them."""
    for _ in range(levels):
        walker.leave()
    walker.finish()


def _read_signer(walker: Walker) -> Signer:
    walker.enter(SEQUENCE)
    walker.integer()
    name = _read_name(walker)
    digest = DIGEST_OIDS.get(read_algorithm(walker))
    attributes, content_type, message_digest = None, None, None
    if walker.peek() == EXPLICIT:
        attributes, content_type, message_digest = _read_attributes(walker)
    padding = _read_padding(walker)
    signature = bytes(walker.octets(OCTETS))
    if walker.peek() == EXPLICIT | 1:
        walker.skip()
    walker.leave()
    return Signer(
        name=name,
        digest=digest,
        padding=padding,
        attributes=attributes,
        content_type=content_type,
        message_digest=message_digest,
        signature=signature,
    )


def _read_name(walker: Walker) -> Name:
    if walker.peek() in {IN_PLACE, IN_PLACE | CONSTRUCTED}:
        return Name(key_identifier=bytes(walker.octets(IN_PLACE)))
    walker.enter(SEQUENCE)
    name = Name(issuer=bytes(walker.skip()), serial=walker.integer())
    walker.leave()
    return name


def _read_attributes(walker: Walker) -> tuple[bytes, str | None, bytes | None]:
    """Return the attributes as they were signed, and the two that must be there; each may be there once."""
    walker.enter(EXPLICIT)
    pieces: list[memoryview] = []
    found: dict[str, memoryview] = {}
    while not walker.ended:
        piece = walker.skip()
        inside = Walker(piece)
        inside.enter(SEQUENCE)
        oid = inside.identifier()
        if oid in found:
            raise Malformed("a signed attribute stands there twice")
        found[oid] = inside.skip()
        pieces.append(piece)
    walker.leave()
    content_type = _only_value(found.get(CONTENT_TYPE))
    message_digest = _only_value(found.get(MESSAGE_DIGEST))
    return (
        element(SET, *pieces),
        content_type.identifier() if content_type else None,
        bytes(message_digest.octets(OCTETS)) if message_digest else None,
    )


def _only_value(values: memoryview | None) -> Walker | None:
    if values is None:
        return None
    counting = Walker(values)
    counting.enter(SET)
    counting.skip()
    counting.leave()
    walker = Walker(values)
    walker.enter(SET)
    return walker


def read_algorithm(walker: Walker) -> str:
    """Return the name of an algorithm whose parameters say nothing."""
    walker.enter(SEQUENCE)
    oid = walker.identifier()
    while not walker.ended:
        walker.skip()
    walker.leave()
    return oid


def _read_padding(walker: Walker) -> Padding:
    """Return how RSA (or another key) is used: PSS and OAEP say it in parameters, with SHA-1 where they are silent."""
    walker.enter(SEQUENCE)
    oid = walker.identifier()
    said: dict[int, Walker] = {}
    if oid in {RSA_PSS, RSA_OAEP} and walker.peek() == SEQUENCE:
        walker.enter(SEQUENCE)
        while not walker.ended:
            tag = walker.peek()
            inside = Walker(walker.skip())
            inside.enter(int(tag or 0))
            said[int(tag or 0)] = inside
        walker.leave()
    while not walker.ended:
        walker.skip()
    walker.leave()
    return _padding(oid, said)


def _padding(oid: str, said: dict[int, Walker]) -> Padding:
    digest: Digest | None = Digest.SHA1
    mask: Digest | None = Digest.SHA1
    if EXPLICIT in said:
        digest = DIGEST_OIDS.get(read_algorithm(said[EXPLICIT]))
    if EXPLICIT | 1 in said:
        inside = said[EXPLICIT | 1]
        inside.enter(SEQUENCE)
        mask = DIGEST_OIDS.get(read_algorithm(inside)) if inside.identifier() == MGF1 else None
    if EXPLICIT | 2 in said and oid == RSA_OAEP:
        mask = None  # a label is used by nobody here
    salt = said[EXPLICIT | 2].integer() if EXPLICIT | 2 in said and oid == RSA_PSS else 20
    return Padding(oid=oid, digest=digest, mask=mask, salt=salt)


def read_recipients(data: bytes | memoryview, limits: Limits) -> tuple[Recipient, ...]:
    """Return the recipients who have an RSA key; the other kinds are passed over."""
    walker = small(data, limits)
    walker.enter(SET)
    found: list[Recipient] = []
    count = 0
    while not walker.ended:
        count += 1
        if count > limits.recipients:
            raise Malformed("there are too many recipients")
        if walker.peek() != SEQUENCE:
            walker.skip()
            continue
        walker.enter(SEQUENCE)
        walker.integer()
        found.append(
            Recipient(
                name=_read_name(walker),
                padding=_read_padding(walker),
                encrypted_key=bytes(walker.octets(OCTETS)),
            )
        )
        walker.leave()
    walker.leave()
    walker.finish()
    return tuple(found)


def known_signature(padding: Padding) -> tuple[Signature | None, Digest | None]:
    """Return the way to sign an algorithm means, and the digest it names by itself."""
    return SIGNATURE_OIDS.get(padding.oid, (None, None))
