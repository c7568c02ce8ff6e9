"""Together: what many ask at the same time is done in one unit of work, as much at once as waits."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
MOST = 64
MOMENT_S = 0.002
NOBODY = 1 << 62


def _shut() -> Lock:
    """Return a lock that is taken: whoever takes it waits for the first who opens it, at a tenth of an Event's cost."""
    lock = Lock()
    lock.acquire()
    return lock


class _Waiting(Generic[Asked, Answer]):
    """What somebody asked, what came of it, and whether it is theirs to do what waits."""

    __slots__ = ("answer", "asked", "error", "leads", "woken")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: list[Answer] = []
        self.error: Exception | None = None
        self.leads = False
        self.woken = _shut()


class Together(Generic[Asked, Answer]):
    """Does what threads ask, up to `most` in one go: whoever finds nobody at it does it for all who wait.

    Under load the groups grow by themselves: who was answered in a group is given a moment to ask again before the
    next one begins. Who asks alone waits for nobody. A failure is everybody's of its group.
    """

    def __init__(self, act: Callable[[Sequence[Asked]], Sequence[Answer]], most: int = MOST) -> None:
        self._act = act
        self._most = most
        self._guard = Lock()
        self._queue: deque[_Waiting[Asked, Answer]] = deque()
        self._busy = False
        self._last = 1
        self._enough = (
            NOBODY  # how many have to wait for the leader, who gives them a moment, to begin at once
        )
        self._begin = _shut()

    def __call__(self, asked: Asked) -> Answer:
        """Return what came of it."""
        mine: _Waiting[Asked, Answer] = _Waiting(asked)
        with self._guard:
            self._queue.append(mine)
            mine.leads, self._busy = not self._busy, True
            if len(self._queue) >= self._enough:
                self._enough = NOBODY
                self._begin.release()
        if not mine.leads:
            mine.woken.acquire()
        if mine.leads:
            self._serve()
        if mine.error is not None:
            raise mine.error
        return mine.answer[0]

    def _serve(self) -> None:
        """Do what waits, the leader's own first; then let somebody else lead who waits by then."""
        self._wait_a_moment()
        with self._guard:
            group = [self._queue.popleft() for _ in range(min(len(self._queue), self._most))]
        try:
            self._answer(group)
        finally:
            self._last = len(group)
            self._hand_over()
            for one in group:
                if not one.leads:
                    one.woken.release()

    def _wait_a_moment(self) -> None:
        """Wait until as many have asked as the last group had, or a moment is over."""
        with self._guard:
            enough = min(self._last, self._most)
            if len(self._queue) >= enough:
                return
            self._enough = enough
        if not self._begin.acquire(timeout=MOMENT_S):
            with self._guard:
                self._enough = NOBODY
                self._begin.acquire(blocking=False)  # it was enough at the last moment

    def _answer(self, group: Sequence[_Waiting[Asked, Answer]]) -> None:
        try:
            answers = self._act([one.asked for one in group])
        except Exception as error:  # noqa: BLE001 - it is told to everybody who asked
            for one in group:
                one.error = error
        else:
            for one, answer in zip(group, answers, strict=True):
                one.answer.append(answer)

    def _hand_over(self) -> None:
        with self._guard:
            if not self._queue:
                self._busy = False
                return
            self._queue[0].leads = True
            self._queue[0].woken.release()
