"""Whether the process lives, and whether it can work."""

from fastapi import APIRouter
from pydantic import BaseModel

import gateway
from gateway.entrypoints.api.access import Here

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That the process answers, and which version it is."""

    status: str = "ok"
    version: str = gateway.__version__


class Readiness(BaseModel):
    """That the database answers, and how much waits to be done."""

    status: str = "ready"
    waiting_jobs: int
    dead_jobs: int


@router.get("/healthz")
def healthz() -> Health:
    """Say that the process lives."""
    return Health()


@router.get("/readyz")
def readyz(here: Here) -> Readiness:
    """Say that the database answers; an error here is answered 503 by the error table."""
    with here.store.read() as work:
        return Readiness(waiting_jobs=work.jobs.waiting(), dead_jobs=work.jobs.dead_count())
