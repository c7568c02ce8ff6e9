"""When the database is away for a moment: work goes on, nothing is lost or doubled."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, make_url, text

from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.errors import StorageUnavailable
from tests import records
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Step, ask, done, sending, step

HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = :name AND pid <> pg_backend_pid()
"""


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite engine that waits for other writers a moment only."""
    engine = make_engine(fresh("sqlite", tmp_path), lock_wait_s=0.01)
    yield engine
    engine.dispose()


def test_a_worker_outlives_a_database_that_is_locked(impatient: Engine, clock: FixedClock) -> None:
    store = DbStore(impatient, clock, Uuid7())
    ask(store, step("a"))
    worker = Worker(store, handlers={"step": Step()}, effects={})

    with store.begin() as work:
        work.events.add(records.event())
        with pytest.raises(StorageUnavailable):
            worker.run_once()
        stop = Event()
        running = Thread(target=worker.run, args=(stop,), daemon=True)
        running.start()
        Event().wait(0.3)
    _until(lambda: done(store) == ["a"], store)
    stop.set()
    running.join()

    assert ["a"] == done(store)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_outlive_a_server_that_hangs_up(store: DbStore, engine: Engine) -> None:
    """All connections are cut several times in the middle of the work."""
    refs = [f"{number:03}" for number in range(60)]
    ask(store, *(step(ref) for ref in refs), *(sending(ref, "out") for ref in refs))
    stop = Event()
    sender = Sending()
    workers = [
        Thread(
            target=Worker(store, handlers={"step": Step()}, effects={"send": sender}).run,
            args=(stop,),
            daemon=True,
        )
        for _ in range(2)
    ]
    for thread in workers:
        thread.start()

    name = str(make_url(str(engine.url)).query["application_name"])
    surgeon = make_engine(engine.url.render_as_string(hide_password=False))
    for finished in (20, 50, 80):
        _until(lambda finished=finished: len(_events(store)) >= finished, store)
        with surgeon.connect() as connection:
            connection.execute(text(HANG_UP), {"name": name})
    surgeon.dispose()
    _until(lambda: len(_events(store)) == 2 * len(refs), store)
    stop.set()
    for thread in workers:
        thread.join()

    assert sorted(refs * 2) == sorted(_events(store))
    assert refs == list(dict.fromkeys(sender.performed))


def _events(store: DbStore) -> list[str]:
    try:
        return done(store)
    except StorageUnavailable:
        return []


def _until(met: Callable[[], bool], store: DbStore) -> None:
    """Wait; meanwhile the test's clock goes fast, so that leases of the interrupted end."""
    for _ in range(1500):
        if met():
            return
        store.clock.advance(timedelta(seconds=0.5))  # type: ignore[attr-defined] # the test's own clock
        Event().wait(0.02)
    raise AssertionError("never")
