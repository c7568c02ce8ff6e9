"""What a payment is for, as an accounts desk adds it up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from gateway.domain.remittances import (
    PaidDocument,
    RemittanceAdjustment,
    RemittanceAdvice,
    RemittanceSection,
    TaxPart,
    TaxPayment,
    WageDeduction,
)

SHORT = RemittanceAdjustment(amount=Decimal(-35), reason="quantity-contested")
ADVICE = RemittanceAdvice(
    handling="payment-and-advice",
    amount=Decimal(2300),
    sign="credit",
    method="clearing-house",
    sections=(
        RemittanceSection(
            number="1",
            adjustments=(RemittanceAdjustment(amount=Decimal(-50), reason="advertising-deducted"),),
            documents=(
                PaidDocument(kind="invoice", number="INV-1", paid=Decimal(1085)),
                PaidDocument(kind="invoice", number="INV-2"),
            ),
        ),
        RemittanceSection(
            number="2",
            documents=(
                PaidDocument(kind="invoice", number="INV-3", paid=Decimal(1265), adjustments=(SHORT,)),
            ),
        ),
    ),
)


def test_documents_are_those_of_all_sections() -> None:
    """In the order they came."""
    assert ["INV-1", "INV-2", "INV-3"] == [one.number for one in ADVICE.documents]


def test_a_payment_is_what_was_paid_and_what_was_adjusted_beside_it() -> None:
    """What explains one document is in what was paid for it and counts once."""
    assert Decimal(2300) == ADVICE.explained
    assert Decimal(0) == ADVICE.unexplained


def test_what_nothing_accounts_for_is_said() -> None:
    """The payer sent 210 more than it says what for."""
    assert Decimal(210) == replace(ADVICE, amount=Decimal(2510)).unexplained


def test_taxes_and_wages_are_parts_of_the_payment() -> None:
    """A payment to an office is explained by its tax parts and deductions."""
    parts = (TaxPart(kind="T", amount=Decimal(1000)), TaxPart(kind="I", amount=Decimal("20.5")))
    tax = TaxPayment(taxpayer="1", kind="011", period_ends_on=date(2026, 1, 31), parts=parts)
    wage = WageDeduction(
        kind="CS",
        case="9",
        on=date(2026, 1, 31),
        amount=Decimal(450),
        person="1",
        medical_support="yes",
    )

    assert (
        Decimal("1470.5") == replace(ADVICE, sections=(), tax_payments=(tax,), deductions=(wage,)).explained
    )
