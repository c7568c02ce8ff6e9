"""What a browser holds and we keep only the digest of: start tokens, addresses of visits, cookies."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

Chance = Callable[[int], bytes]
"""Returns so many bytes nobody can guess."""
BYTES = 24
LONGEST = 100


def new(chance: Chance) -> str:
    """Return 192 bits nobody can guess, as text an address may hold."""
    return urlsafe_b64encode(chance(BYTES)).decode()


def digest(text: str) -> str:
    """Return what is kept of it; nothing of nothing, or of what is too long to be one."""
    return sha256(text.encode()).hexdigest() if 0 < len(text) <= LONGEST else ""


def same(text: str, kept: str) -> bool:
    """Return whether a text is the one a digest was kept of, in a time that tells nothing of either."""
    return bool(kept) and hmac.compare_digest(digest(text), kept)
