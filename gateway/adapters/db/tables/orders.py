"""Orders as the desk keeps them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from gateway.adapters.db.columns import Canonical, Instant, Number, Ratio
from gateway.adapters.db.tables.metadata import code, link, metadata, shard
from gateway.application.records import RuleResult
from gateway.domain.order_responses import LineOutcome
from gateway.domain.reckonings import Reckoning

sales_order = Table(
    "sales_order",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("number"),
    code("release"),
    Column("revision", Integer(), nullable=False),
    code("seller_number"),
    link("document"),
    code("channel"),
    code("state"),
    code("currency"),
    Column("total", Number()),
    Column("ordered_on", Date()),
    code("canonical"),
    Column("received_at", Instant(), nullable=False),
    Column("chain_complete_at", Instant()),
    Column("results", Canonical(tuple[RuleResult, ...]), nullable=False),
    Column("outcomes", Canonical(tuple[LineOutcome, ...]), nullable=False),
    Column("waivers", Canonical(tuple[str, ...]), nullable=False),
    Column("reckoning", Canonical(Reckoning | None), nullable=False),
    UniqueConstraint("partner", "number", "release", "revision", "shard"),
    Index(None, "number"),
    Index(None, "received_at", "id"),
    Index(None, "state", "received_at"),
    Index(None, "partner", "received_at"),
)

order_line = Table(
    "order_line",
    metadata,
    link("order", primary_key=True),
    Column("line", Integer(), primary_key=True, autoincrement=False),
    shard(),
    code("number"),
    code("sku"),
    code("unit"),
    code("base_unit"),
    Column("each", Ratio(), nullable=False),
    Column("ordered", BigInteger(), nullable=False),
    Column("promised", BigInteger(), nullable=False),
    Column("backordered", BigInteger(), nullable=False),
    Column("cancelled", BigInteger(), nullable=False),
    Column("shipped", BigInteger(), nullable=False),
    Column("invoiced", BigInteger(), nullable=False),
    Column("price", Number()),
    Column("substituted", Boolean(), nullable=False),
    code("state"),
    Index(None, "sku", "backordered"),
    ForeignKeyConstraint(["order", "shard"], ["sales_order.id", "sales_order.shard"]),
    Index(None, "sku"),
)

rule_exception = Table(
    "rule_exception",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    code("rule"),
    code("sku"),
    Column("item_group", Text(), key="group", nullable=False),
    code("seen"),
    Column("until_on", Date(), nullable=False),
    code("reason"),
    link("order"),
    code("given_by"),
    Column("given_at", Instant(), nullable=False),
    Column("withdrawn_at", Instant()),
    Index(None, "partner", "until_on"),
)

shipment = Table(
    "shipment",
    metadata,
    code("id", primary_key=True),
    shard(),
    code("partner"),
    link("order"),
    code("number"),
    Column("shipped_at", Instant(), nullable=False),
    code("packed"),
    code("state"),
    code("reason"),
    Index(None, "order", "shipped_at"),
    Index(None, "state", "shipped_at"),
)

shipment_order = Table(
    "shipment_order",
    metadata,
    link("shipment", primary_key=True),
    link("order", primary_key=True),
    shard(),
    Index(None, "order"),
)
