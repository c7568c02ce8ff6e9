"""kill -9 between any two steps of an order's way out: asked for, shipped, announced, billed, each exactly once."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from gateway.application.crediting import Said, credit
from gateway.application.ports import PackedLine, PackedShipment
from gateway.application.records import NewJob
from gateway.domain.canonical import loads
from gateway.domain.invoices import Invoice
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, order, rebuilt

MOST_LIVES = 40
LIVES = (1, 2, 3, 2)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway on an embedded database: what a kill leaves behind is the same on every one."""
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    yield house
    house.gateway.engine.dispose()


def live(house: House, *, commits: int) -> bool:
    """Do what is due in a process of its own that is killed just before its next commit but so many.

    Returns whether it came to the end of the work before that.
    """
    house.gateway.engine.dispose()
    process = os.fork()
    if not process:
        _live(house, commits=commits)
    _, status = os.waitpid(process, 0)
    house.clock.advance(timedelta(minutes=2))  # whatever was leased may be taken over
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _live(house: House, *, commits: int) -> None:
    left = commits
    own = rebuilt(house)

    def count(connection: Connection) -> None:
        nonlocal left
        left -= writes(connection)
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(own.gateway.engine, "commit", count)
    try:
        own.work()
    finally:
        os._exit(0)


def die(connection: Connection) -> None:
    """Be killed where something is about to be committed."""
    if writes(connection):
        os.kill(os.getpid(), signal.SIGKILL)


def writes(connection: Connection) -> bool:
    """Return whether a transaction may write: what only reads ends by a commit too."""
    return not connection.get_execution_options().get("reads_only")


def test_killed_between_any_two_steps_everything_happens_once(house: House) -> None:
    """Release, pick, shipment, notice, invoice, delivery: a few commits of progress a life, so that each is the last of one."""
    house.receive(interchange(order("PO-1", LAMPS)))
    lives = 0
    for dedupe in ("", "look for shipments"):
        with house.gateway.store.begin() as work:
            if dedupe:
                work.jobs.add(NewJob(kind="shipments", ref="", dedupe=dedupe))
            work.commit()
        while not live(house, commits=LIVES[lives % len(LIVES)]):
            lives += 1
            assert lives < MOST_LIVES

    found = house.order("PO-1")
    with house.gateway.store.read() as work:
        (shipment,) = work.shipments.of_order(found.id)
        (invoice,) = work.invoices.of_order(found.id)
        (line,) = work.orders.lines(found.id)
        (promise,) = work.positions.commitments(found.id)
        packed: list[PackedLine] = list(loads(PackedShipment, shipment.packed).lines())
        assert ([], []) == (work.positions.mismatches(), work.jobs.dead())
        sets = [one.set_id for one in work.documents.of_order(found.id) if one.direction == "out"]
    assert ["810", "855", "856"] == sorted(sets)
    assert (24, 24, 24, "shipped") == (line.shipped, line.invoiced, promise.shipped, promise.state)
    assert [24] == [sum(one.quantity for one in packed)]
    assert ("closed", "invoiced") == (found.state, shipment.state)
    assert 1 == sum(one.number == invoice.number for one in house.sent("810") if isinstance(one, Invoice))
    assert lives > 5


def test_a_credit_that_was_not_committed_never_happened_and_can_be_asked_for_again(house: House) -> None:
    """Killed at its commit: no memo, no number gone, nothing sent; asked for again under its key, there is one."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    with house.gateway.store.read() as work:
        (invoice,) = work.invoices.of_order(house.order("PO-1").id)
    said = Said(reason="broken", actor="maria", key="claim")
    house.gateway.engine.dispose()
    process = os.fork()
    if not process:
        own = rebuilt(house)
        event.listen(own.gateway.engine, "commit", die)
        credit(own.gateway.services, own.gateway.store, invoice.number, said=said)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status)

    made = credit(house.gateway.services, house.gateway.store, invoice.number, said=said)
    house.work()

    with house.gateway.store.read() as work:
        assert [made] == work.invoices.credits_of(invoice.order)
    assert ("CM00000001", 2) == (made.number, len(house.sent("810")))
