"""Documents posted to a partner's address; what the partner posts to us comes through our own API."""

import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from time import monotonic
from typing import Annotated, Literal
from urllib.parse import quote

import httpx2
from pydantic import AfterValidator, Field, model_validator

from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.retrying import NotConnected, Retrying
from gateway.application.ports import Received, Secrets, Transport
from gateway.errors import ConfigurationFault, TransportError, TransportRefused, TransportUnavailable
from gateway.profiles.values import Duration, SecretName, Spec, Text

CONTENT_TYPE = "application/edi-x12"
PIECE_BYTES = 64 * 1024
SAID = 200
DELIVERED = range(200, 300)
BROKEN = range(500, 600)
LATER = frozenset({408, 425, 429})


def _url(text: str) -> str:
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError):
        raise ValueError("is no address") from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.fragment:
        raise ValueError("should be https://host/path, without a name or password in it")
    return text


Address = Annotated[str, AfterValidator(_url)]


class Basic(Spec):
    """A user name and the name of the secret that is its password."""

    kind: Literal["basic"]
    user: Text
    password: SecretName


class Bearer(Spec):
    """The name of the secret that is the token."""

    kind: Literal["bearer"]
    token: SecretName


class HttpsSettings(Spec):
    """Where to post. `insecure` allows http:// beyond this machine; `deadline` bounds a whole delivery."""

    url: Address
    auth: Annotated[Basic | Bearer, Field(discriminator="kind")] | None = None
    insecure: bool = False
    ca_file: Text | None = None
    proxy: Address | None = None
    connect_timeout: Duration = timedelta(seconds=15)
    read_timeout: Duration = timedelta(seconds=60)
    deadline: Duration = timedelta(minutes=5)

    @model_validator(mode="after")
    def _must_be_private(self) -> "HttpsSettings":
        url = httpx2.URL(self.url)
        if url.scheme == "http" and not self.insecure and not _is_loopback(url.host):
            raise ValueError("http:// beyond this machine needs `insecure`, or better an https:// address")
        return self


def open_https(settings: HttpsSettings, surroundings: Surroundings) -> Transport:
    """Return the transport that posts to the address of the settings."""
    return Retrying(HttpsTransport(settings, secrets=surroundings.secrets), pause=surroundings.pause)


class HttpsTransport:
    """Implements the port `Transport` by POST; nothing is fetched this way.

    The `Message-ID` is the same however often a delivery is tried: the partner knows it again.
    """

    def __init__(
        self, settings: HttpsSettings, *, secrets: Secrets, monotonic: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._monotonic = monotonic
        self._host = httpx2.URL(settings.url).host
        self._trusted = _trusted(settings)

    def fetch(self) -> Iterator[Received]:
        """Yield nothing: what the partner sends comes through our API."""
        return iter(())

    def confirm(self, received: Received) -> None:
        """Do nothing: our answer to the partner's request was the confirmation."""

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Post the bytes as they are; 2xx is delivered, what may pass is unavailable, all else refused."""
        headers = {
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(content)),
            "Content-Disposition": f'attachment; filename="{quote(name, safe=" ")}"',
            "Message-ID": f"<{quote(message_id.strip('<>'), safe='@')}>",
            **self._credentials(),
        }
        until = self._monotonic() + self._settings.deadline.total_seconds()
        body = self._before(until, _pieces(content))
        try:
            with (
                self._client() as client,
                client.stream("POST", self._settings.url, content=body, headers=headers) as answer,
            ):
                if answer.status_code not in DELIVERED:
                    raise self._failure(answer, until)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotConnected(f"{self._host} cannot be reached: {error}") from error
        except httpx2.HTTPError as error:
            raise TransportUnavailable(f"{self._host} broke off: {type(error).__name__}") from error

    def _client(self) -> httpx2.Client:
        read, connect = self._settings.read_timeout, self._settings.connect_timeout
        return httpx2.Client(
            timeout=httpx2.Timeout(read.total_seconds(), connect=connect.total_seconds()),
            verify=self._trusted,
            proxy=self._settings.proxy,
            follow_redirects=False,
            trust_env=False,
        )

    def _credentials(self) -> dict[str, str]:
        auth = self._settings.auth
        if auth is None:
            return {}
        if isinstance(auth, Bearer):
            return {"Authorization": f"Bearer {self._secret(auth.token)}"}
        pair = f"{auth.user}:{self._secret(auth.password)}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def _secret(self, name: str) -> str:
        secret = self._secrets.get(name)
        if not secret.isascii() or not secret.isprintable():
            raise ConfigurationFault(f"{name} holds characters that no header can carry")
        return secret

    def _before(self, until: float, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._monotonic() > until:
                raise TransportUnavailable(f"{self._host} took longer than {self._settings.deadline}")
            yield piece

    def _failure(self, answer: httpx2.Response, until: float) -> TransportError:
        said = f"{self._host} answered {answer.status_code}: {self._said(answer, until)}"
        later = answer.status_code in LATER or answer.status_code in BROKEN
        return TransportUnavailable(said) if later else TransportRefused(said)

    def _said(self, answer: httpx2.Response, until: float) -> str:
        """Return the beginning of an answer in plain characters: a reason for people, kept short."""
        said = b""
        with suppress(httpx2.HTTPError, TransportUnavailable):
            said = next(self._before(until, answer.iter_raw(SAID)), b"")
        text = said.decode("utf-8", "replace")
        return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _trusted(settings: HttpsSettings) -> ssl.SSLContext | bool:
    if settings.ca_file:
        try:
            return ssl.create_default_context(cafile=settings.ca_file)
        except OSError as error:
            raise ConfigurationFault(f"{settings.ca_file} holds no certificates we can read") from error
    # Made once, not once a delivery; over http:// there is nothing to trust.
    return httpx2.create_ssl_context(trust_env=False) if settings.url.startswith("https:") else False


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
