"""Goods: an item as one partner's people see it, with its units, their prices and what can be had of it when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.application.catalogue.pricing import UnitPrice as Listed
from gateway.application.catalogue.pricing import prices_for
from gateway.application.desk import today
from gateway.application.gathering import agreed_prices
from gateway.application.ports import ShopLine, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.refusals import Shut
from gateway.application.stock_advices import offers
from gateway.domain.agreements import Agreement, Calendar
from gateway.domain.catalogue_content import MAKER_KIND, ItemContent
from gateway.domain.items import Item
from gateway.domain.quantities import plain
from gateway.orderdesk.offering import Offer
from gateway.orderdesk.pricing import Wanted, our_price
from gateway.orderdesk.units import each_of, to_base
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

BASES = (1, 10, 100, 1000)
ACTIVE = "active"
PRICE_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What `per` of a unit cost."""

    price: Decimal
    per: Decimal

    @property
    def each(self) -> Fraction:
        """Return what one of the unit costs, exactly."""
        return Fraction(self.price) / Fraction(self.per)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSold:
    """A unit an item is sold in: so many base units, and what it costs from how many on; nothing without a price."""

    unit: str
    each: Fraction
    prices: tuple[tuple[Decimal, UnitPrice], ...] = ()

    @property
    def price(self) -> UnitPrice | None:
        """Return what the least costs, None where there is no price."""
        return self.prices[0][1] if self.prices else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """An item, its words and what it costs and when it can be had: everything a page shows of it."""

    item: Item
    content: ItemContent
    units: tuple[UnitSold, ...]
    offer: Offer
    leaves_on: date
    calendar: Calendar
    currency: str
    buyers_number: str = ""

    @property
    def sku(self) -> str:
        """Return our number."""
        return self.item.sku

    @property
    def maker_number(self) -> str:
        """Return the maker's number of the item."""
        own = (one.value for one in self.item.identifiers if one.kind == MAKER_KIND)
        return self.content.maker_number or next(own, "")

    @property
    def lead_days(self) -> int | None:
        """Return after how many days it is there: the days on the way of what is in stock, else what was said of it."""
        if self.offer.quantity:
            return self.calendar.lead_days + self.calendar.transit_days
        return self.content.lead_days

    @property
    def is_sold(self) -> bool:
        """Return whether it may be bought: it is still sold, and there is a price for it."""
        return self.item.status == ACTIVE and any(one.prices for one in self.units)

    def name(self, language: str) -> str:
        """Return what it is called."""
        said = self.content.text(language)
        return (said.name if said else "") or self.item.description or self.item.sku

    def unit(self, unit: str) -> UnitSold | None:
        """Return what is agreed on one of its units, None where it is not sold in it."""
        return next((one for one in self.units if one.unit == unit), None)

    def leaves_when(self, quantity: Decimal, unit: str) -> date | None:
        """Return the day by which so many can leave, None where nobody knows one."""
        sold = self.unit(unit)
        base = to_base(quantity, sold.each) if sold else None
        if base is not None and base <= self.offer.quantity:
            return self.leaves_on
        if base is not None and self.offer.next_on is not None and base <= self.offer.next_quantity:
            return self.calendar.open_from(max(self.offer.next_on, self.leaves_on))
        return None


def look(services: Services, work: UnitOfWork, profile: Profile, skus: Sequence[str]) -> Mapping[str, Goods]:
    """Return these items as the partner's people see them, in this order; those there are not are left out."""
    items = work.items.get_many(skus)
    there = [sku for sku in dict.fromkeys(skus) if sku in items]
    contents = work.catalogue.get_many(there)
    numbers = work.catalogue.names_of(profile.code, there)
    told = {one.item.sku: one.offer for one in offers(services, work, profile, there)}
    agreement = agreement_for(services, work, profile, there)
    listed = prices_for(services, work, profile, (items[sku] for sku in there))
    day = today(services)
    found = {}
    for sku in there:
        found[sku] = Goods(
            item=items[sku],
            content=contents.get(sku) or ItemContent(sku=sku),
            units=_units(items[sku], listed[sku], agreement, profile, day),
            offer=told[sku],
            leaves_on=agreement.calendar.open_from(
                day.fromordinal(day.toordinal() + agreement.calendar.lead_days)
            ),
            calendar=agreement.calendar,
            currency=agreement.currency,
            buyers_number=numbers.get(sku, ""),
        )
    return found


def agreement_for(services: Services, work: UnitOfWork, profile: Profile, skus: Iterable[str]) -> Agreement:
    """Return what prices of items rest on: lists, contracts and promotions of today."""
    day = today(services)
    agreement = profile.agreement(agreed_prices(work, profile, skus, on=day))
    return replace(agreement, promotions=tuple(work.pricing.promotions(profile.code, day)))


def repriced(
    line: ShopLine, *, goods: Goods, agreement: Agreement, profile: Profile, on: date
) -> ShopLine | None:
    """Return a line at the price of a day for its quantity, at the price it was quoted at while that holds; None without one."""
    if line.held_until is not None and line.held_until >= on:
        return line
    price = price_of(goods.item, line.unit, line.quantity, agreement, profile, on=on)
    if price is None:
        return None
    return replace(line, price=price.price, per=price.per, held_until=None, quote="")


def punchout_of(profile: Profile) -> PunchOut:
    """Return what was agreed on shopping; raises Shut for a partner with whom nothing is any more."""
    if profile.punchout is None:
        raise Shut("over")
    return profile.punchout


def price_of(
    item: Item, unit: str, quantity: Decimal, agreement: Agreement, profile: Profile, *, on: date
) -> UnitPrice | None:
    """Return what so many of a unit cost each, said for as many as the price list says it, or as decimals ask for."""
    each = each_of(item, unit)
    base = to_base(quantity, each) if each is not None else None
    if each is None or base is None or base <= 0:
        return None
    own = next((one.per for one in agreement.prices if (one.sku, one.unit) == (item.sku, unit)), Decimal(1))
    wanted = Wanted(
        item=item, quantity=base, each=each, per=Fraction(own), on=on, contract=punchout_of(profile).contract
    )
    said = [
        UnitPrice(price=steps[-1].price, per=own * basis)
        for basis in BASES
        if (steps := our_price(_for_more(wanted, basis), agreement.prices, agreement.promotions))
    ]
    fits = (one for one in said if len(plain(one.price).partition(".")[2]) <= decimals_of(profile))
    return next(fits, said[-1] if said else None)


def _for_more(wanted: Wanted, times: int) -> Wanted:
    return wanted if times == 1 else replace(wanted, per=wanted.per * times)


def decimals_of(profile: Profile) -> int:
    """Return how many decimals a partner's system keeps of a price."""
    kept = profile.cxml.dialect.price_decimals if profile.cxml else -1
    return kept if kept >= 0 else PRICE_DECIMALS


def knows_unit(profile: Profile, unit: str) -> bool:
    """Return whether a partner's system knows a unit: all of them, unless those it knows were agreed."""
    dialect = profile.cxml.dialect if profile.cxml else None
    return dialect is None or not dialect.only_units or unit in dialect.units


def _units(
    item: Item, listed: Sequence[Listed], agreement: Agreement, profile: Profile, day: date
) -> tuple[UnitSold, ...]:
    """Return the units an item is sold in, the one its price was agreed for first, with what they cost from how many on."""
    each = {item.base_unit: Fraction(1), **{one.unit: one.each for one in item.units}}
    least = {unit: {Decimal(number.denominator)} for unit, number in each.items()}
    for one in listed:
        least[one.unit].update(each.minimum for each in one.breaks)
    order = dict.fromkeys((*(one.unit for one in listed), *each))
    sold = []
    for unit in filter(lambda one: knows_unit(profile, one), order):
        prices = [
            (quantity, price)
            for quantity in sorted(least[unit])
            if (price := price_of(item, unit, quantity, agreement, profile, on=day))
        ]
        sold.append(UnitSold(unit=unit, each=each[unit], prices=tuple(_changes(prices))))
    return tuple(sorted(sold, key=lambda one: not one.prices))


def _changes(prices: Iterable[tuple[Decimal, UnitPrice]]) -> Iterator[tuple[Decimal, UnitPrice]]:
    """Yield those prices that are not what the one before was."""
    before = None
    for quantity, price in prices:
        if price.each != before:
            yield quantity, price
            before = price.each
