"""Supply as it is told: counted, changed, reported by a partner; what is gone is never promised."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.application.asking_back import AskingBack
from gateway.application.ports import LevelRecord, PackedShipment, PickOrder
from gateway.application.records import Job
from gateway.application.replenishing import plain_proposal, proposals
from gateway.application.supplying import (
    Listing,
    Supplied,
    SupplyLine,
    change_supply,
    replace_supply,
)
from gateway.domain.supply_policies import Safety
from tests.databases import KINDS, fresh
from tests.house import CHAIRS, LAMPS, House, interchange, later, order

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: an embedded one, and where a test asks for it each kind in turn."""
    return fresh(getattr(request, "param", "sqlite"), tmp_path)


on_each_database = pytest.mark.parametrize("database_url", KINDS, indirect=True)


def listed(house: House, *lines: SupplyLine, at: datetime | None = None, **listing: object) -> Supplied:
    """Replace supply by a list, and do what follows."""
    services = house.gateway.services
    with house.gateway.store.begin() as work:
        wanted = Listing(
            **{"lines": lines, "counted_at": at or house.clock.now(), "source": "test", **listing}
        )
        done = replace_supply(services, work, wanted)
        if not done.refused:
            for job in done.jobs:
                work.jobs.add(job)
            work.commit()
    house.work()
    return done


def changed(house: House, *lines: SupplyLine) -> Supplied:
    """Say what came and went, and do what follows."""
    with house.gateway.store.begin() as work:
        done = change_supply(house.gateway.services, work, lines, source="test")
        if not done.refused:
            for job in done.jobs:
                work.jobs.add(job)
            work.commit()
    house.work()
    return done


def free(house: House, sku: str) -> dict[date, int]:
    """Return what may still be promised of an item, by day; every bucket is supply less promises."""
    with house.gateway.store.read() as work:
        assert [] == work.positions.mismatches()
        return dict(work.stocktaking.free([sku]).get((sku, "MAIN"), ()))


def promised(house: House, number: str) -> tuple[int, int]:
    """Return what is promised of an order's first line, and what waits."""
    with house.gateway.store.read() as work:
        (line,) = work.orders.lines(house.order(number).id)
    return line.promised, line.backordered


def line(sku: str, quantity: int, **more: object) -> SupplyLine:
    return SupplyLine(**{"sku": sku, "location": "MAIN", "quantity": quantity, **more})


def codes(done: Supplied) -> list[str]:
    return [one.code for one in done.findings]


def test_a_count_after_shipments_and_before_others_is_what_is_there(house: House) -> None:
    """What left before the count is gone from it, what is promised stays promised, what leaves later was counted."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    later(house, hours=2)
    before = free(house, "LAMP")
    same = listed(house, line("LAMP", 476))
    fewer = listed(house, line("LAMP", 470, available_on=date(2026, 3, 2)), at=house.clock.now())
    early = listed(house, line("LAMP", 500), at=MORNING - timedelta(days=1))

    assert 476 == before[date(2026, 3, 2)]
    assert (0, 1, []) == (same.changed, same.unchanged, codes(same))
    assert (1, []) == (fewer.changed, codes(fewer))
    assert (0, ["supply.older"]) == (early.changed, codes(early))
    assert 470 == free(house, "LAMP")[date(2026, 3, 2)]


def test_a_complete_list_says_what_is_not_there_and_what_comes_when(house: House) -> None:
    """Days to come are replaced, not added up; an item at the place that is not named is not there."""
    done = listed(
        house,
        line("CHAIR", 40),
        line("CHAIR", 120, available_on=date(2026, 3, 12)),
        locations=("MAIN",),
        complete=True,
    )

    assert 3 == done.changed
    assert {40, 160} == set(free(house, "CHAIR").values())
    assert {0} == set(free(house, "LAMP").values()) - {500}
    assert 0 == free(house, "DESK")[date(2026, 5, 4)]


@on_each_database
def test_less_than_is_promised_breaks_promises_and_more_mends_them(house: House) -> None:
    """The warehouse gives back what it was asked for: the line waits; and the invariant holds all the while."""
    house.take(interchange(order("PO-1", CHAIRS)))
    whole = promised(house, "PO-1")
    gone = listed(house, line("CHAIR", 40), expected=True)
    waits = promised(house, "PO-1")
    listed(house, line("CHAIR", 40), line("CHAIR", 60, available_on=date(2026, 3, 9)))
    later(house, days=8)
    house.ask("backorders")

    assert (60, 0) == whole
    assert ["supply.short"] == codes(gone)
    assert (40, 20) == waits
    assert 1 == len(house.events("order.recalled"))
    assert (60, 0) == promised(house, "PO-1")


def test_what_has_left_is_taken_as_soon_as_it_can_be(house: House) -> None:
    """More is gone than can be taken: the rest waits, and is never promised to anybody."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    done = changed(house, line("LAMP", -480))
    with house.gateway.store.read() as work:
        (short,) = work.stocktaking.shorts()
    changed(house, line("LAMP", 3))
    house.ask("supply-shorts")
    with house.gateway.store.read() as work:
        (left,) = work.stocktaking.shorts()
    house.ask("supply-shorts")
    listed(house, line("LAMP", 30))
    with house.gateway.store.read() as work:
        none = work.stocktaking.shorts()

    assert ["supply.short"] == codes(done)
    assert (4, 1) == (short.quantity, left.quantity)
    assert [] == none
    assert ["LAMP"] == house.events("supply.short-taken")
    assert 30 == free(house, "LAMP")[date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (line("NONE", 1, at="rows[2]"), "supply.item-unknown"),
        (line("LAMP", -1, at="rows[2]"), "supply.quantity-wrong"),
        (line("LAMP", 1, location="", at="rows[2]"), "supply.location-missing"),
    ],
)
def test_nothing_is_changed_where_a_line_is_wrong(house: House, wrong: SupplyLine, code: str) -> None:
    """What is wrong is said by its place."""
    done = listed(house, line("LAMP", 7), wrong)

    assert ([code], 0, True) == (codes(done), done.changed, done.refused)
    assert done.findings[0].path.startswith("rows[2].")
    assert {date(2026, 3, 1): 500} == free(house, "LAMP")


@on_each_database
def test_what_falls_below_its_level_is_to_be_bought(house: House) -> None:
    """By when it would be missing, with what waits for it; what never falls below is left alone."""
    house.take(interchange(order("PO-1", "30*EA*180**IN*445568")))
    with house.gateway.store.begin() as work:
        for level in (
            LevelRecord(sku="DESK", location="MAIN", lead_days=5, multiple=4, supplier="joiner"),
            LevelRecord(sku="LAMP", location="MAIN", lead_days=5),
            LevelRecord(sku="CHAIR", location="MAIN", lead_days=2, minimum=60),
        ):
            work.stocktaking.put_level(level)
        for sku, quantity in (("DESK", 10), ("LAMP", 500), ("CHAIR", 50)):
            work.policies.put(Safety(sku=sku, location="MAIN", quantity=quantity))
        found = [plain_proposal(one) for one in proposals(house.gateway.services, work)]

    assert [
        ("CHAIR", 60, "2026-03-04", "2026-03-02", 40, True),
        ("DESK", 16, "2026-03-07", "2026-03-02", -5, True),
    ] == [
        tuple(one[name] for name in ("sku", "quantity", "due_on", "order_by", "balance", "late"))
        for one in found
    ]


def test_a_warehouse_that_gives_nothing_back_keeps_it(house: House) -> None:
    """What was asked back is as it was; what is gone waits."""
    services = house.gateway.services
    house.take(interchange(order("PO-1", LAMPS)))
    step = AskingBack(services=services, warehouse=Deaf())
    with house.gateway.store.begin() as work:
        done = change_supply(services, work, [line("LAMP", -480)], source="test")
        (asked,) = [one for one in done.jobs if one.kind == "supply-recall"]
        job = Job(
            id="j1", kind=asked.kind, ref=asked.ref, dedupe="", lane="", attempts=0, run_at=house.clock.now()
        )
        seen = []
        for end in (
            lambda back: step.conclude(work, job, back),
            lambda _: step.abandon(work, job, "no answer"),
        ):
            prepared = step.prepare(work, job)
            seen.append([one.state for one in work.positions.commitments(house.order("PO-1").id)])
            seen.append(list(end(step.perform(prepared))))
        (promise,) = work.positions.commitments(house.order("PO-1").id)
        (short,) = work.stocktaking.shorts()

    assert [["recalling"], [], ["recalling"], []] == seen
    assert ("released", 4) == (promise.state, short.quantity)
    with pytest.raises(TypeError):
        step.perform(None)


class Deaf:
    """A warehouse that takes orders and nothing else."""

    def release(self, pick: PickOrder) -> None:
        """Take it."""

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield nothing."""
        return iter(())

    def confirm(self, shipment: PackedShipment) -> None:
        """Hear it."""
