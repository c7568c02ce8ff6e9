"""One item laid out for a run: its places and days, and what would be free if nothing movable were promised."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from gateway.domain.agreements import Calendar
from gateway.domain.supply import Position
from gateway.orderdesk.rebalancing import Demand


class Layout:
    """Places and days counted from 0; `day` is when each line should leave, `rises` are days on which more is free.

    `free[place][day]` is what lines could have; `cut` tells that less than nothing is free beside what they have.
    Raises ValueError where more is gone than they could give up.
    """

    def __init__(self, demands: Sequence[Demand], positions: Sequence[Position], *, today: date) -> None:
        self.today = today
        self.demands = demands
        wanted = [_leaves(one.calendar, max(today, one.wanted_on)) for one in demands]
        self.names = self._names(positions)
        self.places = {name: at for at, name in enumerate(self.names)}
        self.days = self._days(positions, wanted)
        past = {part.on: 0 for one in demands for part in one.parts if part.on < today}
        self.index = past | {day: at for at, day in enumerate(self.days)}
        self.day = [self.index[on] for on in wanted]
        self.rises: set[int] = set()
        self.cut = False
        self.free = self._free(positions)

    def at(self, day: date) -> int:
        """Return the number of a day that matters; what is past is today."""
        return self.index[day]

    def cut_at(self, closed: Sequence[int]) -> tuple[tuple[str, date], ...]:
        """Return places with the days up to which nothing more can be had there."""
        return tuple((self.names[place], self.days[day]) for place, day in enumerate(closed) if day >= 0)

    def _names(self, positions: Sequence[Position]) -> list[str]:
        """Return every place that matters, each once."""
        named = dict.fromkeys(one.location for one in positions)
        for one in self.demands:
            for name in one.locations:
                named[name] = None
            for part in one.parts:
                named[part.location] = None
        return list(named)

    def _days(self, positions: Sequence[Position], wanted: Sequence[date]) -> list[date]:
        """Return today and every later day on which something changes, is wanted or could leave."""
        days = {self.today, *wanted}
        days.update(bucket.on for one in positions for bucket in one.buckets)
        for one in self.demands:
            for part in one.parts:
                days.add(part.on)
        for calendar in {id(one.calendar): one.calendar for one in self.demands}.values():
            if calendar.closed_weekdays or calendar.closed_on:
                days |= {calendar.open_from(day) for day in days if day >= self.today}
        return sorted(day for day in days if day >= self.today)

    def _free(self, positions: Sequence[Position]) -> list[list[int]]:
        free = [[0] * len(self.days) for _ in self.names]
        for one in positions:
            row = free[self.places[one.location]]
            for on, left in one.buckets:
                start = self.index[on] if on > self.today else 0
                row[start:] = [left] * (len(row) - start)
        self.cut = any(left < 0 for row in free for left in row)
        back = [[0] * len(self.days) for _ in self.names]
        for demand in self.demands:
            for part in demand.parts:
                back[self.places[part.location]][self.at(part.on)] += part.quantity
        for row, returned in zip(free, back, strict=True):
            row[:] = [left + more for left, more in zip(row, accumulate(returned), strict=True)]
            if min(row) < 0:
                raise ValueError("more supply is gone than these promises could give up")
            self.rises.update(at for at in range(len(row)) if row[at] > (row[at - 1] if at else 0))
        return free


def _leaves(calendar: Calendar, on: date) -> date:
    return calendar.open_from(on) if calendar.closed_weekdays or calendar.closed_on else on
