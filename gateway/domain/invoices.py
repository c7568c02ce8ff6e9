"""Invoices: what we ask to be paid for what was shipped."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import CountedQuantity, Description, ItemIdentifier, PackDetail
from gateway.domain.orders import Distribution
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Note, Reference, Remark, TradeDate
from gateway.domain.terms import (
    Accounting,
    Adjustment,
    Amount,
    Carriage,
    FreightTerms,
    OtherPrice,
    PaymentTerms,
    Tax,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedCount:
    """How much was shipped in all, as the invoice repeats it."""

    quantity: Decimal | None = None
    unit: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """So many of an item at a price; `number` is the buyer's line number where there is one."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    taxes: tuple[Tax, ...] = ()
    descriptions: tuple[Description, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    accounting: tuple[Accounting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What we ask to be paid: `total` is lines, adjustments and taxes to the coin."""

    number: str
    invoiced_on: date
    total: Decimal
    ordered_on: date | None = None
    order_number: str = ""
    release: str = ""
    change_number: str = ""
    kind: str = ""
    purpose: str = ""
    currency: str = ""
    currency_by: str = ""
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    parties: tuple[Party, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    descriptions: tuple[Description, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    discountable: Decimal | None = None
    discounted: Decimal | None = None
    discount: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    carriage: Carriage | None = None
    adjustments: tuple[Adjustment, ...] = ()
    shipped: tuple[ShippedCount, ...] = ()
    hash_total: Decimal | None = None
    action: str = ""
    other_invoice: str = ""
    amounts: tuple[Amount, ...] = ()
    exchange_rate: Decimal | None = None
    other_currency_by: str = ""
    other_currency: str = ""
    stated_weight: Decimal | None = None
    stated_weight_unit: str = ""
    stated_volume: Decimal | None = None
    stated_volume_unit: str = ""
    stated_text: str = ""
