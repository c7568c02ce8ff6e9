"""A backorder run: all lines that wait or could be moved, shared out anew item by item; the same lines, the same result."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import mul

from gateway.domain.supply import Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.fairness import Fairness, Tally, evenness, tally
from gateway.orderdesk.rebalancing import Certificate, Demand, Proposal, Shared, Variant
from gateway.orderdesk.within_quotas import share_within

Stage = tuple[int, int, int]


def rebalance(
    demands: Sequence[Demand],
    positions: Sequence[Position],
    variant: Variant,
    *,
    today: date,
    quotas: Sequence[Quota] = (),
) -> Proposal:
    """Return what a run would do with these lines on this supply, free beside what is promised, within these quotas.

    Raises ValueError where more supply is gone than the lines could give up.
    """
    supply = _by_sku(positions)
    wanted: dict[str, list[Demand]] = {}
    for one in demands:
        wanted.setdefault(one.sku, []).append(one)

    def shared(sku: str, caps: Mapping[tuple[str, int], int] | None = None) -> Shared:
        of_item = [one for one in quotas if one.sku == sku]
        there = supply.get(sku, ())
        return share_within(wanted[sku], there, variant, today=today, quotas=of_item, caps=caps)

    items = {sku: shared(sku) for sku in sorted(wanted)}
    caps = _caps(items.values(), variant)
    for sku in sorted({one.sku for one in demands if (one.order, one.line) in caps}):
        items[sku] = shared(sku, caps)
    return summed(tuple(items.values()), today=today)


def summed(items: Sequence[Shared], *, today: date, served: Tally | None = None) -> Proposal:
    """Return items shared out one by one as one proposal; `served` are their lines where they come without them."""
    if served is None:
        served = tally((one for item in items for one in item.in_time), today=today)
    return Proposal(
        today=today, items=tuple(items), certificate=certificate(items), evenness=evenness(served)
    )


def certificate(items: Iterable[Shared]) -> Certificate:
    """Return what was achieved and what is possible, stage by stage over all items."""
    items = tuple(items)
    stages = sorted({bound.stage for item in items for bound in item.bounds})
    achieved, possible = [0] * len(stages), [0] * len(stages)
    for item in items:
        reached = {bound.stage: bound for bound in item.bounds}
        got = most = 0
        for at, stage in enumerate(stages):
            if stage in reached:
                got, most = reached[stage].achieved, reached[stage].possible
            achieved[at] += got
            possible[at] += most
    return Certificate(
        achieved=tuple(achieved), possible=tuple(possible), gap_percent=_gap(achieved, possible)
    )


def _gap(achieved: Sequence[int], possible: Sequence[int]) -> Decimal:
    """Return by how many percent less was achieved, each stage weighing twice the next."""
    weights = [2 ** max(0, len(possible) - at - 2) for at in range(len(possible))]
    best, got = (sum(map(mul, weights, counts)) for counts in (possible, achieved))
    return round(Decimal(100 * (best - got)) / best, 4) if best else Decimal(0)


def _caps(items: Iterable[Shared], variant: Variant) -> Mapping[tuple[str, int], int]:
    """Return how much of each line its order may have, where all lines of an order get the same share of what they want."""
    shares: dict[str, Fraction] = {}
    lines: list[Demand] = []
    for item in items:
        for one, got in item.in_time:
            if variant.fairness_of(variant.treats(one)[1]) is Fairness.PROPORTIONAL:
                lines.append(one)
                of_line = Fraction(got, one.quantity)
                shares[one.order] = min(of_line, shares.get(one.order, of_line))
    counts = Counter(one.order for one in lines)
    caps = {}
    for one in lines:
        if counts[one.order] == 1:
            continue
        most = int(one.quantity * shares[one.order])
        caps[one.order, one.line] = most - most % one.step
    return caps


def _by_sku(positions: Iterable[Position]) -> Mapping[str, list[Position]]:
    found: dict[str, list[Position]] = {}
    for one in positions:
        found.setdefault(one.sku, []).append(one)
    return found
