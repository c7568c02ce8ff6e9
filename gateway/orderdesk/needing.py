"""Needing: what the promise of a line has to find, as the order, the agreement and the item's policy say."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.agreements import Agreement, Calendar
from gateway.domain.items import Item
from gateway.domain.supply_policies import SupplyPolicies
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.promising import Departure, Need
from gateway.orderdesk.rationing import earliest_on
from gateway.orderdesk.scheduling import Wish, wishes
from gateway.orderdesk.units import step_of


def needs_of(
    case: Case, line: CaseLine, quantity: int, policies: SupplyPolicies, *, cancel_on: date | None
) -> list[Need]:
    """Return what so many base units of a line need, by the days they are wanted on; nothing of what is not sold."""
    sold, each = line.sold, line.each
    if sold is None or each is None:
        return []
    agreement = case.agreement
    step = step_of(quantity, pack=sold.pack, each=each)
    elsewhere = {
        one.location: (one.calendar, _wishes(case, line, one.calendar, quantity=quantity, each=each))
        for one in agreement.sources
    }
    return [
        Need(
            line=line.number,
            sku=sold.sku,
            quantity=wish.quantity,
            needed_on=wish.on,
            locations=agreement.ship_from,
            policy=line.policy,
            step=step if wish.quantity % step == 0 else 1,
            cancel_on=cancel_on,
            least_part=_least(agreement, sold, policies),
            earliest_on=earliest_on(policies.of(sold.sku), case.today),
            departures=MappingProxyType(
                {place: Departure(calendar=own, on=found[at].on) for place, (own, found) in elsewhere.items()}
            ),
        )
        for at, wish in enumerate(_wishes(case, line, agreement.calendar, quantity=quantity, each=each))
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


def _wishes(
    case: Case, line: CaseLine, calendar: Calendar, *, quantity: int, each: Fraction
) -> tuple[Wish, ...]:
    """Return when the parts of a quantity should leave, by the partner's calendar or that of one of our places."""
    return wishes(case.order, line.line, calendar, quantity=quantity, each=each, today=case.today)


def _least(agreement: Agreement, item: Item, policies: SupplyPolicies) -> int:
    return max(agreement.least_part, policies.of(item.sku).least_part)
