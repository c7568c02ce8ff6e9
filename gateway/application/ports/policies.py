"""What of our supply is kept for whom, how items are promised, and where goods may leave from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gateway.domain.sourcing import Lane, Network, ShippingPlace
from gateway.domain.supply import Planned
from gateway.domain.supply_policies import (
    Capacity,
    ItemPolicy,
    Protection,
    Quota,
    Safety,
    Substitute,
    SupplyPolicies,
)

SupplyPolicy = ItemPolicy | Safety | Protection | Quota | Substitute | Capacity | ShippingPlace | Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """So many of an item promised to a partner out of a place for a day, shipped or not."""

    sku: str
    location: str
    partner: str
    on: date
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """So many of an item that a line of an order is promised and that have not left; `number` is the buyer's of the order."""

    order: str
    number: str
    partner: str
    line: int
    sku: str
    location: str
    on: date
    quantity: int


class Policies(Protocol):
    """The policies of items, and the places and ways goods leave by; every one replaces the one with its key."""

    def put(self, policy: SupplyPolicy) -> None:
        """Keep a policy; what is used of it is counted, not kept."""
        ...

    def of(self, skus: Iterable[str]) -> tuple[SupplyPolicies, Network]:
        """Return the policies of items, nothing used of them yet, and the network."""
        ...

    def drawn(self, skus: Iterable[str]) -> Sequence[Drawn]:
        """Return everything promised of items, shipped or not: what protections and quotas count."""
        ...

    def held_by(self, skus: Iterable[str]) -> Sequence[HeldBy]:
        """Return which lines hold items that have not left."""
        ...

    def planned(self, skus: Iterable[str]) -> Sequence[Planned]:
        """Return what is booked to be made of items: what capacities count."""
        ...
