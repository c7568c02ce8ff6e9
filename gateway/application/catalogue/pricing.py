"""What a partner pays for items it looks at: by unit, and from how many on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from gateway.application.gathering import agreed_prices
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.agreements import AgreedPrice
from gateway.domain.items import Item
from gateway.domain.promotions import Promotion
from gateway.orderdesk.pricing import Wanted, our_price
from gateway.orderdesk.units import each_of
from gateway.profiles.profile import Profile

ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The price of one of the unit from so many of it on."""

    minimum: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What one of a unit costs: `each` base units; `breaks` begin with the price for the least that can be had."""

    unit: str
    each: Fraction
    breaks: tuple[Break, ...]

    @property
    def price(self) -> Decimal:
        """Return the price for the least."""
        return self.breaks[0].price

    def price_for(self, quantity: Decimal) -> Decimal:
        """Return the price of one when so many are taken."""
        return next((one.price for one in reversed(self.breaks) if one.minimum <= quantity), self.price)


def today(services: Services) -> date:
    """Return the day prices are asked for."""
    return services.clock.now().astimezone(UTC).date()


def prices_for(
    services: Services, work: UnitOfWork, profile: Profile, items: Iterable[Item]
) -> Mapping[str, tuple[UnitPrice, ...]]:
    """Return what items cost a partner today, in each unit they are sold in, by sku; without a price nothing.

    The unit a price was agreed for comes first, then the base unit and the others. All is in the partner's currency.
    """
    wanted = {one.sku: one for one in items}
    day = today(services)
    agreed: dict[str, list[AgreedPrice]] = {}
    for one in agreed_prices(work, profile, wanted, on=day):
        agreed.setdefault(one.sku, []).append(one)
    promotions = tuple(work.pricing.promotions(profile.code, day))
    return {
        sku: tuple(_unit_prices(item, agreed.get(sku, ()), promotions, on=day))
        for sku, item in wanted.items()
    }


def _unit_prices(
    item: Item, agreed: Sequence[AgreedPrice], promotions: Sequence[Promotion], *, on: date
) -> Iterable[UnitPrice]:
    own = sorted(agreed, key=lambda one: one.general)
    units = dict.fromkeys((*(one.unit for one in own), item.base_unit, *(one.unit for one in item.units)))
    for unit in units:
        each = each_of(item, unit)
        if each is None:
            continue
        breaks = tuple(_breaks(_Asked(item=item, each=each, on=on), agreed, promotions))
        if breaks:
            yield UnitPrice(unit=unit or item.base_unit, each=each, breaks=breaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    item: Item
    each: Fraction
    on: date

    def price(
        self, quantity: Decimal, agreed: Sequence[AgreedPrice], promotions: Sequence[Promotion]
    ) -> Decimal | None:
        wanted = Wanted(
            item=self.item,
            quantity=ceil(Fraction(quantity) * self.each),
            each=self.each,
            per=Fraction(1),
            on=self.on,
        )
        steps = our_price(wanted, agreed, promotions)
        return steps[-1].price if steps else None


def _breaks(asked: _Asked, agreed: Sequence[AgreedPrice], promotions: Sequence[Promotion]) -> Iterable[Break]:
    """Yield the prices from one of the unit on, wherever more of it makes one cheaper or dearer."""
    least = {ONE}
    for one in agreed:
        each = each_of(asked.item, one.unit)
        if each is not None:
            least.add(Decimal(max(ceil(Fraction(one.minimum) * each / asked.each), 1)))
    least |= {Decimal(max(ceil(one.minimum / asked.each), 1)) for one in promotions}
    before: Decimal | None = None
    for minimum in sorted(least):
        price = asked.price(minimum, agreed, promotions)
        if price is not None and price != before:
            yield Break(minimum=minimum, price=price)
            before = price
