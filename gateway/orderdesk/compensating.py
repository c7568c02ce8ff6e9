"""Compensating: what a line that changes keeps of what it was promised, and what goes back.

What is with us goes back freely; what is with the warehouse goes back if the warehouse agrees; what has
left stays. A promise goes back whole: what is left of the line is promised anew in the same decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.domain.supply import Bucket, Commitment, Position
from gateway.orderdesk.promising import PROMISE

LOOSE, BACK, OUT, LEFT = "loose", "back", "out", "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A promise in the ledger.

    `state` is `loose` (with us), `back` (with us again: what is promised of it is a new promise), `out` (the
    warehouse has it) or `left` (shipped, if only in part).
    """

    id: str
    commitment: Commitment
    state: str = LOOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a line keeps and what goes back; `fixed` base units of what it keeps cannot go back."""

    kept: tuple[Booked, ...] = ()
    back: tuple[Booked, ...] = ()
    fixed: int = 0


def fixed_of(booked: Iterable[Booked], *, recallable: bool) -> tuple[Booked, ...]:
    """Return what cannot go back; `recallable`: the warehouse may still be asked."""
    states = (LEFT,) if recallable else (LEFT, OUT)
    return tuple(one for one in booked if one.state in states)


def keep(booked: Sequence[Booked], wanted: int, *, fits: bool, recallable: bool) -> Holding:
    """Return what is kept for so many wanted: what must be, then, where it still fits, the farthest gone and earliest."""
    fixed = fixed_of(booked, recallable=recallable)
    kept = list(fixed)
    held = quantity_of(fixed)
    for one in sorted(booked, key=_rank):
        if one in fixed or not fits or one.state == BACK or one.commitment.kind != PROMISE:
            continue
        if held + one.commitment.quantity > wanted:
            break
        kept.append(one)
        held += one.commitment.quantity
    back = tuple(one for one in booked if one not in kept)
    return Holding(kept=tuple(kept), back=back, fixed=quantity_of(fixed))


def quantity_of(booked: Iterable[Booked]) -> int:
    """Return how many base units promises come to."""
    return sum(one.commitment.quantity for one in booked)


def freed(positions: Iterable[Position], back: Iterable[Booked]) -> tuple[Position, ...]:
    """Return the positions as they are once promises have gone back."""
    moves: dict[tuple[str, str], list[Commitment]] = {}
    for one in back:
        moves.setdefault((one.commitment.sku, one.commitment.location), []).append(one.commitment)
    return tuple(_freed(one, moves.get((one.sku, one.location), ())) for one in positions)


def _rank(one: Booked) -> tuple[bool, date, int]:
    return one.state != OUT, one.commitment.promised_on, one.commitment.schedule


def _freed(position: Position, back: Sequence[Commitment]) -> Position:
    days = sorted({bucket.on for bucket in position.buckets} | {one.promised_on for one in back})
    buckets = tuple(
        Bucket(
            on=on,
            free=_on(position, on) + sum(one.quantity for one in back if one.promised_on <= on),
        )
        for on in days
    )
    return Position(sku=position.sku, location=position.location, buckets=buckets)


def _on(position: Position, on: date) -> int:
    """Return what is free on a day."""
    return next((bucket.free for bucket in reversed(position.buckets) if bucket.on <= on), 0)
