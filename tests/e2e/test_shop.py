"""Somebody shops with a real browser, out of a purchasing system on another site, and takes the cart home."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar, Literal
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from gateway.cxml.messages import Received, read
from gateway.cxml.wire import unwrap_fields
from gateway.domain.carts import Cart, CartLine
from gateway.domain.items import ItemIdentifier
from gateway.entrypoints.serving import Web
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import House, later
from tests.shop_house import asked, kept, line, setup, shop

TELEPHONE = ViewportSize(width=390, height=844)
LOOK_MS = 15_000
STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CUT_OFF = """() => [...document.querySelectorAll('body, body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        && getComputedStyle(one).clipPath === 'none' && !one.closest('.wide, .unseen, .skip'))
    .map(one => `${one.tagName}.${one.className}`)"""
FOCUSED = """() => document.activeElement.ariaLabel || document.activeElement.name
    || document.activeElement.textContent.trim()"""


class Buyer(BaseHTTPRequestHandler):
    """A purchasing system: pages that lead to the shop, and a place where carts arrive."""

    pages: ClassVar[dict[str, str]] = {}
    arrived: ClassVar[list[list[tuple[str, str]]]] = []

    def do_GET(self) -> None:
        """Answer with a page."""
        self._answer(self.pages.get(self.path, "<!doctype html><title>Buyer</title>"))

    def do_POST(self) -> None:
        """Take a cart in."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.arrived.append(parse_qsl(body.decode("latin-1"), keep_blank_values=True))
        self._answer("<!doctype html><title>Requisition</title><h1>Thank you</h1>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, text: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@dataclass
class Site:
    """The shop, and the purchasing system that sends people to it."""

    house: House
    shop: str
    buyer: str

    @property
    def back(self) -> str:
        """Return where carts arrive."""
        return f"{self.buyer}/return"

    def start(self, operation: str = "create", *lines: CartLine, **changes: object) -> str:
        """Return the start page of a new visit."""
        request = setup(operation, *lines, return_url=self.back, **changes)
        return asked(self.house, request, base=self.shop)

    def serve(self, path: str, text: str) -> str:
        """Put a page into the purchasing system; return where it is."""
        Buyer.pages[path] = f"<!doctype html><title>Buyer</title>{text}"
        return f"{self.buyer}{path}"

    def message(self) -> Received:
        """Return the cXML that arrived last, as a browser posted it."""
        return read(unwrap_fields(Buyer.arrived[-1]).content)

    def cart(self) -> Cart:
        """Return the cart that arrived last."""
        received = self.message()
        assert () == received.findings
        return received.document


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shop at localhost and the purchasing system at 127.0.0.1: two sites to a browser."""
    system = ThreadingHTTPServer(("127.0.0.1", 0), Buyer)
    buyer = f"http://127.0.0.1:{system.server_port}"
    folder = tmp_path_factory.mktemp("shop")
    agreed = {"return_to": [buyer], "frames": [buyer]}
    house = shop(folder / "house", fresh("sqlite", folder), FixedClock(), punchout=agreed)
    house = replace(house, gateway=replace(house.gateway, secrets=KnownSecrets(oci="open sesame")))
    web = Web(house.gateway, "localhost", 0)
    Thread(target=system.serve_forever, daemon=True).start()
    with web.running():
        address = f"http://localhost:{web.address.rpartition(':')[2]}"
        yield Site(house=house, shop=address, buyer=buyer)
    system.shutdown()
    system.server_close()
    house.gateway.engine.dispose()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser nobody has used before."""
    fresh_one = browser.new_context()
    fresh_one.set_default_timeout(LOOK_MS)
    yield fresh_one
    fresh_one.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A window in which whatever the browser complains of fails the test."""
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    assert [] == troubles


def test_create_shop_return_then_edit_then_cancel_then_inspect(page: Page, site: Site) -> None:
    """A requisition's life: the lines keep their names, a cancelled edit leaves them, an inspection changes nothing."""
    page.goto(site.start())
    page.get_by_role("searchbox").fill("adjustble lamp")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("adjustble lamp")
    page.get_by_label("Quantity of Desk lamp").fill("24")
    page.get_by_role("button", name="Add to cart: Desk lamp").click()
    expect(page.get_by_role("status")).to_contain_text("Desk lamp, adjustable is in your cart")
    page.get_by_role("link", name="Cart, 1 lines").click()
    page.get_by_text("Note for this line").click()
    page.get_by_label("Note for Desk lamp").fill("Für Herrn Größe, 2. OG")
    page.get_by_role("button", name="Update cart").click()
    expect(page.locator(".amount")).to_have_text("222.00 USD")
    home(page, site)
    (lamp,) = site.cart().lines
    assert ("cookie-1", 24, "Für Herrn Größe, 2. OG") == (
        site.cart().buyer_cookie,
        lamp.quantity,
        lamp.notes[0].texts[0],
    )

    page.goto(site.start("edit", kept(lamp), buyer_cookie="cookie-2"))
    assert "24" == page.get_by_label("Quantity of Desk lamp").input_value()
    page.get_by_role("searchbox").fill("NL-CHAIR")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add to cart: Task chair").click()
    home(page, site)
    edited = site.cart()
    assert [lamp.auxiliary] == [one.auxiliary for one in edited.lines if one.named("vendor-part") == "LAMP"]
    assert ["cookie-2", "LAMP", "CHAIR"] == [
        edited.buyer_cookie,
        *(one.named("vendor-part") for one in edited.lines),
    ]

    page.goto(site.start("edit", *map(kept, edited.lines)))
    page.get_by_role("button", name="Remove: Task chair with arms").click()
    home(page, site, "Cancel")
    assert site.cart().cancelled

    page.goto(site.start("inspect", *map(kept, edited.lines)))
    expect(page.get_by_text("cannot be changed here")).to_be_visible()
    assert 0 == page.get_by_role("button", name="Add to cart").count() + page.get_by_role("textbox").count()
    page.get_by_role("link", name="Task chair with arms").click()
    assert 0 == page.get_by_role("button", name="Add to cart").count()
    home(page, site, "Close")
    assert site.cart().cancelled


def test_without_scripts_a_button_takes_the_cart_home(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(site.start())
    page.get_by_role("button", name="Thêm vào giỏ: Ghế làm việc").click()
    page.get_by_role("button", name="Chuyển giỏ hàng về").click()
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(site.back)
    context.close()

    assert ["CHAIR"] == [one.named("vendor-part") for one in site.cart().lines]


def test_level_two_leads_to_the_item_or_else_to_what_is_like_it(page: Page, site: Site) -> None:
    def select(part: str) -> str:
        return site.start(selected=(ItemIdentifier(kind="vendor-part", value=part),))

    page.goto(select("SCREW"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hex bolt M8 × 20, zinc plated")  # noqa: RUF001 - the sign for times
    page.goto(select("AISLE56"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Furniture")
    page.goto(select("LMAP"))
    expect(page.get_by_role("main")).to_contain_text("LMAP")


def test_the_catalogue_interface_comes_by_a_form_of_another_site_and_goes_home(
    page: Page, site: Site
) -> None:
    hook = f"{site.back}?~caller=srm&session=7"
    fields = {
        "USERNAME": "sap",
        "PassWord": "open sesame",
        "HOOK_URL": hook,
        "OCI_VERSION": "4.0",
        "http_content_charset": "utf-8",
        "~OkCode": "ADDI",
    }
    inputs = "".join(f"<input name='{name}' value='{value}'>" for name, value in fields.items())
    page.goto(
        site.serve(
            "/oci", f"<form method=post action='{site.shop}/shop/oci'>{inputs}<button>Shop</button></form>"
        )
    )
    page.get_by_role("button", name="Shop").click()
    page.get_by_label("Quantity of Hex bolt").fill("250")
    page.get_by_role("button", name="Add to cart: Hex bolt").click()
    home(page, site)

    arrived = dict(Buyer.arrived[-1])
    assert ("srm", "7", "ADDI") == (arrived["~caller"], arrived["session"], arrived["~OkCode"])
    assert ("250", "3.75", "100", "PCE", "SCREW") == tuple(
        arrived[f"NEW_ITEM-{name}[1]"] for name in ("QUANTITY", "PRICE", "PRICEUNIT", "UNIT", "VENDORMAT")
    )


def test_in_a_frame_of_another_site_the_cookie_is_kept_apart_and_the_cart_goes_to_the_top(
    page: Page, site: Site
) -> None:
    page.goto(site.serve("/frame", f"<iframe title=shop width=900 height=700 src='{site.start()}'></iframe>"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Add to cart: Writing desk").click()
    expect(frame.get_by_role("status")).to_be_visible()
    assert 0 == frame.get_by_role("link", name="Open in a new window").count()
    frame.get_by_role("button", name="Return cart").click()
    page.wait_for_url(site.back)

    assert ["DESK"] == [one.named("vendor-part") for one in site.cart().lines]


def test_a_frame_that_lost_its_cookie_goes_on_and_offers_a_window(
    context: BrowserContext, page: Page, site: Site
) -> None:
    context.route(f"{site.shop}/shop/start/*", without_cookie)
    page.goto(site.serve("/lost", f"<iframe title=shop width=900 height=700 src='{site.start()}'></iframe>"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Add to cart: Desk lamp").click()
    expect(frame.get_by_role("status")).to_be_visible()
    context.clear_cookies()
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Open in a new window").click()
    window = opened.value
    window.get_by_role("button", name="Go on").click()
    expect(window.get_by_role("link", name="Cart, 1 lines")).to_be_visible()
    home(window, site)

    assert ["LAMP"] == [one.named("vendor-part") for one in site.cart().lines]


def test_a_second_punch_out_takes_over_and_old_links_say_so(context: BrowserContext, site: Site) -> None:
    first, second = context.new_page(), context.new_page()
    first.goto(site.start())
    first.get_by_role("button", name="Add to cart: Desk lamp").click()
    start = site.start(buyer_cookie="cookie-9")
    second.goto(start)
    expect(second.get_by_role("link", name="Cart, 0 lines")).to_be_visible()

    first.reload()
    expect(first.get_by_role("heading")).to_have_text("Your visit goes on elsewhere")
    first.goto(start)
    expect(first.get_by_role("heading")).to_have_text("This link was used already")
    late = site.start()
    later(site.house, minutes=11)
    first.goto(late)
    expect(first.get_by_role("heading")).to_have_text("This link came too late")


def test_a_keyboard_is_enough(page: Page, site: Site) -> None:
    """Skip to the page, look for something, put it in, go home: without a pointer."""
    page.goto(site.start())
    page.keyboard.press("Tab")
    assert "Skip to the page" == page.evaluate(FOCUSED)
    reach(page, "q")
    page.keyboard.type("M8")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=M8")
    reach(page, "quantity")
    page.keyboard.type("500")
    reach(page, "Add to cart: Hex bolt M8 × 20, zinc plated")  # noqa: RUF001 - the sign for times
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    page.keyboard.press("Home")
    page.evaluate("() => document.activeElement.blur()")
    reach(page, "Return cart")
    page.keyboard.press("Enter")
    page.wait_for_url(site.back)

    assert [500] == [one.quantity for one in site.cart().lines]


@pytest.mark.parametrize(
    ("scheme", "rules"), [("light", STANDARD), ("dark", ["color-contrast"])], ids=["light", "dark"]
)
def test_every_page_is_accessible_and_fits_a_telephone(
    browser: Browser, site: Site, scheme: Literal["light", "dark"], rules: list[str]
) -> None:
    """WCAG 2.2 AA as far as axe can tell, and nothing to scroll to the side for at 390 pixels."""
    context = browser.new_context(viewport=TELEPHONE, color_scheme=scheme)
    page = context.new_page()
    wrong: dict[str, object] = {}
    page.goto(site.start("edit", line("LAMP", "12"), line("OLD", "1"), line("SCREW", "3", unit="BX")))
    base = page.url.removesuffix("/cart")
    for path in ("/cart?fault=quantity#said", "/search?q=desk", "/items/SCREW", "/window", "/items/NOBODY"):
        page.goto(base + path)
        look(page, path, wrong, rules)
    page.goto(f"{base}/cart")
    page.route("**/leave.js*", lambda route: route.abort())
    page.get_by_role("button", name="Return cart").first.click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    look(page, "leaving", wrong, rules)
    context.close()

    assert {} == wrong


def look(page: Page, name: str, wrong: dict[str, object], rules: list[str]) -> None:
    """Look at a page as axe and as a narrow screen do."""
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    if found.violations_count:
        wrong[name] = found.generate_report()
    if cut := page.evaluate(CUT_OFF):
        wrong[f"{name} at 390"] = cut


def home(page: Page, site: Site, button: str = "Return cart") -> None:
    """Go home; the browser does the rest."""
    page.get_by_role("button", name=button).first.click()
    page.wait_for_url(f"{site.back}*")


def reach(page: Page, name: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name == page.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def without_cookie(route: Route) -> None:
    """Answer as the shop does, and let the browser keep no cookie."""
    answered = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answered.headers.items() if name != "set-cookie"}
    route.fulfill(status=answered.status, headers=headers)
