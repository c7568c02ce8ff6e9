"""Turns to write: who came first goes first, in a process and among processes, and nobody waits for ever."""

import os
import signal
import sqlite3
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from pathlib import Path
from threading import Event, Thread

import pytest

from gateway.adapters.db.engine import make_engine, reaching
from gateway.adapters.db.turns import Line, Turn, turn_of
from gateway.errors import StorageUnavailable

SOON, LONG = 0.02, 30.0


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "some.sqlite3")


def test_threads_go_in_the_order_in_which_they_came() -> None:
    line, went = Line(), []
    line.take(LONG)
    threads = []
    for number in range(5):
        came = Event()

        def go(number: int = number, came: Event = came) -> None:
            came.set()
            line.take(LONG)
            went.append(number)
            line.give()

        threads.append(Thread(target=go))
        threads[-1].start()
        came.wait()
        _until_waiting(line, number + 1)
    line.give()
    for thread in threads:
        thread.join()

    assert [0, 1, 2, 3, 4] == went
    assert line.take(0)


def test_who_gives_up_is_passed_over() -> None:
    line = Line()
    line.take(LONG)

    assert not line.take(SOON)
    line.give()
    assert line.take(0)


def test_what_comes_at_the_last_moment_came() -> None:
    """Between the end of patience and the look at the line, the turn may be given."""
    line = Line()
    line.take(LONG)
    with line._guard:
        waits = Thread(target=lambda: went.append(line.take(SOON)))
        went: list[bool] = []
        waits.start()
    _until_waiting(line, 1)
    with line._guard:
        Event().wait(3 * SOON)
        line._waiting.popleft().release()
    waits.join()

    assert [True] == went


def test_another_process_is_waited_for_and_no_longer_than_was_said(file: str) -> None:
    turn = Turn(file)
    other = _other(file)
    with pytest.raises(StorageUnavailable, match="too long"):
        turn.take(SOON)
    flock(other, LOCK_UN)

    turn.take(LONG)
    assert not _is_free(file)
    turn.give()
    assert _is_free(file)
    turn.close()
    turn.take(LONG)
    turn.close()
    assert not _is_free(file)
    turn.give()
    os.close(other)


def test_who_waits_goes_as_soon_as_the_other_process_is_done(file: str) -> None:
    turn, other, went = Turn(file), _other(file), Event()

    def go() -> None:
        turn.take(LONG)
        went.set()

    waits = Thread(target=go)
    waits.start()
    assert not went.wait(SOON)
    flock(other, LOCK_UN)
    waits.join()

    assert went.is_set()
    turn.give()
    os.close(other)


def test_a_process_that_is_killed_keeps_nobody_waiting(file: str) -> None:
    turn = Turn(file)
    turn.take(LONG)
    turn.give()
    reads, writes = os.pipe()
    child = os.fork()
    if not child:  # the copy takes the turn through files of its own, and says so
        turn.take(LONG)
        os.write(writes, b"!")
        signal.pause()
    os.read(reads, 1)
    with pytest.raises(StorageUnavailable):
        turn.take(SOON)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    turn.take(LONG)
    turn.give()
    for one in (reads, writes):
        os.close(one)


def test_a_copy_of_a_process_begins_anew(file: str) -> None:
    turn = Turn(file)
    turn.take(LONG)
    turn._process = 0

    turn.take(SOON)
    turn.give()


def test_where_there_can_be_no_such_file_the_database_is_waited_for_as_ever(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "nowhere" / "some.sqlite3"))
    turn.take(SOON)

    assert [] == list(tmp_path.iterdir())
    turn.give()


def test_a_process_has_one_line_a_file(file: str, tmp_path: Path) -> None:
    assert turn_of(file) is turn_of(f"{tmp_path}/./some.sqlite3")
    assert [None] * 3 == [turn_of(one) for one in ("", ":memory:", "file:one?mode=memory")]


def test_what_fails_gives_the_turn_back(file: str) -> None:
    engine = make_engine(f"sqlite:///{file}", lock_wait_s=SOON)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE one (at INTEGER)")
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match="locked"), reaching(), engine.begin():
            pass
    blocker.close()
    with pytest.raises(ZeroDivisionError), engine.begin():
        raise ZeroDivisionError
    lost = engine.connect()
    lost.begin()
    lost.invalidate()
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
    lost.close()
    engine.dispose()

    assert _is_free(file)


def _until_waiting(line: Line, many: int) -> None:
    while len(line._waiting) < many:
        Event().wait(0.001)


def _other(file: str) -> int:
    """Write as another process does: what is opened anew is locked by itself."""
    opened = os.open(f"{file}-turn", os.O_RDWR | os.O_CREAT)
    flock(opened, LOCK_EX)
    return opened


def _is_free(file: str) -> bool:
    opened = os.open(f"{file}-turn", os.O_RDWR | os.O_CREAT)
    try:
        flock(opened, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(opened)
