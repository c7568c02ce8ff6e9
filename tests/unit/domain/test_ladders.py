"""Ladders: ever longer waits, apart from each other, up to a last hour that is used."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.ladders import Ladder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STEPS = tuple(MINUTE * number for number in (5, 10, 20, 40))
LADDER = Ladder(steps=STEPS, give_up_after=timedelta(hours=4))


def test_waits_grow_and_the_last_one_stays() -> None:
    """Five, ten, twenty, forty, and forty ever after."""
    assert [5, 10, 20, 40, 40, 40] == [LADDER.wait(number) // MINUTE for number in range(6)]


@pytest.mark.parametrize(("chance", "minutes"), [(0, 4), (500, 5), (1000, 6)])
def test_what_failed_together_does_not_come_back_together(chance: int, minutes: int) -> None:
    """A fifth longer or shorter, by chance."""
    ladder = Ladder(steps=STEPS, give_up_after=timedelta(hours=4), jitter_percent=20)

    assert MINUTE * minutes == ladder.wait(0, chance=chance)


@pytest.mark.parametrize(
    ("passed", "then"),
    [(0, 40), (210, 240), (239, 240), (240, None), (300, None)],
    ids=["in time", "shortened", "at the last minute", "at the last hour", "after it"],
)
def test_the_last_hour_is_used_and_nothing_after_it(passed: int, then: int | None) -> None:
    """A wait that would go beyond it ends there."""
    tried = LADDER.next_try(5, since=NOON, now=NOON + MINUTE * passed)

    assert (None if then is None else NOON + MINUTE * then) == tried


def test_tries_are_bounded_whatever_the_steps() -> None:
    """Steps of nothing do not make tries without end."""
    assert 10 == LADDER.tries
    assert 61 == Ladder(steps=(timedelta(0),), give_up_after=MINUTE).tries


def test_a_ladder_without_steps_is_none() -> None:
    """There is always a next wait."""
    with pytest.raises(ValueError, match="at least one step"):
        Ladder(steps=(), give_up_after=MINUTE)
