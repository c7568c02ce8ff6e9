"""What the rules on quantities say, to the unit."""

from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.domain.catalogue import Catalogue
from gateway.domain.conditions import ItemTerms, Usual
from gateway.domain.items import Item, PackDetail, UnitOfItem
from gateway.domain.orders import OrderLine
from gateway.orderdesk.hits import Found
from gateway.orderdesk.quantity_rules import (
    describes_another_pack,
    has_many_lines,
    is_out_of_bounds,
    is_unlike_others,
    is_worth_too_little,
)
from tests.unit.orderdesk.desk import conditioned, line, order
from tests.unit.orderdesk.seen import case_of


def test_an_order_has_many_lines_from_the_first_beyond_what_was_agreed() -> None:
    two = order(line(), line())

    assert [[Found(path="lines", value_seen="2")], [], []] == [
        list(has_many_lines(case_of(two, conditioned(most_lines=most)))) for most in (1, 2, 3)
    ]


def test_a_quantity_is_within_the_bounds_of_its_item_and_where_those_say_nothing_of_its_group() -> None:
    """Both bounds are allowed; no more is said of what asks for nothing."""
    agreed = conditioned(
        items=(
            ItemTerms(sku="MUG", least=3, most=5),
            ItemTerms(sku="PLATE", most=7),
            ItemTerms(group="crockery", least=2, most=9),
            ItemTerms(sku="OLD", least=0),
        )
    )
    lines = (
        *(line(quantity=str(count)) for count in (-1, 0, 1, 2, 3, 5, 6)),
        line(quantity="1", unit="CA"),
        *(line("PLATE", str(count)) for count in (1, 2, 7, 8)),
        *(line("OLD", str(count)) for count in (1, 9)),
        line("NOBODYS", "1"),
        line("MUG", None),
    )

    def hit(number: int, seen: str, limit: int, code: str = "") -> Found:
        return Found(
            line=number,
            path=f"lines[{number - 1}].quantity",
            value_seen=seen,
            code=code,
            fix=f"The limit is {limit} EA.",
        )

    above = "order.quantity-above-most"
    assert [
        hit(3, "1", 3),
        hit(4, "2", 3),
        hit(7, "6", 5, above),
        hit(8, "1", 5, above),
        hit(9, "1", 2),
        hit(12, "8", 7, above),
    ] == list(is_out_of_bounds(case_of(order(*lines), agreed)))


@pytest.mark.parametrize(
    ("before", "usual", "unlike", "alike"),
    [
        ((8, 9, 10, 11, 12), Usual(), 21, 20),  # ten deviations of 1 from 10
        ((6, 8, 10, 12, 14), Usual(), 31, 30),  # ten deviations of 2
        ((6, 8, 10, 12, 14), Usual(deviations=Decimal(3)), 17, 16),
        ((10, 10, 10, 10, 10), Usual(), 31, 30),  # three times the largest
        ((10,), Usual(fewest=1), 31, 30),
        ((10,), Usual(fewest=0), 31, 30),
        ((10, 11, 12, 13, 90), Usual(), 91, 90),
    ],
)
def test_a_quantity_is_unlike_others_from_the_first_unit_beyond_what_is_usual(
    before: tuple[int, ...], usual: Usual, unlike: int, alike: int
) -> None:
    """Said with the quantity as the order has it and the most there was until now."""
    agreed = conditioned(usual=usual)
    placed = order(line(quantity=str(unlike)), line(quantity=str(alike)), line("PLATE", "999"))

    assert [
        Found(
            line=1,
            path="lines[0].quantity",
            value_seen=str(unlike),
            fix=f"Confirm the quantity with the buyer; until now at most {max(before)} were ordered.",
        )
    ] == list(is_unlike_others(case_of(placed, agreed, before={"MUG": before})))


def test_too_few_quantities_before_tell_nothing() -> None:
    placed = order(line(quantity="999"))

    for fewest, before in ((0, ()), (1, ()), (2, (10,)), (5, (10, 10, 10, 10))):
        case = case_of(placed, conditioned(usual=Usual(fewest=fewest)), before={"MUG": before})
        assert [] == list(is_unlike_others(case))


def test_an_order_is_worth_too_little_by_what_is_missing_to_the_cent() -> None:
    """While one price is not known nothing is said."""
    least = conditioned(order_minimum=Decimal("15.00"))
    cheap, enough, open_ = (
        order(*lines) for lines in ((line(quantity="9"),), (line(),), (line(quantity="1"), line("UNPRICED")))
    )

    assert [Found(path="lines", value_seen="13.5", fix="Ask the buyer for 1.5 more.")] == list(
        is_worth_too_little(case_of(cheap, least))
    )
    assert [[], [], []] == [
        list(is_worth_too_little(case_of(one, least))) for one in (enough, open_, order())
    ]
    assert [] == list(is_worth_too_little(case_of(cheap)))


def test_a_pack_is_one_of_the_items_packs_in_pieces_and_that_of_its_unit_in_larger_ones() -> None:
    """One is always a pack; a unit that is no whole number of pieces is none."""
    tape = Item(
        sku="TAPE",
        base_unit="M",
        pack=4,
        units=(UnitOfItem(unit="RO", each=Fraction(50)), UnitOfItem(unit="FT", each=Fraction(7, 2))),
        list_price=Decimal(1),
    )

    def asking(unit: str, *packs: tuple[int | None, int | None]) -> OrderLine:
        return line(
            "TAPE",
            "100",
            unit=unit,
            packs=tuple(PackDetail(pack=pack, inner_pack=inner) for pack, inner in packs),
        )

    placed = order(
        asking("M", (1, None), (2, None), (4, None), (2, 2), (50, None), (5, 10), (7, None), (None, 3)),
        asking("RO", (50, None), (1, None), (4, None), (25, 2)),
        asking("XX", (3, None)),
        line("NOBODYS", packs=(PackDetail(pack=3),)),
    )

    assert [
        (1, "lines[0].packs", "2"),
        (1, "lines[0].packs", "7"),
        (2, "lines[1].packs", "1"),
        (2, "lines[1].packs", "4"),
    ] == [
        (one.line, one.path, one.value_seen)
        for one in describes_another_pack(case_of(placed, catalogue=Catalogue(items=(tape,))))
    ]
