"""What a warehouse that is a partner gets wrong, tells twice, or is not to be asked: over a whole gateway."""

from decimal import Decimal
from pathlib import Path

import pytest

from gateway.application.reporting import discard_shipment
from gateway.domain.shipments import ShipmentNotice
from gateway.errors import ConfigurationFault
from tests.databases import fresh
from tests.house import LAMPS, House, interchange, later, order
from tests.integration.application.test_shipments import dead, held
from tests.warehouse_documents import (
    DOCK,
    PROFILE,
    asked,
    carton,
    in_full,
    line,
    quantities,
    report,
    with_dock,
)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The address of an empty embedded database: what differs between databases is tried elsewhere."""
    return fresh("sqlite", tmp_path)


def lines_of(house: House, number: str = "PO-1") -> list[tuple[int, int, int, int]]:
    """Return what of each line is promised, waits, is cancelled and has left."""
    with house.gateway.store.read() as work:
        found = work.orders.lines(house.order(number).id)
        assert [] == work.positions.mismatches()
    return [(one.promised, one.backordered, one.cancelled, one.shipped) for one in found]


def test_a_short_pick_is_written_off_with_its_reason(house: House) -> None:
    """Four were not found: they are promised anew, and the reason is the warehouse's."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))
    (wanted,) = asked(house)

    short = f"W12*CP*24*20*4*EA**VN*LAMP*LOT-9{'*' * 10}01~\n"
    house.take(report(wanted.number, carton(1, [short], package="1Z9")), partner=DOCK)

    assert [(24, 0, 0, 20)] == lines_of(house)
    assert house.events("order.short-picked")
    again = asked(house)[-1]
    assert [("LAMP", Decimal(4))] == quantities(again)
    (notice,) = (one for one in house.sent("856") if isinstance(one, ShipmentNotice))
    assert ["LOT-9"] == [one.value for one in notice.orders[0].cartons[0].items[0].references]


def test_more_than_was_promised_is_held(house: House) -> None:
    """A shipment can only contain what was allocated; put aside, a replaced report stands in for it."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))
    (wanted,) = asked(house)

    house.take(report(wanted.number, carton(1, line("LAMP", 24, 30), package="1Z9")), partner=DOCK)
    (reason,) = held(house)
    assert "30 of LAMP were packed and 0 not found, but only 24 were to leave" in reason
    assert ([], [(24, 0, 0, 0)]) == (house.sent("856"), lines_of(house))

    with house.gateway.store.read() as work:
        (wrong,) = work.shipments.held()
    discard_shipment(
        house.gateway.services, house.gateway.store, wrong.id, reason="counted anew", actor="ann"
    )
    house.take(report(wanted.number, carton(1, line("LAMP", 24, 24)), reporting="R", control=2), partner=DOCK)
    assert [(24, 0, 0, 24)] == lines_of(house)


def test_the_same_report_again_ships_nothing_more(house: House) -> None:
    """The bytes in another interchange: one notice, one invoice."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))
    (wanted,) = asked(house)
    house.take(in_full(wanted), partner=DOCK)
    house.take(in_full(wanted, control=2), partner=DOCK)

    assert (1, 1) == (len(house.sent("856")), len(house.sent("810")))
    assert [(24, 0, 0, 24)] == lines_of(house)


def test_two_reports_of_one_order_do_not_take_each_others_goods(house: House) -> None:
    """Both arrive before either is booked: what the first says left is not missing in the second."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))
    (wanted,) = asked(house)
    first = report(wanted.number, carton(1, line("LAMP", 24, 10, status="BP")), shipment="B1", control=1)
    second = report(wanted.number, carton(1, line("LAMP", 14, 12, status="CP")), shipment="B2", control=2)
    house.receive(first, partner=DOCK)
    house.receive(second, partner=DOCK)
    house.work()

    assert ([], [(24, 0, 0, 22)]) == (held(house), lines_of(house))
    assert [("LAMP", Decimal(2))] == quantities(asked(house)[-1])


def test_an_answer_to_nothing_waits_for_a_person(house: House) -> None:
    """A number we never gave, or no number at all."""
    house = with_dock(house)
    house.take(report("P99999999", carton(1, line("LAMP", 1, 1))), partner=DOCK)
    house.take(report("", carton(1, line("LAMP", 1, 1)), control=2), partner=DOCK)

    assert {("held", "it answers no order of ours to this warehouse")} == {
        (one.validation, one.reason) for one in house.documents("945", "in")
    }


def test_a_place_nobody_runs_is_not_asked(house: House) -> None:
    """With every place run by partners, what lies elsewhere stays with us, and the reason is told."""
    house = with_dock(house, warehouse={"locations": ["WEST"]})
    house.take(interchange(order("PO-1", LAMPS)))

    assert house.events("order.not-released")
    assert ["transport.refused: no partner runs MAIN: name it in a profile, under warehouse"] == dead(house)
    house.ship()
    assert [(24, 0, 0, 0)] == lines_of(house)


def test_a_warehouse_that_is_paused_is_not_asked(house: House) -> None:
    house = with_dock(house, state="paused")
    house.take(interchange(order("PO-1", LAMPS)))

    assert ["transport.refused: northdock runs MAIN and is paused"] == dead(house)
    assert [] == asked(house)


def test_other_places_keep_their_own_warehouse(house: House) -> None:
    """What no partner runs goes where it always went."""
    house = with_dock(house, kind="simulated", warehouse={"locations": ["WEST"]})
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()

    assert ([], [(24, 0, 0, 24)]) == (asked(house), lines_of(house))


def test_a_warehouse_without_a_997_is_late(house: House) -> None:
    """Its 997 for our 940 is waited for like any other."""
    house = with_dock(house)
    house.take(interchange(order("PO-1", LAMPS)))
    later(house, hours=25)
    house.ask("watch")

    assert ["overdue"] == [one.acknowledgement for one in house.documents("940", "out")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"documents": PROFILE["documents"][:1]}, "whoever runs a warehouse is sent 940 and sends 945"),
        ({"warehouse": {"locations": ["MAIN", "MAIN"]}}, "a location is named twice"),
    ],
)
def test_what_is_agreed_with_a_warehouse_is_checked(
    house: House, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationFault, match=said):
        with_dock(house, **changes)
