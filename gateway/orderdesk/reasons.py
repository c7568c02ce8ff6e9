"""Reasons: why a line cannot leave in time: which supply cut binds, what is kept from it, who holds it, what would help."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from gateway.domain.agreements import Agreement
from gateway.domain.parties import Party
from gateway.domain.sourcing import Lane, lane_to
from gateway.domain.supply import Planned, Position
from gateway.domain.supply_policies import Ceiling, SupplyPolicies
from gateway.orderdesk.promising import Need, promise
from gateway.orderdesk.rationing import Ration, earliest_on, ration
from gateway.orderdesk.stock import Stock
from gateway.orderdesk.vocabulary import SHIP_TO

SAFETY, PROTECTION, QUOTA, LAUNCH, LEAD_TIME = "safety", "protection", "quota", "launch", "lead-time"
NOW, PLACE, RELEASE, PART = "now", "place", "release", "part"
SUBSTITUTE, LATER, TRANSFER = "substitute", "later", "transfer"
ALWAYS = timedelta(days=3650)
MOST_HOLDERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """So many of what is free are kept from the line: as `safety`, by a `protection` of a class, a `quota`, until a `launch` or for a `lead-time`."""

    why: str
    quantity: int
    demand_class: int = 0
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A place where not enough can leave in time: the day that binds, what is free then, what of it is kept, what is left."""

    location: str
    leaves_on: date
    binds_on: date
    free: int
    available: int
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Another line that holds supply the line would need."""

    order: str
    number: str
    partner: str
    line: int
    sku: str
    location: str
    quantity: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What would help: so many base units (of `sku`) from a place on a day, and what sending them costs if that is known.

    `now`: what is free and waits for a backorder run; `place`: from a place that does not serve the order; `release`: if what is kept were let go; `part`: if the line
    could leave in parts; `substitute`: another item; `later`: as promises go; `transfer`: sent today from a place that does
    not serve the order (`comes_from`) to one that does. `allowed`: nobody has to be asked.
    """

    kind: str
    sku: str
    location: str
    quantity: int
    leaves_on: date
    in_time: bool
    allowed: bool = True
    makes: int = 0
    cost: Decimal | None = None
    comes_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why so many (`missing`, base units) of a line cannot leave on the day they should."""

    line: int
    sku: str
    asked: int
    missing: int
    needed_on: date
    cuts: tuple[Cut, ...] = ()
    holders: tuple[Holder, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What reasons are found in: the agreement, the policies, the positions as they are, the day, who holds what, our lanes."""

    agreement: Agreement
    policies: SupplyPolicies
    positions: tuple[Position, ...]
    today: date
    holders: tuple[Holder, ...] = ()
    lanes: tuple[Lane, ...] = ()


def reasons(need: Need, missing: int, setting: Setting) -> Reasons:
    """Return why `missing` of a need cannot leave in time, and what would help, what helps most first."""
    mine = ration(_of(need.sku, setting.positions), setting.agreement, setting.policies, today=setting.today)
    cuts = tuple(_cuts(need, missing, mine, setting))
    bound = {cut.location: cut.binds_on for cut in cuts}
    holders = [
        one
        for one in setting.holders
        if one.sku == need.sku and one.location in bound and one.on <= bound[one.location]
    ]
    options = sorted(
        _options(replace(need, quantity=missing), mine, cuts, setting),
        key=lambda one: (
            not one.in_time,
            one.leaves_on if not one.in_time else need.needed_on,
            -one.quantity,
            not one.allowed,
            one.cost is None,
            one.cost or 0,
        ),
    )
    return Reasons(
        line=need.line,
        sku=need.sku,
        asked=need.quantity,
        missing=missing,
        needed_on=need.needed_on,
        cuts=cuts,
        holders=tuple(
            sorted(holders, key=lambda one: (-one.quantity, one.on, one.order, one.line))[:MOST_HOLDERS]
        ),
        options=tuple(options),
    )


def _of(sku: str, positions: Iterable[Position]) -> tuple[Position, ...]:
    return tuple(one for one in positions if one.sku == sku)


def _cuts(need: Need, missing: int, mine: Ration, setting: Setting) -> Iterator[Cut]:
    allowed = Stock(mine.positions, makeable=mine.makeable, quotas=mine.quotas)
    raw = Stock(setting.positions)
    for location in need.locations:
        on = need.leaves_on(location)
        available = allowed.obtainable(need.sku, location, on)
        if available >= missing:
            continue
        binds_on = allowed.binding(need.sku, location, on)
        free = max(0, raw.free(need.sku, location, binds_on))
        yield Cut(
            location=location,
            leaves_on=on,
            binds_on=binds_on,
            free=free,
            available=available,
            kept=tuple(_kept(need, location, on, binds_on, free, setting, mine)) if free > available else (),
        )


def _kept(
    need: Need, location: str, on: date, binds_on: date, free: int, setting: Setting, mine: Ration
) -> Iterator[Kept]:
    policies, agreement, today = setting.policies, setting.agreement, setting.today
    for safety in policies.safeties:
        if (safety.sku, safety.location) == (need.sku, location) and (
            kept := safety.withheld(agreement.priority)
        ):
            yield Kept(why=SAFETY, quantity=min(kept, free))
    for one in policies.protections:
        here = one.sku == need.sku and one.is_at(location) and one.from_on <= binds_on
        if here and (kept := one.withheld(agreement.priority, today)):
            yield Kept(
                why=PROTECTION,
                quantity=min(kept, free),
                demand_class=one.demand_class,
                until_on=one.until_on,
            )
    for quota in mine.quotas:
        agreed = quota.sku == need.sku and not isinstance(quota, Ceiling)
        if agreed and quota.covers(on) and quota.left < free:
            yield Kept(
                why=QUOTA,
                quantity=free - quota.left,
                demand_class=quota.demand_class,
                until_on=quota.until_on,
            )
    policy = policies.of(need.sku)
    if policy.launch_on is not None and today < policy.launch_on:
        yield Kept(why=LAUNCH, quantity=free, until_on=policy.launch_on)
    elif (first := earliest_on(policy, today)) is not None and on < first:
        yield Kept(why=LEAD_TIME, quantity=free, until_on=first)


def _options(need: Need, mine: Ration, cuts: Sequence[Cut], setting: Setting) -> Iterator[Option]:
    yield from _other_places(need, setting)
    yield from _transfers(need, setting)
    yield from _released(need, cuts, setting)
    yield from _in_parts(need, cuts, setting)
    yield from _substitutes(need, setting)
    yield from _as_promises_go(need, mine, setting)


def _other_places(need: Need, setting: Setting) -> Iterator[Option]:
    """Yield places that do not serve the order and could send something in time."""
    for position in ration(
        _of(need.sku, setting.positions), setting.agreement, setting.policies, today=setting.today
    ).positions:
        if position.location in need.locations:
            continue
        there = Stock([position]).available(need.sku, position.location, need.needed_on)
        if there:
            yield _option(PLACE, need, position.location, min(there, need.quantity), setting, allowed=False)


def _transfers(need: Need, setting: Setting) -> Iterator[Option]:
    """Yield what lies at places that do not serve the order and a lane leads from to the first that does: sent there today."""
    here = need.locations[0]
    usable = ration(
        _of(need.sku, setting.positions), setting.agreement, setting.policies, today=setting.today
    )
    for position in usable.positions:
        lane = lane_to(Party(role=SHIP_TO, code=here), setting.lanes, position.location)
        free = Stock([position]).available(need.sku, position.location, setting.today)
        if position.location in need.locations or lane is None or not free:
            continue
        there_on = setting.today + timedelta(days=lane.transit_days)
        wanted_on = need.leaves_on(here)
        found = _option(TRANSFER, need, here, min(free, need.quantity), setting, allowed=False)
        yield replace(
            found,
            leaves_on=wanted_on if there_on <= wanted_on else _open(need, here, there_on, setting),
            in_time=there_on <= wanted_on,
            comes_from=position.location,
        )


def _open(need: Need, location: str, on: date, setting: Setting) -> date:
    own = need.departures.get(location)
    return (setting.agreement.calendar if own is None else own.calendar).open_from(on)


def _released(need: Need, cuts: Iterable[Cut], setting: Setting) -> Iterator[Option]:
    """Yield what could leave in time if what is kept were let go."""
    for cut in cuts:
        if cut.kept:
            could = min(need.quantity, cut.free) - cut.available
            yield _option(RELEASE, need, cut.location, could, setting, allowed=False)


def _in_parts(need: Need, cuts: Iterable[Cut], setting: Setting) -> Iterator[Option]:
    """Yield what could leave in time if the line need not leave whole, or could leave in smaller parts."""
    if need.is_divisible:
        return
    for cut in cuts:
        if cut.available:
            yield _option(PART, need, cut.location, cut.available, setting, allowed=False)


def _substitutes(need: Need, setting: Setting) -> Iterator[Option]:
    """Yield other items that could leave in time instead, all of them."""
    for one in setting.policies.instead_of(need.sku, setting.today):
        wanted = need.quantity * one.ratio
        other = ration(
            _of(one.instead, setting.positions), setting.agreement, setting.policies, today=setting.today
        )
        stock = Stock(other.positions, makeable=other.makeable, quotas=other.quotas)
        for location in need.locations:
            there = stock.obtainable(one.instead, location, need.leaves_on(location))
            if there >= wanted and wanted.denominator == 1:
                found = _option(
                    SUBSTITUTE, need, location, int(wanted), setting, allowed=need.policy.substitute
                )
                yield replace(found, sku=one.instead)
                break


def _as_promises_go(need: Need, mine: Ration, setting: Setting) -> Iterator[Option]:
    """Yield what would be promised now, however late that is; what is made for one part is made for no other."""
    patient = replace(need, policy=replace(need.policy, patience_days=ALWAYS.days, split=True))
    (found,) = promise(
        [patient],
        mine.positions,
        setting.agreement.calendar,
        makeable=mine.makeable,
        quotas=mine.quotas,
    )
    told: Counter[str] = Counter()
    for part in found.accepted:
        makes = min(part.quantity, _made(found.planned, part.location, part.ships_on) - told[part.location])
        told[part.location] += makes
        in_time = part.ships_on <= need.leaves_on(part.location)
        option = _option(NOW if in_time else LATER, need, part.location, part.quantity, setting)
        yield replace(option, leaves_on=part.ships_on, in_time=in_time, makes=makes)


def _made(planned: Iterable[Planned], location: str, on: date) -> int:
    return sum(one.quantity for one in planned if one.location == location and one.on <= on)


def _option(
    kind: str, need: Need, location: str, quantity: int, setting: Setting, *, allowed: bool = True
) -> Option:
    source = next((one for one in setting.agreement.sources if one.location == location), None)
    return Option(
        kind=kind,
        sku=need.sku,
        location=location,
        quantity=quantity,
        leaves_on=need.leaves_on(location),
        in_time=True,
        allowed=allowed,
        cost=None if source is None else source.cost * quantity,
    )
