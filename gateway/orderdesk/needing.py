"""Needing: what the promise of a line has to find, as the order, the agreement and the item's policy say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.agreements import Agreement
from gateway.domain.items import Item
from gateway.domain.supply_policies import SupplyPolicies
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.promising import NO_DEPARTURES, Departure, Need
from gateway.orderdesk.rationing import earliest_on
from gateway.orderdesk.scheduling import Wish, wishes
from gateway.orderdesk.units import step_of


def needs_of(
    case: Case, line: CaseLine, quantity: int, policies: SupplyPolicies, *, cancel_on: date | None
) -> list[Need]:
    """Return what so many base units of a line need, by the days they are wanted on; nothing of what is not sold."""
    if line.sold is None or line.each is None:
        return []
    step = step_of(quantity, pack=line.sold.pack, each=line.each)
    agreement = case.agreement
    wanted = _wishes(case, line, quantity)
    elsewhere = {
        one.location: (one.calendar, _wishes(case, line, quantity, source=at))
        for at, one in enumerate(agreement.sources)
    }
    return [
        Need(
            line=line.number,
            sku=line.sold.sku,
            quantity=wish.quantity,
            needed_on=wish.on,
            locations=agreement.ship_from,
            policy=line.policy,
            step=step if wish.quantity % step == 0 else 1,
            cancel_on=cancel_on,
            least_part=_least(agreement, line.sold, policies),
            earliest_on=earliest_on(policies.of(line.sold.sku), case.today),
            departures=_departures(
                {place: Departure(calendar=own, on=found[at].on) for place, (own, found) in elsewhere.items()}
            ),
        )
        for at, wish in enumerate(wanted)
    ]


def swapped(need: Need, item: Item, quantity: int, policies: SupplyPolicies, *, case: Case) -> Need:
    """Return the need of a substitute for what another item was needed for."""
    return replace(
        need,
        sku=item.sku,
        quantity=quantity,
        step=item.pack if quantity % item.pack == 0 else 1,
        least_part=_least(case.agreement, item, policies),
        earliest_on=earliest_on(policies.of(item.sku), case.today),
    )


def _wishes(case: Case, line: CaseLine, quantity: int, source: int | None = None) -> tuple[Wish, ...]:
    """Return when the parts of a quantity should leave, by the partner's calendar or that of one of our places."""
    agreement = case.agreement
    calendar = agreement.calendar if source is None else agreement.sources[source].calendar
    each = line.each or Fraction(1)
    return wishes(case.order, line.line, calendar, quantity=quantity, each=each, today=case.today)


def _least(agreement: Agreement, item: Item, policies: SupplyPolicies) -> int:
    return max(agreement.least_part, policies.of(item.sku).least_part)


def _departures(found: Mapping[str, Departure]) -> Mapping[str, Departure]:
    return MappingProxyType(dict(found)) if found else NO_DEPARTURES
