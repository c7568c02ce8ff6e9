"""Spreading: lines of one order that want the same item on their days, over several places, so that most can leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from gateway.orderdesk.resourcing import Sources
from gateway.orderdesk.stock import Stock

Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A line at its day: the places it may leave from, what it has, what it still wants, and whether it may move."""

    places: tuple[str, ...]
    on: date
    left: int
    moves: bool
    has: Parts


def spread(lines: Sequence[Spread], stock: Stock, sku: str, places: Sequence[str]) -> tuple[Parts, ...]:
    """Return what each line gets from where if that is more than they have; nothing if it is not.

    No line gets less than it had, and the first that is short gets all it can before the next.
    """
    days = sorted({one.on for one in lines} | {*stock.days(sku, places, min(one.on for one in lines))})
    index = {on: at for at, on in enumerate(days)}
    place = {name: at for at, name in enumerate(places)}
    sources = Sources(
        [_free(lines, stock, sku, at=name, days=days) for name in places],
        [tuple(place[name] for name in one.places) for one in lines],
        [tuple(place[name] for name in one.places) if one.moves else () for one in lines],
    )
    for at, one in enumerate(lines):
        for name, quantity in one.has:
            sources.put(at, place[name], index[one.on], quantity=quantity)
    if not sum(sources.take(at, index[one.on], one.left) for at, one in enumerate(lines) if one.left):
        return ()
    return tuple(
        tuple((places[where], quantity) for (where, _), quantity in sorted(own.items()))
        for own in sources.own
    )


def _free(lines: Sequence[Spread], stock: Stock, sku: str, *, at: str, days: Sequence[date]) -> list[int]:
    """Return how many could leave a place by each day if the lines had nothing."""
    there = [stock.free(sku, at, on) for on in days]
    for one in lines:
        taken = sum(quantity for name, quantity in one.has if name == at)
        there = [free + taken if on >= one.on else free for on, free in zip(days, there, strict=True)]
    return [max(0, free) for free in accumulate(reversed(there), min)][::-1]
