"""Errands: effects under way under one lease, and what writes down how each went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.exc import DBAPIError

from gateway.adapters.db.engine import is_passing
from gateway.adapters.db.quick import Quick
from gateway.application.records import Job
from gateway.errors import StorageUnavailable

Outcome = Callable[[Quick], Exception | None]
"""What writes down how an effect went; returns why it failed, if it did."""

Outcomes = Sequence[tuple[Job, Outcome | None]]
"""How effects of one lease went, in order; None for those that were not tried, as one before them failed or took long."""


@dataclass(slots=True)
class Errand:
    """Effects under way under one lease, each with what it needs. Whoever comes last, they or the patience with them, is told so by the other."""

    loads: tuple[tuple[Job, object], ...]
    outcomes: Outcomes = ()
    left: bool = False
    lock: Lock = field(default_factory=Lock)

    def done(self, outcomes: Outcomes) -> bool:
        """Keep how it went; return whether nobody waits for it any more."""
        with self.lock:
            self.outcomes = outcomes
            return self.left

    def leave(self) -> bool:
        """Wait for it no longer; return whether it was done before."""
        with self.lock:
            self.left = True
            return bool(self.outcomes)


def guarded(connection: Quick, act: Callable[[], object]) -> Exception | None:
    """Do all or nothing inside the transaction; return what went wrong. The database's own faults are raised."""
    try:
        with connection.all_or_nothing():
            act()
    except DBAPIError as error:
        if is_passing(error):
            raise
        return error
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
        return error
    return None
