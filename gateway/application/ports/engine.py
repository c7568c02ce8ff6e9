"""Work that waits, and what has happened."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from gateway.application.records import (
    DeadJob,
    Event,
    NewJob,
)


class Jobs(Protocol):
    """Work to be done, inside the unit of work that asks for it."""

    def add(self, job: NewJob) -> bool:
        """Ask for work; return False when the same dedupe key is waiting already."""
        ...

    def waiting(self) -> int:
        """Return how many jobs wait, due or not."""
        ...

    def dead(self) -> Sequence[DeadJob]:
        """Return the dead letters, newest first."""
        ...

    def revive(self, job: str) -> None:
        """Put a dead letter back to work; raises NotFound."""
        ...


class Events(Protocol):
    """The audit trail; nothing in it is ever changed."""

    def add(self, event: Event) -> None:
        """Write a line."""
        ...

    def add_all(self, events: Sequence[Event]) -> None:
        """Write lines in one go."""
        ...

    def of(self, ref: str) -> Sequence[Event]:
        """Return the lines about a record, oldest first."""
        ...

    def of_order(self, order: str) -> Sequence[Event]:
        """Return the lines about an order and all its documents, oldest first."""
        ...

    def about_held_orders(self, since: datetime) -> Iterator[Event]:
        """Yield what was decided, since an instant, of each order that was held since then: by order, oldest first."""
        ...

    def recent(self, limit: int) -> Sequence[Event]:
        """Return the newest lines first."""
        ...
