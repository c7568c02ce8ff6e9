from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import Table, UniqueConstraint

from gateway.adapters.db import tables
from gateway.application.ports import (
    AlertRecord,
    CommitmentRecord,
    CountRecord,
    CreditRecord,
    InvoiceRecord,
    LevelRecord,
    PickRecord,
    PromiseRecord,
    ReservationRecord,
    ShippedLineRecord,
    ShopLine,
    ShopSession,
    ShortRecord,
    SupplyRecord,
    ToldRecord,
)
from gateway.application.ports.people import SessionRecord, TokenRecord, UserRecord
from gateway.application.records import (
    DeadJob,
    DocumentRecord,
    Event,
    ExceptionRecord,
    InterchangeRecord,
    OrderLineRecord,
    OrderRecord,
    ShipmentRecord,
    Transmission,
)

RECORDS: dict[type, Table] = {
    Transmission: tables.transmission,
    InterchangeRecord: tables.interchange,
    DocumentRecord: tables.document,
    OrderRecord: tables.sales_order,
    OrderLineRecord: tables.order_line,
    ShipmentRecord: tables.shipment,
    SupplyRecord: tables.supply,
    CommitmentRecord: tables.commitment,
    DeadJob: tables.job_dead,
    Event: tables.event,
    ExceptionRecord: tables.rule_exception,
    PromiseRecord: tables.promise_log,
    ToldRecord: tables.told_order,
    ShippedLineRecord: tables.shipped_line,
    CountRecord: tables.stock_count,
    ShortRecord: tables.supply_short,
    LevelRecord: tables.stock_level,
    InvoiceRecord: tables.invoice,
    CreditRecord: tables.credit_memo,
    ShopSession: tables.shop_session,
    ShopLine: tables.shop_line,
    UserRecord: tables.person,
    SessionRecord: tables.login_session,
    TokenRecord: tables.api_token,
    PickRecord: tables.pick,
    ReservationRecord: tables.reservation,
    AlertRecord: tables.alert,
}
ALONE = {"shard"}
SAME_EVERYWHERE = {
    "config_content",
    "config_draft",
    "config_revision",
    "partner_test",
    "exchange_rate",
    "promotion",
    "tax_rate",
    "item",
    "carton_type",
    "item_unit",
    "item_identifier",
    "cross_reference",
    "item_content",
    "picture",
    "category_name",
    "assortment_rule",
    "catalogue_version",
    "catalogue_index",
    "catalogue_change",
    "price",
    "schedule",
    "stock_level",
    "item_policy",
    "safety_stock",
    "protection",
    "quota",
    "substitute",
    "capacity",
    "ship_place",
    "ship_lane",
    "own_key",
    "imported_certificate",
    "sealed_secret",
    "cxml_secret",
    "person",
    "login_session",
    "api_token",
    "api_reply",
    "event_seal",
    "webhook_endpoint",
}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_and_its_table_have_the_same_fields(record: Any) -> None:
    columns = {column.key for column in RECORDS[record].c} - ALONE

    assert {field.name for field in fields(record)} == columns


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_key_of_a_hot_table_contains_the_shard(table: Table) -> None:
    """So that the tables can be spread over databases one day."""
    keys = [set(table.primary_key.columns.keys())]
    keys += [set(one.columns.keys()) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [set(index.columns.keys()) for index in table.indexes if index.unique]

    sharded = [key for key in keys if "shard" in key]

    assert ([] if table.name in SAME_EVERYWHERE else keys) == sharded


def test_every_table_has_a_name_here() -> None:
    assert {table.name for table in tables.metadata.sorted_tables} == set(tables.__all__) - {"metadata"}
