"""An order and a change of it become the order as it is to be."""

from decimal import Decimal

import pytest

from gateway.domain.items import ItemIdentifier
from gateway.domain.order_changes import ChangedLine
from gateway.domain.orders import OrderLine, PurchaseOrder, Schedule
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.domain.terms import Amount, Tax
from gateway.orderdesk.revising import compact, revise
from tests.unit.orderdesk.changes import altered, change
from tests.unit.orderdesk.desk import STORE, day, line, order

FIRST = line(quantity="12")
TWO = order(FIRST, line("PLATE", "6"))


def only(order: PurchaseOrder, *lines: ChangedLine) -> OrderLine:
    """Return the first line after a change."""
    return revise(order, change(*lines)).order.lines[0]


@pytest.mark.parametrize(
    ("word", "said", "was"),
    [
        ("price-change", {"price": Decimal("1.40")}, {"quantity": Decimal(99)}),
        ("quantity-increase", {"quantity": Decimal(13)}, {"price": Decimal("9.99")}),
        ("no-change", {}, {"quantity": Decimal(99), "price": Decimal("9.99")}),
        ("change", {"quantity": Decimal(7), "price": Decimal("1.40")}, {}),
    ],
)
def test_a_word_touches_no_more_than_it_says(
    word: str, said: dict[str, Decimal], was: dict[str, Decimal]
) -> None:
    """Partners send whole lines along: what the word does not mean stays as it was."""
    after = only(TWO, ChangedLine(change=word, number="1", **{**was, **said}))

    for name, value in said.items():
        assert value == getattr(after, name)
    for name in was:
        assert getattr(FIRST, name) == getattr(after, name)


def test_another_unit_brings_its_price() -> None:
    """A price for one each is no price for a case."""
    after = only(TWO, altered("quantity-increase", "1", "2", unit="CA", price=Decimal("18.00")))

    assert ("CA", Decimal("18.00")) == (after.unit, after.price)


def test_days_are_replaced_by_kind() -> None:
    """A new cancel-after leaves the day of shipping alone, unless all dates are replaced."""
    dated = order(line(quantity="12", dates=(TradeDate(kind="ship-requested", on=day(1)),)))
    last = (TradeDate(kind="cancel-after", on=day(9)),)

    assert ["ship-requested", "cancel-after"] == [
        one.kind for one in only(dated, altered("change-of-dates", "1", dates=last)).dates
    ]
    assert last == only(dated, altered("replace-dates", "1", dates=last)).dates


def test_a_line_that_is_replaced_is_what_the_change_says() -> None:
    """Nothing of the old line is left but its number."""
    after = only(TWO, altered("replace-all", "01", "6", sku="PLATE", unit="EA"))

    assert (
        OrderLine(
            number="1",
            quantity=Decimal(6),
            unit="EA",
            identifiers=(ItemIdentifier(kind="vendor-item", value="PLATE"),),
        )
        == after
    )


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (altered("delete-line", "2"), 2),
        (altered("delete-line", "002"), 2),
        (altered("delete-line", "", sku="PLATE"), 2),
        (altered("delete-line", "", sku="GHOST"), None),
        (altered("delete-line", "7"), None),
    ],
)
def test_lines_are_known_by_number_else_by_item(named: ChangedLine, found: int | None) -> None:
    """Zeros in front do not matter; what could be two lines is none."""
    (asked,) = revise(TWO, change(named)).asked

    assert found == asked.number


def test_an_item_on_two_lines_names_neither() -> None:
    """Nothing is guessed."""
    twice = order(FIRST, line(quantity="6"))
    (asked,) = revise(twice, change(altered("delete-line", "", sku="MUG"))).asked

    assert (None, "change.line-unknown") == (asked.number, asked.finding and asked.finding.code)


@pytest.mark.parametrize("how", [{"purpose": "cancellation"}, {"purpose": "deletion"}])
def test_a_whole_order_goes(how: dict[str, str]) -> None:
    """All lines stay in their places with nothing asked for."""
    assert [Decimal(0), Decimal(0)] == [one.quantity for one in revise(TWO, change(**how)).order.lines]


def test_one_line_may_cancel_the_order() -> None:
    """As a word beside a line."""
    revised = revise(TWO, change(altered("cancel-order", "1")))

    assert [Decimal(0), Decimal(0)] == [one.quantity for one in revised.order.lines]
    assert [None] == [one.finding for one in revised.asked]


def test_a_deletion_with_lines_is_about_those() -> None:
    """The order stays."""
    after = revise(TWO, change(altered("delete-line", "1"), purpose="deletion")).order

    assert [Decimal(0), Decimal(6)] == [one.quantity for one in after.lines]


def test_a_replacement_may_delete_by_name() -> None:
    """And says nothing new of a line it does not know."""
    revised = revise(
        TWO, change(altered("delete-line", "9"), altered("no-change", "1"), purpose="replacement")
    )

    assert [Decimal(12), Decimal(0)] == [one.quantity for one in revised.order.lines]
    assert "change.line-unknown" == (revised.asked[0].finding and revised.asked[0].finding.code)


def test_a_replacement_may_add_a_line_that_is_there() -> None:
    """It is the line as it is to be, whatever it is called."""
    revised = revise(TWO, change(altered("add-line", "1", "3"), purpose="replacement"))

    assert [Decimal(3), Decimal(0)] == [one.quantity for one in revised.order.lines]
    assert [(1, None)] == [(one.number, one.finding) for one in revised.asked]


def test_the_head_is_merged_and_old_totals_hold_no_longer() -> None:
    """Days by kind, parties by role, the rest as said; totals were of another order."""
    total, other = Amount(kind="total", amount=Decimal(36)), Amount(kind="freight", amount=Decimal(2))
    before = order(FIRST, hash_total=Decimal(12), stated_total=Decimal(18), amounts=(total, other))
    away = Party(role="bill-to", name="Head office")
    tax = Tax(kind="sales", percent=Decimal(7))
    after = revise(
        before,
        change(
            dates=(TradeDate(kind="cancel-after", on=day(9)),), parties=(away,), taxes=(tax,), currency="USD"
        ),
    ).order

    assert ["ship-requested", "cancel-after"] == [one.kind for one in after.dates]
    assert ((STORE, away), (tax,), "USD") == (after.parties, after.taxes, after.currency)
    assert (None, None, (other,)) == (after.hash_total, after.stated_total, after.amounts)


def test_a_line_that_goes_takes_its_parts_with_it() -> None:
    """Nothing would add up otherwise."""
    parted = order(line(quantity="12", schedules=(Schedule(quantity=Decimal(12)),)))

    assert () == only(parted, altered("delete-line", "1")).schedules


def test_an_order_nothing_was_promised_of_loses_lines_for_good() -> None:
    """Others move up; what asked for nothing from the start stays to be refused."""
    before = order(line(quantity="0"), line(quantity="12"), line("PLATE", "6"))
    after = revise(before, change(altered("delete-line", "2"))).order
    compacted, places = compact(before, after)

    assert [Decimal(0), Decimal(6)] == [one.quantity for one in compacted.lines]
    assert {1: 1, 3: 2} == places


def test_a_word_about_another_unit_or_no_quantity_contradicts_nothing() -> None:
    """Two cases may well be more than twelve each."""
    unknown = order(line(quantity=None))
    doubts = [
        revise(TWO, change(altered("quantity-increase", "1", "2", unit="CA"))).doubts,
        revise(unknown, change(altered("quantity-increase", "1", "2"))).doubts,
        revise(TWO, change(altered("quantity-increase", "1"))).doubts,
        revise(TWO, change(altered("quantity-increase", "9", "2"))).doubts,
    ]

    assert [(), (), (), ()] == doubts
