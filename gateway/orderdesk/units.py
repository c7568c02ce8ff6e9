"""Units: exact ratios to the base unit, and what quantity a price is for."""

from decimal import Decimal
from fractions import Fraction
from math import lcm

from gateway.domain.items import Item
from gateway.domain.quantities import exact
from gateway.orderdesk.vocabulary import PER_EACH, PRICE_FOR


def each_of(item: Item, unit: str) -> Fraction | None:
    """Return how many base units make one of the unit, None where the item is not sold in it."""
    if unit in ("", item.base_unit):
        return Fraction(1)
    return next((one.each for one in item.units if one.unit == unit), None)


def to_base(quantity: Decimal, each: Fraction) -> int | None:
    """Return the quantity in base units, None where it is not a whole number of them."""
    base = Fraction(quantity) * each
    return base.numerator if base.denominator == 1 else None


def expressed(base: int, *, unit: str, each: Fraction, base_unit: str) -> tuple[Decimal, str]:
    """Return base units in the buyer's unit, in the base unit where no decimal says it exactly."""
    quantity = exact(Fraction(base) / each)
    return (Decimal(base), base_unit) if quantity is None else (quantity, unit)


def price_per(basis: str, each: Fraction) -> Fraction:
    """Return how many of the unit a price with this basis is for."""
    if basis in PER_EACH:
        return 1 / each
    return Fraction(PRICE_FOR.get(basis, 1))


def step_of(asked: int, *, pack: int, each: Fraction) -> int:
    """Return the step in which a quantity may be cut: whole packs of whole buyer's units where it can be."""
    whole = lcm(pack, each.numerator) if each.denominator == 1 else pack
    if asked % whole == 0:
        return whole
    return pack if asked % pack == 0 else 1
