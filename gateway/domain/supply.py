"""What we have and will have, by item, place and day; whole base units."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """So many of an item at a place from a day on; a safety stock is a negative quantity.

    `kind` is `on-hand`, `purchase`, `production`, `transfer`, `return` or `safety`.
    """

    sku: str
    location: str
    quantity: int
    available_on: date
    kind: str = "on-hand"
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """So many of an item promised out of a place: the ledger row that a promise leaves behind.

    `line` counts the order's lines from 1, `schedule` the commitments of the line, from 1 too. `kind` is
    `promise` or `backorder`: both take supply, only the first was confirmed to the buyer.
    """

    line: int
    schedule: int
    sku: str
    location: str
    quantity: int
    needed_on: date
    promised_on: date
    kind: str = "promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """From `on` until the next bucket, `free` more could be promised if nothing came after."""

    on: date
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The dated availability of one item at one place: buckets by day, only where something changes.

    `free` of a bucket is all supply up to that day less all commitments up to it, so it holds from
    that day until the next bucket; before the first bucket nothing is free.
    """

    sku: str
    location: str
    buckets: tuple[Bucket, ...] = ()

    def free_on(self, on: date) -> int:
        """Return supply less commitments up to the day."""
        at = bisect_right(self.buckets, on, key=lambda bucket: bucket.on)
        return self.buckets[at - 1].free if at else 0

    def available(self, on: date) -> int:
        """Return how many can leave on the day without taking what is promised later."""
        later = (bucket.free for bucket in self.buckets if bucket.on > on)
        return max(0, min(self.free_on(on), *later, self.free_on(on)))

    def binding(self, on: date) -> date:
        """Return the day whose bucket limits what can leave on `on`."""
        tight = min(
            (bucket for bucket in self.buckets if bucket.on > on),
            key=lambda bucket: bucket.free,
            default=None,
        )
        return tight.on if tight is not None and tight.free < self.free_on(on) else on

    def less(self, on: date, quantity: int) -> "Position":
        """Return the position after so many were committed to leave on the day."""
        before = tuple(bucket for bucket in self.buckets if bucket.on < on)
        after = tuple(
            Bucket(on=bucket.on, free=bucket.free - quantity) for bucket in self.buckets if bucket.on > on
        )
        here = Bucket(on=on, free=self.free_on(on) - quantity)
        return Position(sku=self.sku, location=self.location, buckets=(*before, here, *after))


def position(
    sku: str, location: str, supplies: Iterable[Supply], commitments: Iterable[Commitment] = ()
) -> Position:
    """Return the position that follows from supply and commitments: what the stored one must equal."""
    moves: dict[date, int] = {}
    for supply in supplies:
        if (supply.sku, supply.location) == (sku, location):
            moves[supply.available_on] = moves.get(supply.available_on, 0) + supply.quantity
    for commitment in commitments:
        if (commitment.sku, commitment.location) == (sku, location):
            moves[commitment.promised_on] = moves.get(commitment.promised_on, 0) - commitment.quantity
    days = sorted(moves)
    free = accumulate(moves[day] for day in days)
    return Position(
        sku=sku,
        location=location,
        buckets=tuple(Bucket(on=day, free=left) for day, left in zip(days, free, strict=True)),
    )


def positions_from(
    buckets: Mapping[tuple[str, str], Mapping[date, int]],
) -> tuple[Position, ...]:
    """Return positions from free quantities by day, as the database keeps them by (item, place)."""
    return tuple(
        Position(
            sku=sku,
            location=location,
            buckets=tuple(Bucket(on=on, free=free) for on, free in sorted(days.items())),
        )
        for (sku, location), days in sorted(buckets.items())
    )
