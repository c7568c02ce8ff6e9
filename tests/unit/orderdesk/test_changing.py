"""Changes of an order under way: every kind of change against every state of the goods."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.domain.accounts import CreditTerms
from gateway.domain.conditions import ItemTerms
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.references import TradeDate
from gateway.domain.terms import SalesRequirement
from gateway.orderdesk.compensating import Booked
from gateway.orderdesk.underway import Changed
from tests.unit.orderdesk.changes import World, after, altered, change, changed, placed
from tests.unit.orderdesk.desk import agreement, conditioned, day, line, order, overriding, policy
from tests.unit.orderdesk.supplies import Supply

MUGS = Supply(sku="MUG", location="MAIN", quantity=20, available_on=day(0))
MORE = Supply(sku="MUG", location="MAIN", quantity=100, available_on=day(7))
PLATES = Supply(sku="PLATE", location="MAIN", quantity=60, available_on=day(0))
LATER = (TradeDate(kind="ship-requested", on=day(7)),)
CHEAPER = {"price": Decimal("1.495")}

Row = tuple[str, tuple[tuple[int, int], ...], int, str]
"""The verdict, (days from today, quantity) of what is promised of the line, how many must come back, why not."""


def promised(result: Changed, number: int = 1) -> tuple[tuple[int, int], ...]:
    """Return what is promised of a line, in days from today."""
    outcome = next(one.outcome for one in result.lines if one.line == number)
    return tuple(((one.ships_on - day(0)).days, one.quantity) for one in outcome.accepted)


def row(result: Changed) -> Row:
    """Return what became of the only line of a change."""
    (asked,) = result.asked
    facts = promised(result) if result.lines else ()
    recall = sum(one.commitment.quantity for one in result.recall)
    return result.verdict, facts, recall, asked.refusal or asked.limited


def world(state: str, *, shipped: int = 0) -> World:
    """Return an order of twelve mugs for today, of which the promise has gone so far."""
    return placed(
        order(line(quantity="12")),
        MUGS,
        MORE,
        PLATES,
        states={1: state},
        shipped={1: shipped} if shipped else {},
    )


WORDS: dict[str, ChangedLine] = {
    "more": altered("quantity-increase", "1", "30"),
    "less": altered("quantity-decrease", "1", "4"),
    "price": altered("price-change", "1", **CHEAPER),
    "later": altered("reschedule", "1", dates=LATER),
    "item": altered("replace-item", "1", sku="PLATE"),
    "unit": altered("change", "1", "1", unit="CA", price=Decimal("18.00")),
    "delete": altered("delete-line", "1"),
    "all": altered("replace-all", "1", "6", sku="PLATE", unit="EA", price=Decimal("3.00")),
    "nothing": altered("no-change", "1", "12"),
}
KEPT, SHIPPED, PICKED = ((0, 12),), "change.already-shipped", "change.already-released"
MATRIX: dict[tuple[str, str], Row] = {
    ("more", "loose"): ("accepted", ((0, 20), (7, 10)), 0, ""),
    ("more", "out"): ("accepted", ((0, 20), (7, 10)), 0, ""),
    ("more", "picked"): ("accepted", ((0, 20), (7, 10)), 0, ""),
    ("more", "left"): ("accepted", ((0, 20), (7, 10)), 0, ""),
    ("less", "loose"): ("accepted", ((0, 4),), 0, ""),
    ("less", "out"): ("accepted", ((0, 4),), 12, ""),
    ("less", "picked"): ("accepted", KEPT, 0, PICKED),
    ("less", "left"): ("accepted", KEPT, 0, SHIPPED),
    ("price", "loose"): ("accepted", KEPT, 0, ""),
    ("price", "out"): ("accepted", KEPT, 0, ""),
    ("price", "picked"): ("accepted", KEPT, 0, ""),
    ("price", "left"): ("refused", (), 0, SHIPPED),
    ("later", "loose"): ("accepted", ((7, 12),), 0, ""),
    ("later", "out"): ("accepted", ((7, 12),), 12, ""),
    ("later", "picked"): ("accepted", KEPT, 0, PICKED),
    ("later", "left"): ("accepted", KEPT, 0, SHIPPED),
    ("item", "loose"): ("accepted", KEPT, 0, ""),
    ("item", "out"): ("accepted", KEPT, 12, ""),
    ("item", "picked"): ("refused", (), 0, PICKED),
    ("item", "left"): ("refused", (), 0, SHIPPED),
    ("unit", "loose"): ("accepted", KEPT, 0, ""),
    ("unit", "out"): ("accepted", KEPT, 0, ""),
    ("unit", "picked"): ("accepted", KEPT, 0, ""),
    ("unit", "left"): ("refused", (), 0, SHIPPED),
    ("delete", "loose"): ("accepted", (), 0, ""),
    ("delete", "out"): ("accepted", (), 12, ""),
    ("delete", "picked"): ("accepted", KEPT, 0, PICKED),
    ("delete", "left"): ("accepted", KEPT, 0, SHIPPED),
    ("all", "loose"): ("accepted", ((0, 6),), 0, ""),
    ("all", "out"): ("accepted", ((0, 6),), 12, ""),
    ("all", "picked"): ("refused", (), 0, PICKED),
    ("all", "left"): ("refused", (), 0, SHIPPED),
    ("nothing", "loose"): ("accepted", KEPT, 0, ""),
    ("nothing", "out"): ("accepted", KEPT, 0, ""),
    ("nothing", "picked"): ("accepted", KEPT, 0, ""),
    ("nothing", "left"): ("accepted", KEPT, 0, ""),
}


@pytest.mark.parametrize(("word", "state"), MATRIX, ids=["-".join(key) for key in MATRIX])
def test_every_change_in_every_state(word: str, state: str) -> None:
    """Goods with us move; goods with the warehouse are asked back; what is picked or gone stays and is told."""
    there = world("out" if state == "picked" else state, shipped=12 if state == "left" else 0)
    if word == "item":
        there = placed(
            order(line(quantity="12", price=None)), MUGS, PLATES, states={1: there.underway.booked[0].state}
        )
    result = changed(there, change(WORDS[word]), recallable=state != "picked")

    assert MATRIX[word, state] == row(result)


def test_the_matrix_is_whole() -> None:
    """No kind of change is left out in any state."""
    assert {(word, state) for word in WORDS for state in ("loose", "out", "picked", "left")} == set(MATRIX)


def test_what_left_in_part_stays_and_the_rest_goes() -> None:
    """Of two promises one has left: the line is cut to it."""
    there = placed(order(line(quantity="30")), MUGS, MORE, states={1: "loose"}, shipped={1: 20})
    gone, *rest = there.underway.booked
    booked = (replace(gone, state="left"), *rest)
    there = replace(there, underway=replace(there.underway, booked=booked))
    result = changed(there, change(altered("delete-line", "1")))

    assert ("accepted", ((0, 20),), 0, SHIPPED) == row(result)
    assert Decimal(20) == result.order.lines[0].quantity
    assert "closed" == result.state


def test_a_line_is_added_behind_the_others_and_one_that_goes_keeps_its_place() -> None:
    """Numbers of lines mean for ever what they meant."""
    there = placed(order(line(quantity="6"), line("PLATE", "6")), MUGS, PLATES)
    first = after(there, changed(there, change(altered("delete-line", "1"))))
    add = altered("add-line", "1", "6", sku="MUG", unit="EA", price=Decimal("1.50"))
    result = changed(first, change(add))

    assert [("1", Decimal(0)), ("2", Decimal(6)), ("1", Decimal(6))] == [
        (one.number, one.quantity) for one in result.order.lines
    ]
    assert [(), ((0, 6),), ((0, 6),)] == [promised(result, number) for number in (1, 2, 3)]
    assert frozenset({3}) == result.touched


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ((altered("change", "9", "6"),), ["change.line-unknown"]),
        ((altered("delete-line", "9"),), ["change.line-unknown"]),
        ((altered("add-line", "1", "6", sku="MUG"),), ["change.line-there"]),
        ((altered("add-line", "2", "6", sku="GHOST", unit="EA"),), ["order.item-unknown"]),
        ((altered("change", "1", unit="XX"),), ["order.unit-unknown"]),
    ],
)
def test_a_line_that_cannot_be_worked_in_is_refused(lines: tuple[ChangedLine, ...], codes: list[str]) -> None:
    """With a reason; the order stands as it was."""
    there = placed(order(line(quantity="12")), MUGS)
    result = changed(there, change(*lines))

    assert ("refused", codes) == (result.verdict, [one.code for one in result.findings])
    assert codes == [one.refusal for one in result.asked]
    assert there.underway.order == result.order


def test_a_refused_line_stops_no_other() -> None:
    """What can be worked in is, and each line says what became of it."""
    there = placed(order(line(quantity="12")), MUGS)
    more = altered("quantity-increase", "1", "14")
    result = changed(there, change(altered("change", "9", "6"), more))

    assert ("accepted", ((0, 14),)) == (result.verdict, promised(result))
    assert ["change.line-unknown", ""] == [one.refusal for one in result.asked]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (altered("quantity-increase", "1", "3"), "change.quantity-contradicts"),
        (altered("quantity-decrease", "1", "30"), "change.quantity-contradicts"),
        (altered("change", "1", "3", left_to_receive=Decimal(5)), "change.quantity-contradicts"),
        (altered("transfer-line", "1"), "change.word-unclear"),
        (altered("x12:ZZ", "1"), "change.word-unclear"),
        (altered("price-change", "1", price=Decimal("0.90")), "order.price-below"),
    ],
)
def test_a_doubt_waits_for_a_person(one: ChangedLine, code: str) -> None:
    """Nothing is done until somebody has looked."""
    result = changed(placed(order(line(quantity="12")), MUGS), change(one))

    assert ("waits", [code]) == (result.verdict, [each.code for each in result.findings])


def test_a_person_may_let_a_doubt_pass() -> None:
    """What would hold the change is waived with it, for that line."""
    there = placed(order(line("PLATE", "6"), line(quantity="12")), MUGS, PLATES)
    cheap = altered("price-change", "2", price=Decimal("0.90"))
    result = changed(there, change(cheap), accepting=True)

    assert ("accepted", ("V31/2",)) == (result.verdict, result.waived)
    assert [Decimal("3.00"), Decimal("0.90")] == [one.price and one.price.holds for one in result.lines]


def test_a_contradiction_let_pass_by_a_person_is_left_out() -> None:
    """A line nobody understands is refused, the others are taken."""
    result = changed(placed(order(line(quantity="12")), MUGS), change(altered("x12:ZZ", "1")), accepting=True)

    assert ("refused", ["change.word-unclear"]) == (result.verdict, [one.code for one in result.findings])


def test_an_order_is_cancelled_as_far_as_it_can_be() -> None:
    """What has left stays and closes the order, the rest goes."""
    there = placed(
        order(line(quantity="12"), line("PLATE", "6")), MUGS, PLATES, states={1: "left"}, shipped={1: 12}
    )
    result = changed(there, change(purpose="cancellation"))

    assert ("accepted", "closed", {1: SHIPPED}) == (result.verdict, result.state, result.limited)
    assert [Decimal(12), Decimal(0)] == [one.quantity for one in result.order.lines]
    assert [SHIPPED] == [one.code for one in result.findings]


def test_a_replacement_names_all_that_stays() -> None:
    """Lines it does not name go, lines it names for the first time come."""
    there = placed(order(line(quantity="12"), line("PLATE", "6")), MUGS, PLATES)
    same = altered("replace-all", "2", "12", sku="PLATE", unit="EA", price=Decimal("3.00"))
    new = altered("replace-all", "3", "6", sku="MUG", unit="EA", price=Decimal("1.50"))
    result = changed(there, change(same, new, purpose="replacement"))

    assert [Decimal(0), Decimal(12), Decimal(6)] == [one.quantity for one in result.order.lines]
    assert ["", "MUG"] == [result.lines[0].outcome.reject, result.lines[2].sku]
    assert "order.line-deleted" == result.lines[0].outcome.cancelled[0].reason


def test_a_head_moves_every_line_that_has_no_day_of_its_own() -> None:
    """And no other."""
    own = line("PLATE", "6", dates=(TradeDate(kind="ship-requested", on=day(1)),))
    there = placed(order(line(quantity="12"), own), MUGS, MORE, PLATES)
    result = changed(there, change(dates=LATER))

    assert [((7, 12),), ((1, 6),)] == [promised(result, 1), promised(result, 2)]
    assert frozenset({1}) == result.touched


def test_goods_that_are_picked_stay_where_the_head_moves_the_order() -> None:
    """The line says so though the change does not name it."""
    there = placed(order(line(quantity="12")), MUGS, MORE, states={1: "out"})
    result = changed(there, change(dates=LATER), recallable=False)

    assert (KEPT, {1: PICKED}) == (promised(result), result.limited)


def test_an_order_that_ships_complete_is_promised_anew_as_a_whole() -> None:
    """One line for later, and all of them leave later."""
    whole = agreement(backorders=policy(complete=True))
    there = placed(order(line(quantity="12"), line("PLATE", "6")), MUGS, PLATES, agreed=whole)
    result = changed(there, change(altered("reschedule", "2", dates=LATER)), agreed=whole)

    assert [((7, 12),), ((7, 6),)] == [promised(result, 1), promised(result, 2)]


def test_what_is_left_to_receive_is_added_to_what_has_left() -> None:
    """A partner who says only what is still to come means more than that."""
    there = placed(order(line(quantity="12")), MUGS, states={1: "left"}, shipped={1: 12})
    only_left = altered("change", "1", left_to_receive=Decimal(5))
    result = changed(there, change(only_left))

    assert (Decimal(17), ((0, 17),)) == (result.order.lines[0].quantity, promised(result))


def test_what_came_back_for_the_change_is_promised_anew() -> None:
    """Even where nothing of the line changes in the end: its number is used up at the warehouse."""
    there = world("back")
    result = changed(there, change(WORDS["nothing"]), recallable=False)

    assert (KEPT, ["1.1"]) == (promised(result), [one.id for one in result.back])
    assert [(2, 12)] == [(one.schedule, one.quantity) for one in result.commitments]


def test_an_order_kind_nobody_agreed_on_any_more_refuses_the_change() -> None:
    """A reason against the whole order is a reason against the change."""
    there = placed(order(line(quantity="12")), MUGS)
    result = changed(there, change(WORDS["more"]), agreed=agreement(order_kinds=("blanket",)))

    assert ("refused", ["order.kind-unsupported"]) == (result.verdict, [one.code for one in result.findings])


def test_the_rest_of_a_backorder_goes_first() -> None:
    """Less of a line that waits in part: what waits is given up before what is promised."""
    there = placed(order(line(quantity="30")), MUGS)
    result = changed(there, change(altered("quantity-decrease", "1", "20")))

    assert (((0, 20),), (), ()) == (promised(result), result.back, result.lines[0].outcome.backordered)


def test_a_line_that_may_not_be_parted_is_promised_anew() -> None:
    """More of it and the rest comes later: all of it leaves then."""
    whole = line(quantity="12", requirements=(SalesRequirement(kind="ship-complete"),))
    there = placed(order(whole), MUGS, MORE)
    result = changed(there, change(WORDS["more"]))

    assert ((7, 30),) == promised(result)


@pytest.mark.parametrize(
    "said", [change(altered("delete-line", "1")), change(purpose="cancellation")], ids=["line", "order"]
)
def test_only_what_the_unit_can_say_can_be_cut_down_to(said: OrderChange) -> None:
    """Of a case of twelve nobody can order seven in cases: the line stands as it was."""
    there = placed(order(line(quantity="1", unit="CA", price=Decimal("18.00"))), MUGS)
    (whole,) = there.underway.booked
    seven = Booked(id="a", commitment=replace(whole.commitment, quantity=7), state="left")
    five = Booked(id="b", commitment=replace(whole.commitment, quantity=5, schedule=2))
    underway = replace(there.underway, booked=(seven, five), shipped={1: 7}, state="shipping")
    result = changed(replace(there, underway=underway), said)

    assert ("refused", [SHIPPED]) == (result.verdict, [one.code for one in result.findings])


def test_a_line_nobody_changes_keeps_what_waits_and_what_was_said_of_it() -> None:
    """Its backorder stays in the ledger, and no rule looks at it again."""
    cheap = line("PLATE", "6", price=Decimal("2.00"))
    far = Supply(sku="MUG", location="MAIN", quantity=100, available_on=day(60))
    there = placed(
        order(line(quantity="12"), line(quantity="30"), cheap), MUGS, PLATES, far, waived=("V31/3",)
    )
    result = changed(there, change(altered("quantity-decrease", "1", "6")))

    assert ("accepted", frozenset({1})) == (result.verdict, result.touched)
    assert {1} == {one.line for one in (*result.commitments, *(each.commitment for each in result.back))}
    assert there.underway.outcomes[1:] == tuple(one.outcome for one in result.lines[1:])
    assert ("V31/3",) == result.waived
    assert not [one for one in result.results if one.line == 3]


def test_what_only_shows_once_something_else_was_refused_is_refused_too() -> None:
    """Line 1 keeps its mugs, so that line 2 would repeat them; what is left of the change goes on."""
    agreed = overriding("V46", "reject")
    dear = line(quantity="6", price=Decimal("3.00"))
    there = placed(order(dear, line("PLATE", "6"), line("PLATE", "18")), MUGS, PLATES)
    asked = (
        altered("replace-item", "1", sku="NOBODYS"),
        altered("replace-item", "2", sku="MUG"),
        altered("quantity-decrease", "3", "12"),
    )
    result = changed(there, change(*asked), agreed=agreed)

    assert ("accepted", ["order.item-unknown", "order.line-repeated", ""]) == (
        result.verdict,
        [one.refusal for one in result.asked],
    )
    assert [Decimal(6), Decimal(6), Decimal(12)] == [one.quantity for one in result.order.lines]


def test_a_person_lets_pass_what_only_shows_once_something_else_was_let_pass() -> None:
    """While the price is not known nobody knows what the order comes to."""
    limited = agreement(credit=CreditTerms(limit=Decimal(10)))
    lower = change(altered("price-change", "1", price=Decimal("1.00")))
    there = placed(order(line(quantity="12")), MUGS)
    waits, result = (changed(there, lower, agreed=limited, accepting=one) for one in (False, True))

    assert ("waits", ["order.price-below"]) == (waits.verdict, [one.code for one in waits.findings])
    assert ("accepted", ("V31/1", "V48")) == (result.verdict, result.waived)


def test_a_change_after_which_a_line_could_not_even_stay_as_it_was_is_refused_as_a_whole() -> None:
    """Nobody loses a line over a change that was not taken: neither to a new least, nor by asking twice of what has left."""
    least = conditioned(items=(ItemTerms(sku="MUG", least=20),))
    more = altered("quantity-increase", "1", "13")
    new = changed(placed(order(line(quantity="12")), MUGS, MORE), change(more, dates=LATER), agreed=least)
    gone = changed(world("left", shipped=12), change(altered("price-change", "1", **CHEAPER), more))

    assert [
        ("refused", ["order.quantity-below-least"], ()),
        ("refused", [SHIPPED], ()),
    ] == [(one.verdict, [each.code for each in one.findings], one.back) for one in (new, gone)]
