"""Supply policies: what of our supply is kept, and for whom; how an item is promised; what may stand in for it.

A demand class is a partner's priority, 1 to 9: 1 comes first, 0 stands for every class.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.supply import Bucket, Commitment, Position

EVERY_CLASS = 0
ANYWHERE = "*"
"""The location of a protection that holds over all our places together."""
Steps = tuple[tuple[date, int], ...]


class Mode(StrEnum):
    """How an item is promised.

    ATP: from dated supply. CAPABLE: from dated supply and, where that is short, from what can be made by then.
    LEAD_TIME: after so many days, however many. INFINITE: when it is wanted, however many.
    """

    ATP = "atp"
    CAPABLE = "capable-to-promise"
    LEAD_TIME = "lead-time"
    INFINITE = "infinite"


class Shield(StrEnum):
    """Against whom a protection protects: every other class, or only those that come after its own."""

    CORE = "core"
    PRIORITISED = "prioritised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """So many of an item always stay at a place; classes up to `open_to` may use them all the same."""

    sku: str
    location: str
    quantity: int
    open_to: int = 0

    def withheld(self, demand_class: int) -> int:
        """Return how many a class cannot have."""
        return 0 if EVERY_CLASS < demand_class <= self.open_to else self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """So many of an item at a place are kept for a class that ships them between two days, both included.

    `used` of them the class has had: whatever leaves for it from the place in those days. What is left is out of
    reach for others from the first day on, until the last has passed: a promise for later would eat it too. With the
    location `*` it is kept over all our places together, wherever it lies.
    """

    sku: str
    location: str
    demand_class: int
    quantity: int
    from_on: date
    until_on: date
    kind: Shield = Shield.CORE
    used: int = 0

    @property
    def left(self) -> int:
        """Return how many the class may still have."""
        return max(0, self.quantity - self.used)

    def is_at(self, location: str) -> bool:
        """Return whether what lies at a place can be part of it."""
        return self.location in (ANYWHERE, location)

    def covers(self, sku: str, location: str, demand_class: int, on: date) -> bool:
        """Return whether goods that leave for a class use it."""
        own = (self.sku, self.demand_class) == (sku, demand_class) and self.is_at(location)
        return own and self.from_on <= on <= self.until_on

    def withheld(self, demand_class: int, today: date) -> int:
        """Return how many a class cannot have, from the first day on."""
        own = demand_class == self.demand_class
        above = self.kind is Shield.PRIORITISED and EVERY_CLASS < demand_class < self.demand_class
        return 0 if own or above or self.until_on < today else self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """At most so many of an item leave for a class, or for one partner, between two days, both included.

    `used` of them have been promised, from whichever place.
    """

    sku: str
    cap: int
    from_on: date
    until_on: date
    demand_class: int = EVERY_CLASS
    partner: str = ""
    used: int = 0

    @property
    def left(self) -> int:
        """Return how many may still leave."""
        return max(0, self.cap - self.used)

    def applies(self, partner: str, demand_class: int) -> bool:
        """Return whether it limits what a partner, of a class, can have."""
        return self.partner in ("", partner) and self.demand_class in (EVERY_CLASS, demand_class)

    def covers(self, on: date) -> bool:
        """Return whether what leaves on a day counts."""
        return self.from_on <= on <= self.until_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Quota):
    """A quota nobody agreed on: more cannot leave by its last day without eating what is protected over all places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """What may leave instead of an item: `ratio` of it for one, the lowest `rank` first, while it is valid."""

    sku: str
    instead: str
    rank: int = 1
    ratio: Fraction = Fraction(1)
    from_on: date = date.min
    until_on: date = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """So many of an item can be made, or bought, at a place to be there on a day; `used` of them are spoken for."""

    sku: str
    location: str
    on: date
    quantity: int
    used: int = 0

    @property
    def left(self) -> int:
        """Return how many can still be made."""
        return max(0, self.quantity - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPolicy:
    """How an item is promised: its mode, how long it takes to get or to make, when it is launched, the smallest part.

    Before `launch_on` nothing leaves, and what is there before is not for orders: only supply of that day and after.
    """

    sku: str
    mode: Mode = Mode.ATP
    lead_days: int = 0
    launch_on: date | None = None
    least_part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyPolicies:
    """Every policy of the items a decision is about; empty, an item is promised from all its dated supply."""

    items: tuple[ItemPolicy, ...] = ()
    safeties: tuple[Safety, ...] = ()
    protections: tuple[Protection, ...] = ()
    quotas: tuple[Quota, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    _by_sku: Mapping[str, ItemPolicy] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_sku", MappingProxyType({one.sku: one for one in self.items}))

    def of(self, sku: str) -> ItemPolicy:
        """Return how an item is promised."""
        return self._by_sku.get(sku) or ItemPolicy(sku=sku)

    def instead_of(self, sku: str, on: date) -> tuple[Substitute, ...]:
        """Return what may leave instead of an item on a day, best first."""
        valid = (one for one in self.substitutes if one.sku == sku and one.from_on <= on <= one.until_on)
        return tuple(sorted(valid, key=lambda one: (one.rank, one.instead)))

    def withheld(self, sku: str, location: str, *, demand_class: int, today: date) -> Steps:
        """Return how many of what is free at a place a class cannot have, from each day on; empty where it may have all.

        A day of `date.min` stands for always.
        """
        starts: dict[date, int] = {}
        for on, quantity in self._kept(sku, location, demand_class, today):
            starts[on] = starts.get(on, 0) + quantity
        steps, total = [], 0
        for on in sorted(starts):
            total += starts[on]
            steps.append((on, total))
        return tuple(steps)

    def _kept(self, sku: str, location: str, demand_class: int, today: date) -> Iterator[tuple[date, int]]:
        here = (sku, location)
        for safety in self.safeties:
            if (safety.sku, safety.location) == here and (kept := safety.withheld(demand_class)):
                yield date.min, kept
        for one in self.protections:
            if one.sku == sku and one.is_at(location) and (kept := one.withheld(demand_class, today)):
                yield max(one.from_on, today), kept

    def allowed(self, position: Position, *, demand_class: int, today: date) -> Position:
        """Return a position as a class may use it; the position itself where nothing is kept from it.

        Buckets of it may be below zero: nothing is free there.
        """
        steps = self.withheld(position.sku, position.location, demand_class=demand_class, today=today)
        launch = self.of(position.sku).launch_on
        if launch is not None and launch > today:
            position = _launched(position, launch)
        return lessened(position, steps) if steps else position

    def given_back(
        self, commitments: Collection[Commitment], *, partner: str, demand_class: int
    ) -> "SupplyPolicies":
        """Return the policies as they are once promises to a partner, of a class, are given back."""
        if not commitments:
            return self
        return replace(
            self,
            protections=tuple(
                replace(one, used=one.used - _of(one, commitments, demand_class)) for one in self.protections
            ),
            quotas=tuple(
                replace(one, used=one.used - _of_quota(one, commitments))
                if one.applies(partner, demand_class)
                else one
                for one in self.quotas
            ),
        )

    def is_empty(self) -> bool:
        """Return whether nothing is agreed of these items."""
        return not (
            self.items
            or self.safeties
            or self.protections
            or self.quotas
            or self.substitutes
            or self.capacities
        )


NO_POLICIES = SupplyPolicies()


def lessened(position: Position, steps: Iterable[tuple[date, int]]) -> Position:
    """Return a position with so many less from each day on."""
    steps = sorted(steps)
    days = sorted({bucket.on for bucket in position.buckets} | {on for on, _ in steps if on > date.min})
    return Position(
        sku=position.sku,
        location=position.location,
        buckets=tuple(
            Bucket(on=on, free=_on(((one.on, one.free) for one in position.buckets), on) - _on(steps, on))
            for on in days
        ),
    )


def _of(protection: Protection, commitments: Iterable[Commitment], demand_class: int) -> int:
    return sum(
        one.quantity
        for one in commitments
        if protection.covers(one.sku, one.location, demand_class, one.promised_on)
    )


def _of_quota(quota: Quota, commitments: Iterable[Commitment]) -> int:
    return sum(one.quantity for one in commitments if one.sku == quota.sku and quota.covers(one.promised_on))


def _launched(position: Position, launch_on: date) -> Position:
    """Return a position as it is for orders before a launch: nothing before it, then only what comes from it on."""
    before = max(0, _on(((one.on, one.free) for one in position.buckets if one.on < launch_on), date.max))
    after = tuple((one.on, one.free) for one in position.buckets if one.on >= launch_on)
    return Position(
        sku=position.sku,
        location=position.location,
        buckets=tuple(Bucket(on=on, free=free - before) for on, free in after),
    )


def _on(steps: Iterable[tuple[date, int]], on: date) -> int:
    """Return what holds on a day."""
    value = 0
    for start, quantity in steps:
        if start > on:
            break
        value = quantity
    return value
