"""What is held before there is an order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LEDGER = "reserved"


def ledger_name(partner: str, reference: str) -> str:
    """Return what the ledger of promises calls a reservation."""
    return f"{LEDGER}:{partner}:{reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRecord:
    """So many base units held for a partner under a reference of its own until an instant; `id` is its name in the ledger."""

    id: str
    partner: str
    reference: str
    sku: str
    quantity: int
    made_at: datetime
    until_at: datetime


class ReservationBook(Protocol):
    """The reservations that hold anything; what each holds stands in the ledger of promises."""

    def add(self, reservations: Sequence[ReservationRecord]) -> None:
        """Keep reservations; one whose id is there already is replaced."""
        ...

    def named(self, partner: str, references: Iterable[str]) -> Sequence[ReservationRecord]:
        """Return a partner's reservations under these references, by id."""
        ...

    def due(self, at: datetime, limit: int) -> Sequence[ReservationRecord]:
        """Return those that ended by an instant, the first to end first."""
        ...

    def all(self, limit: int) -> Sequence[ReservationRecord]:
        """Return what is held, the first to end first."""
        ...

    def remove(self, ids: Iterable[str]) -> None:
        """Forget reservations."""
        ...
