"""What we have agreed with a partner on AS2: names, certificates with their windows, what we send, what we accept."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.as2.algorithms import SAFE_CIPHERS, SAFE_DIGESTS, Cipher, Digest, KeyTransport, Signature
from gateway.as2.certificates import Certificate, KeyPair
from gateway.errors import ConfigurationFault

_NAME = re.compile(r"[\x20-\x7e]{1,128}")
_HEADER = re.compile(r"[\x20-\x7e]+")


class Layer(StrEnum):
    """What can be around a payload."""

    ENCRYPTED = "encrypted"
    SIGNED = "signed"
    COMPRESSED = "compressed"


class Use(StrEnum):
    """What a certificate is agreed for."""

    SIGNING = "signing"
    ENCRYPTION = "encryption"


class Compression(StrEnum):
    """Whether and when the payload is compressed."""

    NONE = "none"
    BEFORE_SIGNING = "before-signing"
    AFTER_SIGNING = "after-signing"


class TransferEncoding(StrEnum):
    """How bytes are written; base64 is for the few who read nothing else."""

    BINARY = "binary"
    BASE64 = "base64"


BOTH_USES = frozenset(Use)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time for which a certificate is agreed, and for what; open ends hold until further notice."""

    from_at: datetime | None = None
    until_at: datetime | None = None
    uses: frozenset[Use] = BOTH_USES

    def holds(self, use: Use, at: datetime) -> bool:
        """Return whether it was agreed for a use at an instant."""
        begun = self.from_at is None or self.from_at <= at
        return use in self.uses and begun and (self.until_at is None or at <= self.until_at)


ALWAYS = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A certificate of the partner, this one and no other."""

    certificate: Certificate
    window: Window = ALWAYS

    def usable(self, use: Use, at: datetime) -> bool:
        """Return whether it is agreed and valid."""
        return self.window.holds(use, at) and self.certificate.valid(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A key pair of ours."""

    pair: KeyPair
    window: Window = ALWAYS


def _never_weak(digests: tuple[Digest, ...]) -> None:
    if Digest.SHA1 in digests:
        raise ConfigurationFault("SHA-1 is read from partners who need it, and never asked for or written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRequest:
    """The receipt we ask for: to whom, signed with which digests (the best first), and where to if not at once."""

    notify: str
    signed: bool = True
    digests: tuple[Digest, ...] = (Digest.SHA256,)
    url: str | None = None
    required: bool = True
    dashes: bool = True

    def __post_init__(self) -> None:
        if not _HEADER.fullmatch(self.notify + (self.url or "")) or not self.digests:
            raise ConfigurationFault(
                "A receipt request needs an address, an URL in ASCII if any, and a digest."
            )
        _never_weak(self.digests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How we write to the partner; none of a digest or a cipher leaves that layer out."""

    digest: Digest | None = Digest.SHA256
    pss: bool = False
    cipher: Cipher | None = Cipher.AES_256_CBC
    key_transport: KeyTransport = KeyTransport.RSA
    by_key_identifier: bool = False
    copy_to_us: bool = False
    compression: Compression = Compression.NONE
    transfer_encoding: TransferEncoding = TransferEncoding.BINARY
    receipt: ReceiptRequest | None = None

    def __post_init__(self) -> None:
        _never_weak(() if self.digest is None else (self.digest,))
        if self.cipher is Cipher.TRIPLE_DES:
            raise ConfigurationFault("3DES is read from partners who need it, and never written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """What we read from the partner: the layers that must be there, the algorithms, the URLs receipts may go to."""

    layers: frozenset[Layer] = frozenset({Layer.ENCRYPTED, Layer.SIGNED})
    digests: frozenset[Digest] = SAFE_DIGESTS
    signatures: frozenset[Signature] = frozenset(Signature)
    ciphers: frozenset[Cipher] = SAFE_CIPHERS
    key_transports: frozenset[KeyTransport] = frozenset(KeyTransport)
    receipt_urls: tuple[str, ...] = ()


STRICT = Accepting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Everything two partners agreed on AS2."""

    ours: str
    theirs: str
    keys: tuple[Held, ...] = field(repr=False)
    certificates: tuple[Pinned, ...] = field(repr=False)
    sending: Sending = Sending()
    accepting: Accepting = STRICT
    version: str = "1.3"
    product: str = "b2b-order-gateway:1"

    def __post_init__(self) -> None:
        if not (_NAME.fullmatch(self.ours) and _NAME.fullmatch(self.theirs)):
            raise ConfigurationFault("An AS2 name is 1 to 128 printable ASCII characters.")
        if not _HEADER.fullmatch(self.version + self.product):
            raise ConfigurationFault("The version and the product of AS2 are printable ASCII.")

    def signing_key(self, at: datetime) -> KeyPair:
        """Return the key we sign with: of those that hold, the one agreed last."""
        usable = [
            held
            for held in self.keys
            if held.window.holds(Use.SIGNING, at) and held.pair.certificate.valid(at)
        ]
        if not usable:
            raise ConfigurationFault("There is no valid key of ours to sign with.")
        return max(usable, key=lambda held: _since(held.window, held.pair.certificate)).pair

    def decryption_keys(self, at: datetime) -> tuple[KeyPair, ...]:
        """Return every key a message may be encrypted to; one whose certificate ran out can still be read."""
        return tuple(held.pair for held in self.keys if held.window.holds(Use.ENCRYPTION, at))

    def encryption_certificate(self, at: datetime) -> Certificate:
        """Return the certificate we encrypt to: of those that hold, the one agreed last."""
        usable = [pinned for pinned in self.certificates if pinned.usable(Use.ENCRYPTION, at)]
        if not usable:
            raise ConfigurationFault("There is no valid certificate of the partner to encrypt to.")
        return max(usable, key=lambda pinned: _since(pinned.window, pinned.certificate)).certificate


def _since(window: Window, certificate: Certificate) -> datetime:
    return window.from_at or certificate.valid_from_at
