"""cXML posted to a partner's address, which says in its answer what becomes of it."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from time import monotonic
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx2

from gateway.adapters.addresses import DELIVERED, LATER, in_plain_characters, trusted
from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.outside import LookUp, address_of, look_up
from gateway.adapters.transports.retrying import NotConnected, tries
from gateway.application.ports import Received, Secrets, Transport, Word
from gateway.cxml import messages
from gateway.cxml.envelopes import read_envelope, read_status
from gateway.cxml.masking import MASK
from gateway.cxml.nodes import Node, Reading
from gateway.cxml.parsing import parse
from gateway.cxml.profiles import Profile, ProfileRequest
from gateway.cxml.statuses import ACCEPTED, TEXTS, Status
from gateway.errors import TransportError, TransportRefused, TransportUnavailable
from gateway.profiles.cxml import CxmlPosting

CONTENT_TYPE = "text/xml; charset=UTF-8"
LONGEST_ANSWER = 1024 * 1024
MASKED = f"<SharedSecret>{MASK}</SharedSecret>".encode()
"""What stands in a document of ours until it leaves."""
PIECE_BYTES = 64 * 1024
KNOWN_FOR_S = 24 * 3600.0
"""How long we go by what a partner said it understands."""
CLIENT_FAULT = range(400, 500)


def open_cxml(settings: CxmlPosting, surroundings: Surroundings) -> Transport:
    """Return the transport that posts to the addresses of the settings."""
    return CxmlTransport(settings, secrets=surroundings.secrets, pause=surroundings.pause)


class CxmlTransport:
    """Implements the ports `Transport` and `Answering` by POST; nothing is fetched this way.

    What it hands over is named for its message: `ConfirmationRequest-....xml` goes where confirmations go. Our shared
    secret comes into the document on its way, and stands nowhere else.
    """

    def __init__(
        self,
        settings: CxmlPosting,
        *,
        secrets: Secrets,
        pause: Callable[[float], None],
        look_up: LookUp = look_up,
        monotonic: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._tries = tries(pause)
        self._look_up = look_up
        self._monotonic = monotonic
        self._known: Mapping[str, str] = {}
        self._known_until = 0.0

    def fetch(self) -> Iterator[Received]:
        """Yield nothing: what the partner sends comes to our own address."""
        return iter(())

    def confirm(self, received: Received) -> None:
        """Do nothing: our answer to the partner's request was the confirmation."""

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Deliver as `ask` does."""
        self.ask(name, content, message_id=message_id)

    def ask(self, name: str, content: bytes, *, message_id: str) -> Word:
        """Post a document and return the partner's status of it; what it refuses raises TransportRefused."""
        return self._tries.copy()(self._ask, name, content, message_id)

    def _ask(self, name: str, content: bytes, message_id: str) -> Word:
        url = httpx2.URL(self._address_for(name.partition("-")[0], content))
        http, said = self._post(url, self._with_secret(content), message_id)
        return _word(url.host, http, said)

    def _address_for(self, message: str, content: bytes) -> str:
        """Return where a message goes: as was agreed, or as the partner says who is to be asked."""
        if not self._settings.discover or message in self._settings.urls:
            return self._settings.url_for(message)
        if self._monotonic() >= self._known_until:
            self._known = self._discovered(content)
            self._known_until = self._monotonic() + (KNOWN_FOR_S if self._known else 0.0)
        return self._known.get(message, self._settings.url)

    def _discovered(self, content: bytes) -> Mapping[str, str]:
        """Return where the partner says each message goes, as far as that is on the host that was agreed."""
        url = httpx2.URL(self._settings.url)
        envelope = messages.read(content).envelope
        question = replace(envelope, payload_id=f"profile.{envelope.payload_id}")
        body = self._with_secret(messages.write(question, ProfileRequest()).content)
        _, said = self._post(url, body, question.payload_id)
        told = messages.read(said).document
        endpoints = told.endpoints if isinstance(told, Profile) else ()
        return {one.message: one.url for one in endpoints if _is_at(one.url, url)}

    def _post(self, url: httpx2.URL, body: bytes, message_id: str) -> tuple[int, bytes]:
        """Return the status of HTTP and the body a document was answered by."""
        headers = {
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(body)),
            "Message-ID": f"<{quote(message_id.strip('<>'), safe='@')}>",
            **self._login(),
        }
        until = self._monotonic() + self._settings.deadline.total_seconds()
        try:
            with self._client(str(url)) as client:
                request = self._request(client, url, headers, body)
                with closing(client.send(request, stream=True)) as answer:
                    said = b"".join(self._before(until, url.host, answer.iter_bytes()))
                    return answer.status_code, said
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotConnected(f"{url.host} cannot be reached: {error}") from error
        except httpx2.HTTPError as error:
            raise TransportUnavailable(f"{url.host} broke off: {type(error).__name__}") from error

    def _request(
        self, client: httpx2.Client, url: httpx2.URL, headers: dict[str, str], body: bytes
    ) -> httpx2.Request:
        """Return a call of the address that was looked up and found to be outside, under the name it goes by."""
        content = _pieces(body)
        if self._settings.proxy:
            return client.build_request("POST", url, headers=headers, content=content)
        port = url.port or (443 if url.scheme == "https" else 80)
        address = address_of(url.host, port, private=self._settings.private, look_up=self._look_up)
        return client.build_request(
            "POST",
            url.copy_with(host=address),
            headers={**headers, "Host": url.netloc.decode()},
            content=content,
            extensions={"sni_hostname": url.host},
        )

    def _client(self, url: str) -> httpx2.Client:
        read, connect = self._settings.read_timeout, self._settings.connect_timeout
        return httpx2.Client(
            timeout=httpx2.Timeout(read.total_seconds(), connect=connect.total_seconds()),
            verify=trusted(url, self._settings.ca_file),
            proxy=self._settings.proxy,
            follow_redirects=False,
            trust_env=False,
        )

    def _login(self) -> dict[str, str]:
        login = self._settings.login
        if login is None:
            return {}
        pair = f"{login.user}:{self._secrets.get(login.password)}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def _with_secret(self, content: bytes) -> bytes:
        if self._settings.secret is None:
            return content
        secret = escape(self._secrets.get(self._settings.secret)).encode()
        return content.replace(MASKED, b"<SharedSecret>" + secret + b"</SharedSecret>", 1)

    def _before(self, until: float, host: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        length = 0
        for piece in pieces:
            length += len(piece)
            if self._monotonic() > until or length > LONGEST_ANSWER:
                raise TransportUnavailable(f"{host} answered too slowly, or far too much")
            yield piece


def _word(host: str, http: int, said: bytes) -> Word:
    """Return what an answer says; the status in it counts where there is one, and no HTTP status outweighs a refusal."""
    found = status_in(said)
    if found is None or (found.is_success and http not in DELIVERED):
        raise _failure(host, http, in_plain_characters(said))
    if not found.is_success:
        raise _refusal(host, found)
    text = " ".join(filter(None, (found.text, found.message)))
    return Word(code=found.code, text=text, settled=found.code != ACCEPTED)


def _is_at(told: str, agreed: httpx2.URL) -> bool:
    """Return whether an address is on the host, and as well guarded, as the one that was agreed."""
    try:
        url = httpx2.URL(told)
    except httpx2.InvalidURL:
        return False
    return (url.scheme, url.host, url.port) == (agreed.scheme, agreed.host, agreed.port) and not url.userinfo


def status_in(said: bytes) -> Status | None:
    """Return the status of an answer, None where it is no Response of cXML."""
    parsed = parse(said)
    if parsed.root is None:
        return None
    reading = Reading()
    _, kind, body = read_envelope(Node(parsed.root), reading)
    if kind != "Response" or body is None:
        return None
    found = read_status(body, reading)
    return found if found.code else None


def _failure(host: str, http: int, said: str) -> TransportError:
    """Return what an answer without a usable status means: refused by its class, else worth another try."""
    if http in CLIENT_FAULT and http not in LATER:
        meant = TEXTS.get(str(http), "")
        return TransportRefused(f"{host} answered {http}{f' ({meant})' if meant else ''}: {said}")
    if http in DELIVERED:
        return TransportUnavailable(f"{host} answered {http}, and no cXML that can be read: {said}")
    if http in range(300, 400):
        return TransportRefused(f"{host} answered {http}: it sends us elsewhere, and nobody follows")
    return TransportUnavailable(f"{host} answered {http}: {said}")


def _refusal(host: str, status: Status) -> TransportError:
    said = f"{host} says {status.code} {status.text}: {in_plain_characters(status.message.encode())}"
    return TransportRefused(said) if status.outcome == "refused" else TransportUnavailable(said)


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))
