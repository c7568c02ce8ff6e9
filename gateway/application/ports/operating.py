"""How the machine is: counts for those who watch it, and what may be put away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Work of one kind that waits: how much is due or not, and since when the oldest was asked for."""

    kind: str
    waiting: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many transaction sets of a sort there were."""

    direction: str
    set_id: str
    partner: str
    validation: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is open of a kind with a partner, in a state, and when the first of it is due."""

    kind: str
    partner: str
    state: str
    count: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Bytes that were exchanged: of a transmission, or of a document we sent."""

    kind: str
    id: str
    partner: str
    name: str
    at: datetime
    content: bytes


class Operations(Protocol):
    """Counts over everything, and the bytes that grow old."""

    def now(self) -> datetime:
        """Return the database's own time."""
        ...

    def queues(self) -> Sequence[Queue]:
        """Return what waits, by kind."""
        ...

    def documents(self, from_at: datetime | None, to_at: datetime) -> Sequence[Counted]:
        """Return how many transaction sets were made from an instant on (ever, without one) and before another."""
        ...

    def kept_counts(self) -> tuple[Sequence[Counted], datetime | None]:
        """Return what was counted of transaction sets last, and until when; None where nothing was ever counted."""
        ...

    def keep_counts(self, counted: Sequence[Counted], until: datetime) -> None:
        """Keep how many there were of each sort until an instant, in place of what was kept of these sorts."""
        ...

    def orders_under_way(self) -> Mapping[str, int]:
        """Return how many orders are in each state that is not the last of an order; states without are left out."""
        ...

    def owed(self) -> Sequence[Owed]:
        """Return what is open of deadlines, by kind, partner and state."""
        ...

    def old_payloads(self, partner: str, before: datetime, limit: int) -> Iterator[Payload]:
        """Yield bytes of a partner from before an instant, of documents that wait for nobody and nothing, oldest first."""
        ...

    def count_old(self, partner: str, before: datetime) -> tuple[int, int]:
        """Return how many such payloads there are, and their size in bytes."""
        ...

    def empty(self, payloads: Sequence[tuple[str, str]]) -> int:
        """Remove the bytes of payloads (kind, id), and nothing else of their records; return how many there were."""
        ...
