"""What a warehouse reports is noticed and billed as far as it was promised, whatever else it reports."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gateway.application.polling import CollectingShipments
from gateway.application.ports import PackedCarton, PackedLine, PackedShipment, PickOrder
from gateway.domain.invoices import Invoice
from gateway.errors import NotFound
from tests.house import LAMPS, House, interchange, order


@dataclass
class Reporting:
    """A warehouse that says what the test has it say."""

    reports: list[PackedShipment] = field(default_factory=list)

    def release(self, pick: PickOrder) -> None:
        """Take any pick."""

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield the reports nobody confirmed."""
        yield from list(self.reports)

    def confirm(self, shipment: PackedShipment) -> None:
        """Forget a report."""
        self.reports.remove(shipment)


def report(house: House, identifier: str, *quantities: int) -> PackedShipment:
    """Return a shipment of PO-1's only promise, a carton a quantity."""
    record = house.order("PO-1")
    with house.gateway.store.read() as work:
        (promise,) = work.positions.commitments(record.id)
    return PackedShipment(
        id=identifier,
        pick="p",
        order=record.id,
        shipped_at=house.clock.now(),
        carrier="SIMU",
        tracking="1",
        cartons=tuple(
            PackedCarton(tare=1, lines=(PackedLine(commitment=promise.id, quantity=quantity),))
            for quantity in quantities
        ),
    )


def say(house: House, *reports: PackedShipment) -> Reporting:
    """Let the warehouse report, and do everything that follows."""
    warehouse = Reporting(list(reports))
    gateway = house.gateway
    collecting = CollectingShipments(services=gateway.services, store=gateway.store, warehouse=warehouse)
    effects = {**gateway.effects, "shipments": collecting}
    replace(house, gateway=replace(gateway, effects=effects)).ask("shipments")
    return warehouse


def dead(house: House) -> list[str]:
    """Return why work was given up."""
    with house.gateway.store.read() as work:
        return [one.error for one in work.jobs.dead()]


def held(house: House) -> list[str]:
    """Return why shipments are held."""
    with house.gateway.store.read() as work:
        return [one.reason for one in work.shipments.held()]


def test_a_promise_may_leave_in_parts(house: House) -> None:
    """Each part is noticed and billed; with the last one the promise is kept and the order closed."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, report(house, "W1", 10), report(house, "W2", 8, 6))

    with house.gateway.store.read() as work:
        states = [one.state for one in work.positions.commitments(house.order("PO-1").id)]
    invoiced = [one.lines[0].quantity for one in house.sent("810") if isinstance(one, Invoice)]
    assert ([10, 14], ["shipped"]) == (invoiced, states)
    assert "closed" == house.order("PO-1").state


def test_no_more_leaves_than_was_promised_over_all_parts(house: House) -> None:
    """A report beyond it is held before anybody is told, and says why."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, report(house, "W1", 10), report(house, "W2", 15))

    with house.gateway.store.read() as work:
        (line,) = work.orders.lines(house.order("PO-1").id)
    assert (10, 10) == (line.shipped, line.invoiced)
    assert ["line 1 of PO-1: 15 of LAMP were packed and 0 not found, but only 14 were to leave"] == held(
        house
    )
    assert ([1, 1], []) == ([len(house.sent("856")), len(house.sent("810"))], dead(house))


def test_a_report_about_nothing_is_held(house: House) -> None:
    """No cartons: nothing to notice, nothing to bill."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, report(house, "W1"))

    assert ["nothing is in it"] == held(house)


def test_a_report_about_a_strange_order_keeps_no_other_waiting(house: House) -> None:
    """It stays with the warehouse and is said to be wrong; the others are taken."""
    house.take(interchange(order("PO-1", LAMPS)))
    strange = replace(report(house, "W0", 1), order="somebody-elses")
    warehouse = say(house, strange, report(house, "W1", 24))

    assert [strange] == warehouse.reports
    assert "closed" == house.order("PO-1").state
    assert [True] == [reason.startswith(NotFound.code) for reason in dead(house)]
