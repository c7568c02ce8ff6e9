"""Credits are exact to the coin, and never more than was billed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.credit_debit_adjustments import (
    AdjustmentLine,
    AdjustmentParty,
    CreditDebitAdjustment,
    QuotedPrice,
)
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Adjustment, PaymentTerms, Tax
from gateway.errors import Conflict
from gateway.orderdesk.crediting import (
    Credit,
    CreditedLine,
    LeftOfLine,
    Wanted,
    adjustment,
    credit_of,
    everything,
    memo,
)
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.invoicing import Billing, amount_of, bill
from tests.unit.orderdesk.desk import TODAY, agreement, day, line, order

ORDERED = order(
    line("MUG", "2", unit="CA", price=Decimal("18.01")),
    line("PLATE", "7", price=Decimal("3.333")),
    adjustments=(Adjustment(kind="charge", code="D240", amount=Decimal("10.01")),),
    taxes=(Tax(kind="state", percent=Decimal("7.25")),),
    currency="USD",
    currency_by="buyer",
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


BILLED = replace(
    INVOICE,
    kind="invoice",
    references=(Reference(kind="shipment", value="SH1"),),
    terms=(PaymentTerms(net_days=30),),
    dates=(TradeDate(kind="shipped", on=TODAY),),
    adjustments=(
        *INVOICE.adjustments,
        Adjustment(kind="allowance", amount=Decimal("0.01"), percent=Decimal(1)),
    ),
    taxes=tuple(replace(one, base=Decimal("69.36")) for one in INVOICE.taxes),
)
"""As it was sent; the cent is too little to fall on a part."""
SELLER = Party(role="seller", name="Our Company", code_kind="gln", code="0614141000005", city="Springfield")


def part_of_it() -> Credit:
    """Return a credit of half a case and of 1.50 on the plates: 10.51 of 59.35."""
    return credited(
        left(), Wanted(line=2, amount=Decimal("1.50")), Wanted(line=1, quantity=6), invoice=BILLED
    )


def test_a_memo_is_an_invoice_that_adds_up_and_names_the_one_it_is_about() -> None:
    """Line by line, whatever was asked first; what stood over all lines goes back by their share."""
    mugs, plates = INVOICE.lines
    told = memo(BILLED, part_of_it(), number="CM1", issued_on=day(3))
    by_hand = Adjustment(kind="charge", code="ZZZZ", amount=Decimal("1.50"), text="Credited amount")

    assert (
        replace(
            BILLED,
            number="CM1",
            invoiced_on=day(3),
            kind="credit-memo",
            total=Decimal("13.17"),
            references=(Reference(kind="invoice", value="INV1"),),
            terms=(),
            dates=(),
            lines=(
                replace(mugs, quantity=Decimal("0.5")),
                replace(plates, quantity=Decimal(0), adjustments=(by_hand,)),
            ),
            adjustments=(Adjustment(kind="charge", code="D240", amount=Decimal("1.77")),),
            taxes=(Tax(kind="state", percent=Decimal("7.25"), amount=Decimal("0.89")),),
            shipped=(),
            hash_total=Decimal("0.5"),
        )
        == told
    )
    assert Decimal("10.51") == sum((amount_of(one, "USD") for one in told.lines), Decimal(0))


@pytest.mark.parametrize(
    ("amount", "more"),
    [
        ("32.02", Adjustment(kind="allowance", code="ZZZZ", amount=Decimal("2.00"))),
        ("40.02", Adjustment(kind="charge", code="ZZZZ", amount=Decimal("2.00"))),
        ("36.52", Adjustment(kind="charge", code="ZZZZ", amount=Decimal("0.25"))),
        ("36.02", None),
    ],
)
def test_goods_go_back_with_their_share_of_what_stood_on_their_line(
    amount: str, more: Adjustment | None
) -> None:
    (one, _) = left()
    wrote = replace(one.written, adjustments=(Adjustment(kind="charge", amount=Decimal(4)),))
    sold = replace(one, amount=Decimal(amount), written=wrote)
    (told,) = credited([sold], Wanted(line=1, quantity=12)).lines
    text = "Allowances and charges of the line"

    assert (12, Decimal(amount) / 2) == (told.quantity, told.amount)
    assert (
        replace(
            one.written,
            quantity=Decimal(1),
            adjustments=() if more is None else (replace(more, text=text),),
        )
        == told.written
    )


@pytest.mark.parametrize(
    ("before", "quantity", "amount"),
    [
        ((0, "0"), 6, "9.01"),
        ((6, "9.01"), 6, "9.00"),
        ((18, "27.02"), 6, "9.00"),
        ((0, "30"), 12, "6.02"),
        ((12, "30"), 12, "6.02"),
        ((12, "10"), 12, "26.02"),
    ],
)
def test_goods_are_worth_their_part_and_never_more_than_is_left(
    before: tuple[int, str], quantity: int, amount: str
) -> None:
    (told,) = credited(left(a=before), Wanted(line=1, quantity=quantity)).lines

    assert Decimal(amount) == told.amount == amount_of(told.written, "USD")


def test_a_currency_without_cents_is_credited_in_whole_ones() -> None:
    """A third of a hundred yen, of a charge of ten and of a tax of eight."""
    written = InvoiceLine(number="1", quantity=Decimal(3), unit="EA", price=Decimal("33.3"))
    sold = LeftOfLine(
        line=1, quantity=3, amount=Decimal(100), credited_quantity=0, credited=Decimal(0), written=written
    )
    yen = replace(
        INVOICE,
        adjustments=(Adjustment(kind="charge", code="F", amount=Decimal(10), text="Freight"),),
        taxes=(Tax(kind="state", amount=Decimal(8)),),
    )
    credit = credit_of(yen, [sold], [Wanted(line=1, quantity=1)], currency="JPY")

    assert (
        Credit(
            lines=(
                CreditedLine(
                    line=1, quantity=1, amount=Decimal(33), written=replace(written, quantity=Decimal(1))
                ),
            ),
            adjustments=(Adjustment(kind="charge", code="F", amount=Decimal(3), text="Freight"),),
            taxes=(Tax(kind="state", amount=Decimal(3)),),
        )
        == credit
    )
    rest = replace(sold, credited_quantity=1, credited=Decimal(33))
    more = credit_of(yen, [rest], [Wanted(line=1, quantity=1)], currency="JPY")
    assert [(34, 4, 2)] == [
        (one.amount, charge.amount, tax.amount)
        for one, charge, tax in zip(more.lines, more.adjustments, more.taxes, strict=True)
    ]
    with pytest.raises(Conflict, match=r"^line 1: 1\.5 is no amount of JPY$"):
        credit_of(yen, [sold], [Wanted(line=1, amount=Decimal("1.5"))], currency="JPY")


def test_a_part_that_no_decimal_says_is_credited_as_money() -> None:
    dozen = replace(left()[0], quantity=7)
    credit = credited([dozen], Wanted(line=1, quantity=1))
    (one,) = credit.lines
    told = adjustment(INVOICE, credit, agreement(), number="C", issued_on=TODAY, seller_order="")

    assert (1, Decimal(0), Decimal("5.15")) == (one.quantity, one.written.quantity, one.amount)
    assert (
        AdjustmentLine(
            reason="wrong-price",
            sign="credit",
            number="1",
            amount=Decimal("5.15"),
            identifiers=INVOICE.lines[0].identifiers,
        )
        == told.lines[0]
    )


def test_an_adjustment_says_the_same_with_a_reason_a_line() -> None:
    mugs, plates = INVOICE.lines
    agreed = replace(agreement(), seller=SELLER)
    told = adjustment(BILLED, part_of_it(), agreed, number="CM1", issued_on=day(3), seller_order="S1")

    assert (
        CreditDebitAdjustment(
            number="CM1",
            issued_on=day(3),
            handling="credit-owed",
            amount=Decimal("13.17"),
            sign="credit",
            invoiced_on=TODAY,
            invoice_number="INV1",
            seller_order="S1",
            ordered_on=TODAY,
            order_number="PO1",
            purpose="original",
            kind="credit-memo",
            currency="USD",
            currency_by="buyer",
            parties=(
                AdjustmentParty(role="seller", name="Our Company", code_kind="gln", code="0614141000005"),
            ),
            lines=(
                AdjustmentLine(
                    reason="quantity-contested",
                    sign="credit",
                    number="1",
                    amount=Decimal("9.01"),
                    quantity=Decimal("0.5"),
                    unit="CA",
                    prices=(QuotedPrice(kind="invoiced", price=Decimal("18.01")),),
                    identifiers=mugs.identifiers,
                ),
                AdjustmentLine(
                    reason="wrong-price",
                    sign="credit",
                    number="2",
                    amount=Decimal("1.50"),
                    identifiers=plates.identifiers,
                ),
                AdjustmentLine(reason="service-charge", sign="credit", amount=Decimal("2.66")),
            ),
        )
        == told
    )
    assert told.signed == told.lines_total


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


def test_what_stood_over_all_lines_is_a_line_however_little_it_is() -> None:
    small = replace(INVOICE, taxes=(), adjustments=(Adjustment(kind="charge", amount=Decimal("0.40")),))
    credit = credited(left(), *everything(left()), invoice=small)
    told = adjustment(small, credit, agreement(), number="C", issued_on=TODAY, seller_order="")

    assert AdjustmentLine(reason="service-charge", sign="credit", amount=Decimal("0.40")) == told.lines[-1]


def test_a_credit_comes_to_its_lines_and_what_stood_over_them() -> None:
    line_of_it = credited(left(), Wanted(line=1, quantity=24)).lines
    added = (Adjustment(kind="charge", amount=Decimal(2)), Adjustment(kind="allowance", amount=Decimal(5)))
    taxes = (Tax(kind="state", amount=Decimal("0.5")), Tax(kind="county"))

    assert Decimal("33.52") == Credit(lines=line_of_it, adjustments=added, taxes=taxes).total
    assert Decimal(0) == Credit(lines=(), adjustments=(), taxes=()).total


def test_what_was_paid_in_advance_is_no_allowance() -> None:
    """The buyer gets back what the goods came to, however they were paid."""
    paid = Adjustment(kind="allowance", code="ZZZZ", amount=Decimal(20), text="Paid in advance")
    ahead = replace(INVOICE, adjustments=(*INVOICE.adjustments, paid), total=INVOICE.total - 20)

    assert INVOICE.total == credited(left(), *everything(left()), invoice=ahead).total


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ([], "^a credit names each line of the invoice once, and at least one$"),
        (
            [Wanted(line=1, quantity=1), Wanted(line=1, quantity=1)],
            "^a credit names each line of the invoice once, and at least one$",
        ),
        ([Wanted(line=9, quantity=1)], "not on the invoice"),
        ([Wanted(line=1)], "how many, or how much"),
        ([Wanted(line=1, quantity=1, amount=Decimal(1))], "how many, or how much"),
        ([Wanted(line=1, quantity=-1)], "how many, or how much"),
        ([Wanted(line=1, quantity=-1, amount=Decimal(1))], "how many, or how much"),
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
    """All that the goods came to was taken off again; a cent less, and there is a cent to credit."""
    off = Adjustment(kind="allowance", amount=Decimal("59.35"))
    free = replace(INVOICE, taxes=(), adjustments=(off,))
    cent = replace(free, adjustments=(replace(off, amount=Decimal("59.34")),))

    with pytest.raises(Conflict, match=r"^a credit comes to something$"):
        credited(left(), *everything(left()), invoice=free)
    assert Decimal("0.01") == credited(left(), *everything(left()), invoice=cent).total


def test_of_goods_whose_value_was_credited_nothing_is_left() -> None:
    lines = left(a=(0, "36.02"), b=(7, "20"))

    assert (Wanted(line=2, amount=Decimal("3.33")),) == everything(lines)
    with pytest.raises(Conflict, match=r"24 units and 0\.00 USD"):
        credited(lines, Wanted(line=1, quantity=1))
    with pytest.raises(Conflict, match=r"^line 1: 12 units and 26\.02 USD are left to be credited$"):
        credited(left(a=(12, "10")), Wanted(line=1, quantity=13))


def test_where_nothing_stood_over_all_lines_only_they_are_credited() -> None:
    plain = replace(
        INVOICE, taxes=(Tax(kind="state"),), adjustments=(Adjustment(kind="charge", text="Free carriage"),)
    )
    credit = credited(left(), *everything(left()), invoice=plain)
    told = adjustment(plain, credit, agreement(), number="C", issued_on=TODAY, seller_order="")

    assert (Decimal("59.35"), (), ()) == (credit.total, credit.adjustments, credit.taxes)
    assert 2 == len(told.lines)
