"""What a person wants to be different becomes a change, and answers say what became different."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Dialect, RuleOverride
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.order_responses import LineAnswer, Shortfall
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Note, TradeDate
from gateway.orderdesk.editing import Edit, LineEdit, against, as_change, marked, priced, word_of
from gateway.orderdesk.responding import respond
from gateway.orderdesk.responding_to_changes import tell_of
from gateway.orderdesk.revising import revise
from tests.unit.orderdesk.desk import AGREEMENT, STORE, TODAY, day, decided, dialect, line, order

PLACED = order(line(), line("PLATE", "12"))
ONE_DATE = TradeDate(kind="ship-requested", on=day(3))
WRONG = "line 1: quantities are more than nothing, prices no less"


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


def test_an_edit_is_a_change_whole() -> None:
    """With the reason, of the same order; what goes as a whole needs no lines, and a place is where goods go."""
    placed = replace(PLACED, release="R1", ordered_on=None)
    agreed = replace(AGREEMENT, locations=(Party(role="store", code=""), replace(STORE, role="store")))
    edit = Edit(reason="they moved", ship_to="0001", lines=(LineEdit(line=2, cancel=True),))
    expected = OrderChange(
        order_number="PO1",
        ordered_on=date.min,
        release="R1",
        purpose="change",
        parties=(STORE,),
        notes=(Note(texts=("they moved",)),),
        lines=(ChangedLine(change="delete-line", number="2"),),
    )

    assert expected == as_change(placed, edit, agreed)
    assert replace(expected, purpose="cancellation", lines=(), parties=(), ordered_on=TODAY) == as_change(
        replace(placed, ordered_on=TODAY), replace(edit, cancel=True, ship_to=""), agreed
    )
    with pytest.raises(ValueError, match=r"^nothing is to be different$"):
        as_change(placed, Edit(reason="x"), agreed)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (LineEdit(line=1, quantity=Decimal(1)), {"quantity": Decimal(1), "unit": "EA"}),
        (LineEdit(line=1, price=Decimal(0)), {"price": Decimal(0), "price_basis": "per-each"}),
        (LineEdit(line=1, on=day(3)), {"dates": (ONE_DATE,)}),
    ],
)
def test_a_line_says_only_what_is_to_be_different(edit: LineEdit, said: dict[str, Any]) -> None:
    """A unit only with a quantity, what a price is for only with a price; one may be all, nothing may cost nothing."""
    placed = order(line(price_basis="per-each"), line("PLATE", "12"))

    assert (ChangedLine(change="change", number="1", **said),) == as_change(
        placed, Edit(reason="x", lines=(edit,)), AGREEMENT
    ).lines


def test_a_line_is_known_by_its_number_among_those_that_are_wanted() -> None:
    """Ten is not one, and what is gone takes nobody's number."""
    placed = order(
        line(number="10"),
        line(number="1"),
        line(number="X1"),
        line(number="001", quantity="0"),
        line(number="2"),
    )

    for at, number in ((1, "10"), (2, "1"), (3, "X1"), (5, "2")):
        gone = as_change(placed, Edit(reason="x", lines=(LineEdit(line=at, cancel=True),)), AGREEMENT).lines
        assert (ChangedLine(change="delete-line", number=number),) == gone


def test_a_line_that_shares_its_number_but_for_zeros_is_not_changed() -> None:
    """Whichever of the two it is; a letter in front makes it another number."""
    placed = order(line(number="1"), line(number="01"), line(number="X1"))
    change = as_change(placed, Edit(reason="x", lines=(LineEdit(line=3, cancel=True),)), AGREEMENT)

    assert (ChangedLine(change="delete-line", number="X1"),) == change.lines
    for at in (1, 2):
        with pytest.raises(ValueError, match=f"^line {at} has no number of its own: the buyer"):
            as_change(placed, Edit(reason="x", lines=(LineEdit(line=at, cancel=True),)), AGREEMENT)


@pytest.mark.parametrize(
    ("edit", "placed", "said"),
    [
        (Edit(reason="x"), PLACED, "nothing is to be different"),
        (Edit(reason="x", ship_to="nowhere"), PLACED, "nowhere is no place that was agreed with the partner"),
        (Edit(reason="x", lines=(LineEdit(line=0, cancel=True),)), PLACED, "the order has no line 0"),
        (Edit(reason="x", lines=(LineEdit(line=3, cancel=True),)), PLACED, "the order has no line 3"),
        (Edit(reason="x", lines=(LineEdit(line=1),)), PLACED, "nothing is to be different about line 1"),
        (Edit(reason="x", lines=(LineEdit(line=1, quantity=Decimal(0)),)), PLACED, WRONG),
        (Edit(reason="x", lines=(LineEdit(line=1, price=Decimal(-1)),)), PLACED, WRONG),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            order(line(number="1"), line("PLATE", "12", number="01")),
            "line 1 has no number of its own: the buyer has to change it",
        ),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            replace(PLACED, lines=(replace(PLACED.lines[0], number=""),)),
            "line 1 has no number of its own: the buyer has to change it",
        ),
        (
            Edit(reason="x", lines=(LineEdit(line=1, cancel=True),)),
            replace(PLACED, lines=(replace(PLACED.lines[0], quantity=Decimal(0)),)),
            "the order has no line 1",
        ),
    ],
)
def test_what_cannot_be_wanted_is_said(edit: Edit, placed: PurchaseOrder, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        as_change(placed, edit, AGREEMENT)


def test_a_price_that_was_set_is_not_set_right_again() -> None:
    """Of the items it was set for, and no others."""
    agreed = priced(AGREEMENT, {"MUG"})

    assert agreed.overrides == tuple(
        RuleOverride(rule=rule, action="warn", sku="MUG") for rule in ("V29", "V31")
    )
    assert priced(AGREEMENT, ()) == AGREEMENT
    more = priced(agreed, ("PLATE", "CUP")).overrides
    assert agreed.overrides == more[:2]
    assert ["CUP", "CUP", "PLATE", "PLATE"] == [one.sku for one in more[2:]]


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

    waits = replace(answers[0], status="item-backordered")

    assert word == word_of(was, now)
    assert (replace(answers[0], status=status), waits) == marked((*answers, waits), was, now, Dialect())
    assert answers == marked(answers, was, now, few)


def test_another_price_is_said_in_the_words_of_the_partner() -> None:
    answers = (LineAnswer(status="item-accepted"),)
    dearer = replace(PLACED.lines[0], price=Decimal(2))

    (said,) = marked(answers, PLACED.lines[0], dearer, dialect(price_change="item-changed"))
    assert "item-changed" == said.status


@pytest.mark.parametrize(
    ("was", "now", "word"),
    [(None, 1, "quantity-increase"), (1, None, "quantity-decrease"), (None, 0, "delete-line")],
)
def test_a_quantity_nobody_named_counts_as_none(was: int | None, now: int | None, word: str) -> None:
    before, after = (
        replace(PLACED.lines[0], quantity=None if one is None else Decimal(one)) for one in (was, now)
    )
    assert word == word_of(before, after)


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
