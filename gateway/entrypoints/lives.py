"""What a process knows of itself while it runs: its threads that work, and what is wrong with files changed since it began."""

from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gateway.bootstrap import Gateway

_LIVES: "WeakKeyDictionary[Engine, Life]" = WeakKeyDictionary()


@dataclass(slots=True)
class Life:
    """The threads of a gateway in this process, and the faults of its files as they lie there now."""

    workers: list[Thread] = field(default_factory=list)
    faults: tuple[str, ...] = ()

    @property
    def alive(self) -> int:
        """Return how many of the workers live."""
        return sum(one.is_alive() for one in self.workers)

    @property
    def lost(self) -> int:
        """Return how many of them should live and do not."""
        return len(self.workers) - self.alive


def life_of(gateway: "Gateway") -> Life:
    """Return what is known of a gateway in this process: one that shares its database with it is the same."""
    return _LIVES.setdefault(gateway.engine, Life())
