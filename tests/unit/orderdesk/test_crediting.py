"""Credits are exact to the coin, and never more than was billed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.invoices import Invoice
from gateway.domain.parties import Party
from gateway.domain.references import Reference
from gateway.domain.terms import Adjustment, Tax
from gateway.errors import Conflict
from gateway.orderdesk.crediting import (
    Credit,
    LeftOfLine,
    Wanted,
    adjustment,
    credit_of,
    everything,
    memo,
)
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.invoicing import Billing, amount_of, bill
from tests.unit.orderdesk.desk import TODAY, agreement, line, order

ORDERED = order(
    line("MUG", "2", unit="CA", price=Decimal("18.01")),
    line("PLATE", "7", price=Decimal("3.333")),
    adjustments=(Adjustment(kind="charge", code="D240", amount=Decimal("10.01")),),
    taxes=(Tax(kind="state", percent=Decimal("7.25")),),
)
LINES = [
    StandingLine(
        line=1, sku="MUG", unit="CA", base_unit="EA", each=Fraction(12), ordered=24, price=Decimal("18.01")
    ),
    StandingLine(
        line=2, sku="PLATE", unit="EA", base_unit="EA", each=Fraction(1), ordered=7, price=Decimal("3.333")
    ),
]
INVOICE = bill(Billing(number="INV1", invoiced_on=TODAY, shipped={1: 24, 2: 7}), ORDERED, LINES, agreement())


def left(**credited: tuple[int, str]) -> list[LeftOfLine]:
    """Return what is left of the invoice: `a` and `b` say what of its lines was credited."""
    before = [credited.get("a", (0, "0")), credited.get("b", (0, "0"))]
    return [
        LeftOfLine(
            line=at,
            quantity=quantity,
            amount=amount_of(written, "USD"),
            credited_quantity=count,
            credited=Decimal(amount),
            written=written,
        )
        for at, (written, quantity, (count, amount)) in enumerate(
            zip(INVOICE.lines, (24, 7), before, strict=True), 1
        )
    ]


def credited(lines: Sequence[LeftOfLine], *wanted: Wanted, invoice: Invoice = INVOICE) -> Credit:
    return credit_of(invoice, lines, wanted, currency="USD")


def after(lines: Sequence[LeftOfLine], credit: Credit) -> list[LeftOfLine]:
    """Return what is left after a credit."""
    taken = {one.line: one for one in credit.lines}
    return [
        replace(
            one,
            credited_quantity=one.credited_quantity + taken[one.line].quantity,
            credited=one.credited + taken[one.line].amount,
        )
        if one.line in taken
        else one
        for one in lines
    ]


def test_all_of_an_invoice_comes_to_the_invoice() -> None:
    credit = credited(left(), *everything(left()))

    assert INVOICE.total == credit.total
    assert [(24, Decimal("36.02")), (7, Decimal("23.33"))] == [
        (one.quantity, one.amount) for one in credit.lines
    ]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(1, 9), st.booleans()), max_size=8))
def test_whatever_is_credited_first_the_rest_comes_to_the_invoice(parts: list[tuple[int, int, bool]]) -> None:
    """In goods and in money, in any order: never a coin more or less in all."""
    lines, total = left(), Decimal(0)
    for number, count, by_amount in parts:
        wanted = (
            Wanted(line=number, amount=Decimal(count)) if by_amount else Wanted(line=number, quantity=count)
        )
        try:
            credit = credited(lines, wanted)
        except Conflict:
            continue
        lines, total = after(lines, credit), total + credit.total
    if rest := everything(lines):
        credit = credited(lines, *rest)
        lines, total = after(lines, credit), total + credit.total

    assert INVOICE.total == total
    assert all(one.amount == one.credited for one in lines)


def test_a_memo_is_an_invoice_that_adds_up_and_names_the_one_it_is_about() -> None:
    credit = credited(left(), Wanted(line=1, quantity=6), Wanted(line=2, amount=Decimal("1.50")))
    told = memo(INVOICE, credit, number="CM1", issued_on=TODAY)
    goods = sum((amount_of(one, "USD") for one in told.lines), Decimal(0))

    assert ("CM1", "credit-memo", (Reference(kind="invoice", value="INV1"),)) == (
        told.number,
        told.kind,
        told.references,
    )
    assert [(Decimal("0.5"), "CA"), (Decimal(0), "EA")] == [(one.quantity, one.unit) for one in told.lines]
    assert Decimal("10.51") == goods == sum((one.amount for one in credit.lines), Decimal(0))
    assert told.total == credit.total > goods


def test_a_part_that_no_decimal_says_is_credited_as_money() -> None:
    dozen = replace(left()[0], quantity=7)
    (one,) = credited([dozen], Wanted(line=1, quantity=1)).lines

    assert (1, Decimal(0), Decimal("5.15")) == (one.quantity, one.written.quantity, one.amount)


def test_an_adjustment_says_the_same_with_a_reason_a_line() -> None:
    credit = credited(left(), Wanted(line=1, quantity=12), Wanted(line=2, amount=Decimal("1.50")))
    agreed = replace(agreement(), seller=Party(role="seller", name="Our Company"))
    told = adjustment(INVOICE, credit, agreed, number="CM1", issued_on=TODAY, seller_order="S1")

    assert ("credit", credit.total, "INV1", "PO1") == (
        told.sign,
        told.amount,
        told.invoice_number,
        told.order_number,
    )
    assert ["quantity-contested", "wrong-price", "service-charge"] == [one.reason for one in told.lines]
    assert told.signed == told.lines_total
    assert [Decimal(1), None, None] == [one.quantity for one in told.lines]


def test_what_was_taken_off_for_all_lines_is_a_debit_in_an_adjustment() -> None:
    cheap = replace(
        INVOICE, taxes=(), adjustments=(Adjustment(kind="allowance", code="A", amount=Decimal(5)),)
    )
    credit = credited(left(), *everything(left()), invoice=cheap)
    told = adjustment(
        cheap, credit, replace(agreement(), seller=None), number="C", issued_on=TODAY, seller_order=""
    )

    assert [("credit", Decimal("36.02")), ("credit", Decimal("23.33")), ("debit", Decimal(5))] == [
        (one.sign, one.amount) for one in told.lines
    ]
    assert told.signed == told.lines_total == Decimal("54.35")


def test_what_was_paid_in_advance_is_no_allowance() -> None:
    """The buyer gets back what the goods came to, however they were paid."""
    paid = Adjustment(kind="allowance", code="ZZZZ", amount=Decimal(20), text="Paid in advance")
    ahead = replace(INVOICE, adjustments=(*INVOICE.adjustments, paid), total=INVOICE.total - 20)

    assert INVOICE.total == credited(left(), *everything(left()), invoice=ahead).total


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ([], "at least one"),
        ([Wanted(line=1, quantity=1), Wanted(line=1, quantity=1)], "each line of the invoice once"),
        ([Wanted(line=9, quantity=1)], "not on the invoice"),
        ([Wanted(line=1)], "how many, or how much"),
        ([Wanted(line=1, quantity=1, amount=Decimal(1))], "how many, or how much"),
        ([Wanted(line=1, quantity=25)], "24 units and 36.02 USD are left"),
        ([Wanted(line=1, amount=Decimal("36.03"))], "left to be credited"),
        ([Wanted(line=1, amount=Decimal(0))], "left to be credited"),
        ([Wanted(line=1, amount=Decimal("1.001"))], "no amount of USD"),
    ],
)
def test_nothing_is_credited_that_is_not_left(wanted: list[Any], says: str) -> None:
    with pytest.raises(Conflict, match=says):
        credited(left(), *wanted)


def test_a_credit_that_comes_to_nothing_is_none() -> None:
    free = replace(INVOICE, taxes=(), adjustments=(Adjustment(kind="allowance", amount=Decimal(100)),))

    with pytest.raises(Conflict, match="comes to something"):
        credited(left(), *everything(left()), invoice=free)


def test_of_goods_whose_value_was_credited_nothing_is_left() -> None:
    lines = left(a=(0, "36.02"), b=(7, "20"))

    assert (Wanted(line=2, amount=Decimal("3.33")),) == everything(lines)
    with pytest.raises(Conflict, match=r"24 units and 0\.00 USD"):
        credited(lines, Wanted(line=1, quantity=1))


def test_where_nothing_stood_over_all_lines_only_they_are_credited() -> None:
    plain = replace(
        INVOICE, taxes=(Tax(kind="state"),), adjustments=(Adjustment(kind="charge", text="Free carriage"),)
    )
    credit = credited(left(), *everything(left()), invoice=plain)
    told = adjustment(plain, credit, agreement(), number="C", issued_on=TODAY, seller_order="")

    assert (Decimal("59.35"), (), ()) == (credit.total, credit.adjustments, credit.taxes)
    assert 2 == len(told.lines)
