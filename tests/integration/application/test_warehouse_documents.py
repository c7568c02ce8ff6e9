"""A warehouse that is a partner, on every database: asked by 940, telling by 945, an order goes all the way through."""

from decimal import Decimal

from gateway.domain.invoices import Invoice
from gateway.domain.shipments import ShipmentNotice
from tests.house import CHAIRS, LAMPS, House, interchange, order
from tests.integration.application.test_warehouse_doubts import lines_of
from tests.warehouse_documents import DOCK, LABEL, asked, in_full, quantities, with_dock


def test_an_order_goes_by_940_and_comes_back_by_945(house: House) -> None:
    """850 in, a 940 in the warehouse's folder, its 997 and 945 in, 856 and 810 to the buyer: nothing is missing."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))

    (wanted,) = asked(house)
    assert [("LAMP", Decimal(24))] == quantities(wanted)
    assert ("PO-1", "original") == (wanted.order_number, wanted.purpose)
    assert ["ship-from", "ship-to"] == [one.role for one in wanted.parties]
    house.acknowledge(DOCK)
    house.take(in_full(wanted), partner=DOCK)
    house.acknowledge()

    (notice,) = (one for one in house.sent("856") if isinstance(one, ShipmentNotice))
    (invoice,) = (one for one in house.sent("810") if isinstance(one, Invoice))
    (pack,) = notice.orders[0].cartons
    assert [f"00{LABEL}"] == [mark.value for mark in pack.marks]
    assert ("UPSN", Decimal(24)) == (notice.routing[0].carrier, pack.items[0].quantity)
    assert Decimal("222.00") == invoice.total
    assert [(24, 0, 0, 24)] == lines_of(house)
    after = house.order("PO-1")
    assert ("closed", house.clock.now()) == (after.state, after.chain_complete_at)
    (out,) = house.documents("940", "out")
    (back,) = house.documents("945", "in")
    assert ("accepted", after.id, out.id) == (out.acknowledgement, back.order, back.answers)


def test_places_and_days_are_asked_for_apart(house: House) -> None:
    """Chairs leave on two days, so there are two orders to the warehouse; each is answered by itself."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", CHAIRS)))

    first, second = asked(house)
    assert [[("CHAIR", Decimal(40))], [("CHAIR", Decimal(20))]] == [
        quantities(one) for one in (first, second)
    ]
    house.take(in_full(second), partner=DOCK)
    with house.gateway.store.read() as work:
        assert [first.number] == [one.number for one in work.picks.open(10)]
        assert ["asked", "answered"] == [one.state for one in work.picks.of_order(house.order("PO-1").id)]
    house.take(in_full(first, control=2), partner=DOCK)

    assert [(60, 0, 0, 60)] == lines_of(house)
