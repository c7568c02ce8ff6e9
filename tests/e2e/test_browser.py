"""A person at the console, in a real browser: from the overview to a held order, its documents, and its decision."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.processes import address_of, environment, started, until
from tests.forking import Forking

DESKTOP = ViewportSize(width=1280, height=900)
TELEPHONE = ViewportSize(width=390, height=844)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TOLD_S = 120
CHAIN_S = 60
LOOK_MS = 15_000
CUT_OFF = """() => [document.documentElement, ...document.querySelectorAll('.wide, .chain, .raw')]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, forking: Forking) -> Iterator[str]:
    """The address of the demo's console when its stories are told."""
    folder = tmp_path_factory.mktemp("browser")
    command = (forking.program, "demo", "--no-browser")
    env = environment() | {"TMPDIR": str(folder)}
    with started(*command, env=env, log=folder / "demo.log") as program:
        until(lambda: "Ctrl-C ends it." in program.said, seconds=TOLD_S, what=f"end:\n{program.said}")
        yield address_of(program)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window in which whatever a page's script complains of, or does not find, fails the test."""
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(LOOK_MS)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert [] == troubles


def test_a_held_order_is_found_read_accepted_and_goes_on(page: Page, console: str) -> None:
    """Overview, order, document annotated and raw, the form; then the chain closes."""
    page.goto(console)
    held = page.locator(".need").filter(has_text="Orders held").get_by_role("link")
    number = held.inner_text().removeprefix("Order ")
    held.click()
    assert f"Order {number}" == page.get_by_role("heading", level=1).inner_text()
    assert "Not done yet" in page.get_by_role("region", name="Chain").inner_text()

    page.get_by_role("region", name="Documents").first.get_by_role("link", name="850 Order").click()
    annotated = page.get_by_role("group", name="Annotated document").inner_text()
    assert all(name in annotated for name in ("Order head", "Order line 1", "Unit price"))
    page.get_by_role("link", name="Raw", exact=True).click()
    assert page.locator(".raw li").first.inner_text().startswith("ISA*")
    assert number in page.locator(".raw").inner_text()

    page.get_by_role("link", name=f"Order {number}").click()
    page.get_by_role("button", name="Accept once and decide again").click()
    expect(page.get_by_role("heading", name="Held for you")).to_have_count(0)
    until(lambda: chain_is_complete(page), seconds=CHAIN_S, what="complete chain")
    assert ["850", "997", "855", "856", "810"] == page.locator(
        ".chain li:not(.absent) .set b"
    ).all_inner_texts()


def test_a_rejected_order_leads_to_the_997_that_says_why(page: Page, console: str) -> None:
    """Its findings stand at their elements, and the answer is one click away."""
    page.goto(f"{console}/documents")
    page.get_by_label("Validation").select_option("rejected")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="850 Order").click()
    assert page.locator(".annotated .fault.error").count()
    page.get_by_role("link", name="First finding").click()
    expect(page.locator(".annotated .here .fault.error").first).to_be_visible()
    found = page.locator(".annotated .here").get_attribute("id")
    page.keyboard.press("k")
    expect(page).not_to_have_url(re.compile(f"#{found}$"))
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(f"#{found}$"))
    assert [] == violations(page)
    page.get_by_role("link", name="Transport", exact=True).click()
    expect(page.get_by_role("heading", name="Transport")).to_have_count(1)
    assert [] == violations(page)
    page.go_back()
    page.get_by_role("region", name="Answers").first.get_by_role("link", name="997").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("997")
    assert "date not valid" in page.get_by_role("group", name="Annotated document").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_nothing_of_a_page_is_cut_off(page: Page, console: str, size: ViewportSize) -> None:
    """Each page can be read whole without scrolling to the side."""
    page.set_viewport_size(size)
    cut = {}
    for path in every_page(page, console):
        page.goto(f"{console}{path}")
        if found := page.evaluate(CUT_OFF):
            cut[path] = found

    assert {} == cut


def test_the_language_is_switched_and_kept(page: Page, console: str) -> None:
    """On a telephone: chosen in the frame, and spoken from then on; that its pages are whole `test_every_page` says."""
    page.set_viewport_size(TELEPHONE)
    page.goto(console)
    page.get_by_role("button", name="Tiếng Việt").click()
    assert "Tổng quan" == page.get_by_role("heading", level=1).inner_text()
    page.goto(f"{console}/orders")
    assert "vi" == page.locator("html").get_attribute("lang")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds on a page against WCAG 2.2 AA."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return found


def every_page(page: Page, console: str) -> list[str]:
    """Return the lists, each order, and of each set that was exchanged one document in its three views."""
    page.goto(f"{console}/orders")
    orders = linked(page, "/orders/")
    page.goto(f"{console}/documents")
    names = page.locator("tbody th a").all_inner_texts()
    documents = dict(zip(names, linked(page, "/documents/"), strict=True)).values()
    page.goto(f"{console}/transmissions")
    views = [f"{document}{view}" for document in documents for view in ("", "/raw", "/canonical")]
    return [
        "/",
        "/orders",
        "/documents",
        "/transmissions",
        "/search",
        *orders,
        *views,
        linked(page, "/tr")[0],
        f"{linked(page, '/tr')[0]}/transport",
    ]


def linked(page: Page, beginning: str) -> list[str]:
    """Return where the rows of a list lead."""
    links = page.locator(f"tbody th a[href^='{beginning}']")
    return [link.get_attribute("href") or "" for link in links.all()]


def chain_is_complete(page: Page) -> bool:
    """Look at the page anew: does it say that all is done?"""
    page.reload()
    return "The chain is complete" in page.get_by_role("region", name="Chain").inner_text()
