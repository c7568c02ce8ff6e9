"""Key pairs made: a new key with a certificate it signs itself, for partners to pin."""

from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gateway.as2.certificates import KeyPair, SecretKey, load_certificate

EXPONENT = 65537
_USAGE = ("digital_signature", "content_commitment", "key_encipherment")
_OTHER_USAGE = (
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class KeyKind(StrEnum):
    """What a key of ours can be; only those of RSA can be encrypted to."""

    RSA_2048 = "rsa-2048"
    RSA_3072 = "rsa-3072"
    RSA_4096 = "rsa-4096"
    EC_P256 = "ec-p256"
    EC_P384 = "ec-p384"


def make_pair(subject: str, kind: KeyKind, *, from_at: datetime, until_at: datetime) -> KeyPair:
    """Return a new key with a certificate that names the subject, signed by itself."""
    secret = _secret(kind)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    usage = x509.KeyUsage(**dict.fromkeys(_USAGE, True), **dict.fromkeys(_OTHER_USAGE, False))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(from_at)
        .not_valid_after(until_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .add_extension(usage, critical=True)
        .sign(secret, hashes.SHA256())
    )
    return KeyPair(certificate=load_certificate(certificate.public_bytes(Encoding.DER)), secret=secret)


def written(pair: KeyPair) -> bytes:
    """Return the private key as bytes that `load_key_pair` reads; for sealing, never for showing."""
    return pair.secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _secret(kind: KeyKind) -> SecretKey:
    if kind is KeyKind.EC_P256:
        return ec.generate_private_key(ec.SECP256R1())
    if kind is KeyKind.EC_P384:
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(EXPONENT, int(kind.removeprefix("rsa-")))
