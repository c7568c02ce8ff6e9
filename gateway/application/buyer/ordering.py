"""Ordering as buyers do: the cart becomes an order, comes twice, is changed and cancelled."""

from dataclasses import replace
from decimal import Decimal

from gateway.application.buyer.carting import part_of
from gateway.application.buyer.conformance import Broken
from gateway.application.buyer.conversing import Buyer, Said
from gateway.domain.carts import Cart, CartLine
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Reference

TAKEN = ("200", "201")
VERSION = "order-version"


def order(buyer: Buyer) -> None:
    """Order what was in the cart."""
    cart = _cart(buyer)
    placed = order_of(buyer, cart)
    said = buyer.say(placed)
    tried = f"OrderRequest {placed.number}, {len(placed.lines)} lines"
    buyer.expect(said, *TAKEN, tried=tried, seconds=buyer.patience)
    buyer.checks.that("taken", right=said.code in TAKEN, tried=tried, came=said.came)
    differences = list(compare(cart, placed))
    buyer.checks.that(
        "differs",
        right=not differences,
        tried="cart against order",
        came="; ".join(differences) or "the same",
    )
    buyer.order, buyer.order_said = placed, said


def twice(buyer: Buyer) -> None:
    """Send the same bytes again, other bytes under the same payloadID, and the same order as a new document."""
    placed, first = _placed(buyer)
    again = buyer.post(first.request)
    same = again.reply.body == first.reply.body
    buyer.checks.that("again", right=same, tried="the same bytes again", came=again.came)
    payload_id = _payload_id(first)
    other = replace(placed, number=f"{placed.number}-X")
    conflict = buyer.say(other, payload_id=payload_id)
    buyer.checks.that(
        "conflict",
        right=conflict.code == "409",
        tried="another order under the same payloadID",
        came=conflict.came,
    )
    repeated = buyer.say(placed)
    buyer.checks.that(
        "again", right=repeated.code in TAKEN, tried="the same order as a new document", came=repeated.came
    )


def change(buyer: Buyer) -> None:
    """Ask for more of the first line."""
    placed, _ = _placed(buyer)
    if "update" not in buyer.cxml.changes:
        buyer.checks.skip("changed", "orders are not changed by update: see `cxml: changes`")
        return
    first = placed.lines[0]
    more = replace(first, quantity=(first.quantity or Decimal(0)) + 1)
    wanted = replace(placed, lines=(more, *placed.lines[1:]))
    said = buyer.say(_change_of(wanted, purpose="replacement", version="2"))
    tried = f"OrderRequest {placed.number}, type update"
    buyer.expect(said, *TAKEN, tried=tried, seconds=buyer.patience)
    buyer.checks.that("changed", right=said.code in TAKEN, tried=tried, came=said.came)
    buyer.order = wanted


def cancel_order(buyer: Buyer) -> None:
    """Cancel the order."""
    placed, _ = _placed(buyer)
    if "delete" not in buyer.cxml.changes:
        buyer.checks.skip("withdrawn", "orders are not cancelled by delete: see `cxml: changes`")
        return
    said = buyer.say(_change_of(placed, purpose="cancellation", version="3"))
    tried = f"OrderRequest {placed.number}, type delete"
    buyer.expect(said, *TAKEN, tried=tried, seconds=buyer.patience)
    buyer.checks.that("withdrawn", right=said.code in TAKEN, tried=tried, came=said.came)


def compare(cart: Cart, placed: PurchaseOrder) -> "list[str]":
    """Return in words how an order differs from the cart it came from, line by line."""
    ordered = {_auxiliary(one): one for one in placed.lines}
    said = []
    for line in cart.lines:
        one = ordered.pop(line.auxiliary, None)
        if one is None:
            said.append(f"{part_of(line)} is not ordered")
            continue
        for name in ("quantity", "unit", "price", "price_basis"):
            was, now = getattr(line, name), getattr(one, name)
            if was != now:
                said.append(f"{part_of(line)}: {name.replace('_', ' ')} {was} became {now}")
    return [*said, *(f"line {one.number} was in no cart" for one in ordered.values())]


def order_of(buyer: Buyer, cart: Cart) -> PurchaseOrder:
    """Return the order a cart becomes, under a number nobody used before."""
    day = buyer.services.clock.now().date()
    places = buyer.profile.locations
    code = buyer.profile.orders.default_ship_to or next(iter(places), "")
    ship_to = (
        places[code].party("ship-to", code, places[code].code_kind) if code in places else _nowhere("ship-to")
    )
    lines = tuple(_line(one, number) for number, one in enumerate(cart.lines, 1))
    return PurchaseOrder(
        number=f"SIM-{buyer.new_id()[-12:]}",
        kind="new-order",
        ordered_on=day,
        currency=cart.currency,
        stated_total=cart.total,
        parties=(ship_to, replace(ship_to, role="bill-to")),
        lines=lines,
    )


def _nowhere(role: str) -> Party:
    return Party(
        role=role,
        name="Simulated place",
        street=("1 Test Street",),
        city="Testville",
        postal_code="00000",
        country="US",
    )


def _line(line: CartLine, number: int) -> OrderLine:
    return OrderLine(
        number=str(number),
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        price_basis=line.price_basis,
        currency=line.currency,
        identifiers=line.identifiers,
        descriptions=line.descriptions,
    )


def _change_of(placed: PurchaseOrder, *, purpose: str, version: str) -> OrderChange:
    return OrderChange(
        order_number=placed.number,
        ordered_on=placed.ordered_on,  # type: ignore[arg-type] # our own orders have a day
        purpose=purpose,
        kind="purchase-order",
        currency=placed.currency,
        stated_total=placed.stated_total,
        parties=placed.parties,
        references=(Reference(kind=VERSION, value=version),),
        lines=tuple(
            ChangedLine(
                change="replace-all",
                number=one.number,
                quantity=one.quantity,
                unit=one.unit,
                price=one.price,
                price_basis=one.price_basis,
                currency=one.currency,
                identifiers=one.identifiers,
                descriptions=one.descriptions,
            )
            for one in placed.lines
        ),
    )


def _auxiliary(line: OrderLine) -> str:
    return CartLine(identifiers=line.identifiers).auxiliary


def _payload_id(said: Said) -> str:
    text = said.request.decode("utf-8")
    return text.partition('payloadID="')[2].partition('"')[0]


def _cart(buyer: Buyer) -> Cart:
    if buyer.cart is None or not buyer.cart.lines:
        raise Broken("no cart came home before")
    return buyer.cart


def _placed(buyer: Buyer) -> tuple[PurchaseOrder, Said]:
    if buyer.order is None or buyer.order_said is None:
        raise Broken("no order was placed before")
    return buyer.order, buyer.order_said
