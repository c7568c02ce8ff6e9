"""Ladders: how long to wait before something that failed is tried again, and until when at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WHOLE = 1000
HALF = WHOLE // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Waits from try to try, the last of them for ever after, and the time after which nothing is tried any more.

    `jitter_percent` of a wait it may be longer or shorter, so that what failed together does not come back together. What `keeps_place` is tried again before what stands behind it.
    """

    steps: tuple[timedelta, ...]
    give_up_after: timedelta
    jitter_percent: int = 0
    keeps_place: bool = True

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a ladder has at least one step")

    def wait(self, failures: int, *, chance: int = HALF) -> timedelta:
        """Return how long to wait after so many failures before this one; `chance`, 0 to 1000, places it in the jitter."""
        step = self.steps[min(failures, len(self.steps) - 1)]
        return step + step * self.jitter_percent * (2 * chance - WHOLE) // (100 * WHOLE)

    def next_try(
        self, failures: int, *, since: datetime, now: datetime, chance: int = HALF
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
            waited += max(self.wait(tries - 1, chance=0), timedelta(seconds=1))
            tries += 1
        return tries
