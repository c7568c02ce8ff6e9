"""The way from a list to a price: lists by nearness, units a price is for, promotions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice
from gateway.domain.items import UnitOfItem
from gateway.domain.promotions import Promotion
from gateway.domain.quantities import plain
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
    dozen = replace(COUPON, unit="CA", amount=Decimal("1.20"))

    assert Decimal("15.60") == price(OWN, promotions=(COUPON,), each=Fraction(12))
    assert Decimal("1.40") == price(OWN, promotions=(dozen,))


def test_every_step_says_where_it_comes_from_and_the_steps_add_up() -> None:
    """Of the lists before the last only what holds for the quantity; a quote is net like a contract."""
    prices = (
        replace(OWN, price=Decimal("17.00"), unit="CA", quote="Q1"),
        replace(OWN, price=Decimal("9.99"), quote="Q2"),
        CONTRACT,
        OWN,
        replace(OWN, price=Decimal("1.45"), minimum=Decimal(50)),
        replace(GENERAL, price=Decimal(178), per=Decimal(100)),
    )
    told = steps(
        *prices,
        promotions=(SALE, replace(SPRING, on_contracts=True, sku="MUG", minimum=100)),
        contract="C1",
        quotes=("Q1",),
    )

    assert [
        ("list price", "2", "the item's own, 2 for 1 EA"),
        ("general price per EA", "1.78", "178 for 100 EA"),
        ("agreed price per EA", "1.45", "1.45 for 1 EA"),
        ("contract C1 per EA", "1.4", "1.4 for 1 EA"),
        ("quote Q1 per CA", "1.4167", "17 for 1 CA"),
        ("promotion SPRING", "1.3459", "5 % off MUG, from 100 on, 2026-03-02 to 2026-03-02"),
    ] == [(one.label, plain(one.price), one.why) for one in told]
    assert [
        after.price - before for before, after in zip((0, *(one.price for one in told)), told, strict=False)
    ] == [one.change for one in told]


def test_what_a_promotion_is_is_said_in_words() -> None:
    crockery = replace(COUPON, group="crockery", amount=Decimal("0.30"), unit="")
    plates = {"item": PLATE, "quantity": 6}

    assert ["0.3 for one off all of crockery, 2026-03-02 to 2026-03-02"] == [
        one.why for one in steps(promotions=(crockery,), **plates)[1:]
    ]
    assert ["0.2 for one EA off everything, 2026-03-02 to 2026-03-02"] == [
        one.why for one in steps(promotions=(COUPON,), **plates)[1:]
    ]
    assert ["10 % off MUG, from 2 on, 2026-03-01 to 2026-03-03"] == [
        one.why for one in steps(promotions=(replace(SALE, minimum=2),))[1:]
    ]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([{"price": Decimal("1.60")}], "1.50"),
        ([{"price": Decimal("1.40")}], "1.40"),
        ([{"price": Decimal(145), "per": Decimal(100)}], "1.45"),
        ([{"price": Decimal(1), "valid_from_on": None}, {"valid_from_on": day(-2)}], "1.50"),
        ([{"price": Decimal("1.60"), "valid_from_on": day(-2)}, {"valid_from_on": day(-1)}], "1.50"),
        ([{"price": Decimal("1.60"), "minimum": Decimal(2)}], "1.60"),
        ([{"price": Decimal("1.60"), "minimum": Decimal(2), "unit": "CA"}], "1.50"),
        ([{"price": Decimal("1.60"), "minimum": Decimal(2)}, {"valid_from_on": day(-1)}], "1.60"),
    ],
)
def test_of_prices_that_fit_one_holds_whatever_their_order(
    others: list[dict[str, Any]], expected: str
) -> None:
    """That of the unit, then from the greatest quantity, then the newest, then the lowest."""
    prices = [replace(OWN, **one) for one in ({}, *others)]

    assert [Decimal(expected)] * 2 == [price(*prices), price(*reversed(prices))]


def test_of_prices_for_other_units_the_first_by_name_holds() -> None:
    """With its own breaks, and none of another unit; a quantity is counted in the unit of its price."""
    item = replace(MUG, units=(*MUG.units, UnitOfItem(unit="BX", each=Fraction(6))))
    boxes = replace(OWN, unit="BX", price=Decimal("8.40"))
    prices = (
        replace(OWN, unit="CA", price=Decimal("12.00")),
        boxes,
        replace(boxes, price=Decimal("8.10"), minimum=Decimal(16)),
        replace(boxes, price=Decimal("7.20"), minimum=Decimal(17)),
        replace(OWN, unit="CA", price=Decimal("6.00"), minimum=Decimal(8)),
    )

    assert [
        ("agreed price per BX", Decimal("1.4"), "8.4 for 1 BX"),
        ("from 16 BX", Decimal("1.35"), "8.1 for 1 BX"),
    ] == [(one.label, one.price, one.why) for one in steps(*prices, item=item)[1:]]


def test_the_first_step_of_the_list_that_holds_is_its_price_for_the_least() -> None:
    """Wherever it stands in the list; there is one step where that is the one that holds."""
    ladder = [
        replace(OWN, price=Decimal(at), minimum=Decimal(n))
        for at, n in (("1.20", 90), ("1.40", 20), ("1.30", 50))
    ]

    assert [("agreed price per EA", Decimal("1.40")), ("from 90 EA", Decimal("1.20"))] == [
        (one.label, one.price) for one in steps(*ladder)[1:]
    ]
    assert [("agreed price per EA", Decimal("1.40"))] == [
        (one.label, one.price) for one in steps(*ladder, quantity=20)[1:]
    ]


def test_promotions_that_take_off_as_much_are_the_first_by_name() -> None:
    twins = (replace(SALE, code="B"), replace(SALE, code="A"), replace(SALE, code="C", percent=Decimal(0)))

    assert ["promotion A"] == labels(OWN, promotions=twins)[2:]
    assert [] == labels(OWN, promotions=twins[2:])[2:]
    assert [] == labels(OWN, promotions=(replace(SPRING, percent=Decimal(0)),))[2:]


def test_a_reduced_price_has_four_places() -> None:
    assert Decimal("1.4999") == price(OWN, promotions=(replace(SALE, percent=Decimal("0.01")),))
    assert Decimal("1.4999") == price(OWN, promotions=(replace(COUPON, amount=Decimal("0.00015")),))
