"""Records to rows and back, and the few statements every repository uses.

Statements that are executed for every document are constants: building one costs more than executing it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Label,
    Result,
    Table,
    and_,
    bindparam,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
CHUNK = 500
Upsert = sqlite.Insert | postgresql.Insert
INSERTS: Mapping[str, Callable[[Table], Upsert]] = MappingProxyType(
    {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
)
PerDatabase = Mapping[str, T]


def per_database(build: Callable[[Callable[[Table], Upsert]], T]) -> PerDatabase[T]:
    """Return what is built of an INSERT that can be told what to do about rows already there, by database."""
    return MappingProxyType({name: build(insert) for name, insert in INSERTS.items()})


def unless_there(table: Table, *key: str, where: ColumnElement[bool] | None = None) -> PerDatabase[Any]:
    """Return the INSERT, for `added`, of a row whose key (of those that are like that) is not there already."""
    first = next(iter(table.primary_key))
    return per_database(
        lambda insert: (
            insert(table)
            .on_conflict_do_nothing(index_elements=key or None, index_where=where)
            .returning(first)
        )
    )


def instead(table: Table, *key: str) -> PerDatabase[Upsert]:
    """Return the INSERT of a row that takes the place of one whose key is there already."""

    def replacing(insert: Callable[[Table], Upsert]) -> Upsert:
        statement = insert(table)
        return statement.on_conflict_do_update(index_elements=key, set_=others(statement, table))

    return per_database(replacing)


def added(connection: Connection, statement: PerDatabase[Any], row: Mapping[str, Any]) -> bool:
    """Insert a row unless it is there already; return whether it was not."""
    return connection.execute(statement[connection.dialect.name], row).first() is not None


def upsert(connection: Connection, table: Table) -> Upsert:
    """Return an INSERT that can be told what to do about rows already there."""
    return INSERTS[connection.dialect.name](table)


def named(table: Table, *names: str) -> list[Label[Any]]:
    """Return the columns (all unless named) under the names they have in Python."""
    return [column.label(column.key) for column in table.c if not names or column.key in names]


@cache
def columns_for(kind: Any, table: Table) -> list[Label[Any]]:  # noqa: ANN401 - a dataclass has no common type
    """Return the columns that make a record of that kind."""
    return named(table, *_names(kind))


def values(record: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass has no common type
    """Return a record's fields as a row."""
    return {name: getattr(record, name) for name in _names(record.__class__)}


class Remembered(Generic[T]):
    """Records of one kind as a unit of work met them last: what is written of them again is what changed."""

    def __init__(self, id_of: Callable[[T], str]) -> None:
        self._id_of = id_of
        self._known: dict[str, T] = {}

    def met(self, records: Iterable[T]) -> None:
        """Remember records as they stand now."""
        self._known |= {self._id_of(one): one for one in records}

    def changed(self, record: T) -> dict[str, Any]:
        """Return the fields that are not as they were, all of a record that was not met; remember it so."""
        before = self._known.get(self._id_of(record))
        self.met([record])
        row = values(record)
        if before is None:
            return row
        return {name: value for name, value in row.items() if value != getattr(before, name)}


def made(kind: type[T], rows: Result[Any]) -> list[T]:
    """Return the records of rows selected by `columns_for`."""
    names = tuple(rows.keys())
    return [
        kind(**dict(zip(names, row, strict=True))) for row in rows.all()
    ]  # row by row takes twice as long


def others(statement: Upsert, table: Table) -> Mapping[str, Any]:
    """Return the assignments that replace everything but the key by what was to be inserted."""
    return {column.key: statement.excluded[column.key] for column in table.c if not column.primary_key}


def earlier(table: Table, at: Column[datetime], record: str) -> ColumnElement[bool]:
    """Return the condition that a row of a list (by instant, then id) comes before a record; nothing does if there is none."""
    one = table.alias()
    place = select(one.c[at.key], one.c.id).where(one.c.id == record).subquery()
    return tuple_(at, table.c.id) < select(place).scalar_subquery()


def among(*columns: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that columns together are one of `these`, as the function of that name gives them.

    It is said of each column by itself too: SQLite looks into an index only for that.
    """
    alone = [column.in_(bindparam(f"of_these_{at}", expanding=True)) for at, column in enumerate(columns)]
    return and_(*alone, tuple_(*columns).in_(bindparam("these", expanding=True)))


def these(rows: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    """Return the parameters of a condition `among` so many columns."""
    return {"these": rows} | {f"of_these_{at}": column for at, column in enumerate(zip(*rows, strict=True))}


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield lists short enough for one statement."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass has no common type
    return tuple(field.name for field in fields(kind))
