"""What a look at one thing comes to: right, worth a look, or wrong, why it matters, and the command that mends it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: how it is (`good`, `warn`, `bad`), why it matters, and what mends it."""

    name: str
    state: str
    what: str
    why: str = ""
    fix: str = ""


def worst(checks: Iterable[Check]) -> str:
    """Return how the worst of all is."""
    states = {one.state for one in checks}
    return next((one for one in (BAD, WARN) if one in states), GOOD)


def or_good(name: str, wrong: Iterable[Check], *, what: str) -> Iterator[Check]:
    """Yield what is wrong, or that nothing is."""
    yield from tuple(wrong) or (Check(name=name, state=GOOD, what=what),)
