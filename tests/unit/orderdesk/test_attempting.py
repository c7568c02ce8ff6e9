"""One try at a change: what is told of each line, what is asked of the desk, and what the order comes to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.domain.accounts import Account, CreditTerms
from gateway.domain.agreements import AgreedPrice
from gateway.domain.conditions import RuleException, Usual
from gateway.domain.findings import find
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import Schedule
from gateway.domain.supply import Planned
from gateway.domain.supply_policies import Capacity, ItemPolicy, Mode, Quota, SupplyPolicies
from gateway.orderdesk.underway import AskedLine, unchanged
from tests.unit.orderdesk.changes import World, altered, change, changed, placed
from tests.unit.orderdesk.desk import (
    STORE,
    TODAY,
    agreement,
    conditioned,
    day,
    decided,
    line,
    order,
    overriding,
    policy,
    said,
)
from tests.unit.orderdesk.supplies import Supply
from tests.unit.orderdesk.test_changing import LATER, MORE, MUGS, PICKED, PLATES, SHIPPED, promised


def two(**states: object) -> World:
    """Return an order of plates for a day of their own and of twelve mugs for today."""
    return placed(order(line("PLATE", "6", dates=LATER), line(quantity="12")), MUGS, MORE, PLATES, **states)  # type: ignore[arg-type]  # states and shipped by name


def test_every_line_of_a_change_is_told_what_became_of_it_and_where_it_stands_there() -> None:
    """What has left stays as it was; a line nobody knows is refused; what can be worked in has nothing to tell."""
    there = two(states={2: "left"}, shipped={2: 12})
    result = changed(
        there,
        change(
            altered("quantity-increase", "1", "12"),
            altered("change", "9", "6"),
            altered("reschedule", "2", dates=(replace(LATER[0], on=day(3)),)),
        ),
    )

    assert (
        AskedLine(at=1, number=1),
        AskedLine(at=2, refusal="change.line-unknown"),
        AskedLine(at=3, number=2, limited=SHIPPED),
    ) == result.asked
    assert (find("change.line-unknown", path="lines[1]"), find(SHIPPED, path="lines[2]")) == result.findings
    assert ("accepted", {2: SHIPPED}, frozenset({1, 2})) == (result.verdict, result.limited, result.touched)


def test_a_line_the_change_does_not_name_is_told_by_its_place_in_the_order() -> None:
    there = two(states={2: "out"})
    sooner = change(dates=(replace(LATER[0], on=day(2)),))

    assert (find(PICKED, path="lines[1]"),) == changed(there, sooner, recallable=False).findings


def test_a_line_nobody_knows_is_told_nothing_of_others() -> None:
    there = placed(order(line(quantity="12")), MUGS, MORE, states={1: "out"})

    result = changed(there, change(altered("change", "9", "6"), dates=LATER), recallable=False)

    assert ((AskedLine(at=1, refusal="change.line-unknown"),), {1: PICKED}) == (result.asked, result.limited)


def test_what_goes_back_is_of_no_quota_any_more() -> None:
    """The partner's and its class's own: what it gives back it may have again, and no more than that."""
    there = placed(order(line(quantity="12")), MUGS)
    mine = agreement(priority=4)
    used = Quota(sku="MUG", cap=14, used=12, from_on=TODAY, until_on=day(30), partner="buyer", demand_class=4)
    policies = SupplyPolicies(quotas=(used,))

    less = changed(there, change(altered("quantity-decrease", "1", "10")), agreed=mine, policies=policies)
    more = changed(there, change(altered("quantity-increase", "1", "20")), agreed=mine, policies=policies)

    assert (((0, 10),), ((0, 14),)) == (promised(less), promised(more))


@pytest.mark.parametrize(("owed", "verdict"), [("82", "accepted"), ("82.01", "waits")])
def test_more_is_asked_of_the_account_of_the_buyer(owed: str, verdict: str) -> None:
    """Ten mugs more make 22 of them, 33.00 in all, beside what is owed for other orders."""
    there = placed(order(line(quantity="12")), MUGS, MORE)
    on_account = agreement(credit=CreditTerms(limit=Decimal(115)))

    result = changed(
        there,
        change(altered("quantity-increase", "1", "22")),
        agreed=on_account,
        account=Account(owed=Decimal(owed), reserved=Decimal(15)),
    )

    assert verdict == result.verdict


def test_new_promises_are_numbered_behind_all_the_line_ever_had() -> None:
    """In whatever order those are remembered; a new line begins with one."""
    there = placed(order(line(quantity="30")), MUGS, MORE, PLATES)
    there = replace(there, underway=replace(there.underway, booked=there.underway.booked[::-1]))
    tomorrow = altered("reschedule", "1", dates=(replace(LATER[0], on=day(1)),))
    plates = altered("add-line", "2", "6", sku="PLATE", unit="EA", price=Decimal("3.00"))

    result = changed(there, change(tomorrow, plates))

    assert [(1, 3, 20, day(1)), (1, 4, 10, day(7)), (2, 1, 6, TODAY)] == [
        (one.line, one.schedule, one.quantity, one.promised_on) for one in result.commitments
    ]
    assert ["1.2", "1.1"] == [one.id for one in result.back]


def test_what_was_let_pass_stays_so_and_is_told_in_order() -> None:
    waived = ("V31/2", "V13", "V31/1", "V02")
    there = placed(order(line(quantity="6"), line(quantity="12")), MUGS, waived=waived)

    result = changed(there, change(altered("quantity-decrease", "1", "4")))

    assert ("V02", "V13", "V31/1", "V31/2") == result.waived


def test_a_line_nobody_touches_is_wanted_when_it_is_asked_for_and_when_it_was_promised_for() -> None:
    """So that an answer can say of each promise whether it is in time."""
    there = two()
    early = tuple(
        replace(one, commitment=replace(one.commitment, needed_on=day(-4))) for one in there.underway.booked
    )
    there = replace(there, underway=replace(there.underway, booked=early))

    result = changed(there, change(altered("quantity-increase", "1", "12")))

    assert frozenset({1}) == result.touched
    assert [(day(-4), day(7)), (TODAY, day(-4))] == [one.wanted_on for one in result.lines]
    assert {1} == {one.line for one in result.commitments}


@pytest.mark.parametrize(
    ("said", "shipped", "state"),
    [
        (change(altered("delete-line", "1")), {}, "confirmed"),
        (change(purpose="cancellation"), {}, "cancelled"),
        (change(purpose="cancellation"), {2: 12}, "closed"),
        (change(altered("delete-line", "1")), {2: 12}, "closed"),
        (change(altered("quantity-increase", "1", "12")), {2: 12}, "shipping"),
        (change(altered("quantity-increase", "2", "900")), {2: 12}, "shipping"),
        (change(altered("delete-line", "1"), altered("quantity-decrease", "2", "1")), {}, "confirmed"),
    ],
)
def test_an_order_of_which_nothing_is_to_come_is_over(
    said: OrderChange, shipped: dict[int, int], state: str
) -> None:
    """Closed if something has left, cancelled if nothing has; what waits without a day is still to come."""
    there = two(states={2: "left"} if shipped else {}, shipped=shipped)

    assert state == changed(there, said).state


def test_a_line_that_is_added_to_an_order_that_ships_complete_moves_all_of_it() -> None:
    """A line that went is not promised again."""
    whole = agreement(backorders=replace(agreement().backorders, complete=True))
    there = placed(order(line(quantity="12"), line("PLATE", "6")), MUGS, MORE, PLATES, agreed=whole)
    later = altered("reschedule", "2", dates=LATER)

    result = changed(there, change(altered("delete-line", "1"), later), agreed=whole)

    assert [(), ((7, 6),)] == [promised(result, number) for number in (1, 2)]
    assert {2} == {one.line for one in result.commitments}


def test_a_reason_against_the_order_refuses_the_change_as_it_is_found() -> None:
    """With nothing said of its lines."""
    there = placed(order(line(quantity="12")), MUGS)
    blanket = agreement(order_kinds=("blanket",))

    result = changed(there, change(altered("quantity-increase", "1", "14")), agreed=blanket)

    (found,) = said(decided(there.underway.order, blanket), "V7")
    assert unchanged(there.underway, "refused", [found.finding]) == result


UNPRICED = {"price": None}


@pytest.mark.parametrize(
    ("price", "others_go_on", "told"),
    [
        ("0.10", [], ["order.price-below"]),
        ("1.60", [], ["order.price-missing"]),
        ("1.60", ["others go on"], []),
    ],
)
def test_a_change_waits_for_what_is_doubtful_of_its_own_lines_and_for_others_only_if_all_of_the_order_would(
    price: str, others_go_on: list[str], told: list[str]
) -> None:
    """It was agreed since that a line without a price is held: no person can let that pass."""
    there = placed(order(line(quantity="12"), line("PLATE", "6", **UNPRICED)), MUGS, PLATES)
    since = overriding("V28", "hold", line_holds=bool(others_go_on))

    result = changed(there, change(altered("price-change", "1", price=Decimal(price))), agreed=since)

    assert (("waits" if told else "accepted"), told) == (
        result.verdict,
        [one.code for one in result.findings],
    )


def test_what_the_rules_say_of_touched_lines_and_of_the_order_is_kept() -> None:
    """Of other lines nothing."""
    moved = replace(STORE, street=("2 Main Street",))
    dear = line("PLATE", "6", price=Decimal("4.00"))
    there = placed(order(line(quantity="12"), dear, parties=(moved,)), MUGS, PLATES)

    result = changed(there, change(altered("price-change", "1", price=Decimal("2.00"))))

    assert [("V29", 1), ("V39", None)] == [(one.rule, one.line) for one in result.results]


def test_what_has_to_be_made_for_a_change_is_told() -> None:
    there = placed(order(line(quantity="12")), MUGS)
    made = SupplyPolicies(
        items=(ItemPolicy(sku="MUG", mode=Mode.CAPABLE),),
        capacities=(Capacity(sku="MUG", location="MAIN", on=TODAY, quantity=9),),
    )

    result = changed(there, change(altered("quantity-increase", "1", "24")), policies=made)

    assert (Planned(sku="MUG", location="MAIN", on=TODAY, quantity=4),) == result.planned


def test_other_lines_are_worth_what_they_keep() -> None:
    """Six plates at 3.00 beside 22 mugs at 1.50 make 51.00."""
    there = placed(order(line("PLATE", "6"), line(quantity="12")), MUGS, MORE, PLATES)
    more = change(altered("quantity-increase", "2", "22"))

    for limit, verdict in ((51, "accepted"), (50, "waits")):
        on_account = agreement(credit=CreditTerms(limit=Decimal(limit)))
        assert verdict == changed(there, more, agreed=on_account).verdict


def test_what_other_lines_keep_counts_for_how_much_of_the_order_is_promised() -> None:
    """Of 24 pieces all are, of which the change touches half."""
    there = placed(order(line("PLATE", "6"), line(quantity="12")), MUGS, PLATES)
    most = conditioned(least_accepted_percent=Decimal(90))

    assert "accepted" == changed(there, change(altered("quantity-increase", "1", "12")), agreed=most).verdict


def test_an_order_without_a_day_is_priced_today() -> None:
    """By prices that are valid today."""
    valid = agreement(prices=(AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.50"), valid_from_on=TODAY),))
    there = placed(order(line(quantity="12"), ordered_on=None), MUGS, agreed=valid)

    result = changed(there, change(altered("quantity-decrease", "1", "4"), ordered_on=None), agreed=valid)

    assert ("accepted", ((0, 4),)) == (result.verdict, promised(result))


SUBSTITUTING = agreement(backorders=policy(substitute=True))
OLD = line("OLD", "12", price=Decimal("2.00"))


@pytest.mark.parametrize(("until", "back"), [(0, []), (-1, ["1.1"])])
def test_what_is_let_pass_today_names_the_item_today(until: int, back: list[str]) -> None:
    """While it may, the line goes on with the old item and keeps what it has of it; later another is sold instead."""
    lets_pass = RuleException(id="x1", rule="V18", until_on=day(until))
    there = placed(order(OLD), agreed=SUBSTITUTING, waived=("V18/1",))
    there = replace(there, underway=replace(there.underway, waived=()))

    result = changed(
        there,
        change(altered("quantity-increase", "1", "14")),
        agreed=replace(SUBSTITUTING, exceptions=(lets_pass,)),
    )

    assert ("accepted", back) == (result.verdict, [one.id for one in result.back])


def test_what_a_person_let_pass_names_the_item_too() -> None:
    there = placed(order(OLD), agreed=SUBSTITUTING, waived=("V18/1",))

    result = changed(there, change(altered("quantity-increase", "1", "14")), agreed=SUBSTITUTING)

    assert ((), [("OLD", 2)]) == (result.back, [(one.sku, one.quantity) for one in result.commitments])


def test_a_line_nobody_changes_is_asked_nothing_though_other_goods_left_for_it_than_it_names() -> None:
    """What stood in for its item has left; the change is of the other line, before it or behind."""
    for number, other in (("1", "2"), ("2", "1")):
        there = placed(order(line(quantity="12"), line(quantity="6")), MUGS, MORE, PLATES)
        booked = tuple(
            replace(one, state="left", commitment=replace(one.commitment, sku="PLATE"))
            if one.commitment.line == int(number)
            else one
            for one in there.underway.booked
        )
        there = replace(there, underway=replace(there.underway, booked=booked))

        result = changed(there, change(altered("quantity-increase", other, "14")))

        assert ("accepted", frozenset({int(other)}), {}) == (result.verdict, result.touched, result.limited)


def test_a_line_is_cut_to_what_has_left_of_it_wherever_it_stands() -> None:
    """Twelve of the second line have left, one of the third."""
    there = placed(
        order(line("PLATE", "6"), line(quantity="12"), line(quantity="1")),
        MUGS,
        PLATES,
        states={2: "left", 3: "left"},
        shipped={2: 12, 3: 1},
    )

    result = changed(there, change(altered("quantity-decrease", "2", "4"), altered("delete-line", "3")))

    assert [Decimal(6), Decimal(12), Decimal(1)] == [one.quantity for one in result.order.lines]
    assert {2: SHIPPED, 3: SHIPPED} == result.limited


def test_what_is_deleted_gives_back_all_of_it() -> None:
    """If it is one."""
    there = placed(order(line(quantity="1"), line("PLATE", "6")), MUGS, PLATES)

    result = changed(there, change(altered("delete-line", "1")))

    assert (["1.1"], ()) == ([one.id for one in result.back], result.commitments)


def test_a_quantity_nobody_can_ship_is_refused() -> None:
    there = placed(order(line(quantity="12"), line("PLATE", "6")), MUGS, PLATES)

    result = changed(there, change(altered("change", "1", "1.5")))

    assert ("refused", ["order.quantity-not-whole"]) == (
        result.verdict,
        [one.code for one in result.findings],
    )


def test_of_what_goes_in_packs_as_much_is_kept_as_whole_packs_make() -> None:
    """Ten plates are one pack of six; of the two promised the later one goes."""
    later = Supply(sku="PLATE", location="MAIN", quantity=6, available_on=day(7))
    there = placed(order(line("PLATE", "12")), replace(PLATES, quantity=6), later)

    result = changed(there, change(altered("quantity-decrease", "1", "10")))

    assert (["1.2"], ()) == ([one.id for one in result.back], result.commitments)


def test_goods_of_another_item_go_back_and_the_new_ones_are_promised() -> None:
    there = placed(order(line(quantity="12", price=None)), MUGS, PLATES)

    result = changed(there, change(altered("replace-item", "1", sku="PLATE")))

    assert (["1.1"], [("PLATE", 12)]) == (
        [one.id for one in result.back],
        [(one.sku, one.quantity) for one in result.commitments],
    )


def test_what_was_ordered_before_tells_what_is_unusual() -> None:
    there = placed(order(line(quantity="12")), MUGS, MORE)
    watching = conditioned(usual=Usual(fewest=2))

    doubtful = changed(
        there, change(altered("quantity-increase", "1", "90")), agreed=watching, before={"MUG": (12, 13, 14)}
    )

    assert ("waits", ["order.quantity-outlier"]) == (
        doubtful.verdict,
        [one.code for one in doubtful.findings],
    )


def test_parts_of_a_line_nobody_touches_are_wanted_on_their_days() -> None:
    """All of the one it asks for, on its day and no other."""
    cases = line(
        unit="CA",
        quantity="2",
        price=Decimal("18.00"),
        schedules=(
            Schedule(quantity=Decimal(1), date_kind="ship-requested", on=day(3)),
            Schedule(quantity=Decimal(1), date_kind="ship-requested", on=day(5)),
        ),
    )
    single = line(
        quantity="1", schedules=(Schedule(quantity=Decimal(1), date_kind="ship-requested", on=day(3)),)
    )
    there = placed(order(cases, single, line("PLATE", "6")), MORE, PLATES)

    result = changed(there, change(altered("quantity-increase", "3", "12")))

    assert [(day(3), day(5)), (day(3),)] == [tuple(dict.fromkeys(one.wanted_on)) for one in result.lines[:2]]


def test_an_order_goes_on_while_one_of_its_lines_is_held() -> None:
    """Though nothing of it is promised and all the others went."""
    others = agreement(line_holds=True)
    there = placed(order(line(price=Decimal("0.10")), line("PLATE", "6")), MUGS, PLATES, agreed=others)

    result = changed(there, change(altered("delete-line", "2")), agreed=others)

    assert ("accepted", "confirmed") == (result.verdict, result.state)
