"""A backorder run over 100,000 open lines: how long, and how far from what is possible.

    python benchmarks/backorders.py [--lines 100000] [--items 5000] [--database URL]

In memory: every line from nothing, shared out anew by class; beside it first come, first served with hard pegs, as
many systems do it, weighed class by class (each twice the next). End to end: the lines stand in a database with
what first come, first served promised them; then 7 % of the places get more, 2 % of the lines are gone and 3 % are
new; a run in which nobody loses reads, decides, moves promises in the ledger, rewrites facts and lines and notes
every change, batch by batch, each a commit. SQLite (synchronous=FULL) unless a database is named. CPU seconds of
this process, wall clock beside. The last line is one JSON object.
"""

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import yaml
from sqlalchemy import insert

from gateway.adapters.db.rows import values
from gateway.adapters.db.tables import atp_bucket, commitment, order_line, position, sales_order, supply
from gateway.application import backorders
from gateway.application.ports import CommitmentRecord, SupplyRecord
from gateway.application.records import OrderLineRecord, OrderRecord, shard_of
from gateway.bootstrap import Gateway, build, prepare
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.supply import Bucket, Position
from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import PROMISE, Demand, Proposal, Segment, Strategy, Variant
from gateway.settings import Settings, shipped

PLACES = ("EAST", "NORTH", "SOUTH", "WEST")
CLASSES = 5
DAYS = 60
LINES_PER_ORDER = 4
GONE, NEW, MORE = 0.02, 0.03, 0.07
QUANTITIES = (1, 2, 3, 4, 6, 8, 10, 12, 24, 48)
ANEW = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE),))
FIRST_COME = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE, fairness=Fairness.FIFO),))
Supply = list[tuple[str, str, date, int]]


def partners() -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return partners with their class and the places they are served from: a few sell most."""
    chance = random.Random(7)
    return {
        f"p{number:02}": (number % CLASSES + 1, tuple(chance.sample(PLACES, chance.choice((1, 2, 2, 3, 4)))))
        for number in range(40)
    }


def demand(lines: int, items: int, today: date, *, seed: int = 1, first: int = 0) -> list[Demand]:
    """Return lines that have nothing yet; few items are wanted much, many a little."""
    chance = random.Random(seed)
    known = partners()
    weights = [1 / (rank + 1) ** 0.6 for rank in range(items)]
    skus = chance.choices(range(items), weights, k=lines)
    whose = chance.choices(sorted(known), k=lines // LINES_PER_ORDER + 1)
    found = []
    for at, sku in enumerate(skus):
        of_class, places = known[whose[at // LINES_PER_ORDER]]
        found.append(
            Demand(
                order=f"O{first + at // LINES_PER_ORDER:06}",
                line=at % LINES_PER_ORDER + 1,
                sku=f"I{sku:05}",
                quantity=chance.choice(QUANTITIES),
                wanted_on=today + timedelta(days=chance.randrange(DAYS)),
                received_at=datetime.combine(today, datetime.min.time(), UTC)
                - timedelta(minutes=30_000 - at // LINES_PER_ORDER),
                partner=whose[at // LINES_PER_ORDER],
                priority=of_class,
                locations=places,
            )
        )
    return found


def supplies(lines: Iterable[Demand], today: date, *, seed: int = 2) -> Supply:
    """Return what comes, item by item, 75 to 105 % of what is wanted: half of it there, the rest in two receipts."""
    chance = random.Random(seed)
    wanted: defaultdict[str, int] = defaultdict(int)
    for one in lines:
        wanted[one.sku] += one.quantity
    found: Supply = []
    for sku, quantity in sorted(wanted.items()):
        shares = [chance.random() for _ in PLACES]
        for place, share in zip(PLACES, shares, strict=True):
            part = int(quantity * chance.uniform(0.75, 1.05) * share / sum(shares))
            days = (0, *sorted(chance.sample(range(1, DAYS), 2)))
            lots = (part - part // 2, part // 4, part // 2 - part // 4)
            found.extend(
                (sku, place, today + timedelta(days=on), lot)
                for on, lot in zip(days, lots, strict=True)
                if lot
            )
    return found


def free(supply_lots: Supply, lines: Iterable[Demand] = ()) -> list[Position]:
    """Return what is free beside what lines have."""
    moves: defaultdict[tuple[str, str], defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for sku, place, on, quantity in supply_lots:
        moves[sku, place][on] += quantity
    for one in lines:
        for part in one.parts:
            moves[one.sku, part.location][part.on] -= part.quantity
    found = []
    for (sku, place), days in sorted(moves.items()):
        left, buckets = 0, []
        for on in sorted(days):
            left += days[on]
            buckets.append(Bucket(on=on, free=left))
        found.append(Position(sku=sku, location=place, buckets=tuple(buckets)))
    return found


def after(lines: Sequence[Demand], proposal: Proposal) -> list[Demand]:
    """Return lines with what they were promised."""
    parts = {(one.demand.order, one.demand.line): one.parts for one in proposal.moved}
    return [replace(one, parts=parts.get((one.order, one.line), one.parts)) for one in lines]


def hard_pegged(lines: Sequence[Demand], supply_lots: Supply) -> float:
    """Return the weighted units in time where each line in turn pegs the earliest lots there are, once and for all."""
    lots: defaultdict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for sku, place, on, quantity in supply_lots:
        lots[sku, place].append([on.toordinal(), quantity])
    total = 0.0
    for one in sorted(lines, key=lambda one: (one.received_at, one.order, one.line)):
        left = one.quantity
        candidates = sorted(
            (lot for place in one.locations for lot in lots[one.sku, place]), key=lambda lot: lot[0]
        )
        for lot in candidates:
            taken = min(left, lot[1])
            lot[1] -= taken
            left -= taken
            total += taken * _weight(one) if lot[0] <= one.wanted_on.toordinal() else 0
    return total


def _weight(one: Demand) -> int:
    return 2 ** (CLASSES - one.priority)


def weighted(proposal: Proposal) -> float:
    """Return the weighted units in time."""
    return sum(got * _weight(one) for item in proposal.items for one, got in item.in_time)


def opened(folder: Path, database: str) -> Gateway:
    """Return a gateway with our partners."""
    where = folder / "config" / "partners"
    where.mkdir(parents=True)
    text = shipped("partners").joinpath("globex.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["transport"] = {"kind": "folder", "inbox": "in", "outbox": "out", "create": "true"}
    place = profile["orders"]["ship_from"]["MAIN"]
    profile["orders"]["calendar"] = {}
    for number, (partner, (of_class, places)) in enumerate(sorted(partners().items())):
        profile["x12"]["them"] = {"qualifier": "ZZ", "id": f"PARTNER{number}", "group_id": f"PARTNER{number}"}
        orders = profile["orders"] | {
            "priority": str(of_class),
            "ship_from": {code: dict(place) for code in places},
        }
        text = yaml.safe_dump(profile | {"orders": orders}, sort_keys=False)
        (where / f"{partner}.yaml").write_text(text, encoding="utf-8")
    gateway = build(Settings(config_dir=folder / "config", data_dir=folder / "data", database_url=database))
    prepare(gateway)
    return gateway


def stored(gateway: Gateway, lines: Sequence[Demand], lots: Supply) -> None:
    """Put lines, what they were promised and what there is into the database, the quick way."""
    new = gateway.services.ids.new
    orders: defaultdict[str, list[Demand]] = defaultdict(list)
    for one in lines:
        orders[one.order].append(one)
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for order, of_order in orders.items():
        first = of_order[0]
        place = {"shard": shard_of(first.partner)}
        record = OrderRecord(
            id=order,
            partner=first.partner,
            number=order,
            seller_number=order,
            document=order,
            state="confirmed",
            received_at=first.received_at,
            outcomes=tuple(_outcome(one) for one in of_order),
        )
        rows["orders"].append(values(record) | place)
        for one in of_order:
            sure = sum(part.quantity for part in one.parts if part.kind == PROMISE)
            line = OrderLineRecord(
                order=order,
                line=one.line,
                number=str(one.line),
                sku=one.sku,
                unit="EA",
                base_unit="EA",
                each=Fraction(1),
                ordered=one.quantity,
                promised=sure,
                backordered=one.quantity - sure,
                state="partial",
            )
            rows["lines"].append(values(line) | place)
            for at, part in enumerate(one.parts):
                held = CommitmentRecord(
                    id=new(),
                    order=order,
                    line=one.line,
                    schedule=at,
                    sku=one.sku,
                    location=part.location,
                    need_on=one.wanted_on,
                    promise_on=part.on,
                    quantity=part.quantity,
                    kind=part.kind,
                )
                rows["held"].append(values(held) | {"shard": shard_of(one.sku)})
    for one in free(lots, lines):
        key = {"sku": one.sku, "location": one.location, "shard": shard_of(one.sku)}
        rows["positions"].append(key | {"version": 0})
        rows["buckets"].extend(key | {"bucket_on": b.on, "cum_free": b.free} for b in one.buckets)
    for sku, place_code, on, quantity in lots:
        there = SupplyRecord(
            id=new(), sku=sku, location=place_code, kind="on-hand", quantity=quantity, available_on=on
        )
        rows["supply"].append(values(there) | {"shard": shard_of(sku)})
    tables = (
        ("orders", sales_order),
        ("lines", order_line),
        ("positions", position),
        ("buckets", atp_bucket),
        ("supply", supply),
        ("held", commitment),
    )
    with gateway.engine.begin() as connection:
        for name, table in tables:
            connection.execute(insert(table), rows[name])


def _outcome(one: Demand) -> LineOutcome:
    sure = [part for part in one.parts if part.kind == PROMISE]
    left = one.quantity - sum(part.quantity for part in sure)
    return LineOutcome(
        line=one.line,
        accepted=tuple(
            Promise(quantity=part.quantity, ships_on=part.on, location=part.location) for part in sure
        ),
        backordered=(Shortfall(quantity=left),) if left else (),
    )


def churned(lines: Sequence[Demand], lots: Supply, items: int, today: date) -> tuple[list[Demand], Supply]:
    """Return lines and supply a day later: more here and there, some lines gone, some new."""
    chance = random.Random(3)
    kept = [one for one in lines if chance.random() >= GONE]
    new = demand(int(len(lines) * NEW), items, today, seed=4, first=len(lines))
    more = [
        (sku, place, on, max(1, quantity // 2)) for sku, place, on, quantity in lots if chance.random() < MORE
    ]
    return [*kept, *new], [*lots, *more]


def end_to_end(
    folder: Path, database: str, lines: Sequence[Demand], lots: Supply, variant: Variant
) -> dict[str, float]:
    """Return how long a committed run takes, and what it did."""
    gateway = opened(folder, database)
    stored(gateway, lines, lots)
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is no part of what it measures
    began, clock = time.process_time(), time.perf_counter()
    ran = backorders.run(gateway.services, gateway.store, variant, commit=True)
    cpu, wall = time.process_time() - began, time.perf_counter() - clock
    with gateway.store.read() as work:
        wrong = work.positions.mismatches()
    again = backorders.run(gateway.services, gateway.store, variant)
    gateway.engine.dispose()
    if wrong:
        sys.exit(f"the ledger does not agree with the buckets: {wrong[:3]}")
    if again.proposal.moved:
        sys.exit(f"a second run would change {len(again.proposal.moved)} lines")
    return {
        "cpu": cpu,
        "wall": wall,
        "moved": len(ran.proposal.moved),
        "gap": float(ran.proposal.certificate.gap_percent),
    }


def main() -> None:
    """Measure in memory and end to end, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    today = datetime.now(UTC).date()
    lines = demand(asked.lines, asked.items, today)
    lots = supplies(lines, today)
    gc.collect()
    gc.freeze()
    began = time.process_time()
    best = rebalance(lines, free(lots), ANEW, today=today)
    memory = time.process_time() - began
    pegged = 100 * hard_pegged(lines, lots) / weighted(best)
    print(
        f"{asked.lines} lines of {asked.items} items at {len(PLACES)} places, load {os.getloadavg()[0]:.1f}"
    )
    print(f"in memory, from nothing    {memory:6.2f} s cpu, gap {best.certificate.gap_percent:.4f} %")
    print(f"first come, hard pegged    {pegged:6.2f} % of it")
    promised = after(lines, rebalance(lines, free(lots), FIRST_COME, today=today))
    changed, more = churned(promised, lots, asked.items, today)
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder:
        done = end_to_end(Path(folder), asked.database, changed, more, Variant())
    print(
        f"end to end, nobody loses   {done['cpu']:6.2f} s cpu, {done['wall']:.2f} s by the clock, "
        f"{done['moved']} lines changed, gap {done['gap']:.4f} %"
    )
    figures = {
        "lines": len(changed),
        "seconds": round(done["cpu"], 2),
        "wall_seconds": round(done["wall"], 2),
        "seconds_in_memory": round(memory, 2),
        "gap_percent": float(best.certificate.gap_percent),
        "first_come_percent_of_optimum": round(pegged, 2),
        "lines_changed": done["moved"],
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
