"""A person answers a request for quotation in a real browser, by keys, in light and dark, on a desk and a telephone."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gateway.entrypoints.api.app import create_app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.quoting_house import quoting_house, upload

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ROWS = (
    ["RFQ No:", "RFQ-2026-118"],
    [],
    ["Pos", "Our part no", "Description", "Qty", "UOM", "Unit price"],
    [1, "445566", "Desk lamp", 24, "EA"],
    [2, "X-17", "Chair for tasks", 60, "EA"],
    [3, "", "Espresso machine 230 V", 2, "EA"],
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: apt-get install chromium")
        pytest.skip("NOT TESTED: no page was looked at, since chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a request of which two lines wait."""
    folder = tmp_path_factory.mktemp("requests")
    house = quoting_house(folder / "house", fresh("sqlite", folder), FixedClock())
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    written = BytesIO()
    made.save(written)
    record = upload(house, "bid.xlsx", written.getvalue())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(house.gateway), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/requests/{record.id}"
    server.should_exit = True
    running.join(10)
    house.gateway.engine.dispose()


def test_a_request_is_answered_by_keys_alone(browser: Browser, review: str) -> None:
    """Each key does what its button says; then the quote is priced, and every page is one everybody can use."""
    page = browser.new_page()
    page.goto(review)
    faults = looked_at(page, review)
    line = page.locator("#choosing h2")
    expect(line).to_have_text("Line 2")
    expect(page.locator(".marked").first).to_be_visible()
    page.keyboard.press("1")
    expect(line).to_have_text("Line 3")
    page.keyboard.press("k")
    expect(line).to_have_text("Line 2")
    expect(page.locator("#choosing .state")).to_contain_text("matched")
    page.keyboard.press("u")
    expect(page.locator("#choosing .state")).to_contain_text("waits")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("chair")
    page.keyboard.press("Enter")
    expect(page.locator("#choosing .choices")).to_contain_text("CHAIR")
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(line).to_have_text("Line 3")
    page.keyboard.press("s")
    page.get_by_role("button", name="Price it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quote Q0")
    expect(page.get_by_role("button", name="Send the quote")).to_be_visible()
    faults += looked_at(page, page.url)
    page.close()

    assert [] == faults


def looked_at(page: Page, url: str) -> list[str]:
    """Return what is wrong with a page in light and dark and on a telephone, and go back to how it was."""
    faults: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        faults += [f"{url} {scheme}: {one['id']}" for one in found.response["violations"]]
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    faults += [f"{url} is wider than a telephone"] if wide else []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return faults
