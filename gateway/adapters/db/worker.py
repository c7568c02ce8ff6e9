"""The worker: takes what is due, does it, and survives whatever happens meanwhile.

A step (Handler) runs inside the database: its claim, its work, its follow-up jobs and its own removal are one
commit. An effect touches the world: leased in one transaction, performed in none, concluded in another
that the lease's token fences.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic
from types import MappingProxyType

import structlog

from gateway.adapters.db import queue
from gateway.adapters.db.doing import Doer
from gateway.adapters.db.engine import has_one_writer
from gateway.adapters.db.errands import Errand, Outcomes, hopefully
from gateway.adapters.db.queue import Due
from gateway.adapters.db.quick import Quick
from gateway.adapters.db.work import DbStore
from gateway.application.ports import Effect, Handler, Patience
from gateway.application.records import Job
from gateway.errors import StorageUnavailable

LEASE = timedelta(seconds=60)
IDLE_S = 0.05
UNREACHABLE_S = 0.2
ROUND_S = 0.08  # after which a round begins no more steps: nobody else writes meanwhile
STEPS = 10  # of a kind that are claimed together
LANES = 8  # of a kind whose effects are leased together
WAITS_S = 0.2  # how long what effects came to waits for more of it, while steps are due
GATHER_S = 0.01  # how long effects are waited for, to write them down together, while no step is due
UNDER_WAY = 24  # effects, each in a thread
ASKED_S = 0.05  # how long what was due counts as due, while something of it is found
MORE_OF_THE_SAME = 9  # done of a kind that was due before asking again what is due longest

log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """What a round came to so far: whether the last part and whether any found something, what is leased, which effects were asked for, whether those before are written down."""

    until: float = 0.0
    last: bool = False
    found: bool = False
    leased: list[Errand] = field(default_factory=list)
    asked: dict[Due, None] = field(default_factory=dict)
    settled: bool = False

    def note(self, found: object) -> None:
        """Take note of what a part found."""
        self.last = bool(found)
        self.found = self.found or self.last

    def in_time(self, jobs: Sequence[Job]) -> Iterator[Job]:
        """Yield the first job, and more while there is time."""
        for at, job in enumerate(jobs):
            if at and monotonic() > self.until:
                return
            yield job


Part = Callable[[Quick, Round], object]
"""What a round does in one transaction, together with other parts where there is one writer."""


class Worker:
    """Does the jobs of the kinds it has handlers or effects for; any number may run on one database, each in one thread."""

    def __init__(
        self,
        store: DbStore,
        *,
        handlers: Mapping[str, Handler],
        effects: Mapping[str, Effect],
        patience: Mapping[str, Patience] = MappingProxyType({}),
        lease: timedelta = LEASE,
        idle_s: float = IDLE_S,
    ) -> None:
        self._store = store
        self._does = Doer(store, handlers=handlers, effects=effects, patience=patience, lease=lease)
        self._steps_of, self._effects_of = frozenset(handlers), frozenset(effects)
        self._kinds = self._steps_of | self._effects_of
        self._lease = lease
        self._idle_s = idle_s
        self._alone = has_one_writer(store.engine)
        self._under_way: dict[Future[Outcomes], None] = {}
        self._settled = 0.0
        self._more: list[Due] = []
        self._wanted: Sequence[Due] = ()
        self._asked = 0.0

    def run(self, stop: Event) -> None:
        """Work until told to stop; no failure of a job or of the database ends it.

        Effects are performed by threads while it goes on, so that a slow partner delays nobody else's work; what is
        under way when told to stop is finished.
        """
        with ThreadPoolExecutor(UNDER_WAY, thread_name_prefix="effect") as pool:
            while not stop.is_set():
                if pause := self._survived(lambda: self._round(pool)):
                    stop.wait(pause)
            while self._under_way:
                wait(self._under_way, return_when=FIRST_COMPLETED)
                self._survived(self._finish)

    def run_once(self) -> bool:
        """Do what has been due longest, or more of what was; return False when nothing was due.

        Raises StorageUnavailable.
        """
        if self._more and self._take(self._more[-1]):
            self._more.pop()
            return True
        self._more = next(([one] * MORE_OF_THE_SAME for one in self._due() if self._take(one)), [])
        return bool(self._more)

    def _take(self, wanted: Due) -> bool:
        """Do steps of a kind, or an effect from its lease to its end."""
        done = Round(until=monotonic() + ROUND_S)
        act = self._steps if wanted.kind in self._steps_of else partial(self._leases, most=1)
        self._commit([partial(act, wanted)], done, lambda: None)
        for one in done.leased:
            self._write_down([self._does.perform(one)])
        return done.found

    def _due(self) -> Sequence[Due]:
        """Return of which kinds something is due, longest waiting first."""
        with self._store.read() as work:
            return queue.due(work.connection, self._kinds, self._now())

    def _still_due(self) -> Sequence[Due]:
        """Return of which kinds something is due, or was a moment ago: to ask costs more than to claim some of it."""
        if not self._wanted or monotonic() > self._asked + ASKED_S:
            self._wanted, self._asked = self._due(), monotonic()
        return self._wanted

    def _survived(self, act: Callable[[], bool]) -> float:
        """Do something, whatever comes of it; return how long to wait before more is done."""
        try:
            return 0.0 if act() else self._idle_s
        except StorageUnavailable as error:
            log.warning("worker.storage", error=str(error))
            return _pause()
        except Exception:
            log.exception("worker.failed")
            return 1.0

    def _round(self, pool: Executor) -> bool:
        """Write down how effects went, do what is due, begin the effects that were leased; return whether there was anything.

        What the database could not take waits for the next round; what cannot be written down at all is left to its lease.
        """
        wanted, ended = self._still_due(), self._ended()
        if any(one.kind in self._steps_of for one in wanted):
            ended = ended if len(ended) >= LANES or monotonic() > self._settled + WAITS_S else []
        elif self._under_way:
            wait(self._under_way, GATHER_S)
            ended = self._ended()
        done = Round(until=monotonic() + ROUND_S)
        parts = self._parts(wanted, ended, done)

        def committed() -> None:
            self._under_way |= {pool.submit(self._does.perform, one): None for one in done.leased}
            done.leased.clear()
            if done.settled:
                self._settled = monotonic()
                self._forget(ended)

        try:
            self._commit(parts, done, committed)
        except StorageUnavailable:
            raise
        except Exception:
            self._forget(ended)
            raise
        self._wanted = [*wanted, *(one for one in done.asked if one not in wanted)] if done.found else ()
        if not done.found and self._under_way:
            wait(self._under_way, self._idle_s)
            return True
        return done.found

    def _parts(self, wanted: Sequence[Due], ended: Sequence[Future[Outcomes]], done: Round) -> Iterator[Part]:
        """Yield what a round does: a kind's steps while there is time, then what is due of effects or was just asked for."""
        if ended:
            yield partial(self._settle, [one.result() for one in ended])
        for one in wanted:
            more = one.kind in self._steps_of
            while more:
                yield partial(self._steps, one)
                more = done.last and monotonic() < done.until
        effects = [one for one in wanted if one.kind in self._effects_of]
        for one in dict.fromkeys([*effects, *done.asked]):
            busy = sum(not one.done() for one in self._under_way) + len(done.leased)
            if busy < UNDER_WAY:
                yield partial(self._leases, one, most=min(LANES, UNDER_WAY - busy))

    def _commit(self, parts: Iterable[Part], done: Round, committed: Callable[[], object]) -> None:
        """Do parts of a round, in one transaction where there is one writer, else each in one of its own."""
        if self._alone:
            with self._store.begin() as work:
                for part in parts:
                    part(work.connection, done)
                work.commit()
            committed()
            return
        for part in parts:
            with self._store.begin() as work:
                part(work.connection, done)
                work.commit()
            committed()

    def _ended(self) -> list[Future[Outcomes]]:
        return [one for one in self._under_way if one.done()]

    def _forget(self, ended: Iterable[Future[Outcomes]]) -> None:
        for one in ended:
            self._under_way.pop(one, None)

    def _finish(self) -> bool:
        """Write down how effects went, as no more rounds are to come."""
        ended = self._ended()
        self._forget(ended)
        self._write_down([one.result() for one in ended])
        return True

    def _steps(self, wanted: Due, connection: Quick, done: Round) -> None:
        """Do steps of a kind, as many as there is time for; where there are many writers, one."""
        jobs = queue.claim(connection, wanted, self._now(), STEPS if self._alone else 1)
        done.note(jobs)

        def act(*, careful: bool) -> None:
            for job in done.in_time(jobs):
                asked = self._does.handle(connection, job, careful=careful)
                effects = (one for one in asked if one.kind in self._effects_of)
                done.asked |= dict.fromkeys(Due(kind=one.kind, laned=bool(one.lane)) for one in effects)

        if jobs:
            hopefully(connection, act, parts=len(jobs))

    def _leases(self, wanted: Due, connection: Quick, done: Round, *, most: int) -> None:
        """Lease effects of a kind, in at most so many lanes."""
        jobs = queue.claim(connection, wanted, self._now(), most)
        done.note(jobs)
        errands: list[Errand] = []

        def act(*, careful: bool) -> None:
            errands.clear()
            for job in jobs:
                errand = self._does.prepare(connection, job, behind=most > 1, careful=careful)
                errands.extend([errand] if errand else ())

        if not jobs:
            return
        hopefully(connection, act, parts=len(jobs))
        trains = [([job for job, _ in one], self._store.ids.new()) for one in errands]
        leased = queue.lease(connection, trains, until=self._now() + self._lease)
        needed = [[needs for _, needs in one] for one in errands]
        done.leased += [tuple(zip(*one, strict=True)) for one in zip(leased, needed, strict=True)]

    def _write_down(self, trains: Sequence[Outcomes]) -> None:
        """Write down how effects went; a database out of reach is waited for while the lease lasts."""
        until = monotonic() + self._lease.total_seconds()
        while True:
            try:
                self._commit([partial(self._settle, trains)], Round(), lambda: None)
            except StorageUnavailable:
                if monotonic() >= until:
                    raise
                Event().wait(_pause())
            else:
                return

    def _settle(self, trains: Sequence[Outcomes], connection: Quick, done: Round) -> None:
        """Write down what was done under leases that are still ours: what was asked for first comes first.

        So workers who write down much of one kind lock the orders it is about in one order.
        """
        held = queue.held(connection, [[job for job, _ in one] for one in trains])
        ours = queue.ours(connection, held)
        ended = sorted((one for train in trains for one in train), key=lambda one: one[0].id)
        for job, _ in ended:
            if (job.id, job.token) not in ours:
                log.warning("effect.outrun", kind=job.kind, ref=job.ref)

        def act(*, careful: bool) -> None:
            for job, outcome in ended:
                if (job.id, job.token) in ours:
                    self._does.conclude(connection, job, outcome, careful=careful)

        hopefully(connection, act, parts=len(ours))
        queue.settle(connection, [one[0] for one in held], self._now())
        done.note(ended)
        done.settled = True

    def _now(self) -> datetime:
        return self._store.clock.now()


def _pause() -> float:
    return UNREACHABLE_S * (0.5 + random.random())  # noqa: S311 - jitter, no secret
