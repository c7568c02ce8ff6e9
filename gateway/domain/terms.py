"""What was agreed besides goods and prices: payment, freight, routing, allowances, charges, taxes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """When to pay, and what paying early earns; often only a text."""

    kind: str = ""
    basis: str = ""
    discount_percent: Decimal | None = None
    discount_due_on: date | None = None
    discount_days: int | None = None
    net_due_on: date | None = None
    net_days: int | None = None
    discount_amount: Decimal | None = None
    text: str = ""
    day_of_month: int | None = None
    payment_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightTerms:
    """Who pays the freight, and where the goods become the buyer's."""

    paid_by: str
    place_kind: str = ""
    place: str = ""
    rule_source: str = ""
    rule: str = ""
    title_place_kind: str = ""
    title_place: str = ""
    risk: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """How the goods should travel, or did."""

    sequence: str = ""
    carrier_kind: str = ""
    carrier: str = ""
    mode: str = ""
    text: str = ""
    status: str = ""
    place_kind: str = ""
    place: str = ""
    transit_direction: str = ""
    transit_unit: str = ""
    transit_time: Decimal | None = None
    service_level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An allowance (less), a charge (more) or a service without money (`none`)."""

    kind: str
    code: str = ""
    agency: str = ""
    agency_code: str = ""
    amount: Decimal | None = None
    percent_basis: str = ""
    percent: Decimal | None = None
    rate: Decimal | None = None
    unit: str = ""
    quantity: Decimal | None = None
    more_quantity: Decimal | None = None
    handling: str = ""
    reference: str = ""
    option: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A tax by amount or percentage, or the right not to pay it."""

    kind: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    jurisdiction_kind: str = ""
    jurisdiction: str = ""
    exempt: str = ""
    relation: str = ""
    base: Decimal | None = None
    identification: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesRequirement:
    """What the buyer allows us to do with an order we cannot fill at once."""

    kind: str = ""
    action: str = ""
    amount: Decimal | None = None
    account: str = ""
    on: date | None = None
    agency: str = ""
    services: str = ""
    substitution: str = ""
    percent: Decimal | None = None
