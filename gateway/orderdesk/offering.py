"""Offering: what a partner may be told it can have of an item, now and next; what is kept from it stays unsaid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.domain.supply import Position

IN_STOCK, LOW, OUT = "in-stock", "low", "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How much is said: never more than `most`, in whole `step`s; less than `low_below`, but something, is low."""

    most: int | None = None
    step: int = 1
    low_below: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be had of an item today, as it is said, and the first day on which it is said to be more."""

    sku: str
    quantity: int
    word: str
    next_on: date | None = None
    next_quantity: int = 0


def offer(
    sku: str,
    positions: Sequence[Position],
    showing: Showing,
    *,
    today: date,
    cap: int | None = None,
) -> Offer:
    """Return what is said of an item at places as the partner may use them; `cap` is all that may still leave for it."""
    now = _shown(positions, today, showing, cap)
    days = sorted({bucket.on for one in positions for bucket in one.buckets if bucket.on > today})
    coming = ((on, _shown(positions, on, showing, cap)) for on in days)
    next_on, next_quantity = next(((on, n) for on, n in coming if n > now), (None, 0))
    return Offer(
        sku=sku,
        quantity=now,
        word=OUT if not now else LOW if now < showing.low_below else IN_STOCK,
        next_on=next_on,
        next_quantity=next_quantity,
    )


def available(position: Position, on: date) -> int:
    """Return how much can leave a place on a day without anything promised for later going short."""
    before = [bucket.free for bucket in position.buckets if bucket.on <= on]
    later = [bucket.free for bucket in position.buckets if bucket.on > on]
    return max(0, min((before[-1] if before else 0, *later)))


def _shown(positions: Iterable[Position], on: date, showing: Showing, cap: int | None) -> int:
    quantity = sum(available(one, on) for one in positions)
    limits = [limit for limit in (cap, showing.most) if limit is not None]
    quantity = min((quantity, *limits))
    return quantity - quantity % showing.step
