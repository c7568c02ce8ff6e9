"""Many rows in few statements: what a backorder run or an order of thousands of lines writes.

On PostgreSQL a column travels as one array and a statement takes all rows; on SQLite the driver executes the
prepared statement row by row, which costs no round trip. Values pass through the columns' own types.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table

from gateway.adapters.db.columns import Words, without_nul
from gateway.adapters.db.rows import chunks

ROWS = 5000
CASTS = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "INTEGER": "integer",
    "NUMERIC": "numeric",
    "SMALLINT": "smallint",
    "TEXT": "text",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
Rows = Iterable[Sequence[Any]]
Convert = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert rows of these columns, named as in Python."""
    _execute(connection, table, names, rows, _insert(table, tuple(names), connection.dialect))


def update_rows(
    connection: Connection, table: Table, key: Sequence[str], names: Sequence[str], rows: Rows
) -> int:
    """Set columns of the rows with these keys, which come first in each row; return how many there were."""
    statement = _update(table, tuple(key), tuple(names), connection.dialect)
    order = (*key, *names) if connection.dialect.name == "postgresql" else (*names, *key)
    if order != (*key, *names):
        rows = ((*row[len(key) :], *row[: len(key)]) for row in rows)
    return _execute(connection, table, order, rows, statement)


def raise_rows(connection: Connection, table: Table, key: Sequence[str], name: str, rows: Rows) -> int:
    """Add to a column of the rows with these keys, relative to what is there; return how many there were."""
    statement = _update(table, tuple(key), (name,), connection.dialect, relative=True)
    if connection.dialect.name == "postgresql":
        return _execute(connection, table, (*key, name), rows, statement)
    return _execute(connection, table, (name, *key), ((row[-1], *row[:-1]) for row in rows), statement)


def _execute(connection: Connection, table: Table, names: Sequence[str], rows: Rows, statement: str) -> int:
    bind = _binder(table, tuple(names), connection.dialect)
    done = 0
    for part in chunks(rows, ROWS):
        columns = [
            _converted(column, convert) for convert, column in zip(bind, zip(*part, strict=True), strict=True)
        ]
        if connection.dialect.name == "postgresql":
            arrays = tuple(list(column) for column in columns)
            done += connection.exec_driver_sql(statement, arrays).rowcount
        else:
            done += connection.exec_driver_sql(statement, list(zip(*columns, strict=True))).rowcount
    return done


def _converted(column: Sequence[Any], convert: Convert | None) -> Sequence[Any]:
    if convert is None or (convert is without_nul and "\0" not in "".join(filter(None, column))):
        return column
    return [convert(value) for value in column]


@cache
def _binder(table: Table, names: Sequence[str], dialect: Dialect) -> list[Convert | None]:
    """Return what turns each column's values into what the driver takes; None where nothing is to be done."""
    kinds = [table.c[name].type for name in names]
    return [
        without_nul if isinstance(kind, Words) else kind.dialect_impl(dialect).bind_processor(dialect)
        for kind in kinds
    ]


@cache
def _insert(table: Table, names: Sequence[str], dialect: Dialect) -> str:
    columns = ", ".join(_quoted(table.c[name]) for name in names)
    if dialect.name == "postgresql":
        return f"INSERT INTO {table.name} ({columns}) SELECT * FROM {_arrays(table, names, dialect)}"  # noqa: S608 - names of our own tables
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of our own tables


@cache
def _update(
    table: Table, key: Sequence[str], names: Sequence[str], dialect: Dialect, *, relative: bool = False
) -> str:
    postgresql = dialect.name == "postgresql"
    own = {name: _quoted(table.c[name]) for name in (*key, *names)}
    new = {name: f"new.{own[name]}" if postgresql else "?" for name in own}
    sums = {name: f"{table.name}.{own[name]} + {new[name]}" if relative else new[name] for name in names}
    assignments = ", ".join(f"{own[name]} = {sums[name]}" for name in names)
    where = " AND ".join(f"{table.name}.{own[name]} = {new[name]}" for name in key)
    source = f" FROM {_arrays(table, (*key, *names), dialect)}" if postgresql else ""
    return f"UPDATE {table.name} SET {assignments}{source} WHERE {where}"  # noqa: S608 - names of our own tables


def _arrays(table: Table, names: Sequence[str], dialect: Dialect) -> str:
    arrays = ", ".join(f"%s::{CASTS[table.c[name].type.compile(dialect)]}[]" for name in names)
    columns = ", ".join(_quoted(table.c[name]) for name in names)
    return f"unnest({arrays}) AS new ({columns})"


def _quoted(column: Column[Any]) -> str:
    return f'"{column.name}"'
