"""Credit memos: what of an invoice is taken back, line by line and to the coin, never more than is left of it.

What the invoice added for the order as a whole (allowances, charges, taxes) goes back by the value of what is
credited, so that crediting all of it in any parts comes to the invoice exactly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import Agreement
from gateway.domain.credit_debit_adjustments import (
    CREDIT,
    AdjustmentLine,
    AdjustmentParty,
    CreditDebitAdjustment,
    QuotedPrice,
)
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.money import to_coins
from gateway.domain.quantities import exact
from gateway.domain.references import Reference
from gateway.domain.terms import Adjustment, Tax
from gateway.errors import Conflict
from gateway.orderdesk.invoicing import PREPAID_TEXT, goods_of, signed
from gateway.orderdesk.vocabulary import CHARGE

MEMO = "credit-memo"
OWED = "credit-owed"
INVOICE, INVOICED = "invoice", "invoiced"
CORRECTION = "ZZZZ"
MONEY_TEXT, SHARE_TEXT = "Credited amount", "Allowances and charges of the line"
WRONG_PRICE, NOT_RECEIVED = "wrong-price", "quantity-contested"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOfLine:
    """A line of an invoice: base units and what they came to, what of both was credited before, and the line as written."""

    line: int
    quantity: int
    amount: Decimal
    credited_quantity: int
    credited: Decimal
    written: InvoiceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be credited of a line: so many base units at their price, or an `amount` without any goods."""

    line: int
    quantity: int = 0
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedLine:
    """What is credited of a line."""

    line: int
    quantity: int
    amount: Decimal
    written: InvoiceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What is credited of an invoice: lines, and the part of what stood over all of them."""

    lines: tuple[CreditedLine, ...]
    adjustments: tuple[Adjustment, ...]
    taxes: tuple[Tax, ...]

    @property
    def total(self) -> Decimal:
        """Return what it comes to."""
        goods = sum((one.amount for one in self.lines), Decimal(0))
        added = sum((signed(one) for one in self.adjustments), Decimal(0))
        return goods + added + sum((one.amount or Decimal(0) for one in self.taxes), Decimal(0))


def everything(left: Iterable[LeftOfLine]) -> tuple[Wanted, ...]:
    """Return what asks for all that is left of an invoice."""
    return tuple(_all_of(one) for one in left if one.amount > one.credited)


def credit_of(
    invoice: Invoice, left: Sequence[LeftOfLine], wanted: Sequence[Wanted], *, currency: str
) -> Credit:
    """Return what is credited; raises Conflict for nothing, for what is not there, and for more than is left."""
    lines = {one.line: one for one in left}
    if not wanted or len({one.line for one in wanted}) != len(wanted):
        raise Conflict("a credit names each line of the invoice once, and at least one")
    credited = tuple(_line(lines, one, currency) for one in sorted(wanted, key=lambda one: one.line))
    whole = sum((one.amount for one in left), Decimal(0))
    before = sum((one.credited for one in left), Decimal(0))
    now = sum((one.amount for one in credited), Decimal(0))
    share = _Share.of(before, now, whole)
    added = (one for one in invoice.adjustments if one.text != PREPAID_TEXT)
    credit = Credit(
        lines=credited,
        adjustments=tuple(share.adjustments(added, currency)),
        taxes=tuple(share.taxes(invoice.taxes, currency)),
    )
    if credit.total <= 0:
        raise Conflict("a credit comes to something")
    return credit


def memo(invoice: Invoice, credit: Credit, *, number: str, issued_on: date) -> Invoice:
    """Return the credit memo as an invoice of the credit kind; its amounts are what the buyer gets."""
    lines = tuple(one.written for one in credit.lines)
    return replace(
        invoice,
        number=number,
        invoiced_on=issued_on,
        kind=MEMO,
        total=credit.total,
        references=(Reference(kind=INVOICE, value=invoice.number),),
        terms=(),
        dates=(),
        lines=lines,
        adjustments=credit.adjustments,
        taxes=credit.taxes,
        shipped=(),
        hash_total=sum((one.quantity or Decimal(0) for one in lines), Decimal(0)),
    )


def adjustment(
    invoice: Invoice,
    credit: Credit,
    agreement: Agreement,
    *,
    number: str,
    issued_on: date,
    seller_order: str,
) -> CreditDebitAdjustment:
    """Return the credit memo as an adjustment: a line for each line, and one for what stood over all of them."""
    rest = credit.total - sum((one.amount for one in credit.lines), Decimal(0))
    lines = [_adjusted(one) for one in credit.lines]
    if rest:
        sign = CREDIT if rest > 0 else "debit"
        lines.append(AdjustmentLine(reason="service-charge", sign=sign, amount=abs(rest)))
    return CreditDebitAdjustment(
        number=number,
        issued_on=issued_on,
        handling=OWED,
        amount=credit.total,
        sign=CREDIT,
        invoiced_on=invoice.invoiced_on,
        invoice_number=invoice.number,
        seller_order=seller_order,
        ordered_on=invoice.ordered_on,
        order_number=invoice.order_number,
        purpose="original",
        kind=MEMO,
        currency=invoice.currency,
        currency_by=invoice.currency_by,
        parties=tuple(
            AdjustmentParty(role=one.role, name=one.name, code_kind=one.code_kind, code=one.code)
            for one in (agreement.seller,)
            if one is not None
        ),
        lines=tuple(lines),
    )


def _all_of(one: LeftOfLine) -> Wanted:
    if one.quantity > one.credited_quantity:
        return Wanted(line=one.line, quantity=one.quantity - one.credited_quantity)
    return Wanted(line=one.line, amount=one.amount - one.credited)


def _line(lines: Mapping[int, LeftOfLine], wanted: Wanted, currency: str) -> CreditedLine:
    one = lines.get(wanted.line)
    if one is None:
        raise Conflict(f"line {wanted.line} is not on the invoice")
    if wanted.quantity < 0 or bool(wanted.quantity) == (wanted.amount is not None):
        raise Conflict(f"line {wanted.line}: say how many, or how much")
    amount = _worth(one, wanted.quantity, currency) if wanted.amount is None else wanted.amount
    if wanted.quantity > one.quantity - one.credited_quantity or not 0 < amount <= one.amount - one.credited:
        raise Conflict(
            f"line {wanted.line}: {one.quantity - one.credited_quantity} units and"
            f" {one.amount - one.credited} {currency} are left to be credited"
        )
    if amount != to_coins(amount, currency):
        raise Conflict(f"line {wanted.line}: {amount} is no amount of {currency}")
    written = _goods(one, wanted.quantity, amount, currency) if wanted.quantity else _money(one, amount)
    return CreditedLine(line=one.line, quantity=wanted.quantity, amount=amount, written=written)


def _worth(one: LeftOfLine, quantity: int, currency: str) -> Decimal:
    """Return what so many more units come to; with the last of them, all that is left of the line."""
    if one.credited_quantity + quantity == one.quantity:
        return one.amount - one.credited
    before = Fraction(one.amount) * one.credited_quantity / one.quantity
    after = Fraction(one.amount) * (one.credited_quantity + quantity) / one.quantity
    worth = _coins(after, currency) - _coins(before, currency)
    return min(worth, one.amount - one.credited)


def _goods(one: LeftOfLine, quantity: int, amount: Decimal, currency: str) -> InvoiceLine:
    """Return the line for goods: the part of the quantity that is credited, and what makes it come to the amount."""
    written = one.written
    counted = exact(Fraction(written.quantity or Decimal(0)) * quantity / one.quantity)
    if counted is None:
        return _money(one, amount)
    plain = replace(written, quantity=counted, adjustments=())
    more = amount - goods_of(plain, currency)
    return replace(plain, adjustments=(_by_hand(more, SHARE_TEXT),)) if more else plain


def _money(one: LeftOfLine, amount: Decimal) -> InvoiceLine:
    """Return the line for money alone: no goods come back."""
    return replace(one.written, quantity=Decimal(0), adjustments=(_by_hand(amount, MONEY_TEXT),))


def _by_hand(amount: Decimal, text: str) -> Adjustment:
    kind = CHARGE if amount > 0 else "allowance"
    return Adjustment(kind=kind, code=CORRECTION, amount=abs(amount), text=text)


def _adjusted(one: CreditedLine) -> AdjustmentLine:
    goods = bool(one.quantity) and bool(one.written.quantity)
    return AdjustmentLine(
        reason=NOT_RECEIVED if goods else WRONG_PRICE,
        sign=CREDIT,
        number=one.written.number,
        amount=one.amount,
        quantity=one.written.quantity if goods else None,
        unit=one.written.unit if goods else "",
        prices=(QuotedPrice(kind=INVOICED, price=one.written.price),) if goods else (),
        identifiers=one.written.identifiers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """How much of the goods was credited before, and will have been after."""

    before: Fraction
    after: Fraction

    @classmethod
    def of(cls, before: Decimal, now: Decimal, whole: Decimal) -> "_Share":
        return cls(before=Fraction(before) / Fraction(whole), after=Fraction(before + now) / Fraction(whole))

    def adjustments(self, added: Iterable[Adjustment], currency: str) -> Iterator[Adjustment]:
        for one in added:
            part = self._part(one.amount, currency)
            if part:
                yield Adjustment(kind=one.kind, code=one.code, amount=part, text=one.text)

    def taxes(self, taxes: Iterable[Tax], currency: str) -> Iterator[Tax]:
        for one in taxes:
            part = self._part(one.amount, currency)
            if part:
                yield replace(one, amount=part, base=None)

    def _part(self, amount: Decimal | None, currency: str) -> Decimal:
        whole = Fraction(amount or Decimal(0))
        return _coins(whole * self.after, currency) - _coins(whole * self.before, currency)


def _coins(value: Fraction, currency: str) -> Decimal:
    return to_coins(Decimal(value.numerator) / Decimal(value.denominator), currency)
