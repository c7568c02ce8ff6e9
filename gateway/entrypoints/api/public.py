"""Where others reach us: as the settings say; what a request calls us counts on this machine, or where it is trusted."""

from urllib.parse import urlsplit

from fastapi import Request

from gateway.entrypoints.api.access import LOOPBACK
from gateway.settings import Settings


def address_of(request: Request, settings: Settings) -> str:
    """Return scheme, host and port by which others reach us; nothing where only a stranger's word for it is there."""
    if settings.public_url:
        return settings.public_url
    try:
        named = urlsplit(f"//{request.headers.get('host', '')}")
        host, port = named.hostname or "", named.port
    except ValueError:
        return ""
    if host not in LOOPBACK and host not in {one.casefold() for one in settings.trusted_hosts}:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{request.url.scheme}://{shown}" + (f":{port}" if port else "")
