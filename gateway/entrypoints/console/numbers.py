"""Numbers, amounts and days as the language that is spoken writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from gateway.domain.quantities import plain
from gateway.entrypoints.console.languages import ENGLISH, locale_of, spoken


def instant(at: datetime | None) -> str:
    """Return an instant to the second, in UTC."""
    if at is None:
        return ""
    utc = at.astimezone(UTC)
    return f"{day(utc)} {utc:%H:%M:%S}"


def day(on: date | None) -> str:
    """Return a day as the language writes it, in English as ISO 8601 does; empty where nobody knows it."""
    if on is None:
        return ""
    if spoken() == ENGLISH:
        return f"{on:%Y-%m-%d}"
    return str(format_skeleton("yMd", on, locale=locale_of(spoken())))


def written_day(text: str) -> str:
    """Return a day that is written as ISO 8601 does as the language writes it; anything else as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def number(value: Decimal | float) -> str:
    """Return a number grouped as the language does it, with as many decimals as it has."""
    return str(format_decimal(value, locale=locale_of(spoken()), decimal_quantization=False))


def money(amount: Decimal | None) -> str:
    """Return an amount grouped, with as many decimals as it has, two at least."""
    if amount is None:
        return ""
    decimals = max(len(plain(amount).partition(".")[2]), 2)
    pattern = f"#,##0.{'0' * decimals}"
    return str(format_decimal(amount, format=pattern, locale=locale_of(spoken()), decimal_quantization=False))


def signed(amount: Decimal) -> str:
    """Return an amount as money with its sign, with a plus where it adds."""
    return f"+{money(amount)}" if amount > 0 else money(amount)
