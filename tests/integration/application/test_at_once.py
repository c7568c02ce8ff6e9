"""Two things at once: what happens while something else is under way is neither lost nor done twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Thread

from sqlalchemy import text

from gateway.adapters.db.worker import Worker
from gateway.application.ports import PackedShipment, PickOrder, Warehouse
from gateway.application.releasing import Releasing
from gateway.application.reprocessing import reprocess
from gateway.application.stocking import load
from gateway.errors import ConfigurationFault, TransportUnavailable
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, later, order
from tests.integration.application.test_backorders import arrive

LONG_ENOUGH_S = 0.5


@dataclass
class Interrupted:
    """A warehouse that has been asked already when something else happens, or its answer gets lost."""

    inner: Warehouse
    meanwhile: Callable[[], None]
    asked: dict[str, PickOrder] = field(default_factory=dict)

    def release(self, pick: PickOrder) -> None:
        """Take the pick as any warehouse does: an id it knows changes nothing."""
        first = not self.asked
        self.asked.setdefault(pick.id, pick)
        self.inner.release(pick)
        if first:
            self.meanwhile()

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield what the warehouse shipped."""
        return self.inner.fetch()

    def confirm(self, shipment: PackedShipment) -> None:
        """Confirm to the warehouse."""
        self.inner.confirm(shipment)

    @property
    def picked(self) -> Counter[str]:
        """Return how many units of an item were asked for, over all picks."""
        return Counter(
            {
                sku: sum(one.quantity for pick in self.asked.values() for one in pick.lines if one.sku == sku)
                for sku in {one.sku for pick in self.asked.values() for one in pick.lines}
            }
        )


def with_warehouse(house: House, warehouse: Warehouse) -> House:
    """Return the house with another warehouse behind its releases."""
    releasing = Releasing(services=house.gateway.services, warehouse=warehouse)
    return replace(
        house, gateway=replace(house.gateway, effects={**house.gateway.effects, "release": releasing})
    )


def test_goods_promised_while_the_warehouse_is_being_asked_are_asked_for_too(house: House) -> None:
    """Supply for a waiting line comes just when the first part of the order is handed over."""
    warehouse = Interrupted(house.gateway.warehouse, lambda: arrive(house, "DESK", 10))
    changed = with_warehouse(house, warehouse)
    changed.take(interchange(order("PO-1", LAMPS, DESKS)))

    assert {"LAMP": 24, "DESK": 10} == warehouse.picked
    with house.gateway.store.read() as work:
        states = {one.state for one in work.positions.commitments(house.order("PO-1").id)}
    assert {"released"} == states


def test_a_pick_whose_answer_got_lost_is_asked_for_again_as_it_was(house: House) -> None:
    """More was promised before the second try: that is another pick, and nothing is picked twice."""

    def fail() -> None:
        arrive(house, "DESK", 10)
        raise TransportUnavailable("no answer")

    warehouse = Interrupted(house.gateway.warehouse, fail)
    changed = with_warehouse(house, warehouse)
    changed.take(interchange(order("PO-1", LAMPS, DESKS)))
    later(changed, minutes=5)
    changed.work()

    assert {"LAMP": 24, "DESK": 10} == warehouse.picked


def jobs_about(house: House, transmission: str) -> list[str]:
    """Return the kinds of jobs that wait for a transmission."""
    with house.gateway.store.read() as work:
        rows = work.connection.execute(text("SELECT kind, ref FROM job ORDER BY kind")).all()
    return [row.kind for row in rows if row.ref.startswith(transmission)]


def only(house: House, kind: str) -> Worker:
    """Return a worker that does nothing else."""
    return Worker(house.gateway.store, handlers={kind: house.gateway.handlers[kind]}, effects={})


def test_what_waits_to_be_read_is_not_read_beside_itself(house: House) -> None:
    """Somebody asks for bytes to be read again before they were read at all: one job does both."""
    received = house.receive(interchange(order("PO-1", LAMPS)))
    reprocess(house.gateway.services, house.gateway.store, received.id, actor="kim")

    assert ["process"] == jobs_about(house, received.id)


def test_several_interchanges_are_not_read_beside_themselves(house: House) -> None:
    """The sender has become known in between: the jobs of a second reading are those of the first."""
    content = interchange(order("PO-1", LAMPS), number=101) + interchange(order("PO-2", LAMPS), number=102)
    received = house.receive(content, partner="")
    only(house, "process").run_once()
    with house.gateway.store.begin() as work:
        work.transmissions.set_state(received.id, "processed", partner="acme")
        work.commit()
    reprocess(house.gateway.services, house.gateway.store, received.id, actor="kim")
    only(house, "process").run_once()

    assert ["interchange", "interchange"] == jobs_about(house, received.id)


def test_a_dead_letter_read_again_is_read_once(house: House) -> None:
    """Reviving a reading that failed and asking for another are the same."""
    received = house.receive(interchange(order("PO-1", LAMPS)))

    def fail(_work: object, _job: object) -> None:
        raise ConfigurationFault("a map is wrong")

    worker = Worker(house.gateway.store, handlers={"process": fail}, effects={})
    while worker.run_once():
        pass
    reprocess(house.gateway.services, house.gateway.store, received.id, actor="kim")

    assert ["process"] == jobs_about(house, received.id)


def test_a_warehouse_may_ship_before_we_know_that_it_was_asked(house: House) -> None:
    """What has left is not put back among what is being picked."""
    asking = Interrupted(house.gateway.warehouse, house.ship)
    with_warehouse(house, asking).take(interchange(order("PO-1", LAMPS)))

    with house.gateway.store.read() as work:
        states = [one.state for one in work.positions.commitments(house.order("PO-1").id)]
    assert ("closed", ["shipped"]) == (house.order("PO-1").state, states)


def test_stock_that_is_loaded_and_an_order_that_is_decided_do_not_block_each_other(house: House) -> None:
    """Both take items in one order, whatever the order of the rows."""
    house.receive(interchange(order("PO-1", LAMPS, CHAIRS)))
    deciding = Thread(target=house.work)

    def rows() -> Iterator[dict[str, str]]:
        yield {"sku": "LAMP", "location": "MAIN", "quantity": "5"}
        deciding.start()
        deciding.join(LONG_ENOUGH_S)
        yield {"sku": "CHAIR", "location": "MAIN", "quantity": "5"}

    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, "supply", rows())
        work.commit()
    deciding.join()

    assert "confirmed" == house.order("PO-1").state
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()
