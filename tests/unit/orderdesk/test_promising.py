"""What can be promised: on time first, then later, then not."""

from datetime import date
from typing import Any

import pytest

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise, Shortfall
from gateway.domain.supply import Commitment, Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.decisions import Limit
from gateway.orderdesk.promising import Departure, Need, Promised, promise
from tests.unit.orderdesk.desk import TODAY, day, policy, stock

CALENDAR = Calendar()


def need(quantity: int = 10, **changes: Any) -> Need:
    usual: dict[str, Any] = {
        "line": 1,
        "sku": "MUG",
        "needed_on": TODAY,
        "locations": ("MAIN",),
        "policy": BackorderPolicy(),
    }
    return Need(quantity=quantity, **(usual | changes))


def one(
    wanted: Need, *positions: Position, calendar: Calendar = CALENDAR, complete: bool = False
) -> Promised:
    (promised,) = promise([wanted], positions, calendar, complete=complete)
    return promised


def leaves(quantity: int, on: date = TODAY, location: str = "MAIN") -> Promise:
    return Promise(quantity=quantity, ships_on=on, location=location)


def waits(quantity: int, on: date | None = None) -> Shortfall:
    return Shortfall(quantity=quantity, expected_on=on)


def facts(promised: Promised) -> tuple[object, object, object]:
    return promised.accepted, promised.backordered, promised.cancelled


def kinds(promised: Promised) -> list[tuple[int, int, date, str]]:
    return [(one.schedule, one.quantity, one.promised_on, one.kind) for one in promised.commitments]


def test_what_is_there_is_promised_and_committed() -> None:
    promised = one(need(10), stock("MUG", (0, 10)))

    assert ((leaves(10),), (), ()) == facts(promised)
    assert (
        Commitment(
            line=1, schedule=1, sku="MUG", location="MAIN", quantity=10, needed_on=TODAY, promised_on=TODAY
        ),
    ) == promised.commitments
    assert () == promised.limits


def test_what_comes_soon_is_promised_for_then() -> None:
    promised = one(need(10), stock("MUG", (0, 4), (14, 9)))

    assert ((leaves(4), leaves(6, day(14))), (), ()) == facts(promised)
    assert (Limit(location="MAIN", on=TODAY, available=4),) == promised.limits


def test_what_comes_after_the_buyers_patience_is_a_backorder_with_a_date() -> None:
    promised = one(need(10), stock("MUG", (0, 4), (15, 9)))

    assert ((leaves(4),), (waits(6, day(15)),), ()) == facts(promised)
    assert [(1, 4, TODAY, "promise"), (2, 6, day(15), "backorder")] == kinds(promised)


def test_what_nobody_knows_of_is_a_backorder_without_a_date() -> None:
    assert ((), (waits(10),), ()) == facts(one(need(10)))


def test_a_later_promise_limits_what_can_leave_now() -> None:
    promised = one(need(10), stock("MUG", (0, 10), (3, -7)))

    assert (leaves(3),) == promised.accepted
    assert (Limit(location="MAIN", on=day(3), available=3),) == promised.limits


def test_the_best_place_comes_first_and_the_next_gives_the_rest() -> None:
    wanted = need(10, locations=("EAST", "WEST"))
    east, west = stock("MUG", (0, 4), location="EAST"), stock("MUG", (0, 99), location="WEST")

    assert (leaves(4, location="EAST"), leaves(6, location="WEST")) == one(wanted, east, west).accepted


def test_a_line_over_two_places_takes_no_more_than_it_needs() -> None:
    wanted = need(5, locations=("EAST", "WEST"))
    east, west = stock("MUG", (0, 3), location="EAST"), stock("MUG", (0, 10), location="WEST")

    assert [3, 2] == [one.quantity for one in one(wanted, east, west).commitments]


def test_the_same_item_twice_is_counted_once() -> None:
    first, second = promise([need(7), need(7, line=2)], [stock("MUG", (0, 10))], CALENDAR)

    assert ((leaves(7),), (leaves(3),)) == (first.accepted, second.accepted)
    assert (waits(4),) == second.backordered


def test_late_service_of_one_line_never_costs_another_its_day() -> None:
    early, late = promise(
        [need(10), need(5, line=2, needed_on=day(5))], [stock("MUG", (0, 4), (5, 5))], CALENDAR
    )

    assert (leaves(5, day(5)),) == late.accepted
    assert ((leaves(4),), (waits(6),)) == (early.accepted, early.backordered)


def test_only_whole_packs_leave_unless_the_rest_of_the_line_does() -> None:
    assert (leaves(6), leaves(4, day(1))) == one(need(10, step=6), stock("MUG", (0, 8), (1, 8))).accepted


def test_places_closed_on_the_day_of_arrival_ship_on_the_next_open_one() -> None:
    weekend = Calendar(closed_weekdays=(5, 6))

    assert (leaves(10, day(7)),) == one(need(10), stock("MUG", (5, 4), (6, 6)), calendar=weekend).accepted


def test_a_partner_with_one_date_a_line_gets_the_rest_as_one_backorder() -> None:
    wanted = need(10, policy=policy(split=False))
    promised = one(wanted, stock("MUG", (0, 4), (2, 3), (4, 3)))

    assert ((leaves(4),), (waits(6, day(4)),), ()) == facts(promised)
    assert ["promise", "backorder", "backorder"] == [one.kind for one in promised.commitments]


def test_one_date_a_line_may_be_later_than_wanted() -> None:
    wanted = need(10, policy=policy(split=False))

    assert ((leaves(3, day(2)),), (waits(7),), ()) == facts(one(wanted, stock("MUG", (2, 3))))


def test_a_line_that_ships_whole_waits_for_a_day_with_all_of_it_in_one_place() -> None:
    wanted = need(10, policy=policy(partial=False), locations=("EAST", "WEST"))
    east = stock("MUG", (0, 6), (3, 4), location="EAST")
    west = stock("MUG", (0, 9), location="WEST")

    assert ((leaves(10, day(3), "EAST"),), (), ()) == facts(one(wanted, east, west))


def test_a_line_that_ships_whole_is_backordered_whole() -> None:
    wanted = need(10, policy=policy(partial=False))

    assert ((), (waits(10),), ()) == facts(one(wanted, stock("MUG", (0, 9))))
    assert ((), (waits(10, day(20)),), ()) == facts(one(wanted, stock("MUG", (0, 9), (20, 1))))


def test_without_backorders_the_rest_is_cancelled_and_takes_no_supply() -> None:
    promised = one(need(10, policy=policy(backorder=False)), stock("MUG", (0, 4), (20, 9)))

    assert ((leaves(4),), (), (Shortfall(quantity=6, reason="no-backorder"),)) == facts(promised)
    assert 1 == len(promised.commitments)


def test_what_cannot_leave_before_the_buyer_cancels_is_cancelled() -> None:
    promised = one(need(10, cancel_on=day(3)), stock("MUG", (0, 4), (3, 2), (4, 9)))

    assert (
        (leaves(4), leaves(2, day(3))),
        (),
        (Shortfall(quantity=4, reason="order.cancel-after"),),
    ) == facts(promised)


def test_what_is_wanted_only_after_it_is_cancelled_never_leaves() -> None:
    promised = one(need(10, cancel_on=day(-1)), stock("MUG", (0, 10)))

    assert ((), (), (Shortfall(quantity=10, reason="order.cancel-after"),)) == facts(promised)


def test_two_parts_of_a_line_number_their_commitments_on() -> None:
    first, second = promise([need(4), need(4, needed_on=day(1))], [stock("MUG", (0, 9))], CALENDAR)

    assert [1, 2] == [one.schedule for part in (first, second) for one in part.commitments]


COMPLETE = [need(10), need(5, line=2, sku="PLATE"), need(1, line=3)]


def together(*positions: Position, needs: list[Need] = COMPLETE) -> tuple[Promised, ...]:
    return promise(needs, positions, CALENDAR, complete=True)


def test_a_complete_order_leaves_on_the_first_day_that_has_all_of_it() -> None:
    promised = together(stock("MUG", (0, 10), (2, 1)), stock("PLATE", (1, 5)))

    assert [(leaves(10, day(2)),), (leaves(5, day(2)),), (leaves(1, day(2)),)] == [
        one.accepted for one in promised
    ]


def test_a_complete_order_leaves_from_one_place() -> None:
    both = [need(10, locations=("EAST", "WEST")), need(5, line=2, sku="PLATE", locations=("EAST", "WEST"))]
    positions = [
        stock("MUG", (0, 10), location="EAST"),
        stock("PLATE", (0, 5), location="WEST"),
        stock("MUG", (3, 10), location="WEST"),
    ]

    assert {("WEST", day(3))} == {
        (one.location, one.ships_on) for part in together(*positions, needs=both) for one in part.accepted
    }


def test_a_complete_order_that_comes_too_late_is_backordered_with_its_day() -> None:
    promised = together(stock("MUG", (0, 11)), stock("PLATE", (30, 5)))

    assert [(waits(10, day(30)),), (waits(5, day(30)),), (waits(1, day(30)),)] == [
        one.backordered for one in promised
    ]
    assert {"backorder"} == {one.kind for part in promised for one in part.commitments}


def test_a_complete_order_that_cannot_be_filled_takes_nothing() -> None:
    promised = together(stock("MUG", (0, 11)))

    assert [(waits(10),), (waits(5),), (waits(1),)] == [one.backordered for one in promised]
    assert () == tuple(one for part in promised for one in part.commitments)


def test_a_complete_order_without_backorders_is_cancelled_rather_than_late() -> None:
    strict = [need(10, policy=policy(backorder=False))]

    (promised,) = together(stock("MUG", (30, 10)), needs=strict)

    assert ((), (), (Shortfall(quantity=10, reason="no-backorder"),)) == facts(promised)


def test_a_complete_order_is_over_when_one_of_its_lines_is_cancelled() -> None:
    needs = [need(10), need(5, line=2, sku="PLATE", cancel_on=day(-1))]

    first, second = together(stock("MUG", (0, 10)), stock("PLATE", (0, 5)), needs=needs)

    assert ((), (waits(10),), ()) == facts(first)
    assert ((), (), (Shortfall(quantity=5, reason="order.cancel-after"),)) == facts(second)


def test_a_complete_order_leaves_before_any_of_its_lines_is_cancelled_or_not_at_all() -> None:
    needs = [need(10), need(5, line=2, sku="PLATE", cancel_on=day(2))]

    promised = together(stock("MUG", (3, 10)), stock("PLATE", (0, 5)), needs=needs)

    assert [(), ()] == [one.accepted for one in promised]


def test_no_lines_are_promised_nothing() -> None:
    assert () == together(needs=[])


def committed(
    schedule: int, quantity: int, on: int, location: str = "MAIN", kind: str = "promise"
) -> Commitment:
    """Return a commitment of line 1, which is wanted today."""
    return Commitment(
        line=1,
        schedule=schedule,
        sku="MUG",
        location=location,
        quantity=quantity,
        needed_on=TODAY,
        promised_on=day(on),
        kind=kind,
    )


def test_the_whole_of_what_becomes_of_a_need() -> None:
    """What leaves in time, later, too late and who knows when; why no more leaves in time, place by place."""
    wanted = need(30, locations=("EAST", "WEST"))
    east = stock("MUG", (0, 4), (3, 3), (20, 5), location="EAST")
    west = stock("MUG", (0, 6), (3, 2), location="WEST")

    assert Promised(
        need=wanted,
        accepted=(
            leaves(4, location="EAST"),
            leaves(6, location="WEST"),
            leaves(3, day(3), "EAST"),
            leaves(2, day(3), "WEST"),
        ),
        backordered=(waits(5, day(20)), waits(10)),
        commitments=(
            committed(1, 4, 0, "EAST"),
            committed(2, 6, 0, "WEST"),
            committed(3, 3, 3, "EAST"),
            committed(4, 2, 3, "WEST"),
            committed(5, 5, 20, "EAST", "backorder"),
        ),
        limits=(
            Limit(location="EAST", on=TODAY, available=4),
            Limit(location="WEST", on=TODAY, available=6),
        ),
    ) == one(wanted, east, west)


@pytest.mark.parametrize(
    ("changes", "comes", "kind"),
    [
        ({}, 14, "promise"),
        ({}, 15, "backorder"),
        ({"policy": policy(patience_days=0)}, 1, "backorder"),
        ({"earliest_on": day(10)}, 24, "promise"),
        ({"earliest_on": day(10)}, 25, "backorder"),
        ({"earliest_on": day(-10)}, 15, "backorder"),
    ],
)
@pytest.mark.parametrize("complete", [[], ["complete"]], ids=["lines", "complete"])
def test_patience_ends_so_many_days_after_it_could_leave_at_all(
    changes: dict[str, Any], comes: int, kind: str, complete: list[str]
) -> None:
    """The last day of it is still in time, whether lines ship one by one or all together."""
    promised = one(need(**changes), stock("MUG", (comes, 10)), complete=bool(complete))

    assert [(1, 10, day(comes), kind)] == kinds(promised)


def test_a_day_a_line_may_leave_at_the_latest_is_a_day_it_may_leave() -> None:
    """For a line by itself and for orders that ship complete; and when it is wanted no sooner."""
    supply = stock("MUG", (3, 10))

    for last, quantity in ((3, 10), (2, 0)):
        for complete in (False, True):
            found = one(need(cancel_on=day(last)), supply, complete=complete)
            assert quantity == sum(each.quantity for each in found.accepted)
    on_the_last = one(need(needed_on=day(3), cancel_on=day(3)), supply)
    assert (leaves(10, day(3)),) == on_the_last.accepted


def test_a_complete_order_is_as_patient_as_the_least_patient_of_its_lines() -> None:
    """From the last day on which any of them is wanted or can be had; and it waits only if all may wait."""
    lines = [
        need(1, policy=policy(patience_days=9)),
        need(1, line=2, policy=policy(patience_days=4), needed_on=day(1)),
        need(1, line=3, earliest_on=day(3)),
    ]

    for comes, kind in ((7, "promise"), (8, "backorder")):
        found = promise(lines, [stock("MUG", (comes, 3))], CALENDAR, complete=True)
        assert [(1, 1, day(comes), kind)] * 3 == [each for part in found for each in kinds(part)]
    nobody_waits = [*lines, need(1, line=4, policy=policy(backorder=False))]
    found = promise(nobody_waits, [stock("MUG", (8, 4))], CALENDAR, complete=True)
    assert [] == [each for part in found for each in kinds(part)]


def test_a_complete_order_leaves_no_sooner_than_all_of_it_is_wanted() -> None:
    """Whatever comes before that day."""
    lines = [need(2, needed_on=day(4)), need(3, line=2)]

    found = promise(lines, [stock("MUG", (0, 2), (2, 3))], CALENDAR, complete=True)

    assert [(2, day(4), day(4)), (3, TODAY, day(4))] == [
        (each.quantity, each.needed_on, each.promised_on) for part in found for each in part.commitments
    ]


def test_a_complete_order_leaves_a_place_with_a_calendar_of_its_own_in_time_for_all_its_lines() -> None:
    """Each line says when it should leave the place; the last of these days counts, moved to one the place is open."""
    far = Calendar(closed_weekdays=(2,))
    lines = [
        need(1, locations=("FAR",), departures={"FAR": Departure(calendar=far, on=day(-1))}),
        need(1, line=2, locations=("FAR",), departures={"FAR": Departure(calendar=far, on=day(2))}),
    ]

    found = promise(lines, [stock("MUG", (-9, 2), location="FAR")], CALENDAR, complete=True)

    assert [(day(-1), day(3)), (day(2), day(3))] == [
        (each.needed_on, each.promised_on) for part in found for each in part.commitments
    ]


def test_of_places_with_calendars_of_their_own_that_comes_first_which_is_least_late() -> None:
    """Three days late from near by are less than five from far away, though those would leave sooner; of equals the best place."""
    far, near = Departure(calendar=CALENDAR, on=day(-6)), Departure(calendar=CALENDAR, on=day(-1))
    supply = (
        stock("MUG", (-1, 5), location="FAR"),
        stock("MUG", (2, 4), location="NEAR"),
        stock("MUG", (3, 3)),
    )
    wanted = need(12, locations=("FAR", "MAIN", "NEAR"), departures={"FAR": far, "NEAR": near})

    found = one(wanted, *supply)

    assert (leaves(3, day(3)), leaves(4, day(2), "NEAR"), leaves(5, day(-1), "FAR")) == found.accepted
    assert [(TODAY, 3), (day(-1), 4), (day(-6), 5)] == [
        (each.needed_on, each.quantity) for each in found.commitments
    ]
    assert [("FAR", day(-6), 0), ("MAIN", TODAY, 0), ("NEAR", day(-1), 0)] == [
        (each.location, each.on, each.available) for each in found.limits
    ]


def test_days_in_time_are_told_once_and_in_order() -> None:
    """The day of the need first, then those of places with calendars of their own."""
    on = {
        place: Departure(calendar=CALENDAR, on=day(offset))
        for place, offset in (("A", 5), ("B", 0), ("C", -2), ("D", 5))
    }

    assert (TODAY, day(-2), day(5)) == need(departures=on).days()
    assert (day(5), TODAY) == (need(departures=on).leaves_on("A"), need(departures=on).leaves_on("ELSEWHERE"))


def test_lines_make_room_for_one_another_and_all_that_is_promised_is_in_the_ledger_once() -> None:
    """The first may leave from both places, the second from one, the third goes in packs, the fourth gets what is left.

    Why a line had less at first stays told.
    """
    lines = [
        need(6, locations=("EAST", "WEST")),
        need(6, line=2, locations=("EAST",)),
        need(4, line=3, locations=("EAST", "WEST"), step=2),
        need(3, line=4, locations=("EAST",), needed_on=day(1)),
    ]
    supply = [stock("MUG", (0, 8), (2, 2), location="EAST"), stock("MUG", (0, 9), location="WEST")]

    found = promise(lines, supply, CALENDAR)

    assert [
        [(1, "EAST"), (5, "WEST")],
        [(6, "EAST")],
        [(4, "WEST")],
        [(1, "EAST"), (2, "EAST")],
    ] == [[(each.quantity, each.location) for each in part.accepted] for part in found]
    assert [[(1, 1), (2, 5)], [(1, 6)], [(1, 4)], [(1, 1), (2, 2)]] == [
        [(each.schedule, each.quantity) for each in part.commitments] for part in found
    ]
    assert [(), (), (), ()] == [part.backordered for part in found]
    assert [[], [("EAST", 2)], [("EAST", 0)], [("EAST", 0)]] == [
        [(each.location, each.available) for each in part.limits] for part in found
    ]


def test_a_line_with_calendars_of_places_moves_for_nobody_and_nobody_for_it() -> None:
    """Its days are not those of the others."""
    own = {"WEST": Departure(calendar=CALENDAR, on=day(1))}
    lines = [
        need(6, locations=("EAST", "WEST"), departures=own),
        need(6, line=2, locations=("EAST",)),
    ]
    supply = [stock("MUG", (0, 6), location="EAST"), stock("MUG", (0, 9), location="WEST")]

    found = promise(lines, supply, CALENDAR)

    assert [(leaves(6, location="EAST"),), ()] == [part.accepted for part in found]


def test_what_goes_in_packs_is_not_cut_to_make_room() -> None:
    """Five of ten leave; the three beside them are for who can be cut."""
    lines = [
        need(10, locations=("WEST",), step=5),
        need(6, line=2, locations=("EAST", "WEST")),
        need(6, line=3, locations=("EAST",)),
    ]
    supply = [stock("MUG", (0, 8), location="EAST"), stock("MUG", (0, 8), location="WEST")]

    found = promise(lines, supply, CALENDAR)

    assert [[(5, "WEST")], [(3, "WEST"), (3, "EAST")], [(5, "EAST")]] == [
        [(each.quantity, each.location) for each in part.accepted] for part in found
    ]


def test_lines_make_room_item_by_item() -> None:
    """Whether those of the items before have nowhere to go, or gain nothing by going."""
    both = ("EAST", "WEST")
    lines = [
        need(1, sku="OLD", line=1),
        need(5, sku="PLATE", line=2, locations=both),
        need(5, sku="PLATE", line=3, locations=both),
        need(6, line=4, locations=both),
        need(6, line=5, locations=("EAST",)),
    ]
    supply = [
        stock("PLATE", (0, 4), location="EAST"),
        stock("MUG", (0, 6), location="EAST"),
        stock("MUG", (0, 6), location="WEST"),
    ]

    found = promise(lines, supply, CALENDAR)

    assert [[], [(4, "EAST")], [], [(6, "WEST")], [(6, "EAST")]] == [
        [(each.quantity, each.location) for each in part.accepted] for part in found
    ]


def test_what_may_leave_from_nowhere_waits() -> None:
    """Whatever a quota says of its item."""
    window = Quota(sku="MUG", cap=5, from_on=TODAY, until_on=day(2))

    (found,) = promise([need(locations=())], [stock("MUG", (0, 10))], CALENDAR, quotas=[window])

    assert ((), (waits(10),), ()) == facts(found)


def test_a_complete_order_leaves_only_from_where_each_of_its_lines_may() -> None:
    """Though all of it lies elsewhere too."""
    lines = [need(1, locations=("EAST", "WEST")), need(1, line=2, locations=("WEST",))]
    supply = [stock("MUG", (0, 9), location=place) for place in ("EAST", "WEST")]

    found = promise(lines, supply, CALENDAR, complete=True)

    assert ["WEST", "WEST"] == [each.location for part in found for each in part.accepted]


def test_a_complete_order_leaves_on_a_day_its_calendar_knows() -> None:
    """When the missing plates come the places are closed."""
    weekend = Calendar(closed_weekdays=(5, 6))
    supply = [stock("MUG", (0, 11)), stock("PLATE", (5, 5))]

    found = promise(COMPLETE, supply, weekend, complete=True)

    assert [day(7)] * 3 == [each.ships_on for part in found for each in part.accepted]


def test_what_lines_make_room_with_is_not_taken_twice() -> None:
    """Of 29 in the west four are for who moved there and six for who waits for them: nineteen can leave together."""
    lines = [
        need(6, locations=("EAST", "WEST")),
        need(6, line=2, locations=("EAST",)),
        need(6, line=3, locations=("WEST",), needed_on=day(3)),
        need(19, line=4, locations=("WEST",), policy=policy(partial=False)),
    ]
    supply = [stock("MUG", (0, 8), location="EAST"), stock("MUG", (0, 9), (3, 20), location="WEST")]

    found = promise(lines, supply, CALENDAR)

    assert [
        (leaves(2, location="EAST"), leaves(4, location="WEST")),
        (leaves(6, location="EAST"),),
        (leaves(6, day(3), "WEST"),),
        (leaves(19, day(3), "WEST"),),
    ] == [part.accepted for part in found]
