"""Sharing out one item anew: who keeps, who gains, who loses, each line by its strategy."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from heapq import heapify, heappop, heappush

from gateway.domain.supply import Position
from gateway.orderdesk.certifying import Served
from gateway.orderdesk.comparing import by_day, close, merged, no_worse, why
from gateway.orderdesk.exchanging import Exchange
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.layouts import Layout
from gateway.orderdesk.rebalancing import (
    BACKORDER,
    KEEPS,
    PROMISE,
    RISES,
    Bound,
    Demand,
    Moved,
    Own,
    Part,
    Refusal,
    Shared,
    Strategy,
    Variant,
)
from gateway.orderdesk.resourcing import Key, Sources
from gateway.orderdesk.staging import Stage, in_stages

HOLDERS_SHOWN = 5


def share(
    demands: Sequence[Demand],
    positions: Sequence[Position],
    variant: Variant,
    *,
    today: date,
    caps: Mapping[tuple[str, int], int] | None = None,
    frozen: Collection[Own] = (),
) -> Shared:
    """Return what becomes of the lines that want one item; `caps` limit what a line has in time.

    What is `frozen` keeps what it holds as far as supply is not cut: it neither gains nor makes room for others.
    `positions` say what is free beside everything promised. Less than nothing free means that supply is cut.
    Raises ValueError where more is gone than these lines could give up.
    """
    item = _Item(demands, positions, variant, today=today, caps=caps or {}, frozen=frozen)
    item.run()
    return item.shared()


class _Item:
    """One item while it is shared out; days count from today, 0."""

    def __init__(
        self,
        demands: Sequence[Demand],
        positions: Sequence[Position],
        variant: Variant,
        *,
        today: date,
        caps: Mapping[tuple[str, int], int],
        frozen: Collection[Own],
    ) -> None:
        self.sku = demands[0].sku
        self.today = today
        self.treated = [variant.treats(one) for one in demands]
        kept = [at for at, (strategy, _) in enumerate(self.treated) if strategy is not Strategy.SKIP]
        self.demands = [demands[at] for at in kept]
        self.treated = [self.treated[at] for at in kept]
        self.layout = Layout(self.demands, positions, today=today)
        self.day = self.layout.day
        self.frozen = (
            {line for line, one in enumerate(self.demands) if one.own in frozen} if frozen else set()
        )
        self.precedence = in_stages(self.demands, self.treated, variant, today=today)
        self.stages = [stage.without(self.frozen) for stage in self.precedence]
        self.steps = [one.quantity if one.whole else one.step for one in self.demands]
        self.limit = [
            min(one.quantity, caps.get((one.order, one.line), one.quantity)) for one in self.demands
        ]
        places = [
            () if line in self.frozen else tuple(self.layout.places[name] for name in one.locations)
            for line, one in enumerate(self.demands)
        ]
        moves = [where if step == 1 else () for where, step in zip(places, self.steps, strict=True)]
        self.sources = Sources(self.layout.free, places, moves)
        self.refusals: list[Refusal] = []
        self.told: set[int] = set()
        self.bounds: dict[tuple[int, int, int], Bound] = {}
        self.candidates: dict[int, list[int]] = {}  # by calendar

    def run(self) -> None:
        """Keep, win, rise, exchange, settle, fill."""
        self._keep()
        for stage in self.stages:
            if stage.strategy is Strategy.WIN:
                for line in stage.lines:
                    self._win(line)
        self._rise_fully()
        if self._exchange():
            self._rise_fully()
        if self._settle():
            self._rise_fully()
        for stage in self.stages:
            if stage.strategy is Strategy.FILL:
                for line in stage.lines:
                    self._fill(line)

    def shared(self) -> Shared:
        """Return what came of it."""
        moved = [self._moved(line) for line in range(len(self.demands))]
        return Shared(
            sku=self.sku,
            moved=tuple(one for one in moved if one is not None),
            refusals=tuple(self.refusals),
            bounds=tuple(self.bounds[key] for key in sorted(self.bounds)),
            in_time=tuple(
                (one, self.sources.until(line, self.day[line])) for line, one in enumerate(self.demands)
            ),
        )

    def _keep(self) -> None:
        """Leave what is promised where it is; where supply is cut, as much of it as goes, most deserving first."""
        for stage in self.precedence:
            for line in stage.lines:
                if stage.strategy in KEEPS or line in self.frozen:
                    self._hold(line, self.demands[line].parts)
        if self.layout.cut:
            for stage in self.stages:
                if stage.strategy in KEEPS:
                    for line in stage.lines:
                        self._hold_elsewhere(line, stage.strategy)

    def _hold(self, line: int, parts: Iterable[Part]) -> None:
        """Promise the same again where there is room for it."""
        for part in parts:
            place, day = self.layout.places[part.location], self.layout.at(part.on)
            quantity = (
                min(part.quantity, max(0, self.sources.room(place, day)))
                if self.layout.cut
                else part.quantity
            )
            quantity -= quantity % self.steps[line] if quantity < part.quantity else 0
            if quantity:
                self.sources.put(line, place, day, quantity=quantity)

    def _hold_elsewhere(self, line: int, strategy: Strategy) -> None:
        """Promise what a cut took from a line on the same day from other places; refuse the rest."""
        demand = self.demands[line]
        had = 0
        for part in sorted(demand.parts, key=lambda one: one.on):
            had += part.quantity
            missing = had - self.sources.until(line, self.layout.at(part.on))
            if missing > 0:
                self._take(line, self.layout.at(part.on), missing)
        missing = had - self.sources.total(line)
        if missing > 0 and strategy is not Strategy.IMPROVE:
            self._refuse(line, strategy, missing)

    def _refuse(self, line: int, strategy: Strategy, missing: int) -> None:
        closed = self.sources.closed
        holders = [
            (self.demands[other].order, self.demands[other].line, quantity)
            for place, held in enumerate(self.sources.held)
            for (other, day), quantity in held.items()
            if day <= closed[place] and other != line
        ]
        self.refusals.append(
            Refusal(
                demand=self.demands[line],
                strategy=strategy,
                missing=missing,
                cut=self.layout.cut_at(closed),
                holders=tuple(sorted(holders, key=lambda one: (-one[2], one[:2]))[:HOLDERS_SHOWN]),
            )
        )

    def _win(self, line: int) -> None:
        """Give a line all of it on its day, or nothing more than it has."""
        demand, day, sources = self.demands[line], self.day[line], self.sources
        freed = sources.begin()
        self._take(line, day, demand.quantity - sources.until(line, day))
        missing = demand.quantity - sources.until(line, day)
        if missing:
            self._refuse(line, Strategy.WIN, missing)
            sources.undo(freed)
            return
        sources.trim(line, demand.quantity)
        sources.keep()

    def _rise_fully(self) -> None:
        """Raise lines until nobody has given anything up that another could use."""
        self.sources.freed = True
        while self.sources.freed:
            self.sources.freed = False
            self._rise()

    def _exchange(self) -> bool:
        """Make room for lines that ship complete and found none; return whether any was gained."""
        anew = [stage.lines for stage in self.stages if stage.strategy is Strategy.REDISTRIBUTE]
        return Exchange(self.demands, self.sources, self.day, limit=self.limit, stages=anew).improve()

    def _rise(self) -> None:
        """Raise every line that may rise: first all of them in time, then, if nobody gave anything up, as early as can be."""
        served = Served(self.demands, self.layout.day)
        for stage in self.stages:
            if stage.strategy is Strategy.WIN or stage.strategy in RISES:
                self._in_time(stage)
                served.add(self.sources, stage.lines)
                self.bounds[stage.key] = served.bound(stage.key, self.sources, self.layout)
        if self.sources.freed:  # who was asked before may have it in time: that comes first
            return
        for stage in self.stages:
            if stage.strategy in RISES:
                for line in stage.lines:
                    self._later(line)

    def _in_time(self, stage: Stage) -> None:
        if stage.strategy is Strategy.WIN:
            return
        if stage.fairness is Fairness.FAIR_SHARE:
            self._evenly(stage.lines)
            return
        for line in stage.lines:
            self._serve(line, self.day[line], self.limit[line])

    def _evenly(self, lines: Iterable[int]) -> None:
        """Give the next step to the line that has least of what it wants, again and again."""
        heap = []
        for line in lines:
            has, wants = self.sources.until(line, self.day[line]), self.demands[line].quantity
            heap.append((Fraction(has, wants), self.steps[line], line))
        heapify(heap)
        while heap:
            _, step, line = heappop(heap)
            has = self.sources.until(line, self.day[line])
            self._serve(line, self.day[line], min(has + step, self.limit[line]))
            now = self.sources.until(line, self.day[line])
            if now > has:
                heappush(heap, (Fraction(now, self.demands[line].quantity), step, line))

    def _later(self, line: int) -> None:
        """Promise what cannot leave in time as early as it can."""
        sources, wants, due = self.sources, self.demands[line].quantity, self.day[line]
        if sources.until(line, due) >= wants:
            return
        opens = self._opens(line)
        if not opens or sources.is_closed_for_good(line, due, opens[-1]):
            return
        for day in opens[bisect_right(opens, due) :]:
            if sources.until(line, day) >= wants:
                return
            self._serve(line, day, wants)

    def _opens(self, line: int) -> list[int]:
        """Return the days on which new supply could leave to whom the line is for."""
        calendar = self.demands[line].calendar
        if id(calendar) not in self.candidates:
            opens = {self.layout.index[calendar.open_from(self.layout.days[at])] for at in self.layout.rises}
            self.candidates[id(calendar)] = sorted(opens)
        return self.candidates[id(calendar)]

    def _serve(self, line: int, day: int, wants: int) -> None:
        """Raise what a line has by a day, unless that is worse for it or not worth telling."""
        sources, demand = self.sources, self.demands[line]
        missing = wants - sources.until(line, day)
        if missing <= 0 or sources.is_closed(line, day):
            return
        told = line in self.told or bool(
            demand.tolerance_days and demand.parts and self.treated[line][0] in KEEPS
        )
        if not told and self.steps[line] == 1:
            sources.take(line, day, missing)
            sources.trim(line, demand.quantity)
            return
        before = dict(sources.own[line])
        freed = sources.begin()
        self._take(line, day, missing)
        sources.trim(line, demand.quantity)
        worse = sources.own[line] == before or not no_worse(sources.own[line], before)
        if worse or (told and self._small(line)):
            sources.undo(freed)
        else:
            sources.keep()

    def _take(self, line: int, day: int, want: int) -> None:
        """Promise up to so many more on a day: by moving others, or in whole steps beside them."""
        step = self.steps[line]
        if step == 1:
            self.sources.take(line, day, want)
            return
        later = {key: n for key, n in self.sources.own[line].items() if key[1] > day}
        for (place, on), quantity in later.items():
            self.sources.put(line, place, on, quantity=-quantity)
        for place in self.sources.places[line]:
            quantity = min(want, max(0, self.sources.room(place, day)))
            quantity -= quantity % step
            if quantity:
                self.sources.put(line, place, day, quantity=quantity)
                want -= quantity
        for (place, on), quantity in sorted(later.items()):
            back = min(quantity, max(0, self.sources.room(place, on)))
            back -= back % step if back < quantity else 0
            if back:
                self.sources.put(line, place, on, quantity=back)
        self.sources.freed = self.sources.freed or bool(later)

    def _small(self, line: int) -> bool:
        """Return whether a line's schedule differs from what it was by less than its partner wants to know."""
        demand = self.demands[line]
        before = [(max(part.on, self.today), part.quantity) for part in demand.parts]
        after = [(self.layout.days[day], n) for (_, day), n in self.sources.own[line].items()]
        return close(before, after, demand.tolerance_days)

    def _settle(self) -> bool:
        """Put lines back that were shared out anew and moved by less than their partners want to know."""
        for line, (strategy, _) in enumerate(self.treated):
            demand = self.demands[line]
            tolerant = strategy is Strategy.REDISTRIBUTE and demand.tolerance_days and demand.parts
            if tolerant and self._small(line) and self._put_back(line):
                self.told.add(line)
        return bool(self.told)

    def _put_back(self, line: int) -> bool:
        """Promise a line again what it had, where there is room; return whether there is."""
        freed = self.sources.begin()
        self.sources.pull(line)
        for part in self.demands[line].parts:
            place, day = self.layout.places[part.location], self.layout.at(part.on)
            if self.sources.room(place, day) < part.quantity:
                self.sources.undo(freed)
                return False
            self.sources.put(line, place, day, quantity=part.quantity)
        self.sources.keep()
        return True

    def _fill(self, line: int) -> None:
        """Give a line what is left, never more nor earlier than it had."""
        owed = 0
        days = sorted({self.layout.at(part.on) for part in self.demands[line].parts})
        if not days:
            return
        had = {
            day: sum(p.quantity for p in self.demands[line].parts if self.layout.at(p.on) == day)
            for day in days
        }
        for day in sorted({*days, *(at for at in self._opens(line) if at > days[0])}):
            owed += had.get(day, 0)
            if owed:
                before = self.sources.until(line, day)
                self._take(line, day, owed)
                owed -= self.sources.until(line, day) - before
            elif day > days[-1]:
                return

    def _moved(self, line: int) -> Moved | None:
        """Return a line's new promises if they are other ones."""
        demand = self.demands[line]
        if self._same(line):
            return None
        parts = self._parts(line)
        before = tuple(merged(part._replace(on=max(part.on, self.today)) for part in demand.parts))
        return Moved(demand=demand, parts=parts, why=why(before, parts))

    def _same(self, line: int) -> bool:
        """Return whether a line has what it had, and no more of it leaves in time than was confirmed."""
        had: dict[Key, int] = {}
        sure = 0
        for part in self.demands[line].parts:
            key = self.layout.places[part.location], self.layout.at(part.on)
            had[key] = had.get(key, 0) + part.quantity
            sure += part.quantity if part.kind == PROMISE else 0
        return self.sources.own[line] == had and sure >= self.sources.until(line, self.day[line])

    def _parts(self, line: int) -> tuple[Part, ...]:
        """Return what a line has now; as many as were confirmed stay confirmed, and what leaves in time is."""
        demand, own = self.demands[line], self.sources.own[line]
        confirmed = self.sources.until(line, self.day[line])
        if demand.parts:
            confirmed = max(confirmed, sum(part.quantity for part in demand.parts if part.kind == PROMISE))
        names, days = self.layout.names, self.layout.days
        parts = []
        for (place, day), quantity in sorted(own.items(), key=lambda one: (one[0][1], names[one[0][0]])):
            sure = min(quantity, max(0, confirmed))
            confirmed -= quantity
            for kind, size in ((PROMISE, sure), (BACKORDER, quantity - sure)):
                if size:
                    parts.append(Part(location=names[place], on=days[day], quantity=size, kind=kind))
        return tuple(sorted(parts, key=by_day))
