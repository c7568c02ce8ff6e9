"""A process hears that it is to end, whenever that is said."""

import signal
import sys
from collections.abc import Iterator
from threading import Event, Thread
from types import FrameType
from typing import Any

import pytest

from gateway.entrypoints.beside import beside
from gateway.entrypoints.ending import Ending

LONG_S = 20


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Leave the signals as they were; whoever hangs is told."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in numbers}

    def too_long(*_: object) -> None:
        raise TimeoutError(f"not ended after {LONG_S} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONG_S)
    yield
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


def waiting_with_a_signal_at(step: int) -> bool:
    """Wait for the end, with a signal at a step of the interpreter; return whether there was such a step."""
    ending, steps = Ending(), iter(range(step + 1))

    def trace(frame: FrameType, _event: str, _value: object) -> Any:
        frame.f_trace_opcodes = True
        if next(steps, None) == step:
            signal.raise_signal(signal.SIGTERM)
        return trace

    sys.settrace(trace)
    try:
        sys._getframe().f_trace = None
        Thread(target=ending.ask).start()
        ending.wait()
    finally:
        sys.settrace(None)
    return next(steps, None) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_before_the_wait_is_heard(number: signal.Signals) -> None:
    """It is not lost because nobody waits yet."""
    ending = Ending()
    signal.raise_signal(number)
    signal.raise_signal(number)

    ending.wait()
    ending.wait()
    assert signal.getsignal(number) is not signal.SIG_DFL


@pytest.mark.no_cover
def test_a_signal_at_any_step_of_the_wait_is_heard() -> None:
    """Nothing the handler needs is held by the wait it comes into."""
    step = 0
    while waiting_with_a_signal_at(step):
        step += 1

    assert step > 1


def test_who_stops_serving_asks_for_the_end_and_says_why() -> None:
    """The error is raised where the block ends."""
    ending = Ending()

    def serve() -> None:
        raise OSError("no such address")

    with (
        pytest.raises(OSError, match="no such address"),
        beside(serve, Event().set, name="odd", or_else=ending.ask),
    ):
        ending.wait()


def test_who_is_told_to_stop_does() -> None:
    """And the end is asked for once more, of nobody."""
    over, heard = Event(), Event()
    with beside(over.wait, over.set, name="even", or_else=heard.set):
        assert not heard.is_set()

    assert heard.is_set()
