"""The worker: steps, effects, failures, dead letters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from gateway.adapters.db.doing import CRASHED
from gateway.adapters.db.queue import BACK_OFF
from gateway.adapters.db.tables import job as job_table
from gateway.adapters.db.tables import lane as lane_table
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.application.ports import UnitOfWork
from gateway.application.records import Event as EventRecord
from gateway.application.records import Job, NewJob
from gateway.errors import Refused, TransportRefused, TransportUnavailable
from tests import records
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Step, Stumbling, ask, done, drain, sending, step

LANES = pytest.mark.parametrize("lane", ["", "acme:out"], ids=["free", "in a lane"])


def working(
    store: DbStore,
    *,
    steps: Mapping[str, Step] | None = None,
    sender: Sending | None = None,
    **options: timedelta,
) -> Worker:
    return Worker(
        store,
        handlers=steps or {"step": Step()},
        effects={"send": sender or Sending()},
        **options,
    )


LATER = NewJob(kind="later", ref="b", dedupe="b", lane="b", partner="acme")


class Entering(Step):
    """A step that asks for what follows by itself."""

    def __call__(self, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
        """Do the step."""
        for one in super().__call__(work, job):
            work.jobs.add(one)
        return ()


def raising(error: Exception) -> Stumbling:
    return Stumbling(times={"a": 1000}, error=error)


class TestSteps:
    @LANES
    def test_a_step_its_removal_and_what_follows_are_one(self, store: DbStore, lane: str) -> None:
        ask(store, step("a", lane))
        later = NewJob(kind="later", ref="b", dedupe="b", lane=lane, partner="acme")
        worker = working(store, steps={"step": Step(follow=(later,))})

        assert worker.run_once()

        with store.read() as work:
            assert ["a"] == [event.ref for event in work.events.recent(9)]
            assert 1 == work.jobs.waiting()

    def test_the_one_step_that_follows_is_done_in_the_same_transaction(self, store: DbStore) -> None:
        """Where nothing stands before it in its lane; it leaves neither a job nor a lane behind."""
        ask(store, step("a"))
        after = NewJob(kind="send", ref="c", dedupe="c", lane="c", partner="acme")
        worker = working(
            store, steps={"step": Step(follow=(LATER,)), "later": Step(follow=(after,))}, sender=Sending()
        )

        assert worker.run_once()

        assert ["a", "b"] == done(store)
        with store.read() as work:
            assert ["send"] == list(work.connection.execute(select(job_table.c.kind)).scalars())
            assert ["c"] == list(work.connection.execute(select(lane_table.c.lane)).scalars())

    def test_a_step_that_follows_waits_for_what_stands_before_it(self, store: DbStore) -> None:
        """Its lane is not empty: it goes to the end of it."""
        ask(store, step("a"), step("first", "b"))
        worker = working(store, steps={"step": Step(follow=(LATER,)), "later": Step()})
        drain(store, worker)

        assert ["a", "first", "b"] == done(store)

    def test_a_step_that_follows_fails_alone(self, store: DbStore) -> None:
        """What went before it stands; it is tried again later, and only its own failures count."""
        ask(store, step("a"))
        plan = Stumbling(times={"b": 2}, error=ValueError("not yet"))
        worker = working(store, steps={"step": Step(follow=(LATER,)), "later": Step(plan=plan)})
        while worker.run_once():
            pass

        assert ["a"] == done(store)
        with store.read() as work:
            (row,) = work.connection.execute(select(job_table))
            assert ("b", 1, "ValueError: not yet") == (row.ref, row.attempts, row.error)
        drain(store, worker)
        assert ["a", "b"] == done(store)

    def test_a_step_that_follows_may_ask_for_more_in_its_lane(self, store: DbStore) -> None:
        """The lane stays open for that."""
        ask(store, step("a"))
        again = NewJob(kind="send", ref="c", dedupe="c", lane="b", partner="acme")
        sender = Sending()
        worker = working(
            store, steps={"step": Step(follow=(LATER,)), "later": Entering(follow=(again,))}, sender=sender
        )
        drain(store, worker)

        assert ["c"] == sender.performed

    @LANES
    def test_a_step_may_ask_for_itself_again(self, store: DbStore, clock: FixedClock, lane: str) -> None:
        again = NewJob(
            kind="step",
            ref="a",
            dedupe="step:a",
            lane=lane,
            partner="acme",
            run_at=clock.now() + timedelta(hours=1),
        )
        ask(store, step("a", lane))
        worker = working(store, steps={"step": Step(follow=(again,))})

        assert worker.run_once()
        assert not worker.run_once()

        clock.advance(timedelta(hours=1))
        assert worker.run_once()

    @LANES
    def test_a_failed_step_leaves_nothing_but_its_reason(self, store: DbStore, lane: str) -> None:
        ask(store, step("a", lane), step("b", "" if lane else "other"))
        worker = working(store, steps={"step": Step(plan=raising(ValueError("no such unit")))})

        while worker.run_once():
            pass

        assert ["b"] == done(store)
        with store.read() as work:
            (row,) = work.connection.execute(select(job_table))
            assert ("a", 1, "ValueError: no such unit") == (row.ref, row.attempts, row.error)

    @LANES
    def test_a_failing_step_is_tried_ever_later_and_dies_after_ten(
        self, store: DbStore, clock: FixedClock, lane: str
    ) -> None:
        ask(store, step("a", lane))
        worker = working(store, steps={"step": Step(plan=raising(TransportUnavailable("down")))})

        waits = []
        for attempt in range(1, 10):
            assert worker.run_once()
            with store.read() as work:
                (row,) = work.connection.execute(select(job_table))
            assert attempt == row.attempts
            waits.append(row.run_at - clock.now())
            clock.advance(waits[-1] - timedelta(microseconds=1))
            assert not worker.run_once()
            clock.advance(timedelta(microseconds=1))
        assert worker.run_once()

        assert [*BACK_OFF, *[BACK_OFF[-1]] * 3] == waits
        with store.read() as work:
            (letter,) = work.jobs.dead()
            assert ("a", lane, 10, "transport.unavailable: down") == (
                letter.ref,
                letter.lane,
                letter.attempts,
                letter.error,
            )
            assert 0 == work.jobs.waiting()

    def test_what_later_is_no_better_dies_at_once(self, store: DbStore) -> None:
        ask(store, step("a"))

        assert working(store, steps={"step": Step(plan=raising(Refused("no")))}).run_once()

        with store.read() as work:
            assert ["refused: no"] == [letter.error for letter in work.jobs.dead()]

    def test_work_that_fails_each_time_it_is_asked_for_is_one_dead_letter(self, store: DbStore) -> None:
        """What fails on every round of a timetable does not bury what else died; the last reason stands."""
        worker = working(
            store, steps={"step": Step(plan=Stumbling(times={"a": 9, "b": 9}, error=Refused("no")))}
        )
        for slot in range(3):
            ask(store, replace(step("a"), dedupe=f"a:{slot}"), replace(step("b"), dedupe=f"b:{slot}"))
            drain(store, worker)

        with store.read() as work:
            assert ["a", "b"] == sorted(letter.ref for letter in work.jobs.dead())

    @LANES
    def test_a_revived_letter_is_work_like_any_other(self, store: DbStore, lane: str) -> None:
        ask(store, step("a", lane))
        plan = Stumbling(times={"a": 1}, error=Refused("no"))
        worker = working(store, steps={"step": Step(plan=plan)})
        assert worker.run_once()

        with store.begin() as work:
            work.jobs.revive(work.jobs.dead()[0].id)
            work.commit()
        assert worker.run_once()

        assert ["a"] == done(store)
        with store.read() as work:
            assert ([], 0) == (work.jobs.dead(), work.jobs.waiting())

    def test_one_step_that_fails_undoes_no_other(self, store: DbStore) -> None:
        ask(store, *(step(ref) for ref in "badly"))

        drain(
            store, working(store, steps={"step": Step(plan=Stumbling(times={"d": 2}, error=KeyError("x")))})
        )

        assert sorted("badly") == sorted(done(store))

    def test_a_step_must_not_commit(self, store: DbStore) -> None:
        def committing(work: UnitOfWork, job: Job) -> tuple[NewJob, ...]:
            work.events.add(_event(job))
            work.commit()
            return ()

        ask(store, step("a"))
        assert Worker(store, handlers={"step": committing}, effects={}).run_once()

        with store.read() as work:
            assert [] == work.events.recent(9)
            assert "RuntimeError" in work.connection.scalars(select(job_table.c.error)).one()

    def test_a_step_that_broke_a_rule_of_the_database_has_failed_like_any_other(self, store: DbStore) -> None:
        def twice(work: UnitOfWork, job: Job) -> tuple[NewJob, ...]:
            work.events.add(_event(job))
            work.events.add(_event(job))
            return ()

        ask(store, step("a"), step("b"))
        worker = Worker(store, handlers={"step": twice}, effects={})
        while worker.run_once():
            pass

        with store.read() as work:
            assert [1, 1] == work.connection.scalars(select(job_table.c.attempts)).all()

    def test_work_nobody_has_a_handler_for_waits(self, store: DbStore) -> None:
        ask(store, step("a"), step("b", "lane"))

        assert not Worker(store, handlers={"other": Step()}, effects={}).run_once()
        assert not Worker(store, handlers={}, effects={}).run_once()


class TestEffects:
    @LANES
    def test_the_world_is_touched_with_no_transaction_open(self, store: DbStore, lane: str) -> None:
        def look(job: Job) -> None:
            with store.begin() as work:
                work.events.add(_event(job))
                work.commit()

        ask(store, sending("a", lane))
        sender = Sending(plan=look)

        assert working(store, sender=sender).run_once()

        assert ["a"] == sender.performed
        assert ["a"] == done(store, "receipt of a")
        with store.read() as work:
            assert 0 == work.jobs.waiting()

    @LANES
    def test_an_effect_that_fails_is_tried_again(self, store: DbStore, lane: str) -> None:
        ask(store, sending("a", lane), sending("b", lane))
        sender = Sending(plan=Stumbling(times={"a": 3}, error=TransportUnavailable("down")))

        drain(store, working(store, sender=sender))

        assert ["a", "b"] == sorted(sender.performed)
        assert [] == sender.abandoned

    @LANES
    def test_an_effect_refused_for_good_is_abandoned_and_dead_in_one(self, store: DbStore, lane: str) -> None:
        ask(store, sending("a", lane), sending("b", lane))
        sender = Sending(plan=raising(TransportRefused("no such mailbox")))

        drain(store, working(store, sender=sender))

        assert ["transport.refused: no such mailbox"] == sender.abandoned
        assert ["b"] == sender.performed
        with store.read() as work:
            assert ["transport.refused: no such mailbox"] == [letter.error for letter in work.jobs.dead()]
            assert ["a"] == [event.ref for event in work.events.recent(9) if "mailbox" in event.what]

    def test_an_effect_dies_after_ten_attempts(self, store: DbStore) -> None:
        ask(store, sending("a"))
        sender = Sending(plan=raising(OSError("broken pipe")))

        drain(store, working(store, sender=sender))

        with store.read() as work:
            assert [10] == [letter.attempts for letter in work.jobs.dead()]
        assert ["OSError: broken pipe"] == sender.abandoned

    def test_an_effect_that_cannot_be_prepared_touches_nothing(self, store: DbStore) -> None:
        ask(store, sending("a"))
        sender = Sending(on_prepare=Stumbling(times={"a": 2}, error=ValueError("not ready")))

        drain(store, working(store, sender=sender))

        assert ["a"] == sender.performed

    def test_an_outcome_that_cannot_be_written_is_sought_again(self, store: DbStore) -> None:
        ask(store, sending("a"))
        sender = Sending(on_conclude=Stumbling(times={"a": 1}, error=ValueError("odd receipt")))

        drain(store, working(store, sender=sender))

        assert ["a", "a"] == sender.performed
        assert ["a"] == done(store, "receipt of a")

    def test_a_letter_is_dead_even_if_abandoning_fails(self, store: DbStore) -> None:
        ask(store, sending("a"))
        sender = Sending(plan=raising(Refused("no")), on_abandon=raising(KeyError("gone")))

        drain(store, working(store, sender=sender))

        with store.read() as work:
            (letter,) = work.jobs.dead()
            assert letter.error == "refused: no; abandoning failed too: KeyError: 'gone'"
        assert [] == done(store)

    @LANES
    def test_a_lease_that_ran_out_is_taken_over_and_the_late_outcome_is_dropped(
        self, store: DbStore, clock: FixedClock, lane: str
    ) -> None:
        heir = Sending()

        def outrun(_: Job) -> None:
            assert not working(store, sender=heir).run_once()
            clock.advance(timedelta(seconds=61))
            assert working(store, sender=heir).run_once()

        ask(store, sending("a", lane), sending("b", "never"))
        with store.begin() as work:
            work.connection.execute(
                lane_table.update().where(lane_table.c.lane == "never").values(kind="off")
            )
            work.commit()
        slow = Sending(plan=outrun)

        assert working(store, sender=slow).run_once()

        assert (["a"], ["a"]) == (heir.performed, slow.performed)
        assert ["a"] == done(store)
        with store.read() as work:
            assert 1 == work.jobs.waiting()

    @LANES
    def test_a_late_outcome_is_dropped_while_the_heir_still_works(
        self, store: DbStore, clock: FixedClock, lane: str
    ) -> None:
        late_over, heir_at_work = Event(), Event()
        concluded: list[str] = []

        def work_on(_: Job) -> None:
            heir_at_work.set()
            assert late_over.wait(10)

        heir = Sending(plan=work_on, on_conclude=lambda job: concluded.append(f"heir: {job.ref}"))
        inheriting = Thread(target=working(store, sender=heir).run_once)

        def outrun(_: Job) -> None:
            clock.advance(timedelta(seconds=61))
            inheriting.start()
            assert heir_at_work.wait(10)

        ask(store, sending("a", lane))
        slow = Sending(plan=outrun, on_conclude=lambda job: concluded.append(f"late: {job.ref}"))
        assert working(store, sender=slow).run_once()
        late_over.set()
        inheriting.join()

        assert ["heir: a"] == concluded
        assert ["a"] == done(store)

    def test_a_late_outcome_does_not_disturb_who_holds_the_lane_now(
        self, store: DbStore, clock: FixedClock
    ) -> None:
        """An earlier job came into the lane meanwhile, and its holder keeps the lane to itself."""
        seen: list[str] = []

        def outrun(_: Job) -> None:
            with store.begin() as work:
                ids = work.connection.scalars(select(job_table.c.id)).all()
                work.jobs.add(sending("early", "acme:out"))
                new = job_table.c.id.not_in(ids)
                work.connection.execute(job_table.update().where(new).values(id="0"))
                work.commit()
            clock.advance(timedelta(seconds=61))
            assert working(store, sender=Sending(plan=meanwhile)).run_once()

        def meanwhile(job: Job) -> None:
            seen.append(job.ref)
            late.set()
            concluded.wait(10)
            assert not working(store).run_once()

        def outrun_elsewhere(job: Job) -> None:
            threads.append(Thread(target=outrun, args=(job,)))
            threads[0].start()
            assert late.wait(10)

        late, concluded = Event(), Event()
        threads: list[Thread] = []
        ask(store, sending("a", "acme:out"))

        assert working(store, sender=Sending(plan=outrun_elsewhere)).run_once()
        concluded.set()
        threads[0].join()

        assert ["early"] == seen
        assert ["early"] == done(store)
        drain(store, working(store))
        assert ["early", "a"] == done(store)

    @LANES
    def test_a_job_whose_holders_all_vanish_is_given_up(
        self, store: DbStore, clock: FixedClock, lane: str
    ) -> None:
        class Vanishing(BaseException):
            """What no handler of exceptions catches: as if the process were gone."""

        def vanish(_: Job) -> None:
            raise Vanishing

        ask(store, sending("a", lane))
        sender = Sending(plan=vanish)
        worker = working(store, sender=sender)
        for _ in range(10):
            with pytest.raises(Vanishing):
                worker.run_once()
            assert not worker.run_once()
            clock.advance(timedelta(seconds=61))

        assert worker.run_once()
        assert [CRASHED] == sender.abandoned

    @LANES
    def test_a_lease_is_renewed_while_its_holder_lives(
        self, store: DbStore, clock: FixedClock, lane: str
    ) -> None:
        def until() -> object:
            with store.read() as work:
                column = lane_table.c.next_at if lane else job_table.c.run_at
                return work.connection.scalars(select(column)).one()

        def slow(_: Job) -> None:
            before = until()
            clock.advance(timedelta(seconds=0.05))
            for _ in range(500):
                if until() != before:
                    break
                Event().wait(0.01)
            assert before + timedelta(seconds=0.05) == until()

        ask(store, sending("a", lane))
        sender = Sending(plan=slow)

        assert working(store, sender=sender, lease=timedelta(seconds=0.06)).run_once()

        assert ["a"] == sender.performed


class TestRunning:
    def test_a_worker_runs_until_told_to_stop_whatever_happens(self, store: DbStore) -> None:
        stop = Event()

        seen = set()

        def fail(job: Job) -> None:
            seen.add(job.ref)
            if len(seen) == 3:
                stop.set()
            raise ValueError(job.ref)

        ask(store, step("a"), step("b", "lane"), step("c"))
        worker = Worker(store, handlers={"step": Step(plan=fail)}, effects={}, idle_s=0.001)

        worker.run(stop)

        with store.read() as work:
            assert [1, 1, 1] == work.connection.scalars(select(job_table.c.attempts)).all()

    def test_a_fault_of_the_worker_itself_does_not_end_it(
        self, store: DbStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stop = Event()
        worker = Worker(store, handlers={"step": Step()}, effects={})

        def broken() -> None:
            stop.set()
            raise LookupError("step")

        monkeypatch.setattr(worker, "_due", broken)
        ask(store, step("a"))

        worker.run(stop)

        with store.read() as work:
            assert 1 == work.jobs.waiting()


def _event(job: Job) -> EventRecord:
    return records.event(id=job.id, ref=job.ref)
