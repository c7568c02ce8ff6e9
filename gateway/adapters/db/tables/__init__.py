"""The tables, by what they are about; `metadata` knows them all.

Every hot table carries `shard`, derived once from the partner (of stock: from the item), and every one
of its keys contains it. Identifiers are unique everywhere, so keys begin with them: a record is found by its
identifier alone.
"""

from gateway.adapters.db.tables.catalogue import cross_reference, item, item_identifier, item_unit, price
from gateway.adapters.db.tables.engine import event, job, job_dead, lane, schedule
from gateway.adapters.db.tables.exchange import (
    control_number,
    document,
    document_body,
    inbox_key,
    interchange,
    transmission,
    transmission_body,
)
from gateway.adapters.db.tables.metadata import metadata
from gateway.adapters.db.tables.orders import order_line, rule_exception, sales_order, shipment
from gateway.adapters.db.tables.stock import atp_bucket, commitment, position, supply

__all__ = [
    "atp_bucket",
    "commitment",
    "control_number",
    "cross_reference",
    "document",
    "document_body",
    "event",
    "inbox_key",
    "interchange",
    "item",
    "item_identifier",
    "item_unit",
    "job",
    "job_dead",
    "lane",
    "metadata",
    "order_line",
    "position",
    "price",
    "rule_exception",
    "sales_order",
    "schedule",
    "shipment",
    "supply",
    "transmission",
    "transmission_body",
]
