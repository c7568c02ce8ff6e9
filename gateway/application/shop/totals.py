"""Totals: what a cart comes to, with the carriage and the taxes that were agreed where the buyer wants them quoted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gateway.application.desk import today
from gateway.application.ports import ShopLine, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.goods import punchout_of
from gateway.domain.money import to_coins
from gateway.domain.parties import Party
from gateway.domain.taxation import in_force
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.charging import charges_of_line, charges_of_order, signed
from gateway.profiles.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """`goods` are the lines, each to the coin; charges and taxes are there only where they are quoted."""

    currency: str
    goods: Decimal
    charges: tuple[Adjustment, ...] = ()
    taxes: tuple[Tax, ...] = ()

    @property
    def total(self) -> Decimal:
        """Return everything together."""
        charged = sum((signed(one) for one in self.charges), Decimal(0))
        return self.goods + charged + sum((one.amount or Decimal(0) for one in self.taxes), Decimal(0))


def amount_of(line: ShopLine) -> Decimal:
    """Return what a line comes to, to the coin."""
    return to_coins(line.price * line.quantity / line.per, line.currency)


def totals_of(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    lines: Sequence[ShopLine],
    *,
    to: Party | None = None,
) -> Totals:
    """Return what lines come to; `to` is where the goods go, which taxes depend on."""
    agreement = profile.agreement()
    currency = agreement.currency
    goods = sum(map(amount_of, lines), Decimal(0))
    if not lines or not punchout_of(profile).cart.charges:
        return Totals(currency=currency, goods=goods)
    charges = [_valued(one, goods, currency) for one in charges_of_order(agreement, goods)]
    for line in lines:
        charges.extend(
            _valued(one, amount_of(line), currency) for one in charges_of_line(agreement, line.sku, goods)
        )
    net = goods + sum(map(signed, charges), Decimal(0))
    taxes = () if agreement.tax_exempt or to is None else _taxes(services, work, to, net, currency)
    return Totals(currency=currency, goods=goods, charges=tuple(charges), taxes=taxes)


def _valued(charge: Adjustment, of: Decimal, currency: str) -> Adjustment:
    """Return a charge with its amount, a percentage worked out."""
    if charge.percent is None:
        return charge
    return replace(charge, amount=to_coins(of * charge.percent / 100, currency))


def _taxes(services: Services, work: UnitOfWork, to: Party, net: Decimal, currency: str) -> tuple[Tax, ...]:
    rates = work.pricing.tax_rates(to.country, to.region) if to.country else ()
    return tuple(
        Tax(kind=one.kind, percent=one.percent, amount=to_coins(net * one.percent / 100, currency))
        for one in in_force(rates, on=today(services))
    )
