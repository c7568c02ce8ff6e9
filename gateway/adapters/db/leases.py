"""Leases kept while the world is touched: renewed, all of a worker, by one thread that lives while there are any."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Lock, Thread

import structlog

from gateway.adapters.db import queue
from gateway.adapters.db.work import DbStore
from gateway.application.records import Job
from gateway.errors import StorageUnavailable

log = structlog.get_logger()


class Keeper:
    """Renews the leases of what is under way, three times in the time they last."""

    def __init__(self, store: DbStore, lease: timedelta) -> None:
        self._store = store
        self._lease = lease
        self._under_way: dict[str, Job] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    @contextmanager
    def kept(self, job: Job) -> Iterator[None]:
        """Renew the lease of a job until the block ends."""
        with self._lock:
            self._under_way[job.token] = job
            if self._thread is None:
                self._thread = Thread(target=self._keep, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[job.token]

    def _keep(self) -> None:
        pause = Event()
        while True:
            pause.wait(self._lease.total_seconds() / 3)
            with self._lock:
                under_way = tuple(self._under_way.values())
                if not under_way:
                    self._thread = None
                    return
            for job in under_way:
                self._renew(job)

    def _renew(self, job: Job) -> None:
        try:
            with self._store.begin() as work:
                queue.renew(work.connection, job, self._store.clock.now() + self._lease)
                work.commit()
        except StorageUnavailable:
            log.warning("worker.lease", kind=job.kind, ref=job.ref)
