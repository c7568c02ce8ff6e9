"""The algorithms we speak, their names on the wire and their object identifiers."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes


class Digest(StrEnum):
    """A way to take a fingerprint of bytes; the value is the name of RFC 8551."""

    SHA1 = "sha-1"
    SHA256 = "sha-256"
    SHA384 = "sha-384"
    SHA512 = "sha-512"


class Signature(StrEnum):
    """A way to sign."""

    RSA = "rsa-pkcs1v15"
    RSA_PSS = "rsa-pss"
    ECDSA = "ecdsa"


class Cipher(StrEnum):
    """A way to encrypt the content."""

    AES_128_CBC = "aes-128-cbc"
    AES_192_CBC = "aes-192-cbc"
    AES_256_CBC = "aes-256-cbc"
    AES_128_GCM = "aes-128-gcm"
    AES_192_GCM = "aes-192-gcm"
    AES_256_GCM = "aes-256-gcm"
    TRIPLE_DES = "des-ede3-cbc"

    @property
    def key_length(self) -> int:
        """Return how many bytes its key has."""
        return 24 if self is Cipher.TRIPLE_DES else int(self.split("-")[1]) // 8

    @property
    def authenticated(self) -> bool:
        """Return whether it tells altered content by itself."""
        return self.endswith("gcm")


class KeyTransport(StrEnum):
    """A way to hand the key of the content to the owner of a certificate."""

    RSA = "rsa-pkcs1v15"
    OAEP_SHA1 = "rsa-oaep-sha-1"
    OAEP_SHA256 = "rsa-oaep-sha-256"
    OAEP_SHA384 = "rsa-oaep-sha-384"
    OAEP_SHA512 = "rsa-oaep-sha-512"

    @property
    def digest(self) -> Digest | None:
        """Return the digest inside OAEP; none without it."""
        return None if self is KeyTransport.RSA else Digest(self.removeprefix("rsa-oaep-"))


HASHES: Mapping[Digest, hashes.HashAlgorithm] = MappingProxyType(
    {
        Digest.SHA1: hashes.SHA1(),  # noqa: S303 - read from partners who opted in, never written
        Digest.SHA256: hashes.SHA256(),
        Digest.SHA384: hashes.SHA384(),
        Digest.SHA512: hashes.SHA512(),
    }
)
DIGEST_OIDS: Mapping[str, Digest] = MappingProxyType(
    {
        "1.3.14.3.2.26": Digest.SHA1,
        "2.16.840.1.101.3.4.2.1": Digest.SHA256,
        "2.16.840.1.101.3.4.2.2": Digest.SHA384,
        "2.16.840.1.101.3.4.2.3": Digest.SHA512,
    }
)
RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
RSA_OAEP = "1.2.840.113549.1.1.7"
RSA_PSS = "1.2.840.113549.1.1.10"
SIGNATURE_OIDS: Mapping[str, tuple[Signature, Digest | None]] = MappingProxyType(
    {
        RSA_ENCRYPTION: (Signature.RSA, None),
        "1.2.840.113549.1.1.5": (Signature.RSA, Digest.SHA1),
        "1.2.840.113549.1.1.11": (Signature.RSA, Digest.SHA256),
        "1.2.840.113549.1.1.12": (Signature.RSA, Digest.SHA384),
        "1.2.840.113549.1.1.13": (Signature.RSA, Digest.SHA512),
        RSA_PSS: (Signature.RSA_PSS, None),
        "1.2.840.10045.4.1": (Signature.ECDSA, Digest.SHA1),
        "1.2.840.10045.4.3.2": (Signature.ECDSA, Digest.SHA256),
        "1.2.840.10045.4.3.3": (Signature.ECDSA, Digest.SHA384),
        "1.2.840.10045.4.3.4": (Signature.ECDSA, Digest.SHA512),
    }
)
CIPHER_OIDS: Mapping[str, Cipher] = MappingProxyType(
    {
        "2.16.840.1.101.3.4.1.2": Cipher.AES_128_CBC,
        "2.16.840.1.101.3.4.1.22": Cipher.AES_192_CBC,
        "2.16.840.1.101.3.4.1.42": Cipher.AES_256_CBC,
        "2.16.840.1.101.3.4.1.6": Cipher.AES_128_GCM,
        "2.16.840.1.101.3.4.1.26": Cipher.AES_192_GCM,
        "2.16.840.1.101.3.4.1.46": Cipher.AES_256_GCM,
        "1.2.840.113549.3.7": Cipher.TRIPLE_DES,
    }
)
ECDSA_OIDS = {
    digest: oid
    for oid, (signature, digest) in SIGNATURE_OIDS.items()
    if signature is Signature.ECDSA and digest is not None
}
OIDS: Mapping[Digest | Cipher, str] = MappingProxyType(
    {digest: oid for oid, digest in DIGEST_OIDS.items()}
    | {cipher: oid for oid, cipher in CIPHER_OIDS.items()}
)
SAFE_DIGESTS = frozenset({Digest.SHA256, Digest.SHA384, Digest.SHA512})
SAFE_CIPHERS = frozenset(Cipher) - {Cipher.TRIPLE_DES}


def read_digest(name: str) -> Digest | None:
    """Return the digest meant by any spelling of its name (sha256, SHA-256, rsa-sha256, sha2-256), if we know it."""
    squeezed = "".join(one for one in name.lower() if one.isalnum()).removeprefix("rsa")
    if squeezed.startswith("sha2") and len(squeezed) == len("sha2256"):
        squeezed = f"sha{squeezed[4:]}"
    return next((digest for digest in Digest if digest.replace("-", "") == squeezed), None)


def digest_of(digest: Digest, *pieces: bytes | memoryview | bytearray) -> bytes:
    """Return the fingerprint of some bytes, one piece after the other."""
    taking = hashes.Hash(HASHES[digest])
    for piece in pieces:
        taking.update(piece)
    return taking.finalize()
