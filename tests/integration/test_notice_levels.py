"""Every layout of a notice, with pallets and cartons of two orders: written, read back, and as a person approved it."""

from datetime import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from gateway.domain.shipments import ShipmentNotice
from gateway.mapping import writing
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.fulfilling import Labels, Shipment, notice
from gateway.orderdesk.levels import OrderPart
from gateway.orderdesk.packing import Allocation, Carton, Content
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join
from tests import golden
from tests.maps import library
from tests.unit.orderdesk.desk import TODAY, agreement, line, order

FOLDER = Path(__file__).parents[1] / "fixtures" / "notices"
LEVELS = ("pallets", "cartons", "items")


def part(number: str, commitment: str, sku: str, quantity: int) -> OrderPart:
    """Return an order of one line that may leave whole."""
    standing = StandingLine(line=1, sku=sku, unit="EA", base_unit="EA", each=Fraction(1), ordered=quantity)
    allocation = Allocation(commitment=commitment, line=1, sku=sku, location="MAIN", quantity=quantity)
    return OrderPart(
        order=order(line(sku, str(quantity)), number=number, parties=order(line()).parties),
        lines=[standing],
        allocations=[allocation],
        seller_order=f"SO-{number}",
    )


def written(levels: str) -> ShipmentNotice:
    """Return the notice of two orders: a pallet of each carton kind, and a loose carton."""
    cartons = (
        Carton(contents=(Content(commitment="a", quantity=6),), tare=1, weight_kg=Decimal("4.5")),
        Carton(contents=(Content(commitment="a", quantity=2), Content(commitment="b", quantity=3)), tare=1),
        Carton(contents=(Content(commitment="b", quantity=4, lot="L7"),), tare=2, weight_kg=Decimal(3)),
        Carton(contents=(Content(commitment="b", quantity=5),), weight_kg=Decimal(2)),
    )
    shipment = Shipment(
        number="S1",
        shipped_on=TODAY,
        issued_on=TODAY,
        issued_at_time=time(9, 30),
        cartons=cartons,
        carrier="UPSN",
        tracking="1Z1",
    )
    parts = [part("PO1", "a", "MUG", 8), part("PO2", "b", "PLATE", 12)]
    labels = Labels(company_prefix="0614141", first_serial=1)
    return notice(shipment, parts, agreement=agreement(), labels=labels, levels=levels)


@pytest.mark.parametrize("levels", LEVELS)
def test_each_layout_is_written_reads_back_and_is_the_one_approved(levels: str) -> None:
    """Levels numbered and nested, labels that check, one label where goods of two orders share a carton."""
    plan = library().plan("base/x12/004010/856")
    document = written(levels)
    segments = writing.write(plan, document)

    assert () == tuple(writing.read_back(plan, document, segments))
    lines = "".join(f"{join(one, Delimiters())}\n" for one in segments)
    golden.check(lines, FOLDER / f"{levels}.txt")
