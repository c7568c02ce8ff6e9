"""What partners know of their orders: the facts they were told last."""

from sqlalchemy import Column, Table

from gateway.adapters.db.columns import Canonical, Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.domain.order_responses import LineOutcome

told_order = Table(
    "told_order",
    metadata,
    link("order", primary_key=True),
    shard(),
    code("partner"),
    Column("outcomes", Canonical(tuple[LineOutcome, ...]), nullable=False),
    Column("at", Instant(), nullable=False),
)
