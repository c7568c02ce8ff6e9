"""Available-to-promise: who gets how many, from where, when; nothing is promised twice.

All lines of an order are first served on the day they are wanted, then what is left of them later.
A line that is served late never takes what another line of the order could have had on time. Where lines of
the order compete for the same item at several places, one may move to another place it can leave from, on its
day, so that the next can be served: never to its cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType

from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.order_responses import Promise, Shortfall
from gateway.domain.supply import Commitment, Planned, Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.decisions import Limit
from gateway.orderdesk.spreading import Spread, spread
from gateway.orderdesk.stock import Makeable, Stock

PROMISE, BACKORDER = "promise", "backorder"
NO_BACKORDER = "no-backorder"
CANCEL_AFTER = "order.cancel-after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A place's own calendar, and the day of it on which goods should leave to be there in time."""

    calendar: Calendar
    on: date


NO_DEPARTURES: Mapping[str, Departure] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """So many base units of an item for a line, wanted on an open day, in multiples of `step`.

    `locations` are ours, best first. What cannot leave by `cancel_on` is cancelled. No part is smaller than
    `least_part`, unless all of the need is. `departures` tells of each place that has a calendar of its own
    when it ships and on which of its days the goods should leave; the others go by the need. Before `earliest_on`
    it is not to be had at all: patience begins then.
    """

    line: int
    sku: str
    quantity: int
    needed_on: date
    locations: tuple[str, ...]
    policy: BackorderPolicy
    step: int = 1
    cancel_on: date | None = None
    least_part: int = 1
    earliest_on: date | None = None
    departures: Mapping[str, Departure] = field(default_factory=lambda: NO_DEPARTURES)

    def leaves_on(self, location: str) -> date:
        """Return the day on which it should leave a place."""
        return self.departures[location].on if location in self.departures else self.needed_on

    def days(self) -> tuple[date, ...]:
        """Return the days on which it is in time to leave, whichever place it leaves from."""
        return self.needed_on, *sorted({one.on for one in self.departures.values()} - {self.needed_on})

    @property
    def patient_until(self) -> date:
        """Return the last day for which it is promised; what leaves later is a backorder."""
        first = max(self.needed_on, self.earliest_on or self.needed_on)
        return first + timedelta(days=self.policy.patience_days)

    @property
    def is_divisible(self) -> bool:
        """Return whether it may be cut anywhere."""
        return self.policy.partial and self.step == 1 and self.least_part == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What becomes of one need: the parts add up to its quantity, the commitments cover them.

    `planned` is what has to be made for it before the commitments can be booked.
    """

    need: Need
    accepted: tuple[Promise, ...] = ()
    backordered: tuple[Shortfall, ...] = ()
    cancelled: tuple[Shortfall, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    limits: tuple[Limit, ...] = ()
    planned: tuple[Planned, ...] = ()


def promise(
    needs: Sequence[Need],
    positions: Sequence[Position],
    calendar: Calendar,
    *,
    complete: bool = False,
    makeable: Iterable[Makeable] = (),
    quotas: Iterable[Quota] = (),
) -> tuple[Promised, ...]:
    """Return what can be promised to each need; `complete` means all of them on one day or none."""
    stock = Stock(positions, makeable=makeable, quotas=quotas)
    lines = [_Serving(need) for need in needs]
    if complete:
        _together(lines, stock, calendar)
    else:
        for line in lines:
            for location in line.need.locations:
                line.take(stock, location, line.need.leaves_on(location), kind=PROMISE)
        _spread(lines, stock)
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
        self.planned: list[Planned] = []

    def take(self, stock: Stock, location: str, on: date, *, kind: str) -> None:
        """Take what a place can give on the day."""
        if not self.left:
            return
        free = stock.obtainable(self.need.sku, location, on)
        if free < self.left and on == self.need.leaves_on(location):
            binding = stock.binding(self.need.sku, location, on)
            self.limits.append(Limit(location=location, on=binding, available=free))
        quantity = self._cut(free)
        if quantity:
            self.commit(stock, location, on, kind=kind, quantity=quantity)

    def commit(self, stock: Stock, location: str, on: date, *, kind: str, quantity: int) -> None:
        """Take so many from a place."""
        self.planned.extend(stock.draw(self.need.sku, location, on, quantity=quantity))
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
                needed_on=self.need.leaves_on(location),
                promised_on=on,
                kind=kind,
            )
        )

    def give_back(self, stock: Stock) -> None:
        """Give everything taken so far back, to take it anew."""
        for one in self.commitments:
            stock.less(one.sku, one.location, one.promised_on, quantity=-one.quantity)
            self.left += one.quantity
        self.accepted.clear()
        self.commitments.clear()

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
            planned=tuple(self.planned),
        )

    def _cut(self, free: int) -> int:
        if free >= self.left:
            return self.left
        least = self.need.least_part
        most = min(free, self.left - least)  # what stays behind must be able to leave as well
        if most < least or not self.need.policy.partial:
            return 0
        most -= most % self.need.step
        return most if most >= least else 0


def _spread(lines: Sequence[_Serving], stock: Stock) -> None:
    """Let lines that compete for an item at several places make room for one another, day by day as it is."""
    if not stock.is_plain:
        return
    for sku in dict.fromkeys(line.need.sku for line in lines if line.left and line.need.is_divisible):
        rivals = [line for line in lines if line.need.sku == sku and not line.need.departures]
        places = tuple(dict.fromkeys(place for line in rivals for place in line.need.locations))
        if len(rivals) < 2 or len(places) < 2:  # noqa: PLR2004 - nobody to move, or nowhere to move to
            continue
        found = spread([_as_spread(line) for line in rivals], stock, sku, places)
        if not found:
            continue
        for line in rivals:
            line.give_back(stock)
        for line, parts in zip(rivals, found, strict=True):
            for location, quantity in parts:
                line.commit(stock, location, line.need.needed_on, kind=PROMISE, quantity=quantity)


def _as_spread(line: _Serving) -> Spread:
    need = line.need
    return Spread(
        places=need.locations,
        on=need.needed_on,
        left=line.left if need.is_divisible else 0,
        moves=need.is_divisible,
        has=tuple((one.location, one.quantity) for one in line.commitments),
    )


def _later(line: _Serving, stock: Stock, calendar: Calendar) -> None:
    policy = line.need.policy
    if not line.left:
        return
    for day, places in groupby(_days(line, stock, calendar), key=lambda one: one[0]):
        one_date_given = bool(line.accepted) and not policy.split
        kind = BACKORDER if day > line.need.patient_until or one_date_given else PROMISE
        if kind == BACKORDER and not policy.backorder:
            return
        for _, location, on in places:
            line.take(stock, location, on, kind=kind)
        if not line.left:
            return


def _days(line: _Serving, stock: Stock, calendar: Calendar) -> Iterator[tuple[date, str, date]]:
    """Yield when something could leave later, soonest first: how late that is as a day, from where, on which day.

    From a place with a calendar of its own it is as late as its days after the one on which it should have left.
    """
    need = line.need
    changes = stock.days(need.sku, need.locations, min(map(need.leaves_on, need.locations), default=date.max))
    found = {
        (_as_late(need, location, on), at, on): location
        for change in changes
        for at, location in enumerate(need.locations)
        for on in [_open_from(need, location, change, calendar)]
        if change > need.leaves_on(location)
    }
    for (late, _, on), location in sorted(found.items()):
        if need.cancel_on is None or on <= need.cancel_on:
            yield late, location, on


def _as_late(need: Need, location: str, on: date) -> date:
    return need.needed_on + (on - need.leaves_on(location))


def _open_from(need: Need, location: str, on: date, calendar: Calendar) -> date:
    own = need.departures.get(location)
    return (calendar if own is None else own.calendar).open_from(on)


def _together(lines: Sequence[_Serving], stock: Stock, calendar: Calendar) -> None:
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.need.sku] = totals.get(line.need.sku, 0) + line.left
    for day, kind in _common_days(lines, stock, calendar):
        for location in _common_places(lines):
            on = max([day, *(line.need.leaves_on(location) for line in lines if line.need.departures)])
            on = _open_from(lines[0].need, location, on, calendar)
            if all(stock.obtainable(sku, location, on) >= total for sku, total in totals.items()):
                for line in lines:
                    line.commit(stock, location, on, kind=kind, quantity=line.left)
                return


def _common_places(lines: Sequence[_Serving]) -> tuple[str, ...]:
    others = [frozenset(line.need.locations) for line in lines[1:]]
    return tuple(one for one in lines[0].need.locations if all(one in other for other in others))


def _common_days(lines: Sequence[_Serving], stock: Stock, calendar: Calendar) -> Iterator[tuple[date, str]]:
    """Yield the days on which all of the lines may leave, and what that would be called."""
    if not lines or any(line.too_late for line in lines):
        return
    first = max(line.need.needed_on for line in lines)
    patience = timedelta(days=min(line.need.policy.patience_days for line in lines))
    earliest = max([first, *(one.need.earliest_on for one in lines if one.need.earliest_on is not None)])
    last = min(line.need.cancel_on or date.max for line in lines)
    waits = all(line.need.policy.backorder for line in lines)
    changes = {on for line in lines for _, _, on in _days(line, stock, calendar) if first < on <= last}
    for day in (first, *sorted(changes)):
        late = day > earliest + patience
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
