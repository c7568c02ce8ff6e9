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

REQUEST: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "received": frozenset({"reading", "declined"}),
        "reading": frozenset({"reading", "held", "review", "priced"}),
        "held": frozenset({"reading", "declined"}),
        "review": frozenset({"reading", "review", "priced", "approved", "declined", "revised"}),
        "priced": frozenset({"review", "priced", "approved", "declined", "revised"}),
        "approved": frozenset({"review", "priced", "approved", "sent", "declined", "revised"}),
        "sent": frozenset({"accepted", "declined", "expired", "revised"}),
        "expired": frozenset({"revised"}),
        "revised": frozenset({"review", "priced", "approved", "declined"}),
        "declined": frozenset({"revised"}),
        "accepted": frozenset(),
    }
)
"""A request for quotation: `held` could not be read, in `review` a person has to say what is meant."""

QUOTE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "priced": frozenset({"priced", "approved", "revised", "declined"}),
        "approved": frozenset({"priced", "approved", "sent", "revised", "declined"}),
        "sent": frozenset({"accepted", "declined", "expired", "revised"}),
        "expired": frozenset({"revised"}),
        "declined": frozenset({"revised"}),
        "accepted": frozenset(),
        "revised": frozenset(),
    }
)


def move(table: Mapping[str, frozenset[str]], state: str, to: str) -> str:
    """Return the new state, or raise Conflict where the table does not allow the move."""
    if to not in table[state]:
        raise Conflict(f"{state} cannot become {to}")
    return to
