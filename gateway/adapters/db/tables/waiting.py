"""What is waited for: acknowledgements and answers that are due, and partners nobody can reach."""

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from gateway.adapters.db.columns import Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard

expectation = Table(
    "expectation",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("kind"),
    code("key"),
    code("ref"),
    link("order"),
    code("title"),
    code("state"),
    Column("opened_at", Instant(), nullable=False),
    Column("warn_at", Instant(), nullable=False),
    Column("due_at", Instant(), nullable=False),
    Column("look_at", Instant()),  # null: nothing more will happen by itself
    Column("settled_at", Instant()),
    code("settled_by"),
    code("reason"),
    UniqueConstraint("partner", "kind", "key", "shard"),
    Index(None, "look_at"),
    Index(None, "state", "due_at"),
    Index(None, "ref"),
)

circuit = Table(
    "circuit",
    metadata,
    code("partner", primary_key=True),
    shard(),
    Column("failures", Integer(), nullable=False),
    Column("failed_at", Instant(), nullable=False),
    Column("opened_at", Instant()),  # null: not open, the partner is tried as ever
    Column("probe_at", Instant()),
    Column("probes", Integer(), nullable=False),
    code("reason"),
)
