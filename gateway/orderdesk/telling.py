"""Telling: which lines of an order have become so different from what the partner knows that it should hear of it."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise

from gateway.domain.order_responses import LineOutcome, Promise, Shortfall

Dated = tuple[date, int]


def news(
    told: Sequence[LineOutcome],
    now: Sequence[LineOutcome],
    *,
    gone: Mapping[int, int],
    days: int,
) -> tuple[int, ...]:
    """Return the lines that are news to somebody who was told some facts; others may move by so many days unheard.

    `gone` is how much has left of each line: a line of which nothing is to come is no news, whatever it was told.
    Neither is a line nobody was told of.
    """
    known = {one.line: one for one in told}
    return tuple(
        one.line
        for one in now
        if one.line in known
        and _is_open(known[one.line], one, gone.get(one.line, 0))
        and _differs(known[one.line], one, days)
    )


def retold(
    told: Iterable[LineOutcome], now: Iterable[LineOutcome], lines: Collection[int]
) -> tuple[LineOutcome, ...]:
    """Return what is known once these lines were told anew."""
    latest = {one.line: one for one in told} | {one.line: one for one in now if one.line in lines}
    return tuple(latest[line] for line in sorted(latest))


def _is_open(told: LineOutcome, now: LineOutcome, gone: int) -> bool:
    """Return whether something of a line is to come, or was said to come and never will."""
    coming = max(_sum(one.accepted) + _sum(one.backordered) for one in (told, now))
    return coming > gone


def _sum(parts: Iterable[Promise | Shortfall]) -> int:
    return sum(one.quantity for one in parts)


def _differs(told: LineOutcome, now: LineOutcome, days: int) -> bool:
    pairs = (
        (
            [(one.ships_on, one.quantity) for one in told.accepted],
            [(one.ships_on, one.quantity) for one in now.accepted],
        ),
        (
            [(one.expected_on or date.max, one.quantity) for one in told.backordered],
            [(one.expected_on or date.max, one.quantity) for one in now.backordered],
        ),
    )
    return _sum(told.cancelled) != _sum(now.cancelled) or any(
        _moved(before, after, days) for before, after in pairs
    )


def _moved(before: Sequence[Dated], after: Sequence[Dated], days: int) -> bool:
    """Return whether quantities differ, or any unit moved by more than so many days, the first first."""
    ends = sorted({*_ends(before), *_ends(after)})
    if sum(quantity for _, quantity in before) != sum(quantity for _, quantity in after):
        return True
    return any(
        abs((_day(after, start) - _day(before, start)).days) > days for start, _ in pairwise([0, *ends])
    )


def _ends(parts: Iterable[Dated]) -> list[int]:
    return list(accumulate(quantity for _, quantity in sorted(parts)))


def _day(parts: Sequence[Dated], unit: int) -> date:
    """Return the day of a unit, counted from the first to come."""
    on, _ = sorted(parts)[bisect_right(_ends(parts), unit)]
    return on
