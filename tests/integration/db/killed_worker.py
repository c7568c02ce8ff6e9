"""A worker in a process of its own, to be killed: `killed_worker.py URL LEDGER`.

Each job draws a control number, writes an event and asks for a sending in its lane; each sending appends its
message to the ledger, a file outside the database, before its outcome is written.
"""

import os
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal

from gateway.adapters.db.clock import SystemClock
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.application.ports import UnitOfWork
from gateway.application.records import Event, Job, NewJob

IDS = Uuid7()
CLOCK = SystemClock()
LEASE = timedelta(seconds=1)
A_MOMENT = 0.004  # widens the windows a kill may hit


def take(work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Draw a number, write it down, ask for what follows."""
    number = work.control_numbers.draw("acme", "isa")
    Signal().wait(A_MOMENT)
    work.events.add(_event("taken", job, number=number))
    yield NewJob(kind="send", ref=job.ref, dedupe=f"send:{job.ref}", lane="acme:out", partner="acme")


class Send:
    """Appends a line to the ledger."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Return what to send."""
        assert work.jobs.waiting()
        return job.ref

    def perform(self, prepared: object) -> object:
        """Send it."""
        handle = os.open(self._ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{prepared}\n".encode())
        os.close(handle)
        Signal().wait(A_MOMENT)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write it down."""
        assert result == job.ref
        work.events.add(_event("sent", job))
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down why not."""
        work.events.add(_event("abandoned", job, reason=reason))
        return ()


def _event(what: str, job: Job, **detail: object) -> Event:
    return Event(id=IDS.new(), at=CLOCK.now(), partner="acme", what=what, ref=job.ref, detail=detail)


def main(url: str, ledger: str) -> None:
    """Work until killed."""
    store = DbStore(make_engine(url), CLOCK, IDS)
    worker = Worker(store, handlers={"take": take}, effects={"send": Send(Path(ledger))}, lease=LEASE)
    worker.run(Signal())


if __name__ == "__main__":
    main(*sys.argv[1:])
