"""Gathering: everything a decision of the order desk rests on, from what the gateway remembers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from gateway.application.ports import PriceRecord, ShopLine, UnitOfWork
from gateway.application.rationing import policies_for, sourced
from gateway.application.records import ExceptionRecord
from gateway.domain.agreements import AgreedPrice, Agreement
from gateway.domain.canonical import loads
from gateway.domain.carts import AUXILIARY
from gateway.domain.catalogue import GLOBAL_KINDS, Catalogue, CrossReference
from gateway.domain.conditions import RuleException
from gateway.domain.orders import PurchaseOrder
from gateway.domain.quantities import rounded
from gateway.domain.quotes import Quote, StandingQuote
from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import NO_POLICIES, SupplyPolicies
from gateway.orderdesk.addressing import ship_to
from gateway.orderdesk.quoted import all_quotes_named, names_of, prices_of
from gateway.orderdesk.resolving import names_in
from gateway.profiles.orders import Orders
from gateway.profiles.profile import Profile

PRICE_PLACES = 4
REMEMBERED = 200
"""How many orders back a quantity is compared with those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What was agreed with the partner, what its order names, how much of that it ordered `before`, and how it is promised."""

    agreement: Agreement
    catalogue: Catalogue
    before: Mapping[str, Sequence[int]] = field(default_factory=lambda: MappingProxyType({}))
    policies: SupplyPolicies = NO_POLICIES


def gather(
    work: UnitOfWork,
    profile: Profile,
    order: PurchaseOrder,
    *,
    on: date = date.min,
    at: datetime | None = None,
) -> Grounds:
    """Return the grounds for deciding an order: the items it names, their successors, substitutes and prices.

    What people let pass for a while is left out where it expired before the day; the desk looks again. Which of our
    places serve the order, and when each ships, is worked out for an instant if one is given.
    """
    names = [
        (same, value)
        for kind, value in names_in(order)
        for same in (GLOBAL_KINDS if kind in GLOBAL_KINDS else (kind,))
    ]
    resolved = work.items.resolve(profile.code, names)
    quotes = _named(work, profile, order)
    quoted_names = tuple(names_of(quotes))
    skus = {sku for found in resolved.values() for sku in found} | {value for _, value in names}
    skus |= {one.sku for one in quoted_names}
    items = dict(work.items.get_many(skus))
    successors = {item.superseded_by for item in items.values() if item.superseded_by} - items.keys()
    items |= work.items.get_many(successors)
    cross = tuple(
        CrossReference(kind=kind, value=value, sku=sku)
        for (kind, value), found in resolved.items()
        for sku in found
    )
    cross += tuple(one for one in quoted_names if (one.kind, one.value) not in resolved)
    day = order.ordered_on or on
    carted = _carted(work, profile, order)
    agreed = (*agreed_prices(work, profile, items, on=day), *_held(profile, carted, on=day))
    held_to = tuple(prices_of(quotes, on=on if order.ordered_on is None else max(on, order.ordered_on)))
    agreement = _with_data(work, profile.agreement((*agreed, *held_to)), order, since=day)
    if profile.requests is not None:
        agreement = replace(agreement, quotes=quotes)
    if profile.punchout is not None and carted:
        agreement = replace(agreement, contract=profile.punchout.contract)
    policies, network = policies_for(work, agreement, items)
    items |= work.items.get_many({one.instead for one in policies.substitutes} - items.keys())
    if at is not None:
        agreement = sourced(agreement, order, network, at)
    standing = tuple(map(_exception, work.rule_exceptions.standing(on, profile.code)))
    before: Mapping[str, Sequence[int]] = {}
    if agreement.conditions.usual is not None:
        before = work.orders.ordered_before(profile.code, items, orders=REMEMBERED)
    return Grounds(
        agreement=replace(agreement, exceptions=standing) if standing else agreement,
        catalogue=Catalogue(items=tuple(items.values()), cross_references=cross),
        before=before,
        policies=policies,
    )


def agreed_prices(
    work: UnitOfWork, profile: Profile, skus: Iterable[str], *, on: date
) -> tuple[AgreedPrice, ...]:
    """Return what was agreed on the prices of items, in the partner's currency at the rate of a day.

    What is in another currency and has no rate is no price: the order desk holds the line (D3).
    """
    general = profile.orders.general_price_list
    prices = work.items.prices(profile.orders.price_list, skus, general=general)
    found = (_agreed(work, price, profile.orders, on=on) for price in prices)
    return tuple(one for one in found if one is not None)


def _named(work: UnitOfWork, profile: Profile, order: PurchaseOrder) -> tuple[StandingQuote, ...]:
    """Return the quotes of ours that an order names, as they stand."""
    numbers = all_quotes_named(order) if profile.requests is not None else ()
    if not numbers:
        return ()
    return tuple(
        StandingQuote(
            number=one.number,
            state=one.state,
            valid_until_on=one.valid_until,
            lines=loads(Quote, one.canonical).lines,
        )
        for one in work.quotes.named(profile.code, numbers)
    )


def _carted(work: UnitOfWork, profile: Profile, order: PurchaseOrder) -> Sequence[ShopLine]:
    """Return the lines of carts of ours that an order names."""
    if profile.punchout is None:
        return ()
    names = [one.value for line in order.lines for one in line.identifiers if one.kind == AUXILIARY]
    return tuple(work.shop.shopped(profile.code, names).values())


def _held(profile: Profile, carted: Sequence[ShopLine], *, on: date) -> Iterator[AgreedPrice]:
    """Yield the prices of carts saved as quotes that still hold, for lines that name them and are for as many."""
    if profile.punchout is None or profile.punchout.quotes is None:
        return
    for one in carted:
        if one.held_until is not None and one.held_until >= on:
            yield AgreedPrice(
                sku=one.sku,
                unit=one.unit,
                price=one.price,
                minimum=one.quantity,
                valid_from_on=one.put_at.date(),
                valid_until_on=one.held_until,
                per=one.per,
            )


def positions(work: UnitOfWork, pairs: Iterable[tuple[str, str]]) -> tuple[Position, ...]:
    """Lock the positions of (sku, location) pairs and return their dated availability."""
    return tuple(position_of(pair, days) for pair, days in work.positions.lock(tuple(pairs)).items())


def position_of(pair: tuple[str, str], days: Mapping[date, int]) -> Position:
    """Return the dated availability of a pair (sku, location) as the ledger has it."""
    return Position(sku=pair[0], location=pair[1], buckets=tuple(map(Bucket._make, days.items())))


def _exception(record: ExceptionRecord) -> RuleException:
    return RuleException(
        id=record.id,
        rule=record.rule,
        until_on=record.until_on,
        sku=record.sku,
        group=record.group,
        seen=record.seen,
    )


def _with_data(work: UnitOfWork, agreement: Agreement, order: PurchaseOrder, *, since: date) -> Agreement:
    """Return the agreement with what is kept as data: promotions, and the taxes of where the order goes."""
    promotions = tuple(work.pricing.promotions(agreement.partner, since))
    place = ship_to(order, agreement)
    country = (place.country if place else "") or (agreement.seller.country if agreement.seller else "")
    taxed = bool(country) and not agreement.tax_exempt
    taxes = tuple(work.pricing.tax_rates(country, place.region if place else "")) if taxed else ()
    return replace(agreement, promotions=promotions, taxes=taxes) if promotions or taxes else agreement


def _agreed(work: UnitOfWork, price: PriceRecord, orders: Orders, *, on: date) -> AgreedPrice | None:
    amount = price.price
    if price.currency != orders.currency:
        rate = work.pricing.exchange_rate(price.currency, orders.currency, on)
        if rate is None:
            return None
        amount = rounded(amount * rate, PRICE_PLACES)
    return AgreedPrice(
        sku=price.sku,
        unit=price.unit,
        price=amount,
        minimum=max(price.from_quantity, Decimal(0)),
        contract=price.contract,
        valid_from_on=price.valid_from,
        valid_until_on=price.valid_until,
        per=price.per,
        general=price.price_list != orders.price_list,
    )
