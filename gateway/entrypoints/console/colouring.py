"""The choice of light or dark: kept in this browser; without one, pages follow the system it runs on."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import Request

from gateway.entrypoints.console.languages import mark, say

COOKIE = "gateway-scheme"
SCHEMES: Mapping[str, str] = MappingProxyType(
    {"": mark("As the system"), "light": mark("Light"), "dark": mark("Dark")}
)
"""What pages can look like, by what the cookie says."""


def scheme_of(request: Request) -> str:
    """Return what was chosen in this browser, empty for nothing."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in SCHEMES else ""


def schemes() -> dict[str, str]:
    """Return what there is to choose from, in the language that is spoken."""
    return {scheme: say(name) for scheme, name in SCHEMES.items()}
