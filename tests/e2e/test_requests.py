"""A person answers a request for quotation in a real browser, by keys, in light and dark, on a desk and a telephone."""

import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gateway.entrypoints.api.app import create_app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.quoting_house import quoting_house, upload
from tests.rfp_files.measuring import FOLDER, request_of

ROWS = (
    ["RFQ No:", "RFQ-2026-118"],
    [],
    ["Pos", "Our part no", "Description", "Qty", "UOM", "Unit price"],
    [1, "445566", "Desk lamp", 24, "EA"],
    [2, "X-17", "Chair for tasks", 60, "EA"],
    [3, "", "Espresso machine 230 V", 2, "EA"],
)


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of requests that came as a workbook (two lines wait), a PDF of several pages, and a document."""
    folder = tmp_path_factory.mktemp("requests")
    house = quoting_house(folder / "house", fresh("sqlite", folder), FixedClock())
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    written = BytesIO()
    made.save(written)
    files = {"workbook": ("bid.xlsx", written.getvalue())} | {
        form: (file.name, file.read_bytes())
        for form, name in (("pdf", "pdf-pages-ruled"), ("document", "docx-de"))
        for file in [request_of(FOLDER / name)]
    }
    records = {form: upload(house, name, content).id for form, (name, content) in files.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(house.gateway), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield {form: f"http://127.0.0.1:{port}/requests/{one}" for form, one in records.items()}
    server.should_exit = True
    running.join(10)
    house.gateway.engine.dispose()


@pytest.fixture
def review(reviews: dict[str, str]) -> str:
    """The address of the request that came as a workbook."""
    return reviews["workbook"]


def test_a_cell_is_marked_on_the_picture_of_its_page(browser: Browser, reviews: dict[str, str]) -> None:
    """Without a script too; the box lies on the picture where the cell's words are, on the page they are on."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{reviews['pdf']}?line=100&show=all")
    picture, box = page.locator(".drawn img"), page.locator(".drawn rect").first
    assert "of=1" not in (picture.get_attribute("src") or "of=1")
    around, within = picture.bounding_box(), box.bounding_box()
    assert around is not None
    assert within is not None
    expect(page.locator(".marked").first).to_be_visible()
    faults = [one for scheme in ("light", "dark") for one in _coloured(page, scheme)]
    page.goto(f"{reviews['document']}?line=1&show=all")
    expect(page.locator(".marked").first).to_be_visible()
    assert 0 == page.locator(".drawn").count()
    context.close()

    assert [] == faults
    assert around["x"] <= within["x"] < within["x"] + within["width"] <= around["x"] + around["width"] + 1
    assert around["y"] <= within["y"] < within["y"] + within["height"] <= around["y"] + around["height"] + 1
    assert 4 < within["height"] < around["height"] / 10


def _coloured(page: Page, scheme: str) -> list[str]:
    """Return what is wrong with how a mark is drawn in a scheme: it has to be seen on a white page in both."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    stroke = page.locator(".drawn rect").first.evaluate("one => getComputedStyle(one).stroke")
    return [] if stroke == "rgb(133, 80, 0)" else [f"{scheme}: {stroke}"]


def test_a_line_is_changed_and_many_are_taken_at_once(browser: Browser, reviews: dict[str, str]) -> None:
    """By a key and a form; undone it is as it was read; the sure ones are taken together."""
    page = browser.new_page()
    page.goto(f"{reviews['workbook']}?line=3&show=all")
    page.keyboard.press("e")
    page.get_by_label("Quantity", exact=True).fill("7")
    page.get_by_role("button", name="Change the line").click()
    expect(page.locator("#choosing")).to_contain_text("7 EA")
    expect(page.locator("#choosing")).to_contain_text("As it was read: 2 EA")
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(page.locator("#choosing")).to_contain_text("2 EA")
    expect(page.locator("#choosing")).not_to_contain_text("As it was read")
    page.get_by_label("Take the best of all that wait, from").fill("0")
    page.get_by_role("button", name="Take them").click()
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{reviews['workbook']}?line=2&show=all")
    expect(page.locator("#choosing .state")).to_contain_text("matched")
    for line in (2, 3):
        page.goto(f"{reviews['workbook']}?line={line}&show=all")
        page.keyboard.press("u")
        expect(page.locator("#choosing .state")).to_contain_text("waits")
    page.close()


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
