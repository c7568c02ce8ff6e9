"""What was promised and what left, line by line, and the measures taken of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRecord:
    """What a line of an order was told at an instant: how much of it leaves by `promised_on`, how much waits.

    `requested_on` is the day on which all of it should leave, None where nobody knows. Of the records of a line,
    counted from 1 in `seq`, the first that promises anything is `first` for ever; the last holds. What was asked for
    and is neither promised nor waits was cancelled, refused or is held.
    """

    order: str
    line: int
    seq: int = 0
    at: datetime
    partner: str
    sku: str
    requested_on: date | None
    ordered: int
    promised: int
    backordered: int
    promised_on: date | None
    first: bool = False
    why: str

    def says_the_same(self, other: "PromiseRecord") -> bool:
        """Return whether it tells the buyer nothing that the other did not."""
        mine, theirs = (
            (one.sku, one.requested_on, one.ordered, one.promised, one.backordered, one.promised_on)
            for one in (self, other)
        )
        return mine == theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLineRecord:
    """So many base units of an item that left a location in a shipment, for a line of an order."""

    shipment: str
    order: str
    line: int
    sku: str
    location: str
    partner: str
    quantity: int
    shipped_on: date
    shipped_at: datetime


class History(Protocol):
    """The log of promises and of what left; nothing in it is ever changed."""

    def add_promises(
        self,
        promises: Sequence[PromiseRecord],
        *,
        last: Mapping[tuple[str, int], PromiseRecord] | None = None,
    ) -> int:
        """Write down what is new for each line, under its next number, given what `last` said; return how many were."""
        ...

    def promises(self, orders: Collection[str]) -> Sequence[PromiseRecord]:
        """Return everything that was promised to orders, by order and line, oldest first."""
        ...

    def last(self, lines: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], PromiseRecord]:
        """Return what lines (order, line) were told last, `first` if it or any before it was."""
        ...

    def add_shipped(self, lines: Sequence[ShippedLineRecord]) -> None:
        """Write down what left; what is written down already stays."""
        ...

    def shipped(self, order: str) -> Sequence[ShippedLineRecord]:
        """Return what left for an order, by line, oldest first."""
        ...
