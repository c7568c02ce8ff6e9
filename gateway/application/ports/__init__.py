"""The ports: what the use cases need from the world, with the promises they rely on."""

from gateway.application.ports.engine import Events, Jobs
from gateway.application.ports.exchange import (
    ControlNumbers,
    Documents,
    InboxKeys,
    Interchanges,
    Transmissions,
)
from gateway.application.ports.orders import Backlog, OpenLine, Orders, RuleExceptions, Shipments
from gateway.application.ports.stock import CommitmentRecord, Items, Positions, PriceRecord, SupplyRecord
from gateway.application.ports.transports import Received, Transport, TransportFor
from gateway.application.ports.warehouses import (
    PackedCarton,
    PackedLine,
    PackedShipment,
    PickLine,
    PickOrder,
    Recalls,
    Warehouse,
)
from gateway.application.ports.work import Effect, Handler, Store, UnitOfWork
from gateway.application.ports.world import Clock, Ids, Secrets

__all__ = [
    "Backlog",
    "Clock",
    "CommitmentRecord",
    "ControlNumbers",
    "Documents",
    "Effect",
    "Events",
    "Handler",
    "Ids",
    "InboxKeys",
    "Interchanges",
    "Items",
    "Jobs",
    "OpenLine",
    "Orders",
    "PackedCarton",
    "PackedLine",
    "PackedShipment",
    "PickLine",
    "PickOrder",
    "Positions",
    "PriceRecord",
    "Recalls",
    "Received",
    "RuleExceptions",
    "Secrets",
    "Shipments",
    "Store",
    "SupplyRecord",
    "Transmissions",
    "Transport",
    "TransportFor",
    "UnitOfWork",
    "Warehouse",
]
