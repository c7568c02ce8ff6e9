"""An order under way, what a change of it is decided by, and what becomes of the change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gateway.domain.accounts import Account
from gateway.domain.agreements import Agreement
from gateway.domain.catalogue import Catalogue
from gateway.domain.findings import Finding
from gateway.domain.order_responses import LineOutcome
from gateway.domain.orders import PurchaseOrder
from gateway.domain.supply import Commitment, Planned, Position
from gateway.domain.supply_policies import NO_POLICIES, SupplyPolicies
from gateway.orderdesk.compensating import Booked
from gateway.orderdesk.decisions import DecidedLine, Result, StandingLine

ACCEPTED, REFUSED, WAITS = "accepted", "refused", "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """An order as it stands: its latest revision, its lines and facts, its promises, what has left of each line."""

    order: PurchaseOrder
    state: str
    lines: tuple[StandingLine, ...]
    outcomes: tuple[LineOutcome, ...]
    booked: tuple[Booked, ...] = ()
    shipped: Mapping[int, int] = field(default_factory=dict)
    waived: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a change is decided by: the agreement, the items, what is free, the day, and what may still move.

    `before` are the quantities the partner ordered of an item before. `recallable`: the warehouse may be asked for goods back. `accepting`: a person lets pass what would be held.
    """

    agreement: Agreement
    catalogue: Catalogue
    positions: tuple[Position, ...]
    today: date
    before: Mapping[str, Sequence[int]] = field(default_factory=dict)
    recallable: bool = True
    accepting: bool = False
    account: Account = field(default_factory=Account)
    policies: SupplyPolicies = NO_POLICIES


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """What became of one line of the change: the line of the order it is about, and why it was not taken (as it was)."""

    at: int
    number: int | None = None
    refusal: str = ""
    limited: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What becomes of a change.

    `accepted`: the order is the next revision, in its state, with its lines; promises go back (`back`, of
    which the warehouse must let go of `recall` first) and are made (`commitments`, from what is `planned` too); `limited` says by line why it
    keeps more than was asked. `refused` and `waits`
    change nothing; `findings` say why.
    """

    verdict: str
    order: PurchaseOrder
    state: str
    lines: tuple[DecidedLine, ...] = ()
    touched: frozenset[int] = frozenset()
    results: tuple[Result, ...] = ()
    waived: tuple[str, ...] = ()
    back: tuple[Booked, ...] = ()
    recall: tuple[Booked, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    planned: tuple[Planned, ...] = ()
    asked: tuple[AskedLine, ...] = ()
    limited: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def unchanged(underway: Underway, verdict: str, findings: Iterable[Finding]) -> Changed:
    """Return that a change does not happen, with the reasons."""
    return Changed(verdict=verdict, order=underway.order, state=underway.state, findings=tuple(findings))
