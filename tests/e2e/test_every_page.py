"""Every page there is, in a real browser: by light and by dark, on a desk and a telephone, in each language in turn.

Each is loaded once. What axe minds by WCAG 2.2 AA and by good practice, what a script or the policy of contents
complains of, and what is cut off at 390 pixels fails the test, and so does a route nobody gave an address here.
"""

import os
import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.alerting.conditions import Surroundings
from gateway.application.alerting.watching import watch
from gateway.application.circuits import missed
from gateway.application.configuring import wizard
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.application.ports import QuoteRecord, RequestRecord
from gateway.application.records import Job, NewJob
from gateway.domain.canonical import dumps
from gateway.domain.quotes import Quote
from gateway.domain.users import Role, allowed
from gateway.entrypoints.api.needs import NEEDS
from gateway.entrypoints.configuring import apply_now
from gateway.entrypoints.console.partners import TABS
from gateway.entrypoints.serving import Web
from gateway.errors import TransportUnavailable
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.sheets import SheetsHere
from tests.house import LAMPS, House, interchange, order
from tests.quoting_house import REQUESTS, upload
from tests.shop_house import asked, setup, shop, visit_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
DESKTOP, TELEPHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK_MS = 60_000
AXE = Axe().axe_script
ASK = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(done =>
    done.violations.map(one => `${one.id}: ${one.nodes[0].target}`))"""
LANGUAGES = ("en", "vi", "zh-Hant")
PASSWORD = "open sesame"
SHORTEST = "base/x12/004010/997"
"""A map whose guide axe is done with soon; a longer one has more of the same."""
CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
UNPRICED = "10*EA*0**IN*445566"
BID = b"part,description,quantity,unit\n445566,Desk lamp,24,EA\nX-17,Chair for tasks,60,EA\n"
CUT_OFF = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
    ? [`${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}`] : []"""
MOST_KEYS = 150
ACTIONS = """main => { const all = [...main.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
    all.forEach((one, at) => one.dataset.at = at); return all.length; }"""
FOCUS = """() => { const one = document.activeElement;
    if (!one.closest('main')) return [-1, ''];
    const style = getComputedStyle(one);
    return [Number(one.dataset.at ?? 0), style.outlineStyle === 'none' ? one.outerHTML.slice(0, 80) : '']; }"""
NO_PAGES = {
    "/healthz", "/readyz", "/metrics", "/login/sso", "/login/sso/back", "/pictures/{name}", "/audit.csv",
    "/shop/oci", "/quotes/{quote_id}/quote.pdf", "/quotes/{quote_id}/workbook", "/maps/{name:path}/guide.pdf",
    "/requests/{request_id}/original", "/requests/{request_id}/pages/{sheet}.png", "/system/support-bundle",
    "/documents/{document_id}/attachments/{attachment}", "/punchout/{partner}/report.html", "/p/{sid}/window",
    "/shop/start/{token}",
}  # fmt: skip
"""What answers with a file, a picture or text, or leads on to a page that is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gateway with something of everything, where it is served, and what fills the gaps of its routes."""

    house: House
    url: str
    named: Mapping[str, str]
    start: str
    guest: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Orders done and held, a request with its quote, a visit, people, alerts: whatever a page can be full of."""
    folder = tmp_path_factory.mktemp("pages")
    house = shop(folder / "house", fresh("sqlite", folder), FixedClock(), requests=REQUESTS)
    object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
    services, store = house.gateway.services, house.gateway.store
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.take(interchange(order("PO-2", UNPRICED), number=102))
    house.take(interchange(order("PO-4", UNPRICED), number=104))
    house.take(interchange("ST*850*0001~\nBEG*00*NE*PO-3**20260302~\nSE*9*0001~\n", number=103))
    request = upload(house, "bid.csv", BID)
    wizard.answer(services, store, "initech", {"name": "Initech"}, actor="test")
    revision = apply_now(house.gateway, actor="test", reason="to be looked at")
    assert revision is not None
    _troubled(house)
    start = asked(house, setup(), base="http://127.0.0.1")
    add_user(services, store, "linh", roles=[Role.PARTNER], partner="acme", passwords=CHEAP, actor="test")
    _, token = make_token(
        services,
        store,
        "linh",
        name="browser",
        scopes=sorted(allowed([Role.PARTNER])),
        lasts=timedelta(days=1),
        actor="test",
    )
    password = type(house.gateway.settings.operator_password)(PASSWORD)
    settings = house.gateway.settings.model_copy(update={"operator_password": password})
    web = Web(replace(house.gateway, settings=settings), "127.0.0.1", 0)
    with web.running():
        yield Place(
            house=house,
            url=web.address,
            named=_named(house, request) | {"revision": str(revision.id)},
            start=start.removeprefix("http://127.0.0.1"),
            guest=token,
        )
    house.gateway.engine.dispose()


def _troubled(house: House) -> None:
    """Let a partner be out of reach, work be given up, and the watch see both and a disk that is nearly full."""
    services, store = house.gateway.services, house.gateway.store
    with store.begin() as work:
        for _ in range(3):
            missed(services, work, "globex", TransportUnavailable("no route to host"))
        work.jobs.add(NewJob(kind="order", ref="none", dedupe="none", partner="acme"))
        work.commit()
    house.work()
    house.clock.advance(timedelta(hours=5))
    job = Job(id="", kind="alerts", ref="", dedupe="", lane="", attempts=0, run_at=house.clock.now())
    with store.begin() as work:
        list(watch(Surroundings(services=services, disk_free=lambda: 2 << 30), work, job))
        work.commit()


def _named(house: House, request: RequestRecord) -> dict[str, str]:
    """Give the request a quote; return what the gaps in the addresses of routes are filled with."""
    services = house.gateway.services
    now = services.clock.now()
    quote = QuoteRecord(
        id=services.ids.new(),
        partner="acme",
        request=request.id,
        number="Q-1",
        revision=0,
        state="sent",
        canonical=dumps(Quote(request_number="RFQ-1", quoted_on=now.date())),
        made_at=now,
        sent_at=now,
    )
    with house.gateway.store.begin() as work:
        work.quotes.add(quote)
        work.commit()
        done = next(one for one in work.orders.recent(9) if one.number == "PO-1")
        document = work.documents.get(done.document)
    return {
        "order_id": done.id,
        "document_id": document.id,
        "transmission_id": document.transmission,
        "request_id": request.id,
        "quote_id": quote.id,
        "partner": "acme",
        "code": "acme",
        "session_id": visit_of(house).id,
        "name:path": "acme/850",
        "name": "linh",
        "sku:path": "LAMP",
    }


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


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own."""
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(LOOK_MS)
    yield context
    context.close()


def addresses(place: Place, *, own: bool = False) -> list[str]:
    """Return where each page is, of partners' people's (`own`) or of everybody's; a gap nobody fills is an error."""
    found = []
    for route, need in NEEDS.items():
        method, path = route.split(" ", 1)
        if method != "GET" or path.startswith(("/api/", "/p/")) or path in NO_PAGES or own > need.own:
            continue
        for gaps in OTHERWISE.get(path, ({},)):
            address = path
            for name, value in {**place.named, **gaps}.items():
                address = address.replace(f"{{{name}}}", value)
            assert "{" not in address, f"say what fills the gaps of {path}"
            found.append(address + gaps.get("?", ""))
    return found


OTHERWISE: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "/config/file": ({"?": "?path=partners/acme.yaml"},),
    "/maps/{name:path}/guide": ({"name:path": SHORTEST},),
    "/search": ({"?": "?q=PO-1"},),
    "/alerts": ({}, {"?": "?state=cleared"}),
    "/partners/{code}/{tab}": tuple({"tab": name} for name, _ in TABS[1:]),
    "/partners/new/{code}/{step}": tuple({"code": "initech", "step": one} for one in wizard.STEPS[::2]),
}
"""Pages that need a question, or of which there are several."""


def seen(page: Page, place: Place, paths: list[str], **headers: str) -> dict[str, list[str]]:
    """Load each page once and look at it in both schemes and widths; return what is wrong, by address."""
    wrong: dict[str, list[str]] = {}
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for at, path in enumerate(paths):
        language = LANGUAGES[at % len(LANGUAGES)]
        page.set_extra_http_headers({**headers, "Accept-Language": language})
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESKTOP)
        answer = page.goto(f"{place.url}{path}")
        assert answer is not None
        policy = answer.headers.get("content-security-policy", "")
        troubles = [] if answer.status == 200 else [str(answer.status)]
        if "default-src" not in policy or "unsafe" in policy:
            troubles.append(f"policy {policy}")
        page.evaluate(AXE)
        troubles += minded(page, WHOLE)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(TELEPHONE)
        troubles += [*minded(page, ["color-contrast", "target-size"]), *page.evaluate(CUT_OFF), *said]
        said.clear()
        if troubles:
            wrong[f"{path} ({language})"] = troubles
    return wrong


def minded(page: Page, rules: list[str]) -> list[str]:
    """Return what axe, which the page has by now, minds by these rules, each with the first place where it does."""
    found: list[str] = page.evaluate(ASK, rules)
    return found


def test_no_page_of_ours_is_minded(place: Place, window: BrowserContext) -> None:
    """Each that somebody who may everything can open."""
    assert {} == seen(window.new_page(), place, addresses(place), Authorization=_shown())


def test_no_page_of_partners_people_is_minded(place: Place, window: BrowserContext) -> None:
    """What they see of the same routes is another page."""
    paths = addresses(place, own=True)

    assert len(paths) > 8
    assert {} == seen(window.new_page(), place, paths, Authorization=f"Bearer {place.guest}")


def test_no_page_of_the_shop_is_minded(place: Place, window: BrowserContext) -> None:
    """With something in the cart."""
    page = window.new_page()
    page.goto(f"{place.url}{place.start}")
    visit = "/".join(page.url.removeprefix(place.url).split("?")[0].split("/")[:3])
    routes = [route.removeprefix("GET ") for route in NEEDS if route.startswith("GET /p/")]
    named = {"/p/{sid}": visit, "{sku:path}": "LAMP"}
    paths = []
    for route in routes:
        path = route
        for gap, value in named.items():
            path = path.replace(gap, value)
        if route not in NO_PAGES:
            paths.append(f"{path}?q=lamp" if path.endswith("/search") else path)

    assert len(paths) == 4
    assert {} == seen(page, place, paths)


@pytest.mark.parametrize(
    ("language", "number", "scripts"),
    [("vi", "PO-2", True), ("zh-Hant", "PO-4", False)],
    ids=["vi", "zh-Hant-without-javascript"],
)
def test_the_main_actions_are_done_on_a_telephone(
    place: Place, browser: Browser, language: str, number: str, *, scripts: bool
) -> None:
    """A held order is decided, a document sent again, an alert taken, a partner's file changed with its difference seen."""
    house = place.house
    context = browser.new_context(
        viewport=TELEPHONE,
        java_script_enabled=scripts,
        extra_http_headers={"Authorization": _shown(), "Accept-Language": language},
    )
    context.set_default_timeout(LOOK_MS)
    page = context.new_page()

    page.goto(f"{place.url}/orders?state=held")
    assert language == page.locator("html").get_attribute("lang")
    page.get_by_role("link", name=number).click()
    form = page.locator('form[action$="/reject"]')
    form.locator("[name=reason]").fill("not ours")
    form.get_by_role("button").click()
    page.wait_for_load_state()
    house.work()
    assert "rejected" == house.order(number).state

    sent = house.documents(set_id="855", direction="out")[0]
    page.goto(f"{place.url}/documents/{sent.id}")
    page.locator('form[action$="/resend"]').get_by_role("button").click()
    page.wait_for_load_state()
    assert sent.id in house.events("document.resend")

    page.goto(f"{place.url}/alerts?state=open")
    form = page.locator('form[action$="/acknowledge"]').first
    alert = (form.get_attribute("action") or "").split("/")[2]
    form.locator("[name=note]").fill(f"{language} sees to it")
    form.get_by_role("button").click()
    expect(page.locator(f"#alert-{alert}")).to_contain_text(f"{language} sees to it")
    with house.gateway.store.read() as work:
        assert "acknowledged" == work.alerts.get(alert).state

    page.goto(f"{place.url}/config/file?path=partners/acme.yaml")
    text = page.locator("textarea").input_value()
    page.locator("textarea").fill(f"{text}# seen in {language}\n")
    page.locator("button.first").click()
    expect(page.locator("main")).to_contain_text(f"# seen in {language}")
    page.locator("button.first").click()
    page.wait_for_load_state()
    context.close()

    file = house.folder / "config" / "partners" / "acme.yaml"
    assert file.read_text(encoding="utf-8").endswith(f"# seen in {language}\n")


def test_every_action_is_reached_by_keys_and_seen_to_be(place: Place, browser: Browser) -> None:
    """The first key leads past the frame; from there on each button has its turn, and whatever has it shows that it has."""
    context = browser.new_context(viewport=DESKTOP, extra_http_headers={"Authorization": _shown()})
    context.set_default_timeout(LOOK_MS)
    page = context.new_page()
    missed_: dict[str, object] = {}
    for path in (
        "/alerts",
        f"/orders/{place.named['order_id']}",
        "/deliveries",
        "/config/file?path=partners/acme.yaml",
    ):
        page.goto(f"{place.url}{path}")
        page.keyboard.press("Tab")
        assert "skip" == page.evaluate("() => document.activeElement.className")
        page.keyboard.press("Enter")
        wanted = page.locator("main").evaluate(ACTIONS)
        reached, unseen = set(), []
        for _ in range(MOST_KEYS):
            page.keyboard.press("Tab")
            at, plain = page.evaluate(FOCUS)
            if at < 0:
                break
            reached.add(at)
            if plain:
                unseen.append(plain)
        if set(range(wanted)) - reached or unseen:
            missed_[path] = (sorted(set(range(wanted)) - reached), unseen)
    context.close()

    assert {} == missed_


def _shown() -> str:
    return f"Basic {b64encode(f'root:{PASSWORD}'.encode()).decode()}"
