"""How fast buyers get in, orders are safe, and the catalogue is searched.

    python benchmarks/punchout.py [--buyers 20] [--rounds 15] [--items 100000] [--database URL]

The gateway runs in a process of its own as `gateway up` does: web, two workers, the clock, SQLite with synchronous=FULL
unless an empty database is named. So many buyers at once ask for the shop (set-up request to StartPage), then order
(OrderRequest to the reply that says it is kept); the first request of each, which makes its connection, is not counted.
A request that was not kept because we were too busy took endlessly long: `null`, if it is that which a figure comes to.
Then words, part numbers and misspelt words are looked for among so many items, as a partner sees them: the shop's
search with its prices read from the database, without the page around it. Times are by the wall clock, client included; `index_s`, `index_taken_over_s` and
`server_cpu_ms` (of each request, with all the work that follows an order) are processor time. The last line is one
JSON object.
"""

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import yaml
from catalogues import Made, category_names, made_up, stock

from gateway.adapters.browsing import HttpWire
from gateway.application.buyer.conformance import Checks
from gateway.application.buyer.conversing import Buyer
from gateway.application.buyer.ordering import order_of
from gateway.application.catalogue.searching import Search, find
from gateway.application.catalogue.shelf import Shelf
from gateway.bootstrap import Gateway, build, prepare
from gateway.cxml import messages
from gateway.cxml.wire import CONTENT_TYPE
from gateway.domain.carts import Cart, CartLine
from gateway.domain.items import ItemIdentifier
from gateway.entrypoints import logs
from gateway.settings import Settings, shipped

PARTNER = "hooli"
SECRET = "open sesame"  # noqa: S105 - of a partner made up for this
SHOP_ITEMS = 2000
SEARCHES = 400
LINES = 5
BUSY = 500
SERVE = """
import sys
from gateway.bootstrap import build, prepare
from gateway.entrypoints import logs
from gateway.entrypoints.serving import Web, working
from gateway.settings import load
logs.configure()
gateway = build(load())
prepare(gateway)
web = Web(gateway, "127.0.0.1", 0)
print(web.address, flush=True)
with working(gateway), web.running():
    sys.stdin.read()
"""


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--buyers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder:
        settings = configured(Path(folder), asked.database)
        logs.configure()
        gateway = build(settings)
        prepare(gateway)
        with gateway.engine.connect() as connection:
            stock(connection, made_up(SHOP_ITEMS), partner=PARTNER, price_list="standard")
        before = children_s()
        with served(settings) as address:
            setups, orders = bought(gateway, address, buyers=asked.buyers, rounds=asked.rounds)
        cpu_s = children_s() - before
        built_s, taken_s, searches = searched(gateway, asked.items)
        gateway.engine.dispose()
    figures = {
        "setup_p99_ms": percentile(setups, 99),
        "order_p99_ms": percentile(orders, 99),
        "search_p95_ms": percentile(searches, 95),
        "setup_p50_ms": percentile(setups, 50),
        "order_p50_ms": percentile(orders, 50),
        "search_p50_ms": percentile(searches, 50),
        "index_s": round(built_s, 1),
        "index_taken_over_s": round(taken_s, 1),
        "server_cpu_ms": round(cpu_s * 1000 / max(1, len(setups) + len(orders)), 1),
        "too_busy": sum(one == math.inf for one in (*setups, *orders)),
        "buyers": asked.buyers,
        "items": asked.items,
        "database": asked.database.partition(":")[0] or "sqlite, synchronous=FULL",
    }
    print(f"{len(setups)} set-ups and {len(orders)} orders of {LINES} lines by {asked.buyers} buyers at once")
    print(
        f"{len(searches)} searches among {asked.items} items; the index is built once, in {built_s:.1f} s of processor "
        f"time, and taken over by the next process in {taken_s:.1f} s"
    )
    print(json.dumps(figures))


def configured(folder: Path, database: str) -> Settings:
    """Return the settings of a gateway whose only partner speaks cXML and shops."""
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    (folder / "secrets").mkdir()
    for name in (f"{PARTNER}-cxml", f"ourco-at-{PARTNER}"):
        (folder / "secrets" / name).write_text(SECRET, encoding="utf-8")
    text = shipped("partners").joinpath(f"{PARTNER}.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["punchout"] = {"return_to": ["https://buying.example.test"]}
    (partners / f"{PARTNER}.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return Settings(
        config_dir=folder / "config",
        data_dir=folder / "data",
        database_url=database,
        secrets="file",
        secrets_dir=folder / "secrets",
    )


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Run a gateway in a process of its own while the block lasts; what is under way is ended first."""
    said = {
        "CONFIG_DIR": settings.config_dir,
        "DATA_DIR": settings.data_dir,
        "DATABASE_URL": settings.database_url,
        "SECRETS": "file",
        "SECRETS_DIR": settings.secrets_dir,
    }
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {f"GATEWAY_{name}": str(value) for name, value in said.items()},
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        sys.exit("the gateway has no pipes")
    yield process.stdout.readline().strip()
    process.stdin.close()
    process.wait(60)


def bought(gateway: Gateway, address: str, *, buyers: int, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each set-up and of each order, by so many buyers at once."""
    profile = gateway.services.directory.get(PARTNER)

    def begun(_: int) -> Buyer:
        return Buyer(
            services=gateway.services,
            profile=profile,
            address=address,
            wire=HttpWire(),
            checks=Checks(),
            secret=SECRET,
        )

    people = [begun(number) for number in range(buyers)]
    chance = random.Random(5)
    skus = [one.sku for one in made_up(SHOP_ITEMS)]
    with ThreadPoolExecutor(buyers) as at_once:
        list(
            at_once.map(lambda one: timed(one, lambda: one.setup("create")), people)
        )  # connections, first pages
        setups = together(at_once, people, lambda one: lambda: one.setup("create"), rounds)
        orders = together(at_once, people, lambda one: lambda: order_of(one, cart(skus, chance)), rounds)
    return setups, orders


def together(
    at_once: ThreadPoolExecutor,
    people: Sequence[Buyer],
    made: Callable[[Buyer], Callable[[], object]],
    rounds: int,
) -> list[float]:
    """Return the seconds of every request, each buyer one after the other, all buyers at once."""

    def play(one: Buyer) -> list[float]:
        return [timed(one, made(one)) for _ in range(rounds)]

    return [seconds for some in at_once.map(play, people) for seconds in some]


def timed(buyer: Buyer, made: Callable[[], object]) -> float:
    """Return the seconds from posting a document to having read its answer, endless where we were too busy to keep it."""
    content = messages.write(buyer.envelope(), made(), dialect=buyer.cxml.dialect.dialect()).content
    began = time.perf_counter()
    reply = buyer.wire.send(
        "POST", f"{buyer.address}/cxml", body=content, headers={"content-type": CONTENT_TYPE}
    )
    seconds = time.perf_counter() - began
    if reply.status >= BUSY:
        return math.inf  # nothing was kept: a buyer's system tries again later
    if b'code="20' not in reply.body:
        sys.exit(f"refused: HTTP {reply.status} {reply.text[:400]}")
    return seconds


def cart(skus: Sequence[str], chance: random.Random) -> Cart:
    """Return a cart of some lines."""
    return Cart(
        buyer_cookie="benchmark",
        currency="USD",
        lines=tuple(
            CartLine(
                number=str(number),
                quantity=Decimal(chance.randrange(1, 20)),
                unit="EA",
                price=None,
                currency="USD",
                identifiers=(ItemIdentifier(kind="vendor-part", value=chance.choice(skus)),),
            )
            for number in range(1, LINES + 1)
        ),
    )


def children_s() -> float:
    """Return the processor time of the processes that ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def searched(gateway: Gateway, items: int) -> tuple[float, float, list[float]]:
    """Return the processor time it takes to build the index of so many items and to take it over, and the seconds of each search."""
    with gateway.engine.connect() as connection:
        more = (one for one in made_up(items) if int(one.sku.split("-")[1]) >= SHOP_ITEMS)
        stock(connection, more, partner=PARTNER, price_list="standard")
    with gateway.store.begin() as work:
        for name in category_names():
            work.catalogue.put_category(name)
        work.commit()
    began = time.process_time()
    gateway.services.shelf.keep_up(gateway.store)
    built = time.process_time() - began
    began = time.process_time()
    with gateway.store.read() as work:
        Shelf().index(work)
    taken = time.process_time() - began
    took = []
    for text in looked_for(list(made_up(items))):
        began = time.perf_counter()
        with gateway.store.read() as work:
            find(gateway.services, work, Search(partner=PARTNER, text=text))
        took.append(time.perf_counter() - began)
    return built, taken, took


def looked_for(items: Sequence[Made]) -> Iterator[str]:
    """Yield what people type: numbers whole, begun and without signs, words in three languages, mistakes."""
    chance = random.Random(3)
    for number in range(SEARCHES):
        one = chance.choice(items)
        english, vietnamese, chinese = (text.name for text in one.content.texts)
        words = english.partition(",")[0].split()
        swapped = f"{words[0][0]}{words[0][2:3]}{words[0][1]}{words[0][3:]}"
        yield (
            one.sku,
            one.sku[:6],
            one.sku.replace("-", "").lower(),
            one.buyers,
            one.content.maker_number,
            one.gtin,
            " ".join(words),
            words[0][:3],
            f"{swapped} {words[-1]}",
            vietnamese,
            chinese[:3],
            f"{words[0]} stanless",
        )[number % 12]


def percentile(seconds: Sequence[float], share: int) -> float | None:
    """Return the milliseconds so many of a hundred stay within, None where that is endless."""
    ordered = sorted(seconds)
    found = ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
    return None if found == math.inf else round(found * 1000, 1)


if __name__ == "__main__":
    main()
