"""Turns to write to a SQLite file, which has one writer at a time: who asked first writes first.

SQLite lets a writer that finds another at it sleep and try again, longer each time: one may sleep for a second while
others pass. Here threads of a process stand in line, and the process whose turn it is holds locks of the operating
system on two files beside the database: one to be next, one to write. So whoever is next cannot be passed, however busy
the others are, and the kernel lets go of both for a process that is killed. A turn is a courtesy: that nobody else
writes is seen to by SQLite, and where such files cannot be made or locked, its own way of waiting is what is left.
"""

import os
import sqlite3
import sys
from _thread import start_new_thread
from collections import deque
from contextlib import suppress
from threading import Event, Lock
from time import monotonic
from weakref import WeakValueDictionary, finalize

from gateway.errors import StorageUnavailable

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock

NEXT, WRITES = "-next", "-turn"


class Line:
    """Threads of a process, one at a time, in the order in which they came."""

    __slots__ = ("_guard", "_taken", "_waiting")

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def take(self, wait_s: float) -> bool:
        """Wait for one's turn, at most so long; return whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=max(0.0, wait_s)):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came at the last moment

    def give(self) -> None:
        """Let whoever waits longest have the turn."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Gate:
    """Processes, one at a time: only one thread of each may be at it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[int] = []
        finalize(self, _close, self._open)

    def take(self, wait_s: float) -> bool:
        """Wait until no other process writes, at most so long; return whether it is so."""
        try:
            first, second = self._files()
            try:
                flock(first, LOCK_EX | LOCK_NB)
                flock(second, LOCK_EX | LOCK_NB)
                flock(first, LOCK_UN)
            except BlockingIOError:
                return self._wait(first, second, wait_s)
        except OSError:
            self.close()
        return True

    def give(self) -> None:
        """Let another process write."""
        if self._open:
            with suppress(OSError):
                flock(self._open[1], LOCK_UN)

    def close(self) -> None:
        """Let go of the files, until they are needed again."""
        _close(self._open)

    def _files(self) -> list[int]:
        if not self._open:
            for end in (NEXT, WRITES):
                self._open.append(os.open(f"{self._file}{end}", os.O_RDWR | os.O_CREAT, 0o600))
        return self._open

    def _wait(self, first: int, second: int, wait_s: float) -> bool:
        """Stand in line, in a thread of its own: the kernel's line knows no end of patience. Who gives up leaves it the files."""
        came, guard, left = Lock(), Lock(), Event()
        came.acquire()

        def stand() -> (
            None
        ):  # pragma: no cover - this thread is one that nobody watches; what comes of it is tested
            with suppress(OSError):
                flock(first, LOCK_EX)
                flock(second, LOCK_EX)
                flock(first, LOCK_UN)
            with guard:
                came.release()
                if left.is_set():
                    _close([first, second])

        start_new_thread(stand, ())  # a tenth of what a Thread costs, and it ends when its only call does
        if came.acquire(timeout=max(0.0, wait_s)):
            return True
        with guard:
            late = not came.acquire(blocking=False)
            if late:
                left.set()
                self._open.clear()
        return not late


class Turn:
    """The turn to write to one file, for the threads of this process among those of all."""

    def __init__(self, file: str) -> None:
        self._gate = Gate(file)
        self._line = Line()
        self._process = os.getpid()

    def take(self, wait_s: float) -> None:
        """Wait until it is one's turn; raises StorageUnavailable where that takes too long."""
        if self._process != os.getpid():
            self._begin_anew()
        until = monotonic() + wait_s
        if self._line.take(wait_s):
            if self._gate.take(until - monotonic()):
                return
            self._line.give()
        raise StorageUnavailable("the database is busy: others were writing for too long")

    def give(self) -> None:
        """Let whoever is next write."""
        self._gate.give()
        self._line.give()

    def close(self) -> None:
        """Let go of the files if nobody of this process is at it: a copy of it then shares nothing."""
        if self._line.take(0):
            self._gate.close()
            self._line.give()

    def _begin_anew(self) -> None:
        """Forget, in a copy of the process, the files and the line it was copied with."""
        self._gate.close()
        self._line, self._process = Line(), os.getpid()


class Writer(sqlite3.Connection):
    """A connection that gives its turn to write to whoever is next, once what it wrote is committed or undone."""

    turn: Turn | None = None
    wait_s = 0.0
    _writes = False

    def take(self) -> None:
        """Wait until it is its turn to write, unless a commit that failed left it the turn; raises StorageUnavailable."""
        if self.turn is not None and not self._writes:
            self.turn.take(self.wait_s)
            self._writes = True

    def give(self) -> None:
        """Let whoever is next write."""
        if self._writes and self.turn is not None:
            self._writes = False
            self.turn.give()

    def commit(self) -> None:
        """Make it so; where that fails it is still to be undone."""
        super().commit()
        self.give()

    def rollback(self) -> None:
        """Undo it."""
        try:
            super().rollback()
        finally:
            self.give()

    def close(self) -> None:
        """Close the connection, whatever became of what it wrote."""
        try:
            super().close()
        finally:
            self.give()


_turns: WeakValueDictionary[str, Turn] = WeakValueDictionary()
_guard = Lock()


def turn_of(file: str | None) -> Turn | None:
    """Return the turn to write to a file, the same for all of this process; none for what is no file."""
    if sys.platform == "win32" or not file or file == ":memory:" or file.startswith("file:"):
        return None
    name = os.path.realpath(file)
    with _guard:
        found = _turns.get(name)
        if found is None:
            found = _turns[name] = Turn(name)
    return found


def _close(files: list[int]) -> None:
    while files:
        with suppress(OSError):
            os.close(files.pop())
