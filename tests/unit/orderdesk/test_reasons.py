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
    late = replace(HOLDER, on=day(5), quantity=9)
    elsewhere = replace(HOLDER, location="EAST")
    of_another = replace(HOLDER, sku="PLATE")

    why = found(
        stock("MUG", (0, 10), (3, -7), (9, 20)), missing=5, holders=(HOLDER, late, elsewhere, of_another)
    )

    assert (Cut(location="MAIN", leaves_on=TODAY, binds_on=day(3), free=3, available=3),) == why.cuts
    assert (HOLDER,) == why.holders
    assert [(NOW, 3, "MAIN", True), (LATER, 2, "MAIN", False)] == helping(why)


def test_the_largest_holders_come_first_and_not_all_of_them() -> None:
    many = tuple(replace(HOLDER, line=at, quantity=at) for at in range(1, 15))

    assert [14, 13] == [one.quantity for one in found(stock("MUG", (0, 1)), holders=many).holders][:2]
    assert 10 == len(found(stock("MUG", (0, 1)), holders=many).holders)


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
        quotas=(Quota(cap=5, **window), Quota(cap=99, **window)),
    )

    assert [
        Kept(why=SAFETY, quantity=4),
        Kept(why=PROTECTION, quantity=10, demand_class=1, until_on=day(9)),
        Kept(why=QUOTA, quantity=15, until_on=day(9)),
    ] == list(why.cuts[0].kept)
    assert (20, 5) == (why.cuts[0].free, why.cuts[0].available)
    assert (RELEASE, 5, "MAIN", True) in helping(why)


def test_what_is_not_launched_or_not_to_be_had_yet_says_so() -> None:
    launched = found(stock("MUG", (0, 20), (9, 30)), items=(ItemPolicy(sku="MUG", launch_on=day(9)),))
    ordered = found(stock("MUG", (0, 20)), items=(ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=4),))

    assert (Kept(why=LAUNCH, quantity=20, until_on=day(9)),) == launched.cuts[0].kept
    assert (Kept(why=LEAD_TIME, quantity=20, until_on=day(4)),) == ordered.cuts[0].kept
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


def test_a_place_that_could_give_all_that_is_missing_cuts_nothing() -> None:
    assert () == found(stock("MUG", (0, 10)), missing=10).cuts


def test_a_part_too_small_to_leave_would_help_if_it_might() -> None:
    wanted = need(least_part=6)

    assert (PART, 3, "MAIN", True) in helping(found(stock("MUG", (0, 3)), wanted=wanted))
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

    def sent(wanted: Need) -> list[tuple[int, str, str, Any, bool, bool]]:
        return [
            (one.quantity, one.comes_from, one.location, one.leaves_on, one.in_time, one.allowed)
            for one in found(*positions, wanted=wanted, missing=5, lanes=lanes).options
            if one.kind == TRANSFER
        ]

    closed = Departure(calendar=Calendar(closed_on=(day(3),)), on=TODAY)
    assert [(5, "WEST", "MAIN", day(3), False, False)] == sent(need())
    assert [(5, "WEST", "MAIN", day(4), False, False)] == sent(need(departures={"MAIN": closed}))
    assert [(5, "WEST", "MAIN", day(5), True, False)] == sent(need(needed_on=day(5)))
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
