"""The tables, by what they are about; `metadata` knows them all.

Every hot table carries `shard`, derived once from the partner (of stock: from the item), and every one
of its keys contains it. Identifiers are unique everywhere, so keys begin with them: a record is found by its
identifier alone.
"""

import gateway.adapters.db.tables.listing  # noqa: F401 - it gives tables their indexes for lists
from gateway.adapters.db.tables.accounts import account, drawing, payment, receivable
from gateway.adapters.db.tables.alerts import alert
from gateway.adapters.db.tables.as2 import (
    as2_arrival,
    as2_arrival_body,
    as2_evidence,
    as2_receipt,
    as2_sealed,
    as2_sealed_body,
    imported_certificate,
    own_key,
    sealed_secret,
)
from gateway.adapters.db.tables.catalogue import (
    carton_type,
    cross_reference,
    item,
    item_identifier,
    item_unit,
    price,
)
from gateway.adapters.db.tables.catalogue_content import (
    assortment_rule,
    catalogue_change,
    catalogue_index,
    catalogue_version,
    category_name,
    item_content,
    picture,
)
from gateway.adapters.db.tables.configuring import (
    config_content,
    config_draft,
    config_revision,
    partner_test,
)
from gateway.adapters.db.tables.counting import document_count
from gateway.adapters.db.tables.cxml import cxml_attachment, cxml_exchange, cxml_reply, cxml_secret
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
from gateway.adapters.db.tables.history import promise_log, shipped_line
from gateway.adapters.db.tables.invoices import credit_memo, invoice, invoice_line
from gateway.adapters.db.tables.metadata import metadata
from gateway.adapters.db.tables.orders import (
    order_line,
    rule_exception,
    sales_order,
    shipment,
    shipment_order,
)
from gateway.adapters.db.tables.people import (
    api_reply,
    api_token,
    event_seal,
    login_session,
    person,
    webhook_delivery,
    webhook_endpoint,
)
from gateway.adapters.db.tables.picking import pick
from gateway.adapters.db.tables.policies import (
    capacity,
    item_policy,
    protection,
    quota,
    safety_stock,
    ship_lane,
    ship_place,
    substitute,
)
from gateway.adapters.db.tables.pricing import exchange_rate, promotion, tax_rate
from gateway.adapters.db.tables.quotes import (
    learned_columns,
    learned_name,
    quote,
    request,
    request_line,
    request_page,
)
from gateway.adapters.db.tables.reserving import reservation
from gateway.adapters.db.tables.shop import shop_line, shop_session
from gateway.adapters.db.tables.stock import atp_bucket, commitment, position, supply
from gateway.adapters.db.tables.stocktaking import stock_count, stock_level, supply_short
from gateway.adapters.db.tables.telling import told_order
from gateway.adapters.db.tables.waiting import circuit, expectation

__all__ = [
    "account",
    "alert",
    "api_reply",
    "api_token",
    "as2_arrival",
    "as2_arrival_body",
    "as2_evidence",
    "as2_receipt",
    "as2_sealed",
    "as2_sealed_body",
    "assortment_rule",
    "atp_bucket",
    "capacity",
    "carton_type",
    "catalogue_change",
    "catalogue_index",
    "catalogue_version",
    "category_name",
    "circuit",
    "commitment",
    "config_content",
    "config_draft",
    "config_revision",
    "control_number",
    "credit_memo",
    "cross_reference",
    "cxml_attachment",
    "cxml_exchange",
    "cxml_reply",
    "cxml_secret",
    "document",
    "document_body",
    "document_count",
    "drawing",
    "event",
    "event_seal",
    "exchange_rate",
    "expectation",
    "imported_certificate",
    "inbox_key",
    "interchange",
    "invoice",
    "invoice_line",
    "item",
    "item_content",
    "item_identifier",
    "item_policy",
    "item_unit",
    "job",
    "job_dead",
    "lane",
    "learned_columns",
    "learned_name",
    "login_session",
    "metadata",
    "order_line",
    "own_key",
    "partner_test",
    "payment",
    "person",
    "pick",
    "picture",
    "position",
    "price",
    "promise_log",
    "promotion",
    "protection",
    "quota",
    "quote",
    "receivable",
    "request",
    "request_line",
    "request_page",
    "reservation",
    "rule_exception",
    "safety_stock",
    "sales_order",
    "schedule",
    "sealed_secret",
    "ship_lane",
    "ship_place",
    "shipment",
    "shipment_order",
    "shipped_line",
    "shop_line",
    "shop_session",
    "stock_count",
    "stock_level",
    "substitute",
    "supply",
    "supply_short",
    "tax_rate",
    "told_order",
    "transmission",
    "transmission_body",
    "webhook_delivery",
    "webhook_endpoint",
]
