"""What a person wants to be different becomes a change, and answers say what became different."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Dialect, RuleOverride
from gateway.domain.order_responses import Shortfall
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.orderdesk.editing import Edit, LineEdit, against, as_change, marked, priced, word_of
from gateway.orderdesk.responding import respond
from gateway.orderdesk.responding_to_changes import tell_of
from gateway.orderdesk.revising import revise
from tests.unit.orderdesk.desk import AGREEMENT, STORE, TODAY, day, decided, dialect, line, order

PLACED = order(line(), line("PLATE", "12"))
ONE_DATE = TradeDate(kind="ship-requested", on=day(3))


def edited(*lines: LineEdit, placed: PurchaseOrder = PLACED, **changes: Any) -> PurchaseOrder:
    """Return the order after an edit."""
    change = as_change(placed, Edit(reason="they rang", lines=lines, **changes), AGREEMENT)
    return revise(placed, change).order


def test_a_line_is_changed_in_what_is_said_and_nothing_else() -> None:
    """Quantity, day and price, each where it is named; a day is wanted the way it was."""
    whole = edited(LineEdit(line=1, quantity=Decimal(4), on=day(3), price=Decimal(2)))
    delivered = order(line(dates=(TradeDate(kind="delivery-requested", on=TODAY),)))
    undated = order(line(), dates=())

    expected = replace(PLACED.lines[0], quantity=Decimal(4), price=Decimal(2), dates=(ONE_DATE,))
    assert (expected, PLACED.lines[1]) == whole.lines
    for placed, kind in ((delivered, "delivery-requested"), (undated, "ship-requested")):
        moved = edited(LineEdit(line=1, on=day(3)), placed=placed)
        assert (TradeDate(kind=kind, on=day(3)),) == moved.lines[0].dates


def test_lines_and_orders_are_cancelled_and_go_elsewhere() -> None:
    """The reason goes with the change."""
    gone = edited(LineEdit(line=2, cancel=True))
    nothing = edited(cancel=True)
    change = as_change(PLACED, Edit(reason="they moved", ship_to="0001"), AGREEMENT)

    assert [10, 0] == [one.quantity for one in gone.lines]
    assert [0, 0] == [one.quantity for one in nothing.lines]
    assert ((STORE,), ("they moved",)) == (change.parties, change.notes[0].texts)


@pytest.mark.parametrize(
    ("edit", "placed", "said"),
    [
        (Edit(reason="x"), PLACED, "nothing is to be different"),
        (Edit(reason="x", ship_to="nowhere"), PLACED, "nowhere is no place that was agreed"),
        (Edit(reason="x", lines=(LineEdit(line=0, cancel=True),)), PLACED, "the order has no line 0"),
        (Edit(reason="x", lines=(LineEdit(line=3, cancel=True),)), PLACED, "the order has no line 3"),
        (Edit(reason="x", lines=(LineEdit(line=1),)), PLACED, "nothing is to be different about line 1"),
        (Edit(reason="x", lines=(LineEdit(line=1, quantity=Decimal(0)),)), PLACED, "more than nothing"),
        (Edit(reason="x", lines=(LineEdit(line=1, price=Decimal(-1)),)), PLACED, "prices no less"),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            order(line(number="1"), line("PLATE", "12", number="01")),
            "line 1 has no number of its own",
        ),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            replace(PLACED, lines=(replace(PLACED.lines[0], number=""),)),
            "line 1 has no number of its own",
        ),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            replace(PLACED, lines=(replace(PLACED.lines[0], quantity=Decimal(0)),)),
            "the order has no line 1",
        ),
    ],
)
def test_what_cannot_be_wanted_is_said(edit: Edit, placed: PurchaseOrder, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        as_change(placed, edit, AGREEMENT)


def test_a_price_that_was_set_is_not_set_right_again() -> None:
    """Of the items it was set for, and no others."""
    agreed = priced(AGREEMENT, {"MUG"})

    assert agreed.overrides == tuple(
        RuleOverride(rule=rule, action="warn", sku="MUG") for rule in ("V29", "V31")
    )
    assert priced(AGREEMENT, ()) == AGREEMENT


@pytest.mark.parametrize(
    ("after", "word", "status"),
    [
        ({}, "change", "item-accepted"),
        ({"quantity": Decimal(0)}, "delete-line", "quantity-changed"),
        ({"quantity": Decimal(12)}, "quantity-increase", "quantity-changed"),
        ({"quantity": Decimal(2)}, "quantity-decrease", "quantity-changed"),
        ({"price": Decimal(2)}, "price-change", "price-changed"),
        ({"dates": (ONE_DATE,)}, "reschedule", "date-rescheduled"),
        ({"dates": (ONE_DATE,), "price": Decimal(2)}, "change", "item-changed"),
    ],
)
def test_what_became_different_has_its_words(after: dict[str, Any], word: str, status: str) -> None:
    """In a change of ours and in an answer; what waits goes on waiting."""
    was, now = PLACED.lines[0], replace(PLACED.lines[0], **after)
    answers = respond(PLACED, decided(PLACED), AGREEMENT, responded_on=TODAY).lines[0].answers
    few = dialect(statuses=frozenset({"item-accepted"}))

    assert word == word_of(was, now)
    assert [status] == [one.status for one in marked(answers, was, now, Dialect())]
    assert answers == marked(answers, was, now, few)


def test_the_whole_order_says_which_lines_are_different() -> None:
    """Lines nobody knew before are as they are."""
    lines = respond(PLACED, decided(PLACED), AGREEMENT, responded_on=TODAY).lines
    now = edited(LineEdit(line=1, quantity=Decimal(4)))
    only = replace(PLACED, lines=PLACED.lines[:1])

    assert lines == against(None, now, lines, Dialect())
    assert ["quantity-changed", "item-accepted"] == [
        one.answers[0].status for one in against(PLACED, now, lines, Dialect())
    ]
    assert "item-accepted" == against(only, now, lines, Dialect())[1].answers[0].status


def test_a_change_of_ours_says_what_each_line_comes_to() -> None:
    """Moved by a run, or edited."""
    now = edited(LineEdit(line=1, quantity=Decimal(4)))
    lines = decided(now).lines
    moved = tell_of(PLACED, decided(PLACED).lines, AGREEMENT, responded_on=TODAY, seller_order="S1")
    ours = tell_of(now, lines, AGREEMENT, was=PLACED, responded_on=TODAY)
    short = replace(lines[0], outcome=replace(lines[0].outcome, cancelled=(Shortfall(quantity=1),)))
    less = tell_of(PLACED, [short], AGREEMENT, responded_on=TODAY)

    assert ("sellers-change", "with-changes", "S1") == (moved.purpose, moved.kind, moved.seller_order)
    assert ["reschedule", "reschedule"] == [one.change for one in moved.lines]
    assert ["quantity-decrease", "change"] == [one.change for one in ours.lines]
    assert ["quantity-changed", "item-accepted"] == [one.answers[0].status for one in ours.lines]
    assert ["change"] == [one.change for one in less.lines]
