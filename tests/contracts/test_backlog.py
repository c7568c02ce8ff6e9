"""What the backlog promises, on every database."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from gateway.adapters.db.tables import lane
from gateway.adapters.db.work import DbStore
from gateway.application.ports import OpenLine
from gateway.application.records import NewJob
from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from tests import records
from tests.records import days


@pytest.fixture
def stored(store: DbStore) -> DbStore:
    """Return a store with an open order of two items, one that is held, and promises in several states."""
    with store.begin() as work:
        work.orders.add(
            records.order(state="confirmed"),
            [records.line(1, promised=4, backordered=8), records.line(2, promised=24, shipped=24)],
        )
        work.orders.add(
            records.order(id="o2", number="PO-2", state="held"), [records.line(1, order="o2", backordered=9)]
        )
        work.positions.add_supply(records.supply(20))
        work.positions.commit(
            [
                records.commitment(4),
                records.commitment(2, id="c2", schedule=2, kind="backorder"),
                records.commitment(1, id="c3", schedule=3),
            ]
        )
        work.positions.set_state(["c3"], "asked")
        work.commit()
    return store


def test_items_of_open_orders_are_named_while_something_is_to_be_promised_or_shipped(stored: DbStore) -> None:
    with stored.read() as work:
        assert ["SKU-1"] == work.backlog.items()


def test_open_lines_come_with_whose_they_are(stored: DbStore) -> None:
    of = records.order()
    line = records.line(1)
    wanted = OpenLine(
        order="o1",
        line=1,
        sku="SKU-1",
        each=line.each,
        promised=4,
        backordered=8,
        cancelled=0,
        price=line.price,
        partner=of.partner,
        received_at=of.received_at,
    )
    with stored.begin() as work:
        assert [wanted] == work.backlog.lines(["SKU-1", "SKU-2", "SKU-9"])
        assert [] == work.backlog.lines([])


def test_only_what_no_warehouse_has_heard_of_is_firm(stored: DbStore) -> None:
    with stored.begin() as work:
        assert ["c1", "c2"] == [one.id for one in work.backlog.firm(["SKU-1"])]
        assert {"c1", "c2", "c3"} == {
            one.id for one in work.backlog.ledger([("o1", 1), ("o2", 1), ("o9", 1)])
        }
        assert [] == work.backlog.ledger([("o1", 2)])


def test_lines_of_open_orders_stand_as_they_are(stored: DbStore) -> None:
    with stored.begin() as work:
        wanted = {("o1", 1): ("SKU-1", 4, 8, 0), ("o1", 2): ("SKU-2", 24, 0, 0)}
        assert wanted == work.backlog.standing([("o1", 1), ("o1", 2), ("o1", 3), ("o2", 1), ("o9", 1)])


@pytest.mark.parametrize(
    ("promised", "waits", "state"),
    [(12, 0, "promised"), (0, 12, "backordered"), (5, 7, "partial")],
)
def test_facts_and_lines_are_written_and_the_chain_is_open_again(
    stored: DbStore, promised: int, waits: int, state: str
) -> None:
    with stored.begin() as work:
        cut = Change(asked="2", holds="3")
        facts = (LineOutcome(line=1, backordered=(Shortfall(quantity=1),), price=cut), LineOutcome(line=2))
        work.orders.update(replace(work.orders.get("o1"), outcomes=facts))
        (line,) = work.backlog.lines(["SKU-1"], lock=True)
        told = LineOutcome(line=1, accepted=(Promise(quantity=12, ships_on=days(0), location="EAST"),))
        work.backlog.write({("o1", 1): told}, [line._replace(promised=promised, backordered=waits)])
        work.backlog.write({}, [])
        work.commit()
    with stored.read() as work:
        assert (replace(told, price=cut), facts[1]) == work.orders.get("o1").outcomes
        order, (first, second) = work.orders.get("o1"), work.orders.lines("o1")
        assert order.chain_complete_at is None
        assert (promised, waits, state) == (first.promised, first.backordered, first.state)
        assert 24 == second.promised


def test_lines_of_the_trail_are_written_in_one_go(stored: DbStore) -> None:
    with stored.begin() as work:
        work.events.add_all([])
        work.events.add_all([records.event(), records.event(id="e2")])
        work.commit()
    with stored.read() as work:
        assert ["e2", "e1"] == [one.id for one in work.events.recent(9)]


def test_much_work_is_asked_for_at_once_each_once(store: DbStore) -> None:
    """Work that waits already is not asked for twice, and lanes are entered whether they are there or not."""
    asked = [
        NewJob(kind="release", ref=str(n), dedupe=f"r{n}", lane=f"release:{n % 2}", partner="acme")
        for n in range(4)
    ]
    with store.begin() as work:
        work.jobs.add(asked[1])
        work.jobs.add_all([])
        work.jobs.add_all([*asked, asked[2], NewJob(kind="fill", ref="X", dedupe="fill:X")])
        work.commit()
    with store.begin() as work:
        assert 5 == work.jobs.waiting()
        lanes = select(lane.c.lane, lane.c.kind).order_by(lane.c.lane)
        assert [("release:0", "release"), ("release:1", "release")] == list(work.connection.execute(lanes))


def test_texts_no_database_can_keep_are_written_with_a_mark(store: DbStore) -> None:
    with store.begin() as work:
        work.events.add_all([records.event(what="a\0b")])
        assert ["a\ufffdb"] == [one.what for one in work.events.recent(1)]
