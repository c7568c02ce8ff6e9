"""Instances of a backorder run: supply, demand and locations, made up or read from a file.

A file is one JSON object, as `tiny_instance.json` beside this module:

    locations   ["EAST", ...]                                             every location there is
    supply      [{"sku", "location", "day", "quantity"}, ...]             so many come on a day; days count from 0, today
    demand      [{"order", "line", "sku", "quantity", "day", ...}, ...]   so many are wanted by a day

A demand may also say `priority` (1 comes first; 3), `partner` ("p"), `locations` it may leave from, best first (all),
`received` (minutes, which order first come, first served goes by; its place in the list) and `complete` (false: all
of it at once from one location, or nothing).
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from gateway.domain.supply import Bucket, Position
from gateway.orderdesk.rebalancing import Demand

COMPLETE = "-complete"
PLACES = ("EAST", "NORTH", "SOUTH", "WEST")
CLASSES = 5
DAYS = 60
LINES_PER_ORDER = 4
GONE, NEW, MORE = 0.02, 0.03, 0.07
QUANTITIES = (1, 2, 3, 4, 6, 8, 10, 12, 24, 48)
Supply = list[tuple[str, str, date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Lines that want something, and what there is and comes; partners with their class and locations."""

    lines: list[Demand]
    lots: Supply
    partners: dict[str, tuple[int, tuple[str, ...]]]


def made(lines: int, items: int, today: date) -> Instance:
    """Return an instance made up, the same for the same sizes."""
    wanted = demand(lines, items, today)
    return Instance(lines=wanted, lots=supplies(wanted, today), partners=partners())


def read(file: Path, today: date) -> Instance:
    """Return the instance of a file."""
    said = json.loads(file.read_text(encoding="utf-8"))
    everywhere = tuple(said["locations"])
    start = datetime.combine(today, time(), UTC) - timedelta(minutes=len(said["demand"]) + 1)
    lines = [
        Demand(
            order=str(one["order"]),
            line=int(one["line"]),
            sku=one["sku"],
            quantity=int(one["quantity"]),
            wanted_on=today + timedelta(days=int(one["day"])),
            received_at=start + timedelta(minutes=float(one.get("received", at))),
            partner=_partner(one),
            priority=int(one.get("priority", 3)),
            locations=tuple(one.get("locations", everywhere)),
            whole=bool(one.get("complete", False)),
            step=1,
        )
        for at, one in enumerate(said["demand"])
    ]
    lots = [
        (one["sku"], one["location"], today + timedelta(days=int(one["day"])), int(one["quantity"]))
        for one in said["supply"]
    ]
    known = {one.partner: (one.priority, one.locations) for one in lines}
    return Instance(lines=lines, lots=lots, partners=known)


def _partner(one: dict[str, object]) -> str:
    """Return a code for those of a partner's lines that are treated alike: a gateway agrees such things by partner."""
    places = "".join(f"-{place}" for place in one.get("locations", ()))  # type: ignore[attr-defined] # a list
    kept = COMPLETE if one.get("complete") else ""
    return f"{one.get('partner', 'p')}-{one.get('priority', 3)}{places}{kept}".lower()


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
                received_at=datetime.combine(today, time(), UTC)
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


def free(lots: Supply, lines: Iterable[Demand] = ()) -> list[Position]:
    """Return what is free beside what lines have."""
    moves: defaultdict[tuple[str, str], defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for sku, place, on, quantity in lots:
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


def churned(found: Instance, items: int, today: date) -> Instance:
    """Return an instance a day later: more here and there, some lines gone, some new."""
    chance = random.Random(3)
    kept = [one for one in found.lines if chance.random() >= GONE]
    new = demand(int(len(found.lines) * NEW), items, today, seed=4, first=len(found.lines))
    more = [
        (sku, place, on, max(1, quantity // 2))
        for sku, place, on, quantity in found.lots
        if chance.random() < MORE
    ]
    return Instance(lines=[*kept, *new], lots=[*found.lots, *more], partners=found.partners)
