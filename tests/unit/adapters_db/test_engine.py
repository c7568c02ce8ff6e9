import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gateway.adapters.db.engine import is_passing, make_engine, reaching
from gateway.errors import ConfigurationFault, StorageUnavailable


def wrapped(original: Exception, *, lost: bool = False) -> DBAPIError:
    return OperationalError("SELECT 1", {}, original, connection_invalidated=lost)


def of_sqlite(name: str) -> Exception:
    error = sqlite3.OperationalError("said the database")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (wrapped(of_sqlite("SQLITE_BUSY_SNAPSHOT")), True),
        (wrapped(of_sqlite("SQLITE_FULL")), True),
        (wrapped(of_sqlite("SQLITE_ERROR")), False),
        (wrapped(of_sqlite("SQLITE_CONSTRAINT_UNIQUE")), False),
        (wrapped(psycopg.errors.DeadlockDetected()), True),
        (wrapped(psycopg.errors.AdminShutdown()), True),
        (wrapped(psycopg.errors.LockNotAvailable()), True),
        (wrapped(psycopg.errors.UniqueViolation()), False),
        (wrapped(psycopg.errors.UndefinedTable()), False),
        (wrapped(psycopg.OperationalError("connection refused")), True),
        (wrapped(psycopg.InterfaceError("closed")), False),
        (wrapped(psycopg.InterfaceError("closed"), lost=True), True),
    ],
)
def test_some_faults_pass_by_themselves(error: DBAPIError, passing: bool) -> None:  # noqa: FBT001 - a table of cases
    assert passing == is_passing(error)


def test_only_passing_faults_become_ours() -> None:
    with pytest.raises(StorageUnavailable, match="said the database"), reaching():
        raise wrapped(of_sqlite("SQLITE_BUSY"))
    with pytest.raises(StorageUnavailable, match="free"), reaching():
        raise PoolTimeout("queue")
    with pytest.raises(OperationalError), reaching():
        raise wrapped(of_sqlite("SQLITE_ERROR"))


def test_other_databases_are_not_supported() -> None:
    with pytest.raises(ConfigurationFault, match="mysql"):
        make_engine("mysql://localhost/gateway")
    with pytest.raises(ConfigurationFault, match="address"):
        make_engine("gateway.db")


def test_sqlite_is_durable_and_keeps_its_references(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with engine.connect() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()

    assert {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000} == found
