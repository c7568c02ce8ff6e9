"""How a process ends: a signal asks for it, and whoever waits hears of it, whenever it comes."""

import signal
from queue import SimpleQueue


class Ending:
    """Hears SIGTERM and SIGINT from when it is made; made in the main thread.

    A handler runs between any two steps of the main thread, also inside a `wait` of an Event whose lock it would then
    wait for without end; and what it raises is lost where that happens to be in a destructor. The `put` of a
    SimpleQueue may be called anywhere: https://docs.python.org/3/library/queue.html#simplequeue-objects
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[int] = SimpleQueue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: self._asked.put(number))

    def ask(self) -> None:
        """Ask for the end without a signal, from any thread."""
        self._asked.put(0)

    def wait(self) -> None:
        """Return once the end was asked for."""
        self._asked.get()
