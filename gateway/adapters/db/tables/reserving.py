"""What is held before there is an order; the ledger of promises holds how much, where and from when."""

from sqlalchemy import BigInteger, Column, Index, Table

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard

reservation = Table(
    "reservation",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("reference"),
    code("sku"),
    Column("quantity", BigInteger(), nullable=False),
    Column("made_at", Instant(), nullable=False),
    Column("until_at", Instant(), nullable=False),
    Index(None, "until_at"),
    Index(None, "partner", "reference"),
)
