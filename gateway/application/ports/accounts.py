"""Promotions, taxes and rates as data; what partners owe, paid, and drew from blankets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from gateway.domain.promotions import Promotion
from gateway.domain.taxation import TaxRate


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """One of `currency` is `rate` of `into` from a day on."""

    currency: str
    into: str
    rate: Decimal
    starts_on: date = date.min


class Pricing(Protocol):
    """What changes prices besides price lists, and what is added to them."""

    def put_promotion(self, promotion: Promotion) -> None:
        """Keep a promotion; one already kept for code, partner, item, group and least quantity is replaced."""
        ...

    def promotions(self, partner: str, since: date) -> Sequence[Promotion]:
        """Return the promotions for a partner and for everybody that did not end before the day."""
        ...

    def put_tax_rate(self, rate: TaxRate) -> None:
        """Keep a rate; one already kept for place, kind and start is replaced."""
        ...

    def tax_rates(self, country: str, region: str) -> Sequence[TaxRate]:
        """Return every rate there ever was of a country and of that region of it."""
        ...

    def put_exchange_rate(self, rate: ExchangeRate) -> None:
        """Keep a rate; one already kept for both currencies and start is replaced."""
        ...

    def exchange_rate(self, currency: str, into: str, on: date) -> Decimal | None:
        """Return the rate of a day, None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """What a partner owes or will owe.

    `kind` is `order` (what is not invoiced yet of an open order; `number` is the order's id), `invoice` (`number` is the
    invoice's, or `number#2` for its second instalment) or `advance` (what was paid ahead for an order, less than
    nothing until an invoice takes it). `amount` is what is left of `total`.
    """

    partner: str
    kind: str
    number: str
    order: str = ""
    currency: str
    total: Decimal
    amount: Decimal
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecord:
    """Money that came in: for an order ahead of its invoice, or for an invoice; `discount` was taken off for paying early.

    An amount less than nothing was paid back.

    `key` is unique within a partner: whatever is told twice is booked once.
    """

    id: str
    partner: str
    key: str
    order: str = ""
    invoice: str = ""
    amount: Decimal
    discount: Decimal = Decimal(0)
    currency: str
    paid_on: date
    reason: str = ""
    document: str = ""
    booked_by: str
    booked_at: datetime


class Accounts(Protocol):
    """What partners owe. Who changes or judges it locks the partner first, after every other lock but control numbers."""

    def lock(self, partner: str) -> None:
        """Lock a partner's account until the unit of work ends."""
        ...

    def put(self, receivable: Receivable) -> None:
        """Keep what is owed; one already kept under partner, kind and number is replaced."""
        ...

    def open(self, partner: str) -> Sequence[Receivable]:
        """Return what is not settled, what is due first before the rest."""
        ...

    def of_order(self, order: str) -> Sequence[Receivable]:
        """Return everything that an order brought about, settled or not, by kind and number."""
        ...

    def of_invoice(self, partner: str, number: str) -> Sequence[Receivable]:
        """Return an invoice, or its instalments, settled or not, in order."""
        ...

    def ended(self) -> Sequence[Receivable]:
        """Return what is kept open of orders that are closed, cancelled or rejected."""
        ...

    def partners(self) -> Sequence[str]:
        """Return the partners who owe anything, sorted."""
        ...

    def add_payment(self, payment: PaymentRecord) -> bool:
        """Keep a payment; return False when its key is there already."""
        ...

    def payments(self, partner: str, limit: int) -> Sequence[PaymentRecord]:
        """Return a partner's payments, newest first."""
        ...

    def payments_of(self, partner: str, key: str) -> Sequence[PaymentRecord]:
        """Return the payment under a key, nothing where there is none."""
        ...

    def paid(self, order: str) -> Decimal:
        """Return what was ever paid for an order, ahead and on its invoices, less what was paid back."""
        ...

    def draw(self, partner: str, order: str, drawn: Mapping[tuple[str, str], int]) -> None:
        """Keep what an order draws by contract and item, in place of what it drew before."""
        ...

    def drawn(self, partner: str, contracts: Iterable[str], *, but: str) -> Mapping[tuple[str, str], int]:
        """Return what all orders but one drew, by contract and item."""
        ...
