"""Large orders of the stock campaign: of many items each, promised slice by slice by who is killed between two of them."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import func, select

from gateway.adapters.db.tables import commitment, order_line, sales_order
from gateway.adapters.db.worker import Worker
from gateway.application import desk
from gateway.application.desk import UNDECIDED
from gateway.application.promising import Laid, PromisingLarge, Slicing
from gateway.application.stocking import load
from gateway.bootstrap import Gateway
from gateway.orderdesk.promising import Promised
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House

MANY_LINES, ITEMS_AT_ONCE = 24, 6
"""So many lines are a large order here, and so many items a slice: a hundred large orders in a minute instead of three."""
ITEMS, MOST_WANTED = 40, 12
DIES = 0.06
"""How often who has promised a slice is killed before the next."""
PACE = 30
"""How much faster the day goes by: what was leased by who was killed is taken up by others two seconds later."""
ROUNDS = 40
SMALL = tuple(f"SMALL-{number:02}" for number in range(ITEMS))


class HurryingClock(FixedClock):
    """A clock that goes on by itself, faster than time, and tells all processes the same."""

    def __init__(self) -> None:
        super().__init__()
        self._began = monotonic()

    def now(self) -> datetime:
        """Return the instant it shows."""
        return super().now() + timedelta(seconds=PACE * (monotonic() - self._began))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mortal(PromisingLarge):
    """What promises large orders, in a process that may be killed after each slice."""

    chance: random.Random

    def slices(self, laid: Laid, slicing: Slicing) -> Iterator[list[Promised]]:
        """Promise so many items at a time, as long as it lives."""
        for promised in PromisingLarge.slices(self, laid, slicing):
            if self.chance.random() < DIES:
                os.kill(os.getpid(), signal.SIGKILL)
            yield promised


@contextmanager
def counted_as_large() -> Iterator[None]:
    """Let orders of far fewer lines be large ones, here and in the processes that are begun meanwhile."""
    before, desk.MANY_LINES = desk.MANY_LINES, MANY_LINES
    try:
        yield
    finally:
        desk.MANY_LINES = before


def stocked(house: House) -> None:
    """Put many small items on the shelf."""
    with house.gateway.store.begin() as work:
        items = [
            {"sku": sku, "description": sku, "base_unit": "EA", "units": "", "identifiers": ""}
            for sku in SMALL
        ]
        prices = [
            {"price_list": "standard", "sku": sku, "unit": "EA", "price": "2.00", "currency": "USD"}
            for sku in SMALL
        ]
        supply = [
            {
                "sku": sku,
                "location": "MAIN",
                "quantity": "150",
                "available_on": "2026-03-01",
                "kind": "on-hand",
            }
            for sku in SMALL
        ]
        for kind, rows in (("items", items), ("prices", prices), ("supply", supply)):
            load(house.gateway.services, work, kind, rows)
        work.commit()


def mortal(gateway: Gateway, chance: random.Random) -> Gateway:
    """Return a gateway that promises large orders in small slices, and may be killed after each."""
    effect = Mortal(
        services=gateway.services, store=gateway.store, items_at_once=ITEMS_AT_ONCE, chance=chance
    )
    return replace(gateway, effects={**gateway.effects, "promise": effect})


def lines_of(chance: random.Random) -> list[str]:
    """Return the lines of a large order: a lamp, and more items than two slices take."""
    skus = chance.sample(SMALL, chance.randint(MANY_LINES, ITEMS))
    return [LAMPS, *(f"{chance.randint(1, MOST_WANTED)}*EA*2.00**VN*{sku}" for sku in skus)]


def half_promised(house: House) -> int:
    """Return how many orders hold promises though nobody has decided them."""
    held = select(commitment.c.id).where(commitment.c.order == sales_order.c.id).exists()
    wanted = select(func.count()).select_from(sales_order).where(sales_order.c.state.in_(UNDECIDED), held)
    with house.gateway.store.read() as work:
        return work.connection.scalar(wanted) or 0


def decided(house: House) -> int:
    """Return how many large orders were promised to the end."""
    large = (
        select(order_line.c.order)
        .join(sales_order, sales_order.c.id == order_line.c.order)
        .where(sales_order.c.state.not_in(UNDECIDED))
        .group_by(order_line.c.order)
        .having(func.count() > MANY_LINES)
    )
    with house.gateway.store.read() as work:
        return work.connection.scalar(select(func.count()).select_from(large.subquery())) or 0


def taken_up(house: House) -> None:
    """Let the leases of who was killed end, and somebody who lives promise what they left."""
    gateway = house.gateway
    worker = Worker(gateway.store, handlers={}, effects={"promise": gateway.effects["promise"]})
    for _ in range(ROUNDS):
        if not half_promised(house):
            return
        house.clock.advance(timedelta(minutes=30))
        while worker.run_once():
            pass
