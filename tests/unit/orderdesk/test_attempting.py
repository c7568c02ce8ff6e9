"""One try at a change: what is told of each line, what is asked of the desk, and what the order comes to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.domain.accounts import Account, CreditTerms
from gateway.domain.findings import find
from gateway.domain.order_changes import OrderChange
from gateway.domain.supply_policies import Quota, SupplyPolicies
from gateway.orderdesk.underway import AskedLine
from tests.unit.orderdesk.changes import World, altered, change, changed, placed
from tests.unit.orderdesk.desk import TODAY, agreement, day, line, order
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
