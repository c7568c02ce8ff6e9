"""What the gateway remembers: one frozen value per row the use cases speak of.

Identifiers are UUIDv7 texts made by the application before anything is stored. Every record of a
partner carries the partner's code; `shard_of` derives the shard that hot tables are keyed by.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zlib import crc32

from gateway.domain.findings import Finding
from gateway.domain.order_responses import LineOutcome
from gateway.domain.reckonings import Reckoning

SHARDS = 64
UNKNOWN_PARTNER = ""


def shard_of(partner: str) -> int:
    """Return the shard of a partner's rows; fixed for ever."""
    return crc32(partner.encode()) % SHARDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """What crossed the wire once, in or out: one HTTP request, one file.

    `transport_key` is unique per partner, direction and transport: a Message-ID, an idempotency key, or a
    file's name, size, time and digest. `state` is `received`, `processed`, `failed`, `sent`. `received_as` is
    the partner as the transport knew it, whoever it turns out to be: the store sets it, and it never changes.
    """

    id: str
    partner: str
    direction: str
    transport: str
    transport_key: str
    name: str
    sha256: str
    size: int
    state: str
    at: datetime
    reason: str = ""
    received_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeRecord:
    """One interchange of a transmission. `state` is `open`, `read`, `held`, `duplicate`, `refused`."""

    id: str
    transmission: str
    partner: str
    direction: str
    sender: str
    receiver: str
    control_number: str
    sha256: str
    usage: str
    state: str
    position: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """One transaction set, in or out, on its three axes.

    `validation`: `accepted`, `accepted-with-errors`, `rejected`, `held`, `duplicate`. `delivery` (out):
    `lifecycle.DELIVERY`. `acknowledgement`: `lifecycle.ACKNOWLEDGEMENT`. `canonical` is canonical JSON.
    `answers` is the id of the interchange or document this one answers.
    `config` holds the digests of map and profile that made the result.
    """

    id: str
    partner: str
    direction: str
    kind: str
    set_id: str
    functional_group: str = ""
    version: str
    control_number: str
    group_control_number: str = ""
    interchange_control_number: str = ""
    interchange: str = ""
    transmission: str = ""
    position: int = 0
    order: str = ""
    answers: str = ""
    reference: str = ""
    map_name: str = ""
    config: str = ""
    validation: str = "accepted"
    delivery: str = "none"
    acknowledgement: str = "none"
    acknowledgement_due_at: datetime | None = None
    canonical: str = ""
    findings: tuple[Finding, ...] = ()
    dedupe: str = ""
    message_id: str = ""
    file_name: str = ""
    attempts: int = 0
    created_at: datetime
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule of the desk said of an order or of one of its lines (counted from 1), and what was done.

    `action` is `reject`, `hold`, `change` or `warn`; `waiver` is the text that excepts it, `fix` the proposal.
    `version` is the rule's when it spoke, `exception` the id of what lets it pass for a while.
    """

    rule: str
    action: str
    waiver: str
    line: int | None = None
    finding: Finding
    fix: str = ""
    version: int = 1
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionRecord:
    """A rule a person lets pass for a partner up to and including a day.

    For one item (`sku`), a `group` of items, or all; with `seen` only where the order says just that. `order` is
    the order it was given for, if it was.
    """

    id: str
    partner: str
    rule: str
    sku: str = ""
    group: str = ""
    seen: str = ""
    until_on: date
    reason: str
    order: str = ""
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """One order as the desk keeps it: its document, its state (`lifecycle.ORDER`), what the rules said, outcomes.

    An order is unique by partner, number, release and revision. `number` is the buyer's, `seller_number` ours.
    """

    id: str
    partner: str
    number: str
    release: str = ""
    revision: int = 0
    seller_number: str
    document: str
    channel: str = ""
    state: str
    currency: str = ""
    total: Decimal | None = None
    ordered_on: date | None = None
    canonical: str = ""
    received_at: datetime
    chain_complete_at: datetime | None = None
    results: tuple[RuleResult, ...] = ()
    outcomes: tuple[LineOutcome, ...] = ()
    waivers: tuple[str, ...] = ()
    reckoning: Reckoning | None = None

    @property
    def holds(self) -> tuple[RuleResult, ...]:
        """Return what keeps the order for a person."""
        return tuple(one for one in self.results if one.action == "hold") if self.state == "held" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineRecord:
    """One line as the desk keeps it, counted in base units; `line` counts from 1, `number` is the buyer's."""

    order: str
    line: int
    number: str
    sku: str = ""
    unit: str = ""
    base_unit: str = ""
    each: Fraction = Fraction(1)
    ordered: int = 0
    promised: int = 0
    backordered: int = 0
    cancelled: int = 0
    shipped: int = 0
    invoiced: int = 0
    price: Decimal | None = None
    substituted: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRecord:
    """One shipment a warehouse reported for an order; `id` is the warehouse's, `number` what the notice says.

    `packed` is the canonical JSON of the `PackedShipment`. `state` is `reported`, `held` (for the `reason`),
    `noticed`, `invoiced`, or `discarded` by a person.
    """

    id: str
    partner: str
    order: str
    number: str = ""
    shipped_at: datetime
    packed: str
    state: str = "reported"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """Work to be done; `dedupe` makes it one job however often it is asked for, `lane` keeps jobs in order."""

    kind: str
    ref: str
    dedupe: str
    lane: str = ""
    run_at: datetime | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work claimed by a worker: `token` fences the outcome of leased work; it was asked for at `since`."""

    id: str
    kind: str
    ref: str
    dedupe: str
    lane: str
    attempts: int
    run_at: datetime
    partner: str = ""
    token: str = ""
    error: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadJob:
    """Work that failed too often, with the last reason."""

    id: str
    kind: str
    ref: str
    dedupe: str
    lane: str
    attempts: int
    error: str
    died_at: datetime
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit trail: append only, who did what to which record, when, why, and from which address."""

    id: str
    at: datetime
    partner: str
    what: str
    ref: str
    actor: str = "gateway"
    address: str = ""
    order: str = ""
    detail: dict[str, Any]
