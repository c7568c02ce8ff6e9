"""Dated availability: the lock row, the buckets with their proof, supply, and the ledger of promises."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from gateway.adapters.db.tables.metadata import code, link, metadata, shard

position = Table(
    "position",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    shard(),
    Column("version", BigInteger(), nullable=False),
)

atp_bucket = Table(
    "atp_bucket",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("bucket_on", Date(), primary_key=True),
    shard(),
    Column("cum_free", BigInteger(), nullable=False),
    CheckConstraint("cum_free >= 0", name="not_oversold"),
    ForeignKeyConstraint(
        ["sku", "location", "shard"], ["position.sku", "position.location", "position.shard"]
    ),
)

supply = Table(
    "supply",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("sku"),
    code("location"),
    code("kind"),
    Column("quantity", BigInteger(), nullable=False),
    Column("available_on", Date(), nullable=False),
    code("reference"),
    ForeignKeyConstraint(
        ["sku", "location", "shard"], ["position.sku", "position.location", "position.shard"]
    ),
    Index(None, "sku", "location", "available_on"),
)

commitment = Table(
    "commitment",
    metadata,
    code("id", primary_key=True),
    shard(),
    link("order"),
    Column("line", Integer(), nullable=False),
    Column("schedule", Integer(), nullable=False),
    code("sku"),
    code("location"),
    Column("need_on", Date(), nullable=False),
    Column("promise_on", Date(), nullable=False),
    Column("quantity", BigInteger(), nullable=False),
    Column("shipped", BigInteger(), nullable=False),
    code("kind"),
    code("state"),
    UniqueConstraint("order", "line", "schedule", "location", "sku", "promise_on", "kind", "shard"),
    CheckConstraint("quantity > 0", name="promises_something"),
    CheckConstraint("shipped >= 0 AND shipped <= quantity", name="ships_what_was_promised"),
    ForeignKeyConstraint(
        ["sku", "location", "shard"], ["position.sku", "position.location", "position.shard"]
    ),
    Index(None, "sku", "location", "promise_on"),
    Index(None, "kind", "state", "promise_on"),
)
