"""Choices beside an offer: a lower price from a greater quantity on, and other items that may stand in."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from gateway.domain.agreements import AgreedPrice, Agreement
from gateway.domain.catalogue import Catalogue
from gateway.domain.items import Item
from gateway.domain.quantities import exact
from gateway.domain.supply_policies import SupplyPolicies
from gateway.orderdesk.cases import ACTIVE
from gateway.orderdesk.pricing import Wanted, our_price
from gateway.orderdesk.units import each_of

MOST_BREAKS, MOST_ALTERNATES = 5, 2
ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """From so many of the unit on, that price."""

    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """What may be had instead, in its own base unit."""

    sku: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What offers are made of besides the decision: what was agreed, what there is, what it costs us, on which day."""

    agreement: Agreement
    catalogue: Catalogue
    policies: SupplyPolicies
    costs: tuple[AgreedPrice, ...] = ()
    today: date


def breaks_of(wanted: Wanted, market: Market, price: Decimal) -> tuple[Break, ...]:
    """Return from which greater quantities on, whole numbers of base units, the price is lower."""
    agreed, found = market.agreement, []
    least = sorted(
        {
            Fraction(one.minimum) * each
            for one in agreed.prices
            if one.sku == wanted.item.sku and not one.contract and not one.quote
            for each in (each_of(wanted.item, one.unit),)
            if each is not None and Fraction(one.minimum) * each > wanted.quantity
        }
    )
    for quantity in least:
        units = exact(quantity / wanted.each)
        if quantity.denominator == 1 and units is not None:
            more = replace(wanted, quantity=quantity.numerator)
            steps = our_price(more, agreed.prices, agreed.promotions)
            if steps and steps[-1].price < price:
                price = steps[-1].price
                found.append(Break(quantity=units, price=price))
    return tuple(found[:MOST_BREAKS])


def minimum_of(wanted: Wanted, market: Market) -> Decimal | None:
    """Return the least of the unit an order may ask for, rounded up to whole ones; None where none is agreed."""
    item = wanted.item
    said = market.agreement.conditions.of(item.sku, item.group)
    return next((Decimal(ceil(one.least / wanted.each)) for one in said if one.least), None)


def alternates_of(wanted: Wanted, market: Market) -> tuple[Alternate, ...]:
    """Return what is sold and may stand in for an item, best first."""
    found = []
    for one in market.policies.instead_of(wanted.item.sku, market.today):
        item = market.catalogue.item(one.instead)
        quantity = wanted.quantity * one.ratio
        if item is not None and item.status == ACTIVE and quantity.denominator == 1:
            found.append(_alternate(item, int(quantity), market))
    return tuple(found[:MOST_ALTERNATES])


def _alternate(item: Item, quantity: int, market: Market) -> Alternate:
    wanted = Wanted(item=item, quantity=quantity, each=ONE, per=ONE, on=market.today)
    steps = our_price(wanted, market.agreement.prices, market.agreement.promotions)
    return Alternate(
        sku=item.sku,
        description=item.description,
        quantity=Decimal(quantity),
        unit=item.base_unit,
        price=steps[-1].price if steps else None,
    )
