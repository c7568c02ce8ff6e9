"""The console by keys alone: everything on a page has its turn and shows it, and the day's work is done without a mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.places import LANGUAGES, PASSWORD, PERSON, Place, addresses, shown

DESKTOP = ViewportSize(width=1280, height=900)
LOOK_MS = 60_000
MOST_KEYS = 120
SLACK = 6
"""Keys beyond those that are needed: whoever is still in the page after them is trapped."""
LEAST_OUTLINE, LEAST_CONTRAST = 2, 3
"""How wide in pixels, and how far from its ground (WCAG 2.2, 1.4.11), what shows the focus is at least."""
WATCH = """([least, contrast]) => {
    const lum = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
        .map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (one) => { for (let at = one.parentElement; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/, 0\\)$|transparent/.test(colour)) return colour; } return 'rgb(255, 255, 255)'; };
    const seen = (one) => { const style = getComputedStyle(one);
        const [a, b] = [lum(style.outlineColor), lum(ground(one))].sort((x, y) => y - x);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= least && (a + 0.05) / (b + 0.05) >= contrast; };
    for (const one of document.querySelectorAll('details')) one.open = true;
    const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const asked = [...document.querySelectorAll(kinds)].filter((one) => one.checkVisibility() && !one.disabled
        && !(one.type === 'radio' && one !== (document.querySelector(`input[name="${one.name}"]:checked`)
            ?? document.querySelector(`input[name="${one.name}"]`))));
    const name = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 90);
    const walk = {asked: asked.map(name), had: [], unseen: []};
    const numbers = new Map(asked.map((one, at) => [one, at]));
    const main = document.querySelector('main');
    walk.first = asked.findIndex((one) => main.contains(one));
    walk.count = asked.filter((one) => main.contains(one)).length;
    walk.more = asked.filter((one) => main.contains(one) && one.type === 'date').length * 3;
    document.addEventListener('focusin', ({target}) => {
        if (!seen(target)) walk.unseen.push(name(target));
        if (numbers.has(target)) walk.had.push(numbers.get(target)); });
    window.walk = walk; return [walk.first, walk.count, walk.more]; }"""
"""Opens what can be opened, and keeps in mind what has the focus from now on, and whether that is seen."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window in which whatever a script complains of fails the test."""
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(LOOK_MS)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert [] == troubles


def test_every_page_is_walked_by_keys(place: Place, page: Page) -> None:
    """The first key leads past the frame; then each link, button and field has its turn, in order, shows it, and lets go."""
    wrong = {}
    for at, path in enumerate(dict.fromkeys(addresses(place))):
        page.set_extra_http_headers({"Authorization": shown(), "Accept-Language": LANGUAGES[at % 3]})
        page.emulate_media(color_scheme=("light", "dark")[at % 2])
        page.goto(f"{place.url}{path}")
        if found := walked(page, whole=path == "/"):
            wrong[path] = found

    assert {} == wrong, "\n".join(f"{path}: {found}" for path, found in wrong.items())


def walked(page: Page, *, whole: bool) -> list[str]:
    """Walk through a page, of the frame only what is before and after unless it is to be `whole`; return what is wrong."""
    first, count, more = page.evaluate(WATCH, [LEAST_OUTLINE, LEAST_CONTRAST])
    if not whole:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    for _ in range((first if whole else 0) + count + more + SLACK):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    walk = page.evaluate("() => window.walk")
    begin = 0 if whole else first
    had = [one for one in walk["had"] if one >= begin or one == 0]
    skip = [] if whole else [0]
    expected = [*skip, *range(begin, first + count)]
    wrong = [f"not seen: {one}" for one in walk["unseen"]]
    if expected != had[: len(expected)]:
        missed = sorted(set(expected) - set(had))
        wrong.append(f"turns: {[walk['asked'][one] for one in missed] or had}")
    elif len(had) == len(expected):
        wrong.append(f"trapped at {walk['asked'][had[-1]]}")
    return wrong


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("<button>second</button>", ""),
        ("<button tabindex=-1>second</button>", "turns"),
        ("<button tabindex=2>second</button>", "turns"),
        ("<button style='outline: none'>second</button>", "not seen"),
        ("<button style='outline: 2px solid #eee'>second</button>", "not seen"),
        ("<button onkeydown='event.preventDefault()'>second</button>", "trapped"),
    ],
    ids=["sound", "left-out", "before-its-turn", "unseen", "faint", "trap"],
)
def test_a_walk_tells_what_is_wrong(page: Page, broken: str, told: str) -> None:
    """Of pages that are wrong on purpose."""
    page.set_content(f"""<style>:focus-visible {{ outline: 2px solid #000 }}</style><body><a href="#main">skip</a>
        <nav><a href="#nav">elsewhere</a></nav><main id="main"><input name="first">{broken}</main><button>after</button>""")
    found = walked(page, whole=False)

    assert [told] * bool(told) == [one.partition(":")[0].partition(" at ")[0] for one in found][:1]


def test_what_opens_is_opened_and_closed_by_keys(place: Place, page: Page) -> None:
    """By Enter and by the space bar; Escape closes it from within, and the focus is back where it was opened."""
    page.set_extra_http_headers({"Authorization": shown()})
    opened = 0
    for path in (f"/orders/{place.named['order_id']}", "/alerts", f"/requests/{place.named['request_id']}"):
        page.goto(f"{place.url}{path}")
        folded = page.locator("main details:not([open])").first
        summary = folded.locator("summary").first
        folded.evaluate("one => { one.id = 'folded' }")
        folded, summary = page.locator("#folded"), page.locator("#folded > summary")
        reach(page, summary)
        for key, state in (("Enter", ""), ("Space", None), ("Space", "")):
            page.keyboard.press(key)
            assert state == folded.get_attribute("open"), (path, key)
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        if folded.get_attribute("open") is None:
            expect(summary).to_be_focused()
            opened += 1

    assert opened >= 2


def test_a_days_work_is_done_by_keys(place: Place, page: Page) -> None:
    """Signed in, an order found and its line cleared, a document read by its segments, a partner's field changed, a language chosen."""
    sign_in(page, place)
    clear_a_line(page, place)
    read_by_segments(page)
    change_a_field(page, place)
    speak(page)
    darken(page)


def sign_in(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/login")
    typed(page, page.locator("main [name=name]"), PERSON)
    typed(page, page.locator("main [name=password]"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("header .who a")).to_have_text(PERSON)


def clear_a_line(page: Page, place: Place) -> None:
    typed(page, page.locator("#q"), "PO-5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(search|orders/)"))
    if "/search" in page.url:
        pressed(page, page.locator("main a[href^='/orders/']").first)
    pressed(page, page.locator("form[action$='/accept'] button").last)
    expect(page.locator(".holds .well")).to_be_visible()
    place.house.work()
    assert "held" != place.house.order("PO-5").state


def read_by_segments(page: Page) -> None:
    page.reload()
    expect(page.locator(".holds")).to_have_count(0)
    pressed(page, page.locator(".chain a[href^='/documents/']").first)
    pressed(page, page.locator("#steps a[data-key=j]"))
    page.wait_for_url(re.compile(r"segment=(\d+)"))
    here = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != here)
    expect(page.locator("#stepped .here")).to_be_focused()
    page.keyboard.press("k")
    page.wait_for_url(here)


def change_a_field(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/partners/acme/deadlines")
    field = page.locator("main form.grid input").first
    reach(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type("7h")
    page.keyboard.press("Enter")
    expect(page.locator(".diff .add")).to_contain_text("7h")


def speak(page: Page) -> None:
    pressed(page, page.locator("footer button[lang=vi]"), backwards=True)
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def darken(page: Page) -> None:
    """Light by itself, as the system is; dark once that is chosen, and still on the next page."""
    ground = page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    pressed(page, page.locator("footer button[value=dark]"), backwards=True)
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    pressed(page, page.locator("header a.home"), backwards=True)
    expect(page.locator("h1")).to_have_text("Tổng quan")
    expect(page.locator("body")).not_to_have_css("background-color", ground)


def reach(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Go on, or back, until something has the focus."""
    target = wanted.element_handle()
    for _ in range(MOST_KEYS):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"no key leads to {wanted}")


def pressed(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Go to a link or button and press it."""
    reach(page, wanted, backwards=backwards)
    page.keyboard.press("Enter")


def typed(page: Page, wanted: Locator, text: str) -> None:
    """Go to a field and fill it."""
    reach(page, wanted)
    page.keyboard.type(text)
