"""Consumers: what documents of a drop-ship order say of the person the goods go to, and the same without it.

Documents are looked at as they are kept: as plain data, whatever kind they are.
"""

from collections.abc import Mapping
from typing import Any

DROP_SHIP = "drop-ship"
CONSUMERS = frozenset(
    {"ship-to", "bill-and-ship-to", "mark-for", "ultimate-recipient", "consignee", "customer"}
)
"""The roles in which a drop-ship order names whoever gets the goods."""
MASK = "***"
HIDDEN = frozenset({"name", "postal_code", "location", "reference"})
LISTS = frozenset({"more_names", "street"})
LEFT_OUT = frozenset({"contacts", "references"})
SAID = frozenset({"title", "detail", "texts"})
WORDS = frozenset({"messages", "notes", "stated_text"})
"""What people write into an order for people: `for Ann, who turns eight`."""


def concerns_a_person(order: object) -> bool:
    """Return whether an order, as plain data, goes to a consumer rather than to a business."""
    return isinstance(order, Mapping) and order.get("kind") == DROP_SHIP


def masked(said: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a document of such an order, as plain data, without who and where the consumer is; city, region and country stay."""
    if isinstance(said, Mapping):
        if said.get("role") in CONSUMERS:
            return {name: _of_party(name, value) for name, value in said.items() if name not in LEFT_OUT}
        return {name: _mute(value) if name in WORDS else masked(value) for name, value in said.items()}
    return [masked(one) for one in said] if isinstance(said, list) else said


def _of_party(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if name in LISTS:
        return [MASK]
    return MASK if name in HIDDEN else value


def _mute(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return free words without any."""
    if isinstance(value, list):
        return [_mute(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _mute(one) if name in SAID else one for name, one in value.items()}
    return MASK
