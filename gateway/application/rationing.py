"""Rationing: the policies a decision goes by, with what is used of them counted under the locks it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gateway.application.ports import Drawn, SupplyRecord, UnitOfWork
from gateway.application.services import Services
from gateway.domain.agreements import WEEKDAYS, Agreement, Calendar, Source
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.sourcing import (
    NO_COST,
    Network,
    ShippingPlace,
    SourcingRule,
    lane_to,
    nearness,
)
from gateway.domain.supply import Planned
from gateway.domain.supply_policies import (
    ANYWHERE,
    EVERY_CLASS,
    NO_POLICIES,
    Capacity,
    Protection,
    Quota,
    SupplyPolicies,
)
from gateway.errors import ConfigurationFault, NotFound
from gateway.orderdesk.addressing import ship_to

A_DAY = timedelta(days=1)
Pair = tuple[str, str]
PLANNED = "planned"


def policies_for(
    work: UnitOfWork, agreement: Agreement, skus: Iterable[str]
) -> tuple[SupplyPolicies, Network]:
    """Return the policies of items and of what may stand in for them, the partner's own quotas among them."""
    these = set(skus)
    policies, network = work.policies.of(these)
    others = {one.instead for one in policies.substitutes} - these
    if others:
        more, _ = work.policies.of(others)
        policies = SupplyPolicies(
            items=(*policies.items, *more.items),
            safeties=(*policies.safeties, *more.safeties),
            protections=(*policies.protections, *more.protections),
            quotas=(*policies.quotas, *more.quotas),
            substitutes=policies.substitutes,
            capacities=(*policies.capacities, *more.capacities),
        )
    own = tuple(one for one in agreement.quotas if one.sku in these | others)
    if own:
        policies = replace(policies, quotas=(*policies.quotas, *own))
    return (NO_POLICIES if policies.is_empty() else policies), network


def more_to_lock(work: UnitOfWork, pairs: Sequence[Pair], policies: SupplyPolicies) -> tuple[Pair, ...]:
    """Return the pairs with every place of an item under a quota, or protected over all places: who shares one waits for one another."""
    shared = {one.sku for one in policies.protections if one.location == ANYWHERE}
    capped = ({one.sku for one in policies.quotas} | shared).intersection(sku for sku, _ in pairs)
    if not capped:
        return tuple(pairs)
    places = work.positions.locations_of(capped)
    everywhere = {(sku, at) for sku in capped for at in places.get(sku, ())}
    return tuple(sorted(everywhere.union(pairs)))


def counted(services: Services, work: UnitOfWork, policies: SupplyPolicies) -> SupplyPolicies:
    """Return policies with what is used of them; the positions they are about are locked."""
    limits: Iterable[Protection | Quota] = chain(policies.protections, policies.quotas)
    rationed = {one.sku for one in limits}
    drawn = work.policies.drawn(rationed) if rationed else ()
    made = work.policies.planned({one.sku for one in policies.capacities}) if policies.capacities else ()
    if not drawn and not made:
        return policies
    classes = {code: _class_of(services, code) for code in {one.partner for one in drawn}}
    return replace(
        policies,
        protections=tuple(replace(one, used=_protected(one, drawn, classes)) for one in policies.protections),
        quotas=tuple(replace(one, used=_capped(one, drawn, classes)) for one in policies.quotas),
        capacities=tuple(replace(one, used=_made(one, made)) for one in policies.capacities),
    )


def plan(services: Services, work: UnitOfWork, order: str, planned: Iterable[Planned]) -> None:
    """Book what has to be made for the promises of an order as supply to come, so that the ledger covers them."""
    for one in sorted(planned, key=lambda each: (each.sku, each.location, each.on)):
        work.positions.add_supply(
            SupplyRecord(
                id=services.ids.new(),
                sku=one.sku,
                location=one.location,
                kind=PLANNED,
                quantity=one.quantity,
                available_on=one.on,
                reference=order,
            )
        )


def sourced(agreement: Agreement, order: PurchaseOrder, network: Network, now: datetime) -> Agreement:
    """Return the agreement with our places in the order in which they serve where an order goes, and when each ships.

    Without rules, ways and calendars of places it stays as it is; without a rule for where the order goes, the places
    of the profile serve it as they stand there.
    """
    if not agreement.sourcing and network == Network():
        return agreement
    to = ship_to(order, agreement)
    found = [
        _source(location, rank, cost, agreement=agreement, network=network, to=to, now=now)
        for location, rank, cost in _serving(agreement, to)
    ]
    by_order = {one.location: at for at, one in enumerate(found)}
    sources = tuple(sorted(found, key=lambda one: (one.rank, one.cost, by_order[one.location])))
    return replace(
        agreement,
        ship_from=tuple(one.location for one in sources),
        sources=sources,
        calendar=sources[0].calendar,
    )


def _serving(agreement: Agreement, to: Party | None) -> list[tuple[str, int, Decimal | None]]:
    best: dict[str, tuple[int, SourcingRule]] = {}
    for rule in agreement.sourcing:
        near = max((nearness(region, to) for region in rule.regions), default=1)
        if near and near > best.get(rule.location, (0, rule))[0]:
            best[rule.location] = (near, rule)
    if not best:
        return [(location, at, None) for at, location in enumerate(agreement.ship_from, 1)]
    return [(location, rule.rank, rule.cost) for location, (_, rule) in best.items()]


def _source(
    location: str,
    rank: int,
    cost: Decimal | None,
    *,
    agreement: Agreement,
    network: Network,
    to: Party | None,
    now: datetime,
) -> Source:
    lane = lane_to(to, network.lanes, location)
    place = next((one for one in network.places if one.location == location), None)
    calendar = agreement.calendar
    if lane is not None:
        calendar = replace(calendar, transit_days=lane.transit_days)
    if place is not None:
        calendar = _calendar_of(place, calendar, now)
    if cost is None:
        cost = NO_COST if lane is None else lane.cost
    return Source(location=location, rank=rank, cost=cost, calendar=calendar)


def _calendar_of(place: ShippingPlace, calendar: Calendar, now: datetime) -> Calendar:
    weekdays = {*place.closed_weekdays, *calendar.closed_weekdays}
    if len({day % WEEKDAYS for day in weekdays}) == WEEKDAYS:
        raise ConfigurationFault(f"{place.location} ships on no weekday on which the partner takes goods")
    late = place.cutoff is not None and _local(place, now).time() >= place.cutoff
    return replace(
        calendar,
        closed_weekdays=tuple(sorted(weekdays)),
        closed_on=tuple(sorted({*place.closed_on, *calendar.closed_on})),
        lead_days=calendar.lead_days + (1 if late else 0),
    )


def _local(place: ShippingPlace, now: datetime) -> datetime:
    try:
        return now.astimezone(ZoneInfo(place.zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationFault(f"{place.location} is in a time zone nobody knows") from error


def _class_of(services: Services, partner: str) -> int:
    """Return the demand class of a partner; one that is no longer known has none."""
    try:
        return services.directory.get(partner).orders.priority
    except NotFound:
        return EVERY_CLASS


def _protected(one: Protection, drawn: Iterable[Drawn], classes: Mapping[str, int]) -> int:
    return sum(
        each.quantity for each in drawn if one.covers(each.sku, each.location, classes[each.partner], each.on)
    )


def _capped(one: Quota, drawn: Iterable[Drawn], classes: Mapping[str, int]) -> int:
    return sum(
        each.quantity
        for each in drawn
        if each.sku == one.sku and one.applies(each.partner, classes[each.partner]) and one.covers(each.on)
    )


def _made(one: Capacity, made: Iterable[Planned]) -> int:
    here = (one.sku, one.location, one.on)
    return sum(each.quantity for each in made if (each.sku, each.location, each.on) == here)
