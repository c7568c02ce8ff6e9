"""Certificates and keys: loaded, dated, told apart by fingerprint. A partner's is pinned; no authority is asked."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from gateway.as2.ber import EXPLICIT, SEQUENCE, Walker
from gateway.errors import ConfigurationFault

PublicKey = RSAPublicKey | EllipticCurvePublicKey
SecretKey = RSAPrivateKey | EllipticCurvePrivateKey
RSA_BITS = 2048
EC_BITS = 256
_PEM = b"-----BEGIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate as its bytes and what is said in them."""

    der: bytes = field(repr=False)
    fingerprint: str
    subject: str
    issuer: bytes = field(repr=False)
    serial: int
    key_identifier: bytes = field(repr=False)
    key: str
    valid_from_at: datetime
    valid_until_at: datetime

    @property
    def pem(self) -> str:
        """Return the certificate the way people exchange it."""
        return _parsed(self.der).public_bytes(Encoding.PEM).decode("ascii")

    @property
    def public_key(self) -> PublicKey:
        """Return the key to verify and to encrypt with."""
        return _public_key(self.der)

    def valid(self, at: datetime) -> bool:
        """Return whether an instant lies in its time."""
        return self.valid_from_at <= at <= self.valid_until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A certificate of ours with its private key, which is never shown."""

    certificate: Certificate
    secret: SecretKey = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.secret.public_key() != self.certificate.public_key:
            raise ConfigurationFault("A private key does not belong to the certificate beside it.")


def load_certificate(data: bytes, *, weak: bool = False) -> Certificate:
    """Return the certificate in PEM or DER bytes; `weak` also lets keys in that are too short by today's rules."""
    try:
        parsed = (
            x509.load_pem_x509_certificate(data) if _PEM in data else x509.load_der_x509_certificate(data)
        )
    except ValueError as problem:
        raise ConfigurationFault("This is no X.509 certificate in PEM or DER.") from problem
    return _certificate(parsed, weak=weak)


def load_key_pair(key: bytes, certificate: bytes | None = None, *, password: bytes | None = None) -> KeyPair:
    """Return a key with its certificate: PEM or DER of both, one PEM that holds both, or (alone) a PKCS #12 file."""
    if certificate is None and _PEM not in key:
        return _from_pkcs12(key, password)
    load = serialization.load_pem_private_key if _PEM in key else serialization.load_der_private_key
    try:
        secret = load(key, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise ConfigurationFault(
            "This private key cannot be read: its format or its password is wrong."
        ) from problem
    return KeyPair(
        certificate=load_certificate(key if certificate is None else certificate),
        secret=_known_secret(secret),
    )


def _from_pkcs12(data: bytes, password: bytes | None) -> KeyPair:
    try:
        secret, certificate, _ = pkcs12.load_key_and_certificates(data, password)
    except ValueError as problem:
        raise ConfigurationFault(
            "This PKCS #12 file cannot be read: it or its password is wrong."
        ) from problem
    if certificate is None:
        raise ConfigurationFault("This PKCS #12 file holds no certificate for its key.")
    return KeyPair(certificate=_certificate(certificate, weak=False), secret=_known_secret(secret))


def _known_secret(secret: object) -> SecretKey:
    if isinstance(secret, RSAPrivateKey | EllipticCurvePrivateKey):
        return secret
    raise ConfigurationFault("Keys for AS2 are RSA or elliptic curve (P-256 and larger).")


def _certificate(parsed: x509.Certificate, *, weak: bool) -> Certificate:
    key = _known_key(parsed)
    name, least = ("rsa", RSA_BITS) if isinstance(key, RSAPublicKey) else ("ec", EC_BITS)
    if key.key_size < least and not weak:
        raise ConfigurationFault(
            f"The key of this certificate has {key.key_size} bits; {least} are the least."
        )
    return Certificate(
        der=parsed.public_bytes(Encoding.DER),
        fingerprint=parsed.fingerprint(SHA256()).hex(),
        subject=parsed.subject.rfc4514_string(),
        issuer=_issuer(parsed),
        serial=parsed.serial_number,
        key_identifier=_key_identifier(parsed),
        key=f"{name}-{key.key_size}",
        valid_from_at=parsed.not_valid_before_utc,
        valid_until_at=parsed.not_valid_after_utc,
    )


def _known_key(parsed: x509.Certificate) -> PublicKey:
    try:
        key = parsed.public_key()
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise ConfigurationFault("The key of this certificate cannot be read.") from problem
    if isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        return key
    raise ConfigurationFault("Keys for AS2 are RSA or elliptic curve (P-256 and larger).")


def _issuer(parsed: x509.Certificate) -> bytes:
    """Return the issuer's name as it stands in the certificate: a signature names its signer by these bytes."""
    walker = Walker(parsed.tbs_certificate_bytes)
    walker.enter(SEQUENCE)
    if walker.peek() == EXPLICIT:
        walker.skip()
    walker.skip()
    walker.skip()
    return bytes(walker.skip())


def _key_identifier(parsed: x509.Certificate) -> bytes:
    try:
        return parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError):
        return x509.SubjectKeyIdentifier.from_public_key(_known_key(parsed)).digest


@lru_cache(maxsize=1024)
def _parsed(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


@lru_cache(maxsize=1024)
def _public_key(der: bytes) -> PublicKey:
    return _known_key(_parsed(der))
