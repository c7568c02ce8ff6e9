"""Doing one job: a step with what follows from it, an effect from what it needs to what is written of it; and what becomes of those that fail."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from time import monotonic

import structlog

from gateway.adapters.db import queue
from gateway.adapters.db.errands import Errand, Outcome, Outcomes, guarded
from gateway.adapters.db.leases import Keeper
from gateway.adapters.db.quick import Quick
from gateway.adapters.db.work import DbStore, StepOfWork
from gateway.application.ports import Effect, Handler, Patience
from gateway.application.records import Job, NewJob
from gateway.domain.ladders import Ladder
from gateway.errors import NotYet

TRAIN = (
    4  # of one lane that are leased together, to be performed one after the other, where no order was agreed
)
TRAIN_S = 0.5  # after which no more of them are begun
CRASHED = "the lease ran out once too often: whoever held it never came back"

log = structlog.get_logger()


class Doer:
    """Does jobs of the kinds it has handlers or effects for, in the transactions of a worker.

    Without care what goes wrong is raised, to be done again with care: then it is told apart from what else is done
    in the transaction, and written down.
    """

    def __init__(
        self,
        store: DbStore,
        *,
        handlers: Mapping[str, Handler],
        effects: Mapping[str, Effect],
        patience: Mapping[str, Patience],
        lease: timedelta,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._effects = effects
        self._patience = patience
        self._keeper = Keeper(store, lease)

    def handle(self, connection: Quick, job: Job, *, careful: bool) -> list[NewJob]:
        """Do a step, and the one step that follows from it if nothing stands before that; return what was asked for."""
        asked: list[NewJob] = []

        def act(work: StepOfWork) -> Iterable[NewJob]:
            follow = list(self._handlers[job.kind](work, job))
            asked.extend(self._go_on(connection, job, follow, careful=careful))
            return asked

        if not careful:
            self._do(connection, job, act)
        elif (error := self._attempt(connection, job, act)) is not None:
            asked.clear()
            self._put_back(connection, job, error)
        queue.settle(connection, [job], self._now())
        return asked

    def _go_on(self, connection: Quick, job: Job, follow: list[NewJob], *, careful: bool) -> list[NewJob]:
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

        def act() -> None:
            more.extend(self._handlers[following.kind](self._unit(connection), following))

        error = _done(connection, act, careful=careful)
        queue.leave(connection, following, now)
        return follow if error is not None else [*(one for one in follow if one is not steps[0]), *more]

    def prepare(self, connection: Quick, job: Job, *, behind: bool, careful: bool) -> Errand:
        """Return a claimed effect, with those behind it in its lane if they may go with it, each with what it needs.

        Nothing is returned where it is not to be tried.
        """
        if queue.is_crashing(job, self._ladder(job)):
            self._give_up(connection, job, CRASHED)
            return []
        prepared, error = self._needed(connection, job, careful=careful)
        if isinstance(error, NotYet):
            queue.put_off(connection, job, error.until)
            queue.settle(connection, [job], self._now())
            return []
        if error is not None:
            self._fail(connection, job, error)
            return []
        train = [(job, prepared)]
        most = TRAIN - 1 if behind and self._any_order(job) else 0
        for one in queue.behind(connection, job, most, self._now()):
            prepared, error = self._needed(connection, one, careful=careful)
            if error is not None:
                break  # whatever it is, it is seen when its turn comes
            train.append((one, prepared))
        return train

    def _needed(self, connection: Quick, job: Job, *, careful: bool) -> tuple[object, Exception | None]:
        """Return what an effect needs, or, with care, why it cannot be had."""
        prepared: list[object] = []

        def prepare() -> None:
            prepared.append(self._effects[job.kind].prepare(self._unit(connection), job))

        error = _done(connection, prepare, careful=careful)
        return (None, error) if error is not None else (prepared[0], None)

    def perform(self, errand: Errand) -> Outcomes:
        """Touch the world; return how that went, up to what failed or came too late."""
        outcomes: list[tuple[Job, Outcome | None]] = []
        over, going = monotonic() + TRAIN_S, True
        for job, prepared in errand:
            outcome = self._touch(job, prepared) if going else None
            outcomes.append((job, outcome))
            going = outcome is not None and outcome.failure is None and monotonic() < over
        return outcomes

    def _touch(self, job: Job, prepared: object) -> Outcome:
        try:
            with self._keeper.kept(job):
                return Outcome(result=self._effects[job.kind].perform(prepared))
        except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
            return Outcome(failure=error)

    def conclude(self, connection: Quick, job: Job, outcome: Outcome | None, *, careful: bool) -> None:
        """Write down how an effect went that is still ours."""
        effect = self._effects[job.kind]
        if outcome is None:
            queue.hand_back(connection, job)
            return
        failure = outcome.failure

        def conclude(work: StepOfWork) -> Iterable[NewJob]:
            return effect.conclude(work, job, outcome.result)

        if failure is None and careful:
            failure = self._attempt(connection, job, conclude)
        elif failure is None:
            self._do(connection, job, conclude)
        if failure is not None:
            self._fail(connection, job, failure)

    def _fail(self, connection: Quick, job: Job, error: Exception) -> None:
        """Write a failed effect down: to be tried again, or given up."""
        patience = self._patience.get(job.kind)
        if patience is not None:
            patience.failed(self._unit(connection), job, error)
        if queue.is_final(job, error, self._ladder(job), self._now()):
            self._give_up(connection, job, queue.reason_of(error))
            return
        self._put_back(connection, job, error)
        queue.settle(connection, [job], self._now())

    def _give_up(self, connection: Quick, job: Job, reason: str) -> None:
        """Abandon an effect and bury its job, whatever abandoning says."""
        effect = self._effects[job.kind]
        error = self._attempt(connection, job, lambda work: effect.abandon(work, job, reason))
        if error is not None:
            reason = f"{reason}; abandoning failed too: {queue.reason_of(error)}"
        log.error("job.dead", kind=job.kind, ref=job.ref, reason=reason)
        queue.bury(connection, job, reason, self._now())
        queue.settle(connection, [job], self._now())

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
        """Do a job, all or nothing; return what went wrong."""
        return guarded(connection, lambda: self._do(connection, job, act))

    def _do(self, connection: Quick, job: Job, act: Callable[[StepOfWork], Iterable[NewJob]]) -> None:
        """Remove the job, act and ask for what follows."""
        queue.remove(connection, job)
        work = self._unit(connection)
        follow = list(act(work))
        if len(follow) > 1:
            work.jobs.add_all(follow)
        elif follow:
            work.jobs.add(follow[0])

    def _unit(self, connection: Quick) -> StepOfWork:
        return StepOfWork(connection, self._store.clock, self._store.ids)

    def _now(self) -> datetime:
        return self._store.clock.now()


def _done(connection: Quick, act: Callable[[], None], *, careful: bool) -> Exception | None:
    """Do something, with care or without; return what went wrong, or raise it."""
    if careful:
        return guarded(connection, act)
    act()
    return None
