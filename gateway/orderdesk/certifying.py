"""Certifying a run: which supply cut says that no more lines could have left in time."""

from collections.abc import Iterable, Sequence

from gateway.orderdesk.layouts import Layout
from gateway.orderdesk.rebalancing import Bound, Demand
from gateway.orderdesk.resourcing import Sources


class Served:
    """The lines of all stages so far: what they want, what of it they have in time, and who has less."""

    def __init__(self, demands: Sequence[Demand], day: Sequence[int]) -> None:
        self.demands = demands
        self.day = day
        self.lines: set[int] = set()
        self.short: list[int] = []
        self.wanted: dict[tuple[int, ...], dict[int, int]] = {}  # by the places lines may leave from, by day
        self.wants = 0
        self.got = 0

    def add(self, sources: Sources, lines: Iterable[int]) -> None:
        """Add the lines of a stage."""
        for line in lines:
            day, wants = self.day[line], self.demands[line].quantity
            got = sources.until(line, day)
            by_day = self.wanted.setdefault(sources.places[line], {})
            by_day[day] = by_day.get(day, 0) + wants
            self.lines.add(line)
            self.wants += wants
            self.got += got
            if got < wants:
                self.short.append(line)

    def bound(self, stage: tuple[int, int, int], sources: Sources, layout: Layout) -> Bound:
        """Return how many of the lines served so far could leave in time at best, and which supply says so."""
        if not self.short:
            return Bound(stage=stage, achieved=self.got, possible=self.wants)
        if not all(sources.is_closed(line, self.day[line]) for line in self.short):
            sources = self._divided(sources)
        closed = sources.closed
        kept = self._kept(sources, closed)
        most = sum(min(layout.free[place][day:]) for place, day in enumerate(closed) if day >= 0) - kept
        for places, by_day in self.wanted.items():
            open_from = min((closed[place] for place in places), default=len(layout.days))
            most += sum(quantity for day, quantity in by_day.items() if day > open_from)
        return Bound(
            stage=stage,
            achieved=self.got,
            possible=min(self.wants, most),
            cut=layout.cut_at(closed),
            kept=kept,
        )

    def _divided(self, served: Sources) -> Sources:
        """Return what it would be like if lines could be split at will and those that are short had all they can in time."""
        sources = served.divisible()
        sources.freed = True
        while sources.freed:
            sources.freed = False
            for line in self.short:
                day = self.day[line]
                sources.take(line, day, self.demands[line].quantity - sources.until(line, day))
        return sources

    def _kept(self, sources: Sources, closed: Sequence[int]) -> int:
        """Return how much of what the cut could give is promised to other lines, or later than in time."""
        kept = 0
        for place, held in enumerate(sources.held):
            last = closed[place]
            if last < 0:
                continue
            for (line, day), quantity in held.items():
                if day > last or (day <= self.day[line] and line in self.lines):
                    continue
                for other in sources.places[line]:
                    if day > closed[other]:
                        break
                else:
                    kept += quantity
        return kept
