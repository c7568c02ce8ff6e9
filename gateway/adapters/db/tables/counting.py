"""Counts that are kept, so that nobody who asks for one has to count everything there ever was."""

from sqlalchemy import BigInteger, Column, Table

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard

document_count = Table(
    "document_count",
    metadata,
    code("direction", primary_key=True),
    code("set_id", primary_key=True),
    code("partner", primary_key=True),
    code("validation", primary_key=True),
    shard(),
    Column("count", BigInteger(), nullable=False),
    Column("until_at", Instant(), nullable=False),
)
