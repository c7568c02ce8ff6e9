"""The unit of work and the store that opens it; the steps of the engine."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from gateway.application.ports.accounts import Accounts, Pricing
from gateway.application.ports.alerts import Alerts
from gateway.application.ports.as2 import As2Inbox, As2Outbox, Keyring
from gateway.application.ports.auditing import Replies, Seals, Webhooks
from gateway.application.ports.catalogue import Contents
from gateway.application.ports.configuring import Configurations, PartnerTests
from gateway.application.ports.cxml import CxmlInbox
from gateway.application.ports.engine import Events, Jobs
from gateway.application.ports.exchange import (
    ControlNumbers,
    Documents,
    InboxKeys,
    Interchanges,
    Transmissions,
)
from gateway.application.ports.history import History
from gateway.application.ports.invoices import Invoices
from gateway.application.ports.measures import Measures
from gateway.application.ports.operating import Operations
from gateway.application.ports.orders import Backlog, Orders, RuleExceptions, Shipments
from gateway.application.ports.people import People
from gateway.application.ports.personal import Personal
from gateway.application.ports.picking import Picks
from gateway.application.ports.policies import Policies
from gateway.application.ports.quoting import Quotes, Requests
from gateway.application.ports.reserving import ReservationBook
from gateway.application.ports.shop import Shop
from gateway.application.ports.stock import Items, Positions
from gateway.application.ports.stocktaking import Stocktaking
from gateway.application.ports.telling import Told
from gateway.application.ports.waiting import Circuits, Expectations
from gateway.application.records import (
    Job,
    NewJob,
)
from gateway.domain.ladders import Ladder


class UnitOfWork(Protocol):
    """All repositories over one transaction: what is not committed never happened."""

    transmissions: Transmissions
    interchanges: Interchanges
    inbox_keys: InboxKeys
    documents: Documents
    orders: Orders
    items: Items
    catalogue: Contents
    pricing: Pricing
    accounts: Accounts
    positions: Positions
    policies: Policies
    backlog: Backlog
    shipments: Shipments
    picks: Picks
    reservations: ReservationBook
    personal: Personal
    invoices: Invoices
    rule_exceptions: RuleExceptions
    control_numbers: ControlNumbers
    as2_inbox: As2Inbox
    as2_outbox: As2Outbox
    keyring: Keyring
    cxml_inbox: CxmlInbox
    jobs: Jobs
    events: Events
    expectations: Expectations
    circuits: Circuits
    alerts: Alerts
    history: History
    stocktaking: Stocktaking
    measures: Measures
    told: Told
    requests: Requests
    quotes: Quotes
    shop: Shop
    people: People
    seals: Seals
    operations: Operations
    webhooks: Webhooks
    replies: Replies
    configurations: Configurations
    partner_tests: PartnerTests

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


class Patience(Protocol):
    """How a kind of effect is tried again, where that is agreed with somebody."""

    def ladder(self, job: Job) -> Ladder:
        """Return the waits from try to try."""
        ...

    def failed(self, work: UnitOfWork, job: Job, error: Exception) -> None:
        """Note a try that failed, in the transaction that writes the failure down."""
        ...


class Effect(Protocol):
    """A step that touches the world: leased, run with no transaction open, its outcome fenced by the lease."""

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Read what the step needs, and mark what it is about to touch, in the transaction that leases the job.

        Raises NotYet where it is not to be tried before an instant; that is no failure.
        """
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
