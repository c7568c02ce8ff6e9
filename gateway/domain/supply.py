"""What may still be promised, and what was, by item, place and day; whole base units."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


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
class Planned:
    """So many of an item that will be made or bought for a promise, to be at a place on a day."""

    sku: str
    location: str
    on: date
    quantity: int


class Bucket(NamedTuple):
    """From `on` until the next bucket: all supply up to then less all commitments up to then.

    A tuple, because a run reads every bucket there is.
    """

    on: date
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The dated availability of one item at one place: buckets by ascending day, only where something changes.

    Before the first bucket nothing is free.
    """

    sku: str
    location: str
    buckets: tuple[Bucket, ...] = ()
