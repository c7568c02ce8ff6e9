"""Migrations: up, down, and the same tables as the code speaks of."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.migrating import current, downgrade, expected, migrate, migrations
from gateway.adapters.db.tables import metadata
from tests.databases import KINDS, bare

OURS = {table.name for table in metadata.sorted_tables}
SQLITE_DEFINITIONS = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
POSTGRESQL_DEFINITIONS = """
    SELECT 'column ' || table_name || '.' || column_name AS name,
           ordinal_position || data_type || is_nullable AS sql
      FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name <> 'alembic_version'
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
       AND conrelid <> COALESCE(to_regclass('alembic_version'), 0) AND contype <> 'n'
    UNION ALL
    SELECT 'index ' || indexname, replace(indexdef, current_schema() || '.', '')
      FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
"""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def modelled(kind: str, tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "models").mkdir()
    engine = make_engine(bare(kind, tmp_path / "models"))
    yield engine
    engine.dispose()


@pytest.fixture
def empty(kind: str, tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(bare(kind, tmp_path))
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def definitions(engine: Engine) -> dict[str, list[str]]:
    """Return every column, key, check and index as the database itself tells it."""
    statement = SQLITE_DEFINITIONS if engine.dialect.name == "sqlite" else POSTGRESQL_DEFINITIONS
    with engine.connect() as connection:
        return {name: clauses("".join(sql.split())) for name, sql in connection.execute(text(statement))}


def clauses(sql: str) -> list[str]:
    """Return what stands between the commas of a definition, those within brackets apart, in any order."""
    parts, depth = [""], 0
    for character in sql:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if (character, depth) in {(",", 1), ("(", 1), (")", 0)}:
            parts.append("")
        else:
            parts[-1] += character
    return sorted(parts)


def test_up_down_and_up_again(empty: Engine) -> None:
    assert "" == current(empty)

    migrate(empty)
    assert (expected(), OURS) == (current(empty), tables(empty))

    downgrade(empty)
    assert ("", set()) == (current(empty), tables(empty))

    migrate(empty)
    migrate(empty)
    assert OURS == tables(empty)


def test_nothing_is_left_for_autogenerate_to_say(empty: Engine) -> None:
    migrate(empty)

    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)


def test_migrations_make_what_the_code_speaks_of_to_the_letter(empty: Engine, modelled: Engine) -> None:
    """Checks and partial indexes too, which autogenerate does not compare."""
    metadata.create_all(modelled)
    migrate(empty)

    assert definitions(modelled) == definitions(empty)
    assert len(definitions(empty)) > len(OURS)


def test_those_who_start_together_migrate_once(empty: Engine) -> None:
    threads = [Thread(target=migrate, args=(empty,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (expected(), OURS) == (current(empty), tables(empty))


def test_a_migration_that_fails_leaves_nothing_behind(empty: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((migrations() / "env.py").read_text())
    (broken / "versions" / "0001_broken.py").write_text(
        "from alembic import op\n"
        "revision = '0001'\n"
        "down_revision = None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (id INTEGER)')\n"
        "    raise RuntimeError('broken')\n"
    )

    with pytest.raises(RuntimeError, match="broken"):
        migrate(empty, broken)

    assert ("", set()) == (current(empty), tables(empty))
