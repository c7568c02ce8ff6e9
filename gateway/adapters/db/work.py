"""Units of work, and the store that opens them."""

from collections.abc import Iterator
from contextlib import contextmanager

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


class DbUnitOfWork:
    """Implements the port UnitOfWork over one connection."""

    def __init__(self, connection: Quick, clock: ports.Clock, ids: ports.Ids) -> None:
        self.connection = connection
        self.transmissions: ports.Transmissions = DbTransmissions(connection)
        self.interchanges: ports.Interchanges = DbInterchanges(connection)
        self.inbox_keys: ports.InboxKeys = DbInboxKeys(connection)
        self.documents: ports.Documents = DbDocuments(connection)
        self.orders: ports.Orders = DbOrders(connection)
        changes = CatalogueChanges(connection)
        self.items: ports.Items = DbItems(connection, changes)
        self.catalogue: ports.Contents = DbContents(connection, changes)
        self.pricing: ports.Pricing = DbPricing(connection)
        self.accounts: ports.Accounts = DbAccounts(connection)
        self.positions: ports.Positions = DbPositions(connection)
        self.policies: ports.Policies = DbPolicies(connection)
        self.backlog: ports.Backlog = DbBacklog(connection)
        self.shipments: ports.Shipments = DbShipments(connection)
        self.picks: ports.Picks = DbPicks(connection)
        self.reservations: ports.ReservationBook = DbReservations(connection)
        self.invoices: ports.Invoices = DbInvoices(connection)
        self.rule_exceptions: ports.RuleExceptions = DbRuleExceptions(connection)
        self.control_numbers: ports.ControlNumbers = DbControlNumbers(connection)
        self.as2_inbox: ports.As2Inbox = DbAs2Inbox(connection)
        self.as2_outbox: ports.As2Outbox = DbAs2Outbox(connection)
        self.keyring: ports.Keyring = DbKeyring(connection)
        self.cxml_inbox: ports.CxmlInbox = DbCxmlInbox(connection)
        self.jobs: ports.Jobs = DbJobs(connection, clock, ids)
        self.events: ports.Events = DbEvents(connection)
        self.expectations: ports.Expectations = DbExpectations(connection)
        self.circuits: ports.Circuits = DbCircuits(connection)
        self.alerts: ports.Alerts = DbAlerts(connection)
        self.history: ports.History = DbHistory(connection)
        self.stocktaking: ports.Stocktaking = DbStocktaking(connection)
        self.measures: ports.Measures = DbMeasures(connection)
        self.told: ports.Told = DbTold(connection)
        self.requests: ports.Requests = DbRequests(connection)
        self.quotes: ports.Quotes = DbQuotes(connection)
        self.shop: ports.Shop = DbShop(connection)
        self.people: ports.People = DbPeople(connection)
        self.seals: ports.Seals = DbSeals(connection)
        self.operations: ports.Operations = DbOperations(connection)
        self.webhooks: ports.Webhooks = DbWebhooks(connection)
        self.replies: ports.Replies = DbReplies(connection)
        self.configurations: ports.Configurations = DbConfigurations(connection)
        self.partner_tests: ports.PartnerTests = DbPartnerTests(connection)

    def commit(self) -> None:
        """Make it so; locks fall, and what was read under them is forgotten."""
        self.connection.commit()
        self.positions = DbPositions(self.connection)
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
