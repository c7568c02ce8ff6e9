"""kill -9 in the middle of the work: nothing lost, nothing done twice, nothing sent twice that was not in flight."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from gateway.adapters.db.clock import SystemClock
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.application.records import NewJob

PROGRAM = Path(__file__).with_name("killed_worker.py")
ROOT = Path(__file__).parents[3]
ORDERS = 90
KILLS = 3


def test_kill_9_loses_nothing_and_doubles_nothing(store: DbStore, database_url: str, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    real = DbStore(store.engine, SystemClock(), Uuid7())
    refs = [f"{number:03}" for number in range(ORDERS)]
    with real.begin() as work:
        for ref in refs:
            work.jobs.add(NewJob(kind="take", ref=ref, dedupe=f"take:{ref}", partner="acme"))
        work.commit()

    with _workers(database_url, ledger) as workers:
        for kill in range(1, KILLS + 1):
            _until(lambda kill=kill: len(_sent(ledger)) >= kill * 20)
            workers[kill % 2].kill()
            workers[kill % 2].wait()
            workers[kill % 2] = _start(database_url, ledger)
        _until(lambda: not _waiting(real))

    with real.read() as work:
        events = work.events.recent(10 * ORDERS)
        assert [] == work.jobs.dead()
    taken = [event for event in events if event.what == "taken"]
    assert refs == sorted(event.ref for event in taken)
    assert list(range(1, ORDERS + 1)) == sorted(event.detail["number"] for event in taken)
    assert refs == sorted(event.ref for event in events if event.what == "sent")
    assert ORDERS * 2 == len(events)
    sent = Counter(_sent(ledger))
    assert refs == sorted(sent)
    assert sum(sent.values()) - ORDERS <= KILLS


@contextmanager
def _workers(url: str, ledger: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    workers = [_start(url, ledger), _start(url, ledger)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _start(url: str, ledger: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(PROGRAM), url, str(ledger)], cwd=ROOT)


def _sent(ledger: Path) -> list[str]:
    return ledger.read_text().splitlines() if ledger.exists() else []


def _waiting(store: DbStore) -> int:
    with store.read() as work:
        return work.jobs.waiting()


def _until(met: Callable[[], bool]) -> None:
    for _ in range(3000):
        if met():
            return
        Event().wait(0.02)
    raise AssertionError("never")
