"""The way from a list to a price: lists by nearness, units a price is for, promotions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice
from gateway.domain.promotions import Promotion
from gateway.domain.reckonings import Step
from gateway.orderdesk.pricing import Wanted, our_price
from tests.unit.orderdesk.desk import MUG, PLATE, TODAY, UNPRICED, day

OWN = AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.50"))
GENERAL = replace(OWN, price=Decimal("1.80"), general=True)
CONTRACT = replace(OWN, price=Decimal("1.40"), contract="C1")
SALE = Promotion(code="SALE", sku="MUG", percent=Decimal(10), starts_on=day(-1), ends_on=day(1))
COUPON = Promotion(
    code="COUPON", amount=Decimal("0.20"), unit="EA", starts_on=TODAY, ends_on=TODAY, stackable=True
)
SPRING = Promotion(code="SPRING", percent=Decimal(5), starts_on=TODAY, ends_on=TODAY, stackable=True)


def steps(*prices: AgreedPrice, promotions: tuple[Promotion, ...] = (), **more: Any) -> list[Step]:
    wanted = Wanted(item=MUG, quantity=100, each=Fraction(1), per=Fraction(1), on=TODAY)
    return list(our_price(replace(wanted, **more), prices, promotions))


def labels(*prices: AgreedPrice, **more: Any) -> list[str]:
    return [one.label for one in steps(*prices, **more)]


def price(*prices: AgreedPrice, **more: Any) -> Decimal:
    return steps(*prices, **more)[-1].price


def test_the_nearest_list_holds_whatever_the_others_say() -> None:
    """The general list may be cheaper: what was agreed with the partner stands."""
    cheap = replace(GENERAL, price=Decimal("0.10"))

    assert ["list price", "general price per EA", "agreed price per EA", "contract C1 per EA"] == labels(
        CONTRACT, OWN, cheap, contract="C1"
    )
    assert (Decimal("1.40"), Decimal("1.50")) == (
        price(CONTRACT, OWN, cheap, contract="C1"),
        price(CONTRACT, OWN, cheap),
    )
    assert Decimal("1.80") == price(GENERAL)


@pytest.mark.parametrize(("from_", "until", "expected"), [(0, 0, "1.40"), (1, 9, "1.50"), (-9, -1, "1.50")])
def test_a_contract_that_is_not_valid_does_not_count(from_: int, until: int, expected: str) -> None:
    dated = replace(CONTRACT, valid_from_on=day(from_), valid_until_on=day(until))

    assert Decimal(expected) == price(dated, OWN, contract="C1")


@pytest.mark.parametrize(
    ("per", "each", "for_", "expected"),
    [
        ("100", 1, 1, "1.45"),
        ("1000", 1, 1, "0.145"),
        ("100", 12, 1, "17.4"),
        ("100", 1, 100, "145"),
        ("1000", 12, 1000, "1740"),
    ],
)
def test_a_price_may_be_for_a_hundred_or_a_thousand(per: str, each: int, for_: int, expected: str) -> None:
    """Whatever it is for, and whatever the buyer's is for, the goods cost the same."""
    hundred = replace(OWN, price=Decimal(145), per=Decimal(per))

    assert Decimal(expected) == price(hundred, each=Fraction(each), per=Fraction(for_))
    assert f"145 for {per} EA" == steps(hundred)[-1].why


@pytest.mark.parametrize(("quantity", "expected"), [(11, "1.50"), (12, "1.35"), (13, "1.35")])
def test_a_promotion_may_ask_for_a_quantity(quantity: int, expected: str) -> None:
    assert Decimal(expected) == price(OWN, promotions=(replace(SALE, minimum=12),), quantity=quantity)


@pytest.mark.parametrize(("on", "expected"), [(-2, "1.50"), (-1, "1.35"), (1, "1.35"), (2, "1.50")])
def test_a_promotion_counts_on_its_first_and_last_day_and_not_beyond(on: int, expected: str) -> None:
    assert Decimal(expected) == price(OWN, promotions=(SALE,), on=day(on))


def test_a_promotion_is_of_an_item_of_a_group_or_of_everything() -> None:
    crockery = replace(SALE, sku="", group="crockery")
    plates = {"item": PLATE, "quantity": 6}

    assert [] == [one for one in labels(OWN, promotions=(crockery,)) if "promotion" in one]
    assert Decimal("2.70") == price(promotions=(crockery,), **plates)
    assert Decimal("3.00") == price(promotions=(SALE,), **plates)
    assert "10 % off all of crockery" in steps(promotions=(crockery,), **plates)[-1].why
    assert [] == steps(promotions=(crockery,), item=UNPRICED)


def test_those_that_go_together_are_taken_together_or_the_best_alone() -> None:
    """1.50 less 0.20 less 5 % is 1.235; ten percent alone 1.35; thirty percent alone 1.05."""
    together = steps(OWN, promotions=(SPRING, COUPON, SALE))[2:]
    alone = steps(OWN, promotions=(SPRING, COUPON, replace(SALE, percent=Decimal(30))))[2:]

    assert [("promotion COUPON", Decimal("-0.2")), ("promotion SPRING", Decimal("-0.065"))] == [
        (one.label, one.change) for one in together
    ]
    assert [("promotion SALE", Decimal("1.05"))] == [(one.label, one.price) for one in alone]
    assert "0.2 for one EA off everything" in together[0].why


def test_of_one_promotion_in_tiers_the_best_that_is_reached_counts() -> None:
    tiers = (
        SPRING,
        replace(SPRING, minimum=50, percent=Decimal(20)),
        replace(SPRING, minimum=500, percent=Decimal(40)),
    )

    assert Decimal("1.2") == price(OWN, promotions=tiers)
    assert "from 50 on" in steps(OWN, promotions=tiers)[-1].why


def test_a_contract_is_net_unless_a_promotion_says_otherwise() -> None:
    extra = replace(SALE, on_contracts=True)

    assert Decimal("1.40") == price(CONTRACT, promotions=(SALE,), contract="C1")
    assert Decimal("1.26") == price(CONTRACT, promotions=(extra,), contract="C1")


def test_nothing_costs_less_than_nothing_and_what_takes_nothing_off_is_not_mentioned() -> None:
    gift = replace(COUPON, amount=Decimal(9))
    nothing = replace(COUPON, amount=None)
    foreign = replace(COUPON, unit="LB")

    assert Decimal(0) == price(OWN, promotions=(gift,))
    assert ["list price", "agreed price per EA"] == labels(OWN, promotions=(nothing, foreign))


def test_an_amount_off_is_converted_to_what_is_priced() -> None:
    assert Decimal("15.60") == price(OWN, promotions=(COUPON,), each=Fraction(12))
