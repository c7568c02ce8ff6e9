"""Which price of a catalogue holds."""

from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.price_catalogues import CatalogueItem, CataloguePrice, PriceCatalogue, PriceList
from gateway.domain.references import TradeDate

JUNE = date(2026, 6, 30)
JULY = date(2026, 7, 1)
FIRST_HALF = (TradeDate(kind="effective", on=date(2026, 1, 1)), TradeDate(kind="expiry", on=JUNE))
SECOND_HALF = (TradeDate(kind="effective", on=JULY),)


def price(amount: str, quantity: str = "1", **more: object) -> CataloguePrice:
    return CataloguePrice(price=Decimal(amount), quantity=Decimal(quantity), **more)  # type: ignore[arg-type] # fields of a price


ITEM = CatalogueItem(
    prices=(
        price("9.5", dates=FIRST_HALF, kind="contract"),
        price("9.1", "100", dates=FIRST_HALF, kind="contract"),
        price("9.8", dates=SECOND_HALF, kind="contract"),
        price("12.95", kind="suggested-retail"),
        CataloguePrice(kind="contract", amount=Decimal(5), dates=FIRST_HALF),
    )
)


@pytest.mark.parametrize(
    ("on", "quantity", "expected"),
    [(JUNE, "1", "9.5"), (JUNE, "99", "9.5"), (JUNE, "100", "9.1"), (JULY, "100", "9.8")],
)
def test_the_largest_break_not_above_the_quantity_holds(on: date, quantity: str, expected: str) -> None:
    """On its days, both of them included."""
    found = ITEM.price(on=on, quantity=Decimal(quantity), kind="contract")

    assert found is not None
    assert Decimal(expected) == found.price


def test_a_price_of_another_kind_is_no_price() -> None:
    """Nor is a price that starts with more than is asked for."""
    assert ITEM.price(on=JUNE, kind="promotion") is None
    assert CatalogueItem(prices=(price("9", "12"),)).price(on=JUNE) is None


def test_without_a_kind_the_first_of_equals_is_taken() -> None:
    """The catalogue's own order decides."""
    assert ITEM.prices[0] is ITEM.price(on=JUNE)


def test_a_price_without_a_quantity_holds_from_the_first_piece() -> None:
    """Most catalogues do not say one."""
    only = CataloguePrice(price=Decimal(4))

    assert only is CatalogueItem(prices=(only,)).price(on=JUNE)


def test_a_price_list_says_from_when_where_the_price_does_not() -> None:
    """The price's own day wins over that of its list."""
    listed = PriceList(number="PL-7", starts_on=JULY)

    assert not price("9", price_list=listed).holds_on(JUNE)
    assert price("9", price_list=listed).holds_on(JULY)
    assert price("9", price_list=listed, dates=FIRST_HALF).holds_on(JUNE)


def test_a_catalogue_holds_between_its_days() -> None:
    """Days of a contract count as well; a day that is not given is none."""
    catalogue = PriceCatalogue(
        kind="price-catalogue",
        dates=(
            TradeDate(kind="effective"),
            TradeDate(kind="contract-effective", on=date(2026, 1, 1)),
            TradeDate(kind="contract-expiry", on=JUNE),
        ),
    )

    assert (date(2026, 1, 1), JUNE) == (catalogue.valid_from, catalogue.valid_until)
    assert (None, None) == (
        PriceCatalogue(kind="price-sheet").valid_from,
        PriceCatalogue(kind="price-sheet").valid_until,
    )
