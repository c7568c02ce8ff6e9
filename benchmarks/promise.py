"""Promises: how many a second on one item, how long one of five lines takes, and one of ten thousand.

    python benchmarks/promise.py [--database URL] [--seconds 5]

Hot item: 64 callers of the gateway's reservations (as the API calls them) want one unit each, again and again, of one
item at two places, until more was asked for than there is; what comes together is one commit. Counted are the units
that were granted and committed; oversold is what was promised beyond supply, and the ledger must equal the buckets.
Five lines: 16 processes each promise orders of five lines out of 500 items, as the desk does: lock, look, decide,
commit; from the first lock to the end of the commit. Ten thousand lines: one order of as many items, slice by slice,
while another promises one of them again and again; the longest that one waits is told. Reloading: orders of five lines
one after the other in a process that does nothing else, and in one where a thread reads partners (one of them changed)
and maps anew and loads the items and prices of what is promised, again and again; twice the p99 is what may be. SQLite
(synchronous=FULL) unless a database is named, which must be empty. By the clock: other work on the machine counts. The
last line is one JSON object.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

import yaml
from sqlalchemy import func, select

from gateway.adapters.db.tables import commitment
from gateway.application.gathering import Grounds, positions
from gateway.application.ports import CommitmentRecord, SupplyRecord
from gateway.application.promising import ITEMS_AT_ONCE, Slicing, by_item
from gateway.application.records import OrderRecord
from gateway.application.reserving import Reservations, Wish
from gateway.application.stocking import load_beside_others
from gateway.bootstrap import Gateway, build, prepare, reread
from gateway.domain.agreements import BackorderPolicy, Calendar
from gateway.domain.catalogue import Catalogue
from gateway.entrypoints import logs
from gateway.orderdesk.promising import Need, promise
from gateway.settings import Settings, shipped

PLACES = ("EAST", "WEST")
CALLERS, WORKERS = 64, 16
ITEMS, LARGE = 500, 10_000
FIVE = 5
HOT, STOCK = "HOT", 10_000_000
PARTNER = "shop"
TURNS, RELOAD_PAUSE_S = 5, 0.5


def opened(folder: Path, database: str) -> Gateway:
    """Return a gateway with one partner."""
    where = folder / "config" / "partners"
    where.mkdir(parents=True)
    text = shipped("partners").joinpath("globex.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["transport"] = {"kind": "folder", "inbox": "in", "outbox": "out", "create": "true"}
    place = profile["orders"]["ship_from"]["MAIN"]
    profile["orders"]["ship_from"] = {code: dict(place) for code in PLACES}
    profile["orders"]["calendar"] = {}
    (where / f"{PARTNER}.yaml").write_text(yaml.safe_dump(profile, sort_keys=False), encoding="utf-8")
    logs.configure()
    gateway = build(Settings(config_dir=folder / "config", data_dir=folder / "data", database_url=database))
    prepare(gateway)
    return gateway


def stocked(
    gateway: Gateway, skus: Sequence[str], quantity: int, today: date, places: Sequence[str] = PLACES
) -> None:
    """Put so many of each item at each place, half of them now and half in a week."""
    with gateway.store.begin() as work:
        for sku in skus:
            for place in places:
                for on, part in (
                    (today, quantity - quantity // 2),
                    (today + timedelta(days=7), quantity // 2),
                ):
                    work.positions.add_supply(
                        SupplyRecord(
                            id=gateway.services.ids.new(),
                            sku=sku,
                            location=place,
                            kind="on-hand",
                            quantity=part,
                            available_on=on,
                        )
                    )
        work.commit()


def hot(gateway: Gateway, seconds: float, today: date) -> tuple[float, int]:
    """Return how many units a second are granted, and how many beyond supply."""
    reservations = Reservations(gateway.services, gateway.store)
    granted = [0] * CALLERS
    ends = time.perf_counter() + seconds

    def call(number: int) -> None:
        turn = 0
        while time.perf_counter() < ends:
            turn += 1
            wish = Wish(partner=PARTNER, reference=f"{number}-{turn}", sku=HOT, quantity=1, wanted_on=today)
            granted[number] += 1 - reservations.reserve(wish).missing

    began = time.perf_counter()
    _at_once(call)
    rate = sum(granted) / (time.perf_counter() - began)
    stocked(gateway, ["SCARCE"], 500, today)
    ends = time.perf_counter() + 60
    got = [0] * CALLERS

    def scramble(number: int) -> None:
        for turn in range(20):
            wish = Wish(
                partner=PARTNER, reference=f"s{number}-{turn}", sku="SCARCE", quantity=1, wanted_on=today
            )
            got[number] += 1 - reservations.reserve(wish).missing

    _at_once(scramble)
    with gateway.store.read() as work:
        booked = select(func.sum(commitment.c.quantity)).where(commitment.c.sku == "SCARCE")
        promised = work.connection.scalar(booked)
        wrong = work.positions.mismatches()
    if wrong or promised != sum(got):
        sys.exit(f"the ledger does not agree: {wrong[:3]}, {promised} booked, {sum(got)} granted")
    return rate, max(0, promised - 2 * 250)


def _at_once(call: object) -> None:
    threads = [Thread(target=call, args=(number,)) for number in range(CALLERS)]  # type: ignore[arg-type] # a function
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def needs_of(skus: Sequence[str], today: date) -> list[Need]:
    """Return what lines of an order need: two of each item, within nine days."""
    return [
        Need(
            line=line,
            sku=sku,
            quantity=2,
            needed_on=today + timedelta(days=line % 9),
            locations=PLACES,
            policy=BackorderPolicy(),
        )
        for line, sku in enumerate(skus, 1)
    ]


def one_order(gateway: Gateway, order: str, skus: Sequence[str], today: date) -> float:
    """Promise an order of these items, as the desk does; return the seconds from the first lock to the commit's end."""
    began = time.perf_counter()
    with gateway.store.begin() as work:
        free = positions(work, [(sku, place) for sku in sorted(set(skus)) for place in PLACES])
        made = [
            CommitmentRecord(
                id=gateway.services.ids.new(),
                order=order,
                line=one.line,
                schedule=one.schedule,
                sku=one.sku,
                location=one.location,
                need_on=one.needed_on,
                promise_on=one.promised_on,
                quantity=one.quantity,
            )
            for promised in promise(needs_of(skus, today), free, Calendar())
            for one in promised.commitments
        ]
        work.positions.commit(made)
        work.commit()
    return time.perf_counter() - began


def in_slices(gateway: Gateway, order: str, skus: Sequence[str], today: date) -> float:
    """Promise an order of very many items slice by slice, as the desk does; return the seconds until all stand in the ledger."""
    with gateway.store.begin() as work:
        record = OrderRecord(
            id=order,
            partner=PARTNER,
            number=order,
            seller_number=order,
            document=order,
            state="received",
            received_at=gateway.services.clock.now(),
        )
        work.orders.add(record, [])
        work.commit()
    began = time.perf_counter()
    grounds = Grounds(agreement=gateway.services.directory.get(PARTNER).agreement(), catalogue=Catalogue())
    slicing = Slicing(services=gateway.services, store=gateway.store, order=order, made=[])
    for some in by_item(needs_of(skus, today), ITEMS_AT_ONCE):
        slicing.book(some, grounds)
    return time.perf_counter() - began


def five_lines(folder: Path, database: str, seconds: float) -> list[float]:
    """Return how long each order of five lines took, promised by as many workers as there are."""
    work = [(str(folder), database, seconds, seed) for seed in range(WORKERS)]
    with get_context("spawn").Pool(WORKERS) as pool:
        return sorted(one for took in pool.starmap(_worker, work) for one in took)


def _worker(folder: str, database: str, seconds: float, seed: int) -> list[float]:
    settings = Settings(
        config_dir=Path(folder) / "config", data_dir=Path(folder) / "data", database_url=database
    )
    logs.configure()
    gateway, chance = build(settings), random.Random(seed)
    today = datetime.now(UTC).date()
    skus = [f"ITEM-{number:03}" for number in range(ITEMS)]
    one_order(gateway, f"warm{seed}", chance.sample(skus, FIVE), today)
    time.sleep(max(0.0, 4 - time.perf_counter() % 4))  # so that all begin together, more or less
    ends, took = time.perf_counter() + seconds, []
    while time.perf_counter() < ends:
        took.append(one_order(gateway, f"w{seed}-{len(took)}", chance.sample(skus, FIVE), today))
    gateway.engine.dispose()
    return took


def ten_thousand(gateway: Gateway, today: date) -> tuple[float, float]:
    """Return the seconds an order of ten thousand items takes, and the longest that another waits meanwhile."""
    skus = [f"LARGE-{number:05}" for number in range(LARGE)]
    for at in range(0, LARGE, 1000):
        stocked(gateway, skus[at : at + 1000], 100, today, PLACES[:1])
    over, longest = Event(), [0.0]

    def others() -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            longest[0] = max(longest[0], one_order(gateway, f"other{turn}", [skus[LARGE // 2]], today))

    thread = Thread(target=others, daemon=True)
    thread.start()
    took = in_slices(gateway, "large", skus, today)
    over.set()
    thread.join()
    return took, longest[0]


def reloading(gateway: Gateway, seconds: float, today: date) -> tuple[float, float, int]:
    """Return the p99 of orders of five lines in ms, idle and while everything is loaded anew, and how often it was."""
    skus = [f"ITEM-{number:03}" for number in range(ITEMS)]
    chance = random.Random(8)
    began = {"idle": 0, "busy": 0}

    def orders(kind: str, ends: float) -> list[float]:
        took = []
        while time.perf_counter() < ends:
            began[kind] += 1
            took.append(one_order(gateway, f"{kind}{began[kind]}", chance.sample(skus, FIVE), today))
        return took

    over, times = Event(), [0]

    def reload() -> None:
        while not over.is_set():
            load_anew(gateway, skus, times[0])
            times[0] += 1
            over.wait(RELOAD_PAUSE_S)

    load_anew(gateway, skus, 0)
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(TURNS):  # by turns, so that what else the machine does befalls both
        idle += orders("idle", time.perf_counter() + seconds / TURNS)
        over.clear()
        thread = Thread(target=reload)
        thread.start()
        busy += orders("busy", time.perf_counter() + seconds / TURNS)
        over.set()
        thread.join()
    slow, slower = (1000 * sorted(took)[int(len(took) * 0.99)] for took in (idle, busy))
    return slow, slower, times[0]


def load_anew(gateway: Gateway, skus: Sequence[str], turn: int) -> None:
    """Read partners, one of them changed, and maps anew, and load the items and prices."""
    file = (gateway.settings.config_dir or Path()) / "partners" / f"{PARTNER}.yaml"
    lines = [one for one in file.read_text(encoding="utf-8").splitlines() if not one.startswith("# turn")]
    file.write_text("\n".join([*lines, f"# turn {turn}", ""]), encoding="utf-8")
    reread(gateway)
    items = [{"sku": sku, "description": f"{sku}, {turn}", "base_unit": "EA"} for sku in skus]
    prices = [
        {"price_list": "standard", "sku": sku, "unit": "EA", "price": f"{1 + turn % 7}.25", "currency": "USD"}
        for sku in skus
    ]
    load_beside_others(gateway.services, gateway.store, "items", items)
    load_beside_others(gateway.services, gateway.store, "prices", prices)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="")
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder:
        gateway = opened(Path(folder), asked.database)
        stocked(gateway, [HOT], STOCK, today)
        stocked(gateway, [f"ITEM-{number:03}" for number in range(ITEMS)], STOCK, today)
        rate, oversold = hot(gateway, asked.seconds, today)
        print(f"hot item            {rate:9.0f} promises/s, {oversold} oversold")
        took = five_lines(Path(folder), asked.database, asked.seconds)
        half, slow = (1000 * took[int(len(took) * share)] for share in (0.5, 0.99))
        print(
            f"five lines          {half:9.1f} ms p50, {slow:.1f} ms p99, {len(took) / asked.seconds:.0f} orders/s"
        )
        idle, busy, times = reloading(gateway, 2 * asked.seconds, today)
        print(f"reloading           {busy:9.1f} ms p99 while {times} times loaded anew, {idle:.1f} ms idle")
        seconds, waited = ten_thousand(gateway, today)
        print(f"ten thousand lines  {seconds:9.2f} s, others waited up to {1000 * waited:.0f} ms")
        gateway.engine.dispose()
    figures = {
        "hot_per_s": round(rate),
        "oversold": oversold,
        "p50_ms_five_lines": round(half, 1),
        "p99_ms_five_lines": round(slow, 1),
        "seconds_10000_lines": round(seconds, 2),
        "others_waited_ms": round(1000 * waited),
        "p99_ms_idle": round(idle, 1),
        "p99_ms_reloading": round(busy, 1),
        "reloading_to_idle": round(busy / idle, 2),
        "database": asked.database.partition(":")[0] or "sqlite, synchronous=FULL",
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
