"""What is kept of consumers, and for how long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Personal(Protocol):
    """What documents of drop-ship orders say of whoever gets the goods."""

    def concerned(self, partner: str, before: datetime, limit: int) -> Sequence[str]:
        """Return orders of a partner's from before an instant that are over and still name a consumer, oldest first."""
        ...

    def among(self, orders: Sequence[str]) -> frozenset[str]:
        """Return which of these orders go to a consumer."""
        ...

    def carried(self, transmission: str) -> bool:
        """Return whether a transmission brought or took anything of an order that goes to a consumer."""
        ...

    def forget(self, order: str) -> int:
        """Mask the consumer in an order, its documents, invoices and credits; return how many texts changed."""
        ...

    def empty(self, partner: str, before: datetime) -> int:
        """Remove the bytes of documents of a partner's drop-ship orders from before an instant, unless something waits for them; return how many."""
        ...
