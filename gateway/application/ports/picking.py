"""What was asked of warehouses by document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from gateway.orderdesk.warehousing import AskedLine

ASKED, ANSWERED = "asked", "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickRecord:
    """One order to a warehouse: `number` is what its document says and what the answer names.

    `partner` is whose order it is for, `warehouse` the partner who runs the `location`, `document` the 940. `state` is
    `asked` until nothing of it is left, then `answered`.
    """

    number: str
    partner: str
    warehouse: str
    order: str
    document: str = ""
    location: str
    ship_on: date
    lines: tuple[AskedLine, ...]
    state: str = ASKED
    asked_at: datetime
    answered_at: datetime | None = None


class Picks(Protocol):
    """Orders to warehouses that went by document."""

    def add(self, pick: PickRecord) -> None:
        """Keep an order to a warehouse."""
        ...

    def update(self, pick: PickRecord) -> None:
        """Replace its record; raises NotFound."""
        ...

    def find(self, warehouse: str, number: str) -> PickRecord | None:
        """Return what was asked of a warehouse under a number, None where nothing was."""
        ...

    def of_order(self, order: str) -> Sequence[PickRecord]:
        """Return what was asked of warehouses for an order, oldest first."""
        ...

    def open(self, limit: int) -> Sequence[PickRecord]:
        """Return what no warehouse has answered in full yet, the first to ship first."""
        ...
