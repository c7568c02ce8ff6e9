"""One item laid out for a run: its places and days, and what would be free if nothing movable were promised."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from operator import add

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
        wanted = [one.calendar.open_from(max(today, one.wanted_on)) for one in demands]
        self.names = self._names(positions)
        self.places = {name: at for at, name in enumerate(self.names)}
        self.days = self._days(positions, wanted)
        past = dict.fromkeys((part.on for one in demands for part in one.parts), 0)
        self.index = past | {day: at for at, day in enumerate(self.days)}
        self.day = [self.index[on] for on in wanted]
        self.rises: set[int] = set()
        beside = self._beside(positions)
        self.cut = any(left < 0 for row in beside for left in row)
        self.free = self._free(beside)

    def at(self, day: date) -> int:
        """Return the number of a day that matters; what is past is today."""
        return self.index[day]

    def cut_at(self, closed: Sequence[int]) -> tuple[tuple[str, date], ...]:
        """Return places with the days up to which nothing more can be had there."""
        return tuple((self.names[place], self.days[day]) for place, day in enumerate(closed) if day >= 0)

    def _names(self, positions: Sequence[Position]) -> list[str]:
        """Return every place that matters, each once."""
        named = [one.location for one in positions]
        for one in self.demands:
            named.extend(one.locations)
            named.extend(part.location for part in one.parts)
        return list(dict.fromkeys(named))

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

    def _beside(self, positions: Sequence[Position]) -> list[list[int]]:
        """Return what is free beside everything promised, by place and day."""
        free = [[0] * len(self.days) for _ in self.names]
        for one in positions:
            row = free[self.places[one.location]]
            for on, left in one.buckets:
                start = self.index[max(on, self.today)]
                row[start:] = [left] * (len(row) - start)
        return free

    def _free(self, beside: Sequence[Sequence[int]]) -> list[list[int]]:
        back = [[0] * len(self.days) for _ in self.names]
        for demand in self.demands:
            for part in demand.parts:
                back[self.places[part.location]][self.at(part.on)] += part.quantity
        free = []
        for place, returned in enumerate(back):
            row = list(map(add, beside[place], accumulate(returned)))
            if min(row) < 0:
                raise ValueError("more supply is gone than these promises could give up")
            self.rises.update(day for day, (before, left) in enumerate(pairwise([0, *row])) if left > before)
            free.append(row)
        return free
