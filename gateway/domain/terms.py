"""What was agreed besides goods and prices: payment, freight, routing, allowances, charges, taxes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.items import CountedQuantity, ItemIdentifier
from gateway.domain.references import Reference


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
    deferred_due_on: date | None = None
    deferred_amount: Decimal | None = None
    invoice_percent: Decimal | None = None
    percent: Decimal | None = None


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
    more_service_levels: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """Who carried the goods, as an invoice repeats it; `carrier` is a carrier's letter code (SCAC)."""

    mode: str = ""
    equipment_initial: str = ""
    equipment_number: str = ""
    carrier: str = ""
    text: str = ""
    reference_kind: str = ""
    reference: str = ""
    service_level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCount:
    """So many packages of a kind, and what they weigh."""

    packaging: str = ""
    count: int | None = None
    weight_kind: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    volume: Decimal | None = None
    volume_unit: str = ""
    commodity_kind: str = ""
    commodity: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """The trailer or container, and its seal."""

    kind: str = ""
    initial: str = ""
    number: str = ""
    seal: str = ""
    weight_kind: str = ""
    weight: Decimal | None = None
    weight_unit: str = ""
    owner: str = ""
    seal_status: str = ""
    iso_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialHandling:
    """What the carrier must mind: cold, fragile, hazardous."""

    code: str = ""
    hazard_kind: str = ""
    hazard: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTime:
    """How long something takes: from order to delivery, from approval to shipment."""

    kind: str
    count: Decimal
    unit: str
    on: date | None = None
    quantities: tuple[CountedQuantity, ...] = ()
    messages: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A condition on an order or a line, in words or as a limit of quantity or money."""

    kind: str
    text: str = ""
    quantity_kind: str = ""
    quantity: Decimal | None = None
    amount_kind: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork:
    """A paper that must come along, how, and in how many copies."""

    kind: str
    channel: str = ""
    copies: int | None = None
    party_role: str = ""
    code_kind: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingCode:
    """One part of an account: a fund, a cost centre, an object class."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Which account a line or a charge is booked on; `agency` says in whose books."""

    agency: str
    code: str = ""
    kind: str = ""
    codes: tuple[AccountingCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money of a kind; `sign` says credit or debit where the partner does."""

    kind: str
    amount: Decimal
    sign: str = ""
    references: tuple[Reference, ...] = ()
    accounting: tuple[Accounting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage:
    """A share in hundredths, of a kind."""

    kind: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPrice:
    """A price besides the one traded at: retail, promotion, quantity break."""

    trade_class: str = ""
    kind: str = ""
    price: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    multiplier_kind: str = ""
    multiplier: Decimal | None = None
    amount: Decimal | None = None
    basis: str = ""
    condition: str = ""
    multiple: int | None = None


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
    currency: str = ""
    currency_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """A place whose taxes apply."""

    kind: str
    code: str


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
    more_jurisdictions: tuple[Jurisdiction, ...] = ()
    treatment: str = ""
    line_number: str = ""


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
    percent_kind: str = ""
    substitutes: tuple[ItemIdentifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A price that falls from a limit on: `value` off, of the kind `base_kind`, between `least` and `most`."""

    kind: str
    base_kind: str
    value: Decimal
    limit_kind: str
    least: int
    most: int | None = None
