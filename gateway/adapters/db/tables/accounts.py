"""What partners owe: one row to lock each, what is open, what was paid, and what was drawn from blankets."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, UniqueConstraint

from gateway.adapters.db.columns import Instant, Number
from gateway.adapters.db.tables.metadata import code, link, metadata, shard

account = Table("account", metadata, code("partner", primary_key=True), shard())

receivable = Table(
    "receivable",
    metadata,
    code("partner", primary_key=True),
    code("kind", primary_key=True),
    code("number", primary_key=True),
    shard(),
    link("order"),
    code("currency"),
    Column("total", Number(), nullable=False),
    Column("amount", Number(), nullable=False),
    Column("due_on", Date()),
    Column("open", Boolean(), nullable=False),
    Index(None, "partner", "open"),
    Index(None, "order"),
)

payment = Table(
    "payment",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("key"),
    link("order"),
    code("invoice"),
    Column("amount", Number(), nullable=False),
    Column("discount", Number(), nullable=False),
    code("currency"),
    Column("paid_on", Date(), nullable=False),
    code("reason"),
    link("document"),
    code("booked_by"),
    Column("booked_at", Instant(), nullable=False),
    UniqueConstraint("partner", "key", "shard"),
    Index(None, "partner", "booked_at"),
    Index(None, "order"),
)

drawing = Table(
    "drawing",
    metadata,
    code("partner", primary_key=True),
    code("contract", primary_key=True),
    code("sku", primary_key=True),
    link("order", primary_key=True),
    shard(),
    Column("quantity", BigInteger(), nullable=False),
    Index(None, "order"),
)
