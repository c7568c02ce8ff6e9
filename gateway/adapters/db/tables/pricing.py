"""Promotions, tax rates and exchange rates. Reference data: small, the same on every shard."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text

from gateway.adapters.db.columns import Number
from gateway.adapters.db.tables.metadata import code, metadata

promotion = Table(
    "promotion",
    metadata,
    code("code", primary_key=True),
    code("partner", primary_key=True),
    code("sku", primary_key=True),
    Column("item_group", Text(), key="group", primary_key=True),
    Column("minimum", Integer(), primary_key=True, autoincrement=False),
    Column("percent", Number()),
    Column("amount", Number()),
    code("unit"),
    Column("starts_on", Date(), nullable=False),
    Column("ends_on", Date(), nullable=False),
    Column("stackable", Boolean(), nullable=False),
    Column("on_contracts", Boolean(), nullable=False),
)

tax_rate = Table(
    "tax_rate",
    metadata,
    code("country", primary_key=True),
    code("region", primary_key=True),
    code("kind", primary_key=True),
    Column("starts_on", Date(), primary_key=True),
    Column("percent", Number(), nullable=False),
)

exchange_rate = Table(
    "exchange_rate",
    metadata,
    code("currency", primary_key=True),
    code("into", primary_key=True),
    Column("starts_on", Date(), primary_key=True),
    Column("rate", Number(), nullable=False),
)
