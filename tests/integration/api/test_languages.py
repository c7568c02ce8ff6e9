"""The console in each of its languages: chosen, kept, and no English left on a page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from fastapi.testclient import TestClient

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.people import users
from gateway.domain.users import Role
from gateway.entrypoints.console.extraction import LOCALE
from gateway.entrypoints.console.extraction import read as catalogue
from gateway.entrypoints.console.work_words import WORK, work
from tests.house import CHAIRS, LAMPS, House, interchange, order
from tests.integration.api.conftest import caller
from tests.integration.api.reading import read

CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
PASSWORD = "correct horse battery"
PAGES = (
    "/", "/orders", "/documents", "/transmissions", "/deliveries", "/acknowledgements",
    "/acknowledgements?state=overdue", "/stock", "/rules", "/accounts", "/accounts/acme", "/measures",
    "/partners", "/partners/acme", "/partners/acme/envelopes", "/partners/acme/channels",
    "/partners/acme/documents", "/partners/acme/deadlines", "/partners/acme/codes",
    "/partners/acme/scenarios", "/partners/acme/history", "/partners/new", "/maps", "/config",
    "/config/file?path=partners/acme.yaml", "/system", "/audit", "/developers", "/users", "/me",
    "/search?q=nothing", "/requests", "/quotes", "/visits", "/punchout", "/reprocessing", "/login",
    "/nowhere", "/orders/none",
)  # fmt: skip
SHOWN_AS_IT_IS = re.compile(
    r"<(pre|code|textarea|title)\b.*?</\1>"
    r'|<table class="annotated">.*?</table>|<label class="pick">.*?</label>|<td data-label="(?:Tiêu đề|標題)">.*?</td>',
    re.DOTALL,
)
"""What partners, standards and files say, in whatever language they do."""
LANGUAGES = {"vi": "vi", "zh-Hant": "zh_Hant"}


@cache
def english_of(language: str) -> tuple[str, ...]:
    """Return the sentences of English, of two words at least, that a language says in words of its own."""
    known = catalogue(LOCALE / LANGUAGES[language] / "LC_MESSAGES" / "console.po")
    return tuple(
        one.id
        for one in known
        if isinstance(one.id, str)
        and one.id != one.string
        and re.fullmatch(r"[^%{}<>]*[a-z]{2,} [a-z]{2,}[^%{}<>]*", one.id)
    )


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    """Somebody with a browser on the machine of a gateway with a user, Lan, who is an admin."""
    gateway = replace(house.gateway, passwords=CHEAP)
    users.add_user(
        gateway.services,
        gateway.store,
        "lan",
        roles=[Role.ADMIN],
        password=PASSWORD,
        passwords=CHEAP,
        actor="test",
    )
    with caller(replace(house, gateway=gateway)) as client:
        client.headers["accept"] = "text/html"
        yield client


def language_of(text: str) -> str:
    """Return what a page says it is written in."""
    found = re.search(r'<html lang="([^"]*)">', text)
    return found[1] if found else ""


def eventful(house: House) -> list[str]:
    """Let one order go all the way and one be held; return the pages about them."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS), number=101))
    house.ship()
    house.acknowledge()
    house.take(interchange(order("PO-2", "24*EA*1.00**IN*445566"), number=102))
    house.take(interchange(order("PO-3", "X*EA*9.25**IN*445566", total=0), number=103))
    house.take("this is no EDI", partner="")
    with house.gateway.store.read() as work:
        orders = [f"/orders/{one.id}" for one in work.orders.recent(9)]
        documents = [f"/documents/{one.id}" for one in work.documents.recent(20)]
        transmissions = [f"/transmissions/{one.id}" for one in work.transmissions.recent(9)]
    views = [f"{documents[0]}/raw", f"{documents[-1]}/canonical", f"{documents[0]}/transport"]
    return [*orders, *documents[:6], *views, *transmissions, f"{transmissions[0]}/transport"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_english_left_on_it(house: House, client: TestClient, language: str) -> None:
    """Every page says in which language it is, is sound, and holds no sentence of English that we say otherwise."""
    left = {}
    for path in [*PAGES, *eventful(house)]:
        answer = client.get(path, headers={"accept-language": language, "accept": "text/html"})
        seen = read(SHOWN_AS_IT_IS.sub("", answer.text))
        shown = re.sub(r"\s+", " ", seen.text)
        assert language == language_of(answer.text), path
        if found := [one for one in english_of(language) if one in shown]:
            left[path] = found

    assert {} == left


def test_a_choice_is_kept_by_the_browser_and_leads_back(client: TestClient) -> None:
    """The switch in the frame: a cookie, until it is said to follow the browser again."""
    assert "en" == language_of(client.get("/orders").text)

    answer = client.post("/language", data={"language": "zh-Hant", "next": "/orders?state=held"})
    assert (303, "/orders?state=held") == (answer.status_code, answer.headers["location"])
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "zh-Hant" == language_of(client.get("/orders").text)

    client.post("/language", data={"language": "", "next": "/me"})
    assert "vi" == language_of(client.get("/orders", headers={"accept-language": "vi"}).text)


def test_a_choice_is_never_one_there_is_not_and_leads_nowhere_else(client: TestClient) -> None:
    refused = client.post("/language", data={"language": "tlh"})
    away = client.post("/language", data={"language": "vi", "next": "https://example.com/"})

    assert (422, True) == (refused.status_code, "choose one of the languages there are" in refused.text)
    assert "/" == away.headers["location"]


def test_light_or_dark_is_kept_by_the_browser(client: TestClient) -> None:
    """Until it is said to follow the system again; anything else is refused, in the language of the page."""
    assert "data-scheme" not in client.get("/orders").text

    answer = client.post("/scheme", data={"scheme": "dark", "next": "/orders?state=held"})
    assert (303, "/orders?state=held") == (answer.status_code, answer.headers["location"])
    assert '<html lang="en" data-scheme="dark">' in client.get("/orders").text

    client.post("/scheme", data={"scheme": "", "next": "/"})
    assert "data-scheme" not in client.get("/orders").text

    refused = client.post("/scheme", data={"scheme": "red"}, headers={"accept-language": "zh-Hant"})
    assert (422, True) == (refused.status_code, "請選擇淺色、深色或跟隨系統" in refused.text)


def test_a_users_choice_follows_them_to_another_browser(house: House, browser: TestClient) -> None:
    """It is kept with the user, written down once, and goes before what a browser says."""
    credentials = {"name": "lan", "password": PASSWORD, "next": "/"}
    browser.post("/login", data=credentials)
    for _ in range(2):
        browser.post("/language", data={"language": "vi", "next": "/me"})
    browser.cookies.clear()

    assert "zh-Hant" == language_of(browser.get("/login", headers={"accept-language": "zh-TW"}).text)
    browser.post("/login", data=credentials)
    page = browser.get("/me", headers={"accept-language": "zh-TW"}).text

    assert "vi" == language_of(page)
    assert '<option value="vi" lang="vi" selected>' in page
    with house.gateway.store.read() as work:
        told = [one.what for one in work.events.recent(20)]
    assert 1 == told.count("user.language")


def test_a_stranger_may_choose_too(browser: TestClient) -> None:
    """Before anybody signed in, and where the door is shut: the form of the login speaks as chosen."""
    browser.post("/language", data={"language": "vi", "next": "/login"})
    browser.headers["authorization"] = "Basic bm9ib2R5Og=="
    browser.post("/language", data={"language": "zh-Hant", "next": "/login"})

    assert "zh-Hant" == language_of(browser.get("/login").text)


def test_refusals_are_told_in_the_language_of_the_page(client: TestClient) -> None:
    answer = client.get("/orders/none", headers={"accept-language": "vi", "accept": "text/html"})

    assert (404, True) == (answer.status_code, "không có đơn hàng none" in answer.text)


def test_numbers_and_days_of_a_page_are_those_of_its_language(house: House, client: TestClient) -> None:
    house.take(interchange(order("PO-1", "144*EA*9.25**IN*445566"), number=101))

    vietnamese = client.get("/orders", headers={"accept-language": "vi"}).text

    assert "1.332,00" in vietnamese
    assert "1,332.00" not in vietnamese


def test_every_kind_of_work_is_told_in_words(house: House) -> None:
    """Of each job that can wait or be given up; of one of a later release its name."""
    assert {*house.gateway.handlers, *house.gateway.effects} == set(WORK)
    assert ("Read a transmission", "of-tomorrow") == (work("process"), work("of-tomorrow"))
