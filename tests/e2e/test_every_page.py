"""Every page there is, in a real browser: by light and by dark, on a desk and a telephone, in each language in turn.

Each is loaded once. What axe minds by WCAG 2.2 AA and by good practice, what a script or the policy of contents
complains of, and what is cut off at 390 pixels fails the test, and so does a route nobody gave an address here.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from gateway.entrypoints.console.extraction import LOCALE
from gateway.entrypoints.console.extraction import read as catalogue
from tests.e2e.places import LANGUAGES, Place, addresses, shop_addresses, shown
from tests.integration.api.reading import read

DESKTOP, TELEPHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK_MS = 60_000
AXE = Axe().axe_script
ASK = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(done =>
    done.violations.map(one => `${one.id}: ${one.nodes[0].target}`))"""
CUT_OFF = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
    ? [`${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}`] : []"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AS_IT_IS = ("code", "pre", "textarea", "script", "style", "title", "kbd")
"""What partners, standards, files and commands say is the same in every language."""
SAID_BY_OTHERS = """//*[contains(concat(' ', @class, ' '), ' code ')]
    | //table[contains(@class, 'annotated') or contains(@class, 'cells')]
    | //label[select[starts-with(@name, 'column-')]]"""
"""Names, numbers, what the standard calls the parts of a document, what a buyer's file says."""
WAY_IN = "test"
"""What the way is called that interchanges come by here."""
STYLED = "<style> is more than the policy allows"
"""Said of a guide, which partners get as one file, in English; its policy names this very style."""
GAP = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own."""
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(LOOK_MS)
    yield context
    context.close()


def seen(page: Page, place: Place, paths: list[str], **headers: str) -> dict[str, list[str]]:
    """Load each page once, look at it at a desk in one scheme, on a telephone in the other; return what is wrong, by address.

    Pages that follow each other are in different languages, and three by three the schemes change places: so each
    language is seen light and dark, wide and narrow, whichever page is longest in it.
    """
    wrong: dict[str, list[str]] = {}
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for at, path in enumerate(paths):
        language = LANGUAGES[at % len(LANGUAGES)]
        first, second = THEMES if at // len(LANGUAGES) % 2 else THEMES[::-1]
        page.set_extra_http_headers({**headers, "Accept-Language": language})
        page.emulate_media(color_scheme=first)
        page.set_viewport_size(DESKTOP)
        answer = page.goto(f"{place.url}{path}")
        assert answer is not None
        troubles = [] if answer.status == 200 else [str(answer.status)]
        troubles += guarded(answer.headers)
        page.evaluate(AXE)
        troubles += minded(page, WHOLE)
        page.emulate_media(color_scheme=second)
        page.set_viewport_size(TELEPHONE)
        troubles += [*minded(page, ["color-contrast", "target-size"]), *page.evaluate(CUT_OFF), *said]
        said.clear()
        if troubles:
            wrong[f"{path} ({language}, {first} first)"] = troubles
    return wrong


def guarded(headers: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the policy of contents a page came with."""
    policy = headers.get("content-security-policy", "")
    return [] if "default-src" in policy and "unsafe" not in policy else [f"policy {policy}"]


def minded(page: Page, rules: list[str]) -> list[str]:
    """Return what axe, which the page has by now, minds by these rules, each with the first place where it does."""
    found: list[str] = page.evaluate(ASK, rules)
    return found


def test_no_page_of_ours_is_minded(place: Place, window: BrowserContext) -> None:
    """Each that somebody who may everything can open."""
    assert {} == seen(window.new_page(), place, addresses(place), Authorization=shown())


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
    paths = shop_addresses(visit)

    assert len(paths) == 4
    assert {} == seen(page, place, paths)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_in_each_language(place: Place, language: str) -> None:
    """Says its language, has one first heading and a label for each field, no gap that nobody filled, and no English."""
    wrong = {}
    with httpx2.Client(
        base_url=place.url,
        headers={"Accept": "text/html", "Accept-Language": language},
        follow_redirects=True,
        timeout=LOOK_MS / 1000,
        trust_env=False,
    ) as client:
        for own, who in ((False, shown()), (True, f"Bearer {place.guest}")):
            for path in addresses(place, own=own):
                answer = client.get(path, headers={"Authorization": who})
                guide = path.endswith("/guide")
                found = [*unsound(answer.text, "en" if guide else language), *guarded(answer.headers)]
                if found != [STYLED] * guide:
                    wrong[path] = found

    assert {} == wrong, "\n".join(f"{path}: {found}" for path, found in wrong.items())


def unsound(text: str, language: str) -> list[str]:
    """Return what is wrong with a page that is to be in a language."""
    seen_ = read(text, language)
    tree = html.fromstring(text)
    for one in list(tree.iter(*AS_IT_IS)):
        one.drop_tree()
    for one in tree.xpath(SAID_BY_OTHERS):
        one.drop_tree()
    nodes = [
        " ".join(one.split())
        for one in tree.xpath("//text()|//@aria-label|//@placeholder|//@title|//@alt|//@data-label")
    ]
    known = english_of(language)
    left = [one for one in nodes if one in known and one != WAY_IN]
    return [
        *seen_.faults,
        *(f"gap {one}" for one in nodes if GAP.search(one)),
        *(f"English {one}" for one in left),
    ]


@cache
def english_of(language: str) -> frozenset[str]:
    """Return what is said in English and otherwise in a language."""
    if language == "en":
        return frozenset()
    path = LOCALE / language.replace("-", "_") / "LC_MESSAGES" / "console.po"
    said = [one for one in catalogue(path) if one.id]
    return frozenset(
        english
        for one in said
        for english in ([one.id] if isinstance(one.id, str) else one.id)
        if one.string != one.id and not GAP.search(english)
    )


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
        extra_http_headers={"Authorization": shown(), "Accept-Language": language},
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
