"""Effects of one lane whose order nobody agreed: leased together, done one after the other, none along with one that fails."""

from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import select, update

from gateway.adapters.db.doing import TRAIN
from gateway.adapters.db.errands import Outcome
from gateway.adapters.db.tables import job as job_table
from gateway.adapters.db.tables import lane as lane_table
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Round, Worker
from gateway.application.records import Job
from gateway.domain.ladders import Ladder
from gateway.errors import NotYet, Refused, TransportUnavailable
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Stumbling, ask, done, drain, sending

SOON_S = 20


class Patient:
    """Lets others pass what failed."""

    def ladder(self, job: Job) -> Ladder:
        """Return the same for every job."""
        del job
        return Ladder(steps=(timedelta(minutes=1),), give_up_after=timedelta(hours=10), keeps_place=False)

    def failed(self, work: object, job: Job, error: Exception) -> None:
        """Take note of nothing."""


def run_until(store: DbStore, worker: Worker, *, left: int) -> None:
    """Let a worker run until only so many jobs wait."""
    stop = Event()
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    for _ in range(SOON_S * 100):
        with store.read() as work:
            if work.jobs.waiting() == left:
                break
        Event().wait(0.01)
    stop.set()
    running.join()


def test_what_waits_in_a_lane_is_leased_together_and_done_in_order(store: DbStore) -> None:
    names = [f"{number:02}" for number in range(TRAIN + 3)]
    ask(store, *(sending(name, "out") for name in names))
    together: list[int] = []

    def look(_: object) -> None:
        with store.read() as work:
            tokens = list(work.connection.execute(select(job_table.c.token)).scalars())
        together.append(len([one for one in tokens if one]))

    sender = Sending(plan=look)
    run_until(
        store, Worker(store, handlers={}, effects={"send": sender}, patience={"send": Patient()}), left=0
    )

    assert names == sender.performed == done(store)
    assert [TRAIN] * TRAIN + [3] * 3 == together
    with store.read() as work:
        assert [] == work.connection.execute(select(lane_table)).all()


def test_one_that_fails_sends_back_those_behind_it(store: DbStore, clock: FixedClock) -> None:
    """They keep all their tries, and pass it; what went before it is done."""
    ask(store, *(sending(name, "out") for name in "abcd"))
    plan = Stumbling(times={"b": 1}, error=TransportUnavailable("down"))
    sender = Sending(plan=plan)
    worker = Worker(store, handlers={}, effects={"send": sender}, patience={"send": Patient()})
    run_until(store, worker, left=1)
    with store.read() as work:
        rows = work.connection.execute(select(job_table)).all()
    early = list(sender.performed)
    clock.advance(timedelta(hours=1))
    run_until(store, worker, left=0)

    assert [("b", 1, "")] == [(one.ref, one.attempts, one.token) for one in rows]
    assert (["a", "c", "d"], ["a", "c", "d", "b"]) == (early, sender.performed)


def test_where_order_was_agreed_they_go_one_by_one(store: DbStore) -> None:
    """Who dies there has repeated no more than one."""
    ask(store, *(sending(name, "out") for name in "abc"))
    together: list[int] = []

    def look(_: object) -> None:
        with store.read() as work:
            tokens = list(work.connection.execute(select(job_table.c.token)).scalars())
        together.append(len([one for one in tokens if one]))

    run_until(store, Worker(store, handlers={}, effects={"send": Sending(plan=look)}), left=0)

    assert [1, 1, 1] == together


def test_one_that_cannot_be_prepared_holds_nobody_before_it(store: DbStore, clock: FixedClock) -> None:
    """Its own turn says what is wrong with it."""
    later = clock.now() + timedelta(hours=1)

    def prepare(job: object) -> None:
        if getattr(job, "ref", "") == "b" and clock.now() < later:
            raise NotYet("b", until=later)

    ask(store, *(sending(name, "out") for name in "abc"))
    sender = Sending(on_prepare=prepare)
    worker = Worker(store, handlers={}, effects={"send": sender}, patience={"send": Patient()})
    run_until(store, worker, left=2)
    early = list(sender.performed)
    drain(store, worker)

    assert (["a"], ["a", "b", "c"]) == (early, sender.performed)


def test_one_that_is_refused_is_buried_alone(store: DbStore) -> None:
    ask(store, *(sending(name, "out") for name in "abc"))
    sender = Sending(plan=Stumbling(times={"b": 9}, error=Refused("no")))
    run_until(
        store, Worker(store, handlers={}, effects={"send": sender}, patience={"send": Patient()}), left=0
    )

    assert ["a", "c"] == sender.performed
    with store.read() as work:
        assert ["b"] == [letter.ref for letter in work.jobs.dead()]


def test_whoever_died_of_one_took_no_other_along(store: DbStore) -> None:
    """What was tried before goes alone, first or not."""
    ask(store, *(sending(name, "out") for name in "abc"))
    with store.begin() as work:
        work.connection.execute(update(job_table).where(job_table.c.ref == "b").values(attempts=1))
        work.commit()
    together: list[int] = []

    def look(_: object) -> None:
        with store.read() as work:
            tokens = list(work.connection.execute(select(job_table.c.token)).scalars())
        together.append(len([one for one in tokens if one]))

    run_until(
        store,
        Worker(store, handlers={}, effects={"send": Sending(plan=look)}, patience={"send": Patient()}),
        left=0,
    )

    assert [1, 1, 1] == together


def test_a_lease_that_ran_out_is_written_down_by_nobody_else(store: DbStore, clock: FixedClock) -> None:
    """Whoever took the lane over does what stands there; the first one's word comes too late."""
    ask(store, *(sending(name, "out") for name in "ab"))
    second = Worker(store, handlers={}, effects={"send": Sending()}, patience={"send": Patient()})
    taken: list[str] = []

    def overtake(job: object) -> None:
        if not taken:
            taken.append(getattr(job, "ref", ""))
            clock.advance(timedelta(hours=1))
            while second.run_once():
                pass

    run_until(
        store,
        Worker(store, handlers={}, effects={"send": Sending(plan=overtake)}, patience={"send": Patient()}),
        left=0,
    )

    assert ["a", "b"] == done(store)


def test_who_took_over_from_himself_writes_down_the_second_time_alone(
    store: DbStore, clock: FixedClock
) -> None:
    """A worker whose own lease ran out leases the same again: the word of both may come at the same moment."""
    ask(store, *(sending(name, "out") for name in "ab"))
    worker = Worker(store, handlers={}, effects={"send": Sending()}, patience={"send": Patient()})
    trains = []
    for _ in range(2):
        with store.begin() as work:
            (wanted,) = worker._due()
            done_so_far = Round()
            worker._leases(wanted, work.connection, done_so_far, most=2)
            work.commit()
        (errand,) = done_so_far.leased
        trains.append([(job, Outcome(result=job.ref)) for job, _ in errand])
        clock.advance(timedelta(hours=1))
    worker._write_down(trains)

    assert ["a"] == done(store)  # the other was tried before, and goes alone
