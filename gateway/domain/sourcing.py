"""Sourcing: which of our places goods may leave from, when each ships, and how long and how dear the way is."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.parties import Party

EVERYWHERE = "*"
NO_COST = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcingRule:
    """A place of ours that serves some regions (all where none is named): the lowest `rank` first, then the lowest cost.

    A region is the code of a place we deliver to, the beginning of a postal code and a star (`100*`), a state
    (`US-NY`, or `NY` where the country is not told), a country (`US`) or `*`.
    """

    location: str
    regions: tuple[str, ...] = ()
    rank: int = 1
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The way from a place of ours to a region: how many days, and what one base unit costs to send."""

    location: str
    region: str = EVERYWHERE
    transit_days: int
    cost: Decimal = NO_COST


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingPlace:
    """When a place of ours ships: what is decided at `cutoff` or later, by its own clock, leaves a day later.

    Weekdays count from Monday, 0; `zone` is the name of its time zone.
    """

    location: str
    closed_weekdays: tuple[int, ...] = ()
    closed_on: tuple[date, ...] = ()
    cutoff: time | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The places we ship from and the ways from them."""

    places: tuple[ShippingPlace, ...] = ()
    lanes: tuple[Lane, ...] = ()


NO_NETWORK = Network()


def nearness(region: str, to: Party | None) -> int:
    """Return how closely a region describes where goods go: 0 not at all, 1 as everything does, 6 as one place."""
    if region == EVERYWHERE:
        return 1
    if to is None:
        return 0
    if region.endswith(EVERYWHERE):
        return 4 if to.postal_code.startswith(region[:-1]) else 0
    closeness = {f"{to.country}-{to.region}": 3, to.code: 6}
    if to.country:
        closeness.setdefault(to.country, 2)
    else:
        closeness.setdefault(to.region, 3)
    return closeness.get(region, 0)


def lane_to(to: Party | None, lanes: tuple[Lane, ...], location: str) -> Lane | None:
    """Return the way from a place that describes best where goods go, None where none is known."""
    known = [(nearness(one.region, to), one) for one in lanes if one.location == location]
    nearest = max((near for near, _ in known), default=0)
    return next((one for near, one in known if near == nearest), None) if nearest else None
