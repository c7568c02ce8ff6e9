"""Which charges and taxes are made, and that their shares add up."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.domain.agreements import RuleOverride
from gateway.domain.charges import AgreedCharge
from gateway.domain.conditions import Conditions
from gateway.domain.invoices import Invoice
from gateway.domain.taxation import TaxRate, in_force
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.charging import Share, adjusted, honoured, taxed, taxes_on
from gateway.orderdesk.invoicing import prepaid_on, signed
from tests.unit.orderdesk.desk import TODAY, agreement, day, line, order
from tests.unit.orderdesk.test_invoicing import MUGS, PLATES, billed

FREIGHT = AgreedCharge(text="Freight", code="D240", amount=Decimal(10), below=Decimal(100))
SMALL = AgreedCharge(text="Small order", amount=Decimal(5), below=Decimal(33))
HANDLING = AgreedCharge(text="Handling", percent=Decimal("2.5"))
LOYALTY = AgreedCharge(text="Loyalty", kind="allowance", percent=Decimal(3), at_least=Decimal(33))
GLASS = AgreedCharge(text="Breakage", kind="allowance", percent=Decimal(1), skus=("PLATE",))
PALLET = AgreedCharge(text="Pallet", amount=Decimal("1.00"), skus=("MUG",))
STATE = TaxRate(country="US", region="WI", kind="state-sales", percent=Decimal("5.5"))
COUNTRY = TaxRate(country="US", percent=Decimal(1))


def figures(invoice: Invoice) -> list[tuple[str, Decimal]]:
    return [(one.text, signed(one)) for one in invoice.adjustments]


def test_agreed_charges_are_on_the_invoice() -> None:
    """Ten mugs at 1.50 and six plates at 3.00 are 33.00: enough for the allowance, too much for the small order.

    With the pallet of the mugs there are 34.00 to take percentages of.
    """
    invoice = billed({1: 10, 2: 6}, agreed=agreement(charges=(FREIGHT, SMALL, HANDLING, LOYALTY, PALLET)))

    assert (
        Adjustment(kind="charge", code="D240", amount=Decimal("10.00"), text="Freight"),
        Adjustment(kind="charge", code="ZZZZ", amount=Decimal("0.85"), text="Handling 2.5 %"),
        Adjustment(kind="allowance", code="ZZZZ", amount=Decimal("1.02"), text="Loyalty 3 %"),
    ) == invoice.adjustments
    assert Decimal("43.83") == invoice.total


def test_what_the_whole_order_is_worth_says_which_charges_are_made() -> None:
    """However little of it a shipment holds; percentages are of what it bills."""
    made = (SMALL, LOYALTY, replace(PALLET, at_least=Decimal(33)), replace(GLASS, below=Decimal(33)))
    invoice = billed({1: 1, 2: 1}, agreed=agreement(charges=made))

    assert [("Loyalty 3 %", Decimal("-0.14"))] == figures(invoice)
    assert [["Pallet"], []] == [[one.text for one in each.adjustments] for each in invoice.lines]


@pytest.mark.parametrize(
    ("goods", "made"), [("32.99", [True, False]), ("33.00", [False, True]), ("33.01", [False, True])]
)
def test_a_bound_begins_and_ends_with_its_amount(goods: str, made: list[bool]) -> None:
    assert made == [one.is_made(Decimal(goods)) for one in (SMALL, LOYALTY)]


def test_a_charge_of_an_item_is_on_its_lines() -> None:
    invoice = billed({1: 5, 2: 6}, agreed=agreement(charges=(GLASS, PALLET)))

    assert [[("Pallet", Decimal("0.50"))], [("Breakage 1 %", Decimal("0.18"))]] == [
        [(one.text, one.amount) for one in each.adjustments] for each in invoice.lines
    ]
    assert Decimal("25.82") == invoice.total


def test_what_was_agreed_once_is_billed_once_over_all_invoices() -> None:
    agreed = agreement(charges=(FREIGHT, PALLET))
    parts = [
        billed({1: 3}, agreed=agreed),
        billed({1: 7, 2: 1}, agreed=agreed, billed_before={1: 3}),
        billed({2: 5}, agreed=agreed, billed_before={1: 10, 2: 1}),
    ]

    assert Decimal("10.00") == sum(signed(one) for part in parts for one in part.adjustments)
    assert Decimal("44.00") == sum(one.total for one in parts)


def test_only_what_was_agreed_is_billed_of_what_the_order_adds_where_v34_changes_it() -> None:
    fee, gift = Adjustment(kind="charge", code="D240"), Adjustment(kind="allowance", agency_code="GIFT")
    changing = (RuleOverride(rule="V34", action="change"),)
    listed = Conditions(charges=("D240",))

    assert (fee, gift) == honoured((fee, gift), agreement(conditions=listed))
    assert (fee, gift) == honoured((fee, gift), agreement(overrides=changing))
    assert (fee,) == honoured((fee, gift), agreement(conditions=listed, overrides=changing))


def test_the_newest_rate_of_each_kind_and_place_counts_from_its_day_on() -> None:
    raised = TaxRate(country="US", region="WI", kind="state-sales", percent=Decimal(6), starts_on=day(1))
    ended = TaxRate(country="US", percent=Decimal(0), starts_on=day(2))
    rates = (ended, raised, STATE, COUNTRY)

    assert (COUNTRY, STATE) == in_force(rates, on=day(0))
    assert (COUNTRY, raised) == in_force(rates, on=day(1))
    assert (raised,) == in_force(rates, on=day(2))


def test_our_rates_go_before_what_the_order_says_and_add_up() -> None:
    said = order(line(), line("PLATE", "6"), taxes=(Tax(kind="value-added", percent=Decimal(20)),))

    ours = billed({1: 10, 2: 6}, said, agreed=agreement(taxes=(STATE, COUNTRY)))
    theirs = billed({1: 10, 2: 6}, said)

    assert [("all-taxes", Decimal("0.33")), ("state-sales", Decimal("1.82"))] == [
        (one.kind, one.amount) for one in ours.taxes
    ]
    assert (Decimal("35.15"), Decimal("39.60")) == (ours.total, theirs.total)


def test_taxes_are_on_what_was_shipped() -> None:
    """And each invoice's are by the rate of its own day."""
    raised = TaxRate(country="US", percent=Decimal(2), starts_on=day(1))
    agreed = agreement(taxes=(COUNTRY, raised))

    today, later = billed({1: 5}, agreed=agreed), billed({1: 5}, agreed=agreed, invoiced_on=day(1))

    assert ([Decimal("0.08")], [Decimal("0.15")]) == tuple(
        [one.amount for one in invoice.taxes] for invoice in (today, later)
    )


def test_who_is_exempt_is_not_taxed_and_says_so() -> None:
    said = order(line(), taxes=(Tax(kind="value-added", percent=Decimal(20)),))
    bare = agreement(tax_exempt=True, taxes=(STATE,))
    certified = agreement(tax_exempt=True, tax_certificate="RESALE-7")

    assert () == taxes_on(said, bare, TODAY)
    assert (Tax(kind="all-taxes", amount=Decimal(0), exempt="1", identification="RESALE-7"),) == taxes_on(
        said, certified, TODAY
    )
    assert Decimal("33.00") == billed({1: 10, 2: 6}, agreed=certified).total


@pytest.mark.parametrize(
    ("paid", "total", "taken"),
    [
        ("0", "33.00", "0"),
        ("10", "23.00", "10"),
        ("33", "0.00", "33"),
        ("50", "0.00", "33.00"),
        ("-1", "33.00", "0"),
    ],
)
def test_an_invoice_takes_no_more_of_what_was_paid_ahead_than_it_asks_for(
    paid: str, total: str, taken: str
) -> None:
    invoice = billed({1: 10, 2: 6}, lines=(MUGS, PLATES), paid_ahead=Decimal(paid))

    assert (Decimal(total), Decimal(taken)) == (invoice.total, prepaid_on(invoice))


THIRD = Share(before=Fraction(1, 3), after=Fraction(2, 3), worth=Decimal(333))
"""The second third of an order, worth 333 yen."""


def test_shares_and_percentages_are_whole_coins_of_the_currency() -> None:
    """Of ten yen a third is three the first time and four the second; what bills nothing hides nothing after it."""
    added = (
        Adjustment(kind="none", amount=Decimal(10)),
        Adjustment(kind="charge", amount=Decimal(10), handling="bill-back"),
        Adjustment(kind="charge", amount=Decimal(10), rate=Decimal("0.25"), quantity=Decimal(16)),
        Adjustment(kind="charge", rate=Decimal("0.25")),
        Adjustment(kind="charge", amount=Decimal(1)),
        Adjustment(kind="allowance", percent=Decimal("2.5"), percent_basis="1"),
    )
    taxes = (
        Tax(kind="county"),
        Tax(kind="state", percent=Decimal("2.5")),
        Tax(kind="city", amount=Decimal(10)),
    )

    assert [
        Adjustment(kind="charge", amount=Decimal(4)),
        Adjustment(kind="charge", amount=Decimal(1)),
        Adjustment(kind="allowance", amount=Decimal(8), percent=Decimal("2.5"), percent_basis="1"),
    ] == list(adjusted(added, THIRD, "JPY"))
    assert [replace(taxes[1], amount=Decimal(8)), replace(taxes[2], amount=Decimal(4))] == list(
        taxed(taxes, Decimal(333), THIRD, "JPY")
    )


def test_the_whole_of_nothing_is_billed_once() -> None:
    whole, part = Fraction(0), Fraction(6)

    assert Share(before=Fraction(0), after=Fraction(1), worth=Decimal(5)) == Share.of(
        whole, whole, whole, worth=Decimal(5)
    )
    assert Share(before=Fraction(1, 3), after=Fraction(5, 6), worth=Decimal(5)) == Share.of(
        Fraction(2), Fraction(3), part, worth=Decimal(5)
    )


def test_what_says_no_amount_adds_nothing() -> None:
    """Nor was it paid ahead."""
    paid = Adjustment(kind="allowance", text="Paid in advance")
    invoice = Invoice(number="I1", invoiced_on=TODAY, total=Decimal(0), adjustments=(paid,))

    assert Decimal(0) == prepaid_on(invoice)
    assert Decimal(0) == signed(Adjustment(kind="charge", percent=Decimal(5)))


def test_only_v34_set_to_change_takes_away_what_was_not_agreed() -> None:
    gift = Adjustment(kind="allowance", agency_code="GIFT")
    others = (RuleOverride(rule="V34", action="hold"), RuleOverride(rule="V29", action="change"))

    assert (gift,) == honoured((gift,), agreement(conditions=Conditions(charges=("D240",)), overrides=others))
