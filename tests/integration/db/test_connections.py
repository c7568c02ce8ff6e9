"""What connections keep from one unit of work to the next: what was prepared stays prepared, and who is gone is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from gateway.adapters.db import engine as engines
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.errors import NotFound
from tests.databases import fresh
from tests.fakes.clocks import FixedClock

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM circuit%'")
NAME = "hung-up"
HANG_UP = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = :name AND pid <> pg_backend_pid()"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DbStore]:
    """A store on PostgreSQL."""
    url = make_url(fresh("postgresql", tmp_path)).update_query_dict({"application_name": NAME})
    engine = make_engine(url.render_as_string(hide_password=False))
    yield DbStore(engine, FixedClock(), Uuid7())
    engine.dispose()


def test_what_readers_ask_often_is_prepared_once(server: DbStore) -> None:
    for _ in range(engines.PREPARED_AFTER + 2):
        with server.read() as work:
            work.circuits.get("globex")

    with server.begin() as work:
        assert work.connection.scalar(PREPARED) == 1


def test_a_reader_that_fails_ends_like_any_other(server: DbStore) -> None:
    with pytest.raises(NotFound), server.read() as work:
        work.documents.get("nothing")

    with server.read() as work:
        assert work.circuits.get("globex") is None


def test_one_after_the_other_uses_one_connection(store: DbStore) -> None:
    """The one that was used last, however many others were opened meanwhile."""
    with store.read() as first, store.read() as second, store.read() as third:
        drivers = {id(work.connection.connection.dbapi_connection) for work in (first, second, third)}
    seen = set()
    for _ in range(6):
        with store.read() as work:
            seen.add(id(work.connection.connection.dbapi_connection))

    assert (len(drivers), len(seen)) == (3, 1)


def test_who_was_idle_while_the_server_hung_up_is_opened_anew(
    server: DbStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.read() as first, server.read() as second:
        assert first.circuits.get("globex") is second.circuits.get("globex")
    hang_up(tmp_path)
    monkeypatch.setattr(engines, "TRUSTED_S", 0.0)

    for _ in range(2):
        with server.read() as work:
            assert work.circuits.get("globex") is None


def test_who_was_in_use_just_now_is_not_asked(server: DbStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pings(server.engine, monkeypatch)

    for _ in range(3):
        with server.begin() as work:
            work.circuits.clear("globex")
            work.commit()
    assert asked == []

    monkeypatch.setattr(engines, "TRUSTED_S", 0.0)
    with server.begin() as work:
        work.circuits.clear("globex")
    assert len(asked) == 1


def test_the_server_is_told_what_a_page_costs_unless_somebody_did(server: DbStore) -> None:
    """What a page out of order costs decides whether the server reads a small table whole for five rows."""
    url = server.engine.url.update_query_dict({"options": "-c random_page_cost=3"})
    other = make_engine(url.render_as_string(hide_password=False))
    with server.read() as work, DbStore(other, FixedClock(), Uuid7()).read() as theirs:
        costs = [one.connection.scalar(text("SHOW random_page_cost")) for one in (work, theirs)]
    other.dispose()

    assert costs == [str(engines.NEXT_PAGE), "3"]


def pings(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with every connection that is asked whether it lives."""
    asked: list[object] = []
    ping = engine.dialect.do_ping

    def told(connection: object) -> bool:
        asked.append(connection)
        return ping(connection)  # type: ignore[arg-type] # whatever the driver's connection is

    monkeypatch.setattr(engine.dialect, "do_ping", told)
    return asked


def hang_up(folder: Path) -> None:
    """End the store's connections, on the server's side."""
    engine = make_engine(fresh("postgresql", folder))
    with engine.connect() as connection:
        connection.execute(HANG_UP, {"name": NAME})
    engine.dispose()
