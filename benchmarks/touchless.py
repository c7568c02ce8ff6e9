"""How many orders a second go from 850 to 997 and 855 with no human event, durably, beside mock-edi.

    python benchmarks/touchless.py [--orders 300] [--lines 5] [--database URL]

Ours: every 850 is received (a commit), read, judged, decided under the position lock, and its 997 and 855 are sealed
with control numbers and delivered to a folder; one process, one worker, SQLite with synchronous=FULL unless a
database is named. Theirs: mock-edi plays the supplier over HTTP on an in-memory database, nothing durable, until its
997s and 855s stand in its mailbox. Rates are by the wall clock. The last line is one JSON object.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from mockedi.testing import Mock

from gateway.application.ports import PriceRecord, SupplyRecord
from gateway.application.receiving import Arrival, receive
from gateway.bootstrap import Gateway, build, prepare
from gateway.domain.items import Item
from gateway.entrypoints import logs
from gateway.settings import Settings, shipped

PARTNER = "globex"
THEM, US = ("01", "123456789"), ("ZZ", "OURCO")
ITEMS = 200
STOCK = 10_000_000
BUYER = "BUYCO"


def order(
    number: int, lines: int, *, sender: tuple[str, str], receiver: tuple[str, str], sku: Callable[[int], str]
) -> str:
    """Return one order in an interchange of its own."""
    today = f"{date.today():%Y%m%d}"  # noqa: DTZ011 - a day for a document, whichever
    body = [
        f"BEG*00*SA*PO{number:08}**{today}",
        "N1*ST*Plant One*92*PLANT1",
        "N3*7 Works Avenue",
        "N4*Toronto*ON*M5V 1A1*CA",
        *(f"PO1*{at}*12*EA*10*PE*VN*{sku(number * lines + at)}" for at in range(1, lines + 1)),
        f"CTT*{lines}",
    ]
    segments = "~".join(body)
    (them, theirs), (us, ours) = sender, receiver
    return (
        f"ISA*00*          *00*          *{them}*{theirs:<15}*{us}*{ours:<15}*{today[2:]}*1200*U*00401*{number:09}*0*T*>~"
        f"GS*PO*{theirs}*{ours}*{today}*1200*{number}*X*004010~ST*850*0001~{segments}~SE*{len(body) + 2}*0001~"
        f"GE*1*{number}~IEA*1*{number:09}~"
    )


def ours(folder: Path, database: str, orders: int, lines: int) -> float:
    """Return the seconds it takes to answer all orders."""
    gateway = stocked_gateway(folder, database)
    worker = gateway.worker()
    began = time.perf_counter()
    for number in range(1, orders + 1):
        content = order(
            number, lines, sender=THEM, receiver=US, sku=lambda at: f"ITEM-{at % ITEMS:03}"
        ).encode()
        arrival = Arrival(partner=PARTNER, transport="test", key=str(number), name="in.edi", content=content)
        receive(gateway.services, gateway.store, arrival)
    while worker.run_once():
        pass
    took = time.perf_counter() - began
    with gateway.store.read() as work:
        sent = [one for one in work.documents.recent(orders * 4, direction="out") if one.delivery == "sent"]
    gateway.engine.dispose()
    answered = {set_id: sum(one.set_id == set_id for one in sent) for set_id in ("997", "855")}
    if answered != {"997": orders, "855": orders}:
        sys.exit(f"not every order was answered: {answered}")
    return took


def theirs(orders: int, lines: int) -> float:
    """Return the seconds mock-edi takes to answer all orders."""
    with Mock.start(as2_id="SUPPLYCO") as mock:
        mock.post(
            "/_mock/partners",
            {"id": BUYER, "name": "Buyer", "role": "customer", "dialect": "X12", "version": "004010"},
        )
        skus = [str(one["sku"]) for one in mock.get("/_mock/catalog").body]
        began = time.perf_counter()
        for number in range(1, orders + 1):
            mock.send(
                order(
                    number,
                    lines,
                    sender=("ZZ", BUYER),
                    receiver=("ZZ", "SUPPLYCO"),
                    sku=lambda at: skus[at % len(skus)],
                )
            )
        mock.advance()
        took = time.perf_counter() - began
        sent = mock.documents(limit=orders * 6)
    answered = sum(one["direction"] == "out" and one["code"] == "855" for one in sent)
    if answered != orders:
        sys.exit(f"mock-edi answered {answered} of {orders} orders")
    return took


def stocked_gateway(folder: Path, database: str) -> Gateway:
    """Return a gateway with one partner, who exchanges folders, and plenty of everything."""
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    text = shipped("partners").joinpath(f"{PARTNER}.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["transport"] = {"kind": "folder", "inbox": "in", "outbox": "out", "create": "true"}
    profile["state"] = "live"  # documents of a partner in testing are read a second time, by pyx12
    profile["x12"]["acknowledge"]["interchange"] = "on_error"
    (partners / f"{PARTNER}.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    logs.configure()
    gateway = build(
        Settings(
            config_dir=folder / "config",
            data_dir=folder / "data",
            database_url=database,
            gs1_company_prefix="0614141",
        )
    )
    prepare(gateway)
    today = gateway.services.clock.now().date()
    with gateway.store.begin() as work:
        for number in range(ITEMS):
            sku = f"ITEM-{number:03}"
            work.items.put(Item(sku=sku, description=sku))
            work.items.put_price(
                PriceRecord(price_list="standard", sku=sku, unit="EA", price=Decimal(10), currency="USD")
            )
            work.positions.add_supply(
                SupplyRecord(
                    id=gateway.services.ids.new(),
                    sku=sku,
                    location="MAIN",
                    kind="on-hand",
                    quantity=STOCK,
                    available_on=today,
                )
            )
        work.commit()
    return gateway


def main() -> None:
    """Measure both on the same orders and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder:
        mine = asked.orders / ours(Path(folder), asked.database, asked.orders, asked.lines)
    peer = asked.orders / theirs(asked.orders, asked.lines)
    kind = asked.database.partition(":")[0] or "sqlite, synchronous=FULL"
    print(f"{asked.orders} orders of {asked.lines} lines, 850 to 997 and 855")
    print(f"ours, {kind:<28} {mine:8.1f} orders/s")
    print(f"mock-edi, in memory{'':<15} {peer:8.1f} orders/s")
    figures = {
        "orders_per_s": round(mine, 1),
        "mock_edi_orders_per_s": round(peer, 1),
        "ratio_to_mock_edi": round(mine / peer, 2),
        "database": kind,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
