"""What is waited for: acknowledgements and answers that are due, and partners nobody can reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

OPEN = frozenset({"awaited", "at-risk", "overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Something that has to come, or to leave, by an instant; one for each partner, kind and key.

    `state` is `awaited`, `at-risk` (from `warn_at` on), `overdue` (from `due_at` on), `met`, `refused`,
    `withdrawn`. `ref` is the document or order it is about, `title` what people call it.
    """

    id: str
    partner: str
    kind: str
    key: str
    ref: str
    order: str = ""
    title: str = ""
    state: str = "awaited"
    opened_at: datetime
    warn_at: datetime
    due_at: datetime
    look_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """How a partner that could not be reached stands: open, nothing is sent to it but a probe from `probe_at` on.

    `failures` are those in a row, `probes` those of them since it opened.
    """

    partner: str
    failures: int = 0
    failed_at: datetime
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    probes: int = 0
    reason: str = ""


class Expectations(Protocol):
    """The ledger of what has to come or to leave by an instant."""

    def put(self, expectation: Expectation) -> str:
        """Keep it, in place of the one of its partner, kind and key, whose identifier it takes; return that."""
        ...

    def find(self, partner: str, kind: str, key: str, *, lock: bool = False) -> Expectation | None:
        """Return the one of a partner, kind and key, locked until the end of the unit of work if asked."""
        ...

    def get(self, expectation: str) -> Expectation:
        """Return one by its identifier; raises NotFound."""
        ...

    def to_look_at(self, at: datetime, limit: int) -> Sequence[Expectation]:
        """Return, locked, those whose next instant has come, longest ago first; those locked elsewhere are left out."""
        ...

    def of(self, ref: str) -> Sequence[Expectation]:
        """Return those about a document or an order, the first to be due first."""
        ...

    def standing(
        self, limit: int, *, states: Sequence[str], partner: str = "", kind: str = "", after: str = ""
    ) -> Sequence[Expectation]:
        """Return those in some states, the first to be due first; those after a given one if it is named."""
        ...


class Circuits(Protocol):
    """Partners that could not be reached; who was reached last time is not among them."""

    def get(self, partner: str, *, lock: bool = False) -> Circuit | None:
        """Return how a partner stands, None if well; locked until the end of the unit of work if asked."""
        ...

    def put(self, circuit: Circuit) -> None:
        """Keep how a partner stands."""
        ...

    def clear(self, partner: str) -> None:
        """Forget about a partner: it was reached."""
        ...

    def all(self) -> Sequence[Circuit]:
        """Return all, by partner."""
        ...
