"""Money balances, quantities are exact."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.money import minor_units, split, to_coins
from gateway.domain.quantities import exact, plain, rounded

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=1000, places=2), min_size=1).filter(any)


@given(total=AMOUNTS, weights=WEIGHTS)
def test_the_parts_of_a_total_add_up_to_it(total: Decimal, weights: list[Decimal]) -> None:
    """To the coin, whatever the weights."""
    parts = split(total, weights, "USD")

    assert total == sum(parts)
    assert all(part == to_coins(part, "USD") for part in parts)


def test_equal_shares_differ_by_one_coin_at_most() -> None:
    """The first get the rest."""
    assert (Decimal("3.34"), Decimal("3.33"), Decimal("3.33")) == split(Decimal(10), [Decimal(1)] * 3, "USD")


@pytest.mark.parametrize("weights", [[], [Decimal(0)]])
def test_a_total_cannot_be_shared_over_nothing(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(1), weights, "USD")


@pytest.mark.parametrize(
    ("currency", "places", "coins"),
    [("USD", 2, "1.24"), ("JPY", 0, "1"), ("KWD", 3, "1.235"), ("XXX", 2, "1.24")],
)
def test_currencies_have_their_own_coins(currency: str, places: int, coins: str) -> None:
    assert (places, Decimal(coins)) == (minor_units(currency), to_coins(Decimal("1.235"), currency))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.500", "1.5"),
        ("100", "100"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("0.000001", "0.000001"),
        ("5.0", "5"),
    ],
)
def test_numbers_are_written_plainly(number: str, text: str) -> None:
    assert text == plain(Decimal(number))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_plain_numbers_are_the_same_numbers(number: Decimal) -> None:
    assert number == Decimal(plain(number))


@pytest.mark.parametrize(
    ("fraction", "number"),
    [(Fraction(1, 8), Decimal("0.125")), (Fraction(1, 3), None), (Fraction(7), Decimal(7))],
)
def test_only_finite_decimals_are_exact(fraction: Fraction, number: Decimal | None) -> None:
    assert number == exact(fraction)


def test_halves_round_away_from_zero() -> None:
    assert (Decimal("0.13"), Decimal("-0.13")) == (
        rounded(Decimal("0.125"), 2),
        rounded(Decimal("-0.125"), 2),
    )
