"""AS2: messages that came and their receipts, messages sealed and the receipts that came for them, keys."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from gateway.adapters.db.columns import BYTES, Canonical, Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard
from gateway.as2.composing import Sent

TEXTS = tuple[str, ...]
LINES = tuple[TEXTS, ...]

as2_arrival = Table(
    "as2_arrival",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("sender"),
    code("recipient"),
    code("message_id"),
    code("sha256"),
    Column("size", BigInteger(), nullable=False),
    code("remote"),
    Column("headers", Canonical(LINES), nullable=False),
    code("state"),
    code("token"),
    Column("held_until_at", Instant(), nullable=False),
    Column("at", Instant(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    code("content_sha256"),
    Column("layers", Canonical(TEXTS), nullable=False),
    Column("mics", Canonical(TEXTS), nullable=False),
    code("signer"),
    code("decrypted_with"),
    Column("transmissions", Canonical(TEXTS), nullable=False),
    code("disposition"),
    code("reason"),
    Column("settled_at", Instant()),
    UniqueConstraint("partner", "sender", "recipient", "message_id", "shard"),
    Index(None, "at", "id"),
    Index(None, "message_id"),
)

as2_arrival_body = Table(
    "as2_arrival_body",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("content", BYTES, nullable=False),
    ForeignKeyConstraint(["id", "shard"], ["as2_arrival.id", "as2_arrival.shard"]),
)

as2_receipt = Table(
    "as2_receipt",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("message_id"),
    code("disposition"),
    Column("signed", Boolean(), nullable=False),
    code("url"),
    Column("headers", Canonical(LINES), nullable=False),
    Column("body", BYTES, nullable=False),
    code("state"),
    Column("at", Instant(), nullable=False),
    Column("sent_at", Instant()),
    code("reason"),
    ForeignKeyConstraint(["id", "shard"], ["as2_arrival.id", "as2_arrival.shard"]),
)

as2_sealed = Table(
    "as2_sealed",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("key"),
    Column("round", Integer(), nullable=False),
    code("message_id"),
    code("name"),
    Column("headers", Canonical(LINES), nullable=False),
    Column("layers", Canonical(TEXTS), nullable=False),
    Column("sent", Canonical(Sent), nullable=False),
    code("signer"),
    code("encrypted_to"),
    code("sha256"),
    Column("size", BigInteger(), nullable=False),
    code("mode"),
    code("state"),
    Column("at", Instant(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    Column("resends", Integer(), nullable=False),
    Column("due_at", Instant()),
    Column("settled_at", Instant()),
    code("reason"),
    UniqueConstraint("partner", "key", "round", "shard"),
    UniqueConstraint("partner", "message_id", "shard"),
    Index(None, "at", "id"),
)

as2_sealed_body = Table(
    "as2_sealed_body",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("content", BYTES, nullable=False),
    ForeignKeyConstraint(["id", "shard"], ["as2_sealed.id", "as2_sealed.shard"]),
)

as2_evidence = Table(
    "as2_evidence",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("about"),
    code("outcome"),
    Column("faults", Canonical(TEXTS), nullable=False),
    code("disposition"),
    code("note"),
    code("mic"),
    code("signer"),
    Column("counted", Boolean(), nullable=False),
    Column("headers", Canonical(LINES), nullable=False),
    Column("body", BYTES, nullable=False),
    Column("at", Instant(), nullable=False),
    Index(None, "about"),
    ForeignKeyConstraint(["about", "shard"], ["as2_sealed.id", "as2_sealed.shard"]),
)

own_key = Table(
    "own_key",
    metadata,
    code("fingerprint", primary_key=True),
    code("identity"),
    code("certificate"),
    Column("sealed", BYTES, nullable=False),
    Column("signs_from_at", Instant(), nullable=False),
    Column("decrypts_until_at", Instant()),
    Column("made_at", Instant(), nullable=False),
)

imported_certificate = Table(
    "imported_certificate",
    metadata,
    code("partner", primary_key=True),
    code("fingerprint", primary_key=True),
    code("certificate"),
    Column("uses", Canonical(TEXTS), nullable=False),
    Column("from_at", Instant()),
    Column("until_at", Instant()),
    Column("imported_at", Instant(), nullable=False),
)

sealed_secret = Table(
    "sealed_secret",
    metadata,
    code("name", primary_key=True),
    Column("sealed", BYTES, nullable=False),
)
