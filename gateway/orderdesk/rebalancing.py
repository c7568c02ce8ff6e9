"""The words of a backorder run: what lines want and have, who may gain and who may lose, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from gateway.domain.agreements import Calendar
from gateway.orderdesk.fairness import Evenness, Fairness, Weights

PROMISE, BACKORDER = "promise", "backorder"
Own = tuple[str, int, date]
"""Which demand it is: its order, its line, the day it is wanted."""


class Strategy(StrEnum):
    """What a run may do to a line.

    WIN: all of it on its day, or a refusal; GAIN: never worse than now, or a refusal; IMPROVE: no worse unless
    supply is cut; REDISTRIBUTE: whatever is best for all; FILL: never better than now; LOSE: gives everything
    up; SKIP: left alone.
    """

    WIN = "win"
    GAIN = "gain"
    IMPROVE = "improve"
    REDISTRIBUTE = "redistribute"
    FILL = "fill"
    LOSE = "lose"
    SKIP = "skip"


ORDER: Mapping[Strategy, int] = MappingProxyType({one: at for at, one in enumerate(Strategy)})
KEEPS = frozenset({Strategy.WIN, Strategy.GAIN, Strategy.IMPROVE})
RISES = frozenset({Strategy.GAIN, Strategy.IMPROVE, Strategy.REDISTRIBUTE})


class Part(NamedTuple):
    """So many of a line leave a place on a day; `kind` is `promise` or `backorder`, as in the ledger.

    A tuple, because a run makes one for every promise there is.
    """

    location: str
    on: date
    quantity: int
    kind: str = PROMISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a line of an order still wants of an item, and what of it is promised already and may be moved.

    `locations` are ours, best first; a low `priority` comes first. Only whole `step`s leave a place together,
    `whole` means all at once. A move of up to `tolerance_days` within the same week is not worth telling.
    """

    order: str
    line: int
    sku: str
    quantity: int
    wanted_on: date
    received_at: datetime
    partner: str = ""
    priority: int = 3
    locations: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    step: int = 1
    whole: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    tolerance_days: int = 0
    margin: Decimal = Decimal(0)

    @property
    def own(self) -> Own:
        """Return which demand it is."""
        return self.order, self.line, self.wanted_on

    @property
    def filled(self) -> int:
        """Return how many are promised already."""
        return sum(part.quantity for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Lines treated alike: those of these partners, classes and items; an empty choice means all."""

    strategy: Strategy
    fairness: Fairness = Fairness.PRIORITY
    partners: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    skus: tuple[str, ...] = ()

    def takes(self, demand: Demand) -> bool:
        """Return whether a line belongs here."""
        chosen = (
            (self.partners, demand.partner),
            (self.priorities, demand.priority),
            (self.skus, demand.sku),
        )
        return all(not wanted or value in wanted for wanted, value in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How a run goes: the first segment that takes a line decides; without one, what is promised may GAIN, the rest IMPROVE."""

    segments: tuple[Segment, ...] = ()
    fairness: Fairness = Fairness.PRIORITY
    weights: Weights = field(default_factory=Weights)

    def treats(self, demand: Demand) -> tuple[Strategy, int]:
        """Return the strategy for a line, and which segment (the fallback comes last) it is in."""
        for at, segment in enumerate(self.segments):
            if segment.takes(demand):
                return segment.strategy, at
        return Strategy.GAIN if demand.parts else Strategy.IMPROVE, len(self.segments)

    def fairness_of(self, segment: int) -> Fairness:
        """Return who comes first in a segment."""
        return self.segments[segment].fairness if segment < len(self.segments) else self.fairness


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A line whose promises change: all of them as they will be.

    `why` is `confirmed`, `more`, `earlier`, `later`, `less` or, where nobody outside sees it, `place`.
    """

    demand: Demand
    parts: tuple[Part, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A line that could not be treated as its strategy says: how many are missing, which supply cut binds, who holds it.

    Where it is `by_quota`, supply does not bind: a quota lets no more leave.
    """

    demand: Demand
    strategy: Strategy
    missing: int
    cut: tuple[tuple[str, date], ...] = ()
    holders: tuple[tuple[str, int, int], ...] = ()
    by_quota: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How many of the lines served so far can leave in time at all, and how many do.

    `cut` names places with a day: what those can give up to then is all there is for the lines that must leave
    from there by then; `kept` of it was promised to others or for later and stays.
    """

    stage: tuple[int, int, int]
    achieved: int
    possible: int
    cut: tuple[tuple[str, date], ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What comes of one item: changed lines, refusals, a bound for each stage, and what every line has in time."""

    sku: str
    moved: tuple[Moved, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    bounds: tuple[Bound, ...] = ()
    in_time: tuple[tuple[Demand, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was achieved beside what is possible, by stage over all items; `gap_percent` weighs each stage twice the next."""

    achieved: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    gap_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a run would do, item by item; committing does exactly this."""

    today: date
    items: tuple[Shared, ...]
    certificate: Certificate
    evenness: Evenness

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Return every line that changes."""
        return tuple(one for item in self.items for one in item.moved)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Return every line that could not be treated as its strategy says."""
        return tuple(one for item in self.items for one in item.refusals)
