"""Cartons hold what was allocated: all of it where we pack, never more where somebody else does."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.errors import Conflict
from gateway.orderdesk.packing import (
    Allocation,
    Carton,
    Content,
    PackingRule,
    pack,
    shipped_quantities,
)


def allocation(commitment: str = "c1", quantity: int = 10, line: int = 1, kg: str = "0") -> Allocation:
    return Allocation(
        commitment=commitment, line=line, sku="MUG", location="MAIN", quantity=quantity, weight_kg=Decimal(kg)
    )


def carton(*contents: tuple[str, int], tare: int = 0) -> Carton:
    return Carton(
        contents=tuple(
            Content(commitment=commitment, quantity=quantity) for commitment, quantity in contents
        ),
        tare=tare,
    )


def test_without_limits_everything_goes_into_one_carton() -> None:
    assert (carton(("c1", 10), ("c2", 5)),) == pack([allocation(), allocation("c2", 5)], PackingRule())


def test_a_full_carton_is_closed_and_the_next_one_opened() -> None:
    rule = PackingRule(units_per_carton=8, cartons_per_tare=1)

    assert (
        carton(("c1", 8), tare=1),
        carton(("c1", 2), ("c2", 5), tare=2),
    ) == pack([allocation(), allocation("c2", 5)], rule)


def test_weight_closes_a_carton_too_and_is_added_up() -> None:
    cartons = pack([allocation(kg="2.5")], PackingRule(kg_per_carton=Decimal(10)))

    assert [(4, "10.0"), (4, "10.0"), (2, "5.0")] == [
        (one.contents[0].quantity, str(one.weight_kg)) for one in cartons
    ]


def test_what_is_too_heavy_for_any_carton_has_one_each() -> None:
    cartons = pack([allocation(quantity=2, kg="11")], PackingRule(kg_per_carton=Decimal(10)))

    assert [1, 1] == [one.contents[0].quantity for one in cartons]


def test_a_carton_is_filled_to_the_last_unit_and_pallets_to_the_last_carton() -> None:
    """What fits is counted over everything in the carton, whichever line it is for."""
    allocations = [allocation(f"c{at}", 3, kg="0.5") for at in range(1, 6)]

    by_count = pack(allocations, PackingRule(units_per_carton=7, cartons_per_tare=2))
    by_weight = pack(allocations, PackingRule(kg_per_carton=Decimal("3.5"), cartons_per_tare=2))

    filled = (
        (("c1", 3), ("c2", 3), ("c3", 1)),
        (("c3", 2), ("c4", 3), ("c5", 2)),
        (("c5", 1),),
    )
    assert (
        tuple(
            replace(carton(*held, tare=tare), weight_kg=Decimal(kg))
            for held, tare, kg in zip(filled, (1, 1, 2), ("3.5", "3.5", "0.5"), strict=True)
        )
        == by_count
        == by_weight
    )


def test_a_limit_binds_only_where_there_is_one_and_something_to_weigh() -> None:
    """What weighs nothing goes beside what is heavy; what is heavy needs no more than one carton where none has a limit."""
    heavy, light = allocation(quantity=100, kg="9"), allocation("c2", 100)

    assert [100] == [one.contents[0].quantity for one in pack([heavy], PackingRule())]
    assert [200] == [
        sum(each.quantity for each in one.contents)
        for one in pack([light, allocation("c3", 100)], PackingRule(kg_per_carton=Decimal(1)))
    ]
    assert [("c1", 1), ("c1", 1), ("c2", 1)] == [
        (each.commitment, each.quantity)
        for one in pack(
            [replace(heavy, quantity=2), replace(light, quantity=1)], PackingRule(kg_per_carton=Decimal(9))
        )
        for each in one.contents
    ]


def test_nothing_needs_no_carton() -> None:
    assert () == pack([], PackingRule())


def test_what_is_in_the_cartons_is_counted_by_line() -> None:
    cartons = (carton(("c2", 5), ("c1", 4)), carton(("c1", 6)), carton(("c3", 1)))
    allocations = [allocation(), allocation("c2", 5, line=2), allocation("c3", 1)]

    assert {1: 11, 2: 5} == shipped_quantities(cartons, allocations)


@pytest.mark.parametrize(
    "cartons",
    [
        (carton(("c1", 11)),),
        (carton(("c1", 10)), carton(("c1", 1))),
        (carton(("c9", 1)),),
        (carton(("c1", 0)),),
        (carton(("c1", -1)),),
    ],
)
def test_what_was_not_allocated_cannot_be_shipped(cartons: tuple[Carton, ...]) -> None:
    with pytest.raises(Conflict, match="more was packed than was allocated"):
        shipped_quantities(cartons, [allocation()])
