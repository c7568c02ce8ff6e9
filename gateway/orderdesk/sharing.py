"""Sharing out one item anew: who keeps, who gains, who loses, each line by its strategy."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import accumulate

from gateway.domain.supply import Position
from gateway.orderdesk.fairness import Fairness, stages
from gateway.orderdesk.rebalancing import (
    BACKORDER,
    KEEPS,
    ORDER,
    PROMISE,
    RISES,
    Bound,
    Demand,
    Moved,
    Part,
    Refusal,
    Shared,
    Strategy,
    Variant,
)
from gateway.orderdesk.resourcing import Key, Sources

HOLDERS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Lines served one after the other before the next stage is; `key` puts stages of all items in order."""

    key: tuple[int, int, int]
    strategy: Strategy
    fairness: Fairness
    lines: tuple[int, ...]


def share(
    demands: Sequence[Demand],
    positions: Sequence[Position],
    variant: Variant,
    *,
    today: date,
    caps: Mapping[tuple[str, int], int] | None = None,
) -> Shared:
    """Return what becomes of the lines that want one item; `caps` limit what a line has in time.

    `positions` say what is free beside everything promised. Less than nothing free means that supply is cut.
    Raises ValueError where more is gone than these lines could give up.
    """
    item = _Item(demands, positions, variant, today=today, caps=caps or {})
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
    ) -> None:
        self.sku = demands[0].sku
        self.today = today
        self.variant = variant
        self.treated = [variant.treats(one) for one in demands]
        kept = [at for at, (strategy, _) in enumerate(self.treated) if strategy is not Strategy.SKIP]
        self.demands = [demands[at] for at in kept]
        self.treated = [self.treated[at] for at in kept]
        self.wanted = [one.calendar.open_from(max(today, one.wanted_on)) for one in self.demands]
        self.names = self._names(positions)
        self.places = {name: at for at, name in enumerate(self.names)}
        self.rises: set[int] = set()
        self.days = self._days(positions)
        self.index = {day: at for at, day in enumerate(self.days)}
        self.day = [self.index[on] for on in self.wanted]
        self.steps = [one.quantity if one.whole else one.step for one in self.demands]
        self.base = self._base(positions)
        self.limit = [
            min(one.quantity, caps.get((one.order, one.line), one.quantity)) for one in self.demands
        ]
        places = [tuple(self.places[name] for name in one.locations) for one in self.demands]
        moves = [where if step == 1 else () for where, step in zip(places, self.steps, strict=True)]
        self.sources = Sources(self.base, places, moves)
        self.refusals: list[Refusal] = []
        self.told: set[int] = set()
        self.bounds: dict[tuple[int, int, int], Bound] = {}
        self.candidates: dict[object, list[int]] = {}  # by calendar

    def run(self) -> None:
        """Keep, win, rise, settle, fill."""
        self._keep()
        for stage in self.stages:
            if stage.strategy is Strategy.WIN:
                for line in stage.lines:
                    self._win(line)
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

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Return the lines in the order in which they are served."""
        groups: dict[tuple[int, int], list[int]] = {}
        for line, (strategy, segment) in enumerate(self.treated):
            groups.setdefault((ORDER[strategy], segment), []).append(line)
        strategies = tuple(Strategy)
        return tuple(
            Stage(
                key=(at, segment, of_class),
                strategy=strategies[at],
                fairness=self.variant.fairness_of(segment),
                lines=tuple(lines),
            )
            for at, segment in sorted(groups)
            for of_class, lines in stages(
                [(line, self.demands[line]) for line in groups[at, segment]],
                self.variant.fairness_of(segment),
                today=self.today,
                weights=self.variant.weights,
            )
        )

    def _names(self, positions: Sequence[Position]) -> list[str]:
        """Return every place that matters, each once."""
        named = [one.location for one in positions]
        for one in self.demands:
            named.extend(one.locations)
            named.extend(part.location for part in one.parts)
        return list(dict.fromkeys(named))

    def _days(self, positions: Sequence[Position]) -> list[date]:
        """Return today and every later day on which something changes, is wanted or could leave."""
        days = {self.today, *self.wanted}
        days.update(bucket.on for one in positions for bucket in one.buckets)
        days.update(part.on for one in self.demands for part in one.parts)
        for calendar in {one.calendar for one in self.demands}:
            if calendar.closed_weekdays or calendar.closed_on:
                days |= {calendar.open_from(day) for day in days if day >= self.today}
        return sorted(day for day in days if day >= self.today)

    def _base(self, positions: Sequence[Position]) -> list[list[int]]:
        """Return what would be free at each place from each day on if our lines had nothing."""
        base = [[0] * len(self.days) for _ in self.names]
        for one in positions:
            row = base[self.places[one.location]]
            ons = [bucket.on for bucket in one.buckets]
            for at, day in enumerate(self.days):
                last = bisect_right(ons, day)
                row[at] = one.buckets[last - 1].free if last else 0
        self.cut = any(free < 0 for row in base for free in row)
        back = [[0] * len(self.days) for _ in self.names]
        for demand in self.demands:
            for part in demand.parts:
                back[self.places[part.location]][self._at(part.on)] += part.quantity
        for row, returned in zip(base, back, strict=True):
            row[:] = [free + more for free, more in zip(row, accumulate(returned), strict=True)]
            if min(row) < 0:
                raise ValueError("more supply is gone than these promises could give up")
            self.rises.update(at for at in range(len(row)) if row[at] > (row[at - 1] if at else 0))
        return base

    def _at(self, day: date) -> int:
        return self.index[max(day, self.today)]

    def _keep(self) -> None:
        """Leave what is promised where it is; where supply is cut, as much of it as goes, most deserving first."""
        for stage in self.stages:
            if stage.strategy in KEEPS:
                for line in stage.lines:
                    self._hold(line, self.demands[line].parts)
        if self.cut:
            for stage in self.stages:
                if stage.strategy in KEEPS:
                    for line in stage.lines:
                        self._hold_elsewhere(line, stage.strategy)

    def _hold(self, line: int, parts: Iterable[Part]) -> None:
        """Promise the same again where there is room for it."""
        for part in parts:
            place, day = self.places[part.location], self._at(part.on)
            quantity = (
                min(part.quantity, max(0, self.sources.room(place, day))) if self.cut else part.quantity
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
            missing = had - self.sources.until(line, self._at(part.on))
            if missing > 0:
                self._take(line, self._at(part.on), missing)
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
                cut=self._cut(closed),
                holders=tuple(sorted(holders, key=lambda one: (-one[2], one[:2]))[:HOLDERS_SHOWN]),
            )
        )

    def _cut(self, closed: Sequence[int]) -> tuple[tuple[str, date], ...]:
        return tuple((self.names[place], self.days[day]) for place, day in enumerate(closed) if day >= 0)

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

    def _rise(self) -> None:
        """Raise every line that may rise: first all of them in time, then as early as can be."""
        served = _Served()
        for stage in self.stages:
            if stage.strategy is Strategy.WIN or stage.strategy in RISES:
                self._in_time(stage)
                served.add(self, stage.lines)
                self._bound(stage, served)
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
        wants = self.demands[line].quantity
        if self.sources.until(line, self.day[line]) >= wants:
            return
        for day in self._opens(line):
            if day > self.day[line]:
                if self.sources.until(line, day) >= wants:
                    return
                self._serve(line, day, wants)

    def _opens(self, line: int) -> list[int]:
        """Return the days on which new supply could leave to whom the line is for."""
        calendar = self.demands[line].calendar
        if calendar not in self.candidates:
            opens = {self.index[calendar.open_from(self.days[at])] for at in self.rises}
            self.candidates[calendar] = sorted(opens)
        return self.candidates[calendar]

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
        worse = sources.own[line] == before or not _no_worse(sources.own[line], before)
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
        for (place, on), quantity in sorted(later.items(), key=lambda one: one[0][1]):
            back = min(quantity, max(0, self.sources.room(place, on)))
            back -= back % step if back < quantity else 0
            if back:
                self.sources.put(line, place, on, quantity=back)
        self.sources.freed = self.sources.freed or bool(later)

    def _small(self, line: int) -> bool:
        """Return whether a line's schedule differs from what it was by less than its partner wants to know."""
        demand = self.demands[line]
        before = [(max(part.on, self.today), part.quantity) for part in demand.parts]
        after = [(self.days[day], n) for (_, day), n in self.sources.own[line].items()]
        return _close(before, after, demand.tolerance_days)

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
        for part in sorted(self.demands[line].parts, key=lambda one: one.on):
            place, day = self.places[part.location], self._at(part.on)
            if self.sources.room(place, day) < part.quantity:
                self.sources.undo(freed)
                return False
            self.sources.put(line, place, day, quantity=part.quantity)
        self.sources.keep()
        return True

    def _fill(self, line: int) -> None:
        """Give a line what is left, never more nor earlier than it had."""
        owed = 0
        days = sorted({self._at(part.on) for part in self.demands[line].parts})
        had = {
            day: sum(p.quantity for p in self.demands[line].parts if self._at(p.on) == day) for day in days
        }
        last = days[-1] if days else 0
        for day in sorted({*days, *(at for at in self._opens(line) if at > (days or [0])[0])}):
            owed += had.get(day, 0)
            if owed:
                before = self.sources.until(line, day)
                self._take(line, day, owed)
                owed -= self.sources.until(line, day) - before
            elif day > last:
                return

    def _bound(self, stage: Stage, served: "_Served") -> None:
        """Note how many of the lines served so far could leave in time at best, and which supply says so."""
        if not served.short:
            self.bounds[stage.key] = Bound(stage=stage.key, achieved=served.got, possible=served.wants)
            return
        sources = self.sources
        if not all(sources.is_closed(line, self.day[line]) for line in served.short):
            sources = self._divided(served.short)
        closed = sources.closed
        kept = self._kept(sources, closed, served.lines)
        most = sum(min(self.base[place][day:]) for place, day in enumerate(closed) if day >= 0) - kept
        for line in served.lines:
            if any(self.day[line] > closed[place] for place in sources.places[line]):
                most += self.demands[line].quantity
        self.bounds[stage.key] = Bound(
            stage=stage.key,
            achieved=served.got,
            possible=min(served.wants, most),
            cut=self._cut(closed),
            kept=kept,
        )

    def _divided(self, short: Sequence[int]) -> Sources:
        """Return what it would be like if these lines could be split at will and had all they can in time."""
        sources = self.sources.divisible()
        sources.freed = True
        while sources.freed:
            sources.freed = False
            for line in short:
                day = self.day[line]
                sources.take(line, day, self.demands[line].quantity - sources.until(line, day))
        return sources

    def _kept(self, sources: Sources, closed: Sequence[int], served: set[int]) -> int:
        """Return how much of what the cut could give is promised to other lines, or later than in time."""
        return sum(
            quantity
            for place, held in enumerate(sources.held)
            for (line, day), quantity in held.items()
            if day <= closed[place]
            and not (line in served and day <= self.day[line])
            and all(day <= closed[other] for other in sources.places[line])
        )

    def _moved(self, line: int) -> Moved | None:
        """Return a line's new promises if they are other ones."""
        demand = self.demands[line]
        if self._same(line):
            return None
        parts = self._parts(line)
        before = tuple(
            sorted(_merged(replace(part, on=max(part.on, self.today)) for part in demand.parts), key=_place)
        )
        if parts == before:
            return None
        return Moved(demand=demand, parts=parts, why=_why(before, parts))

    def _same(self, line: int) -> bool:
        """Return whether a line has what it had, and no more of it leaves in time than was confirmed."""
        had: dict[Key, int] = {}
        sure = 0
        for part in self.demands[line].parts:
            key = self.places[part.location], self._at(part.on)
            had[key] = had.get(key, 0) + part.quantity
            sure += part.quantity if part.kind == PROMISE else 0
        return self.sources.own[line] == had and sure >= self.sources.until(line, self.day[line])

    def _parts(self, line: int) -> tuple[Part, ...]:
        """Return what a line has now; as many as were confirmed stay confirmed, and what leaves in time is."""
        demand, own = self.demands[line], self.sources.own[line]
        confirmed = max(
            self.sources.until(line, self.day[line]),
            sum(part.quantity for part in demand.parts if part.kind == PROMISE),
        )
        parts = []
        for (place, day), quantity in sorted(own.items(), key=lambda one: (one[0][1], self.names[one[0][0]])):
            sure = min(quantity, max(0, confirmed))
            confirmed -= quantity
            for kind, size in ((PROMISE, sure), (BACKORDER, quantity - sure)):
                if size:
                    part = Part(location=self.names[place], on=self.days[day], quantity=size, kind=kind)
                    parts.append(part)
        return tuple(sorted(parts, key=_place))


class _Served:
    """The lines of all stages so far: what they want, what of it they have in time, and who has less."""

    def __init__(self) -> None:
        self.lines: set[int] = set()
        self.short: list[int] = []
        self.wants = 0
        self.got = 0

    def add(self, item: _Item, lines: Iterable[int]) -> None:
        """Add the lines of a stage."""
        for line in lines:
            wants, got = item.demands[line].quantity, item.sources.until(line, item.day[line])
            self.lines.add(line)
            self.wants += wants
            self.got += got
            if got < wants:
                self.short.append(line)


def _place(part: Part) -> tuple[date, str, str]:
    return part.on, part.location, part.kind


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    sums: dict[tuple[date, str, str], int] = {}
    for part in parts:
        sums[_place(part)] = sums.get(_place(part), 0) + part.quantity
    for (on, location, kind), quantity in sums.items():
        yield Part(location=location, on=on, quantity=quantity, kind=kind)


def _shifts(
    before: Iterable[tuple[date, int]], after: Iterable[tuple[date, int]]
) -> Iterator[tuple[date, date]]:
    """Yield from which day to which each lot moves, where both schedules come to the same quantity."""
    old, new = sorted(before), sorted(after)
    while old and new:
        (was, left), (now, right) = old.pop(0), new.pop(0)
        yield was, now
        if left > right:
            old.insert(0, (was, left - right))
        elif right > left:
            new.insert(0, (now, right - left))


def _no_worse(now: Mapping[Key, int], before: Mapping[Key, int]) -> bool:
    """Return whether by no day there is less than before."""
    days = sorted({day for _, day in before})
    return all(
        sum(n for (_, on), n in now.items() if on <= day)
        >= sum(n for (_, on), n in before.items() if on <= day)
        for day in days
    )


def _close(before: Sequence[tuple[date, int]], after: Sequence[tuple[date, int]], days: int) -> bool:
    """Return whether two schedules have the same quantities, none moved further than some days or to another week."""
    return sum(n for _, n in before) == sum(n for _, n in after) and all(
        abs((was - now).days) <= days and was.isocalendar()[:2] == now.isocalendar()[:2]
        for was, now in _shifts(before, after)
    )


def _why(before: Sequence[Part], after: Sequence[Part]) -> str:
    """Return in one word what a change is for whoever ordered."""
    had, has = sum(one.quantity for one in before), sum(one.quantity for one in after)
    if had != has:
        return "more" if has > had else "less"
    old, new = ([(one.on, one.quantity) for one in parts] for parts in (before, after))
    moves = [(was, now) for was, now in _shifts(old, new) if was != now]
    if moves:
        return "later" if any(now > was for was, now in moves) else "earlier"
    sure = [sum(one.quantity for one in parts if one.kind == PROMISE) for parts in (before, after)]
    return "confirmed" if sure[0] != sure[1] else "place"
