"""Is anybody there: a channel tried without sending or taking anything."""

import socket
import ssl
from urllib.parse import urlsplit

from pydantic import BaseModel

from gateway.application.ports import Transport
from gateway.errors import TransportUnavailable

PATIENCE_S = 5


def knock(settings: BaseModel, transport: Transport) -> str:
    """Return what was found at the other side; raises TransportError.

    Folders and servers are looked into as a poll does, and nothing there is touched; of an address that is posted to,
    the port is opened, and its certificate looked at.
    """
    url = getattr(settings, "url", None)
    if url is not None:
        return _opened(str(url))
    waiting = next(iter(transport.fetch()), None)
    return "reached; files are waiting" if waiting is not None else "reached; nothing is waiting"


def _opened(url: str) -> str:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    try:
        with socket.create_connection((host, port), timeout=PATIENCE_S) as opened:
            if not secure:
                return f"{host}:{port} answers, without encryption"
            with ssl.create_default_context().wrap_socket(opened, server_hostname=host) as wrapped:
                return f"{host}:{port} answers, {wrapped.version()}, its certificate is valid"
    except OSError as failed:
        raise TransportUnavailable(f"{host}:{port} cannot be reached: {failed}") from failed
