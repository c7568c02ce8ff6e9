"""cXML posted for real: what each answer means, where nobody should be called, which secret leaves with it."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.adapters.transports import Surroundings, open_transport
from gateway.adapters.transports.cxml import LONGEST_ANSWER, MASKED, CxmlTransport
from gateway.adapters.transports.outside import address_of, look_up
from gateway.adapters.transports.retrying import NotConnected
from gateway.application.ports import Answering, Word
from gateway.errors import TransportRefused, TransportUnavailable
from gateway.profiles.cxml import CxmlLogin, CxmlPosting
from tests.fakes.peers import HttpPeer, answered, cxml_peer
from tests.fakes.secrets import KnownSecrets

NAME = "ConfirmationRequest-1.xml"
DOCUMENT = b"<cXML><SharedSecret>" + MASKED[14:22] + b"</SharedSecret>text</cXML>"


@pytest.fixture(scope="module")
def peer() -> Iterator[HttpPeer]:
    """Open one partner for all tests of the module."""
    with cxml_peer() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _as_ever(peer: HttpPeer) -> None:
    """Let the partner say yes to everything, and forget what came."""
    peer.status, peer.answer, peer.location, peer.hangs_up = 200, answered("200"), "", False
    peer.requests.clear()


def way(peer: HttpPeer, **settings: Any) -> CxmlTransport:
    """Return the way to the partner, as it was agreed but for some settings."""
    agreed = peer.settings.model_copy(update=settings)
    secrets = KnownSecrets(ours="s3cret & <more>", word="pass")
    return CxmlTransport(agreed, secrets=secrets, pause=lambda _: None)


def ask(peer: HttpPeer, **settings: Any) -> Word:
    """Return what the partner says to a confirmation."""
    return way(peer, **settings).ask(NAME, DOCUMENT, message_id="1@ourco")


def test_a_partner_who_takes_it_says_so_at_once(peer: HttpPeer) -> None:
    """200 settles it; after 201 more is to come."""
    assert ask(peer) == Word(code="200", text="OK", settled=True)

    peer.answer = answered("201", "Accepted", "queued")
    assert ask(peer) == Word(code="201", text="Accepted queued", settled=False)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, answered("401", "Unauthorized", "Who are you?")),
        (401, answered("401", "Unauthorized", "Who are you?")),
        (406, b"no such thing"),
        (302, b""),
        (500, answered("400", "Bad Request", "no such order")),
    ],
    ids=["200 around 401", "401", "406 in words", "elsewhere", "500 around 400"],
)
def test_a_refusal_stops(peer: HttpPeer, status: int, answer: bytes) -> None:
    """However HTTP wraps it: the same document would be refused again."""
    peer.status, peer.answer = status, answer

    with pytest.raises(TransportRefused) as refused:
        ask(peer)

    assert not refused.value.retry


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b"<html><body>Oops</body></html>"),
        (200, b"<cXML><Response>"),
        (200, b"<html/>"),
        (200, b'<cXML payloadID="1" timestamp="2026-03-02T09:00:00Z"><Response/></cXML>'),
        (
            200,
            b'<cXML payloadID="1" timestamp="2026-03-02T09:00:00Z"><Request><ProfileRequest/></Request></cXML>',
        ),
        (200, answered("560", "Temporary server error")),
        (503, answered("200")),
        (429, b"later"),
        (200, answered("0")),
    ],
    ids=["500", "malformed", "html", "no status", "a request", "560", "503 around 200", "429", "no code"],
)
def test_what_may_pass_is_tried_again(peer: HttpPeer, status: int, answer: bytes) -> None:
    """A page of errors says nothing of our document."""
    peer.status, peer.answer = status, answer

    with pytest.raises(TransportUnavailable) as unavailable:
        ask(peer)

    assert unavailable.value.retry


def test_the_reason_is_shown(peer: HttpPeer) -> None:
    """A person reads what the partner said, and not what it might do to a page."""
    peer.answer = answered("417", "Expectation Failed", "Order 4711\n  is not here")

    with pytest.raises(TransportRefused, match="says 417 Expectation Failed: Order 4711 is not here"):
        ask(peer)


def test_messages_go_where_they_were_agreed_to_go(peer: HttpPeer) -> None:
    """By the name of the file, which begins with the message."""
    ships = f"{peer.settings.url}/ship"
    opened = way(peer, urls={"ShipNoticeRequest": ships})

    opened.leave("ShipNoticeRequest-1.xml", DOCUMENT, message_id="1@ourco")
    opened.leave(NAME, DOCUMENT, message_id="2@ourco")

    assert [one.path for one in peer.requests] == ["/cxml/ship", "/cxml"]
    assert {one.headers["Content-Type"] for one in peer.requests} == {"text/xml; charset=UTF-8"}


def test_the_secret_comes_in_on_the_way(peer: HttpPeer) -> None:
    """What is kept holds a mask; what leaves holds what opens the door, as XML writes it."""
    ask(peer, secret="secret:ours")

    assert peer.requests[0].body == DOCUMENT.replace(
        MASKED, b"<SharedSecret>s3cret &amp; &lt;more&gt;</SharedSecret>"
    )


def test_http_carries_a_login_where_one_was_agreed(peer: HttpPeer) -> None:
    """Beside what cXML says of itself."""
    ask(peer, login=CxmlLogin(user="us", password="secret:word"))

    assert peer.requests[0].headers["Authorization"] == f"Basic {b64encode(b'us:pass').decode()}"


def test_nothing_within_our_networks_is_called_unless_somebody_said_so(peer: HttpPeer) -> None:
    """Whatever name it goes by; the partner never hears of it."""
    with pytest.raises(TransportRefused, match="within a private network"):
        ask(peer, private=False)

    assert peer.requests == []


def test_the_address_that_was_looked_up_is_the_one_that_is_called(peer: HttpPeer) -> None:
    """Under the name the partner goes by: a second answer of the name server changes nothing."""
    asked: list[tuple[str, int]] = []

    def looked_up(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    port = peer.server.server_port
    agreed = CxmlPosting(url=f"http://buying.example.test:{port}/cxml", insecure=True, private=True)
    opened = CxmlTransport(agreed, secrets=KnownSecrets(), pause=lambda _: None, look_up=looked_up)

    opened.leave(NAME, DOCUMENT, message_id="1@ourco")

    assert asked == [("buying.example.test", port)]
    assert peer.requests[0].headers["Host"] == f"buying.example.test:{port}"


def test_a_proxy_looks_names_up_itself(peer: HttpPeer) -> None:
    """What is beyond it is nobody's private network."""
    proxy = f"http://127.0.0.1:{peer.server.server_port}"
    agreed = CxmlPosting(url="http://buying.example.test/cxml", insecure=True, proxy=proxy)

    CxmlTransport(agreed, secrets=KnownSecrets(), pause=lambda _: None).leave(NAME, DOCUMENT, message_id="1")

    assert peer.requests[0].path == "http://buying.example.test/cxml"


@pytest.mark.parametrize(
    "address",
    ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:192.168.0.1", "224.0.0.1"],
)
def test_private_addresses_are_known(address: str) -> None:
    """Those of a cloud's own services as well, and those that hide behind others."""
    with pytest.raises(TransportRefused):
        address_of("buying.example.test", 443, private=False, look_up=lambda *_: ["93.184.216.34", address])

    assert address_of("buying.example.test", 443, private=True, look_up=lambda *_: [address]) == address


def test_a_public_address_is_called() -> None:
    """The first of them."""
    found = address_of("a.test", 443, private=False, look_up=lambda *_: ["93.184.216.34", "2606:2800::1"])

    assert found == "93.184.216.34"


def test_a_name_nobody_knows_is_tried_again() -> None:
    """Name servers are out of reach at times."""
    assert look_up("127.0.0.1", 80) == ["127.0.0.1"]
    with pytest.raises(NotConnected, match="cannot be found"):
        look_up("nowhere.invalid", 80)


def test_a_partner_who_hangs_up_is_tried_again(peer: HttpPeer) -> None:
    """Whether the document was taken nobody knows; under its id it is the same."""
    peer.hangs_up = True

    with pytest.raises(TransportUnavailable, match="broke off"):
        ask(peer)


def test_an_answer_without_end_is_none(peer: HttpPeer) -> None:
    """A megabyte is more than any status needs."""
    peer.answer = b" " * (LONGEST_ANSWER + 1)

    with pytest.raises(TransportUnavailable, match="far too much"):
        ask(peer)


def test_nothing_is_fetched_this_way(peer: HttpPeer) -> None:
    """What the partner sends comes to our own address."""
    surroundings = Surroundings(files=None, clock=None, secrets=KnownSecrets(), pause=lambda _: None)  # type: ignore[arg-type] # neither is asked
    opened = open_transport("cxml", peer.settings, surroundings)

    assert isinstance(opened, Answering)
    assert list(opened.fetch()) == []


def in_whole(payload_id: str = "1@ourco") -> bytes:
    """Return a document of ours with its credentials, the secret masked."""

    def credential(identity: str, proof: bytes = b"") -> bytes:
        return (
            b'<Credential domain="DUNS"><Identity>'
            + identity.encode()
            + b"</Identity>"
            + proof
            + b"</Credential>"
        )

    header = b"<From>" + credential("2") + b"</From><To>" + credential("1") + b"</To>"
    sender = b"<Sender>" + credential("2", MASKED) + b"<UserAgent>us</UserAgent></Sender>"
    start = f'<cXML payloadID="{payload_id}" timestamp="2026-03-02T09:00:00+00:00">'.encode()
    return (
        start + b"<Header>" + header + sender + b"</Header><Request><ConfirmationRequest/></Request></cXML>"
    )


def understands(**addresses: str) -> bytes:
    """Return the answer of a partner who says where each message goes."""
    told = "".join(
        f'<Transaction requestName="{name}"><URL>{url}</URL></Transaction>' for name, url in addresses.items()
    )
    response = f'<ProfileResponse effectiveDate="2026-01-01T00:00:00+00:00">{told}</ProfileResponse>'
    return answered("200").replace(b"</Response>", response.encode() + b"</Response>")


def test_addresses_are_asked_for_once_a_day_where_that_was_agreed(peer: HttpPeer) -> None:
    """With our credentials and secret; what was agreed for a message goes before."""
    base, now = peer.settings.url, [100.0]
    agreed = peer.settings.model_copy(
        update={"discover": True, "urls": {"ShipNoticeRequest": f"{base}/ship"}, "secret": "secret:ours"}
    )
    opened = CxmlTransport(
        agreed, secrets=KnownSecrets(ours="s3cret"), pause=lambda _: None, monotonic=lambda: now[0]
    )
    peer.answer = understands(ConfirmationRequest=f"{base}/found", ShipNoticeRequest=f"{base}/other")
    for name in (NAME, NAME, "ShipNoticeRequest-1.xml", "InvoiceDetailRequest-1.xml"):
        opened.leave(name, in_whole(), message_id="1@ourco")
    now[0] += 25 * 3600
    opened.leave(NAME, in_whole(), message_id="1@ourco")

    paths = [one.path for one in peer.requests]
    assert paths == ["/cxml", "/cxml/found", "/cxml/found", "/cxml/ship", "/cxml", "/cxml", "/cxml/found"]
    question = peer.requests[0].body
    assert b"<ProfileRequest/>" in question
    assert b"<Identity>2</Identity><SharedSecret>s3cret</SharedSecret>" in question
    assert b'payloadID="profile.1@ourco"' in question


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.test/cxml",
        "http://127.0.0.1:1/cxml",
        "http://us:pw@{host}/found",
        "//[",
        "x" * 9,
    ],
)
def test_what_a_partner_names_elsewhere_is_not_followed(peer: HttpPeer, url: str) -> None:
    """Our secret goes to the host it was agreed for and nowhere else."""
    host = peer.settings.url.split("/")[2]
    peer.answer = understands(ConfirmationRequest=url.format(host=host))

    way(peer, discover=True).leave(NAME, in_whole(), message_id="1@ourco")

    assert [one.path for one in peer.requests] == ["/cxml", "/cxml"]


def test_who_does_not_say_is_asked_again_next_time(peer: HttpPeer) -> None:
    """A refusal to tell keeps nothing from going where it was agreed to go."""
    opened = way(peer, discover=True)
    for _ in range(2):
        opened.leave(NAME, in_whole(), message_id="1@ourco")

    assert [one.path for one in peer.requests] == ["/cxml"] * 4


def test_a_refusal_by_http_alone_says_what_cxml_means_by_it(peer: HttpPeer) -> None:
    peer.status, peer.answer = 417, b"no such order"
    with pytest.raises(TransportRefused, match=r"answered 417 \(Expectation Failed\): no such order"):
        ask(peer)
