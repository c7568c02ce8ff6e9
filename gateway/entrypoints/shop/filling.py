"""Filling the cart: what goes in, how much of it, what comes out again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.desk import today
from gateway.application.ports import ShopLine
from gateway.application.shop.carting import MOST_LINES, Change, change, put_in, quantity_of
from gateway.application.shop.goods import Goods, look
from gateway.application.shop.refusals import NotThat
from gateway.application.shop.returning import ship_to
from gateway.application.shop.totals import Totals, amount_of, totals_of
from gateway.domain.carts import FREIGHT
from gateway.domain.quantities import plain
from gateway.entrypoints.api.bodies import Form, read_at_most
from gateway.entrypoints.shop.coming import Visitor
from gateway.entrypoints.shop.looking import back_of, fault_of, shown
from gateway.entrypoints.shop.words import Tongue
from gateway.orderdesk.charging import signed

router = APIRouter(prefix="/p/{sid}", include_in_schema=False)
SAID = "#said"
MOST_OF_A_CART = 2 * 1024 * 1024


async def whole_cart(request: Request) -> Mapping[str, str]:
    """Return the fields of a cart's form, as many as a full cart has, empty ones too."""
    content = await read_at_most(request, MOST_OF_A_CART)
    try:
        return dict(parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=3 * MOST_LINES))
    except ValueError as fault:
        raise HTTPException(400, "this is not a form that was filled in here") from fault


Fields = Annotated[Mapping[str, str], Depends(whole_cart)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line as the cart shows it."""

    line: ShopLine
    name: str
    goods: Goods | None
    amount: Decimal
    quantity: str
    leaves_on: date | None


@router.get("/cart")
def cart(seen: Visitor, added: str = "", fault: str = "", at: str = "") -> HTMLResponse:
    """Show the cart."""
    services = seen.gateway.services
    with seen.gateway.store.read() as work:
        lines = work.shop.lines(seen.session.id)
        goods = look(services, work, seen.profile, [one.sku for one in lines])
        totals = totals_of(services, work, seen.profile, lines, to=ship_to(seen.session))
        quotes = seen.agreed.quotes if seen.session.way == "cxml" and lines else None
        return shown(
            seen,
            work,
            "cart.html",
            lines=[_view(one, goods.get(one.sku), seen.session.language) for one in lines],
            totals=totals,
            charges=list(_charges(totals, seen.tongue)),
            quote_until=today(services) + timedelta(days=quotes.hold_days) if quotes else None,
            notices=json.loads(seen.session.notices or "[]"),
            here="cart",
            back="cart",
            fault=fault_of(fault),
            fault_at=at,
            added=next((one.description for one in lines if one.sku == added), ""),
        )


@router.post("/cart")
def add(seen: Visitor, form: Form) -> RedirectResponse:
    """Put an item into the cart, and go back to where it was seen."""
    back, sku = back_of(form.get("back", "")), form.get("sku", "")
    try:
        put_in(
            seen.gateway.services,
            seen.gateway.store,
            seen.session.id,
            sku=sku,
            unit=form.get("unit", ""),
            quantity=quantity_of(form.get("quantity", "")),
        )
    except NotThat as fault:
        return seen.back_to(back, mark=SAID, fault=fault.what)
    return seen.back_to(back, mark=SAID, added=sku)


@router.post("/cart/change")
def edit(seen: Visitor, fields: Fields) -> RedirectResponse:
    """Change quantities and notes, or take a line out."""
    removed = fields.get("remove", "")
    try:
        changes = [Change(auxiliary=removed, quantity=Decimal(0))] if removed else list(_changes(fields))
        change(seen.gateway.services, seen.gateway.store, seen.session.id, changes)
    except NotThat as fault:
        return seen.back_to("cart", mark=SAID, fault=fault.what, at=fault.line)
    return seen.back_to("cart")


def _changes(fields: Mapping[str, str]) -> Iterator[Change]:
    for name, value in fields.items():
        kind, _, auxiliary = name.partition(".")
        if kind == "quantity" and auxiliary:
            yield Change(
                auxiliary=auxiliary,
                quantity=quantity_of(value, line=auxiliary),
                note=fields.get(f"note.{auxiliary}"),
            )


def _view(line: ShopLine, goods: Goods | None, language: str) -> LineView:
    return LineView(
        line=line,
        name=goods.name(language) if goods else line.description,
        goods=goods,
        amount=amount_of(line),
        quantity=plain(line.quantity),
        leaves_on=goods.leaves_when(line.quantity, line.unit) if goods else None,
    )


def _charges(totals: Totals, tongue: Tongue) -> Iterator[tuple[str, Decimal]]:
    for one in totals.charges:
        yield tongue.say("carriage") if one.code == FREIGHT else one.text, signed(one)
