"""Many rows in few statements: what a backorder run or an order of thousands of lines writes.

On PostgreSQL a column travels as one array and a statement takes all rows; on SQLite the driver executes the
prepared statement row by row, which costs no round trip. Values pass through the columns' own types, except
that canonical JSON is its text here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

from gateway.adapters.db.columns import Canonical, Words, without_nul
from gateway.adapters.db.rows import chunks

ROWS = 5000
FEW = 500
"""Up to so many rows are looked for one by one in the index of their key: a table that just began to grow, of which the
server has counted nothing yet, would be read whole each time."""
WANTED = ":wanted:"
TO_WRITE, TO_KEEP = "FOR NO KEY UPDATE", "FOR KEY SHARE"
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
PLAIN = frozenset({type(None), str, int, bool, Decimal, date, datetime})
DAYS = frozenset({date, datetime})
Rows = Iterable[Sequence[Any]]
Convert = Callable[[Any], Any]


def insert_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Rows, *, unless_there: bool = False
) -> int:
    """Insert rows of these columns, named as in Python (only new ones, if asked); return how many."""
    statement = _insert(table, tuple(names), connection.dialect)
    statement += " ON CONFLICT DO NOTHING" if unless_there else ""
    return _execute(connection, table, names, rows, statement)


def put_rows(
    connection: Connection, table: Table, key: Sequence[str], names: Sequence[str], rows: Rows
) -> None:
    """Insert rows of these columns, each in place of one with its key that is there already; no two of them have the same."""
    statement = _insert(table, tuple(names), connection.dialect) + _instead(table, tuple(key), tuple(names))
    _execute(connection, table, names, rows, statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Rows of these columns to be inserted, or the last column of rows with the others as key to be raised by so much.

    With a `key`, a row takes the place of one with its key that is there already.
    """

    table: Table
    names: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    raises: bool = False
    key: tuple[str, ...] = ()


def write_all(connection: Connection, writes: Sequence[Write]) -> None:
    """Insert and raise rows, no two of them the same: on PostgreSQL in one statement, unless they are very many."""
    writes = [one for one in writes if one.rows]
    if connection.dialect.name == "postgresql" and sum(len(one.rows) for one in writes) <= ROWS:
        arrays: list[Any] = []
        for one in writes:
            arrays.extend(map(array_of, _columns(connection, one.table, one.names, one.rows)))
        if writes:
            shape = tuple((one.table, one.names, one.raises, one.key) for one in writes)
            connection.exec_driver_sql(_together(shape, connection.dialect), tuple(arrays))
        return
    for one in writes:
        if one.raises:
            raise_rows(connection, one.table, one.names[:-1], one.names[-1], one.rows)
        elif one.key:
            put_rows(connection, one.table, one.key, one.names, one.rows)
        else:
            insert_rows(connection, one.table, one.names, one.rows)


@cache
def _together(shape: Sequence[tuple[Table, tuple[str, ...], bool, tuple[str, ...]]], dialect: Dialect) -> str:
    """Return the statement that writes to several tables; the last is no part, for a statement has to be one itself."""
    said = [
        _update(table, names[:-1], names[-1:], dialect, relative=True)
        if raises
        else _insert(table, names, dialect) + (_instead(table, key, names) if key else "")
        for table, names, raises, key in shape
    ]
    parts = ", ".join(f"part{at} AS ({text})" for at, text in enumerate(said[:-1]))
    return f"WITH {parts} {said[-1]}" if parts else said[-1]


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


def found_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    key: Sequence[str],
    keys: Rows,
    *,
    lock: str = "",
) -> list[tuple[Any, ...]]:
    """Return these columns of the rows with one of these keys (each once), sorted by it; locked in that order, as PostgreSQL says it, if asked."""
    one_by_one = _select(table, tuple(names), tuple(key), connection.dialect, lock=lock, each=not lock)
    statement = _select(table, tuple(names), tuple(key), connection.dialect, lock=lock)
    read = _reader(table, tuple(names), connection.dialect)
    found: list[tuple[Any, ...]] = []
    for part in chunks(sorted(set(map(tuple, keys))), ROWS):
        if connection.dialect.name == "postgresql":
            said = one_by_one if len(part) <= FEW else statement
            rows = connection.exec_driver_sql(said, tuple(map(array_of, zip(*part, strict=True)))).all()
        else:
            marks = ", ".join([f"({', '.join('?' * len(key))})"] * len(part))
            flat = tuple(value for one in part for value in one)
            rows = connection.exec_driver_sql(statement.replace(WANTED, marks), flat).all()
        found.extend(_converted_rows(rows, read))
    return found


def looking_for(
    table: Table, names: Sequence[str], key: Sequence[str], keys: Rows, dialect: Dialect
) -> tuple[str, tuple[Any, ...]]:
    """Return the text and the parameters by which PostgreSQL finds these columns of the rows with one of a few keys, as `found_rows` does."""
    text = _select(table, tuple(names), tuple(key), dialect, lock="", each=True)
    part = sorted(set(map(tuple, keys)))
    return text, tuple(map(array_of, zip(*part, strict=True)))


def as_found(table: Table, names: Sequence[str], rows: Rows, dialect: Dialect) -> list[tuple[Any, ...]]:
    """Return rows as the driver gives them with the values of their columns' types."""
    return list(_converted_rows(list(rows), _reader(table, tuple(names), dialect)))


def _converted_rows(
    rows: Sequence[Sequence[Any]], read: Sequence[Convert | None]
) -> Iterable[tuple[Any, ...]]:
    if not rows:
        return ()
    columns = [
        column if convert is None else map(convert, column)
        for convert, column in zip(read, zip(*rows, strict=True), strict=True)
    ]
    return zip(*columns, strict=True)


def ask_together(
    connection: Connection, asked: Sequence[tuple[str, tuple[Any, ...]]]
) -> list[list[tuple[Any, ...]]]:
    """Return what each of some texts with their parameters finds, one after the other: PostgreSQL is told all of them at once.

    With a round trip for each, and one to begin, a hot row is locked for longer than its work takes.
    """
    if not connection.in_transaction():
        connection.begin()
    if connection.dialect.name != "postgresql":
        return [list(connection.exec_driver_sql(text, values).all()) for text, values in asked]
    driver: Any = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            cursors = [driver.cursor().execute(text, values) for text, values in asked]
        return [one.fetchall() for one in cursors]
    except errors as error:
        lost = connection.dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            asked[0][0],
            None,
            error,
            errors,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error


@cache
def _reader(table: Table, names: Sequence[str], dialect: Dialect) -> list[Convert | None]:
    """Return what turns what the driver gives into each column's values; None where nothing is to be done."""
    kinds = [table.c[name].type for name in names]
    return [
        None if isinstance(kind, Canonical) else kind.dialect_impl(dialect).result_processor(dialect, None)
        for kind in kinds
    ]


@cache
def _select(
    table: Table, names: Sequence[str], key: Sequence[str], dialect: Dialect, *, lock: str, each: bool = False
) -> str:
    columns = ", ".join(f"{table.name}.{_quoted(table.c[name])}" for name in names)
    keys = ", ".join(f"{table.name}.{_quoted(table.c[name])}" for name in key)
    if dialect.name != "postgresql":
        # For pairs IN a list it would read the whole table; joined in this order it looks each up.
        same = " AND ".join(
            f"{table.name}.{_quoted(table.c[name])} = new.column{at}" for at, name in enumerate(key, 1)
        )
        source = f"(VALUES {WANTED}) AS new CROSS JOIN {table.name} ON {same}"
        return f"SELECT {columns} FROM {source} ORDER BY {keys}"  # noqa: S608 - names of our own tables
    same = " AND ".join(
        f"{table.name}.{_quoted(table.c[name])} = new.{_quoted(table.c[name])}" for name in key
    )
    if each:
        found = f"(SELECT * FROM {table.name} WHERE {same} OFFSET 0)"  # noqa: S608 - names of our own tables
        source = f"{_arrays(table, key, dialect)} CROSS JOIN LATERAL {found} AS {table.name}"
        return f"SELECT {columns} FROM {source} ORDER BY {keys}"  # noqa: S608 - names of our own tables
    locking = f" {lock} OF {table.name}" if lock else ""
    source = f"{table.name} JOIN {_arrays(table, key, dialect)} ON {same}"
    return f"SELECT {columns} FROM {source} ORDER BY {keys}{locking}"  # noqa: S608 - names of our own tables


def _execute(connection: Connection, table: Table, names: Sequence[str], rows: Rows, statement: str) -> int:
    done = 0
    for part in chunks(rows, ROWS):
        columns = _columns(connection, table, names, part)
        if connection.dialect.name == "postgresql":
            arrays = tuple(map(array_of, columns))
            done += connection.exec_driver_sql(statement, arrays).rowcount
        else:
            done += connection.exec_driver_sql(statement, list(zip(*columns, strict=True))).rowcount
    return done


def _columns(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[Sequence[Any]]:
    """Return rows by column, each value as the column's type says it."""
    bind = _binder(table, tuple(names), connection.dialect)
    return [
        _converted(column, convert) for convert, column in zip(bind, zip(*rows, strict=True), strict=True)
    ]


def array_of(column: Sequence[Any]) -> Any:  # noqa: ANN401 - as the driver takes it
    """Return a column as PostgreSQL writes an array: the driver takes five times as long to say the same."""
    kinds = set(map(type, column))
    if kinds == {str}:
        text = '","'.join(column)
        if text.count('"') == 2 * len(column) - 2 and "\\" not in text:
            return f'{{"{text}"}}'
    if kinds == {int}:
        return f"{{{','.join(map(str, column))}}}"
    if not kinds <= PLAIN:
        return list(column)
    if kinds <= DAYS and len(set(column)) == 1:  # as they often are
        return f"{{{','.join([_element(column[0])] * len(column))}}}"
    return f"{{{','.join([_element(value) for value in column])}}}"


def _element(value: Any) -> str:  # noqa: ANN401 - of any column
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, date) else str(value)


def _converted(column: Sequence[Any], convert: Convert | None) -> Sequence[Any]:
    if convert is None or (convert is without_nul and "\0" not in "".join(filter(None, column))):
        return column
    made = {value: convert(value) for value in set(column)}  # days and instants are few, lines many
    return [made[value] for value in column]


@cache
def _binder(table: Table, names: Sequence[str], dialect: Dialect) -> list[Convert | None]:
    """Return what turns each column's values into what the driver takes; None where nothing is to be done."""
    kinds = [table.c[name].type for name in names]
    return [
        without_nul
        if isinstance(kind, Words)
        else None
        if isinstance(kind, Canonical)
        else kind.dialect_impl(dialect).bind_processor(dialect)
        for kind in kinds
    ]


@cache
def _insert(table: Table, names: Sequence[str], dialect: Dialect) -> str:
    columns = ", ".join(_quoted(table.c[name]) for name in names)
    if dialect.name == "postgresql":
        return f"INSERT INTO {table.name} ({columns}) SELECT * FROM {_arrays(table, names, dialect)}"  # noqa: S608 - names of our own tables
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of our own tables


@cache
def _instead(table: Table, key: Sequence[str], names: Sequence[str]) -> str:
    """Return what an INSERT says of rows whose key is there already."""
    quoted = [_quoted(table.c[name]) for name in names if name not in key]
    keys = ", ".join(_quoted(table.c[name]) for name in key)
    return f" ON CONFLICT ({keys}) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in quoted)}"


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
