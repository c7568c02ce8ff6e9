"""HTTP as a browser or a buyer's system sends it, for the buyer that is played."""

from time import perf_counter

import httpx2

from gateway.application.buyer.wire import Reply
from gateway.errors import TransportUnavailable

TIMEOUT_S = 70.0
"""Longer than the longest wait that is judged."""
MOST_BYTES = 16 * 1024 * 1024


class HttpWire:
    """Implements the port Wire; one connection is kept, cookies and redirects are left to the browser that is played."""

    def __init__(self, *, verify: bool = True) -> None:
        self._client = httpx2.Client(
            timeout=TIMEOUT_S, verify=verify, trust_env=False, follow_redirects=False
        )

    def send(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """Return what came; raises TransportUnavailable where nothing did."""
        began = perf_counter()
        self._client.cookies.clear()
        try:
            with self._client.stream(method, url, content=body or None, headers=headers) as response:
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > MOST_BYTES:
                        raise TransportUnavailable(f"{url} answers with more than {MOST_BYTES:,} bytes")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise TransportUnavailable(
                f"{url.partition('?')[0]}: {str(error) or error.__class__.__name__}"
            ) from error
        return Reply(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=bytes(content),
            cookies=tuple(response.headers.get_list("set-cookie")),
            seconds=perf_counter() - began,
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
