"""Credits: above zero in our documents, below zero on the wire."""

from dataclasses import replace

from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.terms import Adjustment, Tax

CREDIT_MEMO, LINE_CREDIT = "credit-memo", "credit-invoice"
CREDITS = frozenset({CREDIT_MEMO, LINE_CREDIT})


def signed(value: Invoice) -> Invoice:
    """Return a credit as the wire counts it, and the other way round; an invoice as it is."""
    if value.kind not in CREDITS:
        return value
    return replace(
        value,
        total=-value.total,
        discount=None if value.discount is None else -value.discount,
        taxes=tuple(map(_turned_tax, value.taxes)),
        adjustments=tuple(map(_turned, value.adjustments)),
        lines=tuple(map(_turned_line, value.lines)),
    )


def _turned_line(line: InvoiceLine) -> InvoiceLine:
    return replace(
        line,
        quantity=None if line.quantity is None else -line.quantity,
        taxes=tuple(map(_turned_tax, line.taxes)),
        adjustments=tuple(map(_turned, line.adjustments)),
    )


def _turned_tax(tax: Tax) -> Tax:
    return replace(
        tax, amount=None if tax.amount is None else -tax.amount, base=None if tax.base is None else -tax.base
    )


def _turned(one: Adjustment) -> Adjustment:
    return replace(one, amount=None if one.amount is None else -one.amount)
