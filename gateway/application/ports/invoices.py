"""What was billed, and what of it was credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineRecord:
    """A line of an invoice by our number of the order's line: base units and what they came to, and what of it was credited."""

    line: int
    quantity: int
    amount: Decimal
    credited_quantity: int = 0
    credited: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRecord:
    """An invoice we wrote: `canonical` is the canonical JSON of the `Invoice`; `credited` never exceeds `total`."""

    id: str
    partner: str
    order: str
    number: str
    shipment: str = ""
    currency: str
    invoiced_on: date
    total: Decimal
    credited: Decimal = Decimal(0)
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRecord:
    """A credit memo on an invoice; `key` makes asking for it twice harmless."""

    id: str
    partner: str
    order: str
    invoice: str
    number: str
    key: str
    currency: str
    total: Decimal
    canonical: str
    reason: str
    made_by: str
    made_at: datetime


class Invoices(Protocol):
    """Invoices and what was credited of them; the database lets nobody credit what was not billed."""

    def add(self, invoice: InvoiceRecord, lines: Sequence[InvoiceLineRecord]) -> None:
        """Keep an invoice."""
        ...

    def get(self, number: str, *, lock: bool = False) -> InvoiceRecord:
        """Return an invoice by its number, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def lines(self, invoice: str) -> Sequence[InvoiceLineRecord]:
        """Return the lines of an invoice, by its id, in order."""
        ...

    def of_order(self, order: str) -> Sequence[InvoiceRecord]:
        """Return an order's invoices, oldest first."""
        ...

    def credit(self, credit: CreditRecord, lines: Sequence[InvoiceLineRecord]) -> None:
        """Keep a credit memo and take what its lines say as credited off what is left; raises Conflict where that is less."""
        ...

    def credits_of(self, order: str) -> Sequence[CreditRecord]:
        """Return an order's credit memos, oldest first."""
        ...

    def find_credit(self, invoice: str, key: str) -> CreditRecord | None:
        """Return the credit memo that was made of an invoice under a key."""
        ...
