"""Laws of backorder runs: nothing twice, each strategy as good as its word, and nobody could have had more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import Calendar
from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import Quota
from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import Demand, Proposal, Segment, Strategy, Variant
from tests.unit.orderdesk.desk import TODAY, day
from tests.unit.orderdesk.matching import holds, matched, units

unhurried = settings(deadline=None, max_examples=80)
PLACES = ("EAST", "NORTH", "WEST")
OFFSETS = st.integers(0, 9)
Case = tuple[list[Demand], list[Position]]


def fresh(number: int, quantity: int, wanted: int, **changes: Any) -> Demand:
    """Return a line that has nothing yet."""
    usual: dict[str, Any] = {
        "order": f"PO{number:02}",
        "line": 1,
        "sku": "MUG",
        "received_at": datetime.combine(TODAY, time(), UTC) - timedelta(hours=number),
        "locations": PLACES,
    }
    return Demand(quantity=quantity, wanted_on=day(wanted), **(usual | changes))


@st.composite
def positions(draw: st.DrawFn, most: int = 12) -> list[Position]:
    """Draw what is free at each place, rising only."""
    found = []
    for place in PLACES[: draw(st.integers(1, 3))]:
        days = sorted(draw(st.sets(OFFSETS, max_size=3)))
        free = accumulate(draw(st.integers(0, most)) for _ in days)
        buckets = tuple(Bucket(on=day(on), free=n) for on, n in zip(days, free, strict=True))
        found.append(Position(sku="MUG", location=place, buckets=buckets))
    return found


@st.composite
def lines(draw: st.DrawFn, *, divisible: bool = True) -> list[Demand]:
    """Draw lines that have nothing yet."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        step = 1 if divisible else draw(st.sampled_from([1, 1, 2, 3]))
        found.append(
            fresh(
                number,
                draw(st.integers(1, 4)) * step,
                draw(OFFSETS),
                priority=draw(st.integers(1, 3)),
                locations=tuple(draw(st.permutations(PLACES))[: draw(st.integers(1, 3))]),
                step=step,
                whole=not divisible and draw(st.booleans()),
                calendar=draw(st.sampled_from([Calendar(), Calendar(closed_weekdays=(5, 6))])),
            )
        )
    return found


def after(demands: Sequence[Demand], proposal: Proposal) -> list[Demand]:
    """Return the lines with what the proposal promises them."""
    parts = {(one.demand.order, one.demand.line): one.parts for one in proposal.moved}
    return [replace(one, parts=parts.get((one.order, one.line), one.parts)) for one in demands]


def left(found: Sequence[Position], before: Sequence[Demand], now: Sequence[Demand]) -> list[Position]:
    """Return what is free once the proposal was committed."""
    rest = []
    for one in found:
        moves = [(p.on, -p.quantity) for d in now for p in d.parts if p.location == one.location]
        moves += [(p.on, p.quantity) for d in before for p in d.parts if p.location == one.location]
        days = sorted({*(b.on for b in one.buckets), *(on for on, _ in moves)})
        rest.append(
            replace(
                one,
                buckets=tuple(
                    Bucket(
                        on=on,
                        free=next((b.free for b in reversed(one.buckets) if b.on <= on), 0)
                        + sum(n for at, n in moves if at <= on),
                    )
                    for on in days
                ),
            )
        )
    return rest


@st.composite
def cases(draw: st.DrawFn, *, divisible: bool = True, tolerance: bool = False) -> Case:
    """Draw supply and lines, some of which were promised something before more came and more was wanted."""
    found, demands = draw(positions()), draw(lines(divisible=divisible))
    first = rebalance(
        draw(st.permutations(demands))[: draw(st.integers(0, len(demands)))],
        found,
        Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE, fairness=Fairness.FIFO),)),
        today=TODAY,
    )
    promised = after(demands, first)
    found = left(found, demands, promised)
    more = {one.location: one for one in draw(positions(most=6))}
    found = [_more(one, more[one.location]) if one.location in more else one for one in found]
    if tolerance:
        promised = [replace(one, tolerance_days=draw(st.integers(0, 4))) for one in promised]
    return promised, found


def _more(one: Position, other: Position) -> Position:
    days = sorted({b.on for p in (one, other) for b in p.buckets})

    def free(position: Position, on: date) -> int:
        return next((b.free for b in reversed(position.buckets) if b.on <= on), 0)

    return replace(one, buckets=tuple(Bucket(on=on, free=free(one, on) + free(other, on)) for on in days))


def variant(*strategies: Strategy, fairness: Fairness = Fairness.PRIORITY) -> Variant:
    """Return the variant that treats each class of lines by one of the strategies."""
    return Variant(
        segments=tuple(
            Segment(strategy=one, priorities=(at,), fairness=fairness) for at, one in enumerate(strategies, 1)
        ),
        fairness=fairness,
    )


STRATEGIES = st.lists(st.sampled_from(Strategy), max_size=3).map(lambda ones: variant(*ones))


def by_day(one: Demand, on: date) -> int:
    return sum(p.quantity for p in one.parts if p.on <= on)


def in_time(one: Demand) -> int:
    return by_day(one, one.calendar.open_from(max(TODAY, one.wanted_on)))


@unhurried
@given(cases(divisible=False, tolerance=True), STRATEGIES)
def test_nothing_is_promised_twice(case: Case, how: Variant) -> None:
    """What is left free is never less than nothing, and no line gets more than it wants."""
    demands, found = case
    now = after(demands, rebalance(demands, found, how, today=TODAY))

    assert all(b.free >= 0 for one in left(found, demands, now) for b in one.buckets)
    assert all(one.filled <= one.quantity for one in now)
    assert all(p.location in one.locations for one in now for p in one.parts)
    assert all(one.calendar.is_open(p.on) for one in now for p in one.parts)


@unhurried
@given(cases(), STRATEGIES)
def test_strategies_keep_their_word(case: Case, how: Variant) -> None:
    """Who keeps has no less by any day, who fills no more, who loses nothing, who is skipped the same."""
    demands, found = case
    now = after(demands, rebalance(demands, found, how, today=TODAY))

    for was, one in zip(demands, now, strict=True):
        days = {p.on for p in (*was.parts, *one.parts)}
        strategy, _ = how.treats(was)
        if strategy in (Strategy.WIN, Strategy.GAIN, Strategy.IMPROVE):
            assert all(by_day(one, on) >= by_day(was, on) for on in days)
        elif strategy is Strategy.FILL:
            assert all(by_day(one, on) <= by_day(was, on) for on in days)
        elif strategy is Strategy.LOSE:
            assert () == one.parts
        elif strategy is Strategy.SKIP:
            assert was.parts == one.parts


def leaves(one: Quota, demands: Sequence[Demand]) -> int:
    """Return how many leave under a quota."""
    under = [each for each in demands if one.applies(each.partner, each.priority)]
    return sum(p.quantity for each in under for p in each.parts if one.covers(p.on))


@st.composite
def quotas(draw: st.DrawFn, demands: Sequence[Demand]) -> tuple[Quota, ...]:
    """Draw what limits a class, or everybody, on some days; others may have used some of it, or too much."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        first, last = sorted((draw(OFFSETS), draw(OFFSETS)))
        one = Quota(
            sku="MUG",
            cap=draw(st.integers(0, 12)),
            from_on=day(first),
            until_on=day(last),
            demand_class=draw(st.integers(0, 3)),
        )
        found.append(replace(one, used=leaves(one, demands) + draw(st.integers(0, 3))))
    return tuple(found)


@unhurried
@given(cases(divisible=False, tolerance=True), STRATEGIES, st.data())
def test_no_run_promises_more_than_a_quota_lets_leave(case: Case, how: Variant, data: st.DataObject) -> None:
    """Unless it was so before, and then no more than that; nothing is promised twice and who keeps has no less."""
    demands, found = case
    limits = data.draw(quotas(demands))
    now = after(demands, rebalance(demands, found, how, today=TODAY, quotas=limits))

    for limit in limits:
        assert limit.used - leaves(limit, demands) + leaves(limit, now) <= max(limit.cap, limit.used)
    assert all(b.free >= 0 for one in left(found, demands, now) for b in one.buckets)
    for was, one in zip(demands, now, strict=True):
        if how.treats(was)[0] in (Strategy.WIN, Strategy.GAIN, Strategy.IMPROVE):
            assert all(by_day(one, on) >= by_day(was, on) for on in {p.on for p in (*was.parts, *one.parts)})


@unhurried
@given(cases())
def test_who_wins_has_all_of_it_in_time_or_is_refused(case: Case) -> None:
    """And takes nothing from anybody who keeps."""
    demands, found = case
    proposal = rebalance(demands, found, variant(Strategy.WIN), today=TODAY)
    now = after(demands, proposal)
    refused = {(one.demand.order, one.demand.line) for one in proposal.refusals}

    for one in now:
        if one.priority == 1:
            assert (in_time(one) == one.quantity) == ((one.order, one.line) not in refused)


@unhurried
@given(cases())
def test_sharing_out_anew_serves_no_class_worse(case: Case) -> None:
    """Of each class and those before it no less leaves in time; from one place, no less is promised in all.

    From several places more in time may mean less in all: what leaves in time may no longer wait elsewhere.
    """
    demands, found = case
    now = after(demands, rebalance(demands, found, variant(*[Strategy.REDISTRIBUTE] * 3), today=TODAY))

    for of_class in (1, 2, 3):
        was, has = (sum(in_time(one) for one in ones if one.priority <= of_class) for ones in (demands, now))
        assert has >= was
    if len({place for one in demands for place in one.locations}) == 1:
        assert sum(one.filled for one in now) >= sum(one.filled for one in demands)


@unhurried
@given(cases(divisible=False, tolerance=True), STRATEGIES)
def test_a_second_run_changes_nothing(case: Case, how: Variant) -> None:
    """Losing is final: what lost is left alone the second time."""
    demands, found = case
    first = rebalance(demands, found, how, today=TODAY)
    now = after(demands, first)
    second = rebalance(now, left(found, demands, now), how, today=TODAY)

    assert [] == [(one.demand.order, one.why) for one in second.moved]


@unhurried
@given(cases(), st.sampled_from([Fairness.PRIORITY, Fairness.FAIR_SHARE, Fairness.FIFO, Fairness.DUE_DATE]))
def test_nobody_could_have_had_more(case: Case, fairness: Fairness) -> None:
    """Counted unit by unit, no other sharing gets more in time for the first classes, nor a line more by a day."""
    demands, found = case
    how = variant(*[Strategy.REDISTRIBUTE] * 3, fairness=fairness)
    proposal = rebalance(demands, found, how, today=TODAY)
    now = after(demands, proposal)
    supply = units(found, demands, TODAY)

    for of_class in (1, 2, 3):
        served = [one for one in now if one.priority <= of_class]
        wants = [
            (one.locations, one.calendar.open_from(max(TODAY, one.wanted_on)))
            for one in served
            for _ in range(one.quantity)
        ]
        assert matched(wants, supply) == sum(map(in_time, served))
    assert 0.0 == proposal.certificate.gap_percent


@unhurried
@given(cases(divisible=False, tolerance=True), STRATEGIES)
def test_certificates_prove_what_they_say(case: Case, how: Variant) -> None:
    """Counted anew from supply and demand, a cut allows no more than the bound says."""
    demands, found = case
    proposal = rebalance(demands, found, how, today=TODAY)
    skipped = [one for one in demands if how.treats(one)[0] is Strategy.SKIP]
    rest = [one for one in demands if one not in skipped]

    for item in proposal.items:
        for bound in item.bounds:
            served = [
                one
                for one in rest
                if (list(Strategy).index(how.treats(one)[0]), how.treats(one)[1]) <= bound.stage[:2]
                and not (
                    (list(Strategy).index(how.treats(one)[0]), how.treats(one)[1]) == bound.stage[:2]
                    and one.priority > bound.stage[2]
                )
            ]
            assert holds(bound, served, found, rest, today=TODAY)


@unhurried
@given(cases(), STRATEGIES)
def test_an_item_by_itself_is_shared_out_as_among_all(case: Case, how: Variant) -> None:
    """A run over some items proposes for them what a run over everything does."""
    demands, found = case
    cups = [replace(one, sku="CUP") for one in demands]
    cup_positions = [replace(one, sku="CUP") for one in found]
    full = rebalance([*demands, *cups], [*found, *cup_positions], how, today=TODAY)
    alone = rebalance(demands, found, how, today=TODAY)

    assert list(alone.items) == [one for one in full.items if one.sku == "MUG"]


@unhurried
@given(st.data(), cases())
def test_the_order_of_lines_does_not_matter(data: st.DataObject, case: Case) -> None:
    """However they come, each line gets the same."""
    demands, found = case
    mixed = data.draw(st.permutations(demands))
    how = variant(*[Strategy.REDISTRIBUTE] * 3)

    assert _got(rebalance(demands, found, how, today=TODAY)) == _got(
        rebalance(mixed, found, how, today=TODAY)
    )


def _got(proposal: Proposal) -> dict[str, list[tuple[date, int]]]:
    return {one.demand.order: sorted((p.on, p.quantity) for p in one.parts) for one in proposal.moved}


@unhurried
@given(cases(), st.integers(1, 12))
def test_a_cut_takes_from_the_least_deserving_first(case: Case, gone: int) -> None:
    """Nobody gains by a cut, and what is left of the promises is as much as there can be, class by class."""
    demands, found = case
    cut = [replace(one, buckets=tuple(b._replace(free=b.free - gone) for b in one.buckets)) for one in found]
    held = [one for one in demands if one.parts]
    enough = all(
        b.free + sum(p.quantity for d in held for p in d.parts if p.location == one.location and p.on <= b.on)
        >= 0
        for one in cut
        for b in one.buckets
    )
    if not (enough and held):
        return
    whole = [replace(one, quantity=one.filled) for one in held]
    now = after(whole, rebalance(whole, cut, Variant(), today=TODAY))

    assert all(b.free >= 0 for one in left(cut, whole, now) for b in one.buckets)
    assert all(one.filled <= was.filled for was, one in zip(whole, now, strict=True))
