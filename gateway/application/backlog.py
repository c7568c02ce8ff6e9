"""The backlog: what a backorder run looks at, and what it writes down of what comes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from gateway.application.gathering import positions
from gateway.application.ports import CommitmentRecord, OpenLine, UnitOfWork
from gateway.application.promised import keep_moves
from gateway.application.records import Event, NewJob
from gateway.application.services import Services
from gateway.domain.agreements import Agreement, BackorderPolicy
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.supply import Position
from gateway.orderdesk.rebalancing import BACKORDER, PROMISE, Demand, Moved, Part
from gateway.orderdesk.units import step_of

NO_PRICE = Decimal(0)
Of = tuple[str, int]
Key = tuple[str, int, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlogged:
    """Items as a run finds them: under their locks, until the unit of work ends."""

    wants: Mapping[str, Sequence[Demand]]
    free: Mapping[str, Sequence[Position]]
    lines: Mapping[Of, OpenLine]
    held: Mapping[Key, Sequence[CommitmentRecord]]

    def snapshot(self, sku: str) -> str:
        """Return a digest of everything a run over an item rests on."""
        rests = (self.wants.get(sku, ()), self.free.get(sku, ()))
        return sha256(repr(rests).encode()).hexdigest()[:16]


def look(services: Services, work: UnitOfWork, skus: Sequence[str]) -> Backlogged:
    """Lock items, in order, and return what their lines want, have and could have."""
    places = work.positions.locations_of(skus)
    found = positions(work, [(sku, at) for sku in sorted(places) for at in places[sku]])
    items = work.items.get_many(skus)
    lines = {(one.order, one.line): one for one in work.backlog.lines(skus)}
    held: defaultdict[Key, list[CommitmentRecord]] = defaultdict(list)
    for one in work.backlog.firm(skus):
        if (one.order, one.line) in lines:
            held[one.order, one.line, one.sku, one.need_on].append(one)
    days: defaultdict[Of, list[date]] = defaultdict(list)
    for order, line, _, need_on in held:
        days[order, line].append(need_on)
    agreed: dict[str, Agreement] = {}
    wants: defaultdict[str, list[Demand]] = defaultdict(list)
    for of, open_line in lines.items():
        if open_line.partner not in agreed:
            agreed[open_line.partner] = services.directory.get(open_line.partner).agreement()
        pack = items[open_line.sku].pack if open_line.sku in items else 1
        wanted = sorted(days[of]) or [open_line.received_at.date()]
        demands = _demands(open_line, agreed[open_line.partner], wanted=wanted, held=held, pack=pack)
        wants[open_line.sku].extend(demands)
    free: defaultdict[str, list[Position]] = defaultdict(list)
    for at in found:
        free[at.sku].append(at)
    return Backlogged(wants=dict(wants), free=dict(free), lines=lines, held=dict(held))


def _demands(
    line: OpenLine,
    agreement: Agreement,
    *,
    wanted: Sequence[date],
    held: Mapping[Key, Sequence[CommitmentRecord]],
    pack: int,
) -> Iterator[Demand]:
    """Yield what a line wants by each day; what nothing is promised for is wanted with the last of them."""
    left = line.backordered
    for on in wanted:
        own = held.get((line.order, line.line, line.sku, on), ())
        left -= sum(one.quantity for one in own if one.kind == BACKORDER)
        quantity = sum(one.quantity for one in own) + (left if on == wanted[-1] else 0)
        if quantity > 0:
            policy = agreement.backorders
            yield Demand(
                order=line.order,
                line=line.line,
                sku=line.sku,
                quantity=quantity,
                wanted_on=on,
                received_at=line.received_at,
                partner=line.partner,
                priority=agreement.priority,
                locations=agreement.ship_from,
                parts=tuple(
                    Part(location=one.location, on=one.promise_on, quantity=one.quantity, kind=one.kind)
                    for one in own
                ),
                step=step_of(quantity, pack=pack, each=line.each),
                whole=not policy.partial,
                calendar=agreement.calendar,
                tolerance_days=policy.tolerance_days,
                margin=line.price or NO_PRICE,
            )


def give_back(work: UnitOfWork, found: Backlogged, moved: Sequence[Moved]) -> None:
    """Give back everything that moves."""
    work.positions.give_back([one for change in moved for one in found.held.get(_key(change.demand), ())])


def write(
    services: Services, work: UnitOfWork, found: Backlogged, moved: Sequence[Moved], *, run: str
) -> list[NewJob]:
    """Promise what was given back anew and write it down; return the jobs that tell the warehouse."""
    orders = sorted({one.demand.order for one in moved})
    ledger: defaultdict[Of, list[CommitmentRecord]] = defaultdict(list)
    for one in work.backlog.ledger(orders):
        ledger[one.order, one.line].append(one)
    promised = _promised(services, moved, ledger)
    work.positions.commit(promised)
    for one in promised:
        ledger[one.order, one.line].append(one)
    lines = _lines(found, moved)
    facts = dict(work.backlog.outcomes(orders))
    partners = {line.partner for line in lines.values()}
    policies = {code: services.directory.get(code).agreement().backorders for code in partners}
    for of, line in lines.items():
        facts[of[0]] = tuple(
            _outcome(fact, ledger[of], line, policies[line.partner]) if fact.line == of[1] else fact
            for fact in facts[of[0]]
        )
    work.backlog.write(facts, list(lines.values()))
    keep_moves(services, work, moved, facts)
    work.events.add_all(
        [_event(services, change, lines[change.demand.order, change.demand.line]) for change in moved]
    )
    sure = {one.order: found.lines[one.order, one.line].partner for one in promised if one.kind == PROMISE}
    return [_release(order, partner, run) for order, partner in sorted(sure.items())]


def _promised(
    services: Services, moved: Sequence[Moved], ledger: Mapping[Of, Sequence[CommitmentRecord]]
) -> list[CommitmentRecord]:
    numbers: Counter[Of] = Counter()
    made = []
    for change in moved:
        demand = change.demand
        of = (demand.order, demand.line)
        if of not in numbers:
            numbers[of] = max((one.schedule for one in ledger.get(of, ())), default=-1)
        for part in change.parts:
            numbers[of] += 1
            made.append(
                CommitmentRecord(
                    id=services.ids.new(),
                    order=demand.order,
                    line=demand.line,
                    schedule=numbers[of],
                    sku=demand.sku,
                    location=part.location,
                    need_on=demand.wanted_on,
                    promise_on=part.on,
                    quantity=part.quantity,
                    kind=part.kind,
                )
            )
    return made


def _lines(found: Backlogged, moved: Sequence[Moved]) -> dict[Of, OpenLine]:
    """Return the lines that change, as they stand afterwards."""
    lines: dict[Of, OpenLine] = {}
    for change in moved:
        of = (change.demand.order, change.demand.line)
        line = lines.get(of, found.lines[of])
        more = _sure(change.parts) - _sure(change.demand.parts)
        lines[of] = replace(line, promised=line.promised + more, backordered=line.backordered - more)
    return lines


def _sure(parts: Sequence[Part]) -> int:
    return sum(part.quantity for part in parts if part.kind == PROMISE)


def _outcome(
    fact: LineOutcome, ledger: Sequence[CommitmentRecord], line: OpenLine, policy: BackorderPolicy
) -> LineOutcome:
    by_day = sorted(ledger, key=lambda one: (one.promise_on, one.location, one.schedule))
    waits = [
        Shortfall(quantity=one.quantity, expected_on=one.promise_on)
        for one in by_day
        if one.kind == BACKORDER
    ]
    unknown = line.backordered - sum(one.quantity for one in waits)
    if unknown > 0:
        waits.append(Shortfall(quantity=unknown))
    if waits and not policy.split:
        waits = [Shortfall(quantity=line.backordered, expected_on=waits[-1].expected_on)]
    return replace(
        fact,
        accepted=tuple(
            Promise(quantity=one.quantity, ships_on=one.promise_on, location=one.location)
            for one in by_day
            if one.kind == PROMISE
        ),
        backordered=tuple(waits),
    )


def _event(services: Services, change: Moved, line: OpenLine) -> Event:
    demand = change.demand
    more = _sure(change.parts) - _sure(demand.parts)
    return Event(
        id=services.ids.new(),
        at=services.clock.now(),
        partner=demand.partner,
        what="order.backorder-released" if more > 0 else "order.promise-moved",
        ref=demand.order,
        order=demand.order,
        detail={"line": demand.line, "quantity": more, "left": line.backordered, "why": change.why},
    )


def _key(demand: Demand) -> Key:
    return demand.order, demand.line, demand.sku, demand.wanted_on


def _release(order: str, partner: str, run: str) -> NewJob:
    """Return the job that asks the warehouse for what was promised anew."""
    return NewJob(
        kind="release",
        ref=order,
        dedupe=f"release:{order}:{run}",
        lane=f"release:{order}",
        partner=partner,
    )
