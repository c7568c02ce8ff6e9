"""What of our supply is kept for whom, how items are promised, where from. Reference data: small, the same on every shard."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Integer, Table, Time

from gateway.adapters.db.columns import Canonical, Number, Ratio
from gateway.adapters.db.tables.metadata import code, metadata

item_policy = Table(
    "item_policy",
    metadata,
    code("sku", primary_key=True),
    code("mode"),
    Column("lead_days", Integer(), nullable=False),
    Column("launch_on", Date()),
    Column("least_part", BigInteger(), nullable=False),
)

safety_stock = Table(
    "safety_stock",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("quantity", BigInteger(), nullable=False),
    Column("open_to", Integer(), nullable=False),
    CheckConstraint("quantity >= 0", name="keeps_something"),
)

protection = Table(
    "protection",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("demand_class", Integer(), primary_key=True, autoincrement=False),
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("quantity", BigInteger(), nullable=False),
    code("kind"),
    CheckConstraint("quantity >= 0", name="protects_something"),
)

quota = Table(
    "quota",
    metadata,
    code("sku", primary_key=True),
    Column("demand_class", Integer(), primary_key=True, autoincrement=False),
    code("partner", primary_key=True),
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("cap", BigInteger(), nullable=False),
    CheckConstraint("cap >= 0", name="caps_something"),
)

substitute = Table(
    "substitute",
    metadata,
    code("sku", primary_key=True),
    code("instead", primary_key=True),
    Column("rank", Integer(), nullable=False),
    Column("ratio", Ratio(), nullable=False),
    Column("from_on", Date(), nullable=False),
    Column("until_on", Date(), nullable=False),
)

capacity = Table(
    "capacity",
    metadata,
    code("sku", primary_key=True),
    code("location", primary_key=True),
    Column("ready_on", Date(), key="on", primary_key=True),
    Column("quantity", BigInteger(), nullable=False),
    CheckConstraint("quantity >= 0", name="makes_something"),
)

ship_place = Table(
    "ship_place",
    metadata,
    code("location", primary_key=True),
    Column("closed_weekdays", Canonical(tuple[int, ...]), nullable=False),
    Column("closed_on", Canonical(tuple[date, ...]), nullable=False),
    Column("cutoff", Time()),
    code("zone"),
)

ship_lane = Table(
    "ship_lane",
    metadata,
    code("location", primary_key=True),
    code("region", primary_key=True),
    Column("transit_days", Integer(), nullable=False),
    Column("cost", Number(), nullable=False),
)

OF_ITEMS: Sequence[Table] = (item_policy, safety_stock, protection, quota, substitute, capacity)
