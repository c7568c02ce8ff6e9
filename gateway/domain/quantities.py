"""Quantities: units convert by exact ratios, stock is whole base units."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def plain(number: Decimal) -> str:
    """Return the shortest plain notation: no exponent, no trailing zeros, `-0` is `0`."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(number: Fraction) -> Decimal | None:
    """Return the fraction as a decimal, or None where no finite decimal is equal to it."""
    denominator = number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    return Decimal(number.numerator) / Decimal(number.denominator)


def rounded(number: Decimal, places: int) -> Decimal:
    """Return the number with so many decimals, halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
