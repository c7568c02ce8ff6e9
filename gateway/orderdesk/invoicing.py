"""Invoices for what was shipped: lines, allowances, charges and taxes balance to the coin.

What was agreed once for the whole order is shared over its invoices by the value of the goods, so that
the shares of all invoices add up to it exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.invoices import Invoice, InvoiceLine, ShippedCount
from gateway.domain.money import to_coins
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import exact, rounded
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Adjustment, Tax
from gateway.errors import Conflict
from gateway.orderdesk.addressing import bill_to, repeated, ship_to
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.naming import descriptions_of, identifiers_of
from gateway.orderdesk.units import expressed, price_per
from gateway.orderdesk.vocabulary import ALLOWANCE, CHARGE, NOT_INVOICED, SHIPPED

PRICE_PLACES = 6
_NO_RATE: Mapping[str, Any] = {
    "percent": None,
    "percent_basis": "",
    "rate": None,
    "quantity": None,
    "more_quantity": None,
    "unit": "",
}
"""What says how an amount was worked out: a share of the amount no longer follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """What is billed: base units by line, now and on earlier invoices of the same order."""

    number: str
    invoiced_on: date
    shipped: Mapping[int, int]
    billed_before: Mapping[int, int] = field(default_factory=dict)
    shipped_on: date | None = None
    references: tuple[Reference, ...] = ()


def bill(
    billing: Billing, order: PurchaseOrder, lines: Sequence[StandingLine], agreement: Agreement
) -> Invoice:
    """Return the invoice for a shipment; raises Conflict where nothing was shipped, or there is no price."""
    if not billing.shipped or min(billing.shipped.values()) < 1:
        raise Conflict(f"{billing.number}: there is nothing to invoice")
    currency = order.currency or agreement.currency
    standing = {line.line: line for line in lines}
    billed = tuple(
        _line(standing[number], order.lines[number - 1], billing, currency)
        for number in sorted(billing.shipped)
    )
    goods = sum((amount_of(line, currency) for line in billed), Decimal(0))
    share = _Share.of_order(billing, order, lines, goods=goods)
    adjustments = tuple(_adjusted(order.adjustments, share, currency))
    net = goods + sum((signed(one) for one in adjustments), Decimal(0))
    taxes = tuple(_taxed(order.taxes, net, share, currency))
    dates = () if billing.shipped_on is None else (TradeDate(kind=SHIPPED, on=billing.shipped_on),)
    return Invoice(
        number=billing.number,
        invoiced_on=billing.invoiced_on,
        total=to_coins(net + sum((tax.amount or Decimal(0) for tax in taxes), Decimal(0)), currency),
        ordered_on=order.ordered_on,
        order_number=order.number,
        release=order.release,
        currency=order.currency,
        currency_by=order.currency_by,
        references=billing.references,
        parties=repeated(agreement.seller, ship_to(order, agreement), bill_to(order, agreement)),
        terms=order.terms or agreement.terms,
        dates=dates,
        lines=billed,
        taxes=taxes,
        adjustments=adjustments,
        shipped=_shipped(billed),
        hash_total=sum((line.quantity or Decimal(0) for line in billed), Decimal(0)),
    )


def amount_of(line: InvoiceLine, currency: str) -> Decimal:
    """Return what an invoice line comes to: its goods to the coin, and what is added and taken off."""
    goods = Decimal(0)
    if line.quantity is not None and line.price is not None:
        per = price_per(line.price_basis, Fraction(1))
        goods = to_coins(line.quantity * line.price * per.denominator / per.numerator, currency)
    return goods + sum((signed(one) for one in line.adjustments), Decimal(0))


def signed(adjustment: Adjustment) -> Decimal:
    """Return what an adjustment adds to a total: an allowance is less, a charge more."""
    sign = {ALLOWANCE: -1, CHARGE: 1}.get(adjustment.kind, 0)
    return sign * (adjustment.amount or Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """How much of a whole was billed before, how much will have been after, and what this part is worth."""

    before: Fraction
    after: Fraction
    worth: Decimal

    @classmethod
    def of_order(
        cls, billing: Billing, order: PurchaseOrder, lines: Sequence[StandingLine], *, goods: Decimal
    ) -> "_Share":
        values = {line.line: _value(line, order.lines[line.line - 1]) for line in lines}
        whole = sum((values[line.line] * line.ordered for line in lines), Fraction(0))
        before = sum((values[line] * base for line, base in billing.billed_before.items()), Fraction(0))
        now = sum((values[line] * base for line, base in billing.shipped.items()), Fraction(0))
        return cls.of(before, now, whole, worth=goods)

    @classmethod
    def of(cls, before: Fraction, now: Fraction, whole: Fraction, *, worth: Decimal) -> "_Share":
        if not whole:
            return cls(before=Fraction(0), after=Fraction(1), worth=worth)
        return cls(before=before / whole, after=(before + now) / whole, worth=worth)

    def part_of(self, amount: Decimal, currency: str) -> Decimal:
        return to_coins(_decimal(Fraction(amount) * self.after), currency) - to_coins(
            _decimal(Fraction(amount) * self.before), currency
        )


def _line(standing: StandingLine, line: OrderLine, billing: Billing, currency: str) -> InvoiceLine:
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
    share = _Share.of(
        Fraction(before), Fraction(base), Fraction(standing.ordered), worth=amount_of(billed, currency)
    )
    return replace(billed, adjustments=tuple(_adjusted(line.adjustments, share, currency)))


def _adjusted(adjustments: Iterable[Adjustment], share: _Share, currency: str) -> Iterable[Adjustment]:
    for one in adjustments:
        if one.kind not in (ALLOWANCE, CHARGE) or one.handling in NOT_INVOICED:
            continue
        whole = _whole(one)
        if whole is not None:
            part = share.part_of(whole, currency)
            if part == whole:
                yield replace(one, amount=part)
            elif part:
                yield replace(one, amount=part, **_NO_RATE)
        elif one.percent is not None:
            amount = to_coins(share.worth * one.percent / 100, currency)
            yield replace(one, amount=amount, percent=one.percent if one.percent_basis else None)


def _whole(adjustment: Adjustment) -> Decimal | None:
    if adjustment.amount is None and adjustment.rate is not None and adjustment.quantity is not None:
        return adjustment.rate * adjustment.quantity
    return adjustment.amount


def _taxed(taxes: Iterable[Tax], net: Decimal, share: _Share, currency: str) -> Iterable[Tax]:
    for tax in taxes:
        if tax.percent is not None:
            yield replace(tax, amount=to_coins(net * tax.percent / 100, currency))
        elif tax.amount is not None:
            yield replace(tax, amount=share.part_of(tax.amount, currency))


def _value(standing: StandingLine, line: OrderLine) -> Fraction:
    """Return what one base unit of the line is worth."""
    price = Fraction(standing.price or Decimal(0))
    return price / (price_per(line.price_basis, standing.each) * standing.each)


def _per_unit(price: Decimal, per: Fraction, each: Fraction) -> Decimal:
    value = Fraction(price) / (per * each)
    decimal = exact(value)
    return rounded(_decimal(value), PRICE_PLACES) if decimal is None else decimal


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _shipped(lines: Sequence[InvoiceLine]) -> tuple[ShippedCount, ...]:
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.unit] = totals.get(line.unit, Decimal(0)) + (line.quantity or Decimal(0))
    return tuple(ShippedCount(quantity=total, unit=unit) for unit, total in totals.items())
