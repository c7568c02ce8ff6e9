"""The stock campaign: many processes promise, change, cancel, cut and share out at once, killed at random; then the books are audited.

    python -m tests.e2e.stock_campaign [--seconds 60] [--workers 16] [--database sqlite|postgresql] [--seed 1]

Every process is a whole gateway: it takes 850s and 860s (more, less, cancelled) through the desk, some of them so large
that they are promised slice by slice, grants and gives back reservations, lets supply come and takes it back, and runs
backorder runs with one strategy or another; one is killed with -9 every so often, and who promises a large order between
two slices too; another takes its place, and takes up what was left. INV1: no bucket is below nothing. INV2: every bucket
is the supply up to its day less the promises up to it, recomputed from the ledger. What a line says is promised is what
the ledger holds for it, and in the end no order that nobody has decided holds anything. The last line is one JSON object;
`mismatches`, `oversold`, `lines_wrong`, `half_promised` and `failed` must be 0.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from gateway.adapters.db.tables import atp_bucket, commitment, order_line, sales_order
from gateway.application import backorders
from gateway.application.ports import SupplyRecord
from gateway.application.reserving import Reservations, Wish
from gateway.errors import Conflict, StorageUnavailable
from gateway.orderdesk.rebalancing import Segment, Strategy, Variant
from tests import databases
from tests.e2e import large_orders
from tests.e2e.large_orders import SMALL, HurryingClock
from tests.house import CHAIRS, DESKS, LAMPS, House, built, interchange, order
from tests.integration.application.test_changes import change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SKUS = ("LAMP", "CHAIR", "DESK", *SMALL[:2])
LINES = (LAMPS, CHAIRS, DESKS)
ROUND = 12
WRONG = ("mismatches", "oversold", "lines_wrong", "half_promised", "failed")
STRATEGIES = (None, Strategy.REDISTRIBUTE, Strategy.GAIN, Strategy.IMPROVE)


@dataclass
class Trader:
    """One process: does something at random, again and again."""

    house: House
    number: int
    chance: random.Random
    serial: "count[int]" = field(default_factory=lambda: count(1))
    orders: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def trade(self) -> None:
        """Do what is due and more, until killed."""
        acts: Mapping[Callable[[], None], int] = {
            self.order: 8,
            self.order_much: 3,
            self.change: 4,
            self.cancel: 1,
            self.reserve: 6,
            self.give_back: 3,
            self.supply: 3,
            self.cut: 3,
            self.share_out: 3,
        }
        while True:
            (act,) = self.chance.choices(list(acts), list(acts.values()))
            with suppress(Conflict, StorageUnavailable):
                act()
            with suppress(StorageUnavailable):
                self.work()

    def work(self) -> None:
        """Do some of what is due."""
        worker = self.house.gateway.worker()
        for _ in range(ROUND):
            if not worker.run_once():
                return

    def order(self) -> None:
        """Let an 850 come."""
        number = f"W{self.number}-{next(self.serial)}"
        lines = [LAMPS, *self.chance.sample(LINES[1:], self.chance.randint(0, 2))]
        self.house.receive(interchange(order(number, *lines), number=self._control()))
        self.orders.append(number)

    def order_much(self) -> None:
        """Let an 850 come that is promised slice by slice."""
        number = f"W{self.number}-{next(self.serial)}"
        text = order(number, *large_orders.lines_of(self.chance))
        self.house.receive(interchange(text, number=self._control()))
        self.orders.append(number)

    def change(self) -> None:
        """Let an 860 come that wants more or less of a line."""
        if self.orders:
            more = self.chance.choice(("QI", "QD"))
            quantity = self.chance.randint(1, 40)
            line = f"POC*001*{more}*{quantity}**EA*9.25**IN*445566"
            number = self.chance.choice(self.orders)
            self.house.receive(change(number, line, number=self._control()))

    def cancel(self) -> None:
        """Let an 860 come that cancels an order."""
        if self.orders:
            number = self.orders.pop(self.chance.randrange(len(self.orders)))
            self.house.receive(change(number, number=self._control(), purpose="01"))

    def reserve(self) -> None:
        """Hold something."""
        services = self.house.gateway.services
        reference = f"W{self.number}-{next(self.serial)}"
        wish = Wish(
            partner="acme",
            reference=reference,
            sku=self.chance.choice(SKUS),
            quantity=self.chance.randint(1, 9),
            wanted_on=services.clock.now().date() + timedelta(days=self.chance.randint(0, 70)),
            partial=self.chance.random() < 1 / 2,
        )
        Reservations(services, self.house.gateway.store).reserve(wish)
        self.held.append(reference)

    def give_back(self) -> None:
        """Give back what was held."""
        if self.held:
            reference = self.held.pop(self.chance.randrange(len(self.held)))
            Reservations(self.house.gateway.services, self.house.gateway.store).release("acme", reference)

    def supply(self) -> None:
        """Let supply come."""
        with self.house.gateway.store.begin() as work:
            work.positions.add_supply(self._supply(self.chance.randint(1, 60)))
            work.commit()

    def cut(self) -> None:
        """Let supply be gone, if enough can be taken back."""
        with self.house.gateway.store.begin() as work:
            gone = self._supply(-self.chance.randint(1, 60))
            for job in backorders.cut(self.house.gateway.services, work, gone):
                work.jobs.add(job)
            work.commit()

    def share_out(self) -> None:
        """Run a backorder run."""
        strategy = self.chance.choice(STRATEGIES)
        variant = Variant(segments=(Segment(strategy=strategy),)) if strategy else Variant()
        backorders.run(self.house.gateway.services, self.house.gateway.store, variant, commit=True)

    def _supply(self, quantity: int) -> SupplyRecord:
        services = self.house.gateway.services
        return SupplyRecord(
            id=services.ids.new(),
            sku=self.chance.choice(SKUS),
            location="MAIN",
            kind="campaign",
            quantity=quantity,
            available_on=services.clock.now().date() + timedelta(days=self.chance.choice((0, 7, 63))),
        )

    def _control(self) -> int:
        return self.number * 100_000 + next(self.serial)


def campaign(
    folder: Path, url: str, *, seconds: float, workers: int, every_s: float, seed: int = 1
) -> dict[str, object]:
    """Trade with so many processes for so long, kill one every so often, and return what the books say."""
    # A live partner's documents are read once: what is to be tried here is what they do to the stock.
    house = built(folder, url, HurryingClock(), {"acme": {"state": "live"}})
    large_orders.stocked(house)
    chance = random.Random(seed)
    first = Trader(house=house, number=0, chance=chance)
    for act in (first.order, first.change, house.work):  # so that maps are made once, not by every process
        act()
    with large_orders.counted_as_large():
        ended = _trading(house, chance, seconds=seconds, workers=workers, every_s=every_s, seed=seed)
        left = large_orders.half_promised(house)
        large_orders.taken_up(house)
    found = audited(house)
    house.gateway.engine.dispose()
    return {"workers": workers, **ended, "left_half_promised": left, **found}


def _trading(
    house: House, chance: random.Random, *, seconds: float, workers: int, every_s: float, seed: int
) -> dict[str, int]:
    """Let so many processes trade for so long, each that ends followed by another; return how they ended."""
    numbers = count(1)
    running = [_start(house, next(numbers), seed) for _ in range(workers)]
    ended = {"kills": 0, "killed_between_slices": 0, "failed": 0}
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            time.sleep(every_s * (0.5 + chance.random()))
            chosen = chance.randrange(workers)
            for at, process in enumerate(running):
                gone, status = os.waitpid(process, os.WNOHANG)
                if gone:
                    ended["killed_between_slices" if os.WIFSIGNALED(status) else "failed"] += 1
                elif at == chosen:
                    _kill(process)
                    ended["kills"] += 1
                else:
                    continue
                running[at] = _start(house, next(numbers), seed)
    finally:
        for one in running:
            _kill(one)
    return ended


def _start(house: House, number: int, seed: int) -> int:
    """Return the process of a trader; it begins without any connection of ours."""
    house.gateway.engine.dispose()
    child = os.fork()
    if child:
        return child
    try:
        chance = random.Random(1000 * seed + number)
        house = replace(house, gateway=large_orders.mortal(house.gateway, chance))
        Trader(house=house, number=number, chance=chance).trade()
    except Exception:  # noqa: BLE001 - said here, counted by who began it
        traceback.print_exc()
    finally:
        os._exit(1)


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def audited(house: House) -> dict[str, int]:
    """Return what was done, and every place where the books do not agree: all of those must be 0."""
    large = {"half_promised": large_orders.half_promised(house), "large_orders": large_orders.decided(house)}
    with house.gateway.store.read() as work:
        connection = work.connection
        booked: Counter[tuple[str, int]] = Counter()
        for of, line, quantity in connection.execute(
            select(commitment.c.order, commitment.c.line, func.sum(commitment.c.quantity))
            .where(commitment.c.kind == "promise")
            .group_by(commitment.c.order, commitment.c.line)
        ):
            booked[of, line] = int(quantity)
        lines = connection.execute(
            select(order_line.c.order, order_line.c.line, order_line.c.promised)
            .join(sales_order, sales_order.c.id == order_line.c.order)
            .where(sales_order.c.state.in_(("confirmed", "shipping")))
        ).all()
        return {
            "mismatches": len(work.positions.mismatches()),
            "oversold": connection.scalar(
                select(func.count()).select_from(atp_bucket).where(atp_bucket.c.cum_free < 0)
            )
            or 0,
            "lines_wrong": sum(promised != booked[of, line] for of, line, promised in lines),
            **large,
            "lines_open": len(lines),
            "promises": connection.scalar(select(func.count()).select_from(commitment)) or 0,
            "orders": sum(work.orders.counts().values()),
            "runs_moved": sum(
                one.what in {"order.backorder-released", "order.promise-moved"}
                for one in work.events.recent(100_000)
            ),
        }


def main() -> None:
    """Run the campaign and print what came of it; ends with 1 where the books do not agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--database", choices=databases.KINDS, default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gateway-campaign-") as folder:
        found = campaign(
            Path(folder),
            databases.fresh(asked.database, Path(folder)),
            seconds=asked.seconds,
            workers=asked.workers,
            every_s=0.5,
            seed=asked.seed,
        )
    wrong = any(found[name] for name in WRONG)
    sys.stdout.write(json.dumps({"database": asked.database, "seconds": asked.seconds, **found}) + "\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
