"""The wire between a played buyer and the gateway under test."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came over HTTP; names of `headers` in small letters, `cookies` as the server set them."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    cookies: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", "replace")


class Wire(Protocol):
    """A way to send one HTTP request; redirects are not followed and nothing is remembered."""

    def send(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """Return what came; raises TransportUnavailable where nothing did."""
        ...
