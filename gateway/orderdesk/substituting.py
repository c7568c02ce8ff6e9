"""Substituting: another item for a line that cannot leave in time, where the buyer takes it and nobody loses by it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gateway.domain.catalogue import Catalogue
from gateway.domain.items import Item
from gateway.domain.supply_policies import Substitute, SupplyPolicies
from gateway.orderdesk.cases import ACTIVE, Case, CaseLine
from gateway.orderdesk.needing import swapped
from gateway.orderdesk.promising import Need, Promised

MOST_TRIALS = 60
"""How often an order is promised anew to see whether a substitute helps: every trial promises all of it."""

Wanted = Mapping[int, Sequence[Need]]
Served = Mapping[int, tuple[Promised, ...]]
Serve = Callable[[Wanted], Served]


def substitute(
    case: Case,
    wanted: Wanted,
    serve: Serve,
    policies: SupplyPolicies,
    catalogue: Catalogue,
    *,
    swappable: Collection[int],
) -> tuple[Case, Served]:
    """Return the case with its substitutes, and what is promised: the first by rank that lets all of a line leave in time.

    What the buyer pays and how many of its units it gets stay as they are. No other line leaves later for it.
    """
    served = serve(wanted)
    trials = MOST_TRIALS
    for line in case.lines:
        needs = wanted.get(line.number, ())
        if line.number not in swappable or not line.policy.substitute:
            continue
        if _asked(needs) != line.asked or _in_time(served, line.number) == line.asked:
            continue
        for one, item in _candidates(case, line, needs, policies, catalogue):
            if not trials:
                return case, served
            trials -= 1
            trial = {**wanted, line.number: _swapped(needs, one, item, policies, case)}
            found = serve(trial)
            if _in_time(found, line.number) == _asked(trial[line.number]) and _nobody_loses(
                served, found, but=line.number
            ):
                wanted, served = trial, found
                case = _with(case, line, item, one.ratio)
                break
    return case, served


def _candidates(
    case: Case, line: CaseLine, needs: Sequence[Need], policies: SupplyPolicies, catalogue: Catalogue
) -> Iterator[tuple[Substitute, Item]]:
    """Yield what may stand in for a line, best first, in whole base units and whole packs."""
    for one in policies.instead_of(line.sold.sku, case.today) if line.sold is not None else ():
        item = catalogue.item(one.instead)
        if item is None or item.status != ACTIVE:
            continue
        sizes = [need.quantity * one.ratio for need in needs]
        if all(size.denominator == 1 for size in sizes) and sum(sizes) % item.pack == 0:
            yield one, item


def _swapped(
    needs: Sequence[Need], one: Substitute, item: Item, policies: SupplyPolicies, case: Case
) -> list[Need]:
    return [swapped(need, item, int(need.quantity * one.ratio), policies, case=case) for need in needs]


def _with(case: Case, line: CaseLine, item: Item, ratio: Fraction) -> Case:
    each = None if line.each is None else line.each * ratio
    asked = None if line.asked is None else int(line.asked * ratio)
    changed = replace(line, sold=item, each=each, asked=asked)
    return replace(case, lines=tuple(changed if one is line else one for one in case.lines))


def _in_time(served: Served, line: int) -> int:
    return sum(
        part.quantity
        for one in served.get(line, ())
        for part in one.accepted
        if part.ships_on <= one.need.leaves_on(part.location)
    )


def _asked(needs: Sequence[Need]) -> int:
    return sum(need.quantity for need in needs)


def _nobody_loses(before: Served, after: Served, *, but: int) -> bool:
    return all(_in_time(after, line) >= _in_time(before, line) for line in before if line != but)
