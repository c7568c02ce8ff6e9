"""Whose price stands, and how ours came about."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.domain.agreements import AgreedPrice, Tolerance
from gateway.domain.items import Item, UnitOfItem
from gateway.orderdesk.decisions import PriceDecision, Step
from gateway.orderdesk.pricing import Wanted, decide_price, is_tolerated, our_price, scale_of
from tests.unit.orderdesk.desk import MUG, TODAY, UNPRICED, day

TOLERANCE = Tolerance(absolute=Decimal("0.01"), percent=Decimal("0.5"))


def agreed(price: str, unit: str = "EA", minimum: str = "1", **more: object) -> AgreedPrice:
    return replace(AgreedPrice(sku="MUG", unit=unit, price=Decimal(price), minimum=Decimal(minimum)), **more)


def ours(
    *prices: AgreedPrice, item: Item = MUG, quantity: int = 100, each: int = 1, **more: object
) -> list[Step]:
    wanted = Wanted(item=item, quantity=quantity, each=Fraction(each), per=Fraction(1), on=TODAY)
    return list(our_price(replace(wanted, **more), prices))


def price(*prices: AgreedPrice, **more: object) -> Decimal:
    return ours(*prices, **more)[-1].price


def test_the_steps_lead_from_the_list_to_the_price_and_add_up() -> None:
    steps = ours(agreed("1.80"), agreed("1.50", minimum="50"), agreed("1.20", minimum="500"))

    assert [
        Step(
            label="list price",
            change=Decimal("2.00"),
            price=Decimal("2.00"),
            why="the item's own, 2 for 1 EA",
        ),
        Step(label="agreed price per EA", change=Decimal("-0.20"), price=Decimal("1.80"), why="1.8 for 1 EA"),
        Step(label="from 50 EA", change=Decimal("-0.30"), price=Decimal("1.50"), why="1.5 for 1 EA"),
    ] == steps
    assert steps[-1].price == sum(step.change for step in steps)


@pytest.mark.parametrize(("quantity", "expected"), [(49, "1.80"), (50, "1.50"), (51, "1.50")])
def test_a_quantity_break_begins_with_its_quantity(quantity: int, expected: str) -> None:
    assert Decimal(expected) == price(agreed("1.80"), agreed("1.50", minimum="50"), quantity=quantity)


def test_the_list_price_holds_where_nothing_is_agreed() -> None:
    assert Decimal("24.00") == price(each=12, quantity=120)


def test_an_item_without_any_price_has_none() -> None:
    assert [] == ours(item=UNPRICED)


def test_the_price_of_the_unit_goes_before_that_of_another() -> None:
    prices = (agreed("1.50"), agreed("17.00", unit="CA"))

    assert (Decimal("17.00"), Decimal("1.50")) == (price(*prices, each=12), price(*prices))


def test_a_price_of_another_unit_is_converted_exactly() -> None:
    assert Decimal("18.00") == price(agreed("1.50"), each=12)


def test_a_price_no_decimal_can_say_is_rounded_to_four_places() -> None:
    assert Decimal("1.4167") == price(agreed("17.00", unit="CA"))


def test_a_price_for_a_hundred_is_a_hundred_times_as_high() -> None:
    assert Decimal("150.00") == price(agreed("1.50"), per=Fraction(100))


def test_the_orders_contract_goes_before_the_list_and_other_contracts_do_not_count() -> None:
    prices = (agreed("1.50"), agreed("1.40", contract="C1"), agreed("1.10", contract="C2"))

    assert Decimal("1.40") == price(*prices, contract="C1")
    assert Decimal("1.50") == price(*prices)


@pytest.mark.parametrize(("starts", "ends", "expected"), [(0, 0, "1.10"), (1, 9, "2.00"), (-9, -1, "2.00")])
def test_a_price_counts_on_its_first_and_last_day_and_not_beyond(
    starts: int, ends: int, expected: str
) -> None:
    dated = agreed("1.10", valid_from_on=day(starts), valid_until_on=day(ends))

    assert Decimal(expected) == price(dated)


def test_of_two_that_overlap_the_newer_counts() -> None:
    old, new = agreed("1.50", valid_from_on=day(-9)), agreed("1.60", valid_from_on=day(-1))

    assert Decimal("1.60") == price(old, new)


def test_prices_of_other_items_and_unknown_units_do_not_count() -> None:
    others = (agreed("1.00", sku="PLATE"), agreed("1.00", unit="DZ"))

    assert Decimal("2.00") == price(*others)


STEPS = (Step(label="list price", change=Decimal("10.00"), price=Decimal("10.00")),)


@pytest.mark.parametrize(
    ("buyers", "outcome", "holds"),
    [
        (None, "ours", "10.00"),
        ("10.01", "ours", "10.00"),
        ("10.00", "agreed", "10.00"),
        ("9.99", "buyers", "9.99"),
        ("9.95", "buyers", "9.95"),
        ("9.94", "hold", None),
    ],
)
def test_the_higher_price_is_never_taken_and_the_lower_only_within_tolerance(
    buyers: str | None, outcome: str, holds: str | None
) -> None:
    written = None if buyers is None else Decimal(buyers)

    assert PriceDecision(
        outcome=outcome,
        buyers=written,
        ours=Decimal("10.00"),
        holds=None if holds is None else Decimal(holds),
        steps=STEPS,
    ) == decide_price(written, STEPS, TOLERANCE)


def test_without_a_price_of_ours_nothing_is_decided() -> None:
    assert PriceDecision(outcome="hold", buyers=Decimal(1)) == decide_price(Decimal(1), (), TOLERANCE)


def test_either_measure_of_the_tolerance_is_enough() -> None:
    near = [("0.99", "1.00"), ("99.50", "100")]
    far = [("0.98", "1.00"), ("99.49", "100")]

    assert all(is_tolerated(Decimal(buyers), Decimal(our), TOLERANCE) for buyers, our in near)
    assert not any(is_tolerated(Decimal(buyers), Decimal(our), TOLERANCE) for buyers, our in far)


@pytest.mark.parametrize(
    ("buyers", "scale"),
    [
        ("18.00", 12),
        ("15.00", 10),
        ("0.015", 100),
        ("0.125", 12),
        ("1.50", None),
        ("3.00", None),
        ("0", None),
        ("-18.00", None),
        ("36.00", 24),
        ("0.0015", 1000),
    ],
)
def test_a_price_for_another_unit_is_told_by_its_scale(buyers: str, scale: int | None) -> None:
    """A power of ten, a unit it is sold in or its pack; what no whole number of it makes is no scale."""
    units = (*MUG.units, UnitOfItem(unit="LB", each=Fraction(1, 3)))
    item = replace(MUG, units=units, pack=24)

    assert scale == scale_of(Decimal(buyers), Decimal("1.50"), item)
    assert scale == scale_of(Decimal("1.50"), Decimal(buyers), item)


@pytest.mark.parametrize(
    ("buyers", "scale"),
    [("15.15", 10), ("15.16", None), ("14.85", 10), ("14.84", None), ("1.50", None)],
)
def test_a_scale_may_be_off_by_a_hundredth(buyers: str, scale: int | None) -> None:
    assert scale == scale_of(Decimal(buyers), Decimal("1.50"), replace(MUG, units=()))
