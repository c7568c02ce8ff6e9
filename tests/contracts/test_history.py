"""What every store promises of the log of promises, of what left, and of stocktaking; on every database."""

from datetime import date
from typing import Any

from gateway.adapters.db.work import DbStore
from gateway.application.ports import (
    CountRecord,
    LevelRecord,
    PromiseRecord,
    ShippedLineRecord,
    ShortRecord,
)
from tests import records
from tests.records import days, minutes


def promise(**changes: Any) -> PromiseRecord:
    one = {
        "order": "o1", "line": 1, "at": minutes(0), "partner": "acme", "sku": "LAMP", "requested_on": days(3),
        "ordered": 24, "promised": 24, "backordered": 0, "promised_on": days(3), "why": "decided",
    }  # fmt: skip
    return PromiseRecord(**{**one, **changes})


def left(**changes: Any) -> ShippedLineRecord:
    one = {
        "shipment": "s1", "order": "o1", "line": 1, "sku": "LAMP", "location": "MAIN", "partner": "acme",
        "quantity": 4, "shipped_on": days(0), "shipped_at": minutes(0),
    }  # fmt: skip
    return ShippedLineRecord(**{**one, **changes})


def test_the_first_promise_stays_the_first(store: DbStore) -> None:
    """What says nothing new is not kept; what promises nothing is no promise; a second first there is not."""
    with store.begin() as work:
        held = work.history.add_promises([promise(promised=0, promised_on=None), promise(line=2)])
        again = work.history.add_promises(
            [promise(promised=0, promised_on=None, why="again"), promise(line=2)]
        )
        work.history.add_promises([promise(promised=20, backordered=4)])
        work.history.add_promises([promise(promised=24, at=minutes(1), why="more")])
        kept = work.history.promises(["o1", "o2"])

    assert (2, 0) == (held, again)
    assert [(1, 1, False), (1, 2, True), (1, 3, False), (2, 1, True)] == [
        (one.line, one.seq, one.first) for one in kept
    ]
    assert ["decided", "decided", "more", "decided"] == [one.why for one in kept]


def test_what_left_is_kept_once(store: DbStore) -> None:
    """A shipment reported again adds nothing; what left by an instant is added up by item and place."""
    with store.begin() as work:
        work.history.add_shipped([left(), left(shipment="s2", quantity=5, shipped_at=minutes(9))])
        work.history.add_shipped([left(quantity=400)])
        work.history.add_shipped([])
        kept = work.history.shipped("o1")
        early, late = (
            work.stocktaking.left([("LAMP", "MAIN"), ("LAMP", "EAST")], at) for at in (minutes(1), minutes(9))
        )

    assert [("s1", 4), ("s2", 5)] == [(one.shipment, one.quantity) for one in kept]
    assert ({("LAMP", "MAIN"): 4}, {("LAMP", "MAIN"): 9}) == (early, late)


def test_counts_shortages_and_levels_are_replaced(store: DbStore) -> None:
    """One of each for an item and a place; a shortage of nothing is none."""
    with store.begin() as work:
        for minute in (1, 2):
            work.stocktaking.count(CountRecord(sku="LAMP", location="MAIN", counted_at=minutes(minute)))
            work.stocktaking.put_short(
                ShortRecord(sku="LAMP", location="MAIN", gone_on=days(0), quantity=minute)
            )
            work.stocktaking.put_level(LevelRecord(sku="LAMP", location="MAIN", minimum=minute))
        work.stocktaking.put_short(ShortRecord(sku="CHAIR", location="MAIN", gone_on=days(1), quantity=7))
        counted = work.stocktaking.counted([("LAMP", "MAIN"), ("LAMP", "EAST")])
        shorts = work.stocktaking.shorts()
        work.stocktaking.put_short(ShortRecord(sku="CHAIR", location="MAIN", gone_on=days(1), quantity=0))
        work.stocktaking.forget_shorts(("LAMP", "MAIN"))
        none, levels = work.stocktaking.shorts(), work.stocktaking.levels()
        some = work.stocktaking.levels(["CHAIR"])

    assert {("LAMP", "MAIN"): minutes(2)} == counted
    assert [("CHAIR", 7), ("LAMP", 2)] == [(one.sku, one.quantity) for one in shorts]
    assert ([], [2], []) == (none, [one.minimum for one in levels], some)


def test_stock_is_seen_without_a_lock(store: DbStore) -> None:
    """By item and place, page by page; what is planned is no supply that somebody told us of."""
    with store.begin() as work:
        for number, (sku, place) in enumerate((("A", "MAIN"), ("A", "EAST"), ("B", "MAIN"))):
            work.positions.add_supply(records.supply(9, days(0), id=f"s{number}", sku=sku, location=place))
        work.positions.add_supply(
            records.supply(5, days(4), id="planned", sku="A", location="MAIN", kind="planned")
        )
        pairs = [("A", "MAIN")]
        supplied = work.stocktaking.supplied(pairs, days(0)), work.stocktaking.supplied(pairs, days(4))
        first = work.stocktaking.stock(minutes(0), limit=2)
        rest = work.stocktaking.stock(minutes(0), after=f"{first[-1].sku}/{first[-1].location}")
        named = work.stocktaking.stock(minutes(0), sku="A", location="EAST")
        at_main = work.stocktaking.skus_at(["MAIN"])

    assert [("A", "EAST"), ("A", "MAIN"), ("B", "MAIN")] == [
        (one.sku, one.location) for one in (*first, *rest)
    ]
    assert (9, ((days(0), 9), (days(4), 14))) == (first[1].on_hand, first[1].free)
    assert ([9], None) == ([one.on_hand for one in named], named[0].counted_at)
    assert [("A", "MAIN"), ("B", "MAIN")] == at_main
    assert ({date(2026, 3, 2): 9}, {days(0): 9, days(4): 5}) == tuple(one["A", "MAIN"] for one in supplied)
