"""Supply and ledger counted the plain way: what availability must always equal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from gateway.domain.supply import Bucket, Commitment, Position


@dataclass(frozen=True, kw_only=True)
class Supply:
    """So many of an item at a place from a day on."""

    sku: str
    location: str
    quantity: int
    available_on: date


def position(
    sku: str, location: str, supplies: Iterable[Supply], commitments: Iterable[Commitment] = ()
) -> Position:
    """Return the position that follows from supply and commitments."""
    moves: dict[date, int] = {}
    for supply in supplies:
        if (supply.sku, supply.location) == (sku, location):
            moves[supply.available_on] = moves.get(supply.available_on, 0) + supply.quantity
    for commitment in commitments:
        if (commitment.sku, commitment.location) == (sku, location):
            moves[commitment.promised_on] = moves.get(commitment.promised_on, 0) - commitment.quantity
    days = sorted(moves)
    free = accumulate(moves[day] for day in days)
    return Position(
        sku=sku,
        location=location,
        buckets=tuple(Bucket(on=day, free=left) for day, left in zip(days, free, strict=True)),
    )
