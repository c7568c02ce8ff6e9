"""Returning: the cart goes home in the buyer's own browser, or the buyer leaves without one.

An empty cart that comes back from an edit deletes the buyer's lines, so leaving is never an empty cart: it is a
cancellation (status 204), which leaves what the buyer has as it is. Looking at a cart ends the same way.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from gateway.application.desk import today
from gateway.application.ports import ShopLine, ShopSession, Store, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.closing import close
from gateway.application.shop.facts import fact
from gateway.application.shop.forms import Form
from gateway.application.shop.goods import Goods, agreement_for, look, punchout_of, repriced
from gateway.application.shop.messages import cart_form, cart_message
from gateway.application.shop.oci import carted_lines, form_of
from gateway.application.shop.oci_fields import fields_of
from gateway.application.shop.refusals import NotThat
from gateway.application.shop.totals import totals_of
from gateway.application.shop.visiting import opened
from gateway.domain.canonical import from_plain
from gateway.domain.carts import AUXILIARY, UNSPSC, Cart, CartLine
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.parties import Party
from gateway.domain.references import Note, Reference
from gateway.domain.terms import LeadTime
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

How = Literal["return", "cancel", "quote"]
PLACES = 10
BASES: Mapping[Decimal, str] = {Decimal(1): "", Decimal(100): "per-hundred", Decimal(1000): "per-thousand"}
"""How a price for so many is called."""
STATES = {"return": "returned", "cancel": "cancelled", "quote": "returned"}


class _Invalid(Exception):
    """A cart of ours is not what the DTD admits; nothing of it may leave."""

    def __init__(self, partner: str, why: str) -> None:
        super().__init__(why)
        self.partner = partner


def go_back(services: Services, store: Store, session: str, how: How) -> Form:
    """End a visit and return the form that takes its cart home, or says that there is none; raises Shut and NotThat.

    Where the DTD is there a cart that it does not admit stays here: the visit goes on, and the audit trail says why.
    """
    try:
        visit = _ended(services, store, session, how)
    except _Invalid as invalid:
        with store.begin() as work:
            services.note(work, "shop.cart-invalid", session, partner=invalid.partner, why=str(invalid))
            work.commit()
        raise NotThat("invalid") from invalid
    return form_again(services, visit)


def _ended(services: Services, store: Store, session: str, how: How) -> ShopSession:
    """Return a visit that ended, with what its browser takes home."""
    with store.begin() as work:
        visit = opened(work, session)
        profile = services.directory.get(visit.partner)
        lines: tuple[ShopLine, ...] = ()
        if how != "cancel" and not visit.is_read_only:
            lines, changed = _as_they_cost_now(services, work, profile, visit)
            if changed:
                work.commit()
                raise NotThat("new-price")
        if how == "quote":
            visit, lines = _quoted(services, work, profile, visit, lines)
        empty = not lines and (visit.operation != "edit" or punchout_of(profile).cart.empty == "cancel")
        ended: How = "cancel" if empty else how
        content = _content(services, work, profile, visit, lines, how=ended)
        visit = close(services, work, visit, state=STATES[ended], returned=content)
        services.note(
            work,
            "shop.sent-home",
            visit.id,
            partner=visit.partner,
            lines=len(lines),
            total=str(totals_of(services, work, profile, lines, to=ship_to(visit)).goods) if lines else "",
            quote=visit.quote if how == "quote" else "",
        )
        work.commit()
    return visit


def form_again(services: Services, visit: ShopSession) -> Form:
    """Return the form of a visit that ended, once more."""
    agreed = punchout_of(services.directory.get(visit.partner))
    if visit.way == "cxml":
        return cart_form(visit, agreed)
    fields = [(name, value) for name, value in json.loads(visit.returned)]
    return form_of(visit.return_to, fields, json.loads(visit.echo), agreed=agreed)


def ship_to(visit: ShopSession) -> Party | None:
    """Return where the buyer said the goods are to go."""
    said = json.loads(visit.echo).get("ship_to")
    return from_plain(Party, said) if said else None


def cart_of(
    services: Services, work: UnitOfWork, profile: Profile, visit: ShopSession, lines: Sequence[ShopLine]
) -> Cart:
    """Return a visit's cart as it goes back to the buyer."""
    agreed = punchout_of(profile)
    goods = look(services, work, profile, [one.sku for one in lines])
    totals = totals_of(services, work, profile, lines, to=ship_to(visit))
    pending = bool(visit.quote)
    return Cart(
        buyer_cookie=visit.buyer_cookie,
        operation_allowed=agreed.cart.allowed,
        quote_status="pending" if pending else "final",
        quote_number=visit.quote,
        quoted_on=today(services) if pending else None,
        currency=totals.currency,
        total=totals.goods,
        adjustments=totals.charges,
        taxes=totals.taxes,
        lines=tuple(
            cart_line(one, goods.get(one.sku), agreed, number=number) for number, one in enumerate(lines, 1)
        ),
    )


def cart_line(line: ShopLine, goods: Goods | None, agreed: PunchOut, *, number: int) -> CartLine:
    """Return a line of a cart as it goes back to the buyer."""
    names = (
        ("vendor-part", line.sku),
        (AUXILIARY, line.auxiliary),
        ("buyer-part", fact("buyer-part", line, goods, agreed)),
        ("manufacturer-part", fact("maker-part", line, goods, agreed)),
        ("manufacturer", fact("maker", line, goods, agreed)),
        (UNSPSC, fact("unspsc", line, goods, agreed)),
        *(
            (f"cxml:{domain}", fact(known, line, goods, agreed))
            for domain, known in agreed.cart.references.items()
        ),
    )
    lead = fact("lead-days", line, goods, agreed)
    extrinsics = ((name, fact(known, line, goods, agreed)) for name, known in agreed.cart.extrinsics.items())
    return CartLine(
        number=str(number),
        quantity=line.quantity,
        unit=line.unit,
        price=line.price if line.per in BASES else _of_one(line),
        price_basis=BASES.get(line.per, ""),
        currency=line.currency,
        identifiers=tuple(ItemIdentifier(kind=kind, value=value) for kind, value in names if value),
        descriptions=(Description(text=line.description),),
        references=tuple(
            Reference(kind=f"extrinsic:{name}", value=value) for name, value in extrinsics if value
        ),
        notes=(Note(kind="comment", texts=(line.note,)),) if line.note else (),
        lead_times=(LeadTime(kind="order-to-delivery", count=Decimal(lead), unit="DA"),) if lead else (),
    )


def _of_one(line: ShopLine) -> Decimal:
    """Return what one of the unit costs; the message says it for as many as the buyer's decimals ask for."""
    return round(line.price / line.per, PLACES)


def _as_they_cost_now(
    services: Services, work: UnitOfWork, profile: Profile, visit: ShopSession
) -> tuple[tuple[ShopLine, ...], bool]:
    """Return the lines of a cart at the prices of this moment, and whether any is not what the buyer saw.

    Raises NotThat where a line can no longer be bought.
    """
    lines = work.shop.lines(visit.id)
    goods = look(services, work, profile, [one.sku for one in lines])
    agreement, day = agreement_for(services, work, profile, goods), today(services)
    priced = []
    for one in lines:
        held = goods.get(one.sku)
        sold = held is not None and held.is_sold
        now = (
            repriced(one, goods=held, agreement=agreement, profile=profile, on=day) if held and sold else None
        )
        if now is None:
            raise NotThat("item", line=one.auxiliary)
        if now != one:
            work.shop.put_line(now)
        priced.append(now)
    return tuple(priced), tuple(priced) != tuple(lines)


def _quoted(
    services: Services, work: UnitOfWork, profile: Profile, visit: ShopSession, lines: Sequence[ShopLine]
) -> tuple[ShopSession, tuple[ShopLine, ...]]:
    """Give a cart a quote's number and hold its prices until a day; raises NotThat where no quotes were agreed."""
    quotes = punchout_of(profile).quotes
    if quotes is None or not lines or visit.way != "cxml":
        raise NotThat("quote")
    number = f"PQ{work.control_numbers.draw('', 'shop-quote'):07d}"
    until = today(services) + timedelta(days=quotes.hold_days)
    held = tuple(replace(one, quote=number, held_until=until) for one in lines)
    for one in held:
        work.shop.put_line(one)
    services.note(work, "shop.quoted", visit.id, partner=visit.partner, quote=number, until=until.isoformat())
    return replace(visit, quote=number), held


def _content(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    visit: ShopSession,
    lines: Sequence[ShopLine],
    *,
    how: How,
) -> str:
    if visit.way == "cxml":
        cart = cart_of(services, work, profile, visit, lines)
        leaves = how == "cancel" or visit.is_read_only
        message = cart_message(
            services, profile, visit, replace(cart, cancelled=leaves, lines=() if leaves else cart.lines)
        )
        for wrong in services.dtds.judge(message.encode()):
            raise _Invalid(profile.code, wrong.value_seen)
        return message
    carted = carted_lines(services, work, profile, lines, visit.language)
    base = str(json.loads(visit.echo).get("base", ""))
    return json.dumps(list(fields_of(carted, punchout_of(profile), base)))
