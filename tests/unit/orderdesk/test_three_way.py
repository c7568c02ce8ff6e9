"""Order, notice and invoice say the same, or it is said where they do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.references import Reference
from gateway.domain.shipments import ShipmentNotice
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.crediting import LeftOfLine, credit_of, everything, memo
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.fulfilling import Labels, Shipment, notice
from gateway.orderdesk.invoicing import Billing, amount_of, bill
from gateway.orderdesk.levels import OrderPart
from gateway.orderdesk.packing import Allocation, Carton, Content
from gateway.orderdesk.three_way import Match, MatchedLine, Papers, match
from tests.unit.orderdesk.desk import TODAY, agreement, line, order

ORDERED = order(
    line("MUG", "2", unit="CA", price=Decimal("18.01")),
    line("PLATE", "7", price=Decimal("3.333"), price_basis="per-hundred"),
)
MUGS = StandingLine(
    line=1, sku="MUG", unit="CA", base_unit="EA", each=Fraction(12), ordered=24, price=Decimal("18.01")
)
PLATES = StandingLine(
    line=2, sku="PLATE", unit="EA", base_unit="EA", each=Fraction(1), ordered=7, price=Decimal("3.333")
)
LINES = [MUGS, PLATES]
AGREED = agreement()


def told(number: str, mugs: int, plates: int, levels: str = "pallets") -> ShipmentNotice:
    contents = [Content(commitment="a", quantity=mugs), Content(commitment="b", quantity=plates)]
    cartons = tuple(Carton(contents=(one,), tare=at) for at, one in enumerate(contents) if one.quantity)
    shipment = Shipment(
        number=number, shipped_on=TODAY, issued_on=TODAY, issued_at_time=time(9), cartons=cartons
    )
    allocations = [
        Allocation(commitment="a", line=1, sku="MUG", location="MAIN", quantity=24),
        Allocation(commitment="b", line=2, sku="PLATE", location="MAIN", quantity=7),
    ]
    part = OrderPart(order=ORDERED, lines=LINES, allocations=allocations)
    labels = Labels(company_prefix="0614141", first_serial=1)
    return notice(shipment, [part], agreement=AGREED, labels=labels, levels=levels)


def billed(number: str, mugs: int, plates: int, before: tuple[int, int] = (0, 0)) -> Invoice:
    shipped = {at: count for at, count in ((1, mugs), (2, plates)) if count}
    billing = Billing(
        number=number,
        invoiced_on=TODAY,
        shipped=shipped,
        billed_before={at: count for at, count in ((1, before[0]), (2, before[1])) if count},
    )
    return bill(billing, ORDERED, LINES, AGREED)


def matched(
    notices: list[ShipmentNotice], invoices: list[Invoice], memos: list[Invoice] | None = None
) -> Match:
    papers = Papers(notices=notices, invoices=invoices, credits=memos or [])
    return match(ORDERED, LINES, papers, currency="USD")


def said(found: Match) -> list[tuple[str, str, str, str, str]]:
    return [(one.code, one.line, one.document, one.expected, one.seen) for one in found.differences]


@settings(max_examples=30)
@given(
    parts=st.lists(st.tuples(st.integers(0, 24), st.integers(0, 7)), min_size=1, max_size=5),
    levels=st.sampled_from(["pallets", "cartons", "items"]),
)
def test_what_we_announce_and_bill_matches_in_whatever_parts_it_leaves(
    parts: list[tuple[int, int]], levels: str
) -> None:
    """The PO, every 856 and every 810 of it, exact to the base unit, the price and the coin."""
    notices, invoices, mugs, plates = [], [], 0, 0
    for at, (some, others) in enumerate(parts):
        more, further = min(some, 24 - mugs), min(others, 7 - plates)
        if more or further:
            notices.append(told(f"S{at}", more, further, levels))
            invoices.append(billed(f"INV{at}", more, further, (mugs, plates)))
            mugs, plates = mugs + more, plates + further

    found = matched(notices, invoices)

    assert [] == said(found)
    assert found.exact
    assert [(24, mugs, mugs), (7, plates, plates)] == [
        (one.ordered, one.shipped, one.invoiced) for one in found.lines
    ]


def test_more_or_less_than_it_should_be_is_said_of_its_line() -> None:
    found = matched([told("S1", 12, 7), told("S2", 12, 1)], [billed("INV1", 24, 0), billed("INV2", 12, 4)])

    assert [
        ("invoiced-more-than-shipped", "1", "", "24", "36"),
        ("shipped-more-than-ordered", "2", "", "7", "8"),
        ("shipped-and-not-invoiced", "2", "", "8", "4"),
    ] == said(found)
    assert not found.exact


WRONG: dict[str, tuple[Callable[[Invoice], Invoice], list[tuple[str, str, str, str, str]]]] = {
    "price": (
        lambda one: replace(
            one, lines=(replace(one.lines[0], price=Decimal("18.02")),), total=Decimal("36.04")
        ),
        [("price-differs", "1", "INV1", "1.500833", "1.501667")],
    ),
    "total": (
        lambda one: replace(one, total=Decimal("36.03")),
        [("total-does-not-add-up", "", "INV1", "36.02", "36.03")],
    ),
    "line": (
        lambda one: replace(one, lines=(replace(one.lines[0], number="9"),)),
        [("line-not-ordered", "9", "INV1", "", ""), ("shipped-and-not-invoiced", "1", "", "24", "0")],
    ),
    "unit": (
        lambda one: replace(one, lines=(replace(one.lines[0], unit="BX"),)),
        [
            ("unit-unknown", "1", "INV1", "CA", "BX"),
            ("shipped-and-not-invoiced", "1", "", "24", "0"),
            ("price-differs", "1", "INV1", "1.500833", "18.010000"),
        ],
    ),
}


@pytest.mark.parametrize(("change", "expected"), WRONG.values(), ids=list(WRONG))
def test_every_difference_has_its_code(
    change: Callable[[Invoice], Invoice], expected: list[tuple[str, str, str, str, str]]
) -> None:
    assert expected == said(matched([told("S1", 24, 0)], [change(billed("INV1", 24, 0))]))


def credited(invoice: Invoice, number: str = "CM1") -> Invoice:
    """Return the memo that credits all of an invoice of mugs."""
    (written,) = invoice.lines
    left = LeftOfLine(
        line=1,
        quantity=24,
        amount=amount_of(written, "USD"),
        credited_quantity=0,
        credited=Decimal(0),
        written=written,
    )
    credit = credit_of(invoice, [left], everything([left]), currency="USD")
    return memo(invoice, credit, number=number, issued_on=TODAY)


def test_what_was_credited_and_billed_anew_matches_at_the_price_that_holds_now() -> None:
    old = billed("INV1", 24, 0)
    dear = replace(old, lines=(replace(old.lines[0], price=Decimal("20.00")),), total=Decimal("40.00"))

    found = matched([told("S1", 24, 0)], [dear, billed("INV2", 24, 0)], [credited(dear)])

    assert [] == said(found)
    assert [(24, 48, 24), (0, 0, 0)] == [(one.shipped, one.invoiced, one.credited) for one in found.lines]


def test_more_credited_than_billed_is_said_of_the_invoice() -> None:
    invoice = billed("INV1", 24, 0)
    twice = [credited(invoice), credited(invoice, "CM2")]

    assert [("credited-more-than-invoiced", "", "INV1", "36.02", "72.04")] == said(
        matched([told("S1", 24, 0)], [invoice], twice)
    )


def test_a_notice_of_another_order_and_a_line_without_a_price_say_nothing() -> None:
    other = told("S1", 24, 0)
    other = replace(other, orders=(replace(other.orders[0], order_number="PO9"),))
    free = replace(billed("INV1", 24, 0), lines=(), total=Decimal(0))
    unpriced = replace(free, lines=(replace(billed("INV1", 24, 0).lines[0], price=None),))

    assert [] == said(matched([other], [free]))
    assert ["invoiced-more-than-shipped"] == [one.code for one in matched([other], [unpriced]).differences]


def test_a_line_whose_price_nobody_knows_is_at_another_price() -> None:
    papers = Papers(invoices=[billed("INV1", 24, 0)], notices=[told("S1", 24, 0)])
    found = match(ORDERED, [replace(MUGS, price=None), PLATES], papers, currency="USD")

    assert [("price-differs", "1", "INV1", "", "1.500833")] == said(found)


TWO = order(line("MUG", "4", number="1"), line("MUG", "6", number="1", price=Decimal("1.40")))
"""Two lines that the buyer gave one number, at two prices."""
TWO_LINES = [
    StandingLine(line=at, sku="MUG", unit="EA", base_unit="EA", each=Fraction(1), ordered=count, price=price)
    for at, count, price in ((1, 4, Decimal("1.50")), (2, 6, Decimal("1.40")))
]


def paper(number: str, *lines: InvoiceLine, **changes: Any) -> Invoice:
    """Return an invoice whose total is that of its lines."""
    total = sum((amount_of(one, "USD") for one in lines), Decimal(0))
    return Invoice(**({"number": number, "invoiced_on": TODAY, "total": total, "lines": lines} | changes))


def mugs(quantity: str, price: str, **changes: Any) -> InvoiceLine:
    usual = {"number": "1", "unit": "EA", "quantity": Decimal(quantity), "price": Decimal(price)}
    return InvoiceLine(**(usual | changes))


def test_lines_that_share_a_number_are_one_line_at_either_price() -> None:
    papers = Papers(
        invoices=[paper("I1", mugs("4", "1.50"), mugs("6", "1.40")), paper("I2", mugs("1", "1.45"))]
    )
    found = match(TWO, TWO_LINES, papers, currency="USD")

    assert (
        MatchedLine(number="1", ordered=Fraction(10), shipped=Fraction(0), invoiced=Fraction(11)),
    ) == found.lines
    assert [
        ("invoiced-more-than-shipped", "1", "", "0", "11"),
        ("price-differs", "1", "I2", "1.400000, 1.500000", "1.450000"),
    ] == said(found)


@pytest.mark.parametrize(
    ("price", "basis", "unit", "differs"),
    [
        ("18.01", "", "CA", False),
        ("18.010012", "", "CA", False),
        ("18.010013", "", "CA", True),
        ("1.500832", "", "EA", True),
        ("1.500833", "", "EA", False),
        ("1.500834", "", "EA", False),
        ("150.0833", "per-hundred", "EA", False),
        ("1801", "per-hundred", "CA", False),
        ("1.500833", "per-each", "CA", False),
        ("18.01", "", "EA", True),
    ],
)
def test_a_price_is_the_same_in_whichever_unit_and_for_however_many_it_is_said(
    price: str, basis: str, unit: str, *, differs: bool
) -> None:
    """To the millionth of a base unit, which is how finely an invoice says one."""
    said_so = paper("I1", mugs("1", price, unit=unit, price_basis=basis))
    found = [one for one in said(matched([], [said_so])) if one[0] == "price-differs"]

    assert differs == bool(found)


def test_what_costs_nothing_known_or_asks_for_nothing_has_no_price_to_differ() -> None:
    lines = (mugs("0", "99"), mugs("1", "99", number="9"), mugs("1", "18.02", unit="CA"))
    codes = [one[:2] for one in said(matched([told("S1", 12, 0)], [paper("I1", *lines)]))]

    assert [("line-not-ordered", "9"), ("price-differs", "1")] == codes


def test_however_little_an_invoice_comes_to_its_prices_count() -> None:
    cheap = paper("I1", mugs("0.5", "1.00", number="2"))

    assert ["price-differs"] == [one[0] for one in said(matched([told("S1", 0, 1)], [cheap]))][1:]


def test_a_price_of_the_order_may_be_for_one_base_unit() -> None:
    placed = order(line("MUG", "2", unit="CA", price=Decimal("1.50"), price_basis="per-each"))
    standing = [replace(MUGS, price=Decimal("1.50"))]
    papers = Papers(notices=[told("S1", 24, 0)], invoices=[paper("I1", mugs("2", "18.00", unit="CA"))])

    assert [] == said(match(placed, standing, papers, currency="USD"))


def test_a_notice_is_read_as_an_invoice_is() -> None:
    """What is of no line or in no unit is said; the rest counts, whatever stood before it."""
    (part,) = told("S1", 24, 0, "items").orders
    (item,) = part.items
    items = (replace(item, line_number="9"), replace(item, unit="BX"), replace(item, quantity=None), item)
    strange = replace(told("S1", 24, 0), orders=(replace(part, items=items),))

    assert [("line-not-ordered", "9", "S1", "", ""), ("unit-unknown", "1", "S1", "CA", "BX")] == said(
        matched([strange], [billed("I1", 24, 0)])
    )


def test_what_was_credited_is_less_invoiced() -> None:
    """Three cases billed of two that left, and a quarter of one taken back: thirty mugs for twenty-four."""
    quarter = paper("CM1", mugs("0.5", "18.01", unit="CA"))
    invoices = [paper("I1", mugs("3", "18.01", unit="CA"))]

    assert [("invoiced-more-than-shipped", "1", "", "24", "30")] == said(
        matched([told("S1", 24, 0)], invoices, [quarter])
    )


def test_goods_of_another_order_or_release_are_not_of_this_one() -> None:
    (part,) = told("S1", 24, 0).orders
    others = (replace(part, order_number="PO9"), replace(part, release="2"), part, replace(part, release="2"))
    found = matched([replace(told("S1", 24, 0), orders=others)], [billed("I1", 24, 0)])

    assert [] == said(found)
    assert [24, 0] == [one.shipped for one in found.lines]


def test_a_memo_is_read_as_an_invoice_is() -> None:
    """Its lines, its units and its sum; what it takes back is told of its invoice."""
    wrong = paper(
        "CM1",
        mugs("1", "1.00", number="9"),
        mugs("1", "1.00", unit="BX"),
        mugs("1", "1.00"),
        total=Decimal(4),
        references=(Reference(kind="invoice", value="I1"), Reference(kind="invoice", value="I9")),
    )

    assert [
        ("line-not-ordered", "9", "CM1", "", ""),
        ("unit-unknown", "1", "CM1", "CA", "BX"),
        ("total-does-not-add-up", "", "CM1", "3.00", "4"),
    ] == said(matched([told("S1", 24, 0)], [billed("I1", 24, 0)], [wrong]))


def test_a_price_counts_until_all_of_the_invoice_was_credited() -> None:
    dear = paper("I1", mugs("2", "20.00", unit="CA"))
    on_it = (Reference(kind="invoice", value="I1"),)
    memos = [paper("CM1", mugs("1", "20.00", unit="CA"), references=on_it)]
    rest = paper("CM2", mugs("1", "20.00", unit="CA"), references=on_it)

    assert ["price-differs"] == [one[0] for one in said(matched([told("S1", 24, 0)], [dear], memos))]
    assert [] == said(matched([told("S1", 24, 0)], [dear], [*memos, rest]))


def test_what_was_paid_ahead_may_be_credited_too() -> None:
    """An invoice of 36.02 that took off 30.00 asks for 6.02; all of it may be taken back, and no coin more."""
    ahead = Adjustment(kind="allowance", code="ZZZZ", amount=Decimal("30.00"), text="Paid in advance")
    whole = billed("I1", 24, 0)
    paid = replace(whole, adjustments=(ahead,), total=Decimal("6.02"))
    on_it = (Reference(kind="invoice", value="I1"),)
    memo_of_all = paper("CM1", mugs("2", "18.01", unit="CA"), references=on_it)
    more = paper("CM2", mugs("0.01", "1.00", number="2"), references=on_it)

    assert [] == said(matched([told("S1", 24, 0)], [paid], [memo_of_all]))
    assert ("credited-more-than-invoiced", "", "I1", "36.02", "36.03") == said(
        matched([told("S1", 24, 0)], [paid], [memo_of_all, more])
    )[-1]


@pytest.mark.parametrize(("of_paper", "usual"), [("JPY", "USD"), ("", "JPY")])
def test_a_sum_is_held_against_the_coin_of_the_paper_and_of_the_partner_where_it_says_none(
    of_paper: str, usual: str
) -> None:
    """Goods of 37 yen, a charge of 4.4, a discount of 2 and a tax of 1.3 are 41."""
    added = tuple(
        Adjustment(kind=kind, amount=Decimal(amount))
        for kind, amount in (("charge", "4.4"), ("allowance", "2"))
    )
    right = paper(
        "I1",
        mugs("1", "36.6", unit="CA"),
        currency=of_paper,
        adjustments=added,
        taxes=(Tax(kind="state", amount=Decimal("1.3")), Tax(kind="county")),
        total=Decimal(41),
    )
    wrong = replace(right, total=Decimal("40.7"))

    for one, expected in ((right, []), (wrong, [("I1", "41", "40.7")])):
        for papers in (Papers(invoices=[one]), Papers(credits=[one])):
            found = match(ORDERED, LINES, papers, currency=usual).differences
            sums = [each for each in found if each.code == "total-does-not-add-up"]
            assert expected == [(each.document, each.expected, each.seen) for each in sums]
