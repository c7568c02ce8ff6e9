"""Comparing what a line had with what it has: better, worse, or not worth telling."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from gateway.orderdesk.rebalancing import PROMISE, Part
from gateway.orderdesk.resourcing import Key


def by_day(part: Part) -> tuple[date, str, str]:
    """Return the day and the place of a part, by which parts are sorted and told apart."""
    return part.on, part.location, part.kind


def merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts of the same day, place and kind as one."""
    sums: dict[tuple[date, str, str], int] = {}
    for part in parts:
        sums[by_day(part)] = sums.get(by_day(part), 0) + part.quantity
    for (on, location, kind), quantity in sums.items():
        yield Part(location=location, on=on, quantity=quantity, kind=kind)


def shifts(
    before: Iterable[tuple[date, int]], after: Iterable[tuple[date, int]]
) -> Iterator[tuple[date, date]]:
    """Yield from which day to which each lot moves, where both schedules come to the same quantity."""
    old, new = sorted(before), sorted(after)
    while old:
        (was, left), (now, right) = old.pop(0), new.pop(0)
        yield was, now
        if left > right:
            old.insert(0, (was, left - right))
        elif right > left:
            new.insert(0, (now, right - left))


def no_worse(now: Mapping[Key, int], before: Mapping[Key, int]) -> bool:
    """Return whether by no day there is less than before."""
    days = sorted({day for _, day in before})
    return all(
        sum(n for (_, on), n in now.items() if on <= day)
        >= sum(n for (_, on), n in before.items() if on <= day)
        for day in days
    )


def close(before: Sequence[tuple[date, int]], after: Sequence[tuple[date, int]], days: int) -> bool:
    """Return whether two schedules have the same quantities, none moved further than some days or to another week."""
    return sum(n for _, n in before) == sum(n for _, n in after) and all(
        abs((was - now).days) <= days and was.isocalendar()[:2] == now.isocalendar()[:2]
        for was, now in shifts(before, after)
    )


def why(before: Sequence[Part], after: Sequence[Part]) -> str:
    """Return in one word what a change is for whoever ordered."""
    had, has = sum(one.quantity for one in before), sum(one.quantity for one in after)
    if had != has:
        return "more" if has > had else "less"
    old, new = ([(one.on, one.quantity) for one in parts] for parts in (before, after))
    moves = [(was, now) for was, now in shifts(old, new) if was != now]
    if moves:
        return "later" if any(now > was for was, now in moves) else "earlier"
    sure = [sum(one.quantity for one in parts if one.kind == PROMISE) for parts in (before, after)]
    return "confirmed" if sure[0] != sure[1] else "place"
