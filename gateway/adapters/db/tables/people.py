"""Who may come in, what was answered them, the seals of what they did, and who is told of it."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from gateway.adapters.db.columns import BYTES, Canonical, Instant
from gateway.adapters.db.tables.metadata import code, metadata, shard
from gateway.domain.users import Role

person = Table(
    "person",
    metadata,
    code("name", primary_key=True),
    Column("roles", Canonical(tuple[Role, ...]), nullable=False),
    code("partner"),
    code("state"),
    code("password"),
    code("subject"),
    Column("made_at", Instant(), nullable=False),
    code("made_by"),
    code("language"),
)
Index(
    "uq_person_subject",
    person.c.subject,
    unique=True,
    sqlite_where=person.c.subject != "",
    postgresql_where=person.c.subject != "",
)

login_session = Table(
    "login_session",
    metadata,
    code("id", primary_key=True),
    code("digest", unique=True),
    code("user"),
    Column("begun_at", Instant(), nullable=False),
    Column("seen_at", Instant(), nullable=False),
    Column("ends_at", Instant(), nullable=False),
    code("address"),
    code("agent"),
    Index(None, "user"),
    Index(None, "ends_at"),
)

api_token = Table(
    "api_token",
    metadata,
    code("id", primary_key=True),
    code("digest", unique=True),
    code("user"),
    code("name"),
    Column("scopes", Canonical(tuple[str, ...]), nullable=False),
    Column("made_at", Instant(), nullable=False),
    code("made_by"),
    Column("ends_at", Instant(), nullable=False),
    Column("used_at", Instant()),
    Column("revoked_at", Instant()),
    Index(None, "user"),
)

api_reply = Table(
    "api_reply",
    metadata,
    code("key_hash", primary_key=True),  # of who asked what under which Idempotency-Key
    code("sha256"),  # of the body that came with it
    Column("status", Integer(), nullable=False),  # 0 while the first request is under way
    code("media"),
    code("location"),
    Column("content", BYTES, nullable=False),
    Column("at", Instant(), nullable=False),
    Index(None, "at"),
)

event_seal = Table(
    "event_seal",
    metadata,
    Column("seq", BigInteger(), primary_key=True, autoincrement=False),
    code("event", unique=True),
    code("digest"),
    Column("at", Instant(), nullable=False),  # when the event says it happened
)
"""The chain of the audit trail: one a database, so it is spread over none; written by one job, never by the pipeline."""

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    code("id", primary_key=True),
    code("url"),
    Column("events", Canonical(tuple[str, ...]), nullable=False),
    code("partner"),
    code("state"),
    Column("sealed", BYTES, nullable=False),
    Column("made_at", Instant(), nullable=False),
    code("made_by"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("endpoint"),
    code("event"),
    code("what"),
    code("body"),
    code("state"),
    Column("attempts", Integer(), nullable=False),
    Column("status", Integer(), nullable=False),
    code("reason"),
    Column("made_at", Instant(), nullable=False),
    Column("done_at", Instant()),
    Index(None, "endpoint", "id"),
)
