"""EnvelopedData (CBC) and AuthEnvelopedData (GCM): made for certificates, opened with keys.

Whoever sends a message that cannot be decrypted learns that and nothing else: a key that does not come out is replaced
by one thrown by dice, and the content is decrypted all the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher as Encryption
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, GCM

from gateway.as2 import cms
from gateway.as2.agreements import Accepting
from gateway.as2.algorithms import (
    CIPHER_OIDS,
    HASHES,
    OIDS,
    RSA_ENCRYPTION,
    RSA_OAEP,
    Cipher,
    Digest,
    KeyTransport,
)
from gateway.as2.ber import (
    EXPLICIT,
    IN_PLACE,
    OCTETS,
    SEQUENCE,
    SET,
    Malformed,
    Walker,
    element,
    identifier,
    integer,
)
from gateway.as2.certificates import Certificate, KeyPair
from gateway.as2.cms_making import algorithm, content_info, recipient
from gateway.as2.limits import Limits
from gateway.as2.refusals import Modifier, Refused, refusing
from gateway.errors import ConfigurationFault

Chance = Callable[[int], bytes]
TAG_LENGTH = 16
_SHORTEST_TAG = 12
_BLOCK = 16
_NONCE_LENGTH = 12
_OTHER_ATTRIBUTES = EXPLICIT | 1
_UNPROTECTED = EXPLICIT | 2
_UNREADABLE = "The content cannot be decrypted with a key of ours."


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An encrypted message taken apart."""

    recipients: tuple[cms.Recipient, ...]
    cipher: Cipher
    start: bytes
    content: memoryview
    authenticated: bytes = b""
    tag: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decrypted:
    """What was in an envelope, and the certificate it was encrypted to."""

    content: memoryview
    certificate: Certificate


def encrypt(
    content: bytes,
    certificates: Iterable[Certificate],
    cipher: Cipher,
    *,
    transport: KeyTransport,
    by_key_identifier: bool,
    chance: Chance,
) -> bytes:
    """Return content only the owners of some certificates can read."""
    key = chance(cipher.key_length)
    recipients = [
        recipient(one, transport, key=_wrapped(one, key, transport), by_key_identifier=by_key_identifier)
        for one in certificates
    ]
    to = element(SET, *sorted(recipients))
    if cipher.authenticated:
        nonce = chance(_NONCE_LENGTH)
        encryptor = Encryption(AES(key), GCM(nonce)).encryptor()
        sealed = encryptor.update(content) + encryptor.finalize()
        said = element(SEQUENCE, element(OCTETS, nonce), integer(TAG_LENGTH))
        inside = _encrypted_content(algorithm(OIDS[cipher], said), sealed)
        return content_info(
            cms.AUTH_ENVELOPED,
            element(SEQUENCE, integer(0), to, inside, element(OCTETS, encryptor.tag)),
        )
    start = chance(_BLOCK)
    chaining = Encryption(AES(key), CBC(start)).encryptor()
    missing = _BLOCK - len(content) % _BLOCK
    sealed = chaining.update(content) + chaining.update(bytes((missing,)) * missing)
    inside = _encrypted_content(algorithm(OIDS[cipher], element(OCTETS, start)), sealed)
    return content_info(cms.ENVELOPED, element(SEQUENCE, integer(2 if by_key_identifier else 0), to, inside))


def _encrypted_content(how: bytes, sealed: bytes) -> bytes:
    return element(SEQUENCE, identifier(cms.DATA), how, element(IN_PLACE, sealed))


def _wrapped(certificate: Certificate, key: bytes, transport: KeyTransport) -> bytes:
    public = certificate.public_key
    if not isinstance(public, RSAPublicKey):
        raise ConfigurationFault("Only an RSA certificate can be encrypted to.")
    return public.encrypt(key, _padding(transport.digest, transport.digest))


def _padding(digest: Digest | None, mask: Digest | None) -> padding.AsymmetricPadding:
    if digest is None or mask is None:
        return padding.PKCS1v15()
    return padding.OAEP(padding.MGF1(HASHES[mask]), HASHES[digest], None)


def decrypt(
    data: bytes | memoryview, keys: Iterable[KeyPair], *, accepting: Accepting, limits: Limits, chance: Chance
) -> Decrypted:
    """Return what is in an envelope for one of our keys; every way to fail looks the same."""
    with refusing(Modifier.DECRYPTION_FAILED, _UNREADABLE):
        envelope = _read(data, limits)
    if envelope is None or envelope.cipher not in accepting.ciphers:
        raise Refused(Modifier.INSUFFICIENT_MESSAGE_SECURITY, "The cipher is not agreed with this partner.")
    found: Decrypted | None = None
    for pair in keys:
        recipient_of = next((one for one in envelope.recipients if one.name.means(pair.certificate)), None)
        if recipient_of is not None and found is None:
            found = _opened(envelope, recipient_of, pair, accepting=accepting, chance=chance)
    if found is None:
        raise Refused(Modifier.DECRYPTION_FAILED, _UNREADABLE)
    return found


def _opened(
    envelope: Envelope, to: cms.Recipient, pair: KeyPair, *, accepting: Accepting, chance: Chance
) -> Decrypted | None:
    """Return the content, or none; with a wrong key the same work is done."""
    length = envelope.cipher.key_length
    instead = chance(length)
    key = _key(to, pair, accepting)
    usable = key is not None and len(key) == length
    try:
        content = _content(envelope, key if key is not None and usable else instead)
    except Exception:  # noqa: BLE001 - each failure of any library has to look like all the others
        return None
    return Decrypted(content=content, certificate=pair.certificate) if usable else None


def _key(to: cms.Recipient, pair: KeyPair, accepting: Accepting) -> bytes | None:
    """Return the key of the content, if it comes out of the recipient's part in an agreed way."""
    transport = _transport(to.padding)
    if transport not in accepting.key_transports or not isinstance(pair.secret, RSAPrivateKey):
        return None
    try:
        return pair.secret.decrypt(to.encrypted_key, _padding(transport.digest, to.padding.mask))
    except ValueError:
        return None


def _transport(how: cms.Padding) -> KeyTransport | None:
    if how.oid == RSA_ENCRYPTION:
        return KeyTransport.RSA
    if how.oid != RSA_OAEP or how.digest is None or how.mask is None:
        return None
    return KeyTransport(f"rsa-oaep-{how.digest}")


def _content(envelope: Envelope, key: bytes) -> memoryview:
    if envelope.cipher.authenticated:
        mode = GCM(envelope.start, envelope.tag, min_tag_length=_SHORTEST_TAG)
        opening = Encryption(AES(key), mode).decryptor()
        opening.authenticate_additional_data(envelope.authenticated)
        content = opening.update(envelope.content)
        opening.finalize()
        return memoryview(content)
    cipher = TripleDES(key) if envelope.cipher is Cipher.TRIPLE_DES else AES(key)
    decryptor = Encryption(cipher, CBC(envelope.start)).decryptor()
    content = decryptor.update(envelope.content) + decryptor.finalize()
    padded = content[-1]
    if not 1 <= padded <= cipher.block_size // 8 or content[-padded:] != bytes((padded,)) * padded:
        raise Malformed("the padding is wrong")
    return memoryview(content)[:-padded]


def _read(data: bytes | memoryview, limits: Limits) -> Envelope | None:
    """Take an envelope apart; none where its cipher is none we know."""
    walker = Walker(data, limits)
    walker.enter(SEQUENCE)
    kind = walker.identifier()
    if kind not in {cms.ENVELOPED, cms.AUTH_ENVELOPED}:
        raise Malformed("this is no envelope")
    walker.enter(EXPLICIT)
    walker.enter(SEQUENCE)
    walker.integer()
    if walker.peek() == EXPLICIT:
        walker.skip()
    recipients = cms.read_recipients(walker.skip(), limits)
    walker.enter(SEQUENCE)
    walker.identifier()
    oid, start, tag_length = _read_cipher(walker)
    content = walker.octets(IN_PLACE)
    walker.leave()
    attributes = walker.skip() if walker.peek() == _OTHER_ATTRIBUTES else b""
    tag = b""
    if kind == cms.AUTH_ENVELOPED:
        tag = bytes(walker.octets(OCTETS))
        if walker.peek() == _UNPROTECTED:
            walker.skip()
    cms.leave(walker, 3)
    cipher = CIPHER_OIDS.get(oid)
    if cipher is None:
        return None
    if cipher.authenticated != (kind == cms.AUTH_ENVELOPED) or len(tag) != (
        tag_length if cipher.authenticated else 0
    ):
        raise Malformed("the cipher does not fit its envelope")
    return Envelope(
        recipients=recipients,
        cipher=cipher,
        start=start,
        content=content,
        authenticated=bytes((SET,)) + bytes(attributes)[1:] if attributes else b"",
        tag=tag,
    )


def _read_cipher(walker: Walker) -> tuple[str, bytes, int]:
    """Return the name of the cipher, what it starts with, and how long the tag of GCM is."""
    walker.enter(SEQUENCE)
    oid, start, tag_length = walker.identifier(), b"", _SHORTEST_TAG
    if walker.peek() == SEQUENCE:
        walker.enter(SEQUENCE)
        start = bytes(walker.primitive(OCTETS))
        tag_length = _SHORTEST_TAG if walker.ended else walker.integer()
        walker.leave()
    elif walker.peek() == OCTETS:
        start = bytes(walker.primitive(OCTETS))
    elif walker.peek() is not None:
        walker.skip()
    walker.leave()
    return oid, start, tag_length
