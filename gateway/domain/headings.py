"""What the head of a trade document says for all of its lines: who, on which terms, by when and how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import Description, Mark, Packaging, Service
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, Measure, Note, Reference, TradeDate
from gateway.domain.terms import (
    Adjustment,
    Discount,
    Equipment,
    FreightTerms,
    LeadTime,
    OtherPrice,
    PackageCount,
    Paperwork,
    PaymentTerms,
    Percentage,
    Restriction,
    Routing,
    SalesRequirement,
    SpecialHandling,
    Tax,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What changes of an order, requests for quotation and quotes say at their head."""

    currency: str = ""
    currency_by: str = ""
    exchange_rate: Decimal | None = None
    other_currency_by: str = ""
    other_currency: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tax_registrations: tuple[Tax, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    requirements: tuple[SalesRequirement, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    discounts: tuple[Discount, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    paperwork: tuple[Paperwork, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    lading: tuple[PackageCount, ...] = ()
    routing: tuple[Routing, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    handling: tuple[SpecialHandling, ...] = ()
    marks: tuple[Mark, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    services: tuple[Service, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    stated_weight: Decimal | None = None
    stated_weight_unit: str = ""
    stated_volume: Decimal | None = None
    stated_volume_unit: str = ""
    stated_text: str = ""

    def party(self, role: str) -> Party | None:
        """Return the first party in the role."""
        return next((party for party in self.parties if party.role == role), None)

    def date(self, *kinds: str) -> date | None:
        """Return the first day of the first of these kinds that has one."""
        for kind in kinds:
            for dated in self.dates:
                if dated.kind == kind and dated.on is not None:
                    return dated.on
        return None
