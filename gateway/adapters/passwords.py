"""Passwords hashed with argon2id."""

from functools import cached_property
from secrets import token_urlsafe

from pwdlib.hashers.argon2 import Argon2Hasher


class Argon2Passwords:
    """Implements the port Passwords; memory in KiB. The defaults are those RFC 9106 gives for small memory."""

    def __init__(self, *, passes: int = 3, memory: int = 65_536, lanes: int = 4) -> None:
        self._hasher = Argon2Hasher(time_cost=passes, memory_cost=memory, parallelism=lanes)

    def hash(self, password: str) -> str:
        """Return a hash to keep."""
        return self._hasher.hash(password)

    def verify(self, password: str, hashed: str) -> bool:
        """Return whether a password is the one that was hashed."""
        return self._hasher.verify(password, hashed)

    def nobody(self) -> str:
        """Return a hash no password fits, as slow to try as any."""
        return self._nobody

    @cached_property
    def _nobody(self) -> str:
        return self.hash(token_urlsafe(32))
