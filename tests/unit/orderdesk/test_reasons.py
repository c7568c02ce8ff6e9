"""Why a line cannot leave in time, and what would help: as values and in words."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gateway.application.reason_words import headline, of_cut, of_holder, of_option
from gateway.domain.agreements import BackorderPolicy, Calendar, Source
from gateway.domain.sourcing import Lane
from gateway.domain.supply import Position
from gateway.domain.supply_policies import (
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Substitute,
    SupplyPolicies,
)
from gateway.orderdesk.promising import Departure, Need
from gateway.orderdesk.reasons import (
    LATER,
    LAUNCH,
    LEAD_TIME,
    NOW,
    PART,
    PLACE,
    PROTECTION,
    QUOTA,
    RELEASE,
    SAFETY,
    SUBSTITUTE,
    TRANSFER,
    Cut,
    Holder,
    Kept,
    Option,
    Reasons,
    Setting,
    reasons,
)
from tests.unit.orderdesk.desk import AGREEMENT, TODAY, agreement, day, policy, stock

INSTEAD = Substitute(sku="MUG", instead="CUP")
HOLDER = Holder(
    order="o9", number="PO-9", partner="another", line=2, sku="MUG", location="MAIN", quantity=7, on=TODAY
)


def need(quantity: int = 10, **changes: Any) -> Need:
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "needed_on": TODAY,
        "locations": ("MAIN",),
        "policy": BackorderPolicy(),
    }
    return Need(quantity=quantity, **(usual | changes))


def found(
    *positions: Position,
    wanted: Need | None = None,
    missing: int = 10,
    agreed: Any = AGREEMENT,
    holders: tuple[Holder, ...] = (),
    lanes: tuple[Lane, ...] = (),
    **policies: Any,
) -> Reasons:
    setting = Setting(
        agreement=agreed,
        policies=SupplyPolicies(**policies),
        positions=positions,
        today=TODAY,
        holders=holders,
        lanes=lanes,
    )
    return reasons(wanted or need(), missing, setting)


def helping(of: Reasons) -> list[tuple[str, int, str, bool]]:
    return [(one.kind, one.quantity, one.location, one.in_time) for one in of.options]


def test_the_cut_names_the_day_that_binds_and_who_holds_the_supply_up_to_it() -> None:
    late, on_it = replace(HOLDER, on=day(5), quantity=9), replace(HOLDER, on=day(3), quantity=2)
    elsewhere = replace(HOLDER, location="EAST")
    of_another = replace(HOLDER, sku="PLATE")

    why = found(
        stock("MUG", (0, 10), (3, -7), (9, 20)),
        missing=5,
        holders=(on_it, HOLDER, late, elsewhere, of_another),
    )

    now = Option(kind=NOW, sku="MUG", location="MAIN", quantity=3, leaves_on=TODAY, in_time=True)
    assert why == Reasons(
        line=1,
        sku="MUG",
        asked=10,
        missing=5,
        needed_on=TODAY,
        cuts=(Cut(location="MAIN", leaves_on=TODAY, binds_on=day(3), free=3, available=3),),
        holders=(HOLDER, replace(HOLDER, quantity=2, on=day(3))),
        options=(now, replace(now, kind=LATER, quantity=2, leaves_on=day(9), in_time=False)),
    )


def test_the_largest_holders_come_first_and_not_all_of_them() -> None:
    many = tuple(replace(HOLDER, line=at, quantity=at) for at in range(1, 15))

    assert [14, 13] == [one.quantity for one in found(stock("MUG", (0, 1)), holders=many).holders][:2]
    assert 10 == len(found(stock("MUG", (0, 1)), holders=many).holders)


def test_holders_of_as_much_come_by_day_order_and_line() -> None:
    turn = (
        replace(HOLDER, quantity=8, on=day(1), order="o9", line=9),
        replace(HOLDER, on=TODAY, order="o9", line=9),
        replace(HOLDER, on=day(1), order="o1", line=9),
        replace(HOLDER, on=day(1), order="o2", line=1),
        replace(HOLDER, on=day(1), order="o2", line=2),
    )

    assert turn == found(stock("MUG", (0, 5), (1, -4)), holders=turn[::-1]).holders


def test_what_helps_most_comes_first() -> None:
    """In time before late, more before less, what nobody has to be asked for, then what is known to cost least."""
    places = ("FREE", "CHEAP", "DEAR", "UNKNOWN")
    sources = tuple(
        Source(location=one, cost=Decimal(cost))
        for one, cost in (("DEAR", "0.5"), ("CHEAP", "0.1"), ("FREE", "0"))
    )
    why = found(
        stock("MUG", (7, 3), (8, 90), location="LATE"),
        *(stock("MUG", (0, 50), location=one) for one in places[::-1]),
        stock("MUG", (0, 9), location="FEW"),
        stock("CUP", (0, 10), location="LATE"),
        wanted=need(
            locations=("LATE",),
            policy=policy(substitute=True, split=False, patience_days=0),
            departures={"LATE": Departure(calendar=Calendar(), on=day(1))},
        ),
        agreed=agreement(sources=sources),
        substitutes=(Substitute(sku="MUG", instead="CUP"),),
    )

    assert [
        (SUBSTITUTE, 10, "LATE", day(1)),
        *((PLACE, 10, one, TODAY) for one in places),
        (PLACE, 9, "FEW", TODAY),
        (LATER, 3, "LATE", day(7)),
        (LATER, 7, "LATE", day(8)),
    ] == [(one.kind, one.quantity, one.location, one.leaves_on) for one in why.options]
    assert [(None, True), ("0", False), ("1", False), ("5", False), (None, False)] == [
        (None if one.cost is None else format(one.cost.normalize(), "f"), one.allowed)
        for one in why.options[:5]
    ]


def test_what_is_kept_is_told_by_its_reason_and_letting_it_go_would_help() -> None:
    window: dict[str, Any] = {"sku": "MUG", "from_on": TODAY, "until_on": day(9)}
    why = found(
        stock("MUG", (0, 20)),
        safeties=(
            Safety(sku="MUG", location="MAIN", quantity=4),
            Safety(sku="MUG", location="EAST", quantity=4),
        ),
        protections=(
            Protection(location="MAIN", demand_class=1, quantity=10, **window),
            Protection(location="MAIN", demand_class=3, quantity=10, **window),
        ),
        quotas=(Quota(cap=5, demand_class=3, **window), Quota(cap=99, **window)),
    )

    assert [
        Kept(why=SAFETY, quantity=4),
        Kept(why=PROTECTION, quantity=10, demand_class=1, until_on=day(9)),
        Kept(why=QUOTA, quantity=15, demand_class=3, until_on=day(9)),
    ] == list(why.cuts[0].kept)
    assert (20, 5) == (why.cuts[0].free, why.cuts[0].available)
    assert (RELEASE, 5, "MAIN", True) in helping(why)


def test_what_is_kept_from_others_or_on_other_days_is_no_reason() -> None:
    """Nor what no one agreed on: a limit that only says what a protection over all places leaves."""
    window: dict[str, Any] = {"from_on": TODAY, "until_on": day(9)}
    why = found(
        stock("MUG", (0, 20), (5, 50)),
        missing=20,
        wanted=need(20),
        agreed=agreement(priority=2),
        safeties=(
            Safety(sku="MUG", location="MAIN", quantity=3),
            Safety(sku="MUG", location="MAIN", quantity=4, open_to=2),
            Safety(sku="PLATE", location="MAIN", quantity=5),
        ),
        protections=(
            Protection(sku="MUG", location="*", demand_class=1, quantity=50, **window),
            Protection(sku="PLATE", location="MAIN", demand_class=1, quantity=7, **window),
            Protection(sku="MUG", location="EAST", demand_class=1, quantity=8, **window),
            Protection(
                sku="MUG", location="MAIN", demand_class=1, quantity=9, from_on=day(5), until_on=day(9)
            ),
            Protection(
                sku="MUG", location="MAIN", demand_class=1, quantity=6, from_on=day(-9), until_on=day(-1)
            ),
        ),
        quotas=(
            Quota(sku="PLATE", cap=1, **window),
            Quota(sku="MUG", cap=20, **window),
            Quota(sku="MUG", cap=1, from_on=day(5), until_on=day(9)),
        ),
        items=(ItemPolicy(sku="MUG", launch_on=TODAY),),
    )

    kept = (
        Kept(why=SAFETY, quantity=3),
        Kept(why=PROTECTION, quantity=20, demand_class=1, until_on=day(9)),
    )
    (cut,) = why.cuts
    assert Cut(location="MAIN", leaves_on=TODAY, binds_on=TODAY, free=20, available=0, kept=kept) == cut


def test_what_lies_there_and_is_promised_twice_is_not_free() -> None:
    """More is promised for later than there is: nothing is free, and nothing is kept of it."""
    why = found(stock("MUG", (0, 5), (2, -9)), safeties=(Safety(sku="MUG", location="MAIN", quantity=4),))

    assert (Cut(location="MAIN", leaves_on=TODAY, binds_on=day(2), free=0, available=0),) == why.cuts


def test_what_could_be_let_go_is_no_more_than_is_missing() -> None:
    """And no less than one."""
    safety = (Safety(sku="MUG", location="MAIN", quantity=1),)
    one_more = found(stock("MUG", (0, 5)), missing=5, safeties=safety)
    all_of_it = found(stock("MUG", (0, 50)), missing=4, safeties=(replace(safety[0], quantity=50),))

    assert [(NOW, 4), (RELEASE, 1)] == [(one.kind, one.quantity) for one in one_more.options]
    (option,) = all_of_it.options
    assert option == Option(
        kind=RELEASE, sku="MUG", location="MAIN", quantity=4, leaves_on=TODAY, in_time=True, allowed=False
    )


def test_what_is_not_launched_or_not_to_be_had_yet_says_so() -> None:
    launched = found(stock("MUG", (0, 20), (9, 30)), items=(ItemPolicy(sku="MUG", launch_on=day(9)),))
    ordered = found(stock("MUG", (0, 20)), items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=4),))

    assert (Kept(why=LAUNCH, quantity=20, until_on=day(9)),) == launched.cuts[0].kept
    assert (Kept(why=LEAD_TIME, quantity=20, until_on=day(4)),) == ordered.cuts[0].kept
    in_time = found(
        stock("MUG", (0, 20)),
        missing=20,
        wanted=need(20, needed_on=day(4)),
        items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=4),),
        quotas=(Quota(sku="MUG", cap=15, from_on=TODAY, until_on=day(9)),),
    )

    assert (Kept(why=QUOTA, quantity=5, until_on=day(9)),) == in_time.cuts[0].kept
    assert (LATER, 10, "MAIN", False) in helping(launched)
    assert [(LATER, 10)] == [(one.kind, one.quantity) for one in ordered.options if one.kind == LATER]


def test_another_place_a_part_and_a_substitute_would_help_and_may_have_to_be_asked_for() -> None:
    sources = (Source(location="MAIN", cost=Decimal("0.5")),)
    why = found(
        stock("MUG", (0, 6)),
        stock("MUG", (0, 50), location="EAST"),
        stock("MUG", (4, 50), location="WEST"),
        stock("CUP", (0, 99)),
        wanted=need(policy=policy(partial=False)),
        agreed=agreement(sources=sources),
        substitutes=(
            Substitute(sku="MUG", instead="CUP", ratio=Fraction(1, 2)),
            Substitute(sku="MUG", instead="SET", ratio=Fraction(1, 3), rank=2),
        ),
    )

    assert [(PLACE, 10), (PART, 6), (SUBSTITUTE, 5)] == sorted(
        ((one.kind, one.quantity) for one in why.options),
        key=lambda one: (PLACE, PART, SUBSTITUTE).index(one[0]),
    )
    by_kind = {one.kind: one for one in why.options}
    assert not by_kind[SUBSTITUTE].allowed
    assert ("CUP", Decimal("2.5")) == (by_kind[SUBSTITUTE].sku, by_kind[SUBSTITUTE].cost)
    assert by_kind[PLACE].cost is None
    assert PLACE == why.options[0].kind


def test_a_substitute_is_offered_from_the_first_place_that_has_all_of_it() -> None:
    """In time, whole, while it may stand in, within its own limits: what can be made of it counts."""
    both = {"wanted": need(locations=("MAIN", "EAST", "WEST")), "substitutes": (INSTEAD,)}
    there = tuple(
        stock("CUP", (0, each), location=one) for one, each in (("MAIN", 9), ("EAST", 10), ("WEST", 10))
    )
    made = (ItemPolicy(sku="CUP", mode=Mode.INFINITE),)
    quota = Quota(sku="CUP", cap=9, from_on=TODAY, until_on=day(9))

    def offered(*positions: Position, **more: Any) -> list[tuple[str, int, str, bool]]:
        return [one for one in helping(found(*positions, **(both | more))) if one[0] == SUBSTITUTE]

    assert [(SUBSTITUTE, 10, "EAST", True)] == offered(*there)
    assert [(SUBSTITUTE, 10, "MAIN", True)] == offered(items=made)
    assert [] == offered(items=made, quotas=(quota,))
    assert [] == offered(*there, substitutes=(replace(INSTEAD, until_on=day(-1)),))
    assert [] == offered(*there, substitutes=(replace(INSTEAD, ratio=Fraction(1, 3)),))
    assert [] == offered(stock("CUP", (1, 99)))
    second = Substitute(sku="MUG", instead="SET", rank=2)
    assert 2 == len(offered(*there, stock("SET", (0, 10)), substitutes=(INSTEAD, second)))


def test_what_would_be_promised_goes_as_late_as_it_must_within_what_is_kept() -> None:
    """Whatever the patience of the partner, and in as many parts as it takes; what is made is told place by place."""
    window: dict[str, Any] = {"from_on": TODAY, "until_on": day(59)}
    why = found(
        stock("MUG", (0, 2), (60, 50)),
        stock("MUG", (0, 1), location="EAST"),
        wanted=need(locations=("MAIN", "EAST"), policy=policy(split=False, patience_days=0)),
        agreed=agreement(ship_from=("MAIN", "EAST")),
        items=(ItemPolicy(sku="MUG", mode=Mode.CAPABLE, lead_days=2),),
        capacities=(
            Capacity(sku="MUG", location="EAST", on=day(2), quantity=2),
            Capacity(sku="MUG", location="EAST", on=day(3), quantity=1),
            Capacity(sku="MUG", location="MAIN", on=day(4), quantity=1),
            Capacity(sku="MUG", location="MAIN", on=day(5), quantity=9),
        ),
        quotas=(Quota(sku="MUG", cap=8, **window),),
    )

    assert [
        (NOW, "MAIN", 2, TODAY, 0),
        (NOW, "EAST", 1, TODAY, 0),
        (LATER, "EAST", 2, day(2), 2),
        (LATER, "EAST", 1, day(3), 1),
        (LATER, "MAIN", 1, day(4), 1),
        (LATER, "MAIN", 1, day(5), 1),
        (LATER, "MAIN", 2, day(60), 0),
    ] == [(one.kind, one.location, one.quantity, one.leaves_on, one.makes) for one in why.options]


def test_a_place_that_could_give_all_that_is_missing_cuts_nothing() -> None:
    """The next may; what can be made at a place by the day counts as what it could give."""
    assert () == found(stock("MUG", (0, 10)), missing=10).cuts
    both = found(
        stock("MUG", (0, 10)),
        stock("MUG", (0, 4), location="EAST"),
        wanted=need(locations=("MAIN", "EAST")),
        agreed=agreement(ship_from=("MAIN", "EAST")),
        items=(ItemPolicy(sku="MUG", mode=Mode.CAPABLE),),
        capacities=(Capacity(sku="MUG", location="EAST", on=TODAY, quantity=3),),
    )
    assert (Cut(location="EAST", leaves_on=TODAY, binds_on=TODAY, free=4, available=7),) == both.cuts


def test_a_place_with_days_of_its_own_is_asked_for_its_day() -> None:
    """What is there by then is in time, also of a substitute and of what another place sends."""
    tomorrow = Departure(calendar=Calendar(), on=day(1))
    why = found(
        stock("MUG", (1, 4)),
        stock("MUG", (0, 5), location="WEST"),
        stock("CUP", (1, 10)),
        wanted=need(departures={"MAIN": tomorrow}),
        substitutes=(INSTEAD,),
        lanes=(Lane(location="WEST", region="MAIN", transit_days=1),),
    )
    here = Option(kind=NOW, sku="MUG", location="MAIN", quantity=4, leaves_on=day(1), in_time=True)

    assert (Cut(location="MAIN", leaves_on=day(1), binds_on=day(1), free=4, available=4),) == why.cuts
    assert (
        replace(here, kind=SUBSTITUTE, sku="CUP", quantity=10, allowed=False),
        replace(here, kind=PLACE, location="WEST", quantity=5, leaves_on=TODAY, allowed=False),
        replace(here, kind=TRANSFER, quantity=5, allowed=False, comes_from="WEST"),
        here,
    ) == why.options


def test_a_part_too_small_to_leave_would_help_if_it_might() -> None:
    wanted = need(least_part=6)

    part = Option(
        kind=PART, sku="MUG", location="MAIN", quantity=3, leaves_on=TODAY, in_time=True, allowed=False
    )

    assert (part,) == found(stock("MUG", (0, 3)), wanted=wanted).options
    assert PART not in [kind for kind, *_ in helping(found(stock("MUG", (0, 0)), wanted=wanted))]


def test_what_is_made_is_told_with_the_day_it_leaves() -> None:
    made = found(items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=4),))

    (option,) = made.options
    assert (LATER, 10, day(4), 10) == (option.kind, option.quantity, option.leaves_on, option.makes)


def test_what_lies_elsewhere_could_be_sent_to_where_the_order_is_served_from() -> None:
    """Along a lane from there to here; in time only where the way is short enough; what serves the order is not sent."""
    positions = (stock("MUG", (0, 2)), stock("MUG", (0, 7), location="WEST"), stock("MUG", location="SOUTH"))
    lanes = (
        Lane(location="WEST", region="MAIN", transit_days=3),
        Lane(location="MAIN", region="MAIN", transit_days=0),
        Lane(location="SOUTH", region="MAIN", transit_days=0),
    )

    def sent(wanted: Need, missing: int = 5) -> list[tuple[int, str, str, Any, bool, bool]]:
        return [
            (one.quantity, one.comes_from, one.location, one.leaves_on, one.in_time, one.allowed)
            for one in found(*positions, wanted=wanted, missing=missing, lanes=lanes).options
            if one.kind == TRANSFER
        ]

    closed = Departure(calendar=Calendar(closed_on=(day(3),)), on=TODAY)
    assert [(5, "WEST", "MAIN", day(3), False, False)] == sent(need())
    assert [(5, "WEST", "MAIN", day(4), False, False)] == sent(need(departures={"MAIN": closed}))
    assert [(5, "WEST", "MAIN", day(5), True, False)] == sent(need(needed_on=day(5)))
    assert [(5, "WEST", "MAIN", day(3), True, False)] == sent(need(needed_on=day(3)))
    assert [(7, "WEST", "MAIN", day(3), False, False)] == sent(need(), missing=9)
    assert () == tuple(one for one in found(*positions, missing=5).options if one.kind == TRANSFER)
    assert "5 are free at WEST: sent to MAIN today they could leave there on 2026-03-07." == of_option(
        next(
            one
            for one in found(*positions, wanted=need(needed_on=day(5)), missing=5, lanes=lanes).options
            if one.kind == TRANSFER
        )
    )


def test_every_reason_has_words() -> None:
    """No sentence is left without its numbers, places and days."""
    why = Reasons(line=1, sku="MUG", asked=10, missing=4, needed_on=TODAY)
    kept = tuple(
        Kept(why=one, quantity=3, demand_class=1, until_on=day(9))
        for one in (SAFETY, PROTECTION, QUOTA, LAUNCH, LEAD_TIME)
    )
    cut = Cut(location="MAIN", leaves_on=TODAY, binds_on=day(1), free=6, available=0, kept=kept)

    assert "4 of 10 MUG cannot leave on 2026-03-02." == headline(why)
    assert (
        "MAIN: 6 are free on 2026-03-03, the day that binds; 3 stay as safety stock, 3 are protected for class 1"
        " until 2026-03-11, 3 are beyond the quota, which ends on 2026-03-11, it is not launched before"
        " 2026-03-11, it is not to be had before 2026-03-11; 0 can leave on 2026-03-02."
    ) == of_cut(cut)
    assert "MAIN: 6 are free on 2026-03-03, the day that binds; 0 can leave on 2026-03-02." == of_cut(
        replace(cut, kept=())
    )
    assert "7 at MAIN are promised for 2026-03-02 to line 2 of order PO-9 (another)." == of_holder(HOLDER)
    held = replace(HOLDER, order="reserved:another:CART-1", number="CART-1")
    assert "7 at MAIN are reserved for another under CART-1 for 2026-03-02." == of_holder(held)


def test_every_option_has_words() -> None:
    option = Option(
        kind=LATER,
        sku="CUP",
        location="EAST",
        quantity=4,
        leaves_on=day(2),
        in_time=False,
        makes=3,
        cost=Decimal("1.20"),
    )

    assert "4 can leave EAST on 2026-03-04, 3 of them to be made; sending them costs 1.20." == of_option(
        option
    )
    said = {
        kind: of_option(replace(option, kind=kind, makes=0, cost=None, allowed=False))
        for kind in (NOW, PLACE, RELEASE, PART, SUBSTITUTE)
    }
    assert said == {
        NOW: "4 can leave EAST on 2026-03-04: a backorder run would promise them.",
        PLACE: "4 could leave EAST on 2026-03-04: it does not serve this order.",
        RELEASE: "4 more could leave EAST on 2026-03-04 if what is kept there were let go.",
        PART: "4 could leave EAST on 2026-03-04 if the line may leave in parts.",
        SUBSTITUTE: "4 of CUP could leave EAST on 2026-03-04 instead, if the buyer takes it.",
    }
