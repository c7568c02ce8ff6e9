"""One item shared out: the whole of what is told of it, line by line."""

from dataclasses import replace

import pytest

from gateway.domain.supply import Position
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import (
    BACKORDER,
    Bound,
    Demand,
    Part,
    Refusal,
    Segment,
    Shared,
    Strategy,
    Variant,
)
from gateway.orderdesk.sharing import share
from tests.unit.orderdesk.desk import TODAY, day
from tests.unit.orderdesk.test_backorders import REDISTRIBUTE, all_of, at, demand, part

WINS = Variant(segments=(Segment(strategy=Strategy.WIN, partners=("w",)),))


def shared(how: Variant, *demands: Demand, free: tuple[Position, ...], **caps: int) -> Shared:
    """Return what becomes of lines; `caps` by order."""
    return share(demands, free, how, today=TODAY, caps={(order, 1): most for order, most in caps.items()})


def moved(how: Variant, *demands: Demand, free: tuple[Position, ...]) -> dict[str, list[Part]]:
    """Return the promises, as they will be, of the orders that change."""
    return {one.demand.order: list(one.parts) for one in shared(how, *demands, free=free).moved}


def test_a_refusal_names_the_five_who_hold_most_of_what_is_missing() -> None:
    """Of those in the way: not the line itself, nor who leaves later; of equals the first by name."""
    wins = demand("W", 10, part(2))
    held = [
        demand(order, quantity, part(quantity))
        for order, quantity in (("C", 3), ("B", 9), ("A", 3), ("D", 5), ("E", 1), ("F", 7))
    ]
    later = demand("G", 20, part(20, 3), wanted_on=day(3))

    found = shared(WINS, wins, *held, later, free=(at("MAIN", (0, 0), (3, 0)),))

    here = (("MAIN", TODAY),)
    assert (
        Shared(
            sku="MUG",
            refusals=(
                Refusal(
                    demand=wins,
                    strategy=Strategy.WIN,
                    missing=8,
                    cut=here,
                    holders=(("B", 1, 9), ("F", 1, 7), ("D", 1, 5), ("A", 1, 3), ("C", 1, 3)),
                ),
            ),
            bounds=(
                Bound(stage=(0, 0, 3), achieved=2, possible=2, cut=here, kept=28),
                Bound(stage=(1, 1, 3), achieved=50, possible=50, cut=here),
            ),
            in_time=((wins, 2), *((one, one.quantity) for one in held), (later, 20)),
        )
        == found
    )


def test_of_lines_of_one_order_the_first_holder_is_the_first_line() -> None:
    wins = demand("W", 9)
    two = demand("A", 4, part(4), line=2)

    found = shared(WINS, wins, two, replace(two, line=1), free=(at("MAIN", (0, 0)),))

    assert [(("A", 1, 4), ("A", 2, 4))] == [one.holders for one in found.refusals]


GAIN = Variant()
IMPROVE = all_of(Strategy.IMPROVE)
BOTH = ("MAIN", "WEST")


def waiting(quantity: int, on: int, location: str = "MAIN") -> Part:
    return part(quantity, on, location, BACKORDER)


def test_a_limit_holds_for_what_leaves_in_time_and_not_for_what_leaves_later() -> None:
    found = shared(REDISTRIBUTE, demand("A"), demand("B"), free=(at("MAIN", (0, 9), (2, 14)),), A=4)

    assert [
        ("A", [part(4), waiting(5, 2)]),
        (
            "B",
            [
                part(5),
            ],
        ),
    ] == [(one.demand.order, list(one.parts)) for one in found.moved]


def test_a_cut_leaves_whole_packs_and_what_is_promised_at_other_places_as_it_is() -> None:
    """Of twelve, eight are there: one pack of six stays. A rest that is no pack stays where nothing is cut."""
    packs, rest = demand("A", 12, part(12), step=6), demand("B", 10, part(10, 0, "WEST"), step=6)
    whole = demand("C", 10, part(10, 0, "EAST"), whole=True)

    found = shared(
        GAIN, packs, rest, whole, free=(at("MAIN", (0, -4)), at("WEST", (0, 0)), at("EAST", (0, -1)))
    )

    assert [("A", (part(6),), "less"), ("C", (), "less")] == [
        (one.demand.order, one.parts, one.why) for one in found.moved
    ]
    assert [("A", 6), ("C", 10)] == [(one.demand.order, one.missing) for one in found.refusals]


def test_a_cut_takes_nothing_from_what_leaves_once_there_is_enough_again() -> None:
    """Six of ten are left from the fifth day on, and none before; what is cut elsewhere moves nobody to a better place."""
    later = demand("A", 10, part(10, 5), wanted_on=day(5))
    free = (at("MAIN", (0, 0), (5, -4)),)

    assert {"A": [part(6, 5)]} == moved(GAIN, later, free=free)
    stays = demand("B", 10, part(10, 5, "EAST"), wanted_on=day(5), locations=("WEST", "EAST"))
    assert ["A"] == list(moved(GAIN, later, stays, free=(*free, at("WEST", (0, 20)), at("EAST", (0, 0)))))


def test_what_a_cut_took_is_promised_elsewhere_on_the_same_days_before_anybody_wins_anything() -> None:
    """Each part on its day, whichever place is named first; who wins finds nothing left, and who keeps is not refused."""
    cut = demand(
        "A",
        8,
        part(4, 3, "EAST"),
        part(4, 0, "WEST"),
        wanted_on=day(3),
        locations=("EAST", "WEST", "NORTH"),
    )
    wins = demand("W", 4, locations=("NORTH",), wanted_on=day(3))
    free = (at("EAST", (0, 0), (3, -4)), at("WEST", (0, -4)), at("NORTH", (0, 8)))

    found = shared(WINS, cut, wins, free=free)

    assert [[part(4, 0, "NORTH"), part(4, 3, "NORTH")]] == [list(one.parts) for one in found.moved]
    assert [("W", 4)] == [(one.demand.order, one.missing) for one in found.refusals]


def test_a_cut_of_one_is_a_cut() -> None:
    """It is promised elsewhere, or refused, and never both."""
    one = demand("A", 4, part(4), locations=BOTH)

    elsewhere = shared(GAIN, one, free=(at("MAIN", (0, -1)), at("WEST", (0, 9))))
    refused = shared(GAIN, one, free=(at("MAIN", (0, -1)),))

    assert [((part(3), part(1, 0, "WEST")), "place")] == [(each.parts, each.why) for each in elsewhere.moved]
    assert [(), (1,)] == [tuple(each.missing for each in found.refusals) for found in (elsewhere, refused)]


def test_packs_a_cut_took_come_from_elsewhere_place_by_place_and_no_more_than_they_were() -> None:
    one = demand("A", 12, part(12), step=6, locations=("MAIN", "WEST", "EAST"))

    assert {"A": [part(6, 0, "EAST"), part(6, 0, "WEST")]} == moved(
        GAIN, one, free=(at("MAIN", (0, -12)), at("WEST", (0, 7)), at("EAST", (0, 30)))
    )


def test_packs_are_not_parted_to_make_room() -> None:
    held, picky = demand("A", 6, part(6), step=6, locations=BOTH), demand("B", 3)

    assert {} == moved(GAIN, held, picky, free=(at("MAIN", (0, 0)), at("WEST", (0, 9))))


@pytest.mark.parametrize(("there", "gets"), [(1, []), (2, [part(2)]), (3, [part(2)]), (4, [part(4)])])
def test_a_pack_of_two_is_a_pack(there: int, gets: list[Part]) -> None:
    assert gets == moved(GAIN, demand("A", 4, step=2), free=(at("MAIN", (0, there)),)).get("A", [])


def test_packs_come_from_one_place_after_the_other() -> None:
    """As many as each has, beside what the line has there already."""
    more = demand("A", 18, step=6, locations=BOTH)
    beside = demand("A", 12, part(6, 0, "WEST"), step=6, locations=("WEST", "MAIN"))

    assert {"A": [part(6), part(12, 0, "WEST")]} == moved(
        GAIN, more, free=(at("MAIN", (0, 7)), at("WEST", (0, 13)))
    )
    assert {"A": [part(6), part(6, 0, "WEST")]} == moved(
        GAIN, beside, free=(at("WEST", (0, 0)), at("MAIN", (0, 6)))
    )


def test_packs_that_come_earlier_leave_of_the_later_ones_what_there_still_is_in_whole_packs() -> None:
    """Of twelve later ones eight could stay: six do. Ten at another place stay as they are."""
    waits = demand("A", 28, waiting(12, 5), waiting(10, 6, "WEST"), step=6, locations=BOTH)

    assert {"A": [part(6), waiting(6, 5), waiting(10, 6, "WEST")]} == moved(
        GAIN, waits, free=(at("MAIN", (0, 7), (5, 2)), at("WEST", (0, 0), (6, 0)))
    )


def test_a_single_one_beside_packs_is_given_up_where_the_packs_need_it() -> None:
    """Six are there in all."""
    rest = demand("A", 7, waiting(1, 5), step=6)

    assert {"A": [part(6)]} == moved(GAIN, rest, free=(at("MAIN", (0, 6), (5, 5)),))


def test_what_packs_give_up_goes_to_who_was_asked_before() -> None:
    """They leave for another place, where they are sooner; who would be late with it has to wait."""
    early = demand("A", 5, wanted_on=day(5), priority=1)
    late = demand("B", 5, waiting(5, 5), priority=2, step=5, locations=("WEST", "MAIN"))
    other = demand("D", 4, priority=3, step=2)

    found = moved(IMPROVE, early, late, other, free=(at("MAIN", (0, 0), (5, 0)), at("WEST", (0, 5))))

    assert {"A": [part(5, 5)], "B": [part(5, 0, "WEST")]} == found


def test_what_packs_leave_over_goes_to_who_was_asked_before() -> None:
    """Twelve leave sooner in packs instead of ten later: four of those ten are no pack, but enough for another."""
    early = demand("A", 4, wanted_on=day(5), priority=1)
    packs = demand("B", 16, waiting(10, 5), priority=2, step=6, locations=BOTH)
    vain = demand("D", 4, priority=3, step=2, locations=("EAST",))

    found = moved(
        IMPROVE, early, packs, vain, free=(at("MAIN", (0, 7), (5, 0)), at("WEST", (0, 6)), at("EAST"))
    )

    assert {"A": [part(4, 5)], "B": [part(6), part(6, 0, "WEST")]} == found


def test_a_fair_share_counts_what_a_line_has_against_what_it_wants() -> None:
    """Of ten, ten and four they have four, none and two: the second is brought up to four, then the first has its turn."""
    lines = demand("A", 10, part(4)), demand("B", 10), demand("C", 4, part(2))
    fair = all_of(Strategy.GAIN, Fairness.FAIR_SHARE)

    found = moved(fair, *lines, free=(at("MAIN", (0, 5)),))

    assert {"A": [part(5)], "B": [part(4)]} == found


def test_what_is_shared_out_anew_goes_to_the_best_place() -> None:
    """Who tolerates no move has none put back; a move of place is no move of days."""
    there = demand("A", 10, part(10, 0, "WEST"), locations=BOTH)
    free = (at("MAIN", (0, 10)), at("WEST", (0, 0)))

    found = shared(REDISTRIBUTE, there, free=free)

    assert [((part(10),), "place")] == [(one.parts, one.why) for one in found.moved]
    assert {} == moved(REDISTRIBUTE, replace(there, tolerance_days=1), free=free)
    assert {} == moved(GAIN, there, free=free)


def test_who_goes_back_makes_room_for_who_could_not() -> None:
    """The important one could come a day sooner, which is not worth telling: both stay where they were."""
    first = demand("A", 10, part(10), priority=5, tolerance_days=2)
    second = demand("B", 10, waiting(10, 1), priority=1, tolerance_days=2)

    assert {} == moved(REDISTRIBUTE, first, second, free=(at("MAIN", (0, 0), (1, 0)),))


def test_who_fills_is_owed_what_it_had_until_it_has_it_again() -> None:
    """Six are owed; one comes, then two, then the rest. Who had nothing, or has all it had, is owed nothing."""
    how = Variant(segments=(Segment(strategy=Strategy.FILL, partners=("f", "n")),))
    lines = demand("F", 12, part(6)), demand("N", 4), demand("A", 6)

    found = moved(how, *lines, free=(at("MAIN", (0, 0), (3, 1), (6, 3), (8, 9)),))

    assert {"A": [part(6)], "F": [part(1, 3), part(2, 6), part(3, 8)]} == found
    assert {} == moved(how, lines[0], free=(at("MAIN", (0, 3), (4, 9)),))


def test_what_leaves_in_time_is_confirmed_to_the_last_one() -> None:
    """And what a line has in two parts on one day it has."""
    nearly, twice = demand("A", 10, part(9), waiting(1, 0)), demand("B", 10, part(4), part(6))

    found = shared(GAIN, nearly, twice, free=(at("MAIN", (0, 0)),))

    assert [("A", (part(10),), "confirmed")] == [
        (one.demand.order, one.parts, one.why) for one in found.moved
    ]


def test_what_leaves_first_is_confirmed_first_and_of_a_day_the_place_first_by_name() -> None:
    """Wherever it leaves from."""
    fresh = demand("A", 10, locations=BOTH)
    late = demand("B", 8, part(6, 3, "WEST"), waiting(2, 4, "WEST"), locations=("WEST", "MAIN"), priority=4)

    assert {"A": [part(6, 0, "WEST"), waiting(4, 5)]} == moved(
        GAIN, fresh, free=(at("MAIN", (5, 4)), at("WEST", (0, 6)))
    )
    assert {"B": [part(4, 2), waiting(2, 2, "WEST"), part(2, 2, "WEST")]} == moved(
        GAIN, late, free=(at("WEST", (2, 4), (3, -2), (4, -4)), at("MAIN", (2, 4)))
    )
