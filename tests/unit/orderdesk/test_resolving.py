"""A line means one item, or it is for a person."""

import pytest

from gateway.domain.catalogue import Catalogue, CrossReference, key
from gateway.domain.items import Item, ItemIdentifier, UnitOfItem
from gateway.domain.orders import OrderLine
from gateway.orderdesk.resolving import Resolution, names_in, resolve
from tests.unit.orderdesk.desk import CATALOGUE, MUG, PLATE, order

BUYERS = ItemIdentifier(kind="buyer-item", value="B-MUG")
OURS = ItemIdentifier(kind="vendor-item", value="PLATE")
NOBODYS = ItemIdentifier(kind="buyer-item", value="nobody")


def named(*identifiers: ItemIdentifier) -> OrderLine:
    return OrderLine(identifiers=identifiers)


def test_any_known_name_resolves_and_unknown_ones_do_not_disturb() -> None:
    assert Resolution(item=MUG, candidates=(MUG,), proposed=MUG) == resolve(named(NOBODYS, BUYERS), CATALOGUE)


def test_the_number_of_a_case_names_its_item() -> None:
    case = ItemIdentifier(kind="upc-case", value="10036000291459")

    assert MUG == resolve(named(case), CATALOGUE).item


def test_a_global_number_is_the_same_with_leading_zeros() -> None:
    assert MUG == resolve(named(ItemIdentifier(kind="gtin", value="00036000291452")), CATALOGUE).item


def test_no_known_name_is_no_item_and_nothing_to_choose_from() -> None:
    resolution = resolve(named(NOBODYS), CATALOGUE)

    assert (None, (), False) == (resolution.item, resolution.candidates, resolution.is_ambiguous)


def test_names_that_disagree_are_ambiguous_and_the_strongest_proposes() -> None:
    resolution = resolve(named(BUYERS, OURS), CATALOGUE, ("vendor-item", "buyer-item"))

    assert Resolution(candidates=(MUG, PLATE), proposed=PLATE) == resolution
    assert resolution.is_ambiguous


def test_without_an_agreed_priority_the_first_name_proposes() -> None:
    assert MUG == resolve(named(BUYERS, OURS), CATALOGUE).proposed


def test_one_name_for_two_items_is_ambiguous_and_proposes_nothing() -> None:
    twice = Catalogue(
        items=(MUG, PLATE),
        cross_references=tuple(
            CrossReference(kind="buyer-item", value="nobody", sku=sku) for sku in ("PLATE", "MUG")
        ),
    )

    assert Resolution(candidates=(MUG, PLATE)) == resolve(named(NOBODYS), twice)


def test_a_second_name_decides_between_the_two() -> None:
    twice = Catalogue(
        items=(MUG, PLATE),
        cross_references=tuple(
            CrossReference(kind="buyer-item", value="nobody", sku=sku) for sku in ("PLATE", "MUG")
        ),
    )

    assert PLATE == resolve(named(NOBODYS, OURS), twice).item


def test_the_partners_name_hides_the_same_name_of_ours() -> None:
    crossed = Catalogue(
        items=(MUG, PLATE),
        cross_references=(CrossReference(kind="vendor-item", value="PLATE", sku="MUG"),),
    )

    assert MUG == resolve(named(OURS), crossed).item


def test_a_cross_reference_to_an_item_that_is_not_there_names_nothing() -> None:
    dangling = Catalogue(cross_references=(CrossReference(kind="buyer-item", value="nobody", sku="LOST"),))

    assert Resolution() == resolve(named(NOBODYS), dangling)


def test_an_order_is_looked_up_by_every_name_once() -> None:
    upc = ItemIdentifier(kind="upc", value="036000291452")
    number = ItemIdentifier(kind="buyer-item", value=" 0012 ")
    placed = order(named(BUYERS, upc), named(BUYERS, number))

    assert (
        ("buyer-item", "0012"),
        ("buyer-item", "B-MUG"),
        ("upc", "00036000291452"),
        ("upc", "0036000291452"),
        ("upc", "036000291452"),
    ) == names_in(placed)


def test_names_are_compared_without_blanks_and_in_one_length() -> None:
    assert key("upc", " 036000291452 ") == key("gtin", "00036000291452")
    assert ("gtin", "36-00") == key("upc", "36-00")
    assert ("buyer-item", "012") == key("buyer-item", " 012")


def test_a_unit_without_a_number_of_its_own_names_nothing() -> None:
    item = Item(sku="BARE", units=(UnitOfItem(unit="CA", each=MUG.units[0].each),))

    assert () == Catalogue(items=(item,)).named(ItemIdentifier(kind="gtin", value=""))


@pytest.mark.parametrize("kind", ["vendor-item", "vendor-part", "vendor-catalogue"])
def test_our_own_number_is_known_under_every_kind_of_a_sellers_number(kind: str) -> None:
    assert MUG == resolve(named(ItemIdentifier(kind=kind, value="MUG")), CATALOGUE).item
