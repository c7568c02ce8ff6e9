"""An order and a change of it become the order as it is to be."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.findings import find
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_changes import ChangedLine
from gateway.domain.orders import Distribution, OrderLine, PurchaseOrder, Schedule, StoreQuantity
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.domain.terms import Amount, Tax
from gateway.orderdesk.revising import Asked, Revised, compact, revise
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
    """A price for one each is no price for a case; without another unit, or a word for one, it stays."""
    after = only(TWO, altered("quantity-increase", "1", "2", unit="CA", price=Decimal("18.00")))
    same = only(TWO, altered("quantity-increase", "1", "13", unit="EA", price=Decimal("18.00")))
    moved = only(TWO, altered("reschedule", "1", unit="CA", price=Decimal("18.00")))

    assert replace(FIRST, number="1", quantity=Decimal(2), unit="CA", price=Decimal("18.00")) == after
    assert replace(FIRST, number="1", quantity=Decimal(13)) == same
    assert replace(FIRST, number="1") == moved


def test_days_are_replaced_by_kind() -> None:
    """A new cancel-after leaves the day of shipping alone, unless all dates are replaced."""
    earlier = TradeDate(kind="cancel-after", on=day(8))
    dated = order(line(quantity="12", dates=(TradeDate(kind="ship-requested", on=day(1)), earlier)))
    last = (TradeDate(kind="cancel-after", on=day(9)),)

    assert (dated.lines[0].dates[0], *last) == only(dated, altered("change-of-dates", "1", dates=last)).dates
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


def test_what_is_added_stands_last_and_a_line_that_is_not_taken_is_still_named() -> None:
    """Whether it is passed over or refused: the answer has to name it."""
    lines = (
        altered("add-line", "9", "4", sku="MUG", unit="EA"),
        altered("delete-line", "2"),
        altered("add-line", "01", "4", sku="MUG"),
        altered("quantity-increase", "8", "4"),
    )
    added = OrderLine(
        number="9",
        quantity=Decimal(4),
        unit="EA",
        identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
    )

    assert revise(TWO, change(*lines), skip=(2,)) == Revised(
        order=replace(TWO, lines=(*TWO.lines, added)),
        asked=(
            Asked(at=1, number=3),
            Asked(at=2, number=2),
            Asked(at=3, number=1, finding=find("change.line-there", path="lines[2].number", value_seen="01")),
            Asked(at=4, finding=find("change.line-unknown", path="lines[3].number", value_seen="8")),
        ),
    )


def test_an_order_is_replaced_by_the_lines_that_are_named() -> None:
    """Others go, with their parts; a line nobody knew is added. Without any line nothing is replaced."""
    stores = (Distribution(unit="EA", stores=(StoreQuantity(store="1", quantity=Decimal(6)),)),)
    parted = replace(TWO.lines[1], schedules=(Schedule(quantity=Decimal(6)),), distributions=stores)
    before = replace(TWO, lines=(*TWO.lines[:1], parted))
    named = (altered("change", "1", "3"), altered("change", "7", "2", sku="MUG"))
    after = revise(before, change(*named, purpose="replacement"))
    new = OrderLine(
        number="7", quantity=Decimal(2), identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),)
    )

    assert (
        replace(TWO.lines[0], quantity=Decimal(3)),
        replace(TWO.lines[1], quantity=Decimal(0)),
        new,
    ) == after.order.lines
    assert (Asked(at=1, number=1), Asked(at=2, number=3)) == after.asked
    assert before.lines == revise(before, change(purpose="replacement")).order.lines


def test_what_is_left_to_receive_comes_on_top_of_what_has_left() -> None:
    """Of the line it is about, where no quantity is told; of a line that is new nothing has left."""
    left = {"left_to_receive": Decimal(5)}
    lines = (
        altered("change", "1", **left),
        altered("change", "2", "9", **left),
        altered("add-line", "3", sku="MUG", **left),
    )
    revised = revise(TWO, change(*lines), shipped={1: Decimal(3), 2: Decimal(1)})

    assert [8, 9, 5] == [one.quantity for one in revised.order.lines]
    assert [5, 9, 5] == [one.quantity for one in revise(TWO, change(*lines)).order.lines]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (altered("reject-change", "1"), "change.word-unclear"),
        (altered("transfer-line", "9"), "change.word-unclear"),
        (altered("x12:ZZ", "1"), "change.word-unclear"),
        (altered("quantity-increase", "1", "11"), "change.quantity-contradicts"),
        (altered("quantity-decrease", "1", "13", unit="EA"), "change.quantity-contradicts"),
        (altered("change", "9", "3", left_to_receive=Decimal(4)), "change.quantity-contradicts"),
        (altered("quantity-increase", "1", "12"), ""),
        (altered("quantity-decrease", "1", "12"), ""),
        (altered("quantity-increase", "1", "13"), ""),
        (altered("quantity-decrease", "1", "11"), ""),
        (altered("change", "1", "4", left_to_receive=Decimal(4)), ""),
        (altered("change", "1", "11", left_to_receive=Decimal(4)), ""),
        (altered("delete-line", "1", "3", left_to_receive=Decimal(4)), ""),
    ],
)
def test_what_can_be_meant_in_two_ways_is_for_a_person(named: ChangedLine, code: str) -> None:
    """A word nobody explained, or a quantity against its word: the order stays as it is meanwhile."""
    revised = revise(TWO, change(altered("no-change", "2"), named))
    where = "change" if code == "change.word-unclear" else "quantity"
    doubt = (
        find(code, path=f"lines[1].{where}", value_seen=named.change if where == "change" else "")
        if code
        else None
    )

    assert ((doubt,) if doubt else ()) == revised.doubts
    assert doubt == revised.asked[1].finding
    assert not doubt or revised.order.lines == TWO.lines


@pytest.mark.parametrize(
    ("numbers", "named", "found"),
    [
        (("01", "1"), altered("delete-line", "1"), 2),
        (("01", "001"), altered("delete-line", "1"), None),
        (("10", "X1"), altered("delete-line", "1"), None),
        (("1", "2"), altered("delete-line", "X1"), None),
        (
            ("1", "2"),
            altered("delete-line", "", identifiers=(ItemIdentifier(kind="upc", value="MUG"),)),
            None,
        ),
    ],
)
def test_a_line_is_named_by_what_is_its_own(
    numbers: tuple[str, ...], named: ChangedLine, found: int | None
) -> None:
    """Its number to the letter before its number without zeros; a name of another kind is another name."""
    placed = order(*(line(number=one) for one in numbers))

    assert found == revise(placed, change(named)).asked[0].number


def test_a_line_that_went_is_nobodys_name_any_more() -> None:
    placed = order(line(number="1", quantity="0"), line(number="01"))

    assert 2 == revise(placed, change(altered("delete-line", "1"))).asked[0].number


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


@pytest.mark.parametrize(
    "how",
    [
        {"purpose": "cancellation"},
        {"purpose": "deletion"},
        {"purpose": "cancellation", "lines": (altered("change", "1", "3"),)},
    ],
)
def test_a_whole_order_goes(how: dict[str, Any]) -> None:
    """All lines stay in their places with nothing asked for."""
    assert [Decimal(0), Decimal(0)] == [one.quantity for one in revise(TWO, change(**how)).order.lines]


def test_one_line_may_cancel_the_order() -> None:
    """As a word beside a line."""
    revised = revise(TWO, change(altered("cancel-order", "1")))

    assert [Decimal(0), Decimal(0)] == [one.quantity for one in revised.order.lines]
    assert (Asked(at=1, number=1),) == revised.asked


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
    sums = dict.fromkeys(("hash_total", "stated_total", "stated_lines_total"), Decimal(12))
    duty, until = Tax(kind="duty", percent=Decimal(2)), TradeDate(kind="cancel-after", on=day(5))
    before = order(
        FIRST,
        amounts=(total, other),
        contract="C1",
        taxes=(duty,),
        dates=(TradeDate(kind="ship-requested", on=day(0)), until),
        parties=(Party(role="bill-to", name="Office"), STORE),
        **sums,
    )
    away = Party(role="bill-to", name="Head office")
    tax = Tax(kind="sales", percent=Decimal(7))
    after = revise(
        before,
        change(
            dates=(TradeDate(kind="cancel-after", on=day(9)),), parties=(away,), taxes=(tax,), currency="USD"
        ),
    ).order

    assert after == replace(
        before,
        dates=(TradeDate(kind="ship-requested", on=day(0)), replace(until, on=day(9))),
        parties=(STORE, away),
        taxes=(tax,),
        currency="USD",
        amounts=(other,),
        **dict.fromkeys(sums),
    )
    assert (before.dates, before.parties, before.taxes) == (
        (same := revise(before, change()).order).dates,
        same.parties,
        same.taxes,
    )


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

    last = order(line(quantity="12"), line(quantity="0"))
    grown = revise(last, change(altered("delete-line", "1"), altered("add-line", "9", "0"))).order
    assert (replace(grown, lines=last.lines[1:]), {2: 1}) == compact(last, grown)


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
