"""Where partners reach us: an address for each role, and whose word counts for what we are called."""

from pathlib import Path

import pytest
from httpx2 import Response
from lxml import etree

from tests.cxml_house import Office, code_of, office, order, request, said
from tests.fakes.clocks import FixedClock

PROFILE = "<ProfileRequest/>"
SETUP = (
    '<PunchOutSetupRequest operation="create"><BuyerCookie>1</BuyerCookie><BrowserFormPost>'
    "<URL>https://buying.hooli.example.test/carts</URL></BrowserFormPost></PunchOutSetupRequest>"
)
LINE = ("LAMP", "24", "EA", "9.25")


def post_to(office: Office, role: str, body: str, host: str = "") -> Response:
    """Post to the address of a role, calling us as `host`."""
    headers = {"Content-Type": "text/xml", **({"Host": host} if host else {})}
    return office.client.post(f"/cxml{role}", content=body.encode(), headers=headers)


def told(answer: Response) -> dict[str, str]:
    """Return the address of each message as we told it."""
    root = etree.fromstring(answer.content)
    return {one.get("requestName"): one.findtext("URL") for one in root.iter("Transaction")}


def start_page(answer: Response) -> str:
    """Return the start page that was answered."""
    return str(etree.fromstring(answer.content).findtext("Response/PunchOutSetupResponse/StartPage/URL"))


def test_each_role_is_taken_at_the_address_the_profile_names(at_hooli: Office) -> None:
    """Whoever follows ProfileResponse gets through, and is told what may come with an order."""
    answer = post_to(at_hooli, "", request(PROFILE))
    addresses = {name: url.removeprefix("http://127.0.0.1:8000/cxml") for name, url in told(answer).items()}
    root = etree.fromstring(answer.content)
    options = {
        one.get("name"): one.text
        for one in root.iterfind(".//Transaction[@requestName='OrderRequest']/Option")
    }

    assert addresses == {
        "OrderRequest": "/orders",
        "ProfileRequest": "",
        "PunchOutSetupRequest": "/setup",
        "StatusUpdateRequest": "/status",
    }
    assert options == {"attachments": "Yes", "changes": "Yes"}
    assert code_of(post_to(at_hooli, "/setup", request(SETUP)).content) == "200"
    assert code_of(post_to(at_hooli, "/orders", order("R1", LINE)).content) == "200"
    assert code_of(post_to(at_hooli, "/status", request(PROFILE)).content) == "200"


def test_a_document_at_the_address_of_another_role_is_sent_on(at_hooli: Office) -> None:
    """It is told where to go, nothing is kept of it, and the same document is taken there."""
    body = order("R2", LINE, payload_id="r2@hooli")

    answer = post_to(at_hooli, "/setup", body)

    assert (answer.status_code, code_of(answer.content)) == (200, "450")
    assert said(answer.content) == (
        "OrderRequest is not taken at this address: send it to http://127.0.0.1:8000/cxml/orders, as ProfileResponse says."
    )
    assert at_hooli.documents("850") == []
    assert code_of(post_to(at_hooli, "/orders", body).content) == "200"
    stray = post_to(at_hooli, "/quotes", request("<CatalogUploadRequest/>"))
    assert (code_of(stray.content), said(stray.content)) == (
        "450",
        "CatalogUploadRequest is not taken at this address.",
    )
    unnamed = post_to(at_hooli, "/quotes", request(""))
    assert said(unnamed.content) == "A document without a message is not taken at this address."


def test_whoever_is_not_let_in_learns_nothing_of_roles(at_hooli: Office) -> None:
    """The same 401 wherever it is tried."""
    answers = [
        post_to(at_hooli, role, order("R3", LINE, secret="wrong")) for role in ("", "/setup", "/orders")
    ]

    assert {(code_of(one.content), said(one.content)) for one in answers} == {
        ("401", "The sender is not known here, or was not proved.")
    }


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::1", "localhost:x"]
)
def test_a_host_nobody_named_makes_no_address(at_hooli: Office, host: str) -> None:
    """No start page and no address of ours names it; the request is not kept and may come again. Orders are taken."""
    body = request(SETUP, payload_id=f"{host}@hooli")
    answers = [post_to(at_hooli, "", one, host) for one in (body, request(PROFILE))]

    assert [(one.status_code, code_of(one.content)) for one in answers] == [(500, "500")] * 2
    assert not any(b"evil" in one.content for one in answers)
    assert start_page(post_to(at_hooli, "", body)).startswith("http://127.0.0.1:8000/shop/start/")
    wrong = post_to(at_hooli, "/setup", order(f"R4-{host}", LINE), host)
    assert said(wrong.content) == "OrderRequest is not taken at this address."
    assert code_of(post_to(at_hooli, "", order("R4", LINE, payload_id=f"{host}.o"), host).content) == "200"


@pytest.mark.parametrize("host", ["localhost:8102", "[::1]:8102"])
def test_this_machine_is_believed(at_hooli: Office, host: str) -> None:
    """For trials: with the port it was called by."""
    assert start_page(post_to(at_hooli, "", request(SETUP), host)).startswith(f"http://{host}/shop/start/")


def test_a_public_address_is_the_one_we_tell_whatever_a_request_calls_us(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """Start pages and the addresses of roles begin with it, behind any proxy and whoever lies."""
    with office(tmp_path / "house", database_url, clock, public_url="https://orders.example.com") as opened:
        answers = [post_to(opened, "", request(body), "evil.example") for body in (SETUP, PROFILE)]

    assert start_page(answers[0]).startswith("https://orders.example.com/shop/start/")
    assert set(told(answers[1]).values()) == {
        f"https://orders.example.com/cxml{role}" for role in ("", "/setup", "/orders", "/status")
    }


def test_a_trusted_host_is_believed(tmp_path: Path, database_url: str, clock: FixedClock) -> None:
    """Whatever the size of its letters; its neighbour is not."""
    with office(tmp_path / "house", database_url, clock, trusted_hosts=("Orders.Example.com",)) as opened:
        right = post_to(opened, "", request(SETUP), "orders.EXAMPLE.com:8443")
        wrong = post_to(opened, "", request(SETUP), "shop.example.com")

    assert start_page(right).startswith("http://orders.example.com:8443/shop/start/")
    assert code_of(wrong.content) == "500"
