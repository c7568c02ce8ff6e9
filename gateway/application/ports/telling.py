"""What partners know of their orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.domain.order_responses import LineOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRecord:
    """The facts of an order as its partner was told them last, whatever has become of them since."""

    order: str
    partner: str
    outcomes: tuple[LineOutcome, ...]
    at: datetime


class Told(Protocol):
    """What partners were told last."""

    def put(self, told: ToldRecord) -> None:
        """Keep what a partner knows of an order from now on."""
        ...

    def find(self, order: str) -> ToldRecord | None:
        """Return what the partner knows of an order, None while it knows nothing."""
        ...
