"""Shared secrets: those a profile names, and those we make, of which only digests are kept; compared without a tell.

A secret of ours has 256 bits of chance in it: a salted SHA-256 of it tells nobody anything.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from hmac import compare_digest

from gateway.application.cxml.surroundings import Cxml, agreed_with
from gateway.application.ports import CxmlSecret, UnitOfWork
from gateway.errors import ConfigurationFault, Conflict, NotFound
from gateway.profiles.profile import Profile

MADE, RETIRED = "cxml.secret-made", "cxml.secret-retired"
SECRET_BYTES, SALT_BYTES = 32, 16
AT_ONCE = 2
"""So many secrets of ours count at a time: the old one, and the one that takes its place."""
SHOWN = 12
"""So many characters of a digest tell one secret from another."""


def is_known(cxml: Cxml, work: UnitOfWork, profile: Profile, shown: str) -> bool:
    """Return whether what was shown is a secret of the partner; it takes as long whatever the answer is."""
    found = False
    for secret in named(cxml, profile):
        found |= compare_digest(sha256(secret.encode()).digest(), sha256(shown.encode()).digest())
    for kept in work.cxml_inbox.secrets(profile.code):
        found |= compare_digest(digest_of(shown, kept.salt), kept.digest)
    return found and bool(shown)


def named(cxml: Cxml, profile: Profile) -> Iterator[str]:
    """Yield the secrets the profile names, as far as somebody has them."""
    for name in agreed_with(profile).accept.secrets:
        try:
            yield cxml.secrets.get(name)
        except ConfigurationFault:
            continue


def digest_of(secret: str, salt: str) -> str:
    """Return what is kept of a secret."""
    return sha256(f"{salt}:{secret}".encode()).hexdigest()


def make(cxml: Cxml, partner: str, *, actor: str) -> str:
    """Make a shared secret for a partner and return it, this once; raises Conflict where two count already."""
    profile = cxml.services.directory.get(partner)
    agreed_with(profile)
    secret = urlsafe_b64encode(cxml.chance(SECRET_BYTES)).decode().rstrip("=")
    salt = cxml.chance(SALT_BYTES).hex()
    with cxml.store.begin() as work:
        if len(work.cxml_inbox.secrets(partner)) >= AT_ONCE:
            raise Conflict("two secrets count already: retire one of them first")
        kept = CxmlSecret(
            partner=partner,
            digest=digest_of(secret, salt),
            salt=salt,
            made_by=actor,
            made_at=cxml.services.clock.now(),
        )
        work.cxml_inbox.keep_secret(kept)
        cxml.services.note(work, MADE, partner, partner=partner, actor=actor, secret=kept.digest[:SHOWN])
        work.commit()
    return secret


def retire(cxml: Cxml, partner: str, secret: str, *, actor: str) -> None:
    """Let a secret of ours, named by the beginning of its digest, count no longer; raises NotFound."""
    with cxml.store.begin() as work:
        kept = [one for one in work.cxml_inbox.secrets(partner) if one.digest.startswith(secret)]
        if len(kept) != 1 or not secret:
            raise NotFound(f"no secret of {partner} that counts is called {secret}")
        work.cxml_inbox.keep_secret(replace(kept[0], retired_at=cxml.services.clock.now()))
        note = kept[0].digest[:SHOWN]
        cxml.services.note(work, RETIRED, partner, partner=partner, actor=actor, secret=note)
        work.commit()
