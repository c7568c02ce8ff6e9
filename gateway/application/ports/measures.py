"""What is measured: counts the database makes, over lines, orders and documents of a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a partner takes a delivery as on time, in days around the one asked for, and what it counts: `unit`, `case`, `line`."""

    early_days: int = 7
    late_days: int = 0
    counts: str = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is measured: from a day to a day, both included, of one partner or of all (``), by what was agreed with each.

    Limits are in seconds by partner; who has none has agreed on none.
    """

    from_on: date
    to_on: date
    partner: str = ""
    windows: Mapping[str, Window] = field(default_factory=lambda: MappingProxyType({}))
    acknowledge_within: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    answer_within: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    notice_within: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLines:
    """The lines due in a period: how many, what of them left at once, in time, in the partner's window, and what changed."""

    lines: int = 0
    units: int = 0
    lines_filled: int = 0
    units_filled: int = 0
    lines_in_time: int = 0
    otif_whole: int = 0
    otif_part: int = 0
    lines_waited: int = 0
    lines_promised: int = 0
    promise_changes: int = 0
    lines_steady: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOrders:
    """The orders whose last line is due in a period: how many, filled at once, and perfect."""

    orders: int = 0
    filled: int = 0
    perfect: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """The lines whose first or last promise falls into a period, and how many of each were kept.

    `missed_by_days` adds up, over the `left` lines that have left whole, how far from the first promise they did.
    """

    first: int = 0
    first_kept: int = 0
    last: int = 0
    last_kept: int = 0
    left: int = 0
    missed_by_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits now: lines, base units, the days since it was asked for (added up, and of the oldest)."""

    lines: int = 0
    units: int = 0
    days: int = 0
    oldest_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The orders that came in a period, how many were answered, and how many of those without a person."""

    orders: int = 0
    answered: int = 0
    touchless: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How long something took: how many there were and are done, percentiles in microseconds, how many in their limit."""

    wanted: int = 0
    done: int = 0
    p50: int | None = None
    p95: int | None = None
    p99: int | None = None
    limited: int = 0
    in_limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """The invoices written in a period, and how many match what left and were not refused."""

    invoices: int = 0
    matched: int = 0


class Measures(Protocol):
    """What the database counts; nothing is read line by line."""

    def due_lines(self, scope: Scope) -> DueLines:
        """Count the lines due in the period."""
        ...

    def due_orders(self, scope: Scope) -> DueOrders:
        """Count the orders due in the period."""
        ...

    def promises(self, scope: Scope) -> Promises:
        """Count the promises that fall into the period."""
        ...

    def waiting(self, on: date, partner: str = "") -> Waiting:
        """Count what waits on a day that is today."""
        ...

    def touched(self, scope: Scope) -> Touched:
        """Count the orders that came in the period."""
        ...

    def touched_by(self, scope: Scope) -> Sequence[tuple[str, bool, Sequence[str]]]:
        """Return each order of the period that was not answered without a person, whether it was answered, and what first held it."""
        ...

    def acknowledged(self, scope: Scope) -> Timed:
        """Time the purchase orders of the period from arrival to the acknowledgement that left."""
        ...

    def answered(self, scope: Scope) -> Timed:
        """Time the orders of the period from arrival to the first answer that left."""
        ...

    def noticed(self, scope: Scope) -> Timed:
        """Time the shipments of the period from the dock to the notice that left."""
        ...

    def invoiced(self, scope: Scope) -> Invoiced:
        """Count the invoices of the period."""
        ...
