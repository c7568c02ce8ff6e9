"""Lanes: order within, freedom between, and a price that does not grow."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select, text

from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.tables import job as job_table
from gateway.adapters.db.tables import lane as lane_table
from gateway.adapters.db.work import DbStore
from gateway.adapters.db.worker import Worker
from gateway.application.records import shard_of
from gateway.errors import Refused, TransportUnavailable
from tests.fakes.clocks import FixedClock
from tests.integration.db.workshop import Sending, Step, Stumbling, ask, done, drain, sending, step

ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
CROWD = 20_000


@pytest.mark.parametrize("seed", range(3))
def test_jobs_of_a_lane_are_done_in_order_however_often_they_fail(store: DbStore, seed: int) -> None:
    """Steps and effects mixed, several workers, some failures for good."""
    rng = random.Random(seed)
    refs = [f"{lane}{number:02}" for number in range(8) for lane in "xyz"]
    times = {ref: rng.choice([0, 0, 1, 3]) for ref in refs}
    plan = Stumbling(times=times, error=TransportUnavailable("down"))
    doomed = Stumbling(times={rng.choice(refs): 1}, error=Refused("never"))

    def stumble(job: Any) -> None:
        doomed(job)
        plan(job)

    ask(store, *(rng.choice([step, sending])(ref, ref[0]) for ref in refs))
    workers = [
        Worker(store, handlers={"step": Step(plan=stumble)}, effects={"send": Sending(plan=stumble)})
        for _ in range(3)
    ]
    threads = [Thread(target=_run_dry, args=(worker,)) for worker in workers]
    while _waiting(store):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        threads = [Thread(target=_run_dry, args=(worker,)) for worker in workers]
        store.clock.advance(timedelta(minutes=3))  # type: ignore[attr-defined] # the test's own clock

    with store.read() as work:
        dead = [letter.ref for letter in work.jobs.dead()]
    finished = [ref for ref in done(store) if ref not in dead]
    for lane in "xyz":
        asked = [ref for ref in refs if ref[0] == lane and ref not in dead]
        assert asked == [ref for ref in finished if ref[0] == lane]
    assert sorted(doomed.failed) != []


def test_a_blocked_lane_blocks_no_other(store: DbStore) -> None:
    ask(store, step("a1", "a"), step("a2", "a"), step("b1", "b"), step("free"))
    worker = Worker(
        store, handlers={"step": Step(plan=Stumbling(times={"a1": 2}, error=ValueError("x")))}, effects={}
    )

    _run_dry(worker)
    assert ["b1", "free"] == sorted(done(store))

    drain(store, worker)
    assert ["a1", "a2"] == [ref for ref in done(store) if ref.startswith("a")]


def test_order_holds_across_kinds_and_across_workers_that_know_one_kind(store: DbStore) -> None:
    ask(store, step("1", "lane"), sending("2", "lane"), step("3", "lane"))
    stepping = Worker(store, handlers={"step": Step()}, effects={})
    sender = Sending()
    shipping = Worker(store, handlers={}, effects={"send": sender})

    assert not shipping.run_once()
    _run_dry(stepping)
    assert ["1"] == done(store)
    _run_dry(shipping)
    _run_dry(stepping)

    assert ["1", "2", "3"] == done(store)


def test_lanes_take_turns(store: DbStore, clock: FixedClock) -> None:
    """A partner with a backlog does not make the others wait for its end."""
    for number in range(4):
        ask(store, sending(f"a{number}", "a"))
    clock.advance(timedelta(seconds=1))
    ask(store, sending("b0", "b"))
    sender = Sending()
    worker = Worker(store, handlers={}, effects={"send": sender})

    for _ in range(3):
        clock.advance(timedelta(seconds=1))
        assert worker.run_once()

    assert ["a0", "b0", "a1"] == sender.performed


def test_an_empty_lane_leaves_nothing_behind(store: DbStore) -> None:
    ask(store, step("a", "lane"), step("b", "lane"))

    _run_dry(Worker(store, handlers={"step": Step()}, effects={}))

    with store.read() as work:
        assert [] == work.connection.execute(select(lane_table)).all()


@ONLY_POSTGRESQL
def test_a_job_added_while_its_lane_runs_empty_is_not_lost(store: DbStore, clock: FixedClock) -> None:
    """The worker cannot see the job yet, but it sees that somebody is coming."""
    ask(store, step("a", "lane"))
    worker = Worker(store, handlers={"step": Step()}, effects={})

    with store.begin() as work:
        work.jobs.add(step("b", "lane"))
        assert worker.run_once()
        clock.advance(timedelta(seconds=1))
        assert not worker.run_once()
        work.commit()
    clock.advance(timedelta(seconds=1))
    _run_dry(worker)

    assert ["a", "b"] == done(store)


@ONLY_POSTGRESQL
def test_a_lane_somebody_was_coming_to_and_did_not_is_closed(store: DbStore, clock: FixedClock) -> None:
    ask(store, step("a", "lane"))
    worker = Worker(store, handlers={"step": Step()}, effects={})
    with store.begin() as work:
        work.jobs.add(step("b", "lane"))
        assert worker.run_once()
    clock.advance(timedelta(seconds=1))

    assert not worker.run_once()

    with store.read() as work:
        assert [] == work.connection.execute(select(lane_table)).all()


def test_nothing_is_stranded_where_adding_and_finishing_race(store: DbStore) -> None:
    """Lanes open and close all the time under four who add and two who work."""
    stop = Event()
    workers = [
        Thread(target=Worker(store, handlers={"step": Step()}, effects={}, idle_s=0.001).run, args=(stop,))
        for _ in range(2)
    ]
    adders = [Thread(target=_add_some, args=(store, name)) for name in "abcd"]
    for thread in workers + adders:
        thread.start()
    for thread in adders:
        thread.join()
    for _ in range(3000):
        if not _waiting(store):
            break
        store.clock.advance(timedelta(seconds=1))  # type: ignore[attr-defined] # the test's own clock
        Event().wait(0.01)
    stop.set()
    for thread in workers:
        thread.join()

    assert 0 == _waiting(store)
    finished = done(store)
    for name in "abcd":
        for lane in "01":
            mine = [ref for ref in finished if ref[0] == name and ref[-1] == lane]
            assert sorted(mine) == mine
            assert 8 == len(mine)


class TestTheCostOfAClaim:
    """Read off the database's own plans: rows looked at, whatever stands in line."""

    def test_a_crowd_in_one_blocked_lane_costs_nothing(self, store: DbStore, engine: Engine) -> None:
        later = store.clock.now() + timedelta(hours=1)
        self.crowd(store, lane="acme:out", lane_at=later)
        ask(store, step("free"), step("other", "lane"))

        assert self.costs(store, engine, steps=2) < 60

    def test_a_crowd_in_one_running_lane_costs_nothing(self, store: DbStore, engine: Engine) -> None:
        self.crowd(store, lane="acme:out", lane_at=store.clock.now())

        assert self.costs(store, engine, steps=1) < 60

    def test_a_crowd_of_free_jobs_to_come_costs_nothing(self, store: DbStore, engine: Engine) -> None:
        self.crowd(store, lane=None, lane_at=store.clock.now() + timedelta(hours=1))
        ask(store, step("free"))

        assert self.costs(store, engine, steps=1) < 60

    def crowd(self, store: DbStore, *, lane: str | None, lane_at: Any) -> None:
        ids = Uuid7()
        job = {"shard": shard_of("acme"), "partner": "acme", "kind": "step", "ref": "x", "lane": lane}
        job |= {"run_at": lane_at, "attempts": 0, "token": "", "error": "", "since": lane_at}
        rows = [job | {"id": ids.new(), "dedupe": f"crowd:{number}"} for number in range(CROWD)]
        with store.begin() as work:
            work.connection.execute(insert(job_table), rows)
            if lane:
                row = {
                    "lane": lane,
                    "shard": shard_of("acme"),
                    "kind": "step",
                    "next_at": lane_at,
                    "token": "",
                }
                work.connection.execute(insert(lane_table), row)
            work.commit()
        with store.begin() as work:
            work.connection.execute(text("ANALYZE"))
            work.commit()

    def costs(self, store: DbStore, engine: Engine, *, steps: int) -> int:
        """Return how many rows the statements of some claims look at."""
        worker = Worker(store, handlers={"step": Step()}, effects={})
        with _recorded(engine) as statements:
            for _ in range(steps):
                assert worker.run_once()
        assert len(statements) > 2 * steps
        return sum(_rows_looked_at(engine, *statement) for statement in statements)


def _rows_looked_at(engine: Engine, statement: str, parameters: Any) -> int:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            return sum(CROWD for row in plan if _reads_all(row.detail))
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        found = explained.scalar_one()
        return _rows_of(found[0]["Plan"] if isinstance(found, list) else json.loads(found)[0]["Plan"])


def _reads_all(detail: str) -> bool:
    return detail.startswith(("SCAN job", "SCAN lane")) or "USE TEMP B-TREE" in detail


def _rows_of(plan: dict[str, Any]) -> int:
    removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    own = (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    return int(own) + sum(map(_rows_of, plan.get("Plans", [])))


@contextmanager
def _recorded(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Record the statements that look for jobs and lanes."""
    seen: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        statement, parameters = call[2], call[3]
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _run_dry(worker: Worker) -> None:
    while worker.run_once():
        pass


def _waiting(store: DbStore) -> int:
    with store.read() as work:
        return work.jobs.waiting()


def _add_some(store: DbStore, name: str) -> None:
    for number in range(8):
        with store.begin() as work:
            for lane in "01":
                work.jobs.add(step(f"{name}{number}:{lane}", f"lane {lane}"))
            work.commit()
