"""Money: decimals that balance to the smallest coin."""

from collections.abc import Sequence
from decimal import Decimal

from gateway.domain.quantities import rounded

# Minor units by ISO 4217; every currency not named here has two.
_MINOR_UNITS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "BHD": 3,
    "KWD": 3,
    "OMR": 3,
    "TND": 3,
    "JOD": 3,
}


def minor_units(currency: str) -> int:
    """Return how many decimals the currency's smallest coin has."""
    return _MINOR_UNITS.get(currency, 2)


def to_coins(amount: Decimal, currency: str) -> Decimal:
    """Return the amount rounded to the currency's smallest coin, halves away from zero."""
    return rounded(amount, minor_units(currency))


def split(total: Decimal, weights: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """Share a total by weights so that the parts add up to it to the coin; the largest remainders get the rest."""
    whole = sum(weights, Decimal(0))
    if not weights or whole == 0:
        raise ValueError("a total can only be shared over weights that are not all zero")
    coin = Decimal(1).scaleb(-minor_units(currency))
    exact = [total * weight / whole for weight in weights]
    parts = [(share // coin) * coin for share in exact]
    left = int((total - sum(parts, Decimal(0))) / coin)
    step = coin if left >= 0 else -coin
    by_remainder = sorted(range(len(parts)), key=lambda at: (-abs(exact[at] - parts[at]), at))
    for at in by_remainder[: abs(left)]:
        parts[at] += step
    return tuple(parts)
