"""What buyers see of our items, and which items changed since when. Reference data: the same on every shard."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table

from gateway.adapters.db.columns import BYTES, Canonical
from gateway.adapters.db.tables.metadata import code, metadata
from gateway.domain.catalogue_content import ItemContent

item_content = Table(
    "item_content",
    metadata,
    Column("sku", ForeignKey("item.sku"), primary_key=True),
    Column("content", Canonical(ItemContent), nullable=False),
)

picture = Table(
    "picture",
    metadata,
    code("digest", primary_key=True),
    code("media_type"),
    Column("content", BYTES, nullable=False),
)

category_name = Table(
    "category_name",
    metadata,
    code("code", primary_key=True),
    code("language", primary_key=True),
    code("name"),
)

assortment_rule = Table(
    "assortment_rule",
    metadata,
    code("partner", primary_key=True),
    code("what", primary_key=True),
    code("value", primary_key=True),
    Column("shown", Boolean(), nullable=False),
)

catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("one", Integer(), primary_key=True, autoincrement=False),
    Column("version", BigInteger(), nullable=False),
)

catalogue_index = Table(
    "catalogue_index",
    metadata,
    Column("one", Integer(), primary_key=True, autoincrement=False),
    Column("version", BigInteger(), nullable=False),
    Column("content", BYTES, nullable=False),
)

catalogue_change = Table(
    "catalogue_change",
    metadata,
    code("sku", primary_key=True),
    Column("version", BigInteger(), nullable=False, index=True),
)
