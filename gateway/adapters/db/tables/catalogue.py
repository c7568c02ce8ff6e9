"""What we sell, what partners call it, and what it costs. Reference data: small, the same on every shard."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table, Text

from gateway.adapters.db.columns import Number
from gateway.adapters.db.tables.metadata import code, metadata

item = Table(
    "item",
    metadata,
    code("sku", primary_key=True),
    code("description"),
    code("base_unit"),
    code("status"),
    code("superseded_by"),
    Column("pack", Integer(), nullable=False),
    Column("list_price", Number()),
    Column("weight_kg", Number()),
    Column("length_mm", Integer()),
    Column("width_mm", Integer()),
    Column("height_mm", Integer()),
    Column("item_group", Text(), key="group", nullable=False),
)

item_unit = Table(
    "item_unit",
    metadata,
    Column("sku", ForeignKey("item.sku"), primary_key=True),
    Column("seq", Integer(), primary_key=True, autoincrement=False),
    code("unit"),
    Column("numerator", BigInteger(), nullable=False),
    Column("denominator", BigInteger(), nullable=False),
    code("gtin"),
    Index(None, "gtin"),
)

item_identifier = Table(
    "item_identifier",
    metadata,
    Column("sku", ForeignKey("item.sku"), primary_key=True),
    Column("seq", Integer(), primary_key=True, autoincrement=False),
    code("kind"),
    code("value"),
    Index(None, "value", "kind"),
)

carton_type = Table(
    "carton_type",
    metadata,
    code("code", primary_key=True),
    Column("length_mm", Integer(), nullable=False),
    Column("width_mm", Integer(), nullable=False),
    Column("height_mm", Integer(), nullable=False),
    Column("max_kg", Number(), nullable=False),
    Column("own_kg", Number(), nullable=False),
)

cross_reference = Table(
    "cross_reference",
    metadata,
    code("partner", primary_key=True),
    code("value", primary_key=True),
    code("kind", primary_key=True),
    code("sku", primary_key=True),
)

price = Table(
    "price",
    metadata,
    code("price_list", primary_key=True),
    code("sku", primary_key=True),
    code("unit", primary_key=True),
    Column("from_quantity", Number(), primary_key=True),
    Column("starts_on", Date(), primary_key=True),  # the first day there is where a price has no start
    code("contract", primary_key=True),
    Column("price", Number(), nullable=False),
    Column("per", Number(), nullable=False),
    code("currency"),
    Column("valid_until", Date()),
)
