"""Shortening: what was promised and was not found becomes a backorder or is cancelled; the facts still add up."""

from dataclasses import replace
from datetime import date

from gateway.domain.order_responses import LineOutcome, Promise, Shortfall

FINAL = frozenset({"rejected", "held"})


def shortened(
    outcome: LineOutcome, location: str, ships_on: date, quantity: int, *, reason: str, waits: bool
) -> LineOutcome:
    """Return the facts of a line of which so many, promised from a place for a day, were not found.

    They are taken off the promise of that place and day first, then off the latest ones.
    """
    left = quantity
    kept: list[Promise] = []
    for one in sorted(
        outcome.accepted,
        key=lambda one: (one.location == location, one.ships_on == ships_on, one.ships_on),
        reverse=True,
    ):
        taken = min(left, one.quantity)
        left -= taken
        if one.quantity > taken:
            kept.append(replace(one, quantity=one.quantity - taken))
    accepted = tuple(sorted(kept, key=lambda one: (one.ships_on, one.location)))
    missing = (Shortfall(quantity=quantity, reason=reason),)
    if waits:
        return replace(outcome, accepted=accepted, backordered=(*outcome.backordered, *missing))
    return replace(outcome, accepted=accepted, cancelled=(*outcome.cancelled, *missing))


def state_of(state: str, *, promised: int, backordered: int, cancelled: int) -> str:
    """Return the state of a line with these quantities; a line that is rejected or held stays so."""
    if state in FINAL:
        return state
    if promised:
        return "partial" if backordered or cancelled else "promised"
    return "backordered" if backordered else "cancelled"
