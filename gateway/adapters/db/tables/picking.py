"""What was asked of warehouses by document."""

from sqlalchemy import Column, Date, Index, Table

from gateway.adapters.db.columns import Canonical, Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.orderdesk.warehousing import AskedLine

pick = Table(
    "pick",
    metadata,
    code("number", primary_key=True),
    shard(),
    code("partner"),
    code("warehouse"),
    link("order"),
    link("document"),
    code("location"),
    Column("ship_on", Date(), nullable=False),
    Column("lines", Canonical(tuple[AskedLine, ...]), nullable=False),
    code("state"),
    Column("asked_at", Instant(), nullable=False),
    Column("answered_at", Instant()),
    Index(None, "order"),
    Index(None, "state", "ship_on"),
)
