"""Holding: promises a line keeps while the rest of it is promised anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from gateway.domain.order_responses import Promise
from gateway.domain.supply import Commitment
from gateway.orderdesk.cases import CaseLine
from gateway.orderdesk.promising import Need, Promised

Kept = Mapping[int, Sequence[Commitment]]
"""What each line holds already and goes on holding."""

NOTHING_KEPT: Kept = MappingProxyType({})


def lessened(needs: Sequence[Need], kept: Iterable[Commitment]) -> Iterator[Need]:
    """Yield the needs of a line less what it holds: of the same day first, then of the earliest there are."""
    left = [need.quantity for need in needs]
    for one in kept:
        rest = one.quantity
        days = _same_day_first(needs, one.needed_on)
        for at in days:
            taken = min(rest, left[at])
            left[at] -= taken
            rest -= taken
    for need, quantity in zip(needs, left, strict=True):
        if quantity:
            yield replace(need, quantity=quantity, step=need.step if quantity % need.step == 0 else 1)


def _same_day_first(needs: Sequence[Need], on: date) -> list[int]:
    return sorted(range(len(needs)), key=lambda at: needs[at].needed_on != on)


def held(line: CaseLine, kept: Iterable[Commitment]) -> Iterator[Promised]:
    """Yield what a line holds as promises that need no supply."""
    for one in kept:
        need = Need(
            line=line.number,
            sku=one.sku,
            quantity=one.quantity,
            needed_on=one.needed_on,
            locations=(one.location,),
            policy=line.policy,
        )
        promise = Promise(quantity=one.quantity, ships_on=one.promised_on, location=one.location)
        yield Promised(need=need, accepted=(promise,))
