"""What one partner may have of what is there and of what could be made: the whole of it, to the day and the piece."""

from datetime import date

from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import (
    ANYWHERE,
    Capacity,
    Ceiling,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    SupplyPolicies,
)
from gateway.orderdesk.rationing import Ration, earliest_on, ration
from gateway.orderdesk.stock import UNLIMITED, Makeable
from tests.unit.orderdesk.desk import TODAY, agreement, day

MINE = agreement(partner="buyer", priority=2, ship_from=("EAST", "WEST"))
LAST = day(30)


def at(place: str, *free: tuple[int, int], sku: str = "MUG") -> Position:
    """Return a position by (day, free from then on)."""
    buckets = tuple(Bucket(on=day(on), free=count) for on, count in free)
    return Position(sku=sku, location=place, buckets=buckets)


def kept(quantity: int, from_on: date = TODAY, until_on: date = LAST, sku: str = "MUG") -> Protection:
    """Return so many kept for the first class over all places."""
    return Protection(
        sku=sku, location=ANYWHERE, demand_class=1, quantity=quantity, from_on=from_on, until_on=until_on
    )


def given(*positions: Position, **policies: object) -> Ration:
    return ration(positions, MINE, SupplyPolicies(**policies), today=TODAY)  # type: ignore[arg-type]  # fields by name


def ceiling(cap: int, from_on: date, until_on: date, sku: str = "MUG") -> Ceiling:
    return Ceiling(sku=sku, cap=cap, from_on=from_on, until_on=until_on)


def test_what_is_kept_over_all_places_is_a_ceiling_on_each_day_on_which_anything_changes() -> None:
    """Free together are 10, from the second day 6, from the fifth 26; kept are 4 at once, and 3 more from the third day.

    No ceiling is below nought, and what is overdrawn at one place takes nothing from another.
    """
    positions = (
        at("EAST", (-2, 10), (1, 6), (5, 16)),
        at("WEST", (0, -3), (5, 10)),
        at("EAST", (0, 90), sku="CUP"),
    )

    found = given(*positions, protections=(kept(4, day(-9)), kept(3, day(2)), kept(5, until_on=day(-1))))

    first = date.min
    assert (
        Ration(
            positions=positions,
            quotas=(
                ceiling(6, first, day(0)),
                ceiling(2, first, day(1)),
                ceiling(0, first, day(4)),
                ceiling(19, first, date.max),
            ),
        )
        == found
    )


def test_each_item_has_ceilings_of_its_own_and_none_from_what_begins_later() -> None:
    """Before the first day of a protection everything may leave that is not needed after it."""
    positions = (at("EAST", (0, 9)), at("EAST", (0, 5), sku="CUP"), at("WEST", (1, 2), sku="CUP"))

    found = given(*positions, protections=(kept(4, day(3)), kept(5, sku="CUP")))

    assert (
        ceiling(5, date.min, date.max),
        ceiling(0, date.min, day(0), "CUP"),
        ceiling(2, date.min, date.max, "CUP"),
    ) == found.quotas


def test_a_ration_holds_the_quotas_that_are_for_it_and_what_is_kept_at_a_place_is_gone_from_there() -> None:
    mine = Quota(sku="MUG", cap=5, from_on=TODAY, until_on=LAST, partner="buyer")
    others = Quota(sku="MUG", cap=5, from_on=TODAY, until_on=LAST, partner="another")
    class_of = Quota(sku="CUP", cap=7, from_on=TODAY, until_on=LAST, demand_class=2)
    here = Protection(sku="MUG", location="EAST", demand_class=1, quantity=4, from_on=TODAY, until_on=LAST)

    found = given(at("EAST", (0, 9)), quotas=(mine, others, class_of), protections=(here, kept(2)))

    assert (
        Ration(positions=(at("EAST", (0, 5)),), quotas=(mine, class_of, ceiling(3, date.min, date.max)))
        == found
    )


def test_what_has_a_lead_time_is_there_when_it_has_passed_and_however_many_can_be_had_then() -> None:
    """What is there before counts from that day, as it stands on it; they are made where the partner is first served from."""
    item = ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=3)

    found = given(
        at("EAST", (0, 4), (3, 6), (4, 9)), at("WEST", (4, 1)), at("WEST", sku="CUP"), items=(item,)
    )

    assert (
        Ration(
            positions=(at("EAST", (3, 6), (4, 9)), at("WEST", (4, 1)), at("WEST", sku="CUP")),
            makeable=(Makeable(sku="MUG", location="EAST", on=day(3), quantity=UNLIMITED),),
        )
        == found
    )


def test_what_can_be_made_is_what_is_ready_at_a_place_of_the_partners_and_not_spoken_for() -> None:
    """On the first day it can be ready and later; of other items and at other places nothing."""
    item = ItemPolicy(sku="MUG", mode=Mode.CAPABLE, lead_days=3)
    capacities = (
        Capacity(sku="MUG", location="EAST", on=day(2), quantity=1),
        Capacity(sku="MUG", location="EAST", on=day(3), quantity=5, used=2),
        Capacity(sku="MUG", location="WEST", on=day(9), quantity=7),
        Capacity(sku="MUG", location="NORTH", on=day(9), quantity=8),
        Capacity(sku="CUP", location="EAST", on=day(9), quantity=9),
    )

    assert (
        Makeable(sku="MUG", location="EAST", on=day(3), quantity=3),
        Makeable(sku="MUG", location="WEST", on=day(9), quantity=7),
    ) == given(items=(item, ItemPolicy(sku="BOX")), capacities=capacities).makeable


def test_nothing_is_made_before_a_launch_and_without_a_lead_time_it_is_there_at_once() -> None:
    """The later of launch and lead time counts; a launch that was counts no more."""
    launched = {"mode": Mode.INFINITE, "launch_on": day(4)}
    items = (
        ItemPolicy(sku="A", **launched),  # type: ignore[arg-type]  # fields by name
        ItemPolicy(sku="B", mode=Mode.INFINITE, lead_days=9),
        ItemPolicy(sku="C", mode=Mode.LEAD_TIME, lead_days=2, launch_on=day(4)),
        ItemPolicy(sku="D", mode=Mode.LEAD_TIME, lead_days=5, launch_on=day(4)),
        ItemPolicy(sku="E", mode=Mode.CAPABLE, lead_days=2, launch_on=day(4)),
        ItemPolicy(sku="F", mode=Mode.CAPABLE, lead_days=5, launch_on=TODAY),
    )
    capacities = tuple(
        Capacity(sku=sku, location="EAST", on=day(on), quantity=1) for sku in "EF" for on in (3, 4, 5)
    )

    found = given(items=items, capacities=capacities)

    assert [("A", 4), ("B", 0), ("C", 4), ("D", 5), ("E", 4), ("E", 5), ("F", 5)] == [
        (one.sku, (one.on - TODAY).days) for one in found.makeable
    ]
    assert [day(4), None, day(4), day(5), day(4), None] == [earliest_on(one, TODAY) for one in items]
