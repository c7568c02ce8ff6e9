"""Backorder runs counted the plain way: every unit on its own, matched to units of supply by trial and error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gateway.domain.supply import Position
from gateway.orderdesk.rebalancing import Bound, Demand, Part


def supplied(position: Position, parts: Iterable[Part], today: date) -> Mapping[date, int]:
    """Return free quantity by day where these parts are given back first, from today on, never rising too early.

    What is free on a day may be promised to others later: only as much counts as stays free for ever after.
    """
    days = sorted({today, *(b.on for b in position.buckets), *(p.on for p in parts)})
    days = [day for day in days if day >= today]
    free = {
        day: max((b for b in position.buckets if b.on <= day), key=lambda b: b.on).free
        + sum(p.quantity for p in parts if p.on <= day)
        if any(b.on <= day for b in position.buckets)
        else sum(p.quantity for p in parts if p.on <= day)
        for day in days
    }
    return {day: min(free[later] for later in days if later >= day) for day in days}


def units(positions: Sequence[Position], demands: Sequence[Demand], today: date) -> list[tuple[str, date]]:
    """Return each unit of supply that could be promised, by place and first day."""
    names = dict.fromkeys([p.location for p in positions] + [p.location for d in demands for p in d.parts])
    found = []
    for name in names:
        at = next((p for p in positions if p.location == name), Position(sku="", location=name))
        before = 0
        for day, most in supplied(
            at, [p for d in demands for p in d.parts if p.location == name], today
        ).items():
            found.extend([(name, day)] * (most - before))
            before = max(before, most)
    return found


def matched(wants: Sequence[tuple[tuple[str, ...], date]], supply: Sequence[tuple[str, date]]) -> int:
    """Return how many wants (places, day) can be met, each by a unit of its own that is there by then."""
    taken: dict[int, int] = {}

    def place(want: int, seen: set[int]) -> bool:
        places, day = wants[want]
        for unit, (location, on) in enumerate(supply):
            if unit in seen or location not in places or on > day:
                continue
            seen.add(unit)
            if unit not in taken or place(taken[unit], seen):
                taken[unit] = want
                return True
        return False

    return sum(place(want, set()) for want in range(len(wants)))


def holds(
    bound: Bound,
    served: Sequence[Demand],
    positions: Sequence[Position],
    demands: Sequence[Demand],
    *,
    today: date,
) -> bool:
    """Return whether a certificate proves its bound, counted anew from supply and demand alone."""
    cut = dict(bound.cut)
    most = sum(on <= cut[place] for place, on in units(positions, demands, today) if place in cut)
    for one in served:
        on = one.calendar.open_from(max(today, one.wanted_on))
        if not all(place in cut and on <= cut[place] for place in one.locations):
            most += one.quantity
    wants = sum(one.quantity for one in served)
    return bound.achieved <= bound.possible and min(wants, most - bound.kept) <= bound.possible
