"""Engines: how we speak to SQLite and to PostgreSQL, and which of their faults pass by themselves."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import LRUCache

from gateway.adapters.db.turns import Turn, Writer, turn_of
from gateway.errors import ConfigurationFault, StorageUnavailable

READING: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "sqlite": {"reads_only": True},
        "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    }
)
PASSING_STATES = ("08", "40", "53", "55", "57", "58")
PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",  # what a savepoint may have to bring back; as a file else
    "cache_size = -8000",  # kibibytes; what an order reads and writes fits
    "wal_autocheckpoint = 4000",  # pages: those every order writes are carried over once for many
)
POOL = 10
OVERFLOW = 50
LOCK_WAIT_S = 30
TRUSTED_S = 1.0
"""A connection that was in use so short a time ago is there still, as a rule: to ask each time would cost a round trip."""
NEXT_PAGE = 1.1
"""What a page out of order costs, in pages in order: with what the server takes for rotating disks it reads a small table whole rather than look up five rows."""
TELL_PAGE_COST = """
    SELECT set_config(name, %s, false) FROM pg_settings WHERE name = 'random_page_cost' AND source = 'default'
"""
"""Whoever said otherwise, for the server, the database or the role, knows its disks."""
PREPARED_AFTER = 2
PREPARED_MOST = 1000
"""Statements kept prepared for a connection: an order takes over a hundred, a driver's own limit of about 100 would throw out each before it comes again."""


class Compiled(LRUCache[Any, Any]):
    """What statements came to in a dialect: the engines of a process share it, where each would compile them again."""

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - as the base class has it
        """Return what a statement came to, for whichever engine."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - as the base class has it
        super().__setitem__((key[0].name, *key[1:]), value)


COMPILED = Compiled(capacity=1000)


def make_engine(url: str, *, lock_wait_s: float = LOCK_WAIT_S) -> Engine:
    """Return the engine for `sqlite:///path` or `postgresql://...`; raises ConfigurationFault for others.

    `lock_wait_s` is how long a writer waits for another on SQLite.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationFault(
            "the database's address is not one; write sqlite:///path or postgresql://..."
        ) from error
    name = parsed.get_backend_name()
    options: dict[str, Any] = {
        "pool_size": POOL,
        "pool_use_lifo": True,  # the connection that was used last knows the statements that come next
        "max_overflow": OVERFLOW,
        "hide_parameters": True,
        "execution_options": {"compiled_cache": COMPILED},
    }
    if name == "sqlite":
        return _sqlite_engine(parsed, lock_wait_s, options)
    if name == "postgresql":
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), **options)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _leave)
        event.listen(engine, "checkout", _look_after(engine))
        return engine
    raise ConfigurationFault(f"the database {name} is not supported; use sqlite or postgresql")


def for_reading(engine: Engine) -> Engine:
    """Return the engine as readers use it: one snapshot, no writing, waiting for no writer."""
    return engine.execution_options(**READING[engine.dialect.name])


def reads_only(engine: Engine) -> bool:
    """Return whether an engine is one that readers use."""
    return READING[engine.dialect.name].items() <= engine.get_execution_options().items()


def has_one_writer(engine: Engine) -> bool:
    """Return whether only one may write at a time: then much goes into a commit, where hot rows else forbid it."""
    return engine.dialect.name == "sqlite"


@contextmanager
def reaching() -> Iterator[None]:
    """Turn the database's passing faults into StorageUnavailable."""
    try:
        yield
    except PoolTimeout as error:
        raise StorageUnavailable("no connection to the database is free") from error
    except DBAPIError as error:
        if is_passing(error):
            raise StorageUnavailable(f"the database could not be reached: {error.orig}") from error
        raise


def is_passing(error: DBAPIError) -> bool:
    """Tell whether the same may succeed later: connection lost, deadlock, lock not granted, disk full."""
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(PASSING_SQLITE)
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", "")
    if state is None:  # the driver failed before the server could say anything
        return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
    return str(state).startswith(PASSING_STATES)


def _sqlite_engine(url: URL, lock_wait_s: float, options: Mapping[str, Any]) -> Engine:
    turn = turn_of(url.database)

    def prepare(connection: Writer, _record: object) -> None:
        _prepare_sqlite(connection, turn, lock_wait_s)

    arguments = {"timeout": lock_wait_s, "factory": Writer, "cached_statements": PREPARED_MOST}
    engine = create_engine(url, connect_args=arguments, **options)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    if turn is not None:
        event.listen(engine, "engine_disposed", lambda _: turn.close())
    return engine


def _prepare_sqlite(connection: Writer, turn: Turn | None, wait_s: float) -> None:
    connection.isolation_level = None  # transactions are begun by us, below
    connection.turn, connection.wait_s = turn, wait_s
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection has no common type
    connection.prepare_threshold = PREPARED_AFTER
    connection.prepared_max = PREPARED_MOST
    connection.execute(TELL_PAGE_COST, (str(NEXT_PAGE),))
    connection.commit()


def _leave(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["left"] = monotonic()


def _look_after(engine: Engine) -> Callable[[Any, ConnectionPoolEntry, object], None]:
    """Return what asks a connection that nobody used for a while whether the server is still there; if not, the pool opens others."""

    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - the driver's connection has no common type
        if monotonic() < record.info.get("left", monotonic()) + TRUSTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("the server ended a connection while nobody used it") from error

    return ask


def _begin_sqlite(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get("reads_only"))
    if connection.info.get("reads_only") is not reads:  # as it was left by whoever had the connection before
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
        connection.info["reads_only"] = reads
    if reads:
        connection.exec_driver_sql("BEGIN")
        return
    writer = cast("Writer", connection.connection.dbapi_connection)
    writer.take()
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        writer.give()
        raise
