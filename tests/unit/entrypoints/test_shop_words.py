"""What the shop says: the same things in every language."""

from decimal import Decimal
from fractions import Fraction
from string import Formatter

import pytest

from gateway.domain.catalogue_content import LANGUAGES
from gateway.entrypoints.shop.words import Tongue, chosen, known, units


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_gaps(language: str) -> None:
    english, other = known("en"), known(language)

    assert english.keys() == other.keys()
    assert {} == {key: text for key, text in other.items() if gaps(text) != gaps(english[key])}
    assert {} == {code: names for code, names in units().items() if language not in names}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("vi", "vi"),
        ("VI-vn", "vi"),
        ("zh-HK,en", "zh-Hant"),
        ("fr;q=0.9, en-GB;q=0.8", "en"),
        ("fr", ""),
        ("", ""),
    ],
)
def test_a_browser_gets_the_first_language_it_asks_for_that_is_ours(accepted: str, language: str) -> None:
    assert language == chosen(accepted)


def test_numbers_are_written_as_in_the_language() -> None:
    english, vietnamese = Tongue("en"), Tongue("vi")

    assert ("1,234.5", "1.234,5") == (english.number(Decimal("1234.5")), vietnamese.number(Decimal("1234.5")))
    assert ("0.5", "0.333") == (english.number(Fraction(1, 2)), english.number(Fraction(1, 3)))
    assert "1,200.00 USD" == english.money(Decimal(1200), "USD").replace("\xa0", " ")
    assert "0.1235 USD" == english.money(Decimal("0.1235"), "USD").replace("\xa0", " ")
    assert "1.200 VND" == vietnamese.money(Decimal(1200), "VND").replace("\xa0", " ")
    assert ("12", "12 box", "12 cái") == (
        english.many(12, "EA"),
        english.many(12, "BX"),
        vietnamese.many(12, "EA"),
    )
    assert "XX" == english.unit("XX")


def gaps(text: str) -> set[str]:
    """Return the names of a sentence's gaps."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
