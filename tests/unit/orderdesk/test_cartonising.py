"""What is packed is what there was, in cartons that hold it and can be lifted."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.cartons import CartonRule
from gateway.domain.items import CartonType, Item
from gateway.orderdesk.cartonising import Piece, cartonise, volume_of
from gateway.orderdesk.packing import Carton, Content

SMALL = CartonType(code="S", length_mm=100, width_mm=100, height_mm=100, max_kg=Decimal(5))
LARGE = CartonType(
    code="L", length_mm=400, width_mm=200, height_mm=200, max_kg=Decimal(20), own_kg=Decimal("0.5")
)
TYPES = (LARGE, SMALL)
CUBE = Item(sku="CUBE", length_mm=50, width_mm=50, height_mm=50, weight_kg=Decimal("0.1"))
ROD = Item(sku="ROD", length_mm=20, width_mm=390, height_mm=20, weight_kg=Decimal(3))


def piece(item: Item, quantity: int, commitment: str = "c1", lot: str = "") -> Piece:
    return Piece(content=Content(commitment=commitment, quantity=quantity, lot=lot), item=item)


def told(*cartons: Carton) -> list[tuple[str, list[tuple[str, int]]]]:
    return [(one.kind, [(each.commitment, each.quantity) for each in one.contents]) for one in cartons]


FULL = CartonRule(fill_percent=100)


def test_the_smallest_carton_that_will_do_is_taken() -> None:
    assert [("S", [("c1", 8)])] == told(*cartonise([piece(CUBE, 8)], TYPES, FULL))
    assert [("L", [("c1", 9)])] == told(*cartonise([piece(CUBE, 9)], TYPES, FULL))


def test_not_all_the_room_can_be_used() -> None:
    """Of eight cubes' room 85 percent are six."""
    assert [("L", [("c1", 7)])] == told(*cartonise([piece(CUBE, 7)], TYPES))
    assert [("S", [("c1", 6)])] == told(*cartonise([piece(CUBE, 6)], TYPES))


def test_a_carton_is_never_heavier_than_it_may_be() -> None:
    cartons = cartonise([piece(ROD, 8)], TYPES)

    assert [("L", [("c1", 6)]), ("L", [("c1", 2)])] == told(*cartons)
    assert [Decimal("18.5"), Decimal("6.5")] == [one.weight_kg for one in cartons]


def test_the_largest_goes_in_first_and_the_rest_fills_up() -> None:
    cartons = cartonise([piece(CUBE, 4), piece(ROD, 1, "c2")], TYPES)

    assert [("L", [("c2", 1), ("c1", 4)])] == told(*cartons)


def test_items_are_kept_apart_where_that_was_agreed() -> None:
    cartons = cartonise(
        [piece(CUBE, 4), piece(CUBE, 2, "c3"), piece(ROD, 1, "c2")], TYPES, CartonRule(mixed=False)
    )

    assert [("L", [("c2", 1)]), ("S", [("c1", 4), ("c3", 2)])] == told(*cartons)


def test_what_fits_no_carton_travels_by_itself() -> None:
    """Whether it is too long or too heavy."""
    pole = Item(sku="POLE", length_mm=2000, width_mm=10, height_mm=10)
    anvil = Item(sku="ANVIL", weight_kg=Decimal(90))
    cartons = cartonise([piece(pole, 2), piece(anvil, 1, "c2")], TYPES)

    assert [("", [("c1", 1)]), ("", [("c1", 1)]), ("", [("c2", 1)])] == told(*cartons)
    assert [None, None, Decimal(90)] == [one.weight_kg for one in cartons]


def test_one_piece_that_fits_has_a_carton_however_little_may_be_filled() -> None:
    block = Item(sku="BLOCK", length_mm=100, width_mm=100, height_mm=99)

    assert [("S", [("c1", 1)]), ("S", [("c1", 1)])] == told(
        *cartonise([piece(block, 2)], [SMALL], CartonRule(fill_percent=50))
    )


def test_what_nobody_measured_needs_one_carton() -> None:
    assert [("S", [("c1", 700)])] == told(*cartonise([piece(Item(sku="X"), 700)], TYPES))


def test_without_carton_types_everything_is_one_package_a_commitment() -> None:
    assert [("", [("c1", 3)]), ("", [("c2", 4)])] == told(
        *cartonise([piece(CUBE, 3), piece(CUBE, 4, "c2")], [])
    )


def test_lots_stay_apart_and_a_commitment_is_told_once() -> None:
    (one,) = cartonise([piece(CUBE, 1, lot="A"), piece(CUBE, 2, lot="B"), piece(CUBE, 3, lot="A")], TYPES)

    assert [("A", 4), ("B", 2)] == [(each.lot, each.quantity) for each in one.contents]


@pytest.mark.parametrize(
    ("rule", "tares"),
    [
        (CartonRule(), [0, 0, 0, 0, 0]),
        (CartonRule(cartons_per_tare=2), [1, 1, 2, 2, 3]),
        (CartonRule(kg_per_tare=Decimal(18)), [1, 2, 3, 4, 5]),
        (CartonRule(kg_per_tare=Decimal(37)), [1, 1, 2, 2, 3]),
        (CartonRule(kg_per_tare=Decimal(56)), [1, 1, 1, 2, 2]),
        (CartonRule(kg_per_tare=Decimal(37), cartons_per_tare=1), [1, 2, 3, 4, 5]),
        (CartonRule(kg_per_tare=Decimal(37), cartons_per_tare=3), [1, 1, 2, 2, 3]),
    ],
)
def test_pallets_hold_so_many_cartons_and_so_much(rule: CartonRule, tares: list[int]) -> None:
    """Five cartons of 18.5 kg; one that is heavier than a pallet may be stands on its own."""
    assert tares == [one.tare for one in cartonise([piece(ROD, 30)], TYPES, rule)]


def test_what_nobody_weighed_weighs_nothing() -> None:
    """However little a pallet or a carton may weigh."""
    block = Item(sku="BLOCK", length_mm=100, width_mm=100, height_mm=90)
    light = replace(SMALL, max_kg=Decimal("0.5"))
    cartons = cartonise([piece(block, 2)], [light], CartonRule(kg_per_tare=Decimal(1), fill_percent=100))

    assert [("S", None, 1), ("S", None, 1)] == [(one.kind, one.weight_kg, one.tare) for one in cartons]


def test_a_carton_says_what_is_in_it_what_it_weighs_and_where_it_stands() -> None:
    """The large one weighs half a kilogram itself and holds twenty; the small one's own weight does not count."""
    cartons = cartonise(
        [piece(CUBE, 19), piece(ROD, 6, "c2"), piece(CUBE, 2, "c0", lot="A")],
        TYPES,
        CartonRule(cartons_per_tare=1),
    )

    assert (
        Carton(
            contents=(
                Content(commitment="c2", quantity=6),
                Content(commitment="c0", quantity=2, lot="A"),
                Content(commitment="c1", quantity=18),
            ),
            weight_kg=Decimal("20.5"),
            kind="L",
            tare=1,
        ),
        Carton(contents=(Content(commitment="c1", quantity=1),), weight_kg=Decimal("0.1"), kind="S", tare=2),
    ) == cartons


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"sku": "A", "length_mm": 10}, {"sku": "B", "length_mm": 11}, ["b", "a"]),
        ({"sku": "A", "weight_kg": Decimal(1)}, {"sku": "B", "weight_kg": Decimal(2)}, ["b", "a"]),
        ({"sku": "A"}, {"sku": "B", "weight_kg": Decimal(1)}, ["b", "a"]),
        ({"sku": "B"}, {"sku": "A"}, ["b", "a"]),
        ({"sku": "A"}, {"sku": "A"}, ["a", "b"]),
    ],
)
def test_the_largest_goes_first_then_the_heaviest_then_by_name(
    first: dict[str, Any], second: dict[str, Any], expected: list[str]
) -> None:
    sides = {"length_mm": 10, "width_mm": 10, "height_mm": 10}
    pieces = [piece(Item(**(sides | second)), 1, "b"), piece(Item(**(sides | first)), 1, "a")]

    (carton,) = cartonise(pieces, TYPES)

    assert expected == [one.commitment for one in carton.contents]


def test_of_cartons_of_one_size_the_first_by_name_is_taken() -> None:
    types = [replace(SMALL, code=code) for code in ("T", "R", "S")]

    assert ["R"] == [one.kind for one in cartonise([piece(CUBE, 1)], types)]


def test_small_goods_fill_the_first_carton_that_has_room() -> None:
    """Three blocks need three cartons; five cubes go on top of the first block, as many as there is room for."""
    block = Item(sku="BLOCK", length_mm=100, width_mm=100, height_mm=60, weight_kg=Decimal(3))
    cartons = cartonise([piece(CUBE, 5), piece(block, 3, "c2")], [SMALL], FULL)

    assert [
        ("S", [("c2", 1), ("c1", 3)]),
        ("S", [("c2", 1), ("c1", 2)]),
        ("S", [("c2", 1)]),
    ] == told(*cartons)
    assert [Decimal("3.3"), Decimal("3.2"), Decimal(3)] == [one.weight_kg for one in cartons]


def test_a_carton_is_filled_to_its_last_gram_and_to_its_last_side() -> None:
    """Five of one kilogram fill what holds five; goods as large as the carton fit, turned as they must be."""
    lump = Item(sku="LUMP", length_mm=1, width_mm=1, height_mm=1, weight_kg=Decimal(1))
    slab = Item(sku="SLAB", length_mm=200, width_mm=400, height_mm=200, weight_kg=Decimal(20))
    over = replace(slab, weight_kg=Decimal("20.01"))
    wide = replace(slab, width_mm=401)

    assert [("S", [("c1", 5)]), ("S", [("c1", 1)])] == told(*cartonise([piece(lump, 6)], [SMALL]))
    assert [("S", [("c1", 5)])] == told(*cartonise([piece(lump, 5)], TYPES))
    assert [("L", [("c1", 1)])] == told(*cartonise([piece(slab, 1)], TYPES, FULL))
    assert [("", [("c1", 1)])] == told(*cartonise([piece(over, 1)], TYPES, FULL))
    assert [("", [("c1", 1)])] == told(*cartonise([piece(wide, 1)], TYPES, FULL))


def test_a_carton_is_filled_by_all_that_goes_in() -> None:
    """Eight cubes fill it, whoever they are for."""
    pieces = [piece(CUBE, quantity, name) for name, quantity in (("c1", 3), ("c2", 4), ("c3", 2))]

    assert [("S", [("c1", 3), ("c2", 4), ("c3", 1)]), ("S", [("c3", 1)])] == told(
        *cartonise(pieces, [SMALL], FULL)
    )


def test_goods_keep_their_serials() -> None:
    told_apart = Content(commitment="c1", quantity=2, lot="A", serials=("7", "8"))
    (one,) = cartonise([Piece(content=told_apart, item=CUBE)], TYPES)

    assert (told_apart,) == one.contents


def test_what_travels_by_itself_takes_nothing_along() -> None:
    pole = Item(sku="POLE", length_mm=2000, width_mm=100, height_mm=100)

    assert [("", [("c1", 1)]), ("S", [("c2", 1)])] == told(
        *cartonise([piece(pole, 1), piece(CUBE, 1, "c2")], [SMALL])
    )


def test_goods_are_as_large_as_their_three_sides() -> None:
    assert [6, 0, 0, 0] == [
        volume_of(Item(sku="X", length_mm=length, width_mm=width, height_mm=height))
        for length, width, height in ((1, 2, 3), (None, 2, 3), (1, None, 3), (1, 2, None))
    ]


ITEMS = st.builds(
    Item,
    sku=st.sampled_from("ABCDE"),
    length_mm=st.none() | st.integers(1, 500),
    width_mm=st.none() | st.integers(1, 300),
    height_mm=st.none() | st.integers(1, 300),
    weight_kg=st.none() | st.integers(0, 25).map(Decimal),
)


@settings(max_examples=60)
@given(
    data=st.lists(st.tuples(ITEMS, st.integers(1, 60)), max_size=6),
    rule=st.builds(CartonRule, mixed=st.booleans()),
    types=st.sampled_from([(), (SMALL,), TYPES]),
)
def test_everything_is_packed_once_and_within_limits(
    data: list[tuple[Item, int]], rule: CartonRule, types: tuple[CartonType, ...]
) -> None:
    """Whatever the goods: nothing lost, nothing twice, no carton over its weight, over its room with more than one in it."""
    pieces = [piece(item, quantity, f"c{at}") for at, (item, quantity) in enumerate(data)]
    by_commitment = {one.content.commitment: one.item for one in pieces}
    cartons = cartonise(pieces, types, rule)

    packed: Counter[str] = Counter()
    for one in cartons:
        kind = next((each for each in types if each.code == one.kind), None)
        packed.update({each.commitment: each.quantity for each in one.contents})
        held = [(by_commitment[each.commitment], each.quantity) for each in one.contents]
        assert rule.mixed or 1 == len({item.sku for item, _ in held})
        if kind is not None and sum(quantity for _, quantity in held) > 1:
            room = kind.length_mm * kind.width_mm * kind.height_mm * rule.fill_percent // 100
            assert room >= sum(volume_of(item) * quantity for item, quantity in held)
            assert kind.max_kg >= sum((item.weight_kg or 0) * quantity for item, quantity in held)
    assert {one.content.commitment: one.content.quantity for one in pieces} == dict(packed)
