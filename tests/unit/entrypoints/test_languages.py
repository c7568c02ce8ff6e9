"""The console's languages: which is chosen, and what is said in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from starlette.requests import Request

from gateway.application.people.callers import NOBODY, Caller
from gateway.domain.findings import find
from gateway.entrypoints.console import languages
from gateway.entrypoints.console.languages import accepted, say, say_many, speak, told, wanted_by
from gateway.entrypoints.console.numbers import day, instant, money, number, signed, written_day
from gateway.entrypoints.console.trade_words import named
from gateway.entrypoints.console.words import event_of, events, label_of, sets, word_of

AT = datetime(2026, 3, 9, 14, 5, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Let the next test begin in English."""
    yield
    speak("en")


def asked(caller: Caller = NOBODY, **headers: str) -> Request:
    """Return a request of somebody with these headers."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "state": {"caller": caller}})


def test_each_language_calls_itself_by_its_own_name() -> None:
    assert {"en": "English", "vi": "Tiếng Việt", "zh-Hant": "中文 (繁體)"} == dict(languages.languages())


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK;q=0.5, de", "zh-Hant"),
        ("en;q=0.5, vi;q=0.7", "vi"),
        ("vi;q=0, zh;q=0.1", "zh-Hant"),
        ("fr, vi;q=much", "en"),
        ("", "en"),
    ],
)
def test_a_browser_gets_what_it_prefers_of_ours(header: str, language: str) -> None:
    assert language == accepted(header)


def test_a_users_setting_goes_before_the_cookie_and_the_cookie_before_the_browser() -> None:
    user = Caller(name="lan", may=frozenset(), way="session", language="vi")
    cookie = "gateway-language=zh-Hant"

    assert "vi" == wanted_by(asked(user, cookie=cookie, accept_language="en"))
    assert "zh-Hant" == wanted_by(asked(cookie=cookie, accept_language="vi"))
    assert "vi" == wanted_by(asked(cookie="gateway-language=klingon", accept_language="vi"))
    assert "en" == wanted_by(asked())


def test_words_and_sentences_are_said_in_the_language_that_is_spoken() -> None:
    held = word_of("order", "held")
    assert ("held", "Order confirmed", "Order", "Ship to") == (
        held.text,
        event_of("order.confirmed"),
        label_of("850"),
        named("ship-to"),
    )

    speak("zh-Hant")
    assert ("保留", "訂單已確認", "訂單", "送貨地") == (
        held.text,
        event_of("order.confirmed"),
        label_of("850"),
        named("ship-to"),
    )
    assert events()["order.confirmed"] == event_of("order.confirmed")
    assert sets()["850"] == label_of("850")
    assert "訂單 4711" == say("Order %(number)s", number="4711")
    assert "項次 1, 2" == say_many("Line %(lines)s", "Lines %(lines)s", 2, lines="1, 2")


def test_an_event_or_a_set_nobody_named_goes_by_its_own_name() -> None:
    speak("vi")

    assert ("Order sung about", "", "Bearer") == (
        event_of("order.sung-about"),
        label_of("999999"),
        named("bearer"),
    )


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        (find("order.no-lines").message, None),
        ("there is no user mai", "không có người dùng mai"),
        ("there is no key of ours called hq: `gateway cert new --identity hq`", "không có khóa của chúng tôi tên hq: `gateway cert new --identity hq`"),
        ("hq took the message and gave no receipt", "hq nhận thông điệp và không cấp biên nhận"),
        ("acme does not go live: a scenario failed: see gateway partner test", "acme chưa được chạy thật: một kịch bản thất bại: xem gateway partner test"),
        ("the file is empty; there is no such picture", "tệp trống; không có ảnh như vậy"),
        ("something nobody ever wrote", "something nobody ever wrote"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_inner_layers_tell_is_found_again_with_its_gaps_filled(
    english: str, vietnamese: str | None
) -> None:
    assert english == told(english)
    speak("vi")

    assert told(english) != english if vietnamese is None else told(english) == vietnamese


def test_why_a_line_is_late_is_told_whole() -> None:
    """Sentences the order desk puts together are taken apart and told one by one."""
    speak("vi")
    sentence = "MAIN: 3 are free on 2026-03-02, the day that binds; 2 stay as safety stock; 5 can leave on 2026-03-09."

    said = told(sentence)

    assert all(word not in said for word in ("are free", "stay as", "can leave"))
    assert all(word in said for word in ("MAIN", "2026-03-02", "2026-03-09", "tồn kho an toàn"))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("1,234,567.5", "1,234.50", "+9.125", "2026-03-09", "2026-03-09 14:05:06")),
        ("vi", ("1.234.567,5", "1.234,50", "+9,125", "9/3/2026", "9/3/2026 14:05:06")),
        ("zh-Hant", ("1,234,567.5", "1,234.50", "+9.125", "2026/3/9", "2026/3/9 14:05:06")),
    ],
)
def test_numbers_amounts_and_days_are_written_as_in_the_language(
    language: str, expected: tuple[str, ...]
) -> None:
    speak(language)

    assert expected == (
        number(Decimal("1234567.5")),
        money(Decimal("1234.5")),
        signed(Decimal("9.125")),
        day(date(2026, 3, 9)),
        instant(AT),
    )
    assert ("", "", "") == (money(None), day(None), instant(None))
    assert (day(date(2026, 3, 9)), "when it suits") == (
        written_day("2026-03-09"),
        written_day("when it suits"),
    )


def test_words_of_many_meanings_and_about_so_many_are_said_too() -> None:
    """What templates call: in English as it stands, one or many."""
    assert ("job waiting", "jobs waiting") == tuple(
        languages.ngettext("job waiting", "jobs waiting", count) for count in (1, 2)
    )
    assert "line" == languages.npgettext("page", "line", "lines", 1)
    assert "Before" == languages.pgettext("page", "Before")
    speak("zh-Hant")
    assert ("上一頁", "項工作等待中") == (
        languages.pgettext("page", "Before"),
        languages.ngettext("job waiting", "jobs waiting", 1),
    )
