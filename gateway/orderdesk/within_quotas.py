"""Sharing out within quotas: a run gives nobody what a quota does not let leave, whoever it would be taken from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gateway.domain.supply import Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.rebalancing import Demand, Own, Part, Refusal, Shared, Strategy, Variant
from gateway.orderdesk.sharing import share
from gateway.orderdesk.staging import in_stages

PATIENCE = 4
"""Rounds in which only who gains too much is frozen; then everybody is whom a full quota gave nothing."""


def share_within(
    demands: Sequence[Demand],
    positions: Sequence[Position],
    variant: Variant,
    *,
    today: date,
    quotas: Sequence[Quota] = (),
    caps: Mapping[tuple[str, int], int] | None = None,
) -> Shared:
    """Return what becomes of the lines that want one item, as `share` does, within the quotas of the item.

    Lines under a quota gain on its days in the order in which they are served, each while there is room for all it
    gains; the others are frozen, and the item is shared out again until no quota lets more leave than its cap, or than
    before. What is overdue leaves today all the same. Raises ValueError as `share` does.
    """
    shared = share(demands, positions, variant, today=today, caps=caps)
    if not quotas:
        return shared
    limits = [_Limit(quota, demands) for quota in quotas]
    served = _served(demands, variant, today=today)
    frozen: set[Own] = set()
    turn = 0
    while beyond := _beyond(shared, served, limits, frozen=frozen, all_of_them=turn >= PATIENCE):
        frozen |= beyond
        shared = share(demands, positions, variant, today=today, caps=caps, frozen=frozen)
        turn += 1
    return replace(shared, refusals=(*shared.refusals, *_refused(shared, frozen, variant)))


class _Limit:
    """A quota and the lines it is about."""

    def __init__(self, quota: Quota, demands: Iterable[Demand]) -> None:
        self.quota = quota
        self.lines = {one.own for one in demands if quota.applies(one.partner, one.priority)}

    def gains(self, shared: Shared) -> dict[Own, int]:
        """Return how many more (or fewer) than before each line that changes has on the days of the quota."""
        return {
            one.demand.own: self._counted(one.parts) - self._counted(one.demand.parts)
            for one in shared.moved
            if one.demand.own in self.lines
        }

    def _counted(self, parts: Iterable[Part]) -> int:
        return sum(part.quantity for part in parts if self.quota.covers(part.on))


def _served(demands: Sequence[Demand], variant: Variant, *, today: date) -> list[Own]:
    """Return the lines in the order in which a run serves them."""
    stages = in_stages(demands, [variant.treats(one) for one in demands], variant, today=today)
    return [demands[line].own for stage in stages for line in stage.lines]


def _beyond(
    shared: Shared,
    served: Iterable[Own],
    limits: Sequence[_Limit],
    *,
    frozen: Collection[Own],
    all_of_them: bool,
) -> set[Own]:
    """Return the lines to freeze: those for whose gain a quota leaves no room, or all under it that gained nothing."""
    gains = [limit.gains(shared) for limit in limits]
    room = [
        limit.quota.left - sum(more for own, more in gained.items() if more < 0 or own in frozen)
        for limit, gained in zip(limits, gains, strict=True)
    ]
    beyond: set[Own] = set()
    taken: set[Own] = set()
    full: set[int] = set()
    for own in served:
        wants = {at: more for at, gained in enumerate(gains) if (more := gained.get(own, 0)) > 0}
        if not wants or own in frozen:
            continue
        short = [at for at, more in wants.items() if more > room[at]]
        if short:
            beyond.add(own)
            full.update(short)
            continue
        taken.add(own)
        for at, more in wants.items():
            room[at] -= more
    if all_of_them:
        beyond.update(*(limits[at].lines - taken for at in full))
    return beyond


def _refused(shared: Shared, frozen: Collection[Own], variant: Variant) -> Iterable[Refusal]:
    """Yield the frozen lines that could not be treated as their strategies say."""
    after = {one.demand.own: one.parts for one in shared.moved}
    for demand, got in shared.in_time:
        if demand.own not in frozen:
            continue
        strategy, _ = variant.treats(demand)
        left = sum(part.quantity for part in after.get(demand.own, demand.parts))
        missing = {Strategy.WIN: demand.quantity - got, Strategy.GAIN: demand.filled - left}.get(strategy, 0)
        if missing > 0:
            yield Refusal(demand=demand, strategy=strategy, missing=missing, by_quota=True)
