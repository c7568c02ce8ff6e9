"""Rationing: what of our supply one partner may have, and what could be made for it, by the policies of the items."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gateway.domain.agreements import Agreement
from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import (
    ANYWHERE,
    NO_POLICIES,
    Ceiling,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    SupplyPolicies,
)
from gateway.orderdesk.stock import Makeable


@dataclass(frozen=True, slots=True, kw_only=True)
class Ration:
    """What may be promised to one partner: dated availability as it may use it, what can be made, what limits it."""

    positions: tuple[Position, ...]
    makeable: tuple[Makeable, ...] = ()
    quotas: tuple[Quota, ...] = ()


def ration(
    positions: Sequence[Position], agreement: Agreement, policies: SupplyPolicies, *, today: date
) -> Ration:
    """Return what of these positions may be promised to a partner; all of them where no policy says otherwise."""
    if policies == NO_POLICIES:
        return Ration(positions=tuple(positions))
    shared = tuple(one for one in policies.protections if _is_shared(one, policies))
    if shared:
        policies = replace(
            policies, protections=tuple(one for one in policies.protections if one not in shared)
        )
    usable = tuple(_usable(one, agreement, policies, today) for one in positions)
    return Ration(
        positions=usable,
        makeable=tuple(_makeable(policies.items, agreement, policies, today)),
        quotas=(
            *(one for one in policies.quotas if one.applies(agreement.partner, agreement.priority)),
            *_ceilings(usable, shared, agreement, today),
        ),
    )


def _is_shared(one: Protection, policies: SupplyPolicies) -> bool:
    """Return whether a protection holds over all places; of what can be made it is kept at each of them."""
    return one.location == ANYWHERE and policies.of(one.sku).mode is Mode.ATP


def _ceilings(
    positions: Sequence[Position], shared: Sequence[Protection], agreement: Agreement, today: date
) -> Iterator[Ceiling]:
    """Yield how much of an item may leave by each day, wherever from, so that what is protected stays somewhere.

    What is free at all places together falls with every promise from its day on; where a day's sum is used up, no
    more can leave by it.
    """
    for sku in dict.fromkeys(one.sku for one in shared):
        own = [one for one in positions if one.sku == sku]
        kept = [
            (max(one.from_on, today), held)
            for one in shared
            if one.sku == sku and (held := one.withheld(agreement.priority, today))
        ]
        starts = {on for on, _ in kept}
        days = sorted(starts | {bucket.on for one in own for bucket in one.buckets})
        for day, after in zip(days, (*days[1:], None), strict=False):
            held = sum(quantity for on, quantity in kept if on <= day)
            if held:
                free = sum(max(0, _free_on(one, day)) for one in own)
                yield Ceiling(
                    sku=sku,
                    cap=max(0, free - held),
                    from_on=date.min,
                    until_on=date.max if after is None else after - timedelta(days=1),
                )


def _free_on(position: Position, on: date) -> int:
    return next((bucket.free for bucket in reversed(position.buckets) if bucket.on <= on), 0)


def earliest_on(policy: ItemPolicy, today: date) -> date | None:
    """Return the day before which an item is not to be had at all, None where it may be at once."""
    days = [policy.launch_on] if policy.launch_on is not None and policy.launch_on > today else []
    if policy.mode is Mode.LEAD_TIME:
        days.append(today + timedelta(days=policy.lead_days))
    return max(days, default=None)


def _usable(position: Position, agreement: Agreement, policies: SupplyPolicies, today: date) -> Position:
    allowed = policies.allowed(position, demand_class=agreement.priority, today=today)
    policy = policies.of(position.sku)
    return (
        _from(allowed, today + timedelta(days=policy.lead_days)) if policy.mode is Mode.LEAD_TIME else allowed
    )


def _from(position: Position, on: date) -> Position:
    """Return a position with nothing to be had before a day."""
    before = [bucket.free for bucket in position.buckets if bucket.on <= on]
    after = tuple(bucket for bucket in position.buckets if bucket.on > on)
    first = (Bucket(on=on, free=before[-1]),) if before else ()
    return Position(sku=position.sku, location=position.location, buckets=(*first, *after))


def _makeable(
    items: Iterable[ItemPolicy], agreement: Agreement, policies: SupplyPolicies, today: date
) -> Iterator[Makeable]:
    for item in items:
        first = earliest_on(item, today) or today
        if item.mode in (Mode.INFINITE, Mode.LEAD_TIME):
            yield Makeable(sku=item.sku, location=agreement.ship_from[0], on=first)
        if item.mode is Mode.CAPABLE:
            ready = max(first, today + timedelta(days=item.lead_days))
            for one in policies.capacities:
                if one.sku == item.sku and one.on >= ready and one.location in agreement.ship_from:
                    yield Makeable(sku=one.sku, location=one.location, on=one.on, quantity=one.left)
