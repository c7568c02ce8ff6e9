"""Detached signatures: made over raw bytes, and verified over the bytes as they came before anything else is tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.constant_time import bytes_eq

from gateway.as2 import cms
from gateway.as2.agreements import Accepting, Pinned, Use
from gateway.as2.algorithms import HASHES, Digest, Signature, digest_of
from gateway.as2.certificates import Certificate, KeyPair, PublicKey
from gateway.as2.cms_making import signature_algorithm, signed, signed_attributes
from gateway.as2.limits import Limits
from gateway.as2.refusals import Modifier, Refusal, Refused, refusing

CRLF = b"\r\n"
_LONGEST_SALT = 1024
_BEGINS_ATTRIBUTES = b"1"


class Variant(StrEnum):
    """Which form of the signed bytes the signature holds for; tried in this order."""

    AS_RECEIVED = "as-received"
    CANONICAL = "canonical-line-breaks"
    WITHOUT_LAST_BREAK = "without-last-line-break"
    WITH_LAST_BREAK = "with-last-line-break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Who signed, how, and over which form of the bytes; the last of the attempts is the one that held."""

    certificate: Certificate
    signature: Signature
    digest: Digest
    message_digest: bytes
    content: memoryview
    attempts: tuple[Variant, ...]


def sign(content: bytes, pair: KeyPair, digest: Digest, *, pss: bool, at: datetime) -> bytes:
    """Return a detached signature of content."""
    taken, secret = digest_of(digest, content), pair.secret
    attributes = signed_attributes(taken, at)
    if isinstance(secret, EllipticCurvePrivateKey):
        how, value = Signature.ECDSA, secret.sign(attributes, ECDSA(HASHES[digest]))
    elif pss:
        salt = HASHES[digest].digest_size
        how, value = Signature.RSA_PSS, secret.sign(attributes, _pss(digest, salt), HASHES[digest])
    else:
        how, value = Signature.RSA, secret.sign(attributes, padding.PKCS1v15(), HASHES[digest])
    return signed(
        pair.certificate, digest, attributes=attributes, how=signature_algorithm(how, digest), signature=value
    )


def verify(
    content: memoryview,
    signature: bytes | memoryview,
    pinned: tuple[Pinned, ...],
    *,
    accepting: Accepting,
    at: datetime,
    limits: Limits,
) -> Verified:
    """Return who signed content; only a certificate pinned for the partner and valid now counts."""
    with refusing(Modifier.AUTHENTICATION_FAILED, "The signature cannot be read."):
        content_type, signers = cms.read_signed(signature, limits)
    if content_type != cms.DATA:
        raise Refused(Modifier.AUTHENTICATION_FAILED, "The signature is of content of another kind.")
    refusal = Refusal(
        modifier=Modifier.AUTHENTICATION_FAILED, reason="Nobody signed whose certificate is pinned."
    )
    for signer in signers:
        certificates = [one for one in pinned if signer.name.means(one.certificate)]
        usable = [one.certificate for one in certificates if one.usable(Use.SIGNING, at)]
        try:
            if usable:
                return _verified(content, signer, usable[0], accepting)
        except Refused as refused:
            refusal = refused.refusal
        if certificates and not usable:
            reason = "The certificate of the signer is not valid now."
            refusal = Refusal(modifier=Modifier.AUTHENTICATION_FAILED, reason=reason)
    raise Refused(refusal.modifier, refusal.reason)


def _verified(
    content: memoryview, signer: cms.Signer, certificate: Certificate, accepting: Accepting
) -> Verified:
    how, digest = _agreed(signer, accepting)
    if signer.attributes is None:
        return _verified_directly(content, signer, certificate, how=how, digest=digest)
    if signer.content_type != cms.DATA or signer.message_digest is None:
        raise Refused(Modifier.AUTHENTICATION_FAILED, "The signed attributes lack the type or the digest.")
    if not _holds(
        certificate.public_key, signer, how=how, digest=digest, taken=digest_of(digest, signer.attributes)
    ):
        raise Refused(Modifier.AUTHENTICATION_FAILED, "The signature does not hold.")
    attempts: list[Variant] = []
    for variant, view in variants(content):
        attempts.append(variant)
        taken = digest_of(digest, view)
        if bytes_eq(taken, signer.message_digest):
            return _as_verified(certificate, how, digest, taken=taken, content=view, attempts=attempts)
    raise Refused(Modifier.INTEGRITY_CHECK_FAILED, "The content is not what was signed.")


def _verified_directly(
    content: memoryview, signer: cms.Signer, certificate: Certificate, *, how: Signature, digest: Digest
) -> Verified:
    """Verify a signature without attributes; content that could be taken for attributes is refused."""
    attempts: list[Variant] = []
    for variant, view in variants(content):
        attempts.append(variant)
        taken = digest_of(digest, view)
        if (
            _holds(certificate.public_key, signer, how=how, digest=digest, taken=taken)
            and bytes(view[:1]) != _BEGINS_ATTRIBUTES
        ):
            return _as_verified(certificate, how, digest, taken=taken, content=view, attempts=attempts)
    raise Refused(Modifier.AUTHENTICATION_FAILED, "The signature does not hold.")


def _as_verified(
    certificate: Certificate,
    how: Signature,
    digest: Digest,
    *,
    taken: bytes,
    content: memoryview,
    attempts: list[Variant],
) -> Verified:
    return Verified(
        certificate=certificate,
        signature=how,
        digest=digest,
        message_digest=taken,
        content=content,
        attempts=tuple(attempts),
    )


def _agreed(signer: cms.Signer, accepting: Accepting) -> tuple[Signature, Digest]:
    """Return how was signed, if that is agreed in every part."""
    how, named = cms.known_signature(signer.padding)
    digest = signer.digest
    if digest not in accepting.digests or how not in accepting.signatures:
        raise Refused(
            Modifier.INSUFFICIENT_MESSAGE_SECURITY, "The digest or the signature algorithm is not agreed."
        )
    fits = named in {None, digest}
    if how is Signature.RSA_PSS:
        used = signer.padding
        fits = used.digest == digest and used.mask in accepting.digests and 0 <= used.salt <= _LONGEST_SALT
    if not fits:
        raise Refused(
            Modifier.AUTHENTICATION_FAILED, "The algorithms of the signature contradict each other."
        )
    return how, digest


def _holds(key: PublicKey, signer: cms.Signer, *, how: Signature, digest: Digest, taken: bytes) -> bool:
    """Return whether a signature holds for a digest that was taken."""
    prehashed = Prehashed(HASHES[digest])
    try:
        if isinstance(key, EllipticCurvePublicKey) and how is Signature.ECDSA:
            key.verify(signer.signature, taken, ECDSA(prehashed))
            return True
        if isinstance(key, RSAPublicKey) and how is not Signature.ECDSA:
            used = (
                padding.PKCS1v15()
                if how is Signature.RSA
                else _pss(signer.padding.mask or digest, signer.padding.salt)
            )
            key.verify(signer.signature, taken, used, prehashed)
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def _pss(mask: Digest, salt: int) -> padding.PSS:
    return padding.PSS(padding.MGF1(HASHES[mask]), salt)


def variants(content: memoryview) -> Iterator[tuple[Variant, memoryview]]:
    """Yield the forms of the bytes that are tried: some peers sign other line breaks than they send."""
    yield Variant.AS_RECEIVED, content
    received = bytes(content)
    canonical = received.replace(CRLF, b"\n").replace(b"\r", b"\n").replace(b"\n", CRLF)
    if canonical != received:
        yield Variant.CANONICAL, memoryview(canonical)
    if received.endswith(CRLF):
        yield Variant.WITHOUT_LAST_BREAK, content[:-2]
    yield Variant.WITH_LAST_BREAK, memoryview(received + CRLF)
