"""What the order desk has to know of a partner: prices, places, patience and the way we answer."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from gateway.domain.accounts import CreditTerms, Instalment, Prepayment
from gateway.domain.charges import AgreedCharge
from gateway.domain.conditions import Conditions, RuleException
from gateway.domain.parties import Party
from gateway.domain.promotions import Promotion
from gateway.domain.quotes import StandingQuote
from gateway.domain.sourcing import NO_COST, SourcingRule
from gateway.domain.supply_policies import Quota
from gateway.domain.taxation import TaxRate
from gateway.domain.terms import PaymentTerms

A_DAY = timedelta(days=1)
WEEKDAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPrice:
    """`per` of `unit` cost `price` from `minimum` of that unit on, while the price is valid.

    It is the partner's own, one of a `contract` or a `quote` an order has to name, or `general`: of the list for
    everybody.
    """

    sku: str
    unit: str
    price: Decimal
    minimum: Decimal = Decimal(1)
    contract: str = ""
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    per: Decimal = Decimal(1)
    general: bool = False
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far below ours a price may be and still be taken: by either measure."""

    absolute: Decimal = Decimal("0.01")
    percent: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderPolicy:
    """What happens to what cannot ship when it is wanted; an order may ask for less, never for more.

    `partial`: a line may ship in part; `split`: it may be promised on several dates; `complete`: the
    whole order ships on one day or waits; `backorder`: the rest waits, else it is cancelled.
    A promise is at most `patience_days` late: supply after that is a backorder with a date. A promise that
    could move by up to `tolerance_days` within its week stays where it is.
    """

    partial: bool = True
    split: bool = True
    complete: bool = False
    backorder: bool = True
    substitute: bool = False
    patience_days: int = 14
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When we ship to a partner and how long the goods travel; weekdays count from Monday, 0."""

    transit_days: int = 0
    lead_days: int = 0
    default_lead_days: int = 7
    closed_weekdays: tuple[int, ...] = ()
    closed_on: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if len({day % WEEKDAYS for day in self.closed_weekdays}) == WEEKDAYS:
            raise ValueError("a calendar needs one open weekday")

    def is_open(self, on: date) -> bool:
        """Return whether goods leave on the day."""
        return on.weekday() not in self.closed_weekdays and on not in self.closed_on

    def open_from(self, on: date) -> date:
        """Return the first open day from this one on."""
        while not self.is_open(on):
            on += A_DAY
        return on

    def open_until(self, on: date) -> date:
        """Return the last open day up to this one."""
        while not self.is_open(on):
            on -= A_DAY
        return on

    def ships_for(self, delivered_on: date) -> date:
        """Return the last open day on which goods may leave to be there on the day."""
        return self.open_until(delivered_on - A_DAY * self.transit_days)

    def delivers(self, ships_on: date) -> date:
        """Return the day on which goods that leave on the day arrive."""
        return ships_on + A_DAY * self.transit_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place of ours an order may leave from, as far as it concerns the order: when, how fast and how dear."""

    location: str
    rank: int = 1
    cost: Decimal = NO_COST
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a partner reads our order responses; buyers disagree, so nothing here is a constant.

    `bp_quantity_meaning` is `accepted` or `backordered`: whose quantity stands beside the status
    `partial-backordered`. With `multi_ack` a line has one answer for each fact; without, exactly one,
    and its line then shows the quantity that still stands. `promise_date` is the kind of our dates
    (`promised-ship`, `promised-delivery`, `scheduled-ship`, `scheduled-delivery`). `r_codes`: the
    partner knows the statuses that say why a line was rejected.

    Of several answers to a line, `in_part` is the status of what is accepted while more waits
    (`item-accepted`, `quantity-changed`, `partial-backordered`), and `cancelled` that of what will never come;
    where that is empty the buyer subtracts. With `schedules` a line lists what is promised or expected by day.
    An `as_ordered` or `rejected` without detail leaves the lines out, and with exceptions only those that are as
    ordered. `statuses` and `kinds` are the words the partner's version and map have codes for, where that is
    known; others are never written, what comes nearest takes their place.
    """

    bp_quantity_meaning: str = "accepted"
    multi_ack: bool = True
    promise_date: str = "promised-ship"
    price_change: str = "price-changed"
    r_codes: bool = False
    as_ordered: str = "with-detail"
    changed: str = "with-changes"
    rejected: str = "rejected-with-detail"
    on_hold: str = "on-hold"
    hold_visible: bool = False
    purpose: str = "original"
    in_part: str = "item-accepted"
    cancelled: str = ""
    schedules: bool = False
    statuses: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whether a partner hears of promises that move after it was told of them, and how.

    `by` is the set it is told by, `855` or `865`; empty: it is not told. `purpose` is what that set says it is for,
    empty for what is usual. What moves by no more than `tolerance_days` goes unsaid.
    """

    by: str = ""
    purpose: str = ""
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOverride:
    """Another action for one rule of the order desk: `reject`, `hold`, `change`, `warn` or `off`.

    It holds for the partner's orders, or only for the lines of one item (`sku`) or of a `group` of items.
    """

    rule: str
    action: str
    sku: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Everything agreed with one partner that a decision may rest on.

    `locations` are the places we deliver to, known by `code`; `ship_from` our own locations, best
    first; `identifier_priority` the kinds of item identifiers that decide, strongest first. `quotes` are those of ours
    an order names, None where the partner is given none. `contract` is the one whose prices hold for an order that names
    none, nothing where there is none such.
    """

    partner: str
    currency: str = "USD"
    stopped: bool = False
    prices: tuple[AgreedPrice, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    backorders: BackorderPolicy = field(default_factory=BackorderPolicy)
    calendar: Calendar = field(default_factory=Calendar)
    telling: Telling = field(default_factory=Telling)
    dialect: Dialect = field(default_factory=Dialect)
    locations: tuple[Party, ...] = ()
    any_ship_to: bool = False
    default_ship_to: str = ""
    bill_to: Party | None = None
    seller: Party | None = None
    ship_from: tuple[str, ...] = ("MAIN",)
    ship_from_parties: tuple[Party, ...] = ()
    identifier_priority: tuple[str, ...] = ()
    order_kinds: tuple[str, ...] = ("stand-alone", "new-order")
    oldest_order_days: int = 180
    furthest_days: int = 365
    largest_quantity: int = 0
    line_holds: bool = False
    priority: int = 3
    terms: tuple[PaymentTerms, ...] = ()
    overrides: tuple[RuleOverride, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    exceptions: tuple[RuleException, ...] = ()
    sourcing: tuple[SourcingRule, ...] = ()
    sources: tuple[Source, ...] = ()
    quotas: tuple[Quota, ...] = ()
    least_part: int = 1
    promotions: tuple[Promotion, ...] = ()
    charges: tuple[AgreedCharge, ...] = ()
    taxes: tuple[TaxRate, ...] = ()
    tax_exempt: bool = False
    tax_certificate: str = ""
    credit: CreditTerms | None = None
    prepayment: Prepayment | None = None
    instalments: tuple[Instalment, ...] = ()
    quotes: tuple[StandingQuote, ...] | None = None
    contract: str = ""

    def calendar_from(self, location: str) -> Calendar:
        """Return when a location of ours ships to the partner."""
        return next((one.calendar for one in self.sources if one.location == location), self.calendar)
