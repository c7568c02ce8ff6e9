"""The ports: what the use cases need from the world, with the promises they rely on."""

from gateway.application.ports.accounts import Accounts, ExchangeRate, PaymentRecord, Pricing, Receivable
from gateway.application.ports.as2 import As2Desk, As2Inbox, As2Outbox, Keyring, Outgoing, Vault
from gateway.application.ports.engine import Events, Jobs
from gateway.application.ports.exchange import (
    ControlNumbers,
    Documents,
    InboxKeys,
    Interchanges,
    Transmissions,
)
from gateway.application.ports.history import History, PromiseRecord, ShippedLineRecord
from gateway.application.ports.invoices import CreditRecord, InvoiceLineRecord, InvoiceRecord, Invoices
from gateway.application.ports.measures import (
    DueLines,
    DueOrders,
    Invoiced,
    Measures,
    Promises,
    Scope,
    Timed,
    Touched,
    Waiting,
    Window,
)
from gateway.application.ports.orders import Backlog, OpenLine, Orders, RuleExceptions, Shipments
from gateway.application.ports.policies import Drawn, HeldBy, Policies
from gateway.application.ports.stock import CommitmentRecord, Items, Positions, PriceRecord, SupplyRecord
from gateway.application.ports.stocktaking import (
    CountRecord,
    LevelRecord,
    ShortRecord,
    StockRecord,
    Stocktaking,
)
from gateway.application.ports.telling import Told, ToldRecord
from gateway.application.ports.transports import Received, Transport, TransportFor
from gateway.application.ports.waiting import Circuit, Circuits, Expectation, Expectations
from gateway.application.ports.warehouses import (
    PackedCarton,
    PackedLine,
    PackedShipment,
    PickLine,
    PickOrder,
    Recalls,
    ShortLine,
    Warehouse,
)
from gateway.application.ports.work import Effect, Handler, Patience, Store, UnitOfWork
from gateway.application.ports.world import Clock, Ids, Secrets

__all__ = [
    "Accounts",
    "As2Desk",
    "As2Inbox",
    "As2Outbox",
    "Backlog",
    "Circuit",
    "Circuits",
    "Clock",
    "CommitmentRecord",
    "ControlNumbers",
    "CountRecord",
    "CreditRecord",
    "Documents",
    "Drawn",
    "DueLines",
    "DueOrders",
    "Effect",
    "Events",
    "ExchangeRate",
    "Expectation",
    "Expectations",
    "Handler",
    "HeldBy",
    "History",
    "Ids",
    "InboxKeys",
    "Interchanges",
    "InvoiceLineRecord",
    "InvoiceRecord",
    "Invoiced",
    "Invoices",
    "Items",
    "Jobs",
    "Keyring",
    "LevelRecord",
    "Measures",
    "OpenLine",
    "Orders",
    "Outgoing",
    "PackedCarton",
    "PackedLine",
    "PackedShipment",
    "Patience",
    "PaymentRecord",
    "PickLine",
    "PickOrder",
    "Policies",
    "Positions",
    "PriceRecord",
    "Pricing",
    "PromiseRecord",
    "Promises",
    "Recalls",
    "Receivable",
    "Received",
    "RuleExceptions",
    "Scope",
    "Secrets",
    "Shipments",
    "ShippedLineRecord",
    "ShortLine",
    "ShortRecord",
    "StockRecord",
    "Stocktaking",
    "Store",
    "SupplyRecord",
    "Timed",
    "Told",
    "ToldRecord",
    "Touched",
    "Transmissions",
    "Transport",
    "TransportFor",
    "UnitOfWork",
    "Vault",
    "Waiting",
    "Warehouse",
    "Window",
]
