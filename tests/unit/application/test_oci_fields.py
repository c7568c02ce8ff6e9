"""Fields of the Open Catalog Interface: prices of three decimals, for as many as that takes."""

from decimal import Decimal

import pytest

from gateway.application.shop.oci_fields import priced


@pytest.mark.parametrize(
    ("price", "per", "said"),
    [
        ("9.25", "1", ("9.25", "1")),
        ("3.75", "100", ("3.75", "100")),
        ("0.0125", "1", ("0.125", "10")),
        ("0.0000125", "10", ("0.125", "100000")),
        ("0.333333333", "1", ("0.333", "1")),
    ],
)
def test_a_price_has_three_decimals_at_most(price: str, per: str, said: tuple[str, str]) -> None:
    assert (Decimal(said[0]), Decimal(said[1])) == priced(Decimal(price), Decimal(per))
