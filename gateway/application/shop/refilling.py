"""Refilling: what the buyer has in the requisition goes back into a cart, at today's prices unless they were quoted.

A line is known by its auxiliary id if that is one of ours and comes once; else by the part number and the unit, and
then it gets an auxiliary id of its own. The prices a buyer sends are never taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gateway.application.catalogue.assortment import seen_now
from gateway.application.desk import today
from gateway.application.ports import ShopLine, ShopSession, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.goods import Goods, agreement_for, look, repriced
from gateway.domain.carts import AUXILIARY, CartLine
from gateway.domain.catalogue import OUR_KINDS
from gateway.domain.items import ItemIdentifier
from gateway.orderdesk.units import to_base
from gateway.profiles.profile import Profile

Notice = tuple[str, str]
"""What became of a line that is not as it was (`gone`, `quantity`, `price`, ...), and the part it is about."""


@dataclass(slots=True)
class _Basket:
    """The lines put back so far, and what is to be said of them."""

    used: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)


def refill(
    services: Services, work: UnitOfWork, profile: Profile, session: ShopSession, lines: Sequence[CartLine]
) -> tuple[Notice, ...]:
    """Put a buyer's lines into a visit's cart; return what is not as the buyer has it."""
    known = work.shop.shopped(profile.code, [one.auxiliary for one in lines if one.auxiliary])
    named = _named(work, profile, lines, known)
    goods = look(services, work, profile, [sku for sku in named if sku])
    agreement, day = agreement_for(services, work, profile, goods), today(services)
    seen = seen_now(services, work, profile.code, goods)
    basket = _Basket()
    for place, (line, sku) in enumerate(zip(lines, named, strict=True), 1):
        before = known.get(line.auxiliary)
        found = goods.get(sku) if sku in seen else None
        part = sku or next((one.value for one in line.identifiers if one.kind != AUXILIARY), line.number)
        if found is None or not found.is_sold:
            basket.notices.append(("gone", part))
            continue
        put = _put(services, session, line, before=before, goods=found, place=place, basket=basket)
        priced = put and repriced(put, goods=found, agreement=agreement, profile=profile, on=day)
        if put is None or priced is None:
            basket.notices.append(("quantity" if put is None else "price", part))
            continue
        if before is not None and before.price / before.per != priced.price / priced.per:
            basket.notices.append(("new-price", part))
        work.shop.put_line(priced)
    return tuple(basket.notices)


def _named(
    work: UnitOfWork, profile: Profile, lines: Sequence[CartLine], known: Mapping[str, ShopLine]
) -> list[str]:
    """Return our number of what each line is about, nothing where it names nothing of ours or several things."""
    names = [(one.kind, one.value) for line in lines for one in line.identifiers if one.kind != AUXILIARY]
    resolved = work.items.resolve(profile.code, names)
    ours = work.items.get_many({value for kind, value in names if kind in OUR_KINDS})
    found = []
    for line in lines:
        before = known.get(line.auxiliary)
        skus = dict.fromkeys(_skus(line.identifiers, ours, resolved))
        if before is not None and (before.sku in skus or not skus):
            found.append(before.sku)
        else:
            found.append(next(iter(skus)) if len(skus) == 1 else "")
    return found


def _skus(
    identifiers: Sequence[ItemIdentifier],
    ours: Mapping[str, object],
    resolved: Mapping[tuple[str, str], tuple[str, ...]],
) -> Iterator[str]:
    for one in identifiers:
        if one.kind in OUR_KINDS and one.value in ours:
            yield one.value
            return
    for one in identifiers:
        yield from resolved.get((one.kind, one.value), ())


def _put(
    services: Services,
    session: ShopSession,
    line: CartLine,
    *,
    before: ShopLine | None,
    goods: Goods,
    place: int,
    basket: _Basket,
) -> ShopLine | None:
    """Return a line for the cart, None where so many of the unit cannot be bought."""
    same = before is not None and before.sku == goods.sku
    unit = line.unit if goods.unit(line.unit) else (before.unit if before and same else "")
    sold = goods.unit(unit)
    quantity = line.quantity or Decimal(0)
    if sold is None or quantity <= 0 or to_base(quantity, sold.each) is None:
        return None
    keeps = same and line.auxiliary not in basket.used
    auxiliary = line.auxiliary if keeps else new_auxiliary(services)
    basket.used.add(auxiliary)
    return ShopLine(
        session=session.id,
        auxiliary=auxiliary,
        partner=session.partner,
        place=place,
        sku=goods.sku,
        unit=unit,
        quantity=quantity,
        price=before.price if before and same else Decimal(0),
        per=before.per if before and same else Decimal(1),
        currency=goods.currency,
        description=goods.name(session.language),
        note=before.note if before and same else "",
        held_until=before.held_until if before and same else None,
        quote=before.quote if before and same else "",
        put_at=services.clock.now(),
    )


def new_auxiliary(services: Services) -> str:
    """Return a name for a line: letters and digits only, which every buyer's system keeps."""
    return f"L{services.ids.new().replace('-', '')}"
