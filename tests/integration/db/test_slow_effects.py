"""An effect that takes long holds a thread of its own and nothing else."""

from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import UNDER_WAY, Worker
from gateway.application.records import Job
from gateway.domain.ladders import Ladder
from gateway.errors import NotYet, StorageUnavailable, TransportUnavailable
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Step, Stumbling, ask, done, drain, sending, step

SOON_S = 20
HOUR = timedelta(hours=1)


class Patient:
    """Tries every minute for some hours; counts the failures it hears of."""

    def __init__(self, *, keeps_place: bool = True, hours: int = 10) -> None:
        self.heard: list[str] = []
        self._ladder = Ladder(
            steps=(timedelta(minutes=1),), give_up_after=HOUR * hours, keeps_place=keeps_place
        )

    def ladder(self, job: Job) -> Ladder:
        """Return the same for every job."""
        del job
        return self._ladder

    def failed(self, work: object, job: Job, error: Exception) -> None:
        """Remember whose it was."""
        del work, error
        self.heard.append(job.ref)


def test_a_stalling_partner_delays_nobody_else(store: DbStore) -> None:
    """One thread works: while the first effect stalls, what stands behind it in other lanes is done."""
    over, stop = Event(), Event()
    ask(store, sending("slow", "slow:out"), sending("quick", "quick:out"), step("read"))
    sender = Sending(plan=lambda job: over.wait(SOON_S) and None if job.ref == "slow" else None)
    worker = Worker(store, handlers={"step": Step()}, effects={"send": sender})
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    for _ in range(SOON_S * 100):
        if {"quick", "read"} <= set(done(store)):
            break
        Event().wait(0.01)
    early = list(sender.performed)
    stop.set()
    over.set()
    running.join()

    assert ["quick"] == early
    assert ["quick", "slow"] == sorted(sender.performed)
    assert {"quick", "read", "slow"} == set(done(store))


def test_no_more_than_so_many_stall_at_a_time(store: DbStore) -> None:
    """Beyond that a worker waits: it does not start threads without end."""
    over, stop = Event(), Event()
    ask(store, *(sending(str(number), f"{number}:out") for number in range(UNDER_WAY + 5)))
    begun: list[str] = []

    def stall(job: Job) -> None:
        begun.append(job.ref)
        over.wait(SOON_S)

    worker = Worker(store, handlers={}, effects={"send": Sending(plan=stall)})
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    for _ in range(SOON_S * 100):
        if len(begun) >= UNDER_WAY:
            break
        Event().wait(0.01)
    Event().wait(0.1)
    held = len(begun)
    stop.set()
    over.set()
    running.join()

    assert UNDER_WAY == held


@pytest.mark.parametrize("error", [StorageUnavailable("away"), ValueError("ours")], ids=["away", "ours"])
def test_what_cannot_be_written_down_is_left_to_its_lease(
    store: DbStore, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Neither a database that is away nor a mistake of ours ends the worker, and nothing is done twice meanwhile."""
    stop, tried = Event(), Event()
    sender = Sending()
    worker = Worker(store, handlers={}, effects={"send": sender}, lease=timedelta(seconds=0.5))

    def failing(*_: object) -> None:
        tried.set()
        raise error

    monkeypatch.setattr(worker, "_settle", failing)
    ask(store, sending("once"))
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    heard = tried.wait(SOON_S)
    alive = running.is_alive()
    stop.set()
    running.join()

    assert (True, True, ["once"], []) == (heard, alive, sender.performed, done(store))


def test_one_that_is_away_for_a_while_is_told_what_was_done_meanwhile(
    store: DbStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What effects came to waits for the database as long as the lease lasts, and nothing is done again."""
    stop, times = Event(), [0]
    sender = Sending()
    worker = Worker(store, handlers={}, effects={"send": sender})
    settle = worker._settle

    def away_twice(*how: Any) -> None:
        times[0] += 1
        if times[0] <= 2:
            raise StorageUnavailable("away")
        settle(*how)

    monkeypatch.setattr(worker, "_settle", away_twice)
    ask(store, sending("once"))
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    for _ in range(SOON_S * 100):
        if done(store):
            break
        Event().wait(0.01)
    stop.set()
    running.join()

    assert (3, ["once"], ["once"]) == (times[0], sender.performed, done(store))


def test_effects_of_a_kind_are_done_side_by_side(store: DbStore) -> None:
    """Several partners are spoken to at once, and those who answer are done with although one does not."""
    met, stop = Barrier(4), Event()
    ask(store, *(sending(name, f"{name}:out") for name in "abcd"))
    sender = Sending(plan=lambda _: met.wait(SOON_S) and None)
    worker = Worker(store, handlers={}, effects={"send": sender})
    running = Thread(target=worker.run, args=(stop,))
    running.start()
    for _ in range(SOON_S * 100):
        if len(done(store)) == 4:
            break
        Event().wait(0.01)
    stop.set()
    running.join()

    assert ["a", "b", "c", "d"] == sorted(done(store))


def test_what_is_not_to_be_tried_yet_waits_and_has_not_failed(store: DbStore, clock: FixedClock) -> None:
    """It keeps its place in its lane and all its tries."""

    def not_yet(job: Job) -> None:
        if clock.now() < begun + HOUR:
            raise NotYet(job.ref, until=begun + HOUR)

    begun = clock.now()
    ask(store, sending("a", "out"), sending("b", "out"))
    sender, patient = Sending(on_prepare=not_yet), Patient()
    worker = Worker(store, handlers={}, effects={"send": sender}, patience={"send": patient})
    assert worker.run_once()
    idle = worker.run_once()
    drain(store, worker)

    assert (False, ["a", "b"], []) == (idle, sender.performed, patient.heard)


def test_an_agreed_ladder_is_climbed_in_place_or_aside(store: DbStore, clock: FixedClock) -> None:
    """Ordered work waits for the one that failed, other work passes it; the last hour is the end."""
    order = {}
    for keeps_place in (True, False):
        ask(store, *(sending(f"{ref}{keeps_place}", "out") for ref in "ab"))
        plan = Stumbling(times={f"a{keeps_place}": 2}, error=TransportUnavailable("down"))
        sender, patient = Sending(plan=plan), Patient(keeps_place=keeps_place)
        drain(store, Worker(store, handlers={}, effects={"send": sender}, patience={"send": patient}))
        order[keeps_place] = [one[0] for one in sender.performed]
        assert 2 == len(patient.heard)
    ask(store, sending("never"))
    sender = Sending(plan=Stumbling(times={"never": 999}, error=TransportUnavailable("down")))
    worker = Worker(store, handlers={}, effects={"send": sender}, patience={"send": Patient(hours=1)})
    while worker.run_once():
        clock.advance(timedelta(minutes=7))
    with store.read() as work:
        (letter,) = work.jobs.dead()

    assert {True: ["a", "b"], False: ["b", "a"]} == order
    assert 9 <= letter.attempts <= 11
