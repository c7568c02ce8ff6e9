"""Who gets in, how long they stay, and what somebody else's browser gets to see: nothing."""

from datetime import timedelta

import pytest

from gateway.application.shop.refusals import SetupRefused
from gateway.entrypoints.shop.coming import COOKIE
from tests.house import later
from tests.integration.shop.conftest import SHOP, Opened
from tests.shop_house import BUYER, Shopper, asked, line, setup, visit_of


def test_whoever_comes_in_gets_an_address_nobody_knew_and_a_cookie_of_the_frame(shopper: Shopper) -> None:
    """Nothing of the start page's token is in either; both are good only together from then on."""
    address = asked(shopper.house, setup(), base=SHOP)
    first = shopper.client.get(address)

    cookie = first.headers["set-cookie"]
    path = first.headers["location"].removeprefix("/p/")
    assert cookie.startswith(f"{COOKIE}=")
    assert cookie.endswith("Path=/; HttpOnly; Secure; SameSite=None; Partitioned")
    assert "no-referrer" == first.headers["referrer-policy"]
    assert len(path) >= 32
    assert path not in address
    assert cookie.partition(";")[0].removeprefix(f"{COOKIE}=") not in path
    kept = repr(visit_of(shopper.house))
    assert path not in kept
    assert address.rpartition("/")[2] not in kept


def test_an_address_alone_opens_nothing_once_the_cookie_came_along(opened: Opened) -> None:
    """Neither without it nor with another visit's."""
    shopper, thief = opened(), opened()
    shopper.come()
    thief.come(setup(buyer_cookie="another"))

    stolen = thief.client.get(shopper.base)

    assert (403, True) == (stolen.status_code, "another window" in stolen.text)
    assert 403 == opened().client.post(f"{shopper.base}/cart", data={"sku": "LAMP"}).status_code
    assert 200 == shopper.see().status_code


def test_a_session_nobody_was_given_cannot_be_fixed_on_anybody(shopper: Shopper) -> None:
    """Neither an address nor a cookie somebody thought up is taken over."""
    made_up = "A" * 32
    shopper.client.cookies.set(COOKIE, made_up)
    assert 404 == shopper.client.get(f"/p/{made_up}").status_code
    assert 404 == shopper.client.get("/p/x").status_code
    assert 404 == shopper.client.get(f"/shop/start/{made_up}").status_code
    assert 404 == shopper.client.get(f"/shop/start/{'x' * 500}").status_code

    shopper.come()

    assert made_up not in shopper.base
    assert made_up != shopper.client.cookies.get(COOKIE, domain="shop.example.test", path="/")


def test_a_browser_without_cookies_stays_for_a_short_while_and_may_open_a_window(opened: Opened) -> None:
    shopper = opened()
    without = opened()
    without.base = first_address(shopper)

    page = without.see()
    assert "ends after 10 minutes" in page.text
    assert f'href="{without.base}/window" target="_blank"' in page.text

    window = opened()
    window.base = without.base
    assert "goes on here" in window.see("window").text
    assert 200 == window.post("window").status_code
    assert "Open in a new window" not in window.see().text
    assert 403 == without.see().status_code
    assert 200 == window.post("window").status_code


def test_without_a_cookie_a_visit_ends_sooner(opened: Opened) -> None:
    without, shopper = opened(), opened()
    without.base = first_address(opened())
    shopper.come(setup(buyer_cookie="another"))
    shopper.see()
    later(shopper.house, minutes=11)

    assert (410, True) == (without.see().status_code, "visit has ended" in without.see().text)
    assert 200 == shopper.see().status_code


def test_a_visit_ends_when_nobody_clicks_and_after_a_day_at_work(shopper: Shopper) -> None:
    shopper.come()
    for _ in range(20):
        later(shopper.house, minutes=25)
        if shopper.see().status_code != 200:
            break
    started = visit_of(shopper.house)
    assert started.started_at is not None
    assert timedelta(hours=8) < shopper.house.clock.now() - started.started_at < timedelta(hours=9)
    assert "expired" == started.state

    shopper.come()
    later(shopper.house, minutes=31)
    assert 410 == shopper.see().status_code
    assert [started.id, visit_of(shopper.house).id] == sorted(shopper.house.events("shop.expired"))[-2:]


def test_once_the_cart_is_home_the_visit_is_over_but_the_form_may_be_sent_again(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP")
    first = shopper.home()

    assert (410, True) == (shopper.see().status_code, "visit is over" in shopper.see("cart").text)
    assert 410 == shopper.put("LAMP").status_code
    assert first.fields == shopper.home().fields == shopper.home("cancel").fields
    later(shopper.house, minutes=11)
    assert 410 == shopper.post("return").status_code


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/post",
        "https://buying.example.test@evil.example/",
        "http://buying.example.test/",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_cart_is_promised_to_nobody_else(shopper: Shopper, elsewhere: str) -> None:
    with pytest.raises(SetupRefused) as refused:
        asked(shopper.house, setup(return_url=elsewhere))
    assert 406 == refused.value.status


def test_who_does_not_shop_with_us_or_is_paused_gets_no_start_page(opened: Opened) -> None:
    with pytest.raises(SetupRefused, match="not agreed"):
        asked(opened(state="paused").house, setup())


@pytest.mark.parametrize(
    ("request_", "leads_to"),
    [
        (setup(), ""),
        (setup("edit", line("LAMP", "1")), "/cart"),
        (setup("inspect", line("LAMP", "1")), "/cart"),
    ],
    ids=["create", "edit", "inspect"],
)
def test_a_visit_begins_where_it_should(shopper: Shopper, request_: object, leads_to: str) -> None:
    answered = shopper.client.get(asked(shopper.house, request_, base=SHOP))  # type: ignore[arg-type] # a set-up request

    assert answered.headers["location"].endswith(leads_to)


def test_pages_may_be_framed_by_the_partners_pages_only(opened: Opened) -> None:
    """And the window that opened the shop keeps hold of it."""
    framed = opened()
    framed.come()
    alone = opened(punchout={"frames": []})
    alone.come()

    headers, others = framed.see().headers, alone.see().headers
    assert f"frame-ancestors {BUYER}" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert "unsafe-none" == headers["cross-origin-opener-policy"]
    assert "no-store" == headers["cache-control"]
    assert "frame-ancestors 'none'" in others["content-security-policy"]
    assert "DENY" == others["x-frame-options"]
    assert "form-action 'self';" in headers["content-security-policy"]


def test_a_page_of_a_stranger_fills_no_carts(shopper: Shopper) -> None:
    shopper.come()
    cross = {"sec-fetch-site": "cross-site"}
    answered = shopper.client.post(f"{shopper.base}/cart", data={"sku": "LAMP"}, headers=cross)
    assert 403 == answered.status_code
    assert "Overview" not in answered.text


def test_what_is_not_there_is_said_in_the_shops_own_words(shopper: Shopper) -> None:
    """A buyer never sees the pages of the gateway."""
    shopper.come()
    for path in ("items/NOBODY", "nowhere"):
        missing = shopper.see(path)
        assert 404 == missing.status_code
        assert "Order gateway" not in missing.text
    assert "no such page" in shopper.see("items/NOBODY").text


def first_address(shopper: Shopper) -> str:
    """Return the address of a visit whose browser never brought its cookie back."""
    address = asked(shopper.house, setup(), base=SHOP)
    found: str = shopper.client.get(address).headers["location"]
    return found
