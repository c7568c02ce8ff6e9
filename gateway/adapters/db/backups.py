"""Copies of the whole database, taken while everybody works, and put back into an empty one."""

import gzip
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, func, select

from gateway.adapters.db import migrating
from gateway.adapters.db.engine import for_reading, reaching
from gateway.adapters.db.tables import metadata
from gateway.errors import ConfigurationFault, Conflict

FILE = "database.sqlite3"
TABLES = "tables"
SUFFIX = ".copy.gz"
PIECE = 1 << 20


def copy_out(engine: Engine, folder: Path) -> Mapping[str, int]:
    """Copy everything into a folder as it stands at one instant; return how many rows each table has."""
    with reaching():
        if engine.dialect.name == "sqlite":
            return _copy_file_out(engine, folder)
        return _copy_tables_out(engine, folder)


def copy_in(engine: Engine, folder: Path, *, revision: str) -> None:
    """Put a copy into a database that holds nothing; raises Conflict where it holds something."""
    with reaching():
        if engine.dialect.name == "sqlite":
            _copy_file_in(engine, folder)
        else:
            _copy_tables_in(engine, folder, revision)
    migrating.migrate(engine)


def sound(folder: Path) -> tuple[str, ...]:
    """Return what the database itself finds wrong with a copy; files of tables vouch for themselves by their digests."""
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
            found = [row[0] for row in opened.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return (f"{FILE} is no database: {error}",)
    return () if found == ["ok"] else tuple(found)


def _copy_file_out(engine: Engine, folder: Path) -> Mapping[str, int]:
    target = folder / FILE
    with closing(sqlite3.connect(_file_of(engine))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        return {
            table.name: copy.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608 - our own tables' names
            for table in metadata.sorted_tables
        }


def _copy_file_in(engine: Engine, folder: Path) -> None:
    file = _file_of(engine)
    if file.exists():
        if migrating.current(engine) and _rows(engine):
            raise Conflict(f"{file} holds something: move it away first")
        engine.dispose()
        for one in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
            one.unlink(missing_ok=True)
    shutil.copyfile(folder / FILE, file)


def _copy_tables_out(engine: Engine, folder: Path) -> Mapping[str, int]:
    (folder / TABLES).mkdir()
    counts = {}
    with for_reading(engine).connect() as connection:
        for table in metadata.sorted_tables:
            counts[table.name] = connection.scalar(select(func.count()).select_from(table)) or 0
            statement = f"COPY {_named(table)} TO STDOUT"
            with (
                _driver(connection).cursor().copy(statement) as rows,
                gzip.open(folder / TABLES / f"{table.name}{SUFFIX}", "wb", compresslevel=3) as file,
            ):
                for piece in rows:
                    file.write(piece)
    return counts


def _copy_tables_in(engine: Engine, folder: Path, revision: str) -> None:
    migrating.migrate(engine, to=revision)
    if _rows(engine):
        raise Conflict("the database holds something: restore into an empty one")
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            file = folder / TABLES / f"{table.name}{SUFFIX}"
            if not file.is_file():
                continue
            with (
                gzip.open(file, "rb") as content,
                _driver(connection).cursor().copy(f"COPY {_named(table)} FROM STDIN") as rows,
            ):
                while piece := content.read(PIECE):
                    rows.write(piece)


def _named(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    return f'"{table.name}" ({columns})'


def _rows(engine: Engine) -> bool:
    with for_reading(engine).connect() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in metadata.sorted_tables)


def _driver(connection: Any) -> Any:  # noqa: ANN401 - the driver's connection has no common type
    return connection.connection.driver_connection


def _file_of(engine: Engine) -> Path:
    return Path(engine.url.database or "")


@dataclass(frozen=True, slots=True)
class Copies:
    """Implements the port Database of backups; without an engine copies can only be looked at."""

    engine: Engine | None = None

    def copy_out(self, folder: Path) -> Mapping[str, int]:
        """Copy everything into a folder as it stands at one instant; return how many rows each table has."""
        return copy_out(self._engine(), folder)

    def copy_in(self, folder: Path, *, revision: str) -> None:
        """Put a copy into a database that holds nothing; raises Conflict where it holds something."""
        copy_in(self._engine(), folder, revision=revision)

    def sound(self, folder: Path) -> Sequence[str]:
        """Return what the database itself finds wrong with a copy."""
        return sound(folder)

    def _engine(self) -> Engine:
        if self.engine is None:
            raise ConfigurationFault("there is no database to copy from or to")
        return self.engine
