"""The timetable: each slot once, however many look at the clock."""

from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import select

from gateway.adapters.db.schedules import Schedules, Slot
from gateway.adapters.db.tables import schedule
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Step, Stumbling, done


def polling(store: DbStore, clock: FixedClock, every_s: int = 60) -> Schedules:
    schedules = Schedules(store)
    assert store.clock is clock
    schedules.become({"poll:acme": Slot(every_s=every_s, kind="step", partner="acme")})
    return schedules


def test_a_slot_fires_once_though_three_look_at_the_clock(store: DbStore, clock: FixedClock) -> None:
    schedules = polling(store, clock)
    worker = Worker(store, handlers={"step": Step()}, effects={})
    for slot in range(5):
        fired: list[int] = []
        start = Barrier(3)

        def look(fired: list[int] = fired, start: Barrier = start) -> None:
            start.wait()
            fired.append(schedules.tick(clock.now()))

        threads = [Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [0, 0, 1] == sorted(fired)
        assert worker.run_once()
        assert ["acme"] * (slot + 1) == done(store)
        clock.advance(timedelta(seconds=60))


def test_who_saw_a_slot_that_was_taken_and_done_meanwhile_fires_nothing(
    store: DbStore, clock: FixedClock
) -> None:
    schedules = polling(store, clock)
    with store.read() as work:
        seen = work.connection.execute(select(schedule)).one()
    assert 1 == schedules.tick(clock.now())
    assert Worker(store, handlers={"step": Step()}, effects={}).run_once()

    assert not schedules._fire(seen, clock.now())

    assert 0 == schedules.tick(clock.now())
    with store.read() as work:
        assert 0 == work.jobs.waiting()


def test_before_its_time_nothing_fires(store: DbStore, clock: FixedClock) -> None:
    schedules = polling(store, clock)

    assert 1 == schedules.tick(clock.now())
    assert 0 == schedules.tick(clock.now() + timedelta(seconds=59))
    assert 0 == Schedules(store).tick(clock.now() - timedelta(days=1))


def test_missed_slots_become_one_and_the_rhythm_is_kept(store: DbStore, clock: FixedClock) -> None:
    schedules = polling(store, clock)
    worker = Worker(store, handlers={"step": Step()}, effects={})
    clock.advance(timedelta(seconds=1000))

    assert 1 == schedules.tick(clock.now())
    assert worker.run_once()
    assert 0 == schedules.tick(clock.now() + timedelta(seconds=19))
    assert 1 == schedules.tick(clock.now() + timedelta(seconds=20))


def test_no_slot_is_added_while_the_last_one_still_waits(store: DbStore, clock: FixedClock) -> None:
    schedules = polling(store, clock)
    stumbling = Step(plan=Stumbling(times={"acme": 1}, error=ValueError("not there")))
    worker = Worker(store, handlers={"step": stumbling}, effects={})
    assert 1 == schedules.tick(clock.now())
    assert worker.run_once()

    for _ in range(5):
        clock.advance(timedelta(seconds=60))
        assert 0 == schedules.tick(clock.now())
    assert worker.run_once()

    clock.advance(timedelta(seconds=60))
    assert 1 == schedules.tick(clock.now())


def test_one_poll_at_a_time_however_long_it_takes(store: DbStore, clock: FixedClock) -> None:
    """While a partner is being polled, the next slot starts no second poll."""
    schedules = Schedules(store)
    schedules.become({"poll:acme": Slot(every_s=10, kind="send", partner="acme")})

    def meanwhile(_: object) -> None:
        clock.advance(timedelta(seconds=10))
        assert 0 == schedules.tick(clock.now())
        assert not Worker(store, handlers={}, effects={"send": Sending()}).run_once()

    assert 1 == schedules.tick(clock.now())
    sender = Sending(plan=meanwhile)
    assert Worker(store, handlers={}, effects={"send": sender}).run_once()
    assert ["acme"] == sender.performed


def test_a_schedule_put_again_keeps_its_next_slot(store: DbStore, clock: FixedClock) -> None:
    schedules = polling(store, clock)
    assert 1 == schedules.tick(clock.now())

    schedules.become({"poll:acme": Slot(every_s=5, kind="step", partner="acme")})

    assert 0 == schedules.tick(clock.now() + timedelta(seconds=59))
    assert ("poll:acme",) == schedules.names()
    schedules.become({})
    assert () == schedules.names()
