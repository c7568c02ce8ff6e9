"""Whether the process lives, and whether it can work."""

from functools import cache
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

import gateway
from gateway.adapters.db import migrating
from gateway.application.operating.doctoring import OLD_WORK
from gateway.application.ports import UnitOfWork
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here
from gateway.entrypoints.lives import Life, life_of
from gateway.entrypoints.machine import disk_free
from gateway.errors import StorageUnavailable

router = APIRouter(tags=["health"])
LEAST_DISK = 100 << 20


class NotWorking(StorageUnavailable):
    """A worker of this process ended, which none does while all is well."""

    code = "workers.lost"


class Health(BaseModel):
    """That the process answers, and which version it is."""

    status: str = "ok"
    version: str = gateway.__version__


class Readiness(BaseModel):
    """That the database answers with the tables we work with, that files are right, who works, and how much waits."""

    status: str = "ready"
    config: Literal["valid", "invalid"]
    database: str
    workers: str
    waiting_jobs: int
    dead_jobs: int


@router.get("/healthz")
def healthz() -> Health:
    """Say that the process lives."""
    return Health()


@router.get("/readyz")
def readyz(here: Here) -> Readiness:
    """Say that we can work; what keeps us from it is answered 503 by the error table, and the log says what."""
    if migrating.current(here.engine) != _expected():
        raise StorageUnavailable(
            "the database is not at the revision this release works with: gateway db upgrade"
        )
    if disk_free(here.settings.data_dir) < LEAST_DISK:
        raise StorageUnavailable("the disk of the data folder is full")
    if not here.services.shelf.is_ready:
        raise StorageUnavailable("the catalogue is still being read, so that it can be searched")
    life = life_of(here)
    if life.lost:
        raise NotWorking(f"{life.lost} of {len(life.workers)} workers of this process ended: start it again")
    with here.store.read() as work:
        return Readiness(
            config="invalid" if life.faults else "valid",
            database=f"reached, at revision {_expected()}",
            workers=_workers(here, work, life),
            waiting_jobs=work.jobs.waiting(),
            dead_jobs=work.jobs.dead_count(),
        )


def _workers(here: Gateway, work: UnitOfWork, life: Life) -> str:
    """Return who works: threads of this process, or, where it has none, whether anybody seems to."""
    if life.workers:
        return f"{life.alive} alive here"
    now = here.services.clock.now()
    late = any(now - one.oldest_at > OLD_WORK for one in work.operations.queues())
    return "elsewhere, and work has waited for more than a quarter of an hour" if late else "elsewhere"


@cache
def _expected() -> str:
    return migrating.expected()
