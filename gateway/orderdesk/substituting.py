"""Substituting: another item for a line that cannot leave in time, where the buyer takes it and nobody loses by it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
    """Return the case with its substitutes, and what is promised; of what is wanted only what is `swappable` is replaced.

    The first by rank that lets all of a line leave in time, and where none does, the one that lets most of it, if by no
    day less of the line can leave than of what was ordered. What the buyer pays and how many of its units it gets stay
    as they are. No other line leaves later for it.
    """
    served = serve(wanted)
    trials = MOST_TRIALS
    for line in case.lines:
        if line.number not in swappable or not line.policy.substitute:
            continue
        needs = wanted[line.number]
        if _asked(needs) != line.asked or _in_time(served, line.number) == line.asked:
            continue
        best: _Trial | None = None
        for one, item in _candidates(case, line, needs, policies, catalogue):
            if not trials:
                break
            trials -= 1
            trial = {**wanted, line.number: _swapped(needs, one, item, policies, case)}
            found = _Trial(one=one, item=item, wanted=trial, served=serve(trial), line=line.number)
            if not _nobody_loses(served, found.served, but=line.number):
                continue
            if found.share == 1:
                best = found
                break
            if line.policy.partial and found.better_than(best) and _never_less(served, found):
                best = found
        if best is not None:
            wanted, served = best.wanted, best.served
            case = _with(case, line, best.item, best.one.ratio)
    return case, served


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """What would be promised to everybody if an item stood in for that of a line."""

    one: Substitute
    item: Item
    wanted: Wanted
    served: Served
    line: int

    @property
    def share(self) -> Fraction:
        """Return which part of the line would leave in time."""
        return Fraction(_in_time(self.served, self.line), _asked(self.wanted[self.line]))

    def better_than(self, other: "_Trial | None") -> bool:
        """Return whether more of the line would leave in time."""
        return other is None or self.share > other.share


def _never_less(before: Served, trial: _Trial) -> bool:
    """Return whether more of the line leaves in time than of what was ordered, and by no day less leaves at all."""
    had = _by_day(before[trial.line], Fraction(1))
    has = _by_day(trial.served[trial.line], 1 / trial.one.ratio)
    days = {*had, *has}
    return _in_time(trial.served, trial.line) > _in_time(before, trial.line) * trial.one.ratio and all(
        _until(day, has) >= _until(day, had) for day in days
    )


def _by_day(parts: Sequence[Promised], each: Fraction) -> Mapping[date, Fraction]:
    """Return how much leaves on which day, promised or expected, in units of what was ordered."""
    days: dict[date, Fraction] = {}
    for part in parts:
        for one in part.commitments:
            days[one.promised_on] = days.get(one.promised_on, Fraction(0)) + one.quantity * each
    return days


def _until(day: date, days: Mapping[date, Fraction]) -> Fraction:
    return sum((quantity for on, quantity in days.items() if on <= day), Fraction(0))


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
