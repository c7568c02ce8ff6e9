"""One order goes all the way through, and every document says what was decided."""

from decimal import Decimal

from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.invoices import Invoice
from gateway.domain.order_responses import OrderResponse
from gateway.domain.shipments import ShipmentNotice
from gateway.orderdesk.identifiers import check_digit
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, order


def test_an_order_ends_as_a_complete_chain(house: House) -> None:
    """850 in, 997 and 855 out, two 856 and 810 out, the partner's 997s in: nothing is missing then."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS, DESKS)))
    house.ship()
    before = house.order("PO-1").chain_complete_at
    house.acknowledge()

    after = house.order("PO-1")
    assert (None, "shipping") == (before, after.state)
    assert after.chain_complete_at == house.clock.now()
    assert ["997", "855", "856", "810", "856", "810"] == [
        one.set_id for one in house.documents(direction="out")
    ]
    assert {"sent"} == {one.delivery for one in house.documents(direction="out")}


def test_the_answer_says_full_split_and_backordered(house: House) -> None:
    """A line in full, a line on two days, a line that waits with the day it is expected."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS, DESKS)))

    (ack,) = house.sent("997")
    (response,) = house.sent("855")
    assert isinstance(ack, FunctionalAck)
    assert ("accepted", 1, 1) == (ack.verdict, ack.received, ack.accepted)
    assert isinstance(response, OrderResponse)
    told = [[(one.status, one.quantity, str(one.on)) for one in line.answers] for line in response.lines]
    assert [
        [("item-accepted", Decimal(24), "2026-03-02")],
        [("item-accepted", Decimal(40), "2026-03-02"), ("date-rescheduled", Decimal(20), "2026-03-09")],
        [("item-backordered", Decimal(10), "2026-05-04")],
    ] == told


def test_notices_hold_pallets_and_cartons_with_labels_of_our_own(house: House) -> None:
    """Every tare and every carton has an SSCC-18 of its own with a right check digit."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.ship()

    notices = [one for one in house.sent("856") if isinstance(one, ShipmentNotice)]
    labels = [
        mark.value[-18:]
        for one in notices
        for shipped in one.orders
        for tare in shipped.tares
        for holder in (tare, *tare.cartons)
        for mark in holder.marks
    ]
    assert 2 == len(notices)
    assert len(labels) == len(set(labels))
    assert labels
    assert all(check_digit(label[:-1]) == label[-1] for label in labels)


def test_invoices_balance_with_what_was_shipped(house: House) -> None:
    """Invoices come to quantity times price, to the coin, and to no more than was shipped."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.ship()

    invoices = [one for one in house.sent("810") if isinstance(one, Invoice)]
    assert [Decimal("2382.00"), Decimal("1080.00")] == [one.total for one in invoices]
    with house.gateway.store.read() as work:
        lines = work.orders.lines(house.order("PO-1").id)
    assert [(24, 24), (60, 60)] == [(line.shipped, line.invoiced) for line in lines]
    assert "closed" == house.order("PO-1").state


def test_a_shipment_reported_twice_is_noticed_and_billed_once(house: House) -> None:
    """The warehouse says it again: nothing more is sent."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    shipped = house.folder / "data" / "warehouse" / "confirmed"
    for file in shipped.iterdir():
        file.rename(shipped.parent / "shipped" / file.name)
    house.ship()

    assert (1, 1) == (len(house.sent("856")), len(house.sent("810")))


def test_two_orders_never_get_the_same_goods(house: House) -> None:
    """What the first was promised the second cannot have; the ledger agrees with the buckets."""
    house.take(interchange(order("PO-1", "40*EA*54**IN*445567"), number=101))
    house.take(interchange(order("PO-2", "40*EA*54**IN*445567"), number=102))

    promised = [
        {(one.quantity, str(one.ships_on)) for one in house.order(number).outcomes[0].accepted}
        for number in ("PO-1", "PO-2")
    ]
    assert [{(40, "2026-03-02")}, {(40, "2026-03-09")}] == promised
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()
