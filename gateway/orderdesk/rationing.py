"""Rationing: what of our supply one partner may have, and what could be made for it, by the policies of the items."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.domain.agreements import Agreement
from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import NO_POLICIES, ItemPolicy, Mode, Quota, SupplyPolicies
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
    return Ration(
        positions=tuple(_usable(one, agreement, policies, today) for one in positions),
        makeable=tuple(_makeable(policies.items, agreement, policies, today)),
        quotas=tuple(one for one in policies.quotas if one.applies(agreement.partner, agreement.priority)),
    )


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
