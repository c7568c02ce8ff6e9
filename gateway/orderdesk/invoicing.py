"""Invoices for what was shipped: lines, allowances, charges and taxes balance to the coin.

What was agreed once for the whole order is shared over its invoices by the value of the goods, so that
the shares of all invoices add up to it exactly. Percentages are taken of what an invoice bills. Every amount is
rounded once, where it is written, to the currency's smallest coin, halves away from zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import Agreement
from gateway.domain.invoices import Invoice, InvoiceLine, ShippedCount
from gateway.domain.money import split, to_coins
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import exact, rounded
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Adjustment, PaymentTerms
from gateway.errors import Conflict
from gateway.orderdesk.addressing import bill_to, repeated, ship_to
from gateway.orderdesk.charging import (
    Share,
    adjusted,
    charges_of_line,
    charges_of_order,
    decimal,
    honoured,
    signed,
    taxed,
    taxes_on,
)
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.naming import descriptions_of, identifiers_of
from gateway.orderdesk.units import expressed, price_per
from gateway.orderdesk.vocabulary import ALLOWANCE, SHIPPED

__all__ = ["Billing", "amount_of", "bill", "signed"]

PRICE_PLACES = 6
PREPAID = "ZZZZ"
PREPAID_TEXT = "Paid in advance"
DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """What is billed: base units by line, now and on earlier invoices of the same order.

    `paid_ahead` is what was paid for the order and taken by no invoice yet: as much of it as there is to pay is
    taken off.
    """

    number: str
    invoiced_on: date
    shipped: Mapping[int, int]
    billed_before: Mapping[int, int] = field(default_factory=dict)
    shipped_on: date | None = None
    references: tuple[Reference, ...] = ()
    paid_ahead: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bill:
    """What every line of an invoice rests on; `goods` is what those of the whole order are worth."""

    billing: Billing
    agreement: Agreement
    currency: str
    goods: Decimal


def bill(
    billing: Billing, order: PurchaseOrder, lines: Sequence[StandingLine], agreement: Agreement
) -> Invoice:
    """Return the invoice for a shipment; raises Conflict where nothing was shipped, or there is no price."""
    if not billing.shipped or min(billing.shipped.values()) < 1:
        raise Conflict(f"{billing.number}: there is nothing to invoice")
    currency = order.currency or agreement.currency
    standing = {line.line: line for line in lines}
    values = {line.line: _value(line, order.lines[line.line - 1]) for line in lines}
    whole = sum((values[line.line] * line.ordered for line in lines), Fraction(0))
    one = _Bill(
        billing=billing, agreement=agreement, currency=currency, goods=to_coins(decimal(whole), currency)
    )
    billed = tuple(
        _line(standing[number], order.lines[number - 1], one) for number in sorted(billing.shipped)
    )
    goods = sum((amount_of(line, currency) for line in billed), Decimal(0))
    share = _share_of_order(billing, values, whole, goods=goods)
    added = (*honoured(order.adjustments, agreement), *charges_of_order(agreement, one.goods))
    adjustments = tuple(adjusted(added, share, currency))
    net = goods + sum((signed(one) for one in adjustments), Decimal(0))
    taxes = tuple(taxed(taxes_on(order, agreement, billing.invoiced_on), net, share, currency))
    total = net + sum((tax.amount or Decimal(0) for tax in taxes), Decimal(0))
    paid = max(min(billing.paid_ahead, total), Decimal(0))
    dates = () if billing.shipped_on is None else (TradeDate(kind=SHIPPED, on=billing.shipped_on),)
    return Invoice(
        number=billing.number,
        invoiced_on=billing.invoiced_on,
        total=total - paid,
        ordered_on=order.ordered_on,
        order_number=order.number,
        release=order.release,
        currency=order.currency,
        currency_by=order.currency_by,
        references=billing.references,
        parties=repeated(agreement.seller, ship_to(order, agreement), bill_to(order, agreement)),
        terms=_instalments(agreement, total - paid, billing.invoiced_on, currency)
        or order.terms
        or agreement.terms,
        dates=dates,
        lines=billed,
        taxes=taxes,
        adjustments=(*adjustments, *_prepaid(paid)),
        shipped=_shipped(billed),
        hash_total=sum((line.quantity or Decimal(0) for line in billed), Decimal(0)),
    )


def amount_of(line: InvoiceLine, currency: str) -> Decimal:
    """Return what an invoice line comes to: its goods to the coin, and what is added and taken off."""
    return goods_of(line, currency) + sum((signed(one) for one in line.adjustments), Decimal(0))


def goods_of(line: InvoiceLine, currency: str) -> Decimal:
    """Return what the goods of an invoice line come to, to the coin."""
    if line.quantity is None or line.price is None:
        return Decimal(0)
    per = int(price_per(line.price_basis, Fraction(1)))
    return to_coins(line.quantity * line.price / per, currency)


def prepaid_on(invoice: Invoice) -> Decimal:
    """Return what an invoice took off because it was paid in advance."""
    return sum(
        (one.amount or Decimal(0) for one in invoice.adjustments if one.text == PREPAID_TEXT), Decimal(0)
    )


def _share_of_order(
    billing: Billing, values: Mapping[int, Fraction], whole: Fraction, *, goods: Decimal
) -> Share:
    before = sum((values[line] * base for line, base in billing.billed_before.items()), Fraction(0))
    now = sum((values[line] * base for line, base in billing.shipped.items()), Fraction(0))
    return Share.of(before, now, whole, worth=goods)


def _prepaid(paid: Decimal) -> tuple[Adjustment, ...]:
    return (Adjustment(kind=ALLOWANCE, code=PREPAID, amount=paid, text=PREPAID_TEXT),) if paid else ()


def _instalments(agreement: Agreement, total: Decimal, on: date, currency: str) -> tuple[PaymentTerms, ...]:
    """Return the parts in which an invoice is paid, which add up to it; none where none were agreed."""
    agreed = agreement.instalments
    if not agreed:
        return ()
    parts = split(total, [one.percent for one in agreed], currency)
    return tuple(
        PaymentTerms(
            kind=DEFERRED,
            deferred_due_on=on + timedelta(days=one.net_days),
            deferred_amount=part,
            invoice_percent=one.percent,
        )
        for one, part in zip(agreed, parts, strict=True)
    )


def _line(standing: StandingLine, line: OrderLine, one: _Bill) -> InvoiceLine:
    billing, currency = one.billing, one.currency
    base = billing.shipped[standing.line]
    quantity, unit = expressed(base, unit=standing.unit, each=standing.each, base_unit=standing.base_unit)
    if standing.price is None:
        raise Conflict(f"line {standing.line} has no price")
    price, basis = standing.price, line.price_basis
    per = price_per(basis, standing.each)
    if unit != standing.unit or per != price_per(basis, Fraction(1)):
        price, basis = _per_unit(price, per, standing.each if unit != standing.unit else Fraction(1)), ""
    billed = InvoiceLine(
        number=line.number,
        quantity=quantity,
        unit=unit,
        price=price,
        price_basis=basis,
        identifiers=identifiers_of(line, standing),
        descriptions=descriptions_of(line, standing),
    )
    before = billing.billed_before.get(standing.line, 0)
    share = Share.of(
        Fraction(before), Fraction(base), Fraction(standing.ordered), worth=goods_of(billed, currency)
    )
    added = (
        *honoured(line.adjustments, one.agreement),
        *charges_of_line(one.agreement, standing.sku, one.goods),
    )
    return replace(billed, adjustments=tuple(adjusted(added, share, currency)))


def _value(standing: StandingLine, line: OrderLine) -> Fraction:
    """Return what one base unit of the line is worth."""
    price = Fraction(standing.price or Decimal(0))
    return price / (price_per(line.price_basis, standing.each) * standing.each)


def _per_unit(price: Decimal, per: Fraction, each: Fraction) -> Decimal:
    value = Fraction(price) / (per * each)
    finite = exact(value)
    return rounded(decimal(value), PRICE_PLACES) if finite is None else finite


def _shipped(lines: Sequence[InvoiceLine]) -> tuple[ShippedCount, ...]:
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.unit] = totals.get(line.unit, Decimal(0)) + (line.quantity or Decimal(0))
    return tuple(ShippedCount(quantity=total, unit=unit) for unit, total in totals.items())
