"""Credit and debit adjustments: what is owed more or less than an invoice said, line by line, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.invoices import ShippedCount
from gateway.domain.items import ItemIdentifier, PackDetail
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, DatedReference, TradeDate
from gateway.domain.terms import Accounting, Adjustment, Amount, FreightTerms, PaymentTerms, Percentage

CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentParty(Party):
    """Somebody who takes part, with the sums that concern them."""

    numbers: tuple[DatedReference, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedShipment(ShippedCount):
    """The shipment the adjustment is about: what was sent, what arrived, who carried it."""

    received: Decimal | None = None
    mode: str = ""
    carrier: str = ""
    status: str = ""
    reference_kind: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPrice:
    """A price of a kind: what was invoiced, what was agreed."""

    kind: str = ""
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingParty:
    """Somebody who bears a part of a store's part."""

    role: str
    name: str = ""
    code_kind: str = ""
    code: str = ""
    amounts: tuple[Amount, ...] = ()
    percentages: tuple[Percentage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreShare:
    """The part of a line that belongs to one store."""

    store: str
    location: str = ""
    reference: str = ""
    amounts: tuple[Amount, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    parties: tuple[SharingParty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """One reason with its sum: `sign` says `credit` or `debit`, `reason` why (a word or a code kept as it came)."""

    reason: str
    sign: str
    number: str = ""
    amount: Decimal | None = None
    damaged: str = ""
    bracket: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price_difference: Decimal | None = None
    prices: tuple[QuotedPrice, ...] = ()
    item_number: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    references: tuple[DatedReference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    shares: tuple[StoreShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDebitAdjustment:
    """What a partner credits or debits us, or we them, and which invoice and order it is about."""

    number: str
    issued_on: date
    handling: str
    amount: Decimal
    sign: str
    invoiced_on: date | None = None
    invoice_number: str = ""
    seller_order: str = ""
    ordered_on: date | None = None
    order_number: str = ""
    purpose: str = ""
    kind: str = ""
    reference_kind: str = ""
    reference: str = ""
    action: str = ""
    currency: str = ""
    currency_by: str = ""
    references: tuple[DatedReference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    shipments: tuple[AffectedShipment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    parties: tuple[AdjustmentParty, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    accounting: tuple[Accounting, ...] = ()
    lines: tuple[AdjustmentLine, ...] = ()

    @property
    def signed(self) -> Decimal:
        """Return the sum as a credit: positive where it is one, negative where it is a debit."""
        return self.amount if self.sign == CREDIT else -self.amount

    @property
    def lines_total(self) -> Decimal:
        """Return what the lines come to, as a credit like `signed`."""
        return sum(
            ((one.amount or Decimal(0)) * (1 if one.sign == CREDIT else -1) for one in self.lines), Decimal(0)
        )
