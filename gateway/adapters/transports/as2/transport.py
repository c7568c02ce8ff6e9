"""Documents posted to a partner over AS2; what the partner posts to us comes through our own address."""

import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from gateway.adapters.addresses import DELIVERED, trusted
from gateway.adapters.transports.as2.settings import As2Settings
from gateway.adapters.transports.https import HttpsTransport, pieces_of
from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.retrying import NotConnected, Retrying
from gateway.application.as2.records import Lines
from gateway.application.ports import As2Desk, Secrets, Transport
from gateway.as2.limits import STANDARD
from gateway.as2.receipts import same_origin
from gateway.errors import ConfigurationFault, TransportUnavailable

PLAIN = {"Accept-Encoding": "identity"}


def open_as2(settings: As2Settings, surroundings: Surroundings) -> Transport:
    """Return the transport that posts to the partner's address; raises ConfigurationFault."""
    if surroundings.as2 is None or not surroundings.partner:
        raise ConfigurationFault("AS2 belongs to a partner, and to a gateway that seals")
    transport = As2Transport(
        settings, secrets=surroundings.secrets, desk=surroundings.as2, partner=surroundings.partner
    )
    return Retrying(transport, pause=surroundings.pause)


def post_receipt(settings: As2Settings, secrets: Secrets, url: str, lines: Lines, body: bytes) -> None:
    """Post a receipt to an address; what we show to log in goes to the partner's own host and to no other."""
    _Wire(settings, secrets=secrets).post(url, lines, body)


class _Wire(HttpsTransport):
    """Posts bytes under header lines and returns the answer, both bounded."""

    def __init__(self, settings: As2Settings, *, secrets: Secrets) -> None:
        super().__init__(settings, secrets=secrets)
        self._client_key = settings.client_key
        self._own = settings.url

    def post(self, url: str, lines: Lines, body: bytes) -> tuple[Lines, bytes]:
        """Return header lines and body of the answer to a post that was taken; raises TransportError."""
        until = self._monotonic() + self._settings.deadline.total_seconds()
        own = same_origin(url, self._own)
        headers = dict(lines) | PLAIN | {"Content-Length": str(len(body))}
        headers |= self._credentials() if own else {}
        host = httpx2.URL(url).host
        try:
            with (
                self._client_for(url, shows_key=own) as client,
                client.stream(
                    "POST", url, content=self._before(until, pieces_of(body)), headers=headers
                ) as answer,
            ):
                if answer.status_code not in DELIVERED:
                    raise self._failure(answer, until)
                return _lines(answer.headers), self._read(answer, until)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotConnected(f"{host} cannot be reached: {error}") from error
        except httpx2.HTTPError as error:
            raise TransportUnavailable(f"{host} broke off: {type(error).__name__}") from error

    def _client_for(self, url: str, *, shows_key: bool) -> httpx2.Client:
        if self._trusted is False and url.lower().startswith("https:"):
            self._trusted = httpx2.create_ssl_context(trust_env=False)
        if shows_key and self._client_key is not None:
            self._trusted = _showing(self._secret_text(self._client_key), self._settings.ca_file)
            self._client_key = None  # it is in the context from now on, which is for the partner's own host
        return self._client()

    def _secret_text(self, name: str) -> str:
        return self._secrets.get(name)

    def _read(self, answer: httpx2.Response, until: float) -> bytes:
        """Return the body of an answer; one that is larger than any receipt is no answer."""
        pieces, length = [], 0
        for piece in self._before(until, answer.iter_raw()):
            length += len(piece)
            if length > STANDARD.receipt:
                raise TransportUnavailable(f"{self._host} answers with more than a receipt")
            pieces.append(piece)
        return b"".join(pieces)


class As2Transport(_Wire):
    """Implements the port `Transport` by posting what a desk seals; nothing is fetched this way.

    Bytes and Message-ID are the same however often a delivery is tried: they were stored before the first.
    """

    def __init__(self, settings: As2Settings, *, secrets: Secrets, desk: As2Desk, partner: str) -> None:
        super().__init__(settings, secrets=secrets)
        self._desk = desk
        self._partner = partner

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Post the sealed message; its receipt, or that it comes later, is delivered; raises TransportError."""
        outgoing = self._desk.seal(self._partner, name=name, content=content, key=message_id)
        lines, body = self.post(self._own, outgoing.headers, outgoing.body)
        self._desk.answered(outgoing, lines, body)


def _lines(headers: httpx2.Headers) -> Lines:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _showing(pem: str, ca_file: str | None) -> ssl.SSLContext:
    """Return a context that shows a key of ours; the library takes it from a file only, which is gone at once."""
    context = trusted("https:", ca_file)
    if not isinstance(context, ssl.SSLContext):
        raise TypeError("a key is shown over https:// only")
    with TemporaryDirectory(prefix="gateway-") as folder:
        file = Path(folder) / "key.pem"
        file.touch(mode=0o600)
        file.write_text(pem, encoding="ascii")
        try:
            context.load_cert_chain(file)
        except ssl.SSLError as error:
            raise ConfigurationFault(
                "the secret of `client_key` holds no key with its certificate"
            ) from error
    return context
