"""Allowances, charges and taxes: which are made, and what of them falls on a part of an order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.charges import AgreedCharge
from gateway.domain.money import to_coins
from gateway.domain.orders import PurchaseOrder
from gateway.domain.quantities import plain
from gateway.domain.taxation import TaxRate, in_force
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.vocabulary import ALLOWANCE, CHARGE, NOT_INVOICED

UNKNOWN_CHARGES, CHANGE = "V34", "change"
EXEMPT = "1"
ALL_TAXES = "all-taxes"
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
class Share:
    """How much of a whole was billed before, how much will have been after, and what this part is worth."""

    before: Fraction
    after: Fraction
    worth: Decimal

    @classmethod
    def of(cls, before: Fraction, now: Fraction, whole: Fraction, *, worth: Decimal) -> "Share":
        """Return the share of a part in a whole; all of it where the whole is nothing."""
        if not whole:
            return cls(before=Fraction(0), after=Fraction(1), worth=worth)
        return cls(before=before / whole, after=(before + now) / whole, worth=worth)

    def part_of(self, amount: Decimal, currency: str) -> Decimal:
        """Return what falls on this part, so that the parts of all shares add up to the amount."""
        return to_coins(decimal(Fraction(amount) * self.after), currency) - to_coins(
            decimal(Fraction(amount) * self.before), currency
        )


def signed(adjustment: Adjustment) -> Decimal:
    """Return what an adjustment adds to a total: an allowance is less, a charge more."""
    sign = {ALLOWANCE: -1, CHARGE: 1}.get(adjustment.kind, 0)
    return sign * (adjustment.amount or Decimal(0))


def whole_of(adjustment: Adjustment) -> Decimal | None:
    """Return the amount an adjustment says, or so much for each of so many; None where it says neither."""
    if adjustment.amount is None and adjustment.rate is not None and adjustment.quantity is not None:
        return adjustment.rate * adjustment.quantity
    return adjustment.amount


def adjusted(adjustments: Iterable[Adjustment], share: Share, currency: str) -> Iterator[Adjustment]:
    """Yield the share of each adjustment that is billed; what bills nothing is left out."""
    for one in adjustments:
        if one.kind not in (ALLOWANCE, CHARGE) or one.handling in NOT_INVOICED:
            continue
        whole = whole_of(one)
        if whole is not None:
            part = share.part_of(whole, currency)
            if part == whole:
                yield replace(one, amount=part)
            elif part:
                yield replace(one, amount=part, **_NO_RATE)
        elif one.percent is not None:
            amount = to_coins(share.worth * one.percent / 100, currency)
            yield replace(one, amount=amount, percent=one.percent if one.percent_basis else None)


def honoured(adjustments: Iterable[Adjustment], agreement: Agreement) -> tuple[Adjustment, ...]:
    """Return what an order adds and takes off that is billed: where V34 was set to change, only kinds that were agreed."""
    agreed = agreement.conditions.charges
    strict = any(one.rule == UNKNOWN_CHARGES and one.action == CHANGE for one in agreement.overrides)
    if not agreed or not strict:
        return tuple(adjustments)
    return tuple(one for one in adjustments if (one.code or one.agency_code) in agreed)


def charges_of_order(agreement: Agreement, goods: Decimal) -> Iterator[Adjustment]:
    """Yield what was agreed to add to an order, or to take off, whose goods are worth so much in all."""
    return (_made(one) for one in agreement.charges if not one.skus and one.is_made(goods))


def charges_of_line(agreement: Agreement, sku: str, goods: Decimal) -> Iterator[Adjustment]:
    """Yield what was agreed to add to a line of an item, or to take off, where the order's goods are worth so much."""
    return (_made(one) for one in agreement.charges if sku in one.skus and one.is_made(goods))


def taxes_on(order: PurchaseOrder, agreement: Agreement, on: date) -> tuple[Tax, ...]:
    """Return the taxes of a day: ours by rate where we know any, none for who is exempt, else those the order names."""
    if agreement.tax_exempt:
        certificate = agreement.tax_certificate
        exempt = Tax(kind=ALL_TAXES, amount=Decimal(0), exempt=EXEMPT, identification=certificate)
        return (exempt,) if certificate else ()
    if agreement.taxes:
        return tuple(_tax(rate) for rate in in_force(agreement.taxes, on=on))
    return order.taxes


def taxed(taxes: Iterable[Tax], net: Decimal, share: Share, currency: str) -> Iterator[Tax]:
    """Yield taxes with what they come to on a net amount; a tax that is an amount is shared."""
    for tax in taxes:
        if tax.percent is not None:
            yield replace(tax, amount=to_coins(net * tax.percent / 100, currency))
        elif tax.amount is not None:
            yield replace(tax, amount=share.part_of(tax.amount, currency))


def decimal(value: Fraction) -> Decimal:
    """Return a ratio as a decimal of as many digits as arithmetic has."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _made(charge: AgreedCharge) -> Adjustment:
    text = charge.text if charge.percent is None else f"{charge.text} {plain(charge.percent)} %"
    return Adjustment(
        kind=charge.kind, code=charge.code, amount=charge.amount, percent=charge.percent, text=text
    )


def _tax(rate: TaxRate) -> Tax:
    return Tax(kind=rate.kind, percent=rate.percent)
