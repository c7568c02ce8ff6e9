"""Which way an adjustment goes, and whether its lines agree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from gateway.domain.credit_debit_adjustments import AdjustmentLine, CreditDebitAdjustment

DEBIT = CreditDebitAdjustment(
    number="CDA-1",
    issued_on=date(2026, 1, 13),
    handling="payment-demanded",
    amount=Decimal(15),
    sign="debit",
    lines=(
        AdjustmentLine(reason="wrong-price", sign="credit", amount=Decimal(25)),
        AdjustmentLine(reason="quantity-contested", sign="debit", amount=Decimal(40)),
        AdjustmentLine(reason="wrong-terms", sign="credit"),
    ),
)


def test_a_debit_is_the_opposite_of_a_credit() -> None:
    """Both are told apart by their sign, not by the number."""
    assert Decimal(-15) == DEBIT.signed
    assert Decimal(15) == replace(DEBIT, sign="credit").signed


def test_lines_come_to_the_sum_of_their_own_signs() -> None:
    """A line without an amount says a reason only."""
    assert DEBIT.signed == DEBIT.lines_total
