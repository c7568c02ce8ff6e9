"""Invoices balance to the coin, and together they come to what was agreed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.accounts import Instalment
from gateway.domain.agreements import Agreement
from gateway.domain.charges import AgreedCharge
from gateway.domain.invoices import Invoice, InvoiceLine, ShippedCount
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Adjustment, PaymentTerms, Tax
from gateway.errors import Conflict
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.invoicing import Billing, amount_of, bill, goods_of, signed
from tests.unit.orderdesk.desk import AGREEMENT, STORE, TODAY, agreement, day, line, order

MUGS = StandingLine(
    line=1, sku="MUG", unit="EA", base_unit="EA", each=Fraction(1), ordered=10, price=Decimal("1.50")
)
PLATES = StandingLine(
    line=2, sku="PLATE", unit="EA", base_unit="EA", each=Fraction(1), ordered=6, price=Decimal("3.00")
)
FREIGHT = Adjustment(kind="charge", code="D240", amount=Decimal("10.00"), text="Freight")


def billed(
    shipped: dict[int, int],
    placed: PurchaseOrder | None = None,
    lines: tuple[StandingLine, ...] = (MUGS, PLATES),
    agreed: Agreement = AGREEMENT,
    **more: Any,
) -> Invoice:
    billing = Billing(**({"number": "INV1", "invoiced_on": TODAY, "shipped": shipped} | more))
    return bill(billing, placed or order(line(), line("PLATE", "6")), lines, agreed)


def cased(price: str, basis: str = "", **more: Any) -> tuple[PurchaseOrder, tuple[StandingLine, ...]]:
    placed = order(line(quantity="2", unit="CA", price=Decimal(price), price_basis=basis, **more))
    standing = replace(MUGS, unit="CA", each=Fraction(12), ordered=24, price=Decimal(price))
    return placed, (standing,)


def test_an_invoice_bills_what_was_shipped_at_the_price_that_stands() -> None:
    words = Description(kind="free", text="A mug")
    payer = Party(role="bill-to", name="Payer")
    terms = PaymentTerms(net_days=30)
    placed = order(
        line(descriptions=(words,)), line("PLATE", "6"), release="R1", currency="USD", currency_by="buyer"
    )
    origin = (Reference(kind="shipment", value="SH1"),)

    invoice = billed(
        {2: 6, 1: 4},
        placed,
        agreed=agreement(bill_to=payer, terms=(terms,)),
        shipped_on=day(-1),
        references=origin,
    )

    assert (
        Invoice(
            number="INV1",
            invoiced_on=TODAY,
            total=Decimal("24.00"),
            ordered_on=TODAY,
            order_number="PO1",
            release="R1",
            currency="USD",
            currency_by="buyer",
            references=origin,
            parties=(STORE, payer),
            terms=(terms,),
            dates=(TradeDate(kind="shipped", on=day(-1)),),
            lines=(
                InvoiceLine(
                    number="1",
                    quantity=Decimal(4),
                    unit="EA",
                    price=Decimal("1.50"),
                    identifiers=placed.lines[0].identifiers,
                    descriptions=(words,),
                ),
                InvoiceLine(
                    number="2",
                    quantity=Decimal(6),
                    unit="EA",
                    price=Decimal("3.00"),
                    identifiers=placed.lines[1].identifiers,
                ),
            ),
            shipped=(ShippedCount(quantity=Decimal(10), unit="EA"),),
            hash_total=Decimal(10),
        )
        == invoice
    )


def test_the_orders_own_terms_and_payer_go_first() -> None:
    own, payer = PaymentTerms(net_days=10), Party(role="bill-to", name="Other")
    placed = order(line(), line("PLATE", "6"), terms=(own,), parties=(STORE, payer))

    invoice = billed({1: 1}, placed, agreed=agreement(terms=(PaymentTerms(net_days=30),)))

    assert ((own,), (STORE, payer), ()) == (invoice.terms, invoice.parties, invoice.dates)


@pytest.mark.parametrize("shipped", [{}, {1: 0}, {1: 5, 2: -1}])
def test_nothing_cannot_be_invoiced(shipped: dict[int, int]) -> None:
    with pytest.raises(Conflict, match="nothing to invoice"):
        billed(shipped)


def test_what_has_no_price_cannot_be_invoiced() -> None:
    with pytest.raises(Conflict, match="line 1 has no price"):
        billed({1: 1}, lines=(replace(MUGS, price=None), PLATES))


def test_each_line_is_rounded_to_the_coin_before_it_is_added() -> None:
    odd = (replace(MUGS, price=Decimal("0.335")), replace(PLATES, price=Decimal("0.335")))

    assert Decimal("0.68") == billed({1: 1, 2: 1}, lines=odd).total


def test_a_currency_has_its_own_coin() -> None:
    placed = order(line(), line("PLATE", "6"), currency="JPY")

    assert Decimal(8) == billed({1: 5}, placed).total


@pytest.mark.parametrize(
    ("price", "basis", "written", "kept", "total"),
    [
        ("18.00", "", "18.00", "", "36.00"),
        ("1.50", "per-each", "18", "", "36.00"),
        ("1800", "per-hundred", "1800", "per-hundred", "36.00"),
        ("1.23456", "per-each", "14.81472", "", "29.63"),
        ("1.2345678", "per-each", "14.8148136", "", "29.63"),
    ],
)
def test_a_price_is_written_so_that_quantity_times_price_is_the_amount(
    price: str, basis: str, written: str, kept: str, total: str
) -> None:
    placed, lines = cased(price, basis)

    invoice = billed({1: 24}, placed, lines)

    (one,) = invoice.lines
    assert (Decimal(2), Decimal(written), kept) == (one.quantity, one.price, one.price_basis)
    assert Decimal(total) == invoice.total


def test_a_price_for_one_of_the_unit_is_repeated_as_it_was_written() -> None:
    """For one, for a hundred: what the buyer's price is for stands on the invoice where it can."""
    placed = order(line(price_basis="per-each"), line("PLATE", "6", price_basis="per-hundred"))
    invoice = billed({1: 3, 2: 2}, placed)

    assert [("per-each", Decimal("1.50")), ("per-hundred", Decimal("3.00"))] == [
        (one.price_basis, one.price) for one in invoice.lines
    ]
    assert [Decimal("4.50"), Decimal("0.06")] == [goods_of(one, "USD") for one in invoice.lines]


def test_a_part_of_a_case_is_billed_by_the_piece() -> None:
    (one,) = billed({1: 7}, *cased("18.00")).lines
    (odd,) = billed({1: 7}, *cased("17.00")).lines

    assert (Decimal(7), "EA", Decimal("1.5"), "") == (one.quantity, one.unit, one.price, one.price_basis)
    assert Decimal("1.416667") == odd.price


def test_a_substitute_is_billed_under_our_number() -> None:
    (one,) = billed({1: 1}, lines=(replace(MUGS, sku="JUG", substituted=True), PLATES)).lines

    assert (ItemIdentifier(kind="vendor-item", value="JUG"),) == one.identifiers


def charging(*adjustments: Adjustment, **more: Any) -> PurchaseOrder:
    return order(line(), line("PLATE", "6"), adjustments=adjustments, **more)


def test_a_charge_for_the_order_is_shared_by_the_value_shipped() -> None:
    placed = charging(FREIGHT)

    first = billed({1: 10}, placed)
    second = billed({2: 5}, placed, billed_before={1: 10})
    third = billed({2: 1}, placed, billed_before={1: 10, 2: 5})

    amounts = [one.adjustments[0].amount for one in (first, second, third)]
    assert [Decimal("4.55"), Decimal("4.54"), Decimal("0.91")] == amounts
    assert [Decimal("19.55"), Decimal("19.54"), Decimal("3.91")] == [
        one.total for one in (first, second, third)
    ]


def test_goods_are_worth_what_the_price_of_their_own_line_is_for() -> None:
    """Two hundred at 150 a hundred are three quarters of an order with ten boxes of ten at 1.00 each."""
    placed = order(
        line(quantity="200", price_basis="per-hundred"),
        line("PLATE", "10", unit="BX", price_basis="per-each"),
        adjustments=(FREIGHT,),
    )
    lines = (
        replace(MUGS, ordered=200, price=Decimal(150)),
        replace(PLATES, unit="BX", each=Fraction(10), ordered=100, price=Decimal("1.00")),
    )
    parts = [
        billed({1: 200}, placed, lines),
        billed({2: 40}, placed, lines, billed_before={1: 200}),
        billed({2: 60}, placed, lines, billed_before={1: 200, 2: 40}),
    ]

    assert [Decimal("7.50"), Decimal("1.00"), Decimal("1.50")] == [one.adjustments[0].amount for one in parts]
    assert [Decimal("307.50"), Decimal("41.00"), Decimal("61.50")] == [one.total for one in parts]


def test_a_percentage_on_a_line_is_of_whole_coins() -> None:
    """Three of 33.31 yen are 100, and half a percent of them one."""
    placed = order(line(adjustments=(Adjustment(kind="charge", percent=Decimal("0.5")),)), currency="JPY")
    invoice = billed({1: 3}, placed, (replace(MUGS, price=Decimal("33.31")),))

    assert [Decimal(1)] == [one.amount for one in invoice.lines[0].adjustments]


def test_the_seller_stands_on_the_invoice() -> None:
    seller = Party(role="seller", name="Our Company")

    assert (seller, STORE) == billed({1: 1}, agreed=agreement(seller=seller)).parties


def test_what_is_billed_whole_is_repeated_as_it_was_agreed() -> None:
    rated = Adjustment(kind="charge", rate=Decimal("0.25"), quantity=Decimal(16), unit="EA")

    invoice = billed({1: 10, 2: 6}, charging(FREIGHT, rated))

    assert (FREIGHT, replace(rated, amount=Decimal("4.00"))) == invoice.adjustments
    assert Decimal("47.00") == invoice.total


def test_a_part_of_a_rate_is_an_amount() -> None:
    rated = Adjustment(kind="charge", rate=Decimal("0.33"), quantity=Decimal(10), unit="EA")

    (one,) = billed({1: 10}, charging(rated)).adjustments

    assert (Adjustment(kind="charge", amount=Decimal("1.50"))) == one


def test_a_percentage_is_of_what_is_billed() -> None:
    off = Adjustment(kind="allowance", percent=Decimal("2.5"), percent_basis="1")

    invoice = billed({1: 10}, charging(off, replace(off, percent_basis="")))

    assert (
        replace(off, amount=Decimal("0.38")),
        Adjustment(kind="allowance", amount=Decimal("0.38")),
    ) == invoice.adjustments
    assert Decimal("14.24") == invoice.total


def test_what_is_not_settled_on_the_invoice_is_not_on_it() -> None:
    later = replace(FREIGHT, handling="bill-back")
    service = Adjustment(kind="none", code="H000", text="Ticketing")
    empty = Adjustment(kind="charge")

    assert () == billed({1: 1}, charging(later, service, empty)).adjustments


def test_a_share_that_comes_to_nothing_is_left_out() -> None:
    tiny = replace(FREIGHT, amount=Decimal("0.01"))

    assert () == billed({1: 1}, charging(tiny)).adjustments


def test_adjustments_of_a_line_are_shared_over_its_own_quantity() -> None:
    placed = order(line(adjustments=(replace(FREIGHT, kind="allowance"),)), line("PLATE", "6"))

    first, second = billed({1: 4}, placed), billed({1: 6}, placed, billed_before={1: 4})

    assert [Decimal("2.00"), Decimal("3.00")] == [first.total, second.total]
    assert Decimal("2.00") == amount_of(first.lines[0], "USD")


def test_goods_for_nothing_bear_a_charge_once() -> None:
    free = (replace(MUGS, price=Decimal(0)), replace(PLATES, price=Decimal(0)))

    assert Decimal("10.00") == billed({1: 1}, charging(FREIGHT), free).total


def test_taxes_are_on_what_is_billed_or_shared_like_a_charge() -> None:
    percent, amount = (
        Tax(kind="goods-and-services", percent=Decimal(5)),
        Tax(kind="state-sales", amount=Decimal("1.10")),
    )
    exempt = Tax(kind="all-taxes", exempt="2")

    invoice = billed({1: 10}, charging(FREIGHT, taxes=(percent, amount, exempt)))

    assert (
        replace(percent, amount=Decimal("0.98")),
        replace(amount, amount=Decimal("0.50")),
    ) == invoice.taxes
    assert Decimal("21.03") == invoice.total


def test_counts_are_told_unit_by_unit() -> None:
    pairs = replace(PLATES, unit="PR", each=Fraction(2))

    assert (
        ShippedCount(quantity=Decimal(1), unit="EA"),
        ShippedCount(quantity=Decimal(2), unit="PR"),
    ) == billed({1: 1, 2: 4}, lines=(MUGS, pairs)).shipped


def test_a_line_without_price_or_quantity_comes_to_its_adjustments() -> None:
    assert Decimal("-10.00") == amount_of(
        InvoiceLine(adjustments=(replace(FREIGHT, kind="allowance"),)), "USD"
    )
    assert Decimal(0) == amount_of(InvoiceLine(quantity=Decimal(1)), "USD")


def test_a_service_adds_nothing() -> None:
    assert (Decimal(10), Decimal(-10), Decimal(0)) == (
        signed(FREIGHT),
        signed(replace(FREIGHT, kind="allowance")),
        signed(Adjustment(kind="none", amount=Decimal(9))),
    )


def test_an_invoice_in_yen_is_in_yen_throughout() -> None:
    """Three mugs of 33.35 are 100; the whole order is worth 455.06, which is 455.

    What was agreed on the line and on the order, taxes by rate and by amount and the parts it is paid in: each is
    rounded by itself, and the parts add up.
    """
    placed = order(
        line(adjustments=(Adjustment(kind="charge", amount=Decimal(11)),)),
        line("PLATE", "6"),
        adjustments=(FREIGHT,),
        taxes=(Tax(kind="state", percent=Decimal(8)), Tax(kind="city", amount=Decimal(10))),
    )
    lines = (replace(MUGS, price=Decimal("33.35")), replace(PLATES, price=Decimal("20.26")))
    agreed = agreement(
        currency="JPY",
        charges=(
            AgreedCharge(text="Small order", amount=Decimal(5), below=Decimal("455.05")),
            AgreedCharge(text="Smaller order", amount=Decimal(5), below=Decimal(455)),
        ),
        instalments=(
            Instalment(percent=Decimal(30), net_days=10),
            Instalment(percent=Decimal(70), net_days=40),
        ),
        terms=(PaymentTerms(net_days=30),),
    )

    invoice = billed({1: 3}, placed, lines, agreed, paid_ahead=Decimal(15))

    assert ("", "", Decimal(100), Decimal(103)) == (
        invoice.currency,
        invoice.currency_by,
        goods_of(invoice.lines[0], "JPY"),
        amount_of(invoice.lines[0], "JPY"),
    )
    assert (
        replace(FREIGHT, amount=Decimal(2)),
        Adjustment(kind="charge", code="ZZZZ", amount=Decimal(1), text="Small order"),
        Adjustment(kind="allowance", code="ZZZZ", amount=Decimal(15), text="Paid in advance"),
    ) == invoice.adjustments
    assert (
        Tax(kind="state", percent=Decimal(8), amount=Decimal(8)),
        Tax(kind="city", amount=Decimal(2)),
    ) == invoice.taxes
    assert Decimal(101) == invoice.total
    assert (
        tuple(
            PaymentTerms(
                kind="deferred",
                deferred_due_on=day(days),
                deferred_amount=Decimal(part),
                invoice_percent=Decimal(percent),
            )
            for percent, part, days in ((30, 30, 10), (70, 71, 40))
        )
        == invoice.terms
    )


@pytest.mark.parametrize("each", [1, 3])
def test_ten_yen_over_three_equal_parts_are_three_four_and_three(each: int) -> None:
    """Whether they stand on the order or on a line: what was billed before counts, and no more than that."""
    ten = Adjustment(kind="charge", amount=Decimal(10))
    placed = order(line(adjustments=(ten,)), adjustments=(ten,), currency="JPY")
    lines = (replace(MUGS, ordered=3 * each, price=Decimal(1)),)
    parts = [
        billed({1: each}, placed, lines, billed_before={1: before} if before else {})
        for before in (0, each, 2 * each)
    ]

    assert [[3, 3], [4, 4], [3, 3]] == [
        [one.amount for one in (*part.adjustments, *part.lines[0].adjustments)] for part in parts
    ]


def test_the_order_says_in_which_currency_and_by_whom() -> None:
    placed = order(line(), line("PLATE", "6"), currency="JPY", currency_by="buyer")
    invoice = billed(
        {1: 1}, placed, (replace(MUGS, price=Decimal("1.40")), PLATES), agreement(currency="USD")
    )

    assert ("JPY", "buyer", Decimal(1)) == (invoice.currency, invoice.currency_by, invoice.total)
