"""A partner nobody can reach: tried again by the ladder, left in peace, probed, and never in another's way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from gateway.adapters.db.worker import Worker
from gateway.application import circuits
from gateway.application.delivering import Delivering
from gateway.application.ports import Circuit, Received
from gateway.errors import NotFound, TransportError, TransportRefused, TransportUnavailable
from tests.house import LAMPS, House, interchange, later, order

MINUTE = timedelta(minutes=1)


@dataclass
class Partner:
    """A partner whose door is open, shut, or has a guard who says no; it counts the knocks."""

    house: House
    fault: TransportError | None = None
    knocked: list[datetime] = field(default_factory=list)
    has: list[str] = field(default_factory=list)

    def fetch(self) -> Iterator[Received]:
        """Yield nothing."""
        return iter(())

    def confirm(self, received: Received) -> None:
        """Do nothing."""

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Take it, or fail as planned."""
        del content, message_id
        self.knocked.append(self.house.clock.now())
        if self.fault is not None:
            raise self.fault
        self.has.append(name)

    def worker(self) -> Worker:
        """Return a worker that delivers to this partner."""
        services, store = self.house.gateway.services, self.house.gateway.store
        delivering = Delivering(services=services, transport_for=lambda _: self)
        handlers = self.house.gateway.handlers
        return Worker(
            store, handlers=handlers, effects={"deliver": delivering}, patience={"deliver": delivering}
        )

    def work(self) -> None:
        """Do what is due."""
        worker = self.worker()
        while worker.run_once():
            pass

    def circuit(self) -> Circuit | None:
        """Return how the partner stands."""
        with self.house.gateway.store.read() as work:
            return work.circuits.get("acme")


@pytest.fixture
def partner(house: House) -> Partner:
    """A partner with the door shut, for whom an 855 and a 997 wait."""
    house.receive(interchange(order("PO-1", LAMPS)))
    return Partner(house=house, fault=TransportUnavailable("nobody answers"))


def test_after_a_few_failures_a_partner_is_left_in_peace_but_for_a_probe(
    house: House, partner: Partner
) -> None:
    """Two documents fail, the third failure opens the circuit; then one knock a probe, ever later."""
    partner.work()
    first = len(partner.knocked)
    knocks = []
    for _ in range(100):
        later(house, minutes=1)
        partner.work()
        knocks.append(len(partner.knocked))
    circuit = partner.circuit()

    assert 2 == first
    assert circuit is not None
    assert (True, "nobody answers") == (circuit.opened_at is not None, circuit.reason)
    assert 3 <= circuit.failures == len(partner.knocked) <= 9
    assert ["acme"] == house.events("partner.out-of-reach")


def test_once_a_probe_gets_through_all_that_waited_leaves_in_order(house: House, partner: Partner) -> None:
    """Nothing waits for its own turn on the ladder."""
    partner.work()
    for _ in range(12):
        later(house, minutes=1)
        partner.work()
    house.receive(interchange(order("PO-2", LAMPS), number=102))
    partner.work()
    partner.fault = None
    later(house, minutes=60)
    partner.work()

    assert partner.circuit() is None
    assert ["acme"] == house.events("partner.reached-again")
    assert 4 == len(partner.has)
    responses = [name for name in partner.has if "-855-" in name]
    assert sorted(responses) == responses
    assert {"sent"} == {one.delivery for one in house.documents(direction="out")}


def test_what_is_not_ordered_does_not_wait_behind_what_failed(house: House, partner: Partner) -> None:
    """A 997 that could not leave once does not keep the next ones back."""
    partner.work()
    partner.fault = None
    house.receive(interchange(order("PO-2", LAMPS), number=102))
    later(house, seconds=30)
    partner.work()

    assert ["acme-997-000000003.edi"] == [name for name in partner.has if "997" in name]
    assert not [name for name in partner.has if "855" in name]


def test_the_last_hour_ends_in_a_dead_letter_that_says_why(house: House, partner: Partner) -> None:
    """Twenty-four hours of trying, the last of them at the very end."""
    for _ in range(200):
        partner.work()
        later(house, minutes=10)
    with house.gateway.store.read() as work:
        dead = work.jobs.dead(partner="acme")
        nobody = work.jobs.dead(partner="globex")

    assert {"failed"} == {one.delivery for one in house.documents(direction="out")}
    assert (2, [], 2) == (len(dead), nobody, _dead(house))
    assert {"transport.unavailable: nobody answers"} == {one.error for one in dead}
    assert all(one.died_at - partner.knocked[0] >= timedelta(hours=24) for one in dead)


def _dead(house: House) -> int:
    with house.gateway.store.read() as work:
        return work.jobs.dead_count()


def test_a_partner_who_says_no_is_there(house: House, partner: Partner) -> None:
    """A refusal ends what was suspected, and is a dead letter at once."""
    partner.work()
    partner.fault = TransportRefused("not this one")
    later(house, minutes=10)
    partner.work()

    assert partner.circuit() is None
    assert 2 == _dead(house)


def test_a_person_can_have_a_partner_tried_now(house: House, partner: Partner) -> None:
    """What waited is due at once; who is well needs nothing."""
    partner.work()
    for _ in range(12):
        later(house, minutes=1)
        partner.work()
    partner.fault = None
    waited = circuits.close(house.gateway.services, house.gateway.store, "acme", actor="kim")
    partner.work()

    assert 2 == waited == len(partner.has)
    with pytest.raises(NotFound):
        circuits.close(house.gateway.services, house.gateway.store, "acme", actor="kim")


def test_a_partner_whose_profile_is_gone_is_tried_as_ever(house: House) -> None:
    """What was agreed by default holds for what still waits."""
    delivering = house.gateway.effects["deliver"]
    assert isinstance(delivering, Delivering)
    agreed = circuits.agreed_with(house.gateway.services, "gone")

    assert 7 == len(agreed.retry)
    with house.gateway.store.begin() as work:
        for _ in range(4):
            circuits.missed(house.gateway.services, work, "gone", TransportUnavailable("no"))
        circuits.missed(house.gateway.services, work, "gone", ValueError("none of its doing"))
        (circuit,) = work.circuits.all()
    assert (4, 1) == (circuit.failures, circuit.probes)
