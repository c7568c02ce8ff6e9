"""Units convert by exact ratios."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from gateway.orderdesk.units import each_of, expressed, price_per, step_of, to_base
from tests.unit.orderdesk.desk import MUG


@pytest.mark.parametrize(("unit", "each"), [("EA", 1), ("", 1), ("CA", 12), ("DZ", None)])
def test_an_item_knows_how_many_make_one_of_its_units(unit: str, each: int | None) -> None:
    assert each == each_of(MUG, unit)


@pytest.mark.parametrize(
    ("quantity", "each", "base"),
    [
        ("10", Fraction(12), 120),
        ("0.5", Fraction(12), 6),
        ("0.1", Fraction(12), None),
        ("3", Fraction(1, 3), 1),
    ],
)
def test_a_quantity_is_whole_base_units_or_none(quantity: str, each: Fraction, base: int | None) -> None:
    assert base == to_base(Decimal(quantity), each)


def test_base_units_are_told_in_the_buyers_unit_where_a_decimal_can() -> None:
    assert (Decimal("2.5"), "CA") == expressed(30, unit="CA", each=Fraction(12), base_unit="EA")


def test_base_units_are_told_as_such_where_no_decimal_can() -> None:
    assert (Decimal(7), "EA") == expressed(7, unit="CA", each=Fraction(12), base_unit="EA")


@pytest.mark.parametrize(
    ("basis", "per"),
    [("", 1), ("per-unit", 1), ("per-each", Fraction(1, 12)), ("per-hundred", 100), ("per-thousand", 1000)],
)
def test_a_price_is_for_as_many_units_as_its_basis_says(basis: str, per: Fraction) -> None:
    assert per == price_per(basis, Fraction(12))


@pytest.mark.parametrize(
    ("asked", "pack", "each", "step"),
    [
        (120, 1, Fraction(12), 12),
        (120, 24, Fraction(12), 24),
        (126, 6, Fraction(12), 6),
        (5, 6, Fraction(12), 1),
        (10, 5, Fraction(1, 3), 5),
        (6, 1, Fraction(3, 2), 1),
        (10, 2, Fraction(5, 2), 2),
    ],
)
def test_a_quantity_is_cut_in_whole_packs_and_units_where_it_can_be(
    asked: int, pack: int, each: Fraction, step: int
) -> None:
    assert step == step_of(asked, pack=pack, each=each)


@pytest.mark.no_cover  # the same lines a hundred thousand times
def test_what_was_asked_for_in_cases_is_told_in_cases_whatever_a_case_holds() -> None:
    """A hundred thousand ratios and quantities: to base units and back nothing is rounded."""
    dice, wrong = Random(1), []
    for _ in range(100_000):
        each = Fraction(dice.randint(1, 5000), dice.randint(1, 64))
        asked = Decimal(dice.randint(1, 10_000) * each.denominator)
        base = to_base(asked, each)
        if base is None or (asked, "CA") != expressed(base, unit="CA", each=each, base_unit="EA"):
            wrong.append((asked, each))

    assert [] == wrong
