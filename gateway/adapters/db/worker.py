"""The worker: takes what is due, does it, and survives whatever happens meanwhile.

A step (Handler) runs inside the database: its claim, its work, its follow-up jobs and its own removal are one
commit. An effect touches the world: leased in one transaction, performed in none, concluded in another
that the lease's token fences.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from types import MappingProxyType

import structlog

from gateway.adapters.db import queue
from gateway.adapters.db.engine import batch_size
from gateway.adapters.db.errands import Errand, Outcome, Outcomes, guarded
from gateway.adapters.db.leases import Keeper
from gateway.adapters.db.queue import Due
from gateway.adapters.db.quick import Quick
from gateway.adapters.db.work import DbStore, StepOfWork
from gateway.application.ports import Effect, Handler, Patience
from gateway.application.records import Job, NewJob
from gateway.domain.ladders import Ladder
from gateway.errors import NotYet, StorageUnavailable

LEASE = timedelta(seconds=60)
IDLE_S = 0.05
UNREACHABLE_S = 0.2
MORE_OF_THE_SAME = 9  # taken of a kind that was due before asking again what is due longest
EFFECTS = 8  # lanes of a kind whose effects are leased, performed and concluded together
TRAIN = (
    4  # of one lane that are leased together, to be performed one after the other, where no order was agreed
)
TRAIN_S = 0.5  # after which no more of them are begun
ASIDE_S = 1.0  # how long a worker waits for effects before it goes on with other work
MOST_ASIDE = 16
CRASHED = "the lease ran out once too often: whoever held it never came back"

log = structlog.get_logger()


Performing = Callable[[Sequence[Errand]], None]


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
        aside_s: float = ASIDE_S,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._effects = effects
        self._patience = patience
        self._aside_s = aside_s
        self._aside: list[Future[None]] = []
        self._keeper = Keeper(store, lease)
        self._kinds = tuple(sorted({*handlers, *effects}))
        self._lease = lease
        self._idle_s = idle_s
        self._batch = batch_size(store.engine)
        self._more: list[Due] = []

    def run(self, stop: Event) -> None:
        """Work until told to stop; no failure of a job or of the database ends it.

        An effect that takes long is left to a thread of its own, so that a slow partner delays nobody else's work;
        what is under way when told to stop is finished.
        """
        with ThreadPoolExecutor(MOST_ASIDE + EFFECTS, thread_name_prefix="effect") as pool:

            def perform(errands: Sequence[Errand]) -> None:
                self._set_aside(pool, errands)

            while not stop.is_set():
                try:
                    pause = 0.0 if self._one(perform, EFFECTS) else self._idle_s
                except StorageUnavailable as error:
                    log.warning("worker.storage", error=str(error))
                    pause = _pause()
                except Exception:
                    log.exception("worker.failed")
                    pause = 1.0
                if pause:
                    stop.wait(pause)

    def run_once(self) -> bool:
        """Do what has been due longest, or more of what was; return False when nothing was due.

        Raises StorageUnavailable.
        """
        return self._one(self._perform, 1)

    def _one(self, perform: Performing, most: int) -> bool:
        """Do what is due longest, or more of what was; of effects at most so many."""
        if self._more and self._take(self._more[-1], perform, most):
            self._more.pop()
            return True
        with self._store.read() as work:
            wanted = queue.due(work.connection, self._kinds, self._now())
        self._more = next(([one] * MORE_OF_THE_SAME for one in wanted if self._take(one, perform, most)), [])
        return bool(self._more)

    def _take(self, wanted: Due, perform: Performing, most: int) -> bool:
        if wanted.kind in self._handlers:
            return self._step(wanted)
        return self._affect(wanted, perform, min(most, 1 + max(0, MOST_ASIDE - len(self._still_aside()))))

    def _step(self, wanted: Due) -> bool:
        """Do as many steps in one transaction as the database likes."""
        with self._store.begin() as work:
            done = 0
            while done < self._batch and (job := queue.claim(work.connection, wanted, self._now())):
                self._handle(work.connection, job)
                done += 1
            work.commit()
        return done > 0

    def _handle(self, connection: Quick, job: Job) -> None:
        """Do a step, and the one step that follows from it if nothing stands before that."""

        def act(work: StepOfWork) -> Iterable[NewJob]:
            return self._go_on(connection, job, list(self._handlers[job.kind](work, job)))

        error = self._attempt(connection, job, act)
        if error is not None:
            self._put_back(connection, job, error)
        queue.settle(connection, job, self._now())

    def _go_on(self, connection: Quick, job: Job, follow: Sequence[NewJob]) -> Sequence[NewJob]:
        """Do what follows at once, if it is one step and its lane is empty; return what is still to be asked for.

        What fails here never happened: it is asked for like any other work, and fails where failures are counted.
        """
        steps = [one for one in follow if one.kind in self._handlers]
        if len(steps) != 1 or not steps[0].lane or steps[0].lane == job.lane or steps[0].run_at is not None:
            return follow
        now = self._now()
        following = queue.open_for(connection, steps[0], job=self._store.ids.new(), now=now)
        if following is None:
            return follow
        more: list[NewJob] = []
        act = self._handlers[following.kind]
        error = guarded(connection, lambda: more.extend(act(self._unit(connection), following)))
        queue.leave(connection, following, now)
        return follow if error is not None else [*(one for one in follow if one is not steps[0]), *more]

    def _affect(self, wanted: Due, perform: Performing, most: int) -> bool:
        """Lease effects of a kind, in at most so many lanes; perform and conclude them."""
        with self._store.begin() as work:
            claimed, leased = self._leases(work.connection, wanted, most)
            work.commit()
        if leased:
            perform(leased)
        return claimed > 0

    def _leases(self, connection: Quick, wanted: Due, most: int) -> tuple[int, list[Errand]]:
        """Return how many lanes were claimed, and what was leased in them."""
        claimed, leased = 0, []
        while claimed < most and (job := queue.claim(connection, wanted, self._now())):
            claimed += 1
            leased += self._lease_of(connection, job, TRAIN if most > 1 and self._any_order(job) else 1)
        return claimed, leased

    def _perform(self, errands: Sequence[Errand]) -> None:
        """Perform effects one after the other, and write down each."""
        for one in errands:
            self._write_down([self._touch(one)])

    def _set_aside(self, pool: ThreadPoolExecutor, errands: Sequence[Errand]) -> None:
        """Perform effects side by side, those of a lane in order, and write down together what is done in time.

        What takes longer goes on by itself, unless too much does already: then that is waited for.
        """
        going = {pool.submit(self._run_errand, one): one for one in errands}
        slow = wait(going, self._aside_s).not_done
        done = [one for one in errands if one.leave()]
        self._aside += slow
        try:
            self._write_down([one.outcomes for one in done])
        finally:
            while slow and len(self._still_aside()) > MOST_ASIDE:
                wait(self._aside, self._aside_s, return_when=FIRST_COMPLETED)

    def _run_errand(self, errand: Errand) -> None:
        """Perform effects; where nobody waits for them, write them down, and hear nobody if that goes wrong."""
        outcomes = self._touch(errand)
        if not errand.done(outcomes):
            return
        try:
            self._write_down([outcomes])
        except StorageUnavailable as error:
            log.warning("worker.storage", error=str(error))
        except Exception:
            log.exception("worker.failed")

    def _still_aside(self) -> Sequence[Future[None]]:
        self._aside = [one for one in self._aside if not one.done()]
        return self._aside

    def _touch(self, errand: Errand) -> Outcomes:
        """Touch the world; return what writes down how that went, up to what failed or came too late."""
        outcomes: list[tuple[Job, Outcome | None]] = []
        over = monotonic() + TRAIN_S
        going = True
        for job, prepared in errand.loads:
            outcome, fine = self._touch_one(job, prepared) if going else (None, False)
            outcomes.append((job, outcome))
            going = fine and monotonic() < over
        return outcomes

    def _touch_one(self, job: Job, prepared: object) -> tuple[Outcome, bool]:
        """Touch the world; return what writes down how that went, and whether it went well."""
        try:
            with self._keeper.kept(job):
                result = self._effects[job.kind].perform(prepared)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
            failure = error
            return (lambda _: failure), False
        return (lambda connection: self._conclude(connection, job, result)), True

    def _lease_of(self, connection: Quick, job: Job, most: int) -> list[Errand]:
        """Lease a claimed effect and, of those behind it in its lane, so many that may go with it; nothing where it is not to be tried."""
        if queue.is_crashing(job, self._ladder(job)):
            self._give_up(connection, job, CRASHED)
            return []
        prepared, error = self._prepare(connection, job)
        if isinstance(error, NotYet):
            queue.put_off(connection, job, error.until)
            queue.settle(connection, job, self._now())
            return []
        if error is not None:
            self._fail(connection, job, error)
            return []
        together, loads = [job], [prepared]
        for one in queue.behind(connection, job, most - 1, self._now()):
            prepared, error = self._prepare(connection, one)
            if error is not None:
                break  # whatever it is, it is seen when its turn comes
            together.append(one)
            loads.append(prepared)
        until = self._now() + self._lease
        leased = queue.lease(connection, together, token=self._store.ids.new(), until=until)
        return [Errand(tuple(zip(leased, loads, strict=True)))]

    def _prepare(self, connection: Quick, job: Job) -> tuple[object, Exception | None]:
        """Return what an effect needs, or why it cannot be had."""
        prepared: list[object] = [None]

        def prepare() -> None:
            prepared[0] = self._effects[job.kind].prepare(self._unit(connection), job)

        error = guarded(connection, prepare)
        return prepared[0], error

    def _write_down(self, trains: Sequence[Outcomes]) -> None:
        """Write down how effects went; a database out of reach is waited for while the lease lasts."""
        until = monotonic() + self._lease.total_seconds()
        while trains:
            try:
                with self._store.begin() as work:
                    self._settle(work.connection, trains)
                    work.commit()
            except StorageUnavailable:
                if monotonic() >= until:
                    raise
                Event().wait(_pause())
            else:
                return

    def _settle(self, connection: Quick, trains: Sequence[Outcomes]) -> None:
        """Write down what was done under leases that are still ours: what was asked for first comes first.

        So workers who write down much of one kind lock the orders it is about in one order.
        """
        done = [(job, outcome) for one in trains for job, outcome in one]
        held = [one[0][0] for one in trains if queue.is_held(connection, one[0][0])]
        ours = queue.ours(connection, [job for job, _ in done], tokens={one.token for one in held})
        for job, outcome in sorted(done, key=lambda one: one[0].id):
            if job.id not in ours:
                log.warning("effect.outrun", kind=job.kind, ref=job.ref)
            elif outcome is None:
                queue.hand_back(connection, job)
            elif (failure := outcome(connection)) is not None:
                self._fail(connection, job, failure)
        for first in held:
            queue.settle(connection, first, self._now())

    def _conclude(self, connection: Quick, job: Job, result: object) -> Exception | None:
        effect = self._effects[job.kind]
        return self._attempt(connection, job, lambda work: effect.conclude(work, job, result))

    def _fail(self, connection: Quick, job: Job, error: Exception) -> None:
        """Write a failed effect down: to be tried again, or given up."""
        patience = self._patience.get(job.kind)
        if patience is not None:
            patience.failed(self._unit(connection), job, error)
        if queue.is_final(job, error, self._ladder(job), self._now()):
            self._give_up(connection, job, queue.reason_of(error))
            return
        self._put_back(connection, job, error)
        queue.settle(connection, job, self._now())

    def _give_up(self, connection: Quick, job: Job, reason: str) -> None:
        """Abandon an effect and bury its job, whatever abandoning says."""
        effect = self._effects[job.kind]
        error = self._attempt(connection, job, lambda work: effect.abandon(work, job, reason))
        if error is not None:
            reason = f"{reason}; abandoning failed too: {queue.reason_of(error)}"
        log.error("job.dead", kind=job.kind, ref=job.ref, reason=reason)
        queue.bury(connection, job, reason, self._now())
        queue.settle(connection, job, self._now())

    def _put_back(self, connection: Quick, job: Job, error: Exception) -> None:
        reason = queue.reason_of(error)
        now, ladder = self._now(), self._ladder(job)
        final = queue.is_final(job, error, ladder, now)
        log.warning("job.dead" if final else "job.failed", kind=job.kind, ref=job.ref, reason=reason)
        if final:
            queue.bury(connection, job, reason, now)
        else:
            queue.postpone(connection, job, reason, ladder=ladder, now=now)

    def _any_order(self, job: Job) -> bool:
        """Return whether what stands behind a job may pass it: then no more than its lane asks that they go one by one."""
        ladder = self._ladder(job)
        return ladder is not None and not ladder.keeps_place

    def _ladder(self, job: Job) -> Ladder | None:
        patience = self._patience.get(job.kind)
        return patience.ladder(job) if patience else None

    def _attempt(
        self, connection: Quick, job: Job, act: Callable[[StepOfWork], Iterable[NewJob]]
    ) -> Exception | None:
        """Remove the job, act and ask for what follows, all or nothing; return what went wrong."""

        def all_of_it() -> None:
            queue.remove(connection, job)
            work = self._unit(connection)
            follow = list(act(work))
            if len(follow) > 1:
                work.jobs.add_all(follow)
            elif follow:
                work.jobs.add(follow[0])

        return guarded(connection, all_of_it)

    def _unit(self, connection: Quick) -> StepOfWork:
        return StepOfWork(connection, self._store.clock, self._store.ids)

    def _now(self) -> datetime:
        return self._store.clock.now()


def _pause() -> float:
    return UNREACHABLE_S * (0.5 + random.random())  # noqa: S311 - jitter, no secret
