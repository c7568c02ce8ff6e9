"""Whether the process lives, and whether it can work."""

from functools import cache

from fastapi import APIRouter
from pydantic import BaseModel

import gateway
from gateway.adapters.db import migrating
from gateway.entrypoints.api.access import Here
from gateway.entrypoints.machine import disk_free
from gateway.errors import StorageUnavailable

router = APIRouter(tags=["health"])
LEAST_DISK = 100 << 20


class Health(BaseModel):
    """That the process answers, and which version it is."""

    status: str = "ok"
    version: str = gateway.__version__


class Readiness(BaseModel):
    """That the database answers with the tables we work with, that there is room, and how much waits to be done."""

    status: str = "ready"
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
    with here.store.read() as work:
        return Readiness(waiting_jobs=work.jobs.waiting(), dead_jobs=work.jobs.dead_count())


@cache
def _expected() -> str:
    return migrating.expected()
