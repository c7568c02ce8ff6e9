"""Handlers and effects for tests about the worker: what was done is remembered, what goes wrong is planned."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob
from tests import records
from tests.fakes.clocks import FixedClock

IDS = Uuid7()
Plan = Callable[[Job], None]


def nothing(job: Job) -> None:
    """Plan nothing to go wrong."""
    del job


@dataclass
class Step:
    """A handler that writes an event for each job, then does what was planned, then asks for what follows."""

    plan: Plan = nothing
    follow: tuple[NewJob, ...] = ()

    def __call__(self, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
        """Do the step."""
        work.events.add(records.event(id=IDS.new(), what=job.kind, ref=job.ref, order=""))
        self.plan(job)
        return self.follow


@dataclass
class Sending:
    """An effect that remembers what it did, and fails where planned."""

    plan: Plan = nothing
    on_prepare: Plan = nothing
    on_conclude: Plan = nothing
    on_abandon: Plan = nothing
    performed: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Return the job: all that is needed."""
        assert work.jobs.waiting()
        self.on_prepare(job)
        return job

    def perform(self, prepared: object) -> object:
        """Send."""
        assert isinstance(prepared, Job)
        self.plan(prepared)
        self.performed.append(prepared.ref)
        return f"receipt of {prepared.ref}"

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write an event with the result."""
        work.events.add(records.event(id=IDS.new(), what=str(result), ref=job.ref, order=""))
        self.on_conclude(job)
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write an event with the reason."""
        work.events.add(records.event(id=IDS.new(), what=reason, ref=job.ref, order=""))
        self.on_abandon(job)
        self.abandoned.append(reason)
        return ()


@dataclass
class Stumbling:
    """A plan: each job fails as often as its reference says."""

    times: dict[str, int]
    error: Exception
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __call__(self, job: Job) -> None:
        """Fail while there are failures left."""
        if self.failed[job.ref] < self.times.get(job.ref, 0):
            self.failed[job.ref] += 1
            raise self.error


def ask(store: DbStore, *jobs: NewJob) -> None:
    """Ask for work."""
    with store.begin() as work:
        for job in jobs:
            assert work.jobs.add(job)
        work.commit()


def step(ref: str, lane: str = "") -> NewJob:
    """Return work for a Step."""
    return NewJob(kind="step", ref=ref, dedupe=f"step:{ref}", lane=lane, partner="acme")


def sending(ref: str, lane: str = "") -> NewJob:
    """Return work for a Sending."""
    return NewJob(kind="send", ref=ref, dedupe=f"send:{ref}", lane=lane, partner="acme")


def drain(store: DbStore, worker: Worker) -> None:
    """Work until nothing is left, letting time pass where all that is left must wait."""
    clock = store.clock
    assert isinstance(clock, FixedClock)
    for _ in range(1000):
        if worker.run_once():
            continue
        with store.read() as work:
            if not work.jobs.waiting():
                return
        clock.advance(timedelta(hours=1))
    raise AssertionError("the work never ends")


def done(store: DbStore, what: str = "") -> list[str]:
    """Return the references of the events written, in order."""
    with store.read() as work:
        events = [one for one in work.events.recent(10_000) if what in ("", one.what)]
    return [one.ref for one in sorted(events, key=lambda one: one.id)]
