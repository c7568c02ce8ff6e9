"""Whose log lines these are: while work is done, every line says which record it is about."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import structlog

from gateway.application.ports import Effect, Handler, UnitOfWork
from gateway.application.records import Job, NewJob

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "process": "transmission",
        "interchange": "transmission",
        "order": "document",
        "change": "document",
        "change-later": "document",
        "deliver": "document",
        "second-opinion": "document",
        "release": "order",
        "recall": "order",
        "tell": "order",
        "ship": "shipment",
    }
)
"""What the first part of a job's reference is, by its kind; of any other it is just what the job is about."""

log = structlog.get_logger()


def about(job: Job) -> AbstractContextManager[Any]:
    """Let every log line until the end of the block say which job it comes from, and what that is about."""
    said = {"job": job.kind, "partner": job.partner, NAMES.get(job.kind, "about"): job.ref.partition("#")[0]}
    return structlog.contextvars.bound_contextvars(**{name: text for name, text in said.items() if text})


def told(handler: Handler) -> Handler:
    """Return a step whose log lines say what it is about."""

    def step(work: Any, job: Job) -> Iterable[NewJob]:  # noqa: ANN401 - the unit of work of whatever engine
        with about(job):
            follow = list(handler(work, job))
            log.debug("job.done", follow=[one.kind for one in follow])
            return follow

    return step


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What an effect prepared, and the job it did so for."""

    job: Job
    prepared: object


@dataclass(frozen=True, slots=True)
class Told:
    """Implements the port Effect around another, whose log lines say what it is about."""

    effect: Effect

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Prepare it."""
        with about(job):
            return _Prepared(job, self.effect.prepare(work, job))

    def perform(self, prepared: object) -> object:
        """Touch the world."""
        if not isinstance(prepared, _Prepared):
            return self.effect.perform(prepared)
        with about(prepared.job):
            result = self.effect.perform(prepared.prepared)
            log.debug("job.performed")
            return result

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down how it went."""
        with about(job):
            return list(self.effect.conclude(work, job, result))

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that it was given up."""
        with about(job):
            return list(self.effect.abandon(work, job, reason))
