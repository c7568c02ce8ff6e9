"""What every kind of warehouse promises; each is opened anew as a restart would."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from gateway.adapters.warehouses import KINDS
from gateway.application.ports import PackedShipment, PickLine, PickOrder, Warehouse
from tests.fakes.warehouses import OTHERS

DUE_ON = date(2026, 3, 2)

Opened = Callable[[], Warehouse]


BY_DOCUMENT = {"x12"}
"""Kinds that leave everything to documents: tests/integration/application/test_warehouse_documents.py holds them."""


@pytest.fixture(params=sorted(OTHERS))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Run over every kind; each call opens the same warehouse anew."""
    with OTHERS[request.param](tmp_path) as other:
        yield other.opened


def line(number: int, sku: str, quantity: int, *, location: str = "MAIN") -> PickLine:
    """Return a line that is due."""
    return PickLine(
        line=number,
        sku=sku,
        location=location,
        quantity=quantity,
        ship_on=DUE_ON,
        commitment=f"c{number}",
    )


PICK = PickOrder(
    id="pick-1",
    order="order-1",
    lines=(line(1, "BOLT", 500), line(2, "NUT", 7), line(3, "NUT", 30), line(4, "PIN", 1, location="WEST")),
)


def shipped(warehouse: Warehouse) -> list[PackedShipment]:
    """Return what waits to be read."""
    return list(warehouse.fetch())


def packed(shipments: list[PackedShipment]) -> Counter[str]:
    """Return how much of each commitment is in the cartons."""
    found: Counter[str] = Counter()
    for shipment in shipments:
        for carton in shipment.cartons:
            for one in carton.lines:
                found[one.commitment] += one.quantity
    return found


def test_every_kind_is_tried() -> None:
    """A new kind is held to the promises as soon as it is named."""
    assert sorted(OTHERS) == sorted(KINDS.keys() - BY_DOCUMENT)


def test_an_idle_warehouse_ships_nothing(opened: Opened) -> None:
    """No order, no goods."""
    assert shipped(opened()) == []


def test_what_is_asked_for_is_shipped_to_the_unit(opened: Opened) -> None:
    """Of the order that asked, and packed under the commitments it was promised by."""
    opened().release(PICK)

    shipments = shipped(opened())

    assert packed(shipments) == {"c1": 500, "c2": 7, "c3": 30, "c4": 1}
    assert {("order-1", "pick-1")} == {(one.order, one.pick) for one in shipments}


def test_a_shipment_leaves_one_location(opened: Opened) -> None:
    """A notice has one ship-from."""
    locations = {one.commitment: one.location for one in PICK.lines}
    opened().release(PICK)

    found = [
        {locations[one.commitment] for carton in shipment.cartons for one in carton.lines}
        for shipment in shipped(opened())
    ]

    assert sorted(found, key=str) == [{"MAIN"}, {"WEST"}]


def test_the_same_pick_again_changes_nothing(opened: Opened) -> None:
    """Before it is shipped, after it is, and after that is confirmed."""
    opened().release(PICK)
    opened().release(PICK)
    first = shipped(opened())
    opened().release(PICK)

    assert shipped(opened()) == first
    for shipment in first:
        opened().confirm(shipment)
    opened().release(PICK)
    assert shipped(opened()) == []


def test_a_shipment_is_told_until_it_is_confirmed(opened: Opened) -> None:
    """The same shipment with the same id, whatever is restarted in between."""
    opened().release(PICK)
    first, second = shipped(opened())

    opened().confirm(first)

    assert shipped(opened()) == [second]


def test_confirming_twice_changes_nothing(opened: Opened) -> None:
    """A crash after confirming repeats it."""
    opened().release(PICK)
    first, second = shipped(opened())

    opened().confirm(first)
    opened().confirm(first)

    assert shipped(opened()) == [second]


def test_picks_do_not_mix(opened: Opened) -> None:
    """Each shipment is of one order, and no two have one id."""
    other = PickOrder(id="pick-2", order="order-2", lines=(line(5, "BOLT", 2),))
    opened().release(PICK)
    opened().release(other)

    shipments = shipped(opened())

    assert len({one.id for one in shipments}) == len(shipments) == 3
    assert packed([one for one in shipments if one.order == "order-2"]) == {"c5": 2}


def test_a_shipment_says_who_carries_it_and_when_it_left(opened: Opened) -> None:
    """Enough for a notice: carrier, tracking number, an aware instant."""
    opened().release(PICK)

    for shipment in shipped(opened()):
        assert shipment.carrier
        assert shipment.tracking
        assert shipment.shipped_at.utcoffset() is not None
