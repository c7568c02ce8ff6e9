"""What the order desk works by: prices, patience, places, rules and the way we answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from gateway.domain import agreements
from gateway.domain.agreements import AgreedPrice, Agreement
from gateway.domain.terms import PaymentTerms
from gateway.profiles.conditions import Conditions, Money, Percent, Rule, RuleChange
from gateway.profiles.places import Company, Location, Place
from gateway.profiles.supply import Quota, Sourcing
from gateway.profiles.terms import Charge, Credit, Instalment, PayFirst, Taxes, make_a_whole
from gateway.profiles.values import Currency, Duration, Spec, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Days = Annotated[int, Field(ge=0, le=3650)]

WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

# What a profile leaves out is what the order desk takes by itself.
_DIALECT = agreements.Dialect()
_AGREED = Agreement(partner="")


class PriceTolerance(Spec):
    """How far below ours a price may be and still be taken: by either measure."""

    percent: Percent = _AGREED.tolerance.percent
    amount: Money = _AGREED.tolerance.absolute


class Backorders(Spec):
    """What happens to what cannot ship when it is wanted."""

    allow: bool = _AGREED.backorders.backorder
    split: bool = _AGREED.backorders.split
    complete: bool = _AGREED.backorders.complete
    substitute: bool = _AGREED.backorders.substitute
    patience_days: Days = _AGREED.backorders.patience_days
    tolerance_days: Days = _AGREED.backorders.tolerance_days
    least_part: Annotated[int, Field(ge=1)] = _AGREED.least_part


class Telling(Spec):
    """Whether the partner hears of promises that move after it was told of them, and how.

    By default it does not. `purpose` is BAK01 or BCA01 as a word of ours; what is usual where it is left out.
    """

    by: Literal["", "855", "865"] = ""
    purpose: str = _AGREED.telling.purpose
    tolerance_days: Days = _AGREED.telling.tolerance_days


class Calendar(Spec):
    """When we ship to the partner and how long it takes."""

    transit_days: Days = _AGREED.calendar.transit_days
    lead_days: Days = _AGREED.calendar.lead_days
    default_lead_days: Days = _AGREED.calendar.default_lead_days
    closed_weekdays: Annotated[tuple[Weekday, ...], Field(max_length=6)] = ()
    closed_on: tuple[date, ...] = ()

    def calendar(self) -> agreements.Calendar:
        """Return it for the order desk; weekdays count from Monday, 0."""
        return agreements.Calendar(
            transit_days=self.transit_days,
            lead_days=self.lead_days,
            default_lead_days=self.default_lead_days,
            closed_weekdays=tuple(WEEKDAYS.index(day) for day in self.closed_weekdays),
            closed_on=self.closed_on,
        )


class Terms(Spec):
    """How the partner pays."""

    text: str = ""
    net_days: Days | None = None
    discount_percent: Percent | None = None
    discount_days: Days | None = None

    def terms(self) -> PaymentTerms:
        """Return them as invoices state them."""
        return PaymentTerms(
            text=self.text,
            net_days=self.net_days,
            discount_percent=self.discount_percent,
            discount_days=self.discount_days,
        )


class Dialect(Spec):
    """How the partner reads our order responses; the words are the order desk's."""

    bp_quantity_meaning: Literal["accepted", "backordered"] = "accepted"
    multi_ack: bool = _DIALECT.multi_ack
    promise_date: Literal["promised-ship", "promised-delivery", "scheduled-ship", "scheduled-delivery"] = (
        "promised-ship"
    )
    price_change: Text = _DIALECT.price_change
    r_codes: bool = _DIALECT.r_codes
    as_ordered: Text = _DIALECT.as_ordered
    changed: Text = _DIALECT.changed
    rejected: Text = _DIALECT.rejected
    on_hold: Text = _DIALECT.on_hold
    hold_visible: bool = _DIALECT.hold_visible
    purpose: Text = _DIALECT.purpose
    in_part: Literal["item-accepted", "quantity-changed", "partial-backordered"] = "item-accepted"
    cancelled: Literal["", "rejected", "deleted"] = ""
    schedules: bool = _DIALECT.schedules

    def dialect(self) -> agreements.Dialect:
        """Return it for the order desk."""
        return agreements.Dialect(**self.model_dump())


class Orders(Spec):
    """How we treat the partner's orders; what is reserved without an end is held for `hold_reservations`."""

    price_list: Text = "standard"
    general_price_list: str = ""
    currency: Currency = _AGREED.currency
    price_tolerance: PriceTolerance = Field(default_factory=PriceTolerance)
    partial_shipments: bool = _AGREED.backorders.partial
    backorders: Backorders = Field(default_factory=Backorders)
    tell_changes: Telling = Field(default_factory=Telling)
    calendar: Calendar = Field(default_factory=Calendar)
    identifiers: tuple[Text, ...] = ()
    default_ship_to: str = ""
    any_ship_to: bool = _AGREED.any_ship_to
    bill_to: Company | None = None
    company: Company | None = None
    ship_from: Mapping[Text, Place] = Field(default_factory=dict)
    sourcing: tuple[Sourcing, ...] = ()
    quotas: tuple[Quota, ...] = ()
    terms: tuple[Terms, ...] = ()
    kinds: Annotated[tuple[Text, ...], Field(min_length=1)] = _AGREED.order_kinds
    oldest_order_days: Days = _AGREED.oldest_order_days
    furthest_days: Days = _AGREED.furthest_days
    largest_quantity: Annotated[int, Field(ge=0)] = _AGREED.largest_quantity
    hold_lines: bool = _AGREED.line_holds
    priority: Annotated[int, Field(ge=1, le=9)] = _AGREED.priority
    rules: Mapping[Rule, RuleChange] = Field(default_factory=dict)
    conditions: Conditions = Field(default_factory=Conditions)
    charges: tuple[Charge, ...] = ()
    taxes: Taxes = Field(default_factory=Taxes)
    credit: Credit | None = None
    pay_first: PayFirst | None = None
    hold_reservations: Duration = timedelta(hours=24)
    instalments: Annotated[tuple[Instalment, ...], AfterValidator(make_a_whole)] = ()

    @model_validator(mode="after")
    def _sources_are_ours(self) -> Self:
        ours = tuple(self.ship_from) or _AGREED.ship_from
        if unknown := [one.place for one in self.sourcing if one.place not in ours]:
            raise ValueError(f"sourcing names {unknown[0]}, which is not in ship_from")
        return self

    def agreement(
        self,
        partner: str,
        *,
        stopped: bool,
        dialect: Dialect,
        locations: Mapping[str, Location],
        prices: tuple[AgreedPrice, ...],
    ) -> Agreement:
        """Return everything a decision of the order desk may rest on."""
        return Agreement(
            partner=partner,
            currency=self.currency,
            stopped=stopped,
            prices=prices,
            tolerance=agreements.Tolerance(
                absolute=self.price_tolerance.amount, percent=self.price_tolerance.percent
            ),
            backorders=self._backorders(),
            calendar=self.calendar.calendar(),
            telling=agreements.Telling(**self.tell_changes.model_dump()),
            dialect=dialect.dialect(),
            locations=tuple(
                place.party("ship-to", code, place.code_kind) for code, place in locations.items()
            ),
            any_ship_to=self.any_ship_to,
            default_ship_to=self.default_ship_to,
            bill_to=self.bill_to.named("bill-to") if self.bill_to else None,
            seller=self.company.named("seller") if self.company else None,
            ship_from=tuple(self.ship_from) or _AGREED.ship_from,
            ship_from_parties=tuple(
                place.party("ship-from", code, "seller-assigned") for code, place in self.ship_from.items()
            ),
            sourcing=tuple(one.rule() for one in self.sourcing),
            quotas=tuple(one.quota(partner) for one in self.quotas),
            least_part=self.backorders.least_part,
            identifier_priority=self.identifiers,
            order_kinds=self.kinds,
            oldest_order_days=self.oldest_order_days,
            furthest_days=self.furthest_days,
            largest_quantity=self.largest_quantity,
            line_holds=self.hold_lines,
            priority=self.priority,
            terms=tuple(one.terms() for one in self.terms),
            overrides=tuple(one for rule, terms in self.rules.items() for one in terms.overrides(rule)),
            conditions=self.conditions.conditions(locations),
            charges=tuple(one.agreed() for one in self.charges),
            tax_exempt=self.taxes.exempt,
            tax_certificate=self.taxes.certificate,
            credit=self.credit.terms() if self.credit else None,
            prepayment=self.pay_first.prepayment() if self.pay_first else None,
            instalments=tuple(one.agreed() for one in self.instalments),
        )

    def _backorders(self) -> agreements.BackorderPolicy:
        return agreements.BackorderPolicy(
            partial=self.partial_shipments,
            split=self.backorders.split,
            complete=self.backorders.complete,
            backorder=self.backorders.allow,
            substitute=self.backorders.substitute,
            patience_days=self.backorders.patience_days,
            tolerance_days=self.backorders.tolerance_days,
        )
