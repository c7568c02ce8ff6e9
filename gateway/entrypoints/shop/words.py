"""What the shop says in each of its languages, and how each writes numbers, money and days."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from gateway.domain.catalogue_content import LANGUAGES
from gateway.domain.money import minor_units
from gateway.domain.quantities import exact, plain, rounded

MOST_DECIMALS = 6
PIECES = frozenset({"EA", "PC", "UN"})


@cache
def known(language: str) -> Mapping[str, str]:
    """Return everything the shop says in a language, by key."""
    return tomllib.loads((files(__package__) / "words" / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def units() -> Mapping[str, Mapping[str, str]]:
    """Return what units are called, by code and language."""
    return tomllib.loads((files(__package__) / "words" / "units.toml").read_text(encoding="utf-8"))


def chosen(accepted: str) -> str:
    """Return the language of ours a browser asks for first, empty where it asks for none of them."""
    for part in accepted.split(","):
        tag = part.partition(";")[0].strip().casefold()
        if tag.startswith("zh"):
            return "zh-Hant"
        found = next((one for one in LANGUAGES if tag.partition("-")[0] == one), "")
        if found:
            return found
    return ""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the shop."""

    language: str

    @property
    def locale(self) -> Locale:
        """Return how it writes numbers and days."""
        return Locale.parse(self.language.replace("-", "_"))

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its gaps filled."""
        return known(self.language)[key].format(**values)

    def unit(self, code: str) -> str:
        """Return what a unit is called; its code where it has no name here."""
        return units().get(code, {}).get(self.language, code)

    def many(self, quantity: Decimal | Fraction | int, code: str) -> str:
        """Return so many of a unit in words; of single things English says the number alone."""
        if self.language == "en" and code in PIECES:
            return self.number(quantity)
        return f"{self.number(quantity)} {self.unit(code)}"

    def number(self, number: Decimal | Fraction | int) -> str:
        """Return a number as people write it, with as many decimals as it has."""
        said = _decimal(number) if isinstance(number, Fraction) else number
        return str(format_decimal(said, locale=self.locale, decimal_quantization=False))

    def money(self, amount: Decimal, currency: str) -> str:
        """Return an amount with its currency, with more decimals than coins have where it has them."""
        decimals = max(len(plain(amount).partition(".")[2]), minor_units(currency))
        digits = "0" * min(decimals, MOST_DECIMALS)
        pattern = f"#,##0{'.' if digits else ''}{digits}"
        return str(
            format_currency(
                amount, currency, format=f"{pattern} ¤¤", locale=self.locale, currency_digits=False
            )
        )

    def day(self, on: date) -> str:
        """Return a day."""
        return str(format_date(on, format="medium", locale=self.locale))


def _decimal(number: Fraction) -> Decimal:
    """Return a ratio as a decimal, one that has no end to three places."""
    return exact(number) or rounded(Decimal(number.numerator) / number.denominator, 3)
