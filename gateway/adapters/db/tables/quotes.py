"""Requests for quotation with their lines and pages, quotes, and what was learned of partners' words."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, UniqueConstraint

from gateway.adapters.db.columns import Canonical, Instant, Number
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.application.ports.quoting import AsRead, Candidate, Cell
from gateway.domain.findings import Finding
from gateway.domain.quotes import RequestedLine
from gateway.orderdesk.quoting import OfferedLine

request = Table(
    "request",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("number"),
    code("kind"),
    code("name"),
    link("transmission"),
    link("document"),
    code("state"),
    Column("received_at", Instant(), nullable=False),
    Column("answer_by", Date()),
    code("currency"),
    code("canonical"),
    link("quote"),
    Column("line_count", Integer(), key="lines", nullable=False),
    Column("open_lines", Integer(), nullable=False),
    code("fingerprint"),
    Column("findings", Canonical(tuple[Finding, ...]), nullable=False),
    code("reason"),
    UniqueConstraint("transmission", "document", "shard"),
    Index(None, "received_at", "id"),
    Index(None, "state", "received_at"),
    Index(None, "partner", "received_at"),
)

request_line = Table(
    "request_line",
    metadata,
    link("request", primary_key=True),
    Column("line", Integer(), primary_key=True, autoincrement=False),
    shard(),
    code("partner"),
    Column("said", Canonical(RequestedLine), nullable=False),
    Column("cells", Canonical(tuple[Cell, ...]), nullable=False),
    code("state"),
    code("sku"),
    code("how"),
    Column("score", Integer(), nullable=False),
    Column("gap", Integer(), nullable=False),
    Column("candidates", Canonical(tuple[Candidate, ...]), nullable=False),
    Column("weight", Number(), nullable=False),
    Column("own_price", Number()),
    code("decided_by"),
    Column("doubts", Canonical(tuple[str, ...]), nullable=False),
    Column("as_read", Canonical(tuple[AsRead, ...]), nullable=False),
)

request_page = Table(
    "request_page",
    metadata,
    link("request", primary_key=True),
    Column("page", Integer(), primary_key=True, autoincrement=False),
    shard(),
    code("partner"),
    code("name"),
    Column("drawn", Integer(), nullable=False),
    Column("first_row", Integer(), nullable=False),
    Column("rows", Canonical(tuple[tuple[str, ...], ...]), nullable=False),
    code("file"),
)

quote = Table(
    "quote",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    link("request"),
    code("number"),
    Column("revision", Integer(), nullable=False),
    code("state"),
    code("currency"),
    Column("total", Number()),
    Column("margin", Number()),
    Column("valid_until", Date()),
    Column("canonical", Text(), nullable=False),
    Column("offers", Canonical(tuple[OfferedLine, ...]), nullable=False),
    Column("needs", Canonical(tuple[str, ...]), nullable=False),
    Column("made_at", Instant(), nullable=False),
    code("approved_by"),
    Column("sent_at", Instant()),
    link("document"),
    link("order"),
    code("reason"),
    UniqueConstraint("partner", "number", "shard"),
    Index(None, "request"),
    Index(None, "made_at", "id"),
    Index(None, "state", "valid_until"),
    Index(None, "partner", "made_at"),
)

learned_name = Table(
    "learned_name",
    metadata,
    code("partner", primary_key=True),
    code("kind", primary_key=True),
    code("value", primary_key=True),
    shard(),
    code("meaning"),
    link("request"),
    Column("line", Integer(), nullable=False),
    code("learned_by"),
    Column("learned_at", Instant(), nullable=False),
    Index(None, "request", "line"),
)

learned_columns = Table(
    "learned_columns",
    metadata,
    code("partner", primary_key=True),
    code("fingerprint", primary_key=True),
    shard(),
    code("columns"),
    code("learned_by"),
    Column("learned_at", Instant(), nullable=False),
)
