"""What a warehouse is asked for and says it shipped, as the desk reads it."""

from decimal import Decimal

import pytest

from gateway.domain.warehouse_orders import (
    OrderedUnit,
    ShippedUnit,
    WarehouseOrder,
    WarehouseOrderLine,
    WarehouseShipment,
    WarehouseShipmentLine,
)


@pytest.mark.parametrize(
    ("ordered", "shipped", "difference", "short"),
    [
        ("24", "20", None, "4"),
        ("24", "20", "5", "4"),
        ("24", "24", None, "0"),
        ("24", "30", "-6", "0"),
        (None, "20", "4", "4"),
        ("24", None, "-4", "4"),
        (None, None, None, "0"),
    ],
)
def test_what_is_missing_is_counted(
    ordered: str | None, shipped: str | None, difference: str | None, short: str
) -> None:
    """Ordered less shipped where both are told, else what the warehouse says, whichever sign it uses."""
    line = WarehouseShipmentLine(
        status="complete",
        ordered=Decimal(ordered) if ordered else None,
        shipped=Decimal(shipped) if shipped else None,
        difference=Decimal(difference) if difference else None,
    )

    assert Decimal(short) == line.short


def test_lines_are_told_in_order_whatever_unit_they_are_in() -> None:
    """Units group lines; nobody who wants the lines has to care."""
    first, second = (WarehouseOrderLine(quantity=Decimal(one), unit="EA") for one in (1, 2))
    order = WarehouseOrder(
        number="PICK-1",
        units=(OrderedUnit(number="1", lines=(first,)), OrderedUnit(number="2", lines=(second,))),
    )
    shipped = WarehouseShipmentLine(status="complete")
    shipment = WarehouseShipment(
        units=(ShippedUnit(number="1", lines=(shipped, shipped)), ShippedUnit(number="2"))
    )

    assert [first, second] == list(order.lines())
    assert [shipped, shipped] == list(shipment.lines())
