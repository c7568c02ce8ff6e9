"""What comes together is done together, and everybody gets their own answer."""

from collections.abc import Sequence
from threading import Event, Thread

import pytest

from gateway.application.together import Together


def test_who_asks_alone_is_answered_alone() -> None:
    groups: list[list[int]] = []

    def double(asked: Sequence[int]) -> list[int]:
        groups.append(list(asked))
        return [2 * one for one in asked]

    doubled = Together(double)

    assert [2, 4] == [doubled(1), doubled(2)]
    assert [[1], [2]] == groups


def test_who_comes_meanwhile_is_one_group_of_at_most_so_many() -> None:
    """While the first is at work, five more ask: they are done by threes."""
    began, go_on = Event(), Event()
    groups: list[int] = []
    answers: dict[int, int] = {}

    def double(asked: Sequence[int]) -> list[int]:
        groups.append(len(asked))
        began.set()
        assert go_on.wait(10)
        return [2 * one for one in asked]

    doubled = Together(double, most=3)
    threads = [Thread(target=lambda one=one: answers.update({one: doubled(one)})) for one in range(6)]
    threads[0].start()
    assert began.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(doubled._queue) < 5:
        Event().wait(0.001)
    go_on.set()
    for thread in threads:
        thread.join()

    assert {one: 2 * one for one in range(6)} == answers
    assert [1, 3, 2] == groups


def test_a_failure_is_everybodys_and_the_next_are_served() -> None:
    def fail(asked: Sequence[int]) -> list[int]:
        if 0 in asked:
            raise ValueError("nought")
        return list(asked)

    served = Together(fail)

    with pytest.raises(ValueError, match="nought"):
        served(0)
    assert 1 == served(1)
