"""Available-to-promise: who gets how many, from where, when; nothing is promised twice.

All lines of an order are first served on the day they are wanted, then what is left of them later.
A line that is served late never takes what another line of the order could have had on time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise, Shortfall
from gateway.domain.supply import Commitment, Position
from gateway.orderdesk.decisions import Limit
from gateway.orderdesk.stock import Stock

PROMISE, BACKORDER = "promise", "backorder"
NO_BACKORDER = "no-backorder"
CANCEL_AFTER = "order.cancel-after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """So many base units of an item for a line, wanted on an open day, in multiples of `step`.

    `locations` are ours, best first. What cannot leave by `cancel_on` is cancelled.
    """

    line: int
    sku: str
    quantity: int
    needed_on: date
    locations: tuple[str, ...]
    policy: BackorderPolicy
    step: int = 1
    cancel_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What becomes of one need: the parts add up to its quantity, the commitments cover them."""

    need: Need
    accepted: tuple[Promise, ...] = ()
    backordered: tuple[Shortfall, ...] = ()
    cancelled: tuple[Shortfall, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    limits: tuple[Limit, ...] = ()


def promise(
    needs: Sequence[Need], positions: Sequence[Position], calendar: Calendar, *, complete: bool = False
) -> tuple[Promised, ...]:
    """Return what can be promised to each need; `complete` means all of them on one day or none."""
    stock = Stock(positions)
    lines = [_Serving(need) for need in needs]
    if complete:
        _together(lines, stock, calendar)
    else:
        for line in lines:
            line.take(stock, line.need.needed_on, PROMISE)
        for line in lines:
            _later(line, stock, calendar)
    return _numbered([line.promised() for line in lines])


class _Serving:
    """One need while it is being served."""

    def __init__(self, need: Need) -> None:
        self.need = need
        self.left = need.quantity if need.cancel_on is None or need.needed_on <= need.cancel_on else 0
        self.too_late = need.quantity - self.left
        self.accepted: list[Promise] = []
        self.expected: list[Shortfall] = []
        self.commitments: list[Commitment] = []
        self.limits: list[Limit] = []

    def take(self, stock: Stock, on: date, kind: str) -> None:
        """Take what the places can give on the day, best place first."""
        for location in self.need.locations:
            if not self.left:
                return
            free = stock.available(self.need.sku, location, on)
            if free < self.left and on == self.need.needed_on:
                binding = stock.binding(self.need.sku, location, on)
                self.limits.append(Limit(location=location, on=binding, available=free))
            quantity = self._cut(free)
            if quantity:
                self.commit(stock, location, on, kind=kind, quantity=quantity)

    def commit(self, stock: Stock, location: str, on: date, *, kind: str, quantity: int) -> None:
        """Take so many from a place."""
        stock.less(self.need.sku, location, on, quantity=quantity)
        self.left -= quantity
        if kind == PROMISE:
            self.accepted.append(Promise(quantity=quantity, ships_on=on, location=location))
        else:
            self.expected.append(Shortfall(quantity=quantity, expected_on=on))
        self.commitments.append(
            Commitment(
                line=self.need.line,
                schedule=0,
                sku=self.need.sku,
                location=location,
                quantity=quantity,
                needed_on=self.need.needed_on,
                promised_on=on,
                kind=kind,
            )
        )

    def promised(self) -> Promised:
        """Return the outcome: what is left waits, or is cancelled where it must not wait."""
        policy = self.need.policy
        cancelled: list[Shortfall] = []
        waiting = list(self.expected)
        if self.too_late or (self.left and self.need.cancel_on is not None):
            cancelled.append(Shortfall(quantity=self.left + self.too_late, reason=CANCEL_AFTER))
        elif self.left and not policy.backorder:
            cancelled.append(Shortfall(quantity=self.left, reason=NO_BACKORDER))
        elif self.left:
            waiting.append(Shortfall(quantity=self.left))
        if waiting and not policy.split:
            waiting = [
                Shortfall(quantity=sum(one.quantity for one in waiting), expected_on=waiting[-1].expected_on)
            ]
        return Promised(
            need=self.need,
            accepted=tuple(self.accepted),
            backordered=tuple(waiting),
            cancelled=tuple(cancelled),
            commitments=tuple(self.commitments),
            limits=tuple(self.limits),
        )

    def _cut(self, free: int) -> int:
        if free >= self.left:
            return self.left
        return free - free % self.need.step if self.need.policy.partial else 0


def _later(line: _Serving, stock: Stock, calendar: Calendar) -> None:
    policy = line.need.policy
    patience = line.need.needed_on + timedelta(days=policy.patience_days)
    for day in _days(line, stock, calendar) if line.left else ():
        if not line.left:
            return
        one_date_given = bool(line.accepted) and not policy.split
        kind = BACKORDER if day > patience or one_date_given else PROMISE
        if kind == BACKORDER and not policy.backorder:
            return
        line.take(stock, day, kind)


def _days(line: _Serving, stock: Stock, calendar: Calendar) -> Iterator[date]:
    need = line.need
    for day in dict.fromkeys(
        calendar.open_from(day) for day in stock.days(need.sku, need.locations, need.needed_on)
    ):
        if need.cancel_on is None or day <= need.cancel_on:
            yield day


def _together(lines: Sequence[_Serving], stock: Stock, calendar: Calendar) -> None:
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.need.sku] = totals.get(line.need.sku, 0) + line.left
    for day, kind in _common_days(lines, stock, calendar):
        for location in lines[0].need.locations:
            if all(stock.available(sku, location, day) >= total for sku, total in totals.items()):
                for line in lines:
                    line.commit(stock, location, day, kind=kind, quantity=line.left)
                return


def _common_days(lines: Sequence[_Serving], stock: Stock, calendar: Calendar) -> Iterator[tuple[date, str]]:
    """Yield the days on which all of the lines may leave, and what that would be called."""
    if not lines or any(line.too_late for line in lines):
        return
    first = max(line.need.needed_on for line in lines)
    patience = min(line.need.policy.patience_days for line in lines)
    last = min((line.need.cancel_on or date.max for line in lines), default=date.max)
    waits = all(line.need.policy.backorder for line in lines)
    changes = {day for line in lines for day in _days(line, stock, calendar) if first < day <= last}
    for day in (first, *sorted(changes)):
        late = day > first + timedelta(days=patience)
        if day <= last and (waits or not late):
            yield day, BACKORDER if late else PROMISE


def _numbered(promised: Sequence[Promised]) -> tuple[Promised, ...]:
    counts: dict[int, int] = {}
    numbered = []
    for one in promised:
        start = counts.get(one.need.line, 0)
        counts[one.need.line] = start + len(one.commitments)
        commitments = (
            replace(commitment, schedule=at) for at, commitment in enumerate(one.commitments, start + 1)
        )
        numbered.append(replace(one, commitments=tuple(commitments)))
    return tuple(numbered)
