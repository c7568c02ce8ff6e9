"""What a partner posts is theirs, kept once, and never longer than agreed."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from tests.house import LAMPS, House, interchange, order
from tests.integration.api.conftest import caller

BASIC = ("acme-edi", "open sesame")
BEARER = {"Authorization": "Bearer open sesame"}
BYTES = interchange(order("PO-1", LAMPS)).encode()


def test_what_is_posted_is_kept_and_goes_all_the_way(house: House, client: TestClient) -> None:
    """202 says that it is ours; the work follows."""
    answer = client.post("/edi", content=BYTES, auth=BASIC)
    house.work()

    assert (202, True) == (answer.status_code, answer.json()["new"])
    with house.gateway.store.read() as work:
        kept = work.transmissions.get(answer.json()["transmission"])
        assert work.transmissions.content(kept.id) == BYTES
    assert ("acme", "https", "processed") == (kept.partner, kept.transport, kept.state)
    assert house.order("PO-1").state == "confirmed"


@pytest.mark.parametrize("header", ["Idempotency-Key", "Message-ID"])
def test_the_same_key_again_changes_nothing(client: TestClient, header: str) -> None:
    """200 the second time, with the transmission of the first."""
    first = client.post("/edi", content=BYTES, auth=BASIC, headers={header: "<1@acme>"})
    again = client.post("/edi", content=BYTES, auth=BASIC, headers={header: "<1@acme>"})

    assert (202, 200) == (first.status_code, again.status_code)
    assert again.json() == {"transmission": first.json()["transmission"], "new": False}


def test_the_same_key_with_other_bytes_is_a_conflict(client: TestClient) -> None:
    """Nothing is swallowed in silence."""
    client.post("/edi", content=BYTES, auth=BASIC, headers={"Idempotency-Key": "1"})
    other = client.post("/edi", content=BYTES + b"\n", auth=BASIC, headers={"Idempotency-Key": "1"})

    assert (409, "conflict") == (other.status_code, other.json()["code"])


def test_without_a_key_every_post_is_its_own(client: TestClient) -> None:
    """Two posts, two transmissions; telling repeats apart is then the envelope's business."""
    first = client.post("/edi", content=BYTES, auth=BASIC).json()
    second = client.post("/edi", content=BYTES, auth=BASIC).json()

    assert first["transmission"] != second["transmission"]


def test_a_token_is_the_password_alone(house: House, client: TestClient) -> None:
    """Bearer works without a user."""
    answer = client.post("/edi", content=BYTES, headers=BEARER)

    with house.gateway.store.read() as work:
        assert work.transmissions.get(answer.json()["transmission"]).partner == "acme"


WRONG = [
    "Bearer wrong",
    "Basic " + b64encode(b"acme-edi:wrong").decode(),
    "Basic " + b64encode(b"globex-edi:open sesame").decode(),
    "Basic " + b64encode(b"globex-edi:").decode(),
]
UNREADABLE = [
    "Bearer",
    "Basic ###",
    "Basic " + b64encode(b"\xff:\xff").decode(),
    "Basic " + b64encode(b"no colon").decode(),
    "Digest whatever",
]


@pytest.mark.parametrize("authorization", ["", *UNREADABLE, *WRONG])
def test_who_shows_nothing_right_is_asked_for_it(
    house: House, client: TestClient, authorization: str
) -> None:
    """401 with a challenge, and nothing is kept."""
    answer = client.post("/edi", content=BYTES, headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert answer.headers["content-type"] == "application/problem+json"
    with house.gateway.store.read() as work:
        assert not work.transmissions.recent(1)


def test_where_posting_is_open_nobody_in_particular_may_post(house: House) -> None:
    """Without credentials the partner is told by the envelope alone."""
    with caller(house, open_edi=True) as client:
        answer = client.post("/edi", content=BYTES)
    with house.gateway.store.read() as work:
        before = work.transmissions.get(answer.json()["transmission"]).partner
    house.work()

    with house.gateway.store.read() as work:
        after = work.transmissions.get(answer.json()["transmission"]).partner
    assert (202, "", "acme") == (answer.status_code, before, after)


@pytest.mark.parametrize("authorization", [*UNREADABLE, *WRONG])
def test_being_open_does_not_make_wrong_credentials_right(house: House, authorization: str) -> None:
    """Who shows something must show something right."""
    with caller(house, open_edi=True) as client:
        answer = client.post("/edi", content=BYTES, headers={"Authorization": authorization})

    assert answer.status_code == 401


def test_a_body_too_long_is_refused_before_it_is_read(house: House) -> None:
    """The stated length is enough to refuse it."""
    with caller(house, max_body_bytes=len(BYTES) - 1) as client:
        answer = client.post("/edi", content=BYTES, auth=BASIC)

    assert (413, "http.too-large") == (answer.status_code, answer.json()["code"])


def test_a_body_of_no_stated_length_is_read_no_further_than_it_may_be_long(house: House) -> None:
    """The reading stops at the bound: an endless body ends too."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1000
            yield b"x" * 1000

    with caller(house, max_body_bytes=5000) as client:
        answer = client.post("/edi", content=endless(), auth=BASIC)

    assert answer.status_code == 413
    with house.gateway.store.read() as work:
        assert not work.transmissions.recent(1)


def test_a_body_of_exactly_the_most_is_taken(house: House) -> None:
    """The bound is the last that may be."""
    with caller(house, max_body_bytes=len(BYTES)) as client:
        assert client.post("/edi", content=BYTES, auth=BASIC).status_code == 202


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", {}, 400),
        (BYTES, {"Content-Encoding": "gzip"}, 415),
        (BYTES, {"Idempotency-Key": "k" * 256}, 400),
    ],
)
def test_what_cannot_be_meant_is_refused(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    """An empty body, a compressed one, a key longer than we keep."""
    assert client.post("/edi", content=content, auth=BASIC, headers=headers).status_code == status


def test_a_page_of_another_site_cannot_post(house: House) -> None:
    """Not even where posting is open to all."""
    with caller(house, open_edi=True) as client:
        answer = client.post("/edi", content=BYTES, headers={"Origin": "https://elsewhere.example"})

    assert (403, "refused") == (answer.status_code, answer.json()["code"])


def test_a_partner_needs_no_operator_password_and_gets_no_further_with_their_own(house: House) -> None:
    """The two doors have two keys."""
    with caller(house, operator_password=SecretStr("boss")) as client:
        posted = client.post("/edi", content=BYTES, auth=BASIC)
        asked = client.get("/api/v1/orders", auth=BASIC)

    assert (202, 401) == (posted.status_code, asked.status_code)
