"""Carting: what goes into a cart, at our prices; whatever a browser sends beside item, unit and quantity is not read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from gateway.application.catalogue.assortment import seen_now
from gateway.application.desk import today
from gateway.application.ports import ShopLine, Store
from gateway.application.services import Services
from gateway.application.shop.goods import Goods, agreement_for, look, repriced
from gateway.application.shop.refilling import new_auxiliary
from gateway.application.shop.refusals import NotThat
from gateway.application.shop.visiting import opened
from gateway.domain.agreements import Agreement
from gateway.orderdesk.units import to_base
from gateway.profiles.profile import Profile

MOST_LINES = 500
LARGEST = Decimal(9_999_999)
LONGEST_NOTE = 500
DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a line: so many of it, with a note; none of it takes it out, no note leaves the one there is."""

    auxiliary: str
    quantity: Decimal
    note: str | None = None


def quantity_of(text: str, *, line: str = "") -> Decimal:
    """Return a quantity as a person writes it, with a point or a comma before decimals; raises NotThat."""
    plain = text.strip().replace("\u00a0", "")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        quantity = Decimal(plain) if plain.isascii() and len(plain) <= 16 and "_" not in plain else None  # noqa: PLR2004 - longer is no quantity
    except InvalidOperation:
        quantity = None
    if quantity is None or not quantity.is_finite() or quantity < 0 or quantity > LARGEST:
        raise NotThat("quantity", line=line)
    if quantity != round(quantity, DECIMALS):
        raise NotThat("quantity", line=line)
    return quantity


def put_in(
    services: Services, store: Store, session: str, *, sku: str, unit: str, quantity: Decimal
) -> ShopLine:
    """Put so many of an item into a cart, on top of what is there of it; raises NotThat and Shut."""
    with store.begin() as work:
        visit = opened(work, session)
        if visit.is_read_only:
            raise NotThat("read-only")
        profile = services.directory.get(visit.partner)
        goods = look(services, work, profile, [sku]).get(sku)
        if goods is None or not goods.is_sold or sku not in seen_now(services, work, visit.partner, (sku,)):
            raise NotThat("item")
        lines = work.shop.lines(session)
        line = next((one for one in lines if (one.sku, one.unit, one.quote) == (sku, unit, "")), None)
        if line is None:
            if len(lines) >= MOST_LINES:
                raise NotThat("full")
            line = _new_line(services, visit.id, visit.partner, visit.language, goods, unit, lines)
        prices = _Prices(
            profile=profile, agreement=agreement_for(services, work, profile, [sku]), on=today(services)
        )
        line = prices.of(line, goods, quantity=line.quantity + quantity)
        work.shop.put_line(line)
        services.note(
            work,
            "shop.put-in",
            session,
            partner=visit.partner,
            item=sku,
            quantity=str(line.quantity),
            unit=unit,
        )
        work.commit()
    return line


def change(services: Services, store: Store, session: str, changes: Sequence[Change]) -> None:
    """Change lines of a cart; what it does not hold is passed over. Raises NotThat and Shut."""
    with store.begin() as work:
        visit = opened(work, session)
        if visit.is_read_only:
            raise NotThat("read-only")
        lines = {one.auxiliary: one for one in work.shop.lines(session)}
        profile = services.directory.get(visit.partner)
        goods = look(services, work, profile, [one.sku for one in lines.values()])
        prices = _Prices(
            profile=profile, agreement=agreement_for(services, work, profile, goods), on=today(services)
        )
        for one in changes:
            line = lines.get(one.auxiliary)
            if line is None:
                continue
            if not one.quantity:
                work.shop.drop_line(session, one.auxiliary)
                services.note(work, "shop.taken-out", session, partner=visit.partner, item=line.sku)
                continue
            if one.note is not None:
                line = replace(line, note=one.note.strip()[:LONGEST_NOTE])
            if one.quantity != line.quantity:
                line = prices.of(line, goods.get(line.sku), quantity=one.quantity)
            if line != lines[one.auxiliary]:
                work.shop.put_line(line)
        work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prices:
    """What lines are priced by."""

    profile: Profile
    agreement: Agreement
    on: date

    def of(self, line: ShopLine, goods: Goods | None, *, quantity: Decimal) -> ShopLine:
        """Return so many of a line at their price; raises NotThat."""
        if goods is None or not goods.is_sold:
            raise NotThat("item", line=line.auxiliary)
        sold = goods.unit(line.unit)
        if sold is None:
            raise NotThat("unit", line=line.auxiliary)
        if quantity <= 0 or quantity > LARGEST:
            raise NotThat("quantity", line=line.auxiliary)
        if to_base(quantity, sold.each) is None:
            raise NotThat("whole", line=line.auxiliary)
        more = replace(line, quantity=quantity)
        priced = repriced(more, goods=goods, agreement=self.agreement, profile=self.profile, on=self.on)
        if priced is None:
            raise NotThat("price", line=line.auxiliary)
        return priced


def _new_line(
    services: Services,
    session: str,
    partner: str,
    language: str,
    goods: Goods,
    unit: str,
    lines: Sequence[ShopLine],
) -> ShopLine:
    return ShopLine(
        session=session,
        auxiliary=new_auxiliary(services),
        partner=partner,
        place=max((one.place for one in lines), default=0) + 1,
        sku=goods.sku,
        unit=unit,
        quantity=Decimal(0),
        price=Decimal(0),
        per=Decimal(1),
        currency=goods.currency,
        description=goods.name(language),
        put_at=services.clock.now(),
    )
