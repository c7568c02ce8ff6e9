"""The collection of all tables, and the columns many of them have."""

from typing import Any

from sqlalchemy import Column, MetaData

from gateway.adapters.db.columns import SHARD, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def code(name: str, **options: Any) -> Column[str]:  # noqa: ANN401 - a column's options are of many types
    """Return a column of text that is never null."""
    return Column(name, Words(), nullable=False, **options)


def link(name: str, **options: Any) -> Column[str]:  # noqa: ANN401 - a column's options are of many types
    """Return a column that holds another record's identifier, named for the record in Python."""
    return Column(f"{name}_id", Words(), key=name, nullable=False, **options)


def shard() -> Column[int]:
    """Return the column that says where the row lives; part of the primary key."""
    return Column("shard", SHARD, primary_key=True, autoincrement=False)
