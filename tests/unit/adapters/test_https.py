"""Posting beyond what every transport promises: credentials, answers, encryption, patience."""

import socket
import ssl
from base64 import b64encode
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.adapters.transports.https import Basic, Bearer, HttpsSettings, HttpsTransport
from gateway.adapters.transports.retrying import NotConnected
from gateway.application.ports import Received
from gateway.errors import ConfigurationFault, TransportRefused, TransportUnavailable
from tests.fakes.peers import TLS, HttpPeer, http_peer
from tests.fakes.secrets import KnownSecrets

CONTENT = b"ISA*00*~"


def opened(peer: HttpPeer, **settings: Any) -> HttpsTransport:
    """Return a transport to the peer with some settings of its own."""
    return HttpsTransport(
        peer.settings.model_copy(update=settings), secrets=KnownSecrets(pass_="word", token="t0ken")
    )


def leave(transport: HttpsTransport, message_id: str = "1@ourco") -> None:
    """Deliver something."""
    transport.leave("855 1.edi", CONTENT, message_id=message_id)


def test_a_delivery_says_what_it_is() -> None:
    """Bytes of X12 under a name and a message id, to the address that was agreed."""
    with http_peer() as peer:
        leave(opened(peer))

    (request,) = peer.requests
    assert (request.path, request.body) == ("/x12", CONTENT)
    assert request.headers["Content-Type"] == "application/edi-x12"
    assert request.headers["Content-Disposition"] == 'attachment; filename="855 1.edi"'
    assert request.headers["Message-ID"] == "<1@ourco>"
    assert "Authorization" not in request.headers
    assert "Transfer-Encoding" not in request.headers


def test_the_message_id_is_the_same_however_often_it_is_tried() -> None:
    """The partner knows the delivery again, brackets or not; nothing in it can end the header."""
    with http_peer() as peer:
        transport = opened(peer)
        for message_id in ("1@ourco", "<1@ourco>", "1\r\nX: y"):
            leave(transport, message_id)

    ids = [request.headers["Message-ID"] for request in peer.requests]
    assert ids == ["<1@ourco>", "<1@ourco>", "<1%0D%0AX%3A%20y>"]


def test_basic_credentials_are_user_and_secret() -> None:
    """The profile names the secret; the request carries it."""
    with http_peer(auth=Basic(kind="basic", user="ourco", password="secret:pass_")) as peer:
        leave(opened(peer))

    expected = f"Basic {b64encode(b'ourco:word').decode()}"
    assert peer.requests[0].headers["Authorization"] == expected


def test_bearer_credentials_are_the_secret() -> None:
    """A token stands alone."""
    with http_peer(auth=Bearer(kind="bearer", token="secret:token")) as peer:
        leave(opened(peer))

    assert peer.requests[0].headers["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize("secret", ["line\nbreak", "naïve", "\x7f"])
def test_a_secret_no_header_can_carry_is_said_by_name(secret: str) -> None:
    """The secret itself is never in what is said."""
    settings = HttpsSettings(url="https://example.test/x12", auth=Bearer(kind="bearer", token="secret:token"))
    transport = HttpsTransport(settings, secrets=KnownSecrets(token=secret))

    with pytest.raises(ConfigurationFault, match=r"^secret:token holds characters that no header can carry$"):
        leave(transport)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_delivered(status: int) -> None:
    """However the partner words it."""
    with http_peer() as peer:
        peer.status = status
        leave(opened(peer))

    assert peer.delivered() == [CONTENT]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 409, 413, 415, 422, 451])
def test_what_would_be_said_again_is_refused(status: int) -> None:
    """A redirect too: documents and credentials go only where was agreed."""
    with http_peer() as peer:
        peer.status, peer.location = status, f"{peer.settings.url}/elsewhere"
        with pytest.raises(TransportRefused, match=f"127.0.0.1 answered {status}"):
            leave(opened(peer))

    assert [request.path for request in peer.requests] == ["/x12"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_unavailable(status: int) -> None:
    """Later may be better."""
    with http_peer() as peer:
        peer.status = status
        with pytest.raises(TransportUnavailable, match=f"answered {status}"):
            leave(opened(peer))


def test_a_reason_is_told_short_and_in_plain_characters() -> None:
    """A partner's answer reaches an operator's screen, never more than a line of it."""
    with http_peer() as peer:
        peer.status = 422
        peer.answer = b"\x1b[31mno such\r\n partner\xff " + b"x" * 3_000_000
        with pytest.raises(TransportRefused) as refused:
            leave(opened(peer))

    said = str(refused.value)
    assert said.startswith("127.0.0.1 answered 422: [31mno such partner\ufffd xxx")
    assert len(said) < 250


def test_a_partner_who_hangs_up_may_have_it() -> None:
    """Unknown is unavailable: tried again later under the same message id, not at once."""
    with http_peer() as peer:
        peer.hangs_up = True
        with pytest.raises(TransportUnavailable, match="broke off") as unavailable:
            leave(opened(peer))

    assert not isinstance(unavailable.value, NotConnected)


def test_a_partner_who_says_nothing_is_not_waited_for() -> None:
    """Every wait has an end."""
    with http_peer() as peer:
        peer.speaks = Event()
        with pytest.raises(TransportUnavailable, match="broke off: ReadTimeout"):
            leave(opened(peer, read_timeout=timedelta(milliseconds=50)))


def test_a_slow_delivery_ends_at_its_deadline() -> None:
    """However lively the partner seems."""
    ticks = count(step=40)
    with http_peer() as peer:
        transport = HttpsTransport(
            peer.settings.model_copy(update={"deadline": timedelta(seconds=100)}),
            secrets=KnownSecrets(),
            monotonic=lambda: float(next(ticks)),
        )
        with pytest.raises(TransportUnavailable, match="took longer than 0:01:40"):
            transport.leave("855.edi", bytes(64 * 1024 * 4), message_id="1")

    assert peer.delivered() == []


def test_nobody_there_is_not_connected() -> None:
    """No byte left: trying again at once is harmless."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"

    with pytest.raises(NotConnected, match=r"127.0.0.1 cannot be reached"):
        leave(HttpsTransport(HttpsSettings(url=url), secrets=KnownSecrets()))


def test_a_certificate_nobody_vouches_for_is_not_trusted() -> None:
    """The document does not leave; nor do credentials."""
    with http_peer(tls=True) as peer, pytest.raises(NotConnected, match="CERTIFICATE_VERIFY_FAILED"):
        leave(opened(peer))

    assert peer.requests == []


def test_a_partners_own_authority_can_be_trusted() -> None:
    """By the file the profile names."""
    with http_peer(tls=True) as peer:
        leave(opened(peer, ca_file=str(TLS / "certificate.pem")))

    assert peer.delivered() == [CONTENT]


def test_a_missing_authority_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    """It names the file."""
    settings = HttpsSettings(url="https://example.test/", ca_file=str(tmp_path / "missing.pem"))

    with pytest.raises(ConfigurationFault, match=r"missing.pem"):
        HttpsTransport(settings, secrets=KnownSecrets())


def test_nothing_is_fetched_this_way() -> None:
    """The partner posts to our API, and our answer there confirms."""
    with http_peer() as peer:
        transport = opened(peer)

        transport.confirm(Received(name="a", key="k", content=b""))

        assert list(transport.fetch()) == []
    assert peer.requests == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "http://localhost:8080/x", "http://[::1]:80/x"])
def test_this_machine_may_be_posted_to_in_the_clear(url: str) -> None:
    """For trials and for proxies beside us."""
    assert HttpsSettings(url=url).url == url


def test_others_may_be_posted_to_in_the_clear_only_when_said_so() -> None:
    """Somebody has to have wanted it."""
    with pytest.raises(ValidationError, match="needs `insecure`"):
        HttpsSettings(url="http://edi.example.test/x")
    assert HttpsSettings(url="http://edi.example.test/x", insecure=True).insecure


@pytest.mark.parametrize(
    "url",
    [
        "",
        "edi.example.test/x",
        "ftp://example.test/",
        "https://",
        "https:///x",
        "https://user:word@example.test/",
        "https://example.test/#part",
        "https://example.test:port/",
        "https://[::1/",
        "https://\0/",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """Credentials have no place in one."""
    with pytest.raises(ValidationError, match=r"is no address|should be https"):
        HttpsSettings(url=url)


def test_certificates_are_checked_by_default() -> None:
    """Names and chains, whatever the environment says."""
    transport = HttpsTransport(HttpsSettings(url="https://example.test/"), secrets=KnownSecrets())

    assert isinstance(transport._trusted, ssl.SSLContext)
    assert (transport._trusted.verify_mode, transport._trusted.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_credentials_are_of_a_known_kind() -> None:
    """And by the names of secrets."""
    with pytest.raises(ValidationError, match="never the secret itself"):
        HttpsSettings.model_validate(
            {"url": "https://example.test/", "auth": {"kind": "bearer", "token": "t0ken"}}
        )
