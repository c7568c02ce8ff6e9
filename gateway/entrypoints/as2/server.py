"""A server of its own for AS2: one address to post to, two to ask how it is, and client certificates handed on."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.bootstrap import Gateway
from gateway.entrypoints.api import health
from gateway.entrypoints.api.errors import as_json, problem_of
from gateway.entrypoints.api.limiting import Limiter
from gateway.entrypoints.as2 import route
from gateway.entrypoints.beside import GRACE_S, beside
from gateway.errors import ConfigurationFault, GatewayError

BACKLOG = 2048
CONNECTIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """The certificate the server shows, and its key."""

    certificate: Path
    key: Path


def create_app(gateway: Gateway) -> FastAPI:
    """Return the application that takes AS2 and nothing else."""
    app = FastAPI(title="AS2", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.gateway = gateway
    app.state.limiter = Limiter()
    app.include_router(route.router)
    app.include_router(health.router)
    for kind in (GatewayError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _answer)
    return app


def _answer(_: Request, error: Exception) -> Response:
    return as_json(problem_of(error))


class ShowingCertificates(H11Protocol):
    """HTTP/1.1 whose requests carry the certificate the client showed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the certificate of the connection."""
        super().connection_made(transport)  # type: ignore[arg-type] # the same
        connection = transport.get_extra_info("ssl_object")
        der = connection.getpeercert(binary_form=True) if connection is not None else None
        if der is not None:
            self.app = _Shown(self.app, der)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An application whose scopes carry a client's certificate."""

    app: ASGIApp
    der: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, route.CLIENT_CERTIFICATE: self.der}, receive, send)


@dataclass(slots=True)
class As2Server:
    """The application on a socket of its own."""

    gateway: Gateway
    host: str
    port: int
    tls: Tls | None = None
    server: uvicorn.Server = field(init=False)
    _socket: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        context = self._context(self.tls) if self.tls else None
        config = uvicorn.Config(
            create_app(self.gateway),
            http=ShowingCertificates,
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE_S,
            ssl_context_factory=(lambda *_: context) if context else None,
        )
        self._socket = socket.create_server((self.host, self.port), backlog=BACKLOG)
        self.server = uvicorn.Server(config)

    @property
    def address(self) -> str:
        """Return the address partners post to."""
        host, port = self._socket.getsockname()[:2]
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/as2"

    @contextmanager
    def running(self, *, or_else: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Serve in a thread until the block ends; `or_else` is called when it stops serving."""
        with beside(self._serve, self._stop, name="as2", or_else=or_else):
            yield

    def _serve(self) -> None:
        asyncio.run(self.server.serve(sockets=[self._socket]))

    def _stop(self) -> None:
        self.server.should_exit = True

    def _context(self, tls: Tls) -> ssl.SSLContext:
        """Return TLS of today, which asks for certificates where profiles name some; those are trusted, and no others."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(tls.certificate, tls.key)
        except (ssl.SSLError, OSError) as error:
            raise ConfigurationFault("the certificate and key for TLS cannot be read") from error
        asked = "".join(
            pem
            for profile in self.gateway.services.directory.all()
            if profile.as2
            for pem in profile.as2.accept.client_certificates
        )
        if asked:
            context.load_verify_locations(cadata=asked)
            context.verify_mode = ssl.CERT_OPTIONAL
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return context
