"""Work that waits, and what has happened."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
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

    def add_all(self, jobs: Sequence[NewJob]) -> None:
        """Ask for much work at once, in order of lanes; what waits already under its dedupe key is asked for once."""
        ...

    def waiting(self) -> int:
        """Return how many jobs wait, due or not."""
        ...

    def dead(self, limit: int = 100, *, partner: str = "", before: str = "") -> Sequence[DeadJob]:
        """Return so many dead letters, newest first, of a partner if one is named; those before a given one if it is."""
        ...

    def dead_letter(self, job: str) -> DeadJob:
        """Return a dead letter; raises NotFound."""
        ...

    def dead_about(self, refs: Sequence[str], kind: str = "") -> Sequence[DeadJob]:
        """Return the dead letters about records, of one kind if it is named."""
        ...

    def dead_count(self) -> int:
        """Return how many dead letters there are."""
        ...

    def forget_dead(self, job: str) -> None:
        """Remove a dead letter, if it is there."""
        ...

    def wake(self, partner: str, kind: str, lanes: Sequence[str]) -> int:
        """Make what waits of a kind for a partner, in these lanes or in none, due now; return how much that is."""
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

    def asked(  # noqa: PLR0913 - one keyword a column of the list
        self,
        limit: int,
        *,
        actor: str = "",
        what: str = "",
        partner: str = "",
        ref: str = "",
        from_on: date | None = None,
        to_on: date | None = None,
        before: str = "",
    ) -> Sequence[Event]:
        """Return the newest first, narrowed by what is given (days in UTC); those before a given one if it is named."""
        ...
