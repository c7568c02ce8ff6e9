"""A node in a process of its own, to look at the timetable beside others: `ticking.py URL SECONDS`.

Every slot it turns into a job is done at once by whoever comes first, and written down with the job's key.
"""

import sys
from collections.abc import Iterable
from threading import Event as Signal
from time import monotonic

from gateway.adapters.db.clock import SystemClock
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.schedules import Schedules
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.application.ports import UnitOfWork
from gateway.application.records import Event, Job, NewJob

IDS = Uuid7()
CLOCK = SystemClock()
PAUSE_S = 0.02


def beat(work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Write down which slot it was."""
    work.events.add(Event(id=IDS.new(), at=CLOCK.now(), partner="", what="beat", ref=job.dedupe, detail={}))
    return ()


def main(url: str, seconds: str) -> None:
    """Look and work for so many seconds."""
    store = DbStore(make_engine(url), CLOCK, IDS)
    schedules, worker = Schedules(store), Worker(store, handlers={"beat": beat}, effects={})
    end = monotonic() + float(seconds)
    while monotonic() < end:
        schedules.tick(CLOCK.now())
        worker.run_once()
        Signal().wait(PAUSE_S)


if __name__ == "__main__":
    main(*sys.argv[1:])
