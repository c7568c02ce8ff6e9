"""The states things go through, and the table of allowed moves."""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.errors import Conflict

ORDER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "received": frozenset({"held", "confirmed", "rejected"}),
        "held": frozenset({"received", "confirmed", "rejected", "cancelled"}),
        "confirmed": frozenset({"held", "shipping", "cancelled", "closed"}),
        "shipping": frozenset({"shipping", "closed", "cancelled"}),
        "rejected": frozenset(),
        "cancelled": frozenset(),
        "closed": frozenset(),
    }
)

DELIVERY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "held": frozenset({"ready", "abandoned"}),
        "ready": frozenset({"sent", "failed", "held"}),
        "sent": frozenset({"ready", "failed"}),
        "failed": frozenset({"ready", "sent", "abandoned"}),
        "abandoned": frozenset(),
    }
)

ACKNOWLEDGEMENT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "none": frozenset({"accepted", "accepted-with-errors", "rejected"}),
        "awaited": frozenset({"accepted", "accepted-with-errors", "rejected", "overdue"}),
        "overdue": frozenset({"accepted", "accepted-with-errors", "rejected", "awaited"}),
        "accepted": frozenset({"accepted-with-errors", "rejected"}),
        "accepted-with-errors": frozenset({"accepted", "rejected"}),
        "rejected": frozenset({"accepted", "accepted-with-errors", "awaited"}),
    }
)


def move(table: Mapping[str, frozenset[str]], state: str, to: str) -> str:
    """Return the new state, or raise Conflict where the table does not allow the move."""
    if to not in table[state]:
        raise Conflict(f"{state} cannot become {to}")
    return to
