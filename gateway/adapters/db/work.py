"""Units of work, and the store that opens them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from sqlalchemy import Engine

from gateway.adapters.db.accounts import DbAccounts
from gateway.adapters.db.alerts import DbAlerts
from gateway.adapters.db.as2_inbox import DbAs2Inbox
from gateway.adapters.db.as2_outbox import DbAs2Outbox
from gateway.adapters.db.backlog import DbBacklog
from gateway.adapters.db.catalogue_changes import CatalogueChanges
from gateway.adapters.db.circuits import DbCircuits
from gateway.adapters.db.configuring import DbConfigurations, DbPartnerTests
from gateway.adapters.db.contents import DbContents
from gateway.adapters.db.control_numbers import DbControlNumbers
from gateway.adapters.db.cxml_inbox import DbCxmlInbox
from gateway.adapters.db.documents import DbDocuments
from gateway.adapters.db.engine import for_reading, reaching
from gateway.adapters.db.events import DbEvents
from gateway.adapters.db.expectations import DbExpectations
from gateway.adapters.db.history import DbHistory
from gateway.adapters.db.inbox_keys import DbInboxKeys
from gateway.adapters.db.interchanges import DbInterchanges
from gateway.adapters.db.invoices import DbInvoices
from gateway.adapters.db.items import DbItems
from gateway.adapters.db.jobs import DbJobs
from gateway.adapters.db.keyring import DbKeyring
from gateway.adapters.db.measures import DbMeasures
from gateway.adapters.db.operations import DbOperations
from gateway.adapters.db.orders import DbOrders
from gateway.adapters.db.people import DbPeople
from gateway.adapters.db.personal import DbPersonal
from gateway.adapters.db.picks import DbPicks
from gateway.adapters.db.policies import DbPolicies
from gateway.adapters.db.positions import DbPositions
from gateway.adapters.db.pricing import DbPricing
from gateway.adapters.db.quick import Quick, forms_of
from gateway.adapters.db.quotes import DbQuotes, DbRequests
from gateway.adapters.db.reservations import DbReservations
from gateway.adapters.db.rule_exceptions import DbRuleExceptions
from gateway.adapters.db.seals import DbSeals
from gateway.adapters.db.shipments import DbShipments
from gateway.adapters.db.shop import DbShop
from gateway.adapters.db.stocktaking import DbStocktaking
from gateway.adapters.db.telling import DbTold
from gateway.adapters.db.transmissions import DbTransmissions
from gateway.adapters.db.webhooks import DbReplies, DbWebhooks
from gateway.application import ports

T = TypeVar("T")


class Made(Generic[T]):
    """A repository over a unit of work's connection, made when it is first asked for: a unit of work uses few of them."""

    def __init__(self, make: Callable[[Quick], T]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: "DbUnitOfWork", owner: type) -> T:
        """Return the repository, which from then on the unit of work has as its own."""
        made = work.__dict__[self._name] = self._make(work.connection)
        return made


class DbUnitOfWork:
    """Implements the port UnitOfWork over one connection."""

    transmissions = Made[ports.Transmissions](DbTransmissions)
    interchanges = Made[ports.Interchanges](DbInterchanges)
    inbox_keys = Made[ports.InboxKeys](DbInboxKeys)
    documents = Made[ports.Documents](DbDocuments)
    orders = Made[ports.Orders](DbOrders)
    pricing = Made[ports.Pricing](DbPricing)
    accounts = Made[ports.Accounts](DbAccounts)
    positions = Made[ports.Positions](DbPositions)
    policies = Made[ports.Policies](DbPolicies)
    backlog = Made[ports.Backlog](DbBacklog)
    shipments = Made[ports.Shipments](DbShipments)
    picks = Made[ports.Picks](DbPicks)
    reservations = Made[ports.ReservationBook](DbReservations)
    personal = Made[ports.Personal](DbPersonal)
    invoices = Made[ports.Invoices](DbInvoices)
    rule_exceptions = Made[ports.RuleExceptions](DbRuleExceptions)
    control_numbers = Made[ports.ControlNumbers](DbControlNumbers)
    as2_inbox = Made[ports.As2Inbox](DbAs2Inbox)
    as2_outbox = Made[ports.As2Outbox](DbAs2Outbox)
    keyring = Made[ports.Keyring](DbKeyring)
    cxml_inbox = Made[ports.CxmlInbox](DbCxmlInbox)
    events = Made[ports.Events](DbEvents)
    expectations = Made[ports.Expectations](DbExpectations)
    circuits = Made[ports.Circuits](DbCircuits)
    history = Made[ports.History](DbHistory)
    stocktaking = Made[ports.Stocktaking](DbStocktaking)
    measures = Made[ports.Measures](DbMeasures)
    told = Made[ports.Told](DbTold)
    requests = Made[ports.Requests](DbRequests)
    quotes = Made[ports.Quotes](DbQuotes)
    shop = Made[ports.Shop](DbShop)
    people = Made[ports.People](DbPeople)
    seals = Made[ports.Seals](DbSeals)
    operations = Made[ports.Operations](DbOperations)
    webhooks = Made[ports.Webhooks](DbWebhooks)
    replies = Made[ports.Replies](DbReplies)
    configurations = Made[ports.Configurations](DbConfigurations)
    partner_tests = Made[ports.PartnerTests](DbPartnerTests)
    alerts = Made[ports.Alerts](DbAlerts)

    def __init__(self, connection: Quick, clock: ports.Clock, ids: ports.Ids) -> None:
        self.connection = connection
        self.jobs: ports.Jobs = DbJobs(connection, clock, ids)
        changes = CatalogueChanges(connection)
        self.items: ports.Items = DbItems(connection, changes)
        self.catalogue: ports.Contents = DbContents(connection, changes)

    def commit(self) -> None:
        """Make it so; locks fall, and what was read under them is forgotten."""
        self.connection.commit()
        for name in ("positions", "documents", "orders"):
            self.__dict__.pop(name, None)
        changes = CatalogueChanges(self.connection)
        self.items, self.catalogue = DbItems(self.connection, changes), DbContents(self.connection, changes)


class StepOfWork(DbUnitOfWork):
    """A unit of work inside a worker's transaction: the worker commits, together with the job's removal."""

    def commit(self) -> None:
        """Refuse: a step that commits by itself could be done twice."""
        raise RuntimeError("the worker commits a step's work; the step does not")


class DbStore:
    """Implements the port Store."""

    def __init__(self, engine: Engine, clock: ports.Clock, ids: ports.Ids) -> None:
        self.engine = engine
        self.clock = clock
        self.ids = ids
        self._reading = for_reading(engine)
        self._forms = forms_of(engine.dialect.name)

    @contextmanager
    def begin(self) -> Iterator[DbUnitOfWork]:
        """Open a unit of work that may write; leaving it without `commit` undoes it."""
        with reaching(), Quick(self.engine, self._forms) as connection:
            yield DbUnitOfWork(connection, self.clock, self.ids)

    @contextmanager
    def read(self) -> Iterator[DbUnitOfWork]:
        """Open a unit of work that only reads and waits for no writer."""
        with reaching(), Quick(self._reading, self._forms) as connection:
            yield DbUnitOfWork(connection, self.clock, self.ids)
            if not connection.invalidated:
                connection.commit()  # on a ROLLBACK PostgreSQL's driver forgets every statement it prepared
