"""Headers that every answer carries, so that a browser does nothing we did not mean."""

from collections.abc import Mapping
from time import perf_counter
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
)
"""`same-origin` and not `no-referrer`: the latter would blank the Origin of our own forms."""

FRAMES, FRAMED_BY_NOBODY = "X-Frame-Options", "frame-ancestors 'none'"
"""The older of two ways to say who may frame a page; it cannot name anybody, so where somebody may it is left out."""

TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"


class Guarded:
    """An application whose every answer carries the headers, its own winning over ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        began = perf_counter()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _measure(scope, message["status"], perf_counter() - began)
                headers = MutableHeaders(scope=message)
                frames = headers.get("Content-Security-Policy", FRAMED_BY_NOBODY)
                for name, value in HEADERS.items():
                    if name != FRAMES or FRAMED_BY_NOBODY in frames:
                        headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
            await send(message)

        await self._app(scope, receive, guarded)


def _measure(scope: Scope, status: int, seconds: float) -> None:
    """Note how long an answer took, by the route and never by the address itself."""
    meters = getattr(scope["app"].state, "meters", None)
    if meters is not None:
        route = getattr(scope.get("route"), "path", "none")
        meters.took(scope["method"], route, status, seconds)
