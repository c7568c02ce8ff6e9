"""What partners posted as cXML, how it was answered, what was attached, and the digests of shared secrets."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint

from gateway.adapters.db.columns import BYTES, Canonical, Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.domain.findings import Finding

cxml_exchange = Table(
    "cxml_exchange",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("payload_id"),
    code("message"),
    code("operation"),
    code("deployment"),
    code("reference"),
    code("sender"),
    code("remote"),
    code("sha256"),
    Column("size", BigInteger(), nullable=False),
    Column("status", Integer(), nullable=False),
    Column("findings", Canonical(tuple[Finding, ...]), nullable=False),
    Column("headers", Canonical(tuple[tuple[str, ...], ...]), nullable=False),
    link("transmission"),
    link("document"),
    Column("at", Instant(), nullable=False),
    UniqueConstraint("partner", "payload_id", "shard"),
    Index(None, "at", "id"),
    Index(None, "document"),
)

cxml_reply = Table(
    "cxml_reply",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("content", BYTES, nullable=False),
    ForeignKeyConstraint(["id", "shard"], ["cxml_exchange.id", "cxml_exchange.shard"]),
)

cxml_attachment = Table(
    "cxml_attachment",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    link("exchange"),
    link("document"),
    Column("position", Integer(), nullable=False),
    code("content_id"),
    code("name"),
    code("media_type"),
    Column("size", BigInteger(), nullable=False),
    code("sha256"),
    Column("content", BYTES, nullable=False),
    Index(None, "document", "position"),
)

cxml_secret = Table(
    "cxml_secret",
    metadata,
    code("partner", primary_key=True),
    code("digest", primary_key=True),
    code("salt"),
    code("made_by"),
    Column("made_at", Instant(), nullable=False),
    Column("retired_at", Instant()),
)
