"""What was counted, what is gone and could not be booked yet, and when more is to be bought."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Integer, Table

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard

stock_count = Table(
    "stock_count",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    shard(),
    Column("counted_at", Instant(), nullable=False),
    code("source"),
    code("reference"),
)

supply_short = Table(
    "supply_short",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("gone_on", Date(), primary_key=True),
    shard(),
    Column("quantity", BigInteger(), nullable=False),
    code("reference"),
    CheckConstraint("quantity > 0", name="lacks_something"),
)

stock_level = Table(
    "stock_level",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("lead_days", Integer(), nullable=False),
    Column("minimum", BigInteger(), nullable=False),
    Column("multiple", BigInteger(), nullable=False),
    Column("up_to", BigInteger(), nullable=False),
    code("supplier"),
)
