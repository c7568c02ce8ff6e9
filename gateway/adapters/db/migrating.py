"""Bringing a database to the tables this release expects, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from gateway.adapters.db.engine import reaching

PACKAGE = Path(__file__).resolve().parents[2]
ONE_AT_A_TIME = 7_300_850  # any number that nobody else locks


def migrations() -> Path:
    """Return where the migrations are: inside an installed package, beside a checkout's."""
    shipped = PACKAGE / "_data" / "alembic"
    return shipped if shipped.is_dir() else PACKAGE.parent / "alembic"


def migrate(engine: Engine, directory: Path | None = None, *, to: str = "head") -> None:
    """Bring the database to a revision, all or nothing; nodes that start together do it one after the other."""
    if directory is None and to == "head" and current(engine) == _head():
        return
    with _configured(engine, directory) as config:
        command.upgrade(config, to)


def downgrade(engine: Engine, directory: Path | None = None, *, to: str = "base") -> None:
    """Take the database back to a revision, all or nothing."""
    with _configured(engine, directory) as config:
        command.downgrade(config, to)


def current(engine: Engine) -> str:
    """Return the database's revision, or nothing if it has none."""
    with reaching(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def expected(directory: Path | None = None) -> str:
    """Return the revision this release works with."""
    return ScriptDirectory.from_config(_config(directory)).get_current_head() or ""


@cache
def _head() -> str:
    """Return the revision this release works with, read once: every start asks, and seldom is anything to be done."""
    return expected()


@contextmanager
def _configured(engine: Engine, directory: Path | None) -> Iterator[Config]:
    with reaching(), engine.begin() as connection:
        _wait_for_others(connection)
        config = _config(directory)
        config.attributes["connection"] = connection
        yield config


def _config(directory: Path | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(directory or migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _wait_for_others(connection: Connection) -> None:
    """On SQLite the transaction is a lock already; on PostgreSQL take one."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
