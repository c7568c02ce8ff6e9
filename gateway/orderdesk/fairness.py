"""Fairness: in which order lines that wait are served, and how evenly they were."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import Protocol

EVEN = Decimal(1)


class Fairness(StrEnum):
    """Who comes first: the words of a backorder run."""

    PRIORITY = "priority"
    FIFO = "fifo"
    FAIR_SHARE = "fair-share"
    PROPORTIONAL = "proportional"
    DUE_DATE = "due-date"
    PROFIT = "profit"
    BLEND = "blend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much rank, age and an empty plate count in a blend; `lift_days`: a line climbs one class as often.

    With `lift_days` 0 no line climbs.
    """

    priority: Fraction = Fraction(1)
    age: Fraction = Fraction(1, 30)
    unfilled: Fraction = Fraction(1)
    lift_days: int = 0


class Claim(Protocol):
    """What a line says for itself."""

    @property
    def order(self) -> str:
        """Return the order."""

    @property
    def line(self) -> int:
        """Return the line of the order."""

    @property
    def partner(self) -> str:
        """Return who ordered."""

    @property
    def quantity(self) -> int:
        """Return how many are wanted."""

    @property
    def filled(self) -> int:
        """Return how many it has already."""

    @property
    def priority(self) -> int:
        """Return its class: a low one comes first."""

    @property
    def wanted_on(self) -> date:
        """Return when it is wanted."""

    @property
    def received_at(self) -> datetime:
        """Return when the order came in."""

    @property
    def margin(self) -> Decimal:
        """Return what one of it is worth to us."""


def rank(claim: Claim, *, today: date, weights: Weights) -> int:
    """Return the class of a line, lifted by its age."""
    if not weights.lift_days:
        return claim.priority
    return max(1, claim.priority - _age(claim, today) // weights.lift_days)


def stages(
    claims: Sequence[tuple[int, Claim]], policy: Fairness, *, today: date, weights: Weights
) -> Iterator[tuple[int, list[int]]]:
    """Yield (class, lines most deserving first): a class is served before the next; most policies know only one."""
    ties = {at: (claim.order, claim.line) for at, claim in claims}
    if policy in (Fairness.PRIORITY, Fairness.FAIR_SHARE, Fairness.PROPORTIONAL):
        ranks = {at: rank(claim, today=today, weights=weights) for at, claim in claims}
        queue = sorted(
            claims, key=lambda one: (ranks[one[0]], one[1].wanted_on, one[1].received_at, ties[one[0]])
        )
        for of_class, members in groupby(queue, key=lambda one: ranks[one[0]]):
            yield of_class, [at for at, _ in members]
        return
    queue = sorted(
        claims, key=lambda one: (_merit(one[1], policy, today=today, weights=weights), ties[one[0]])
    )
    yield 1, [at for at, _ in queue]


def _merit(claim: Claim, policy: Fairness, *, today: date, weights: Weights) -> tuple[object, ...]:
    if policy is Fairness.FIFO:
        return (claim.received_at,)
    if policy is Fairness.DUE_DATE:
        return (claim.wanted_on, claim.priority, claim.received_at)
    if policy is Fairness.PROFIT:
        return (-claim.margin, claim.wanted_on, claim.received_at)
    score = (
        weights.priority * -rank(claim, today=today, weights=weights)
        + weights.age * _age(claim, today)
        - weights.unfilled * Fraction(claim.filled, claim.quantity)
    )
    return (-score, claim.received_at)


def _age(claim: Claim, today: date) -> int:
    return max(0, (today - claim.received_at.date()).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenness:
    """How evenly a run served: Jain's index of the lines' fill (1 is even), fill by partner, age of who got nothing."""

    jain: Decimal
    partners: tuple[tuple[str, Decimal], ...]
    lowest: Decimal
    median: Decimal
    starved_days: int


Tally = Counter[tuple[str, int, int, int]]


def tally(served: Iterable[tuple[Claim, int]], *, today: date) -> Tally:
    """Return how many lines there are of each partner, quantity and what of it is had in time, and how old those without are."""
    return Counter(
        (claim.partner, claim.quantity, got, 0 if got else _age(claim, today)) for claim, got in served
    )


def evenness(served: Tally) -> Evenness:
    """Return how evenly lines were served."""
    lines = served.total()
    ratio = {key: Decimal(key[2]) / key[1] for key in served}
    total = sum((ratio[key] * many for key, many in served.items()), Decimal(0))
    squares = sum((ratio[key] * ratio[key] * many for key, many in served.items()), Decimal(0))
    sums: dict[str, list[int]] = {}
    for (partner, quantity, got, _), many in served.items():
        of_partner = sums.setdefault(partner, [0, 0])
        of_partner[0] += got * many
        of_partner[1] += quantity * many
    fill = {partner: Decimal(got) / wanted for partner, (got, wanted) in sorted(sums.items())}
    ages = sorted(age for (_, _, got, age), many in served.items() if not got for _ in range(many))
    return Evenness(
        jain=round(total**2 / (lines * squares), 4) if squares else EVEN,
        partners=tuple((partner, round(one, 4)) for partner, one in fill.items()),
        lowest=round(min(fill.values(), default=EVEN), 4),
        median=round(median(fill.values()), 4) if fill else EVEN,
        starved_days=ages[(len(ages) * 99 - 1) // 100] if ages else 0,
    )
