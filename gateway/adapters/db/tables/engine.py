"""Work to be done, the order it is done in, its timetable, and the audit trail."""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from gateway.adapters.db.columns import Canonical, Instant
from gateway.adapters.db.tables.metadata import code, link, metadata, shard

job = Table(
    "job",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("kind"),
    code("ref"),
    code("dedupe"),
    Column("lane", Text()),  # null: free, done in any order
    Column("run_at", Instant(), nullable=False),  # of a leased free job: when its lease ends
    Column("attempts", Integer(), nullable=False),
    code("token"),
    code("error"),
    Column("since", Instant(), nullable=False),  # when it was asked for
    UniqueConstraint("dedupe", "shard"),
)
Index(
    "ix_job_free",
    job.c.kind,
    job.c.run_at,
    job.c.id,
    sqlite_where=job.c.lane.is_(None),
    postgresql_where=job.c.lane.is_(None),
)
Index(
    "ix_job_lane",
    job.c.lane,
    job.c.shard,
    job.c.id,
    sqlite_where=job.c.lane.is_not(None),
    postgresql_where=job.c.lane.is_not(None),
)

lane = Table(
    "lane",
    metadata,
    code("lane", primary_key=True),
    shard(),
    code("kind"),  # of the job at its head
    Column("next_at", Instant(), nullable=False),  # when its head is due, or its lease ends
    code("token"),
    Index(None, "kind", "next_at"),
)

job_dead = Table(
    "job_dead",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("kind"),
    code("ref"),
    code("dedupe"),
    code("lane"),
    Column("attempts", Integer(), nullable=False),
    code("error"),
    Column("died_at", Instant(), nullable=False),
    Index(None, "died_at"),
    Index(None, "ref"),
)

schedule = Table(
    "schedule",
    metadata,
    code("name", primary_key=True),
    code("kind"),
    code("ref"),
    code("partner"),
    Column("every_s", BigInteger(), nullable=False),
    Column("next_at", Instant(), nullable=False),
    Index(None, "next_at"),
)

event = Table(
    "event",
    metadata,
    code("id", primary_key=True),
    shard(),
    Column("at", Instant(), nullable=False),
    code("partner"),
    code("what"),
    code("ref"),
    code("actor"),
    code("address"),
    link("order"),
    Column("detail", Canonical(Any), nullable=False),
    Index(None, "ref"),
    Index(None, "order"),
    Index(None, "at", "id"),
)
