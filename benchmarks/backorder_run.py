"""A backorder run over 100,000 open lines: how long, and how far from what is possible.

    python benchmarks/backorder_run.py [--lines 100000] [--items 5000] [--database URL] [--processes 2] [--instance FILE]

Who gets what, in memory, every line from nothing: the run beside the optimum of a min-cost flow (equal to the unit,
else the benchmark fails), first come first served with hard pegs, priority with the first date hard-pegged, and classic
cumulative available-to-promise, all in percent of the optimum; and 400 small instances beside HiGHS, of lines that can
be split and of lines that ship complete. An instance can be read from a file (benchmarks/instances.py says how).

End to end: a day in the life of a made-up instance. The lines stand in a database with what first come, first served
promised them; then 7 % of the receipts bring more, 2 % of the lines are gone and 3 % are new; a run in which nobody
loses reads, decides, moves promises in the ledger, rewrites facts and lines, notes every change and asks for the
warehouse to be told, batch by batch, each a commit. Then the same from nothing: no line is promised anything yet
(an instance of a file is run like this only). SQLite (synchronous=FULL) unless a database is named. `seconds` are by
the clock, `cpu_seconds` those of all processes (not of a database server). The last line is one JSON object.
"""

import argparse
import gc
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import yaml
from comparisons import ANEW, by_priority, cumulative, first_come, flow, fuzzed, hard_pegged, weighted
from instances import COMPLETE, Instance, Supply, churned, free, made, read
from sqlalchemy import insert

from gateway.adapters.db.hands import Hands
from gateway.adapters.db.rows import values
from gateway.adapters.db.tables import (
    atp_bucket,
    commitment,
    metadata,
    order_line,
    position,
    promise_log,
    sales_order,
    supply,
)
from gateway.application import backorders
from gateway.application.ports import CommitmentRecord, PromiseRecord, SupplyRecord
from gateway.application.records import OrderLineRecord, OrderRecord, shard_of
from gateway.bootstrap import Gateway, build, prepare
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.entrypoints import logs
from gateway.orderdesk.backorders import rebalance
from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import PROMISE, Demand, Proposal, Segment, Strategy, Variant
from gateway.settings import Settings, shipped

FIRST_COME = Variant(segments=(Segment(strategy=Strategy.REDISTRIBUTE, fairness=Fairness.FIFO),))


def after(lines: Sequence[Demand], proposal: Proposal) -> list[Demand]:
    """Return lines with what they were promised."""
    parts = {(one.demand.order, one.demand.line): one.parts for one in proposal.moved}
    return [replace(one, parts=parts.get((one.order, one.line), one.parts)) for one in lines]


def opened(folder: Path, database: str, partners: Mapping[str, tuple[int, tuple[str, ...]]]) -> Gateway:
    """Return a gateway with these partners."""
    where = folder / "config" / "partners"
    where.mkdir(parents=True)
    text = shipped("partners").joinpath("globex.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["transport"] = {"kind": "folder", "inbox": "in", "outbox": "out", "create": "true"}
    place = profile["orders"]["ship_from"]["MAIN"]
    profile["orders"]["calendar"] = {}
    for number, (partner, (of_class, places)) in enumerate(sorted(partners.items())):
        profile["x12"]["them"] = {"qualifier": "ZZ", "id": f"PARTNER{number}", "group_id": f"PARTNER{number}"}
        orders = profile["orders"] | {
            "priority": str(of_class),
            "ship_from": {code: dict(place) for code in places},
            "partial_shipments": "false" if partner.endswith(COMPLETE) else "true",
        }
        text = yaml.safe_dump(profile | {"orders": orders}, sort_keys=False)
        (where / f"{partner}.yaml").write_text(text, encoding="utf-8")
    logs.configure()
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
            told = PromiseRecord(
                order=order,
                line=one.line,
                seq=1,
                at=first.received_at,
                partner=first.partner,
                sku=one.sku,
                requested_on=one.wanted_on,
                ordered=one.quantity,
                promised=sure,
                backordered=one.quantity - sure,
                promised_on=max((part.on for part in one.parts if part.kind == PROMISE), default=None),
                first=sure > 0,
                why="decided",
            )
            rows["told"].append(values(told) | place)
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
        ("told", promise_log),
    )
    with gateway.engine.begin() as connection:
        for name, table in tables:
            if rows[name]:
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


def end_to_end(found: Instance, database: str, processes: int) -> dict[str, float]:
    """Return how long a committed run takes, and what it did."""
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder:
        gateway = opened(Path(folder), database, found.partners)
        stored(gateway, found.lines, found.lots)
        gc.collect()
        gc.freeze()  # what the benchmark itself holds is no part of what it measures
        began, clock = _cpu(), time.perf_counter()
        hands = Hands(gateway.engine, processes)
        ran = backorders.run(gateway.services, gateway.store, commit=True, brief=True, hands=hands)
        cpu, wall = _cpu() - began, time.perf_counter() - clock
        with gateway.store.read() as work:
            wrong = work.positions.mismatches()
        again = backorders.run(gateway.services, gateway.store, brief=True, hands=hands)
        _emptied(gateway)
    if wrong:
        sys.exit(f"the ledger does not agree with the buckets: {wrong[:3]}")
    if again.counts:
        sys.exit(f"a second run would change {again.counts}")
    return {
        "cpu": cpu,
        "wall": wall,
        "moved": sum(ran.counts.values()),
        "gap": float(ran.proposal.certificate.gap_percent),
    }


def _cpu() -> float:
    return sum(os.times()[:4])


def _emptied(gateway: Gateway) -> None:
    """Leave a named database as it was found: with nothing of ours."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    if gateway.engine.dialect.name == "postgresql":
        with gateway.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names}")
    gateway.engine.dispose()


def compared(found: Instance, today: date) -> dict[str, float]:
    """Share out from nothing in memory, beside the optimum and others; fail where the optimum is missed."""
    lines, lots = found.lines, found.lots
    began = time.process_time()
    best = rebalance(lines, free(lots), ANEW, today=today)
    took = time.process_time() - began
    most, got = flow(lines, lots, today), weighted(best)
    if got != most and not any(one.whole for one in lines):
        sys.exit(f"{got} weighted units in time where {most} are possible")
    others = {
        "first_come_percent_of_optimum": hard_pegged(lines, lots, first_come),
        "priority_first_date_percent_of_optimum": hard_pegged(lines, lots, by_priority),
        "cumulative_percent_of_optimum": cumulative(lines, lots, today),
    }
    shares = {name: round(100 * units / most, 2) if most else 100.0 for name, units in others.items()}
    gap = round(100 * (most - got) / most, 4) if most else 0.0
    return {"seconds_in_memory": round(took, 2), "gap_percent": gap, **shares}


def main() -> None:
    """Measure in memory and end to end, and print the figures."""
    asked = _asked()
    today = datetime.now(UTC).date()
    found = read(asked.instance, today) if asked.instance else made(asked.lines, asked.items, today)
    figures: dict[str, float] = dict(compared(found, today))
    for name, value in figures.items():
        print(f"{name:<40} {value:10.2f}")
    anew = end_to_end(found, asked.database, asked.processes)
    runs = {"from nothing": anew}
    if asked.instance is None:
        promised = after(found.lines, rebalance(found.lines, free(found.lots), FIRST_COME, today=today))
        held = Instance(lines=promised, lots=found.lots, partners=found.partners)
        found = churned(held, asked.items, today)
        runs["a day later"] = end_to_end(found, asked.database, asked.processes)
        with get_context("spawn").Pool(1) as apart:
            worse, _ = apart.apply(fuzzed, (today,), {"complete": False})
            _, complete = apart.apply(fuzzed, (today,), {"complete": True})
        figures |= {"fuzzed_worse_than_highs": worse, "gap_percent_ship_complete": round(complete, 2)}
    for name, run in runs.items():
        print(
            f"{name:<14} {run['wall']:7.2f} s by the clock, {run['cpu']:7.2f} s cpu, {run['moved']:.0f} lines changed"
        )
    last = runs.get("a day later", anew)
    figures |= {
        "lines": len(found.lines),
        "seconds": round(last["wall"], 2),
        "cpu_seconds": round(last["cpu"], 2),
        "lines_changed": last["moved"],
        "seconds_from_nothing": round(anew["wall"], 2),
        "cpu_seconds_from_nothing": round(anew["cpu"], 2),
        "processes": asked.processes,
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--instance", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
