"""Purchase orders, in the order desk's words. Nothing here knows X12."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.items import (
    Commodity,
    CountedQuantity,
    Description,
    ItemIdentifier,
    Mark,
    MoreIdentifiers,
    Packaging,
    PackDetail,
    Service,
)
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, Measure, Note, Reference, TradeDate
from gateway.domain.terms import (
    Adjustment,
    Amount,
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
class Schedule:
    """So many, then: a part of a line with its own date."""

    quantity: Decimal
    unit: str = ""
    date_kind: str = ""
    on: date | None = None
    at_time: time | None = None
    second_date_kind: str = ""
    second_on: date | None = None
    second_at_time: time | None = None
    request: str = ""
    party_role: str = ""
    party_name: str = ""
    line_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreQuantity:
    """So many for that store."""

    store: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A line shared out over stores."""

    unit: str
    code_kind: str = ""
    stores: tuple[StoreQuantity, ...] = ()
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One part of an assortment or kit."""

    number: str
    parent: str = ""
    relation: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    messages: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    notes: tuple[Note, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    services: tuple[Service, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineParty(Party):
    """A party of one line, with the part of the quantity that is meant for it."""

    quantities: tuple[CountedQuantity, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One thing asked for. `number` is the buyer's own, verbatim; it may be missing or repeated."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    measures: tuple[Measure, ...] = ()
    descriptions: tuple[Description, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    references: tuple[Reference, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    requirements: tuple[SalesRequirement, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    taxes: tuple[Tax, ...] = ()
    routing: tuple[Routing, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    notes: tuple[Note, ...] = ()
    messages: tuple[str, ...] = ()
    parties: tuple[LineParty, ...] = ()
    components: tuple[Component, ...] = ()
    more_identifiers: tuple[MoreIdentifiers, ...] = ()
    currency: str = ""
    currency_by: str = ""
    contacts: tuple[Contact, ...] = ()
    paperwork: tuple[Paperwork, ...] = ()
    item_requirement: SalesRequirement | None = None
    tax_registrations: tuple[Tax, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    lading: tuple[PackageCount, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    handling: tuple[SpecialHandling, ...] = ()
    marks: tuple[Mark, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    amounts: tuple[Amount, ...] = ()
    services: tuple[Service, ...] = ()
    discounts: tuple[Discount, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    exchange_rate: Decimal | None = None
    other_currency_by: str = ""
    other_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """What a buyer asked for, whichever format it came in.

    An order is known by partner, `number` and `release`. `purpose` is `original`, `cancellation`,
    `change`, `replacement`, `duplicate` or a code kept as it came; `kind` likewise (`stand-alone`,
    `drop-ship`, `blanket`, ...).
    """

    number: str
    purpose: str = "original"
    kind: str = "stand-alone"
    release: str = ""
    ordered_on: date | None = None
    contract: str = ""
    acknowledgement_wanted: str = ""
    invoice_wanted: str = ""
    purchase_category: str = ""
    currency: str = ""
    currency_by: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tax_registrations: tuple[Tax, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    requirements: tuple[SalesRequirement, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    routing: tuple[Routing, ...] = ()
    taxes: tuple[Tax, ...] = ()
    notes: tuple[Note, ...] = ()
    messages: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[OrderLine, ...] = ()
    hash_total: Decimal | None = None
    stated_total: Decimal | None = None
    stated_lines_total: Decimal | None = None
    contract_kind: str = ""
    business_kind: str = ""
    lead_times: tuple[LeadTime, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    paperwork: tuple[Paperwork, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    lading: tuple[PackageCount, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    handling: tuple[SpecialHandling, ...] = ()
    marks: tuple[Mark, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    amounts: tuple[Amount, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    services: tuple[Service, ...] = ()
    discounts: tuple[Discount, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    exchange_rate: Decimal | None = None
    other_currency_by: str = ""
    other_currency: str = ""
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
