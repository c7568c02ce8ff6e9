"""What the configuration was when it was applied, what is being written, and what was tried with it.

Files are the truth; these tables remember who let which of them work, and when.
"""

from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, Table

from gateway.adapters.db.columns import Canonical, Instant
from gateway.adapters.db.tables.metadata import code, metadata

config_content = Table(
    "config_content",
    metadata,
    code("sha256", primary_key=True),
    Column("content", LargeBinary(), nullable=False),
)

config_revision = Table(
    "config_revision",
    metadata,
    code("id", primary_key=True),
    Column("at", Instant(), nullable=False),
    code("actor"),
    code("reason"),
    code("git_sha"),
    code("digest"),
    Column("files", Canonical(Any), nullable=False),  # path to SHA-256 of its content
)

config_draft = Table(
    "config_draft",
    metadata,
    code("path", primary_key=True),
    Column("content", LargeBinary(), nullable=False),
    Column("at", Instant(), nullable=False),
    code("actor"),
)

partner_test = Table(
    "partner_test",
    metadata,
    code("partner", primary_key=True),
    code("scenario", primary_key=True),
    Column("at", Instant(), nullable=False),
    code("actor"),
    code("digest"),
    Column("passed", Boolean(), nullable=False),
    Column("steps", Canonical(Any), nullable=False),
)
