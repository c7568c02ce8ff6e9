"""Ladders: how long to wait before something that failed is tried again, and until when at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Waits from try to try, the last of them for ever after, and the time after which nothing is tried any more.

    `jitter` is the share of a wait by which it may be longer or shorter, so that what failed together does not
    come back together. What `keeps_place` is tried again before what stands behind it.
    """

    steps: tuple[timedelta, ...]
    give_up_after: timedelta
    jitter: float = 0.0
    keeps_place: bool = True

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a ladder has at least one step")

    def wait(self, failures: int, *, chance: float = HALF) -> timedelta:
        """Return how long to wait after so many failures before this one; `chance` in 0..1 places it in the jitter."""
        step = self.steps[min(failures, len(self.steps) - 1)]
        return step * (1 + self.jitter * (2 * chance - 1))

    def next_try(
        self, failures: int, *, since: datetime, now: datetime, chance: float = HALF
    ) -> datetime | None:
        """Return when to try again what was asked for at an instant; the last hour is used, after it None."""
        last = since + self.give_up_after
        if now >= last:
            return None
        return min(now + self.wait(failures, chance=chance), last)

    @property
    def tries(self) -> int:
        """Return how often something is tried at most, the first time included."""
        waited, tries = timedelta(), 1
        while waited < self.give_up_after:
            waited += max(self.wait(tries - 1, chance=0.0), timedelta(seconds=1))
            tries += 1
        return tries
