"""A table is loaded whole or not at all, and what is wrong with it is named by row and column."""

import pytest

from gateway.application.stocking import SLICE, load, load_beside_others
from gateway.errors import ConfigurationFault, NotFound
from tests.house import House

ITEM = {"sku": "NEW", "description": "New"}
PRICE = {"price_list": "standard", "sku": "LAMP", "unit": "EA", "price": "1", "currency": "USD"}
SUPPLY = {"sku": "LAMP", "location": "MAIN", "quantity": "1"}


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("items", {"sku": "NEW"}, "items, row 2: description is missing"),
        ("items", {**ITEM, "colour": "red"}, "items has no column colour"),
        ("items", {**ITEM, "units": "CA"}, "items, row 2: units should be written as NAME=VALUE"),
        ("items", {**ITEM, "pack": "six"}, "items, row 2: pack is no whole number"),
        ("items", {**ITEM, "list_price": "much"}, "items, row 2: list_price is no number"),
        ("prices", {**PRICE, "price": "1,50"}, "prices, row 2: price is no number"),
        ("prices", {**PRICE, "valid_from": "1.3.2026"}, "prices, row 2: valid_from is no day"),
        ("supply", {**SUPPLY, "quantity": "1.5"}, "supply, row 2: quantity is no whole number"),
        ("supply", {**SUPPLY, "available_on": "soon"}, "supply, row 2: available_on is no day"),
    ],
)
def test_a_bad_row_is_named(house: House, kind: str, row: dict[str, str], said: str) -> None:
    """Row and column, in a sentence; nothing of the table stays."""
    with house.gateway.store.begin() as work, pytest.raises(ConfigurationFault) as fault:
        load(house.gateway.services, work, kind, [row])

    assert str(fault.value).startswith(said)


def test_a_partner_nobody_knows_gets_no_cross_reference(house: House) -> None:
    """A typing error in the partner's code would otherwise be found by an order."""
    row = {"partner": "nobody", "kind": "buyer-item", "value": "1", "sku": "LAMP"}
    with house.gateway.store.begin() as work, pytest.raises(NotFound):
        load(house.gateway.services, work, "cross-references", [row])


def test_what_is_loaded_beside_others_is_written_a_few_rows_at_a_time(house: House) -> None:
    """All of it is there in the end and said once; what may not be cut up is loaded whole."""
    services, store = house.gateway.services, house.gateway.store
    items = [{**ITEM, "sku": f"NEW-{at}"} for at in range(3 * SLICE + 1)]

    assert len(items) == load_beside_others(services, store, "items", items)
    assert 2 == load_beside_others(services, store, "supply", [SUPPLY, SUPPLY])
    with store.read() as work:
        assert len(items) == len(work.items.get_many(one["sku"] for one in items))
    assert 2 == len(house.events("stock.items-loaded"))


def test_nothing_is_loaded_beside_others_where_a_row_is_wrong(house: House) -> None:
    """The last row is looked at before the first is written."""
    items = [*({**ITEM, "sku": f"NEW-{at}"} for at in range(3 * SLICE)), {**ITEM, "pack": "six"}]
    with pytest.raises(ConfigurationFault, match=f"row {3 * SLICE + 2}: pack"):
        load_beside_others(house.gateway.services, house.gateway.store, "items", items)

    with house.gateway.store.read() as work:
        assert {} == work.items.get_many(one["sku"] for one in items)
