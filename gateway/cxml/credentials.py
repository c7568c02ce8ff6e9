"""Proofs of who somebody is: shared secrets and the MAC that stands for one, compared in constant time."""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.cxml.codecs import moment_of, stamp

KIND, ALGORITHM = "FromSenderCredentials", "HMAC-SHA1-96"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mac:
    """A proof that its maker knew the secret; the instants are texts as they were signed."""

    value: str = field(repr=False)
    kind: str = KIND
    algorithm: str = ALGORITHM
    created: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Whose MAC it is: domain and identity of From and of Sender."""

    from_domain: str
    from_identity: str
    sender_domain: str
    sender_identity: str


def mac_of(secret: str, signed: Signed, *, created: str, expires: str) -> str:
    """Return the MAC: HMAC-SHA1 over the lower-cased names and the instants, its first 96 bits in base64."""
    names = (signed.from_domain, signed.from_identity, signed.sender_domain, signed.sender_identity)
    parts = (*(name.lower() for name in names), created, expires)
    message = b"".join(part.encode() + b"\0" for part in parts)
    return base64.b64encode(hmac.digest(secret.encode(), message, "sha1")[:12]).decode()


def sign(secret: str, signed: Signed, *, created_at: datetime, expires_at: datetime) -> Mac:
    """Return a MAC for what is sent between two instants."""
    created, expires = stamp(created_at), stamp(expires_at)
    return Mac(
        value=mac_of(secret, signed, created=created, expires=expires), created=created, expires=expires
    )


def is_proved(mac: Mac, secret: str, signed: Signed, *, at: datetime) -> bool:
    """Return whether the MAC was made with the secret, in the way we know, and holds now."""
    expected = mac_of(secret, signed, created=mac.created, expires=mac.expires)
    proved = same(mac.value, expected)
    known = (mac.kind, mac.algorithm) == (KIND, ALGORITHM)
    return proved and known and _holds(mac, at)


def same(given: str, expected: str) -> bool:
    """Return whether two secrets are the same, in the same time whether they are or not."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _holds(mac: Mac, at: datetime) -> bool:
    try:
        created, expires = moment_of(mac.created), moment_of(mac.expires)
    except ValueError:
        return False
    return _aware(created) <= at < _aware(expires)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
