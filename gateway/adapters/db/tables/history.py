"""What was promised and what left, line by line: written once and never changed, so that measures rest on it."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard

promise_log = Table(
    "promise_log",
    metadata,
    link("order", primary_key=True),
    Column("line", Integer(), primary_key=True, autoincrement=False),
    Column("seq", Integer(), primary_key=True, autoincrement=False),
    shard(),
    Column("at", Instant(), nullable=False),
    code("partner"),
    code("sku"),
    Column("requested_on", Date()),
    Column("ordered", BigInteger(), nullable=False),
    Column("promised", BigInteger(), nullable=False),
    Column("backordered", BigInteger(), nullable=False),
    Column("promised_on", Date()),
    Column("first", Boolean(), nullable=False),  # the first row of the line that promises anything
    code("why"),
    Index(None, "requested_on", "partner"),
    Index(None, "promised_on", "partner"),
)

shipped_line = Table(
    "shipped_line",
    metadata,
    link("shipment", primary_key=True),
    link("order", primary_key=True),
    Column("line", Integer(), primary_key=True, autoincrement=False),
    code("sku", primary_key=True),
    code("location", primary_key=True),
    shard(),
    code("partner"),
    Column("quantity", BigInteger(), nullable=False),
    Column("shipped_on", Date(), nullable=False),
    Column("shipped_at", Instant(), nullable=False),
    Index(None, "order", "line", "shipped_on", "quantity"),  # whatever is measured of a line is in it
    Index(
        None, "sku", "location", "shipped_at", "quantity"
    ),  # what has left of an item is summed from it alone
)
