"""Choices: what else a buyer could take, each price and quantity exact."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice
from gateway.domain.catalogue import Catalogue
from gateway.domain.conditions import Conditions, ItemTerms
from gateway.domain.items import Item
from gateway.domain.promotions import Promotion
from gateway.domain.supply_policies import Substitute, SupplyPolicies
from gateway.orderdesk.choices import Alternate, Break, Market, alternates_of, breaks_of, minimum_of
from gateway.orderdesk.pricing import Wanted
from tests.unit.orderdesk.desk import CATALOGUE, MUG, TODAY, agreement, day

CUP = Item(sku="CUP", description="A cup", base_unit="PC", list_price=Decimal("1.00"))
LESS_FROM_40 = Promotion(
    code="BIG", sku="MUG", percent=Decimal(50), minimum=40, starts_on=TODAY, ends_on=TODAY
)


def price(amount: str, minimum: str = "1", unit: str = "EA", **changes: Any) -> AgreedPrice:
    usual: dict[str, Any] = {"sku": "MUG", "unit": unit}
    return AgreedPrice(price=Decimal(amount), minimum=Decimal(minimum), **(usual | changes))


def market(*prices: AgreedPrice, substitutes: tuple[Substitute, ...] = (), **agreed: Any) -> Market:
    return Market(
        agreement=agreement(prices=prices, **agreed),
        catalogue=Catalogue(items=(*CATALOGUE.items, CUP)),
        policies=SupplyPolicies(substitutes=substitutes),
        today=TODAY,
    )


def wanted(quantity: int = 10, each: int = 1) -> Wanted:
    return Wanted(item=MUG, quantity=quantity, each=Fraction(each), per=Fraction(1), on=TODAY)


def breaks(*pairs: tuple[str, str]) -> tuple[Break, ...]:
    return tuple(Break(quantity=Decimal(quantity), price=Decimal(amount)) for quantity, amount in pairs)


PRICES = (
    price("1.50"),
    price("1.40", "10"),
    price("1.30", "20"),
    price("1.30", "30"),
    price("14.40", "3", "CA"),  # 36 of them at 1.20
    price("1.10", "50"),
    price("0.90", "60", contract="C1"),
    price("0.80", "70", quote="Q1"),
    price("0.70", "80", sku="PLATE"),
    price("0.60", "90", "XX"),
)


def test_a_price_breaks_where_it_is_lower_for_more_than_is_wanted_and_only_there() -> None:
    """Every list that holds for the order counts, in whichever unit it is; no contract's, no quote's, no other item's."""
    assert breaks(("20", "1.3"), ("50", "1.1")) == breaks_of(wanted(), market(*PRICES), Decimal("1.40"))
    assert breaks(("30", "1.3"), ("50", "1.1")) == breaks_of(wanted(20), market(*PRICES), Decimal("1.50"))
    assert breaks(("50", "1.1")) == breaks_of(wanted(), market(*PRICES), Decimal("1.20"))
    assert breaks(("2.5", "15.6"), ("3", "14.4")) == breaks_of(
        wanted(12, each=12), market(*PRICES), Decimal("16.80")
    )
    assert () == breaks_of(wanted(100), market(*PRICES), Decimal("9.99"))


def test_what_is_off_for_more_counts_and_no_more_than_five_breaks_are_shown() -> None:
    promoted = market(price("1.50"), price("1.50", "40"), promotions=(LESS_FROM_40,))
    many = market(*(price(f"1.{99 - at}", str(at)) for at in range(1, 9)))

    assert breaks(("40", "0.75")) == breaks_of(wanted(), promoted, Decimal("1.50"))
    assert breaks(*((str(at), f"1.{99 - at}") for at in range(2, 7))) == breaks_of(
        wanted(1), many, Decimal("1.98")
    )


@pytest.mark.parametrize(
    ("terms", "each", "least"),
    [
        ((), 1, None),
        ((ItemTerms(sku="MUG", most=9),), 1, None),
        ((ItemTerms(sku="MUG", least=25),), 1, 25),
        ((ItemTerms(sku="MUG", least=25),), 12, 3),
        ((ItemTerms(sku="MUG", least=24),), 12, 2),
        ((ItemTerms(sku="MUG", least=1),), 12, 1),
    ],
)
def test_the_least_of_an_item_is_whole_units(
    terms: tuple[ItemTerms, ...], each: int, least: int | None
) -> None:
    found = minimum_of(wanted(each=each), market(conditions=Conditions(items=terms)))

    assert (None if least is None else Decimal(least)) == found


def test_what_may_stand_in_comes_in_its_own_unit_at_the_price_of_that_quantity_today() -> None:
    """The best two that are sold and come out whole; without a price where there is none."""
    instead = tuple(
        Substitute(sku="MUG", instead=name, rank=rank, ratio=Fraction(ratio))
        for name, rank, ratio in (
            ("GONE", 1, 1),
            ("NOBODYS", 2, 1),
            ("PLATE", 3, Fraction(1, 3)),
            ("CUP", 4, 2),
            ("UNPRICED", 5, 1),
            ("OLD", 6, 1),
        )
    )
    found = market(
        price("0.90", "20", "PC", sku="CUP", valid_from_on=TODAY),
        price("0.10", "21", "PC", sku="CUP"),
        price("0.20", "20", "PC", sku="CUP", valid_from_on=day(1)),
        price("0.30", "20", "PC", sku="CUP", valid_until_on=day(-1)),
        substitutes=instead,
        promotions=(Promotion(code="CUPS", sku="CUP", percent=Decimal(10), starts_on=TODAY, ends_on=TODAY),),
    )

    assert (
        Alternate(sku="CUP", description="A cup", quantity=Decimal(20), unit="PC", price=Decimal("0.81")),
        Alternate(sku="UNPRICED", description="", quantity=Decimal(10), unit="EA", price=None),
    ) == alternates_of(wanted(), found)
    assert () == alternates_of(wanted(), market(price("1.50")))
