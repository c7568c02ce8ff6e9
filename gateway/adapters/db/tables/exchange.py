"""What was exchanged with partners: transmissions, interchanges, documents, and the ledgers against repeats."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint, or_

from gateway.adapters.db.columns import BYTES, Canonical, Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.domain.findings import Finding

transmission = Table(
    "transmission",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("received_as"),  # the partner as it was known on arrival: the transport key's owner, never changed
    code("partner"),
    code("direction"),
    code("transport"),
    code("transport_key"),
    code("name"),
    code("sha256"),
    Column("size", BigInteger(), nullable=False),
    code("state"),
    Column("at", Instant(), nullable=False),
    code("reason"),
    UniqueConstraint("received_as", "direction", "transport", "transport_key", "shard"),
    Index(None, "at", "id"),
    Index(None, "name"),
    Index(None, "sha256"),
)

transmission_body = Table(
    "transmission_body",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("content", BYTES, nullable=False),
    ForeignKeyConstraint(["id", "shard"], ["transmission.id", "transmission.shard"]),
)

interchange = Table(
    "interchange",
    metadata,
    code("id", primary_key=True),
    shard(),
    link("transmission"),
    code("partner"),
    code("direction"),
    code("sender"),
    code("receiver"),
    code("control_number"),
    code("sha256"),
    code("usage"),
    code("state"),
    Column("position", Integer(), nullable=False),
    Column("findings", Canonical(tuple[Finding, ...]), nullable=False),
    Index(None, "transmission", "position"),
    Index(None, "state", "id"),
    Index(None, "control_number"),
)

inbox_key = Table(
    "inbox_key",
    metadata,
    code("partner", primary_key=True),
    code("scope", primary_key=True),
    code("key_hash", primary_key=True),
    shard(),
    code("sha256"),
    link("transmission"),
    Column("at", Instant(), nullable=False),
)

document = Table(
    "document",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("direction"),
    code("kind"),
    code("set_id"),
    code("functional_group"),
    code("version"),
    code("control_number"),
    code("group_control_number"),
    code("interchange_control_number"),
    link("interchange"),
    link("transmission"),
    Column("position", Integer(), nullable=False),
    link("order"),
    code("answers"),
    code("reference"),
    code("map_name"),
    code("config"),
    code("validation"),
    code("delivery"),
    code("acknowledgement"),
    Column("acknowledgement_due_at", Instant()),
    code("canonical"),
    Column("findings", Canonical(tuple[Finding, ...]), nullable=False),
    code("dedupe"),
    code("message_id"),
    code("file_name"),
    Column("attempts", Integer(), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("sent_at", Instant()),
    Column("acknowledged_at", Instant()),
    code("reason"),
)
Index(
    "uq_document_dedupe",
    document.c.partner,
    document.c.dedupe,
    document.c.shard,
    unique=True,
    sqlite_where=document.c.dedupe != "",
    postgresql_where=document.c.dedupe != "",
)
HELD = or_(document.c.validation == "held", document.c.delivery == "held")
Index(
    "ix_document_held",
    document.c.partner,
    document.c.created_at,
    sqlite_where=HELD,
    postgresql_where=HELD,
)
HAS_FILE = document.c.file_name != ""
Index("ix_document_file_name", document.c.file_name, sqlite_where=HAS_FILE, postgresql_where=HAS_FILE)
Index(None, document.c.reference)
Index(None, document.c.interchange_control_number)
Index(None, document.c.order)
Index(None, document.c.answers)
Index(None, document.c.transmission)
Index(None, document.c.partner, document.c.group_control_number)
Index(None, document.c.acknowledgement, document.c.acknowledgement_due_at)
Index(None, document.c.created_at, document.c.id)
Index(None, document.c.partner, document.c.created_at)

document_body = Table(
    "document_body",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("content", BYTES, nullable=False),
    ForeignKeyConstraint(["id", "shard"], ["document.id", "document.shard"]),
)

control_number = Table(
    "control_number",
    metadata,
    code("partner", primary_key=True),
    code("series", primary_key=True),
    shard(),
    Column("value", BigInteger(), nullable=False),
)
