"""Patience with wrong credentials: so many tries of a name, an address and a while, then none."""

from fastapi import HTTPException, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TRIES = 20
PATIENCE = RateLimitItemPerMinute(TRIES)
RETRY_AFTER_S = "60"


class Limiter:
    """Counts wrong credentials of each name from each address in this process; right ones cost nothing."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def spent(self, request: Request, name: str) -> bool:
        """Return whether there were too many wrong ones lately."""
        return not self._window.test(PATIENCE, _address(request), name)

    def check(self, request: Request, name: str) -> None:
        """Refuse to look at credentials where there were too many wrong ones lately."""
        if self.spent(request, name):
            raise HTTPException(
                429,
                "too many wrong passwords from here: wait a minute",
                headers={"Retry-After": RETRY_AFTER_S},
            )

    def failed(self, request: Request, name: str) -> None:
        """Note wrong credentials."""
        self._window.hit(PATIENCE, _address(request), name)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
