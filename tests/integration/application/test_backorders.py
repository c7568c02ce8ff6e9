"""What waits gets what comes: on its day, or earlier when supply arrives unforeseen."""

import csv
from datetime import timedelta
from io import StringIO

from gateway.application.stocking import load
from tests.house import DESKS, House, interchange, order


def arrive(house: House, sku: str, quantity: int) -> None:
    """Let goods arrive today."""
    rows = f"sku,location,quantity\n{sku},MAIN,{quantity}\n"
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, "supply", csv.DictReader(StringIO(rows)))
        work.commit()
    house.work()


def counts(house: House, number: str) -> list[tuple[int, int]]:
    """Return (promised, backordered) of each line."""
    with house.gateway.store.read() as work:
        return [(one.promised, one.backordered) for one in work.orders.lines(house.order(number).id)]


def test_a_backorder_ships_on_the_day_its_supply_comes(house: House) -> None:
    """Nothing before, everything then; notice and invoice follow and the chain ends."""
    house.take(interchange(order("PO-1", DESKS)))
    house.ask("backorders")
    before = counts(house, "PO-1")
    house.clock.advance(timedelta(days=63))
    house.ask("backorders")
    house.ship()
    house.acknowledge()

    assert [(0, 10)] == before
    assert [(10, 0)] == counts(house, "PO-1")
    assert (1, 1) == (len(house.sent("856")), len(house.sent("810")))
    assert ("closed", True) == (house.order("PO-1").state, house.order("PO-1").chain_complete_at is not None)


def test_supply_that_comes_early_goes_to_who_waits(house: House) -> None:
    """Part of it now, the rest keeps the day it had; the ledger agrees with the buckets."""
    house.take(interchange(order("PO-1", DESKS)))
    arrive(house, "DESK", 4)

    record = house.order("PO-1")
    assert [(4, 6)] == counts(house, "PO-1")
    assert [(4, "2026-03-02")] == [(one.quantity, str(one.ships_on)) for one in record.outcomes[0].accepted]
    assert [(6, "2026-05-04")] == [
        (one.quantity, str(one.expected_on)) for one in record.outcomes[0].backordered
    ]
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()


def test_who_waits_longer_is_served_first(house: House) -> None:
    """Two orders wait for more than comes: the older one gets it."""
    house.take(interchange(order("PO-1", "30*EA*180**IN*445568"), number=101))
    house.clock.advance(timedelta(days=1))
    house.take(interchange(order("PO-2", DESKS), number=102))
    arrive(house, "DESK", 30)

    assert ([(30, 0)], [(0, 10)]) == (counts(house, "PO-1"), counts(house, "PO-2"))
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()


def test_supply_nobody_waits_for_changes_nothing_but_stock(house: House) -> None:
    """No promise, no event, more to promise."""
    arrive(house, "LAMP", 10)

    assert not house.events("order.backorder-released")
    with house.gateway.store.begin() as work:
        free = work.positions.lock([("LAMP", "MAIN")])["LAMP", "MAIN"]
    assert 510 == max(free.values())
