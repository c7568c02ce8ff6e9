"""Answers to an order: outcomes as facts, and the answer a partner reads.

Facts (`LineOutcome`) are what the order desk decided and what we store. An `OrderResponse` is their
rendering in one partner's dialect; its statuses are words that a map turns into codes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import Description, ItemIdentifier, PackDetail
from gateway.domain.orders import Schedule
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Note, Reference, TradeDate
from gateway.domain.terms import (
    Adjustment,
    Amount,
    FreightTerms,
    OtherPrice,
    PaymentTerms,
    Routing,
    SalesRequirement,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """So many base units leave `location` on that day."""

    quantity: int
    ships_on: date
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """So many base units that cannot be promised; `expected_on` is None while nobody knows."""

    quantity: int
    expected_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the buyer wrote and what holds instead."""

    asked: str
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutcome:
    """What was decided for one line: a set of facts, in base units; no partner's codes.

    The quantities of `accepted`, `backordered` and `cancelled` add up to what was asked for, unless
    the line is rejected or held. `each` is how many base units make one of the buyer's units.
    """

    line: int
    accepted: tuple[Promise, ...] = ()
    backordered: tuple[Shortfall, ...] = ()
    cancelled: tuple[Shortfall, ...] = ()
    price: Change | None = None
    item: Change | None = None
    unit: Change | None = None
    hold: str = ""
    reject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """One status of one line, in a partner's dialect."""

    status: str
    quantity: Decimal | None = None
    unit: str = ""
    date_kind: str = ""
    on: date | None = None
    request: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    reason_agency: str = ""
    reason_list: str = ""
    reason: str = ""
    dates: tuple[TradeDate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLine:
    """A line of the order as the buyer wrote it, with what we say to it."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    descriptions: tuple[Description, ...] = ()
    packs: tuple[PackDetail, ...] = ()
    references: tuple[Reference, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    notes: tuple[Note, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResponse:
    """Our answer to a purchase order."""

    order_number: str
    ordered_on: date
    purpose: str = "original"
    kind: str = "with-detail"
    release: str = ""
    contract: str = ""
    seller_order: str = ""
    responded_on: date | None = None
    request: str = ""
    currency: str = ""
    currency_by: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    freight: tuple[FreightTerms, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    terms: tuple[PaymentTerms, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    routing: tuple[Routing, ...] = ()
    notes: tuple[Note, ...] = ()
    parties: tuple[Party, ...] = ()
    lines: tuple[ResponseLine, ...] = ()
    hash_total: Decimal | None = None
    stated_total: Decimal | None = None
    business_kind: str = ""
    requirements: tuple[SalesRequirement, ...] = ()
    exchange_rate: Decimal | None = None
    other_currency_by: str = ""
    other_currency: str = ""
    stated_weight: Decimal | None = None
    stated_weight_unit: str = ""
    stated_volume: Decimal | None = None
    stated_volume_unit: str = ""
    stated_text: str = ""
