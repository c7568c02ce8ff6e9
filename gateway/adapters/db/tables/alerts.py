"""Alerts: what needs a person, while it does and afterwards."""

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard

alert = Table(
    "alert",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("kind"),
    code("key"),
    code("severity"),
    code("state"),
    Column("count", Integer(), nullable=False),
    code("detail"),
    Column("since", Instant(), nullable=False),
    Column("raised_at", Instant(), nullable=False),
    Column("told_at", Instant(), nullable=False),
    Column("cleared_at", Instant()),
    code("over"),  # empty while it stands: of a partner, kind and key one stands at a time
    Column("times", Integer(), nullable=False),
    Column("snoozed_until", Instant()),
    Column("handled_at", Instant()),
    code("handled_by"),
    code("note"),
    UniqueConstraint("partner", "kind", "key", "over", "shard"),
    Index(None, "state", "raised_at"),
    Index(None, "raised_at", "id"),
    Index(None, "cleared_at"),
    Index(None, "told_at"),
)
