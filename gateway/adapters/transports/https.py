"""Documents posted to a partner's address; what the partner posts to us comes through our own API."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Annotated, Literal
from urllib.parse import quote

import httpx2
from pydantic import Field, model_validator

from gateway.adapters.addresses import (
    BROKEN,
    DELIVERED,
    LATER,
    SAID,
    Address,
    in_plain_characters,
    must_be_private,
    trusted,
)
from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.retrying import NotConnected, Retrying
from gateway.application.ports import Received, Secrets, Transport
from gateway.errors import ConfigurationFault, TransportError, TransportRefused, TransportUnavailable
from gateway.profiles.values import Duration, SecretName, Spec, Text

CONTENT_TYPE = "application/edi-x12"
PIECE_BYTES = 64 * 1024


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
        must_be_private(self.url, insecure=self.insecure)
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
        self._trusted = trusted(settings.url, settings.ca_file)

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
        body = self._before(until, pieces_of(content))
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
        return in_plain_characters(said)


def pieces_of(content: bytes) -> Iterator[bytes]:
    """Return bytes in pieces, so that a deadline can fall between them."""
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))
