"""What is protected over all places together stays somewhere, and nothing more than that is kept."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import Calendar
from gateway.domain.supply import Position
from gateway.domain.supply_policies import (
    ANYWHERE,
    Ceiling,
    ItemPolicy,
    Mode,
    Protection,
    Shield,
    SupplyPolicies,
)
from gateway.orderdesk.promising import promise
from gateway.orderdesk.rationing import ration
from gateway.orderdesk.reasons import PROTECTION, Setting, reasons
from gateway.orderdesk.withholding import free_for_all
from tests.unit.orderdesk.desk import TODAY, agreement, day, stock
from tests.unit.orderdesk.test_supply_policies import EAST, HORIZON, A, B, C, cumulated, in_time, need

SUPPLIES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=3)


def shared(quantity: int, **changes: object) -> Protection:
    """Return a protection of class A over all places."""
    usual = {"sku": "MUG", "location": ANYWHERE, "demand_class": A, "from_on": TODAY, "until_on": day(30)}
    return Protection(**{**usual, "quantity": quantity, **changes})  # type: ignore[arg-type]  # fields by name


def two_places(main: list[tuple[int, int]], east: list[tuple[int, int]]) -> tuple[Position, Position]:
    return stock("MUG", *main), stock("MUG", *east, location=EAST)


def gets(
    positions: tuple[Position, ...],
    *protections: Protection,
    wanted: int = 99,
    on: date = TODAY,
    demand_class: int = B,
) -> int:
    """Return how many a class is promised on a day from both places together."""
    policies = SupplyPolicies(protections=protections)
    mine = ration(positions, agreement(priority=demand_class), policies, today=TODAY)
    asked = need(wanted, needed_on=on, locations=("MAIN", EAST))
    (found,) = promise([asked], mine.positions, Calendar(), quotas=mine.quotas)
    return in_time(found)


def test_it_is_kept_once_however_many_places_there_are() -> None:
    """Of 10 and 5 are 8 kept: 7 are left, wherever they lie; the class itself and those above it may have all."""
    here = two_places([(0, 10)], [(0, 5)])

    assert [15, 7, 7] == [gets(here, shared(8), demand_class=one) for one in (A, B, C)]
    above = shared(8, demand_class=B, kind=Shield.PRIORITISED)
    assert [15, 15, 7] == [gets(here, above, demand_class=one) for one in (A, B, C)]
    assert [15, 0, 10] == [
        gets(here, shared(8, used=8)),
        gets(here, shared(80)),
        gets(here, shared(8, used=3)),
    ]


def test_what_is_taken_at_one_place_is_gone_from_what_both_may_give() -> None:
    """Two lines of one order share what is left."""
    here = two_places([(0, 10)], [(0, 5)])
    mine = ration(here, agreement(priority=B), SupplyPolicies(protections=(shared(8),)), today=TODAY)
    asked = [
        need(5, locations=("MAIN",)),
        need(5, line=2, locations=(EAST,)),
    ]
    found = promise(asked, mine.positions, Calendar(), quotas=mine.quotas)

    assert [5, 2] == [in_time(one) for one in found]


@settings(deadline=None, max_examples=60)
@given(
    main=SUPPLIES,
    east=SUPPLIES,
    kept=st.integers(0, 9),
    begins=st.integers(0, 5),
    on=st.integers(0, 5),
    wanted=st.integers(1, 12),
)
def test_another_class_gets_all_that_leaves_enough_on_every_day(
    main: list[tuple[int, int]],
    east: list[tuple[int, int]],
    kept: int,
    begins: int,
    on: int,
    wanted: int,
) -> None:
    """Counted the long way: every part from either place that leaves as many as are kept, or none of them fewer."""

    def leaves_enough(taken: int) -> bool:
        return all(
            cumulated(main, at) + cumulated(east, at) - taken >= kept
            for at in HORIZON
            if at >= max(on, begins)
        )

    most = max(
        here + there
        for here in range(cumulated(main, on) + 1)
        for there in range(cumulated(east, on) + 1)
        if here + there <= wanted and (not here + there or leaves_enough(here + there))
    )

    assert most == gets(two_places(main, east), shared(kept, from_on=day(begins)), wanted=wanted, on=day(on))


def test_what_can_be_made_is_not_limited_by_what_lies_there() -> None:
    """Of an item that is not promised from stock alone it is kept at each place."""
    made = ItemPolicy(sku="MUG", mode=Mode.INFINITE)
    policies = SupplyPolicies(items=(made,), protections=(shared(8),))
    mine = ration(two_places([(0, 10)], [(0, 5)]), agreement(priority=B), policies, today=TODAY)

    assert [] == [one for one in mine.quotas if isinstance(one, Ceiling)]
    asked = need(99, locations=("MAIN", EAST))
    (found,) = promise([asked], mine.positions, Calendar(), makeable=mine.makeable, quotas=mine.quotas)
    assert 99 == in_time(found)


def test_a_run_leaves_it_alone_at_every_place() -> None:
    """Which of the places keeps it is for the desk to say."""
    here, there = two_places([(0, 10)], [(0, 5)])
    policies = SupplyPolicies(protections=(shared(8),))

    assert [2, 0] == [free_for_all(one, policies, {B}, today=TODAY).buckets[0].free for one in (here, there)]


def test_the_reason_names_the_class_it_is_kept_for() -> None:
    """Not a quota nobody agreed on; the place that could give all it has is held back by nothing of its own."""
    positions = two_places([(0, 10)], [(0, 5)])
    setting = Setting(
        agreement=agreement(priority=B),
        policies=SupplyPolicies(protections=(shared(8),)),
        positions=positions,
        today=TODAY,
    )
    why = reasons(need(20, locations=("MAIN", EAST)), 13, setting)

    assert [[(PROTECTION, 8, A)], []] == [
        [(one.why, one.quantity, one.demand_class) for one in cut.kept] for cut in why.cuts
    ]
