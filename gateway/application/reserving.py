"""Reserving: a shop or a salesperson holds supply before there is an order, many at once where an item is wanted by many.

A reservation is a promise in the ledger like an order's, under a reference of the partner's: nobody else is promised
the same, a backorder run leaves it where it is, and asked for again it is what it was. It ends by itself, or when the
order that names it is promised what it held.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from gateway.application.backorders import fill_job
from gateway.application.gathering import positions
from gateway.application.ports import CommitmentRecord, ReservationRecord, Store, UnitOfWork
from gateway.application.ports.reserving import ledger_name
from gateway.application.rationing import counted, more_to_lock, policies_for
from gateway.application.records import Job, NewJob, shard_of
from gateway.application.redeeming import LINE, lifted
from gateway.application.services import Services
from gateway.application.together import Together
from gateway.orderdesk.rationing import ration
from gateway.orderdesk.stock import Stock

LANES = 8
KIND = "reservations"
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So many base units of an item for a partner by a day, under a reference of its own; less than all only if `partial`.

    It is held until an instant; where none is named, for as long as was agreed with the partner.
    """

    partner: str
    reference: str
    sku: str
    quantity: int
    wanted_on: date
    partial: bool = False
    until_at: datetime | None = None

    @property
    def order(self) -> str:
        """Return what the ledger calls it."""
        return ledger_name(self.partner, self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """What is held for a wish: parts (place, day, quantity), and how many are missing."""

    parts: tuple[tuple[str, date, int], ...]
    missing: int


class Reservations:
    """Takes wishes from any number of threads; those for the same items are granted in groups, each one commit."""

    def __init__(self, services: Services, store: Store) -> None:
        self._lanes = tuple(Together(partial(reserve, services, store)) for _ in range(LANES))
        self._services, self._store = services, store

    def reserve(self, wish: Wish) -> Reserved:
        """Return what is held for a wish from now on; raises NotFound for a partner nobody knows."""
        self._services.directory.get(wish.partner)
        return self._lanes[shard_of(wish.sku) % LANES](wish)

    def release(self, partner: str, reference: str) -> None:
        """Give back what is held under a reference."""
        with self._store.begin() as work:
            found = work.reservations.named(partner, [reference])
            for job in give_back(self._services, work, found, why="reservation.released"):
                work.jobs.add(job)
            work.commit()


def reserve(services: Services, store: Store, wishes: Sequence[Wish]) -> list[Reserved]:
    """Return what is held for each of these wishes: in their order, as far as each finds any left, all in one commit."""
    with store.begin() as work:
        held = hold(services, work, wishes)
        work.commit()
    return held


def hold(services: Services, work: UnitOfWork, wishes: Sequence[Wish]) -> list[Reserved]:
    """Return what is held for wishes from the end of a unit of work on; what is held already stays as it is."""
    orders = [wish.order for wish in wishes]
    known: dict[str, list[CommitmentRecord]] = {}
    for held in work.positions.lock_items({one.sku for one in wishes}, [(order, LINE) for order in orders]):
        known.setdefault(held.order, []).append(held)
    by_partner: defaultdict[str, dict[str, Wish]] = defaultdict(dict)
    for order, wish in zip(orders, wishes, strict=True):
        if order not in known:
            by_partner[wish.partner][order] = wish
    for partner, own in by_partner.items():
        made = _granted(services, work, partner, own)
        work.positions.commit(made, _records(services, own, made))
        for one in made:
            known.setdefault(one.order, []).append(one)
    return [_reserved(wish, known.get(order, ())) for order, wish in zip(orders, wishes, strict=True)]


def expire(services: Services, work: UnitOfWork, job: Job) -> list[NewJob]:
    """Give back what is held by reservations that have ended; the next look takes those there were too many of."""
    del job
    due = work.reservations.due(services.clock.now(), MOST_AT_ONCE)
    return give_back(services, work, due, why="reservation.expired")


def give_back(
    services: Services, work: UnitOfWork, found: Sequence[ReservationRecord], *, why: str
) -> list[NewJob]:
    """Give back what reservations hold, and look for whoever waits for it."""
    held = lifted(work, found, ())
    work.reservations.remove(one.id for one in found)
    for one in found:
        services.note(work, why, one.id, partner=one.partner, reference=one.reference, sku=one.sku)
    return [fill_job(sku) for sku in sorted({one.sku for one in held})]


def _records(
    services: Services, wishes: Mapping[str, Wish], made: Sequence[CommitmentRecord]
) -> list[ReservationRecord]:
    """Return what is to be remembered of the wishes that hold anything."""
    now = services.clock.now()
    granted = {one.order for one in made}
    return [
        ReservationRecord(
            id=order,
            partner=wish.partner,
            reference=wish.reference,
            sku=wish.sku,
            quantity=wish.quantity,
            made_at=now,
            until_at=wish.until_at or now + services.directory.get(wish.partner).orders.hold_reservations,
        )
        for order, wish in wishes.items()
        if order in granted
    ]


def _granted(
    services: Services, work: UnitOfWork, partner: str, wishes: Mapping[str, Wish]
) -> list[CommitmentRecord]:
    """Return the promises that grant wishes of a partner, out of what it may have."""
    agreement = services.directory.get(partner).agreement()
    skus = {wish.sku for wish in wishes.values()}
    pairs = sorted((sku, at) for sku in skus for at in agreement.ship_from)
    policies, _ = policies_for(work, agreement, skus)
    free = positions(work, more_to_lock(work, pairs, policies))
    day = services.clock.now().date()
    allowed = ration(free, agreement, counted(services, work, policies), today=day)
    stock = Stock(allowed.positions, quotas=allowed.quotas)
    made = []
    for order, wish in wishes.items():
        on = agreement.calendar.open_from(max(day, wish.wanted_on))
        for at, quantity in _parts(stock, wish, agreement.ship_from, on).items():
            stock.draw(wish.sku, at, on, quantity=quantity)
            made.append(_commitment(services, order, wish, at=at, on=on, quantity=quantity))
    return made


def _parts(stock: Stock, wish: Wish, places: Sequence[str], on: date) -> Mapping[str, int]:
    """Return how many of a wish each place gives, the best first; nothing where all of it is wanted and there is less.

    Under a quota, which all places share, only one place gives.
    """
    parts: dict[str, int] = {}
    left = wish.quantity
    for at in places:
        if not left:
            break
        part = min(left, stock.obtainable(wish.sku, at, on))
        if part > 0 and (stock.is_plain or part == left or wish.partial):
            parts[at] = part
            left -= part
            if not stock.is_plain:
                break
    return {} if left and not wish.partial else parts


def _commitment(
    services: Services, order: str, wish: Wish, *, at: str, on: date, quantity: int
) -> CommitmentRecord:
    return CommitmentRecord(
        id=services.ids.new(),
        order=order,
        line=LINE,
        schedule=1,
        sku=wish.sku,
        location=at,
        need_on=wish.wanted_on,
        promise_on=on,
        quantity=quantity,
    )


def _reserved(wish: Wish, held: Sequence[CommitmentRecord]) -> Reserved:
    return Reserved(
        parts=tuple((one.location, one.promise_on, one.quantity) for one in held),
        missing=max(0, wish.quantity - sum(one.quantity for one in held)),
    )
