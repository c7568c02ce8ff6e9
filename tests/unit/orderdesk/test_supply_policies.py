"""What is kept, capped, made and launched: judged beside counting the long way."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise
from gateway.domain.supply import Bucket, Commitment, Planned, Position
from gateway.domain.supply_policies import (
    NO_POLICIES,
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Shield,
    SupplyPolicies,
)
from gateway.orderdesk.promising import Departure, Need, Promised, promise
from gateway.orderdesk.rationing import earliest_on, ration
from gateway.orderdesk.stock import UNLIMITED, Makeable, Stock
from tests.unit.orderdesk.desk import AGREEMENT, TODAY, agreement, day, policy, stock
from tests.unit.orderdesk.supplies import Supply, position

few = settings(deadline=None, max_examples=40)
HORIZON = range(8)
OFFSETS = st.integers(0, 5)
SMALL = st.integers(0, 6)
A, B, C = 1, 2, 3
EAST, WEST = "EAST", "WEST"


def need(quantity: int = 10, **changes: Any) -> Need:
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "needed_on": TODAY,
        "locations": ("MAIN",),
        "policy": BackorderPolicy(),
    }
    return Need(quantity=quantity, **(usual | changes))


def protection(quantity: int = 4, **changes: Any) -> Protection:
    usual: dict[str, Any] = {
        "sku": "MUG",
        "location": "MAIN",
        "demand_class": A,
        "from_on": TODAY,
        "until_on": day(9),
    }
    return Protection(quantity=quantity, **(usual | changes))


def quota(cap: int = 5, **changes: Any) -> Quota:
    usual: dict[str, Any] = {"sku": "MUG", "from_on": TODAY, "until_on": day(2)}
    return Quota(cap=cap, **(usual | changes))


def free_for(demand_class: int, *positions: Position, on: date = TODAY, **policies: Any) -> int:
    """Return how many a class can have on a day."""
    mine = ration(
        positions, agreement(priority=demand_class), SupplyPolicies(**policies), today=TODAY
    ).positions
    return Stock(mine).available("MUG", "MAIN", on)


def in_time(promised: Promised) -> int:
    return sum(one.quantity for one in promised.accepted if one.ships_on <= promised.need.needed_on)


def cumulated(supplies: Iterable[tuple[int, int]], at: int) -> int:
    return sum(quantity for offset, quantity in supplies if offset <= at)


# Safety and protection


def test_safety_stock_stays_where_it_is_and_opens_to_the_classes_it_is_opened_to() -> None:
    kept = Safety(sku="MUG", location="MAIN", quantity=4, open_to=A)

    assert (10, 6, 6) == tuple(free_for(one, stock("MUG", (0, 10)), safeties=(kept,)) for one in (A, B, C))
    assert 0 == free_for(B, stock("MUG", (0, 3)), safeties=(kept,))


def test_safety_stock_of_another_place_or_item_keeps_nothing_here() -> None:
    others = (
        Safety(sku="MUG", location=EAST, quantity=4),
        Safety(sku="PLATE", location="MAIN", quantity=4),
    )

    assert 10 == free_for(B, stock("MUG", (0, 10)), safeties=others)


def test_a_class_cannot_eat_what_is_protected_for_another_and_that_one_has_what_is_not_protected_too() -> (
    None
):
    here = stock("MUG", (0, 10))

    assert (10, 6) == tuple(free_for(one, here, protections=(protection(4),)) for one in (A, B))


def test_what_a_class_has_used_of_its_protection_is_no_longer_kept() -> None:
    here = stock("MUG", (0, 10))

    assert 9 == free_for(B, here, protections=(protection(4, used=3),))
    assert 10 == free_for(B, here, protections=(protection(4, used=7),))


def test_a_core_protection_shields_from_all_a_prioritised_one_only_from_those_that_come_after() -> None:
    of_b = {"demand_class": B}
    core, after = protection(4, **of_b), protection(4, kind=Shield.PRIORITISED, **of_b)
    here = stock("MUG", (0, 10))

    assert [6, 10, 6] == [free_for(one, here, protections=(core,)) for one in (A, B, C)]
    assert [10, 10, 6] == [free_for(one, here, protections=(after,)) for one in (A, B, C)]


def test_a_protection_binds_from_its_first_day_and_only_while_its_last_is_to_come() -> None:
    here = stock("MUG", (0, 10), (6, 10))
    coming = protection(8, from_on=day(3), until_on=day(4))

    assert [2, 2, 12] == [free_for(B, here, on=day(at), protections=(coming,)) for at in (0, 4, 6)]
    assert 10 == free_for(B, here, protections=(protection(4, from_on=day(-5), until_on=day(-1)),))


@few
@given(
    st.lists(st.tuples(OFFSETS, SMALL), max_size=3),
    st.lists(st.tuples(OFFSETS, SMALL), max_size=2),
    OFFSETS,
    st.integers(1, 9),
)
def test_another_class_gets_all_that_does_not_cost_the_protected_one_anything_on_any_day(
    supplies: list[tuple[int, int]], protected: list[tuple[int, int]], on: int, wanted: int
) -> None:
    """The most B can have is the most that leaves, day by day, what A could have of its protections."""
    protections = tuple(
        protection(quantity, from_on=day(at), until_on=day(30 + number))
        for number, (at, quantity) in enumerate(protected)
    )
    alone = _had(supplies, protected, taken=0, on=on)
    most = max(
        taken
        for taken in range(wanted + 1)
        if taken <= min(cumulated(supplies, at) for at in HORIZON if at >= on) or not taken
        if _had(supplies, protected, taken=taken, on=on) == alone
    )

    mine = ration(
        [stock("MUG", *supplies)],
        agreement(priority=B),
        SupplyPolicies(protections=protections),
        today=TODAY,
    )
    (promised,) = promise([need(wanted, needed_on=day(on))], mine.positions, Calendar())

    assert most == in_time(promised)


def _had(
    supplies: Sequence[tuple[int, int]], protected: Sequence[tuple[int, int]], *, taken: int, on: int
) -> list[int]:
    """Return what the protected class has had by each day if it takes what it may as soon as it may."""
    had = 0
    days = []
    for at in HORIZON:
        left = min(
            cumulated(supplies, later) - (taken if later >= on else 0) for later in HORIZON if later >= at
        )
        had = max(had, min(cumulated(protected, at), left))
        days.append(had)
    return days


def test_without_policies_positions_are_as_they_are() -> None:
    here = (stock("MUG", (0, 10)),)

    assert here == ration(here, AGREEMENT, NO_POLICIES, today=TODAY).positions
    assert NO_POLICIES.is_empty()
    assert not SupplyPolicies(quotas=(quota(),)).is_empty()


def test_what_is_given_back_is_no_longer_used() -> None:
    back = Commitment(
        line=1, schedule=1, sku="MUG", location="MAIN", quantity=3, needed_on=TODAY, promised_on=day(1)
    )
    used = SupplyPolicies(
        protections=(protection(4, used=4), protection(4, used=4, demand_class=B)),
        quotas=(quota(used=5), quota(used=5, partner="another"), quota(used=5, until_on=TODAY)),
    )

    left = used.given_back([back], partner="buyer", demand_class=A)

    assert [1, 4] == [one.used for one in left.protections]
    assert [2, 5, 5] == [one.used for one in left.quotas]
    assert used is used.given_back([], partner="buyer", demand_class=A)


# Quotas


def test_a_quota_is_of_a_class_or_a_partner_or_both() -> None:
    assert quota().applies("buyer", C)
    assert quota(partner="buyer", demand_class=C).applies("buyer", C)
    assert not quota(partner="other").applies("buyer", C)
    assert not quota(demand_class=A).applies("buyer", C)
    assert (2, 0) == (quota(used=3).left, quota(used=9).left)


def test_what_is_beyond_a_quota_leaves_once_it_has_ended() -> None:
    (promised,) = promise([need(8)], [stock("MUG", (0, 10))], Calendar(), quotas=[quota(5)])

    assert [(5, TODAY), (3, day(3))] == [(one.quantity, one.ships_on) for one in promised.accepted]


def test_a_quota_for_ever_ends_never() -> None:
    endless = quota(5, until_on=date.max)
    (promised,) = promise([need(8)], [stock("MUG", (0, 10))], Calendar(), quotas=[endless])

    assert [5] == [one.quantity for one in promised.accepted]


@few
@given(
    st.lists(st.tuples(st.integers(1, 5), OFFSETS), min_size=1, max_size=3),
    st.lists(st.tuples(OFFSETS, st.integers(0, 3), SMALL), max_size=2),
    st.integers(0, 12),
)
def test_no_more_leaves_in_a_window_than_its_quota_and_the_first_line_gets_all_it_may(
    wanted: list[tuple[int, int]], windows: list[tuple[int, int, int]], there: int
) -> None:
    quotas = [quota(cap, from_on=day(start), until_on=day(start + length)) for start, length, cap in windows]
    needs = [need(quantity, line=at, needed_on=day(on)) for at, (quantity, on) in enumerate(wanted, 1)]

    promised = promise(needs, [stock("MUG", (0, there))], Calendar(), quotas=quotas)

    leaving = [one for part in promised for one in part.commitments]
    for one in quotas:
        assert one.cap >= sum(part.quantity for part in leaving if one.covers(part.promised_on))
    first, on = wanted[0]
    assert in_time(promised[0]) == min([first, there, *(one.cap for one in quotas if one.covers(day(on)))])


# Several places


@few
@given(
    st.lists(st.tuples(st.integers(1, 4), OFFSETS), min_size=2, max_size=2),
    st.lists(st.tuples(OFFSETS, st.integers(1, 4)), max_size=2),
    st.lists(st.tuples(OFFSETS, st.integers(1, 4)), max_size=2),
    st.sampled_from([((EAST, WEST), (EAST, WEST)), ((EAST, WEST), (EAST,)), ((WEST, EAST), (EAST, WEST))]),
)
def test_lines_that_compete_get_in_order_all_that_any_way_of_sharing_out_could_give_them(
    wanted: list[tuple[int, int]],
    east: list[tuple[int, int]],
    west: list[tuple[int, int]],
    places: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    """The first line gets the most it could alone, the second the most it could beside that."""
    there = {EAST: east, WEST: west}
    needs = [
        need(quantity, line=at, needed_on=day(on), locations=places[at - 1])
        for at, (quantity, on) in enumerate(wanted, 1)
    ]

    promised = promise(needs, [stock("MUG", *there[one], location=one) for one in there], Calendar())

    assert _best(wanted, there, places) == tuple(in_time(one) for one in promised)


def _best(
    wanted: Sequence[tuple[int, int]],
    there: dict[str, list[tuple[int, int]]],
    places: tuple[tuple[str, ...], ...],
) -> tuple[int, ...]:
    """Return what the lines get in the best of all ways, the first line first."""
    ways = [
        [
            (east, west)
            for east, west in product(range(quantity + 1), repeat=2)
            if east + west <= quantity and (not east or EAST in mine) and (not west or WEST in mine)
        ]
        for (quantity, _), mine in zip(wanted, places, strict=True)
    ]
    return max(
        tuple(sum(parts) for parts in way)
        for way in product(*ways)
        if all(
            sum(parts[at] for parts, (_, day_of) in zip(way, wanted, strict=True) if day_of <= on)
            <= cumulated(there[place], on)
            for at, place in enumerate((EAST, WEST))
            for on in HORIZON
        )
    )


@few
@given(st.lists(st.integers(0, 6), min_size=3, max_size=3), st.integers(1, 12))
def test_a_place_is_asked_only_when_those_before_it_have_no_more(there: list[int], wanted: int) -> None:
    places = ("P1", "P2", "P3")
    positions = [stock("MUG", (0, many), location=at) for at, many in zip(places, there, strict=True)]

    (promised,) = promise([need(wanted, locations=places)], positions, Calendar())

    left = wanted
    for at, many in zip(places, there, strict=True):
        got = sum(one.quantity for one in promised.accepted if one.location == at)
        assert min(left, many) == got
        left -= got


def test_an_earlier_line_moves_to_another_place_on_its_day_so_that_a_later_one_leaves_in_time() -> None:
    """All there is in the east now would go to the line that could as well leave the west in two days."""
    later = need(4, line=1, needed_on=day(2), locations=(EAST, WEST))
    now = need(4, line=2, locations=(EAST, WEST))

    first, second = promise(
        [later, now],
        [stock("MUG", (0, 4), location=EAST), stock("MUG", (2, 4), location=WEST)],
        Calendar(),
    )

    assert [(4, WEST, day(2))] == [(one.quantity, one.location, one.ships_on) for one in first.accepted]
    assert [(4, EAST, TODAY)] == [(one.quantity, one.location, one.ships_on) for one in second.accepted]
    assert [first.accepted, second.accepted] == [
        tuple(
            Promise(quantity=one.quantity, ships_on=one.promised_on, location=one.location)
            for one in each.commitments
        )
        for each in (first, second)
    ]


def test_a_line_that_cannot_be_cut_is_not_moved_to_make_room() -> None:
    whole = need(4, line=1, needed_on=day(2), locations=(EAST, WEST), policy=policy(partial=False))
    other = need(4, line=2, locations=(EAST, WEST))

    first, second = promise(
        [whole, other],
        [stock("MUG", (0, 4), location=EAST), stock("MUG", (2, 4), location=WEST)],
        Calendar(),
    )

    assert (4, 0) == (in_time(first), in_time(second))


def test_every_place_ships_by_its_own_calendar_and_in_time_for_its_own_way() -> None:
    far = Departure(calendar=Calendar(transit_days=3, closed_weekdays=(5, 6)), on=day(-3))
    near = Departure(calendar=Calendar(transit_days=1), on=day(1))
    wanted = need(10, needed_on=day(1), locations=(WEST, EAST), departures={WEST: near, EAST: far})

    assert (day(1), day(-3)) == wanted.days()
    (promised,) = promise(
        [wanted],
        [stock("MUG", (2, 3), location=WEST), stock("MUG", (-1, 9), location=EAST)],
        Calendar(),
    )

    assert [(3, WEST, day(2)), (7, EAST, day(0))] == [
        (one.quantity, one.location, one.ships_on) for one in promised.accepted
    ]
    assert {(WEST, day(1)), (EAST, day(-3))} == {
        (one.location, one.needed_on) for one in promised.commitments
    }


# Ship complete


@few
@given(
    st.lists(st.tuples(st.sampled_from(["MUG", "PLATE"]), st.integers(1, 4)), min_size=1, max_size=3),
    st.lists(
        st.tuples(
            st.sampled_from(["MUG", "PLATE"]), st.sampled_from([EAST, WEST]), OFFSETS, st.integers(1, 6)
        ),
        max_size=6,
    ),
)
def test_a_complete_order_leaves_on_the_first_day_a_place_has_all_of_it_or_not_at_all(
    wanted: list[tuple[str, int]], supplies: list[tuple[str, str, int, int]]
) -> None:
    there = [
        Supply(sku=sku, location=place, quantity=quantity, available_on=day(on))
        for sku, place, on, quantity in supplies
    ]
    positions = [position(sku, place, there) for sku in ("MUG", "PLATE") for place in (EAST, WEST)]
    needs = [
        need(quantity, line=at, sku=sku, locations=(EAST, WEST))
        for at, (sku, quantity) in enumerate(wanted, 1)
    ]
    totals = {sku: sum(many for name, many in wanted if name == sku) for sku, _ in wanted}
    fits = [
        (on, place)
        for on, place in product(HORIZON, (EAST, WEST))
        if all(
            sum(many for name, at, start, many in supplies if (name, at) == (sku, place) and start <= on)
            >= total
            for sku, total in totals.items()
        )
    ]

    promised = promise(needs, positions, Calendar(), complete=True)

    leaves = {(one.ships_on, one.location) for part in promised for one in part.accepted}
    if fits:
        assert {(day(fits[0][0]), fits[0][1])} == leaves
        assert [many for _, many in wanted] == [
            sum(one.quantity for one in part.accepted) for part in promised
        ]
    else:
        assert not leaves


def test_a_complete_order_leaves_only_from_a_place_all_its_lines_may_leave_from_within_quotas() -> None:
    needs = [need(4, locations=(EAST, WEST)), need(4, line=2, sku="PLATE", locations=(WEST,))]
    positions = [
        stock("MUG", (0, 9), location=EAST),
        stock("MUG", (0, 9), location=WEST),
        stock("PLATE", (0, 9), location=WEST),
    ]

    promised = promise(needs, positions, Calendar(), complete=True, quotas=[quota(3)])

    assert {(WEST, day(3))} == {(one.location, one.ships_on) for part in promised for one in part.accepted}


def test_a_complete_order_leaves_a_place_on_a_day_on_which_it_ships() -> None:
    closed = Departure(calendar=Calendar(closed_weekdays=(0, 1)), on=day(-2))

    (promised,) = promise(
        [need(4, departures={"MAIN": closed})], [stock("MUG", (0, 4))], Calendar(), complete=True
    )

    assert [day(2)] == [one.ships_on for one in promised.accepted]


# Parts


@few
@given(
    st.integers(1, 12),
    st.integers(0, 12),
    st.integers(1, 6),
    st.sampled_from([1, 2, 3]),
)
def test_a_line_is_cut_into_the_largest_part_whose_rest_may_leave_as_well(
    wanted: int, there: int, least: int, step: int
) -> None:
    may_leave = [
        part
        for part in range(wanted + 1)
        if part <= there
        and (part in (0, wanted) or (part % step == 0 and part >= least and wanted - part >= least))
    ]

    (promised,) = promise([need(wanted, least_part=least, step=step)], [stock("MUG", (0, there))], Calendar())

    assert max(may_leave) == in_time(promised)


@few
@given(st.lists(st.tuples(OFFSETS, st.integers(1, 6)), max_size=4), st.integers(1, 15), st.integers(1, 4))
def test_no_part_is_too_small(supplies: list[tuple[int, int]], wanted: int, least: int) -> None:
    (promised,) = promise([need(wanted, least_part=least)], [stock("MUG", *supplies)], Calendar())

    assert all(one.quantity >= least or one.quantity == wanted for one in promised.commitments)


# Modes


@pytest.mark.parametrize(
    ("mode", "leaves"),
    [
        (Mode.ATP, [(4, 0, 0), (6, 12, 0)]),
        (Mode.CAPABLE, [(4, 0, 0), (3, 5, 3), (3, 8, 3)]),
        (Mode.LEAD_TIME, [(10, 3, 6)]),
        (Mode.INFINITE, [(10, 0, 6)]),
    ],
)
def test_the_mode_of_an_item_decides_when_it_leaves(mode: Mode, leaves: list[tuple[int, int, int]]) -> None:
    """Quantity, day and how many of them are made, for the same supply: 4 now, 20 in twelve days."""
    policies = SupplyPolicies(
        items=(ItemPolicy(sku="MUG", mode=mode, lead_days=3),),
        capacities=(
            Capacity(sku="MUG", location="MAIN", on=day(2), quantity=9),
            Capacity(sku="MUG", location="MAIN", on=day(5), quantity=5, used=2),
            Capacity(sku="MUG", location="MAIN", on=day(8), quantity=5),
            Capacity(sku="MUG", location="ELSEWHERE", on=day(3), quantity=50),
        ),
    )
    mine = ration([stock("MUG", (0, 4), (12, 20))], AGREEMENT, policies, today=TODAY)
    wanted = need(10, earliest_on=earliest_on(policies.of("MUG"), TODAY))

    (promised,) = promise([wanted], mine.positions, Calendar(), makeable=mine.makeable)

    made = [
        sum(one.quantity for one in promised.planned if one.on == accepted.ships_on)
        for accepted in promised.accepted
    ]
    assert leaves == [
        (one.quantity, (one.ships_on - TODAY).days, many)
        for one, many in zip(promised.accepted, made, strict=True)
    ]


def test_what_is_made_for_later_than_it_is_ready_is_made_when_it_is_ready() -> None:
    ready = Makeable(sku="MUG", location="MAIN", on=day(1), quantity=4)
    (promised,) = promise([need(6, needed_on=day(3))], [], Calendar(), makeable=[ready])

    assert (Planned(sku="MUG", location="MAIN", on=day(1), quantity=4),) == promised.planned
    assert 0 == Stock([], makeable=[ready]).obtainable("MUG", "MAIN", TODAY)
    assert UNLIMITED == Stock([], makeable=[Makeable(sku="MUG", location="MAIN", on=TODAY)]).obtainable(
        "MUG", "MAIN", TODAY
    )


# Launches


def test_before_its_launch_an_item_leaves_on_no_day_and_only_supply_of_the_launch_and_after_counts() -> None:
    launched = ItemPolicy(sku="MUG", launch_on=day(20))
    policies = SupplyPolicies(items=(launched,))
    mine = ration([stock("MUG", (0, 7), (20, 6), (25, 9))], AGREEMENT, policies, today=TODAY)
    wanted = need(10, earliest_on=earliest_on(launched, TODAY))

    (promised,) = promise([wanted], mine.positions, Calendar())

    assert [(6, day(20)), (4, day(25))] == [(one.quantity, one.ships_on) for one in promised.accepted]


def test_on_its_launch_day_an_item_is_as_any_other() -> None:
    launched = SupplyPolicies(items=(ItemPolicy(sku="MUG", launch_on=TODAY),))

    assert 7 == Stock(ration([stock("MUG", (-5, 7))], AGREEMENT, launched, today=TODAY).positions).available(
        "MUG", "MAIN", TODAY
    )
    assert earliest_on(launched.of("MUG"), TODAY) is None


@few
@given(
    st.lists(st.tuples(OFFSETS, st.integers(1, 5)), max_size=4),
    st.lists(st.integers(1, 6), min_size=1, max_size=3),
)
def test_orders_before_a_launch_never_take_more_than_comes_from_the_launch_on(
    supplies: list[tuple[int, int]], wanted: list[int]
) -> None:
    launch = 3
    policies = SupplyPolicies(items=(ItemPolicy(sku="MUG", launch_on=day(launch)),))
    mine = ration([stock("MUG", *supplies)], AGREEMENT, policies, today=TODAY)
    needs = [need(quantity, line=at) for at, quantity in enumerate(wanted, 1)]

    taken = [one for part in promise(needs, mine.positions, Calendar()) for one in part.commitments]

    for on in HORIZON:
        gone = sum(one.quantity for one in taken if one.promised_on <= day(on))
        assert gone <= sum(quantity for offset, quantity in supplies if launch <= offset <= on)


def test_a_complete_order_is_as_patient_as_from_the_day_it_can_be_had() -> None:
    (promised,) = promise([need(4, earliest_on=day(30))], [stock("MUG", (32, 4))], Calendar(), complete=True)

    assert [day(32)] == [one.ships_on for one in promised.accepted]


def test_a_position_without_supply_has_nothing_to_launch_or_to_wait_for() -> None:
    bare = Position(sku="MUG", location="MAIN")
    both = SupplyPolicies(items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=2, launch_on=day(5)),))

    assert (bare,) == ration([bare], AGREEMENT, both, today=TODAY).positions
    assert day(5) == earliest_on(both.of("MUG"), TODAY)
    assert Position(sku="MUG", location="MAIN", buckets=(Bucket(on=day(1), free=-2),)) == SupplyPolicies(
        protections=(protection(2, from_on=day(1)),)
    ).allowed(bare, demand_class=B, today=TODAY)
