"""Supply policies through the whole gateway: loaded from tables, judged under the locks, told to people."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from random import Random
from typing import Any

import pytest
import yaml

from gateway.adapters.db.worker import Worker
from gateway.application import backorders
from gateway.application.pegging import peg, unpeg
from gateway.application.promise_reasons import by_line, reasons_of
from gateway.application.records import OrderRecord
from gateway.application.stocking import load
from gateway.errors import ConfigurationFault, Conflict, NotFound
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.reasons import LATER, PROTECTION, RELEASE
from gateway.orderdesk.rebalancing import Segment, Strategy, Variant
from tests import records
from tests.house import CHAIRS, LAMPS, House, interchange, order, rebuilt, write_profile

FIRST = date(2026, 3, 2)
WINDOW = "2026-03-01,2026-03-31"
EMBEDDED = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def anew() -> Iterator[Callable[[House], House]]:
    """Return what builds a house anew, its profiles read again; it is put away after the test."""
    houses: list[House] = []

    def build(house: House) -> House:
        houses.append(rebuilt(house))
        return houses[-1]

    yield build
    for house in houses:
        house.gateway.engine.dispose()


def put(house: House, kind: str, *rows: str) -> None:
    """Load a table, its headings first."""
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, kind, csv.DictReader(StringIO("\n".join(rows))))
        work.commit()


def promised(house: House, number: str) -> list[tuple[str, str, int, date, str]]:
    """Return what an order is promised: item, place, quantity, day, kind."""
    with house.gateway.store.read() as work:
        found = work.positions.commitments(house.order(number).id)
    return [(one.sku, one.location, one.quantity, one.promise_on, one.kind) for one in found]


def is_balanced(house: House) -> bool:
    """Return whether every bucket is what supply and promises make it (INV2); the database holds INV1."""
    with house.gateway.store.read() as work:
        return not work.positions.mismatches()


def received(house: House, number: str, *lines: str, control: int) -> OrderRecord:
    house.take(interchange(order(number, *lines), number=control))
    return house.order(number)


def test_protections_safety_and_quotas_hold_from_order_to_order(house: House) -> None:
    """40 chairs: 4 stay, 30 are for class 1; our partner of class 3 gets 6, then nothing, whatever its quota."""
    put(house, "safety-stock", "sku,location,quantity", "CHAIR,MAIN,4")
    put(house, "protections", "sku,location,class,quantity,from_on,until_on", f"CHAIR,MAIN,1,30,{WINDOW}")
    put(house, "quotas", "sku,cap,partner,from_on,until_on", f"LAMP,30,acme,{WINDOW}")

    received(house, "PO-1", "10*EA*54**IN*445567", LAMPS, control=101)
    received(house, "PO-2", "5*EA*54**IN*445567", LAMPS, control=102)

    assert [
        ("CHAIR", "MAIN", 6, FIRST, "promise"),
        ("CHAIR", "MAIN", 4, date(2026, 3, 9), "promise"),
        ("LAMP", "MAIN", 24, FIRST, "promise"),
    ] == promised(house, "PO-1")
    assert [("CHAIR", 5, date(2026, 3, 9)), ("LAMP", 6, FIRST)] == [
        (sku, quantity, on) for sku, _, quantity, on, _ in promised(house, "PO-2")
    ][:2]
    assert is_balanced(house)


@EMBEDDED
def test_the_protected_class_has_its_protection_and_uses_it_up(
    house: House, anew: Callable[[House], House]
) -> None:
    """What another partner, of class 1, had of its 30 is counted from the ledger: 5 are left to be kept."""
    write_profile(house.folder, "globex", orders=_orders(house, "globex") | {"priority": "1"})
    again = anew(house)
    put(again, "protections", "sku,location,class,quantity,from_on,until_on", f"CHAIR,MAIN,1,30,{WINDOW}")
    with again.gateway.store.begin() as work:
        work.orders.add(records.order(id="g1", partner="globex", number="G-1", state="confirmed"), [])
        work.positions.commit(
            [records.commitment(25, order="g1", sku="CHAIR", location="MAIN", promise_on=FIRST)]
        )
        work.commit()

    received(again, "PO-1", "25*EA*54**IN*445567", control=101)

    assert [(10, FIRST), (15, date(2026, 3, 9))] == [
        (quantity, on) for _, _, quantity, on, _ in promised(again, "PO-1")
    ]


def test_what_is_made_for_an_order_is_booked_as_supply_before_it_is_promised(house: House) -> None:
    """The ledger covers a promise from capacity as any other, and what is made is no longer to be had."""
    put(house, "item-policies", "sku,mode,lead_days", "DESK,capable-to-promise,2")
    put(house, "capacities", "sku,location,ready_on,quantity", "DESK,MAIN,2026-03-05,6")

    received(house, "PO-1", "4*EA*180**IN*445568", control=101)
    received(house, "PO-2", "4*EA*180**IN*445568", control=102)

    assert [(4, date(2026, 3, 5), "promise")] == [one[2:] for one in promised(house, "PO-1")]
    assert [(2, date(2026, 3, 5), "promise"), (2, date(2026, 5, 4), "backorder")] == [
        one[2:] for one in promised(house, "PO-2")
    ]
    assert is_balanced(house)
    with house.gateway.store.read() as work:
        assert [6] == [one.quantity for one in work.policies.planned(["DESK"])]


@EMBEDDED
def test_orders_leave_from_where_the_rules_say_and_a_substitute_where_that_is_in_time(
    house: House, anew: Callable[[House], House]
) -> None:
    put(
        house,
        "supply",
        "sku,location,quantity,available_on",
        "LAMP,EAST,10,2026-03-01",
        "DESK,EAST,10,2026-03-01",
    )
    put(house, "substitutes", "sku,instead,rank", "CHAIR,DESK,1")
    put(house, "lanes", "location,region,transit_days,cost", "EAST,US-WI,1,0.40", "MAIN,*,4,0.90")
    put(house, "places", "location,cutoff,zone", "EAST,23:00,UTC")
    orders = _orders(house)
    ship_from = orders["ship_from"]
    write_profile(
        house.folder,
        "acme",
        orders=orders
        | {
            "ship_from": {**ship_from, "EAST": {"name": "East"}},
            "sourcing": [{"place": "MAIN", "rank": "2"}, {"place": "EAST", "regions": ["US-WI"]}],
            "backorders": {**orders["backorders"], "substitute": "true"},
        },
    )
    again = anew(house)

    received(again, "PO-1", LAMPS, "44*EA*54**IN*445567", "8*EA*54**IN*445567", control=101)

    assert [("LAMP", "EAST", 10), ("LAMP", "MAIN", 14)] == [one[:3] for one in promised(again, "PO-1")][:2]
    assert ("DESK", "EAST", 8) in [one[:3] for one in promised(again, "PO-1")]
    assert is_balanced(again)


def test_supply_given_by_hand_survives_a_run_that_takes_all_it_may(house: House) -> None:
    """A peg goes past protections, never past supply; let go, a run may move it again."""
    services, store = house.gateway.services, house.gateway.store
    put(house, "protections", "sku,location,class,quantity,from_on,until_on", f"CHAIR,MAIN,1,40,{WINDOW}")
    record = received(house, "PO-1", "500*EA*54**IN*445567", control=101)
    take_all = Variant(segments=(Segment(strategy=Strategy.LOSE, fairness=Fairness.PRIORITY),))

    given = peg(services, store, record.id, line=1, location="MAIN", on=FIRST, quantity=30, actor="kim")
    backorders.run(services, store, take_all, skus=["CHAIR"], commit=True)

    assert ("CHAIR", 30, "pegged") == (given.sku, given.quantity, given.state)
    asked_of_the_warehouse = (200, date(2026, 3, 9), "promise")
    assert [(30, FIRST, "promise"), asked_of_the_warehouse] == sorted(
        one[2:] for one in promised(house, "PO-1")
    )
    assert is_balanced(house)
    with pytest.raises(Conflict):
        peg(services, store, record.id, line=1, location="MAIN", on=FIRST, quantity=11, actor="kim")
    with pytest.raises(Conflict):
        peg(services, store, record.id, line=1, location="MAIN", on=FIRST, quantity=900, actor="kim")
    assert (30, 0) == tuple(unpeg(services, store, record.id, line=1, actor="kim") for _ in range(2))
    backorders.run(services, store, take_all, skus=["CHAIR"], commit=True)
    assert [asked_of_the_warehouse] == [one[2:] for one in promised(house, "PO-1")]
    assert ["order.pegged", "order.unpegged"] == [
        what for what in ("order.pegged", "order.unpegged") if house.events(what) == [record.id]
    ]


@EMBEDDED
def test_a_line_says_why_it_is_late_and_what_would_help(house: House) -> None:
    """Named are the place and the day that bind, what is kept, who holds the rest, and options with their day."""
    services, store = house.gateway.services, house.gateway.store
    put(house, "protections", "sku,location,class,quantity,from_on,until_on", f"CHAIR,MAIN,1,20,{WINDOW}")
    received(house, "PO-1", "20*EA*54**IN*445567", control=101)
    late = received(house, "PO-2", LAMPS, CHAIRS, control=102)
    held = received(house, "PO-3", "60*EA*7**IN*445567", control=103)

    with store.read() as work:
        (why,) = reasons_of(services, work, late.id)
        of_held = reasons_of(services, work, held.id)
        with pytest.raises(NotFound):
            reasons_of(services, work, "nobody")

    assert {2: [why]} == by_line([why])
    assert (60, 60, "MAIN", FIRST) == (why.asked, why.missing, why.cuts[0].location, why.cuts[0].binds_on)
    assert [(PROTECTION, 20, 1)] == [(one.why, one.quantity, one.demand_class) for one in why.cuts[0].kept]
    assert [("PO-1", 20)] == [(one.number, one.quantity) for one in why.holders]
    assert [RELEASE, LATER] == [one.kind for one in why.options]
    assert ("held", [60]) == (held.state, [one.missing for one in of_held])


@EMBEDDED
def test_what_is_over_has_no_reasons(house: House) -> None:
    rejected = received(house, "PO-1", "1*EA*1**IN*000000", control=101)
    with house.gateway.store.read() as work:
        assert () == reasons_of(house.gateway.services, work, rejected.id)


@EMBEDDED
def test_a_quota_of_somebody_we_do_not_know_is_refused(house: House) -> None:
    with pytest.raises(NotFound):
        put(house, "quotas", "sku,cap,partner,from_on,until_on", f"LAMP,30,nobody,{WINDOW}")
    with pytest.raises(ConfigurationFault, match="quotas, row 2: cap"):
        put(house, "quotas", "sku,cap,partner,from_on,until_on", f"LAMP,-1,acme,{WINDOW}")


def test_orders_at_once_share_a_quota_and_leave_what_is_protected(house: House) -> None:
    """Six workers, twelve orders of 10 lamps and 5 chairs: 30 lamps are the quota, 25 chairs not protected."""
    put(house, "quotas", "sku,cap,class,from_on,until_on", "LAMP,30,3,2026-03-01,2026-12-31")
    put(
        house,
        "protections",
        "sku,location,class,quantity,from_on,until_on",
        "CHAIR,MAIN,1,215,2026-03-01,2026-12-31",
    )
    for number in range(12):
        house.receive(
            interchange(
                order(f"PO-{number}", "10*EA*9.25**IN*445566", "5*EA*54**IN*445567"), number=200 + number
            )
        )
    workers = [house.gateway.worker() for _ in range(6)]

    def work_on(worker: Worker) -> None:
        while worker.run_once():
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work_on, workers))
    house.work()

    assert {"LAMP": 30, "CHAIR": 25} == this_year(house)
    assert is_balanced(house)


def this_year(house: House) -> Counter[str]:
    """Return how many of each item leave this year for the twelve orders."""
    totals: Counter[str] = Counter()
    for number in range(12):
        for sku, _, quantity, on, _ in promised(house, f"PO-{number}"):
            totals[sku] += quantity if on.year == FIRST.year else 0
    return totals


def test_no_backorder_run_and_no_supply_lets_more_leave_than_a_quota_does(house: House) -> None:
    """30 lamps of twelve orders leave this year, the rest in the next: whatever comes or goes, until the cap is raised."""
    services, store = house.gateway.services, house.gateway.store
    put(house, "quotas", "sku,cap,class,from_on,until_on", "LAMP,30,3,2026-03-01,2026-12-31")
    for number in range(12):
        received(house, f"PO-{number}", "10*EA*9.25**IN*445566", control=200 + number)
    promised_first = [promised(house, f"PO-{number}") for number in range(12)]

    put(house, "supply", "sku,location,quantity", "LAMP,MAIN,50")
    house.work()
    proposal = backorders.run(services, store)
    done = backorders.run(services, store, commit=True)
    put(house, "supply", "sku,location,quantity", "LAMP,MAIN,-5")
    house.work()

    assert ({}, {}) == (proposal.counts, done.counts)
    assert promised_first == [promised(house, f"PO-{number}") for number in range(12)]
    assert {"LAMP": 30} == this_year(house)
    assert is_balanced(house)

    stale = backorders.run(services, store)
    put(house, "quotas", "sku,cap,class,from_on,until_on", "LAMP,50,3,2026-03-01,2026-12-31")
    assert ("LAMP",) == backorders.commit(services, store, Variant(), snapshots=stale.snapshots).changed
    backorders.run(services, store, commit=True)
    assert {"LAMP": 50} == this_year(house)
    assert is_balanced(house)


@EMBEDDED
def test_a_quota_of_the_profile_binds_a_backorder_run_too(
    house: House, anew: Callable[[House], House]
) -> None:
    """Ten lamps may leave for the partner this year: what comes goes to nobody of it."""
    own = [{"item": "LAMP", "most": "10", "from_on": "2026-03-01", "until_on": "2026-12-31"}]
    write_profile(house.folder, "acme", orders=_orders(house) | {"quotas": own})
    again = anew(house)
    for number in range(12):
        received(again, f"PO-{number}", "2*EA*9.25**IN*445566", control=200 + number)
    backorders.run(again.gateway.services, again.gateway.store, commit=True)

    assert {"LAMP": 10} == this_year(again)


def test_the_ledger_balances_after_any_mix_of_orders_policies_cuts_and_runs(house: House) -> None:
    """INV1 (the database would refuse) and INV2 after each of a random mix of everything."""
    random = Random(7)
    services, store = house.gateway.services, house.gateway.store
    put(house, "item-policies", "sku,mode,lead_days,least_part", "DESK,capable-to-promise,1,2")
    put(house, "capacities", "sku,location,ready_on,quantity", "DESK,MAIN,2026-03-06,9")
    put(house, "substitutes", "sku,instead", "CHAIR,LAMP")
    for number in range(1, 9):
        lines = [f"{random.randint(2, 40)}*EA*{price}**IN*{item}" for item, price in random.sample(ITEMS, 2)]
        received(house, f"PO-{number}", *lines, control=100 + number)
        if number % 2:
            kept = random.randint(0, 60)
            put(
                house,
                "protections",
                "sku,location,class,quantity,from_on,until_on",
                f"CHAIR,MAIN,1,{kept},{WINDOW}",
            )
            put(house, "safety-stock", "sku,location,quantity", f"LAMP,MAIN,{random.randint(0, 400)}")
        elif number % 4:
            put(house, "supply", "sku,location,quantity", f"CHAIR,MAIN,-{random.randint(1, 5)}")
        else:
            backorders.run(services, store, commit=True)
        assert is_balanced(house)


ITEMS = (("445566", "9.25"), ("445567", "54"), ("445568", "180"))


def _orders(house: House, partner: str = "acme") -> dict[str, Any]:
    """Return what the partner's profile says of orders."""
    text = (house.folder / f"config/partners/{partner}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)["orders"]  # noqa: S506 - nothing but text
    return found


def test_what_is_protected_over_all_places_is_kept_wherever_it_lies(
    house: House, anew: Callable[[House], House]
) -> None:
    """Forty chairs are here and twenty there; fifty are for the first class: ten are left for the others, once."""
    places = {"MAIN": {"name": "Main"}, "EAST": {"name": "East"}}
    for partner in ("acme", "globex"):
        own = {"priority": "1"} if partner == "globex" else {}
        write_profile(house.folder, partner, orders={**_orders(house, partner), "ship_from": places, **own})
    house = anew(house)
    put(house, "supply", "sku,location,quantity", "CHAIR,EAST,20")
    put(house, "protections", "sku,location,class,quantity,from_on,until_on", f"CHAIR,*,1,50,{WINDOW}")
    received(house, "PO-1", "8*EA*54**IN*445567", control=101)
    received(house, "PO-2", "8*EA*54**IN*445567", control=102)

    at_once = {
        number: sum(many for _, _, many, on, _ in promised(house, number) if on == FIRST)
        for number in ("PO-1", "PO-2")
    }
    assert {"PO-1": 8, "PO-2": 2} == at_once
    with house.gateway.store.read() as work:
        (why,) = reasons_of(house.gateway.services, work, house.order("PO-2").id)
    assert PROTECTION in {kept.why for cut in why.cuts for kept in cut.kept}
    backorders.run(house.gateway.services, house.gateway.store, commit=True)
    assert is_balanced(house)
    assert at_once["PO-2"] == sum(many for _, _, many, on, _ in promised(house, "PO-2") if on == FIRST)
