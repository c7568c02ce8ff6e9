"""Connections that say what they say often in few words.

SQLAlchemy spends ten times what SQLite and as much as PostgreSQL takes for a short statement. A statement object that
comes a second time is compiled once for its parameters, and from then on its text goes to the driver, its values
through the types of its columns; one with short lists as parameters is compiled once for each length. Whatever is not
as simple (long lists, many rows, a listener) goes the long way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, ClauseElement, Connection, CursorResult, Dialect, Engine, Executable
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import LRUCache

from gateway.adapters.db.engine import reads_only
from gateway.adapters.db.later import Later, Row, Write

Convert = Callable[[Any], Any]
NOTHING: Mapping[str, Any] = {}
NO_ROWS = SimpleResultMetaData(())
LONGEST = 20  # of lists whose statement is kept
TEXTS: LRUCache[str, SimpleResultMetaData] = LRUCache(1000)
"""Of what the rows consist that texts find, by text."""


class Found(IteratorResult[Any]):
    """What a statement found, and how many rows it was about."""

    rowcount = -1


@dataclass(slots=True)
class Known:
    """A statement as the driver takes it, for parameters of these names, and what its rows are made of."""

    text: str
    names: tuple[str, ...] | None
    binds: tuple[tuple[str, str, Convert | None], ...]
    lists: tuple[tuple[str, tuple[tuple[str, Convert | None], ...]], ...]
    fixed: Mapping[str, Any]
    keys: tuple[str, ...]
    kinds: tuple[TypeEngine[Any], ...]
    metadata: SimpleResultMetaData = field(init=False)
    plain: tuple[tuple[str, Convert | None], ...] | None = None
    converts: tuple[tuple[int, Convert], ...] | None = None

    def __post_init__(self) -> None:
        """Say of what the rows consist."""
        self.metadata = SimpleResultMetaData(self.keys) if self.keys else NO_ROWS
        if self.names is not None and not self.fixed and not self.lists:
            by_name = {name: (key, convert) for key, name, convert in self.binds}
            self.plain = tuple(by_name[name] for name in self.names)

    def bound(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as this driver takes them
        """Return the parameters as the driver takes them."""
        if self.plain is not None:
            return tuple(
                [given[key] if convert is None else convert(given[key]) for key, convert in self.plain]
            )
        row = dict(self.fixed)
        for key, name, convert in self.binds:
            value = given[key]
            row[name] = value if convert is None else convert(value)
        for key, places in self.lists:
            for (name, convert), value in zip(places, _flat(given[key]), strict=True):
                row[name] = value if convert is None else convert(value)
        return row if self.names is None else tuple([row[name] for name in self.names])

    def read(self, cursor: Any, dialect: Dialect) -> Iterator[Any]:  # noqa: ANN401 - drivers have no common type
        """Return the rows that were found, with the values of their columns' types."""
        rows = cursor.fetchall()
        if self.converts is None:  # what a cursor says of its columns is dear: it is asked once
            made = (
                kind.dialect_impl(dialect).result_processor(dialect, column[1])
                for kind, column in zip(self.kinds, cursor.description, strict=True)
            )
            self.converts = tuple((at, one) for at, one in enumerate(made) if one is not None)
        if not self.converts:
            return iter(rows)
        return map(self._converted, rows)

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, convert in self.converts or ():
            values[at] = convert(values[at])
        return tuple(values)


@dataclass(slots=True)
class Forms:
    """A statement by the names of its parameters and the lengths of those that are lists; None where it goes the long way."""

    lists: tuple[str, ...]
    by_shape: dict[tuple[str | int, ...], Known | None] = field(default_factory=dict)


@cache
def forms_of(_dialect: str) -> WeakKeyDictionary[Executable, Forms]:
    """Return the statements known in a dialect: by all stores of a process, of which rehearsals and tests open many."""
    return WeakKeyDictionary()


class Quick(Connection):
    """A connection to the database; what it ran before it runs by its text."""

    _forms: WeakKeyDictionary[Executable, Forms]

    def __init__(self, engine: Engine, known: WeakKeyDictionary[Executable, Forms]) -> None:
        super().__init__(engine)
        self._forms = known
        self._watched = bool(engine.dispatch.before_cursor_execute)
        self._cursor: Any = None
        self._cursor_of: object = None
        self._points = 0
        self.later = Later()
        self._reads_only = reads_only(engine)

    def __enter__(self) -> Self:
        """Return the connection, which is given back when the block ends."""
        return self

    def execute(
        self,
        statement: Executable,
        parameters: Any = None,  # noqa: ANN401 - as the base class has it
        *,
        execution_options: Any = None,  # noqa: ANN401 - as the base class has it
    ) -> CursorResult[Any]:
        """Run a statement, as the base class does."""
        given = NOTHING if parameters is None else parameters
        if type(given) is dict or given is NOTHING:
            known = self._known(statement, given)
            if known is not None:
                try:
                    bound = known.bound(given)
                except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
                    pass  # the long way says best what is wrong with a value, and fills lists a statement brings itself
                else:
                    if self.later.waits and self.later.is_about(known.text):
                        self.later.write(self)
                    return self._say(known, bound)
        self.later.write(self)
        return super().execute(statement, parameters, execution_options=execution_options)

    def scalar(
        self,
        statement: Executable,
        parameters: Any = None,  # noqa: ANN401 - as the base class has it
        *,
        execution_options: Any = None,  # noqa: ANN401 - as the base class has it
    ) -> Any:  # noqa: ANN401 - as the base class has it
        """Return the first value of the first row, as the base class does."""
        return self.execute(statement, parameters, execution_options=execution_options).scalar()

    def exec_driver_sql(
        self,
        statement: str,
        parameters: Any = None,  # noqa: ANN401 - as the base class has it
        execution_options: Any = None,  # noqa: ANN401 - as the base class has it
    ) -> CursorResult[Any]:
        """Run a text, as the base class does."""
        if self.later.waits and self.later.is_about(statement):
            self.later.write(self)
        if self._watched or execution_options is not None or not self.in_transaction():
            return super().exec_driver_sql(statement, parameters, execution_options)
        cursor = self._tell(statement, parameters)
        metadata = TEXTS.get(statement)
        if metadata is None:  # what a cursor says of its columns is dear: it is asked once a text
            made_of = [str(at) for at in range(len(cursor.description or ()))]
            metadata = TEXTS[statement] = SimpleResultMetaData(made_of) if made_of else NO_ROWS
        if metadata is NO_ROWS:
            return _found(NO_ROWS, iter(()), cursor.rowcount)
        return _found(metadata, iter(cursor.fetchall()), cursor.rowcount)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo, inside the transaction, what the block did if it fails; what it raises goes on."""
        if not self.in_transaction():
            self.begin()
        self.later.write(self)
        self._points += 1
        name = f"p{self._points}"
        self._tell(f"SAVEPOINT {name}")
        try:
            yield
            self.later.write(self)  # so that a rule of the database that it breaks is this block's fault
        except BaseException:
            self.later.forget()
            if not self.invalidated:
                self._tell(f"ROLLBACK TO SAVEPOINT {name}")
                self._tell(f"RELEASE SAVEPOINT {name}")
            raise
        finally:
            self._points -= 1
        if self.dialect.name == "sqlite":  # which else journals for it; PostgreSQL lets the commit release it
            self._tell(f"RELEASE SAVEPOINT {name}")

    def leave(self, table: str, insert: Write, rows: Iterable[Row]) -> None:
        """Leave rows to be written at the end; who only reads is refused at once."""
        self.later.add(table, insert, rows)
        if self._reads_only:
            self.later.write(self)

    def commit(self) -> None:
        """Write what was left for the end, and commit."""
        self.later.write(self)
        super().commit()
        self.later.forget()

    def rollback(self) -> None:
        """Undo the transaction, with what was left for its end."""
        self.later.forget()
        super().rollback()

    def close(self) -> None:
        """Give the connection back; what was not committed never happened."""
        self.later.forget()
        super().close()

    def _known(self, statement: Executable, given: Mapping[str, Any]) -> Known | None:
        """Return how a statement is said, if it was met before and is simple."""
        if self._watched:
            return None
        forms = self._forms.get(statement)
        if forms is None:
            self._forms[statement] = Forms(_lists(statement))
            return None
        shape: tuple[str | int, ...] = tuple(given)
        if forms.lists:
            lengths = [len(given[name]) for name in forms.lists if name in given]
            if not all(0 < one <= LONGEST for one in lengths):
                return None
            shape = (*shape, *lengths)
        if shape not in forms.by_shape:
            forms.by_shape[shape] = _compiled(statement, given, self.dialect)
        return forms.by_shape[shape]

    def _say(self, known: Known, parameters: Any) -> CursorResult[Any]:  # noqa: ANN401 - as this driver takes them
        if not self.in_transaction():
            self.begin()
        cursor = self._tell(known.text, parameters)
        if not known.keys:
            return _found(NO_ROWS, iter(()), cursor.rowcount)
        return _found(known.metadata, known.read(cursor, self.dialect), cursor.rowcount)

    def _tell(self, text: str, parameters: Any = None) -> Any:  # noqa: ANN401 - drivers have no common type
        """Return the cursor that ran the text; raises DBAPIError, as SQLAlchemy does."""
        driver = self.connection.dbapi_connection
        if self._cursor_of is not driver or self._cursor is None:
            self._cursor, self._cursor_of = self.connection.cursor(), driver
        cursor = self._cursor
        errors = self.dialect.loaded_dbapi.Error
        try:
            if parameters is None:
                cursor.execute(text)
            elif type(parameters) is list:
                cursor.executemany(text, parameters)
            else:
                cursor.execute(text, parameters)
        except errors as error:
            lost = self.dialect.is_disconnect(error, driver, cursor)
            self._cursor = None
            if lost:
                self.invalidate(error)
            raise DBAPIError.instance(
                text,
                None,
                error,
                errors,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=self.dialect,
            ) from error
        return cursor


def _found(metadata: SimpleResultMetaData, rows: Iterator[Any], count: int) -> CursorResult[Any]:
    found = Found(metadata, rows)
    found.rowcount = count
    return cast("CursorResult[Any]", found)  # all of it that anybody asks for


def _lists(statement: Executable) -> tuple[str, ...]:
    """Return the names of the parameters that are lists."""
    found = visitors.iterate(cast("ClauseElement", statement))
    return tuple({one.key for one in found if isinstance(one, BindParameter) and one.expanding})


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    return [part for one in values for part in one] if isinstance(values[0], tuple) else values


def _compiled(statement: Executable, given: Mapping[str, Any], dialect: Dialect) -> Known | None:
    """Return a statement's text for such parameters; None if it is more than a text and its values."""
    compiled = cast("ClauseElement", statement).compile(dialect=dialect, column_keys=list(given))
    if not isinstance(compiled, SQLCompiler) or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    if any(bind.required and bind.key not in given for bind in compiled.bind_names):
        return None
    binds, lists, fixed = [], [], {}
    expanded = compiled.construct_expanded_state(dict(given))
    for bind, name in compiled.bind_names.items():
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if name in expanded.parameter_expansion:
            places = expanded.parameter_expansion[name]
            lists.append((bind.key, tuple((one, _convert_of(expanded.processors, one)) for one in places)))
        elif bind.key in given:
            binds.append((bind.key, name, convert))
        else:
            fixed[name] = convert(bind.effective_value) if convert else bind.effective_value
    columns = statement.exported_columns if isinstance(statement, ReturnsRows) else None
    return Known(
        text=expanded.statement,
        names=tuple(expanded.positiontup or ()) if compiled.positional else None,
        binds=tuple(binds),
        lists=tuple(lists),
        fixed=fixed,
        keys=tuple(columns.keys()) if columns is not None else (),
        kinds=tuple(column.type for column in columns) if columns is not None else (),
    )


def _convert_of(processors: Mapping[str, Any], name: str) -> Convert | None:
    """Return what turns one value of a list into what the driver takes."""
    return cast("Convert | None", processors.get(name))
