"""The ports: what the use cases need from the world, with the promises they rely on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, runtime_checkable

from gateway.application.records import (
    DeadJob,
    DocumentRecord,
    Event,
    ExceptionRecord,
    InterchangeRecord,
    Job,
    NewJob,
    OrderLineRecord,
    OrderRecord,
    ShipmentRecord,
    Transmission,
)
from gateway.domain.items import Item
from gateway.domain.order_responses import LineOutcome


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> str:
        """Return a UUIDv7 text nobody has used."""
        ...


class Transmissions(Protocol):
    """Everything that crossed the wire, with its bytes; bytes never change."""

    def add(self, transmission: Transmission, content: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its transport key is there already."""
        ...

    def find(self, partner: str, direction: str, transport: str, transport_key: str) -> Transmission | None:
        """Return the transmission under a transport key."""
        ...

    def get(self, transmission: str) -> Transmission:
        """Return a transmission; raises NotFound."""
        ...

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises NotFound."""
        ...

    def part(self, transmission: str, offset: int, length: int) -> bytes:
        """Return so many of the bytes from an offset on; raises NotFound."""
        ...

    def set_state(
        self, transmission: str, state: str, *, partner: str | None = None, reason: str = ""
    ) -> None:
        """Move a transmission, and name its partner once known."""
        ...

    def recent(self, limit: int, *, state: str = "", before: str = "") -> Sequence[Transmission]:
        """Return the newest first, those that came before a given one if it is named."""
        ...


class Interchanges(Protocol):
    """Interchanges received and sent."""

    def add(self, interchange: InterchangeRecord) -> None:
        """Keep an interchange; one already kept under its id is replaced."""
        ...

    def of(self, transmission: str) -> Sequence[InterchangeRecord]:
        """Return the interchanges of a transmission in order."""
        ...

    def get(self, interchange: str) -> InterchangeRecord:
        """Return an interchange; raises NotFound."""
        ...

    def in_state(self, state: str, limit: int) -> Sequence[InterchangeRecord]:
        """Return the interchanges in a state, newest (by id) first."""
        ...


class InboxKeys(Protocol):
    """The ledger of what was seen before; survives the documents themselves."""

    def claim(
        self, partner: str, scope: str, key: str, *, sha256: str, transmission: str, at: datetime
    ) -> tuple[str, str] | None:
        """Return None when the key is new and now ours, else (sha256, transmission) of its first use."""
        ...


class Documents(Protocol):
    """Transaction sets in and out, the outbox included: one row each, three axes."""

    def add(self, document: DocumentRecord, content: bytes = b"") -> bool:
        """Keep it, with the bytes to send if it leaves; return False when its dedupe key is there already."""
        ...

    def update(self, document: DocumentRecord) -> None:
        """Replace a document's record; its bytes stay."""
        ...

    def get(self, document: str, *, lock: bool = False) -> DocumentRecord:
        """Return a document, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def content(self, document: str) -> bytes:
        """Return the bytes to send or sent (outbound documents only); raises NotFound."""
        ...

    def find(self, partner: str, dedupe: str) -> DocumentRecord | None:
        """Return the document under a dedupe key."""
        ...

    def of_order(self, order: str) -> Sequence[DocumentRecord]:
        """Return an order's chain, oldest first."""
        ...

    def answers_to(self, ref: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer an interchange or document, oldest first."""
        ...

    def of_transmission(self, transmission: str) -> Sequence[DocumentRecord]:
        """Return what one transmission held, in order."""
        ...

    def sent_in_group(
        self, partner: str, functional_group: str, group_control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of a functional group, newest first, locked if asked."""
        ...

    def sent_about(self, partner: str, reference: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that go by a number, oldest first."""
        ...

    def sent_in_interchange(
        self, partner: str, control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of an interchange, oldest first, locked if asked."""
        ...

    def overdue(self, at: datetime, *, lock: bool = False) -> Sequence[DocumentRecord]:
        """Return outbound documents whose acknowledgement was due before then and is awaited, locked if asked."""
        ...

    def recent(  # noqa: PLR0913 - one keyword a column of the list
        self,
        limit: int,
        *,
        partner: str = "",
        direction: str = "",
        set_id: str = "",
        validation: str = "",
        delivery: str = "",
        acknowledgement: str = "",
        before: str = "",
    ) -> Sequence[DocumentRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        ...


class Orders(Protocol):
    """Orders and their lines."""

    def add(self, order: OrderRecord, lines: Sequence[OrderLineRecord]) -> bool:
        """Keep an order; return False when partner, number, release and revision are there already."""
        ...

    def update(self, order: OrderRecord, lines: Sequence[OrderLineRecord] | None = None) -> None:
        """Replace an order's record and, if given, its lines."""
        ...

    def get(self, order: str, *, lock: bool = False) -> OrderRecord:
        """Return an order by id, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def find(self, partner: str, number: str, release: str = "") -> OrderRecord | None:
        """Return the latest revision under a buyer's number."""
        ...

    def by_number(self, number: str) -> Sequence[OrderRecord]:
        """Return every partner's order of that number, newest first."""
        ...

    def lines(self, order: str) -> Sequence[OrderLineRecord]:
        """Return an order's lines in order."""
        ...

    def ordered_before(
        self, partner: str, skus: Iterable[str], *, orders: int
    ) -> Mapping[str, Sequence[int]]:
        """Return what a partner's last so many orders asked for of these items, line by line, where they were taken."""
        ...

    def waiting(self, sku: str) -> Sequence[OrderLineRecord]:
        """Return the backordered lines of an item in orders that are neither held nor over."""
        ...

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[OrderRecord]:
        """Return the newest first, those before a given one if it is named."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how many orders are in each state; states without orders are left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRecord:
    """A price of a price list: per `per` units of `unit`, from a quantity up, within its validity."""

    price_list: str
    sku: str
    unit: str
    price: Decimal
    currency: str
    from_quantity: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_until: date | None = None


class Items(Protocol):
    """Our items, partners' names for them, and prices."""

    def put(self, item: Item) -> None:
        """Keep an item with its units and identifiers; one already kept under its sku is replaced."""
        ...

    def get_many(self, skus: Iterable[str]) -> Mapping[str, Item]:
        """Return the items that exist."""
        ...

    def resolve(
        self, partner: str, identifiers: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return skus by (kind, value): the partner's cross-references first, else the items' own identifiers."""
        ...

    def put_cross_reference(self, partner: str, kind: str, value: str, sku: str) -> None:
        """Keep a partner's name for an item."""
        ...

    def put_price(self, price: PriceRecord) -> None:
        """Keep a price; one already kept for list, sku, unit, from-quantity and start is replaced."""
        ...

    def prices(self, price_list: str, skus: Iterable[str]) -> Sequence[PriceRecord]:
        """Return the list's prices of these items."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRecord:
    """So many base units of an item at a location from a day on (`on-hand`, `purchase-order`, ...)."""

    id: str
    sku: str
    location: str
    kind: str
    quantity: int
    available_on: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRecord:
    """So many base units promised to an order's line from a location's supply of a day.

    `kind` is `promise`, or `backorder` for supply to come that was not confirmed to the buyer. `state` is
    `firm`, `asked` (the warehouse may know), `released` or `shipped`, or while a change waits for the warehouse
    `recalling` and then `recalled` (ours again); a commitment holds its quantity in every bucket from `promise_on` on.
    """

    id: str
    order: str
    line: int
    schedule: int
    sku: str
    location: str
    need_on: date
    promise_on: date
    quantity: int
    kind: str = "promise"
    state: str = "firm"


class Positions(Protocol):
    """Dated availability per item and location: what may still be promised, and what was.

    INV1: for every item, location and day the supply up to it covers the commitments up to it (a CHECK in the
    database proves it). INV2: the buckets equal that difference (`mismatches`).
    """

    def lock(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[date, int]]:
        """Lock (sku, location) pairs in sorted order until the unit of work ends; return free quantity by bucket day, cumulative, sparse and ascending."""
        ...

    def locations_of(self, skus: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return where each item has a position, in order of location code."""
        ...

    def add_supply(self, supply: SupplyRecord) -> None:
        """Book supply: buckets from its day on rise; the position is locked and its version bumped."""
        ...

    def commit(self, commitments: Sequence[CommitmentRecord]) -> None:
        """Book promises: buckets from each promise's day on fall; raises Conflict if any would fall below zero."""
        ...

    def commitments(self, order: str) -> Sequence[CommitmentRecord]:
        """Return what is promised to an order."""
        ...

    def release(self, order: str, line: int | None = None) -> None:
        """Give promises back that have not been shipped."""
        ...

    def due_backorders(self, on: date) -> Sequence[CommitmentRecord]:
        """Return the backorders whose supply has come by that day and that nobody was promised yet."""
        ...

    def give_back(self, commitments: Sequence[CommitmentRecord]) -> None:
        """Give these commitments back: buckets from each one's day on rise; raises NotFound if one is not there."""
        ...

    def set_state(self, commitments: Sequence[str], state: str) -> None:
        """Move commitments on; raises NotFound if one is not there."""
        ...

    def ship(self, commitments: Sequence[str]) -> None:
        """Mark commitments shipped; their supply is gone with them."""
        ...

    def mismatches(self) -> Sequence[tuple[str, str, date, int, int]]:
        """Return (sku, location, day, bucket, recomputed) wherever INV2 does not hold: always empty."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line of an order that is neither held nor over, with what is still to be promised or to be shipped of it."""

    order: str
    line: int
    sku: str
    each: Fraction
    promised: int
    backordered: int
    cancelled: int
    price: Decimal | None
    partner: str
    received_at: datetime


class Backlog(Protocol):
    """What waits and what could be promised anew, many items at once; what is read is locked until the unit of work ends."""

    def items(self) -> Sequence[str]:
        """Return the items of which something is still to be promised or to be shipped, sorted; locks nothing."""
        ...

    def lines(self, skus: Sequence[str]) -> Sequence[OpenLine]:
        """Return the open lines of these items and lock their orders, by order and line."""
        ...

    def firm(self, skus: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return what is promised of these items and no warehouse has heard of."""
        ...

    def ledger(self, orders: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return everything promised to these orders, by order, line and schedule."""
        ...

    def outcomes(self, orders: Sequence[str]) -> Mapping[str, tuple[LineOutcome, ...]]:
        """Return the facts of these orders."""
        ...

    def write(self, outcomes: Mapping[str, tuple[LineOutcome, ...]], lines: Sequence[OpenLine]) -> None:
        """Write the facts of orders, whose chains are open again, and what of their lines is promised and waits."""
        ...


class Shipments(Protocol):
    """What warehouses reported as shipped."""

    def add(self, shipment: ShipmentRecord) -> bool:
        """Keep a shipment; return False when its id is there already."""
        ...

    def update(self, shipment: ShipmentRecord) -> None:
        """Replace a shipment's record."""
        ...

    def get(self, shipment: str) -> ShipmentRecord:
        """Return a shipment; raises NotFound."""
        ...

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return an order's shipments, oldest first."""
        ...


class RuleExceptions(Protocol):
    """What people let pass for a while."""

    def add(self, exception: ExceptionRecord) -> None:
        """Keep an exception."""
        ...

    def update(self, exception: ExceptionRecord) -> None:
        """Replace an exception's record; raises NotFound."""
        ...

    def get(self, exception: str) -> ExceptionRecord:
        """Return an exception, expired or not; raises NotFound."""
        ...

    def standing(self, on: date, partner: str = "") -> Sequence[ExceptionRecord]:
        """Return what is let pass on a day, for a partner if one is named, the first to expire first."""
        ...


class ControlNumbers(Protocol):
    """Control numbers: without gaps, in commit order."""

    def draw(self, partner: str, series: str, *, first: int = 1, last: int = 999_999_999) -> int:
        """Return the next number of a series, starting over after the last."""
        ...

    def peek(self, partner: str, series: str) -> int:
        """Return the last number drawn, 0 if none was."""
        ...


class Jobs(Protocol):
    """Work to be done, inside the unit of work that asks for it."""

    def add(self, job: NewJob) -> bool:
        """Ask for work; return False when the same dedupe key is waiting already."""
        ...

    def waiting(self) -> int:
        """Return how many jobs wait, due or not."""
        ...

    def dead(self) -> Sequence[DeadJob]:
        """Return the dead letters, newest first."""
        ...

    def revive(self, job: str) -> None:
        """Put a dead letter back to work; raises NotFound."""
        ...


class Events(Protocol):
    """The audit trail; nothing in it is ever changed."""

    def add(self, event: Event) -> None:
        """Write a line."""
        ...

    def add_all(self, events: Sequence[Event]) -> None:
        """Write lines in one go."""
        ...

    def of(self, ref: str) -> Sequence[Event]:
        """Return the lines about a record, oldest first."""
        ...

    def of_order(self, order: str) -> Sequence[Event]:
        """Return the lines about an order and all its documents, oldest first."""
        ...

    def about_held_orders(self, since: datetime) -> Iterator[Event]:
        """Yield what was decided, since an instant, of each order that was held since then: by order, oldest first."""
        ...

    def recent(self, limit: int) -> Sequence[Event]:
        """Return the newest lines first."""
        ...


class UnitOfWork(Protocol):
    """All repositories over one transaction: what is not committed never happened."""

    transmissions: Transmissions
    interchanges: Interchanges
    inbox_keys: InboxKeys
    documents: Documents
    orders: Orders
    items: Items
    positions: Positions
    backlog: Backlog
    shipments: Shipments
    rule_exceptions: RuleExceptions
    control_numbers: ControlNumbers
    jobs: Jobs
    events: Events

    def commit(self) -> None:
        """Make it so."""
        ...


class Store(Protocol):
    """The database: opens units of work."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that may write; leaving it without `commit` undoes it."""
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that only reads and waits for no writer."""
        ...


Handler = Callable[[UnitOfWork, Job], Iterable[NewJob]]
"""A step inside the database: claim, work, follow-up jobs and the job's removal are one commit."""


class Effect(Protocol):
    """A step that touches the world: leased, run with no transaction open, its outcome fenced by the lease."""

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Read what the step needs, and mark what it is about to touch, in the transaction that leases the job."""
        ...

    def perform(self, prepared: object) -> object:
        """Touch the world; raises a GatewayError whose `retry` says whether later may be better."""
        ...

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what happened, in the transaction that removes the job."""
        ...

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that the step failed for good; the job becomes a dead letter in the same transaction."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Bytes waiting on the other side, with what `confirm` needs to find them again."""

    name: str
    key: str
    content: bytes


class Transport(Protocol):
    """A way to exchange files with one partner."""

    def fetch(self) -> Iterator[Received]:
        """Yield what is waiting, whole files only. Removes nothing: `confirm` does, once the bytes are ours."""
        ...

    def confirm(self, received: Received) -> None:
        """Tell the other side we have it."""
        ...

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Deliver whole or not at all; the same name and message id again is the same delivery."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PickLine:
    """So many base units of an item to take from a location for an order's line."""

    line: int
    sku: str
    location: str
    quantity: int
    ship_on: date
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOrder:
    """What a warehouse is asked to ship; `id` is its idempotency key."""

    id: str
    order: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLine:
    """So many base units of one commitment in a carton."""

    commitment: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedCarton:
    """A carton, as the warehouse closed it; `tare` groups cartons on one pallet."""

    tare: int
    lines: tuple[PackedLine, ...]
    weight_kg: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedShipment:
    """What left a warehouse; `id` is unique per warehouse and makes confirming it twice harmless."""

    id: str
    pick: str
    order: str
    shipped_at: datetime
    carrier: str
    tracking: str
    cartons: tuple[PackedCarton, ...]


class Warehouse(Protocol):
    """Where orders go and shipments come from."""

    def release(self, pick: PickOrder) -> None:
        """Ask for goods to be shipped; the same id again changes nothing."""
        ...

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield what was shipped and not yet confirmed to have been read."""
        ...

    def confirm(self, shipment: PackedShipment) -> None:
        """Tell the warehouse we have it."""
        ...


@runtime_checkable
class Recalls(Protocol):
    """A warehouse that can be asked for goods back before they leave."""

    def recall(self, commitments: Sequence[str]) -> Sequence[str]:
        """Take promises out of what is to be picked; return those that will not leave. Asked again, it says the same."""
        ...


TransportFor = Callable[[str], Transport]
"""Finds the way to a partner; raises ConfigurationFault where there is none."""


class Secrets(Protocol):
    """Secrets by name (`secret:<partner>-token` in a profile)."""

    def get(self, name: str) -> str:
        """Return the secret; raises ConfigurationFault when nobody has it."""
        ...
