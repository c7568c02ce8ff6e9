"""Price catalogues: what is offered, how it is packed, and what it costs, from when and from how many on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import (
    Commodity,
    CountedQuantity,
    Description,
    ItemIdentifier,
    Packaging,
    PackDetail,
)
from gateway.domain.orders import Component
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, DatedReference, Measure, Reference, TradeDate
from gateway.domain.terms import (
    Adjustment,
    Equipment,
    FreightTerms,
    LeadTime,
    OtherPrice,
    PackageCount,
    PaymentTerms,
    Restriction,
    Routing,
    SpecialHandling,
    Tax,
)
from gateway.domain.trade_units import CaseUnit, ConsumerUnit, Hazard, PackingLevel

BEGINS = ("effective", "start", "contract-effective")
ENDS = ("expiry", "end", "contract-expiry")
"""The kinds of days from which and up to which a price holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyUsed:
    """A currency prices are in, and whose it is."""

    currency: str
    currency_by: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question of a kind, answered yes or no (`Y`, `N`), with words to it."""

    answer: str
    question: str = ""
    period_format: str = ""
    period: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBracket:
    """The price for those whom a bracket of the price list is for."""

    price: Decimal
    bracket: str = ""
    former_price: Decimal | None = None
    text: str = ""
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedBracket:
    """A bracket of the price list as a whole: from how many on, and for whom."""

    bracket: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    text: str = ""
    mode: str = ""
    price_kind: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The list a price stands in, and the day it starts to hold."""

    number: str
    issue: str = ""
    starts_on: date
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceArea:
    """Where a price holds."""

    kind: str
    area: str = ""
    text: str = ""
    trade_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCondition:
    """What an order has to be for a price to hold: placed by a day, or of a quantity."""

    price: str
    date_kind: str = ""
    on: date | None = None
    condition: str = ""
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePrice(OtherPrice):
    """A price by kind and class of trade; `quantity` is from how many on it holds, `dates` are from when to when."""

    brackets: tuple[PriceBracket, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    price_list: PriceList | None = None
    lead_times: tuple[LeadTime, ...] = ()
    currencies: tuple[CurrencyUsed, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    references: tuple[Reference, ...] = ()
    areas: tuple[PriceArea, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    conditions: tuple[PriceCondition, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Return whether the price holds on the day, as far as its own dates say."""
        begins, ends = _first(self.dates, BEGINS), _first(self.dates, ENDS)
        if begins is None and self.price_list is not None:
            begins = self.price_list.starts_on
        return (begins is None or begins <= day) and (ends is None or day <= ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueParty(Party):
    """Somebody the catalogue names, with days and packing of their own."""

    dates: tuple[TradeDate, ...] = ()
    packaging: tuple[Packaging, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedUnit:
    """The unit an item is ordered in, and its price where that stands straight on the item."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The country an item comes from, and how much of it."""

    country: str
    amount_kind: str = ""
    amount: Decimal | None = None
    share: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedComponent(Component):
    """One part of an assortment, or one level of packing of the item itself."""

    packaging: tuple[Packaging, ...] = ()
    quantities: tuple[CountedQuantity, ...] = ()
    measures: tuple[Measure, ...] = ()
    code_lists: tuple[CodeList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """One thing offered: its names, words, packing and prices. `maintenance` says whether it is new, changed or gone."""

    number: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    quoted: QuotedUnit | None = None
    maintenance: str = ""
    dates: tuple[TradeDate, ...] = ()
    references: tuple[Reference, ...] = ()
    answers: tuple[Answer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    origins: tuple[Origin, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    lading: tuple[PackageCount, ...] = ()
    routing: tuple[Routing, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    handling: tuple[SpecialHandling, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    taxes: tuple[Tax, ...] = ()
    consumer_unit: ConsumerUnit | None = None
    prices: tuple[CataloguePrice, ...] = ()
    parties: tuple[CatalogueParty, ...] = ()
    case_units: tuple[CaseUnit, ...] = ()
    packing: tuple[PackingLevel, ...] = ()
    hazard: Hazard | None = None
    code_lists: tuple[CodeList, ...] = ()
    components: tuple[OfferedComponent, ...] = ()
    notes: tuple[DatedReference, ...] = ()

    def price(self, *, on: date, quantity: Decimal = Decimal(1), kind: str = "") -> CataloguePrice | None:
        """Return the price that holds on the day for so many: that of the largest break not above them.

        Without a `kind` every kind counts; of equals the first in the catalogue is taken.
        """
        fitting = [
            one
            for one in self.prices
            if one.price is not None
            and kind in ("", one.kind)
            and one.holds_on(on)
            and (one.quantity or 0) <= quantity
        ]
        return max(fitting, key=lambda one: one.quantity or 0, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCatalogue:
    """A price list or a catalogue; `replaces_...` name the one it takes the place of."""

    kind: str
    number: str = ""
    version: str = ""
    revision: str = ""
    unit: str = ""
    replaces_number: str = ""
    replaces_version: str = ""
    replaces_revision: str = ""
    text: str = ""
    purpose: str = ""
    prices: tuple[OtherPrice, ...] = ()
    references: tuple[Reference, ...] = ()
    answers: tuple[Answer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    currencies: tuple[CurrencyUsed, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    lading: tuple[PackageCount, ...] = ()
    routing: tuple[Routing, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    handling: tuple[SpecialHandling, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    brackets: tuple[OfferedBracket, ...] = ()
    taxes: tuple[Tax, ...] = ()
    parties: tuple[CatalogueParty, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    notes: tuple[DatedReference, ...] = ()
    items: tuple[CatalogueItem, ...] = ()
    hash_total: Decimal | None = None

    @property
    def valid_from(self) -> date | None:
        """Return the first day of the catalogue as a whole."""
        return _first(self.dates, BEGINS)

    @property
    def valid_until(self) -> date | None:
        """Return the last day of the catalogue as a whole."""
        return _first(self.dates, ENDS)


def _first(dates: tuple[TradeDate, ...], kinds: tuple[str, ...]) -> date | None:
    """Return the first day of the first of these kinds that has one."""
    return next((one.on for kind in kinds for one in dates if one.kind == kind and one.on is not None), None)
