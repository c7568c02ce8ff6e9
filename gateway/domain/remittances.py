"""Remittance advices: which invoices a payment is for, what was taken off, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import ItemIdentifier
from gateway.domain.parties import Contact, Party
from gateway.domain.references import DatedReference, Reference, Remark, TradeDate
from gateway.domain.terms import Adjustment, Tax


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account at a bank: the bank by the number of a kind (`aba-routing`, `swift`), the account by its own."""

    bank_kind: str = ""
    bank: str = ""
    kind: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The number by which payment and advice find each other, and who gave it."""

    kind: str
    number: str
    company: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceDelivery:
    """How the payee is to get the advice."""

    channel: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceParty(Party):
    """A side of the payment."""

    delivery: AdviceDelivery | None = None
    dates: tuple[TradeDate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedParty(Party):
    """Somebody paid for, by the parts of their name; `name` is the surname, or the whole name of a company."""

    kind: str
    first_name: str = ""
    middle_name: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedAdjustment(Adjustment):
    """An allowance or charge with the taxes on it."""

    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidComponent:
    """A part of an item paid for."""

    number: str
    parent: str = ""
    relation: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    references: tuple[DatedReference, ...] = ()
    adjustments: tuple[TaxedAdjustment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidItem:
    """A line of an invoice, where the payer explains its payment line by line."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    references: tuple[DatedReference, ...] = ()
    adjustments: tuple[TaxedAdjustment, ...] = ()
    components: tuple[PaidComponent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceAdjustment:
    """Money added (positive) or taken off (negative), and why; `reason` is a word or a code kept as it came."""

    amount: Decimal
    reason: str
    reference_kind: str = ""
    reference: str = ""
    remarks: tuple[Remark, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    references: tuple[DatedReference, ...] = ()
    items: tuple[PaidItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidDocument:
    """An invoice, credit memo or account and what was paid for it.

    `paid` is after discount and adjustments, `total` is what the document came to before them.
    """

    kind: str = ""
    number: str = ""
    action: str = ""
    paid: Decimal | None = None
    total: Decimal | None = None
    discount: Decimal | None = None
    reason: str = ""
    adjusted: Decimal | None = None
    remarks: tuple[Remark, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    items: tuple[PaidItem, ...] = ()
    adjustments: tuple[RemittanceAdjustment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceSection:
    """What is paid for one location, department or person."""

    number: str = ""
    role: str = ""
    code_kind: str = ""
    code: str = ""
    other_role: str = ""
    other_code_kind: str = ""
    other_code: str = ""
    reference_kind: str = ""
    reference: str = ""
    parties: tuple[NamedParty, ...] = ()
    adjustments: tuple[RemittanceAdjustment, ...] = ()
    documents: tuple[PaidDocument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPart:
    """One part of a tax payment: tax, penalty, interest."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPayment:
    """A tax paid with this payment, for a period."""

    taxpayer: str
    kind: str
    period_ends_on: date
    parts: tuple[TaxPart, ...] = ()
    verification: str = ""
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WageDeduction:
    """What an employer withheld from wages and passes on, as a court ordered."""

    kind: str
    case: str
    on: date
    amount: Decimal
    person: str
    medical_support: str
    name: str = ""
    reference: str = ""
    employment_ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceAdvice:
    """A payment and what it is for, or the order to a bank to pay; `handling` says which of them travels here."""

    handling: str
    amount: Decimal
    sign: str
    method: str
    format: str = ""
    payer_account: tuple[BankAccount, ...] = ()
    company: str = ""
    company_code: str = ""
    payee_account: tuple[BankAccount, ...] = ()
    paid_on: date | None = None
    business: str = ""
    return_account: tuple[BankAccount, ...] = ()
    remarks: tuple[Remark, ...] = ()
    trace: Trace | None = None
    currency: str = ""
    currency_by: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    parties: tuple[RemittanceParty, ...] = ()
    sections: tuple[RemittanceSection, ...] = ()
    tax_payments: tuple[TaxPayment, ...] = ()
    deductions: tuple[WageDeduction, ...] = ()

    @property
    def documents(self) -> tuple[PaidDocument, ...]:
        """Return every document paid, in order."""
        return tuple(one for section in self.sections for one in section.documents)

    @property
    def explained(self) -> Decimal:
        """Return what documents, free adjustments, taxes and deductions add up to.

        Adjustments under a document explain what was paid for it and are in its amount already.
        """
        parts = [one.paid or Decimal(0) for one in self.documents]
        parts += [one.amount for section in self.sections for one in section.adjustments]
        parts += [part.amount for tax in self.tax_payments for part in tax.parts]
        parts += [one.amount for one in self.deductions]
        return sum(parts, Decimal(0))

    @property
    def unexplained(self) -> Decimal:
        """Return the part of the payment that nothing in the advice accounts for; an accounts desk wants zero."""
        return self.amount - self.explained
