"""What a backorder run is compared with: the true optimum, by solvers, and how others share out.

OR-tools and HiGHS are of this benchmark only, and do not bear each other in one process. The optimum is that of the weighted units in time, where each class
weighs twice the next.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

from instances import CLASSES, DAYS, PLACES, Supply, free

from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.rebalancing import Demand, Proposal, Segment, Strategy, Variant

ANEW = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE),))
FUZZED = 400


def weight(one: Demand) -> int:
    """Return how much a unit of a line weighs."""
    return int(2 ** max(0, CLASSES - one.priority))


def weighted(proposal: Proposal) -> int:
    """Return the weighted units in time."""
    return sum(got * weight(one) for item in proposal.items for one, got in item.in_time)


def first_come(one: Demand) -> tuple[object, ...]:
    """Return the place of a line among those who are served as they come."""
    return one.received_at, one.order, one.line


def by_priority(one: Demand) -> tuple[object, ...]:
    """Return the place of a line among those who are served by class, then by day."""
    return one.priority, one.wanted_on, one.received_at, one.order, one.line


def hard_pegged(lines: Sequence[Demand], lots: Supply, turn: Callable[[Demand], tuple[object, ...]]) -> int:
    """Return the weighted units in time where each line in turn pegs the earliest lots there are, once and for all."""
    pegs: defaultdict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for sku, place, on, quantity in lots:
        pegs[sku, place].append([on.toordinal(), quantity])
    total = 0
    for one in sorted(lines, key=turn):
        left = one.quantity
        candidates = sorted(
            (lot for place in one.locations for lot in pegs[one.sku, place]), key=lambda lot: lot[0]
        )
        for lot in candidates:
            taken = min(left, lot[1])
            lot[1] -= taken
            left -= taken
            total += taken * weight(one) if lot[0] <= one.wanted_on.toordinal() else 0
    return total


def cumulative(lines: Sequence[Demand], lots: Supply, today: date) -> int:
    """Return the weighted units in time of classic available-to-promise: by class, each line what is free, nobody moved."""
    days = 1 + max(
        [0, *((on - today).days for _, _, on, _ in lots), *((one.wanted_on - today).days for one in lines)]
    )
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * days)
    for sku, place, on, quantity in lots:
        rows[sku, place][max(0, (on - today).days)] += quantity
    for row in rows.values():
        row[:] = accumulate(row)
    total = 0
    for one in sorted(lines, key=by_priority):
        left, day = one.quantity, (one.wanted_on - today).days
        for place in one.locations:
            row = rows[one.sku, place]
            taken = min(left, *row[day:])
            row[day:] = [n - taken for n in row[day:]]
            left -= taken
            total += taken * weight(one)
    return total


def flow(lines: Sequence[Demand], lots: Supply, today: date) -> int:
    """Return the most weighted units in time there can be: a min-cost flow for each item."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415 - of this benchmark only

    wanted: defaultdict[str, list[Demand]] = defaultdict(list)
    for one in lines:
        wanted[one.sku].append(one)
    comes: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for sku, place, on, quantity in lots:
        comes[sku].append((place, max(0, (on - today).days), quantity))
    total = 0
    for sku, of_sku in wanted.items():
        solver = SimpleMinCostFlow()
        total += _flow(solver, of_sku, comes[sku], today)
    return total


def _flow(solver: object, lines: Sequence[Demand], lots: Iterable[tuple[str, int, int]], today: date) -> int:
    """Solve one item: supply waits at its place from day to day until a line takes it by its own day."""
    add = solver.add_arc_with_capacity_and_unit_cost  # type: ignore[attr-defined] # the solver comes without types
    lots = list(lots)
    there = sum(quantity for _, _, quantity in lots)
    days = sorted({0, *(day for _, day, _ in lots), *(max(0, (one.wanted_on - today).days) for one in lines)})
    source, sink, nodes = 0, 1, {}
    for place in dict.fromkeys([place for place, _, _ in lots] + [p for one in lines for p in one.locations]):
        for day in days:
            nodes[place, day] = len(nodes) + 2
        for before, after in pairwise(days):
            add(nodes[place, before], nodes[place, after], there, 0)
    for place, day, quantity in lots:
        add(source, nodes[place, day], quantity, 0)
    for at, one in enumerate(lines, len(nodes) + 2):
        for place in one.locations:
            add(nodes[place, max(0, (one.wanted_on - today).days)], at, one.quantity, 0)
        add(at, sink, one.quantity, -weight(one))
    add(source, sink, there, 0)
    solver.set_node_supply(source, there)  # type: ignore[attr-defined] # the solver comes without types
    solver.set_node_supply(sink, -there)  # type: ignore[attr-defined] # the solver comes without types
    if solver.solve() != solver.OPTIMAL:  # type: ignore[attr-defined] # the solver comes without types
        raise SystemExit("the flow has no optimum")
    return -int(solver.optimal_cost())  # type: ignore[attr-defined] # the solver comes without types


def fuzzed(today: date, *, complete: bool) -> tuple[int, float]:
    """Return how many of many small instances are shared out worse than HiGHS says is possible, and by how many percent on average.

    `complete` lines go all at once from one place or not at all.
    """
    worse, gaps = 0, 0.0
    for seed in range(FUZZED):
        lines, lots = small(seed, today, complete=complete)
        best = solved(lines, lots, today, complete=complete)
        got = weighted(rebalance(lines, free(lots), ANEW, today=today))
        worse += got < best
        gaps += 100 * (best - got) / best if best else 0
    return worse, gaps / FUZZED


def small(seed: int, today: date, *, complete: bool) -> tuple[list[Demand], Supply]:
    """Return one scarce item and who wants it."""
    chance = random.Random(seed)
    places = PLACES[: chance.randint(1, 4)]
    lines = [
        Demand(
            order=f"O{at:03}",
            line=1,
            sku="I",
            quantity=chance.randint(1, 24),
            wanted_on=today + timedelta(days=chance.randrange(DAYS)),
            received_at=datetime.combine(today, datetime.min.time(), UTC) + timedelta(minutes=at),
            priority=chance.randint(1, CLASSES),
            locations=tuple(chance.sample(places, chance.randint(1, len(places)))),
            whole=complete,
        )
        for at in range(chance.randint(2, 30))
    ]
    wanted = sum(one.quantity for one in lines)
    lots = [
        (
            "I",
            place,
            today + timedelta(days=chance.choice((0, chance.randrange(DAYS)))),
            chance.randint(0, 1 + wanted // 4),
        )
        for place in places
        for _ in range(2)
    ]
    return lines, lots


def solved(lines: Sequence[Demand], lots: Supply, today: date, *, complete: bool) -> int:
    """Return the most weighted units in time of one item, by a linear programme (in whole lines, if complete)."""
    import highspy  # noqa: PLC0415 - of this benchmark only

    model = highspy.Highs()
    model.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own way to set an option
    model.setOptionValue("mip_rel_gap", 0.0)
    taken = {}
    for at, one in enumerate(lines):
        for place in one.locations:
            gain = weight(one) * (one.quantity if complete else 1)
            taken[at, place] = model.addVariable(lb=0, ub=1 if complete else one.quantity, obj=-gain)
            if complete:
                model.changeColIntegrality(taken[at, place].index, highspy.HighsVarType.kInteger)
        model.addConstr(sum(taken[at, place] for place in one.locations) <= (1 if complete else one.quantity))
    for place in {place for _, place in taken}:
        for day in {one.wanted_on for one in lines}:
            own = [
                (one.quantity if complete else 1) * taken[at, place]
                for at, one in enumerate(lines)
                if (at, place) in taken and one.wanted_on <= day
            ]
            there = sum(
                quantity for _, where, on, quantity in lots if where == place and max(on, today) <= day
            )
            if own:
                model.addConstr(sum(own) <= there)
    model.run()
    return round(-model.getInfo().objective_function_value)
