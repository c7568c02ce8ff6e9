"""When the database is away for a moment: work goes on, nothing is lost or doubled."""

from collections.abc import Callable, Iterator
from contextlib import suppress
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
        work.circuits.clear("nobody")
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


def test_an_outcome_waits_for_the_database_while_the_lease_lasts(
    impatient: Engine, clock: FixedClock
) -> None:
    """What was sent once is not sent again because the database was busy for a moment."""
    store = DbStore(impatient, clock, Uuid7())
    ask(store, sending("a"))
    sender = Sending(plan=lambda _: _lock_for(store, 0.5))

    assert Worker(store, handlers={}, effects={"send": sender}).run_once()

    assert (["a"], ["a"]) == (sender.performed, done(store))


def test_an_outcome_is_given_up_when_the_lease_is_over(impatient: Engine, clock: FixedClock) -> None:
    store = DbStore(impatient, clock, Uuid7())
    ask(store, sending("a"))
    lease = timedelta(seconds=0.03)
    sender = Sending(plan=lambda _: _lock_for(store, 0.5))
    worker = Worker(store, handlers={}, effects={"send": sender}, lease=lease)

    with pytest.raises(StorageUnavailable):
        worker.run_once()
    assert [] == done(store)

    clock.advance(lease)
    heir = Sending()
    _until(lambda: Worker(store, handlers={}, effects={"send": heir}).run_once(), store)
    assert (["a"], ["a"]) == (heir.performed, done(store))


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
        _until(lambda finished=finished: len(done(store)) >= finished, store)
        with surgeon.connect() as connection:
            connection.execute(text(HANG_UP), {"name": name})
    surgeon.dispose()
    _until(lambda: len(done(store)) == 2 * len(refs), store)
    stop.set()
    for thread in workers:
        thread.join()

    assert sorted(refs * 2) == sorted(done(store))
    assert refs == list(dict.fromkeys(sender.performed))


def _lock_for(store: DbStore, seconds: float) -> None:
    """Return once the database is locked; it stays so for some time."""
    locked = Event()

    def hold() -> None:
        with store.begin() as work:
            work.control_numbers.draw("acme", "held")
            locked.set()
            Event().wait(seconds)

    Thread(target=hold, daemon=True).start()
    assert locked.wait(10)


def _until(met: Callable[[], bool], store: DbStore) -> None:
    """Wait; meanwhile the test's clock goes fast, so that leases of the interrupted end."""
    for _ in range(1500):
        with suppress(StorageUnavailable):
            if met():
                return
        store.clock.advance(timedelta(seconds=0.5))  # type: ignore[attr-defined] # the test's own clock
        Event().wait(0.02)
    raise AssertionError("never")
