"""The backlog: what a backorder run looks at, and what it writes down of what comes of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType

from gateway.application.gathering import position_of
from gateway.application.ports import CommitmentRecord, OpenLine, PromiseRecord, UnitOfWork
from gateway.application.promised import keep_moves
from gateway.application.rationing import counted
from gateway.application.records import Event, NewJob
from gateway.application.services import Services
from gateway.application.telling import ask
from gateway.domain.agreements import Agreement, BackorderPolicy
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.supply import Position
from gateway.domain.supply_policies import NO_POLICIES, Quota, SupplyPolicies
from gateway.orderdesk.rebalancing import BACKORDER, PROMISE, Demand, Moved, Part
from gateway.orderdesk.units import step_of
from gateway.orderdesk.withholding import free_for_all

NO_PRICE = Decimal(0)
FIRM = "firm"
Of = tuple[str, int]
Pair = tuple[str, str]
Held = Mapping[date, Sequence[CommitmentRecord]]
NOTHING: Held = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlogged:
    """Items as a run finds them; `held` is what may be moved of a line, by the day it is wanted."""

    wants: Mapping[str, Sequence[Demand]]
    free: Mapping[str, Sequence[Position]]
    lines: Mapping[Of, OpenLine]
    held: Mapping[Of, Held]
    seen: Mapping[Pair, Mapping[date, int]]
    policies: SupplyPolicies = NO_POLICIES

    def quotas(self, sku: str) -> tuple[Quota, ...]:
        """Return the quotas of an item, with what is used of them."""
        return tuple(one for one in self.policies.quotas if one.sku == sku)

    def snapshot(self, sku: str) -> str:
        """Return a digest of everything a run over an item rests on."""
        rests = (self.wants.get(sku, ()), self.free.get(sku, ()), self.quotas(sku))
        return sha256(repr(rests).encode()).hexdigest()[:16]

    def back(self, moved: Sequence[Moved]) -> list[CommitmentRecord]:
        """Return what is given back of lines that move."""
        wanted = [(one.demand.order, one.demand.line, one.demand.wanted_on) for one in moved]
        return [
            one for order, line, on in wanted for one in self.held.get((order, line), NOTHING).get(on, ())
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Lines about to move, under their locks: what is promised to each, and which items are not as they were seen."""

    ledger: Mapping[Of, Sequence[CommitmentRecord]]
    changed: frozenset[str]

    def without(self, gone: Sequence[CommitmentRecord]) -> "Holding":
        """Return what is promised once some of it was given back."""
        ids = {one.id for one in gone}
        return replace(
            self,
            ledger={of: [one for one in ones if one.id not in ids] for of, ones in self.ledger.items()},
        )


def look(services: Services, work: UnitOfWork, skus: Sequence[str], *, lock: bool = False) -> Backlogged:
    """Return what the lines of items want, have and could have; if asked, locked until the unit of work ends."""
    lines = {(one.order, one.line): one for one in work.backlog.lines(skus, lock=lock)}
    if lock:
        places = work.positions.locations_of(skus)
        seen = work.positions.lock([(sku, at) for sku in sorted(places) for at in places[sku]])
    else:
        seen = work.positions.seen(skus)
    items = work.items.get_many(skus)
    held: defaultdict[Of, dict[date, list[CommitmentRecord]]] = defaultdict(dict)
    for one in work.backlog.firm(skus):
        of = (one.order, one.line)
        if of in lines and lines[of].sku == one.sku:
            held[of].setdefault(one.need_on, []).append(one)
    told = work.history.last([of for of in lines if of not in held])
    agreed: dict[str, Agreement] = {}
    wants: defaultdict[str, list[Demand]] = defaultdict(list)
    for of, open_line in lines.items():
        if open_line.partner not in agreed:
            agreed[open_line.partner] = services.directory.get(open_line.partner).agreement()
        pack = items[open_line.sku].pack if open_line.sku in items else 1
        own = held.get(of, NOTHING)
        wanted = sorted(own) or [_asked_for(open_line, told.get(of))]
        demands = _demands(open_line, agreed[open_line.partner], wanted=wanted, held=own, pack=pack)
        wants[open_line.sku].extend(demands)
    free: defaultdict[str, list[Position]] = defaultdict(list)
    for pair, days in seen.items():
        free[pair[0]].append(position_of(pair, days))
    policies = _policies(services, work, wants, agreed.values())
    usable = allowed(services, policies, wants, free)
    return Backlogged(
        wants=dict(wants), free=usable, lines=lines, held=dict(held), seen=seen, policies=policies
    )


def _policies(
    services: Services, work: UnitOfWork, skus: Collection[str], agreed: Iterable[Agreement]
) -> SupplyPolicies:
    """Return the policies of items, the partners' own quotas among them, with what is used of them."""
    policies, _ = work.policies.of(set(skus))
    own = tuple(one for agreement in agreed for one in agreement.quotas if one.sku in skus)
    if own:
        policies = replace(policies, quotas=(*policies.quotas, *own))
    return NO_POLICIES if policies.is_empty() else counted(services, work, policies)


def allowed(
    services: Services,
    policies: SupplyPolicies,
    wants: Mapping[str, Sequence[Demand]],
    free: Mapping[str, Sequence[Position]],
) -> Mapping[str, Sequence[Position]]:
    """Return what of the positions of items a run may share out."""
    if policies.is_empty():
        return dict(free)
    today = services.clock.now().date()
    allowed = {}
    for sku, there in free.items():
        classes = {one.priority for one in wants.get(sku, ())}
        allowed[sku] = [
            free_for_all(one, policies, classes, today=today) if classes else one for one in there
        ]
    return allowed


def hold(services: Services, work: UnitOfWork, found: Backlogged, moved: Sequence[Moved]) -> Holding:
    """Lock the orders of lines that are to move, then their items; say which items are not as they were seen."""
    lines = {(one.demand.order, one.demand.line) for one in moved}
    skus = {one.demand.sku for one in moved}
    standing = work.backlog.standing(lines)
    free = work.positions.lock([pair for pair in found.seen if pair[0] in skus])
    ledger: defaultdict[Of, list[CommitmentRecord]] = defaultdict(list)
    for one in work.backlog.ledger(lines):
        ledger[one.order, one.line].append(one)
    changed = {pair[0] for pair, days in free.items() if days != found.seen[pair]}
    for of in lines:
        if not _is_as_seen(found.lines[of], found.held.get(of, NOTHING), standing.get(of), ledger[of]):
            changed.add(found.lines[of].sku)
    quotas = tuple(one for one in found.policies.quotas if one.sku in skus)
    if quotas:
        fresh = SupplyPolicies(quotas=tuple(replace(one, used=0) for one in quotas))
        now = counted(services, work, fresh).quotas
        changed.update(was.sku for was, one in zip(quotas, now, strict=True) if was != one)
    return Holding(ledger=ledger, changed=frozenset(changed))


def _is_as_seen(
    seen: OpenLine,
    held: Held,
    stands: tuple[str, int, int, int] | None,
    ledger: Sequence[CommitmentRecord],
) -> bool:
    if stands != (seen.sku, seen.promised, seen.backordered, seen.cancelled):
        return False
    firm = {(one.id, one.quantity) for one in ledger if one.state == FIRM and one.sku == seen.sku}
    return firm == {(one.id, one.quantity) for ones in held.values() for one in ones}


def _asked_for(line: OpenLine, told: PromiseRecord | None) -> date:
    """Return when a line is wanted of which nothing is promised: when it was asked for, else since it came in."""
    return told.requested_on if told and told.requested_on else line.received_at.date()


def _demands(
    line: OpenLine, agreement: Agreement, *, wanted: Sequence[date], held: Held, pack: int
) -> Iterator[Demand]:
    """Yield what a line wants by each day; what nothing is promised for is wanted with the last of them."""
    unheld = line.backordered
    for own in held.values():
        for one in own:
            if one.kind == BACKORDER:
                unheld -= one.quantity
    policy = agreement.backorders
    for on in wanted:
        parts = tuple(
            [Part(one.location, one.promise_on, one.quantity, one.kind) for one in held.get(on, ())]
        )
        quantity = unheld if on == wanted[-1] else 0
        for part in parts:
            quantity += part.quantity
        if quantity > 0:
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
                parts=parts,
                step=step_of(quantity, pack=pack, each=line.each),
                whole=not policy.partial,
                calendar=agreement.calendar,
                tolerance_days=policy.tolerance_days,
                margin=line.price or NO_PRICE,
            )


def write(
    services: Services,
    work: UnitOfWork,
    found: Backlogged,
    moved: Sequence[Moved],
    *,
    holding: Holding,
    run: str,
) -> list[NewJob]:
    """Promise held lines what they have now, in place of what is given back, and write it down; return jobs for the warehouse."""
    promised = _promised(services, moved, holding.ledger)
    back = found.back(moved)
    work.positions.exchange(back, promised)
    kept = holding.without(back).ledger
    booked: defaultdict[Of, list[CommitmentRecord]] = defaultdict(list)
    for one in promised:
        booked[one.order, one.line].append(one)
    lines = _lines(found, moved)
    policies = {
        code: services.directory.get(code).agreement().backorders
        for code in {line.partner for line in lines.values()}
    }
    told = {
        of: _outcome(
            [*kept.get(of, ()), *booked[of]],
            line,
            policies[line.partner],
        )
        for of, line in lines.items()
    }
    at = services.clock.now()
    work.backlog.write(told, list(lines.values()))
    keep_moves(services, work, moved, told)
    work.events.add_all(
        [_event(services, change, lines[change.demand.order, change.demand.line], at=at) for change in moved]
    )
    sure = {one.order: found.lines[one.order, one.line].partner for one in promised if one.kind == PROMISE}
    hear = {order: found.lines[order, line].partner for order, line in lines}
    return [
        *(_release(order, partner, run) for order, partner in sorted(sure.items())),
        *ask(services, hear),
    ]


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
        lines[of] = line.with_more(more)
    return lines


def _sure(parts: Sequence[Part]) -> int:
    return sum(part.quantity for part in parts if part.kind == PROMISE)


def _outcome(ledger: Sequence[CommitmentRecord], line: OpenLine, policy: BackorderPolicy) -> LineOutcome:
    """Return what is promised of a line and what waits."""
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
    return LineOutcome(
        line=line.line,
        accepted=tuple(
            Promise(quantity=one.quantity, ships_on=one.promise_on, location=one.location)
            for one in by_day
            if one.kind == PROMISE
        ),
        backordered=tuple(waits),
        cancelled=(Shortfall(quantity=line.cancelled),) if line.cancelled else (),
    )


def _event(services: Services, change: Moved, line: OpenLine, *, at: datetime) -> Event:
    demand = change.demand
    more = _sure(change.parts) - _sure(demand.parts)
    return Event(
        id=services.ids.new(),
        at=at,
        partner=demand.partner,
        what="order.backorder-released" if more > 0 else "order.promise-moved",
        ref=demand.order,
        order=demand.order,
        detail={"line": demand.line, "quantity": more, "left": line.backordered, "why": change.why},
    )


def _release(order: str, partner: str, run: str) -> NewJob:
    """Return the job that asks the warehouse for what was promised anew."""
    return NewJob(
        kind="release",
        ref=order,
        dedupe=f"release:{order}:{run}",
        lane=f"release:{order}",
        partner=partner,
    )
